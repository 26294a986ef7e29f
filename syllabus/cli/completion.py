"""``syllabus completion``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

if TYPE_CHECKING:
    from click.shell_completion import ShellComplete


class _Bash(BashComplete):
    """Courses are folders and YAML files; bash adds slashes and quotes to them."""

    source_template = BashComplete.source_template.replace(
        "        elif [[ $type == 'file' ]]; then",
        """\
        elif [[ $type == 'course' ]]; then
            COMPREPLY=($(compgen -f -X '!*.y*ml' -- "$value"))
            compopt -o filenames -o plusdirs
        elif [[ $type == 'file' ]]; then""",
    )


class _Zsh(ZshComplete):
    source_template = ZshComplete.source_template.replace(
        '        elif [[ "$type" == "file" ]]; then',
        """\
        elif [[ "$type" == "course" ]]; then
            _files -g '*.(yaml|yml)'
        elif [[ "$type" == "file" ]]; then""",
    )


class _Fish(FishComplete):
    """Behind a path, fish tells what it is; values may have commas in them."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    ).replace(
        '        else if test $metadata[1] = "file";',
        r"""
        else if test $metadata[1] = "course";
            __fish_complete_path $metadata[2] |
                string match --regex '^[^\t]*(?:/|[.]ya?ml)(?:\t.*)?$';
        else if test $metadata[1] = "file";""".lstrip("\n"),
    )


_SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


@click.command(
    "completion",
    epilog="""\b
Examples:
  eval "$(syllabus completion bash)"
  syllabus completion fish > ~/.config/fish/completions/syllabus.fish
""",
)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script with which a shell completes commands, options and values."""
    program = context.find_root()
    name = "syllabus"
    made = _SHELLS[shell](program.command, {}, name, f"_{name}_COMPLETE".upper())
    click.echo(made.source_template % made.source_vars())
