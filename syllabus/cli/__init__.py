"""The command line. Each command is a module here; they are imported when called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import NoReturn

import click

from syllabus import __version__
from syllabus.errors import ExitCode, SyllabusError

COMMANDS = {
    "new": "syllabus.cli.new",
    "check": "syllabus.cli.check",
    "explain": "syllabus.cli.explain",
    "show": "syllabus.cli.show",
    "build": "syllabus.cli.build",
    "import": "syllabus.cli.import_",
    "shift": "syllabus.cli.shift",
    "rollover": "syllabus.cli.rollover",
    "watch": "syllabus.cli.watch",
    "publish": "syllabus.cli.publish",
    "diff": "syllabus.cli.diff",
    "announce": "syllabus.cli.announce",
    "packet": "syllabus.cli.packet",
    "theme": "syllabus.cli.theme",
    "schema": "syllabus.cli.schema",
    "fmt": "syllabus.cli.fmt",
    "completion": "syllabus.cli.completion",
}
"""The commands, in the order in which one meets them, and their modules."""


class _Commands(click.Group):
    """Commands that are imported when they are wanted."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        # What is imported stays. To look through it for garbage again and again would
        # take a fifteenth of a check.
        gc.disable()
        command: click.Command = importlib.import_module(COMMANDS[name]).command
        gc.freeze()
        gc.enable()
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # Importing all commands to guess at a misspelt one is worth it only here.
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            guess = f"; did you mean “{near[0]}”?" if near else ""
            context.fail(f"there is no command “{name}”{guess}")
        return super().resolve_command(context, args)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="""\b
Examples:
  syllabus new cs101              lay down a course to start from
  syllabus check cs101            find its mistakes
  syllabus build cs101            make build/cs101/syllabus.pdf and packet.pdf
  syllabus import schedule.md     make a course of a schedule page
""",
)
@click.version_option(__version__, prog_name="syllabus", message="%(prog)s %(version)s")
def program() -> None:
    """Turn a course folder into a printable handout and one packet of its slides."""


def main() -> NoReturn:
    """Run the program and leave with its exit code."""
    # pydantic looks through all that is installed for plugins; there are none of ours.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        code = program.main(standalone_mode=False) or ExitCode.OK
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = ExitCode.OK
    except Exception as error:  # noqa: BLE001 - each kind is told in its own words
        code = _tell(error)
    sys.exit(code)


def _tell(error: Exception) -> ExitCode:
    """Say what went wrong: in the call, around the course, or in the program."""
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, SyllabusError):
        _say(f"syllabus: {error}", *getattr(error, "__notes__", ()))
        return error.exit_code
    if isinstance(error, OSError) and error.filename is None:
        # Files have failures that name them: this is the program's own output.
        _say(f"syllabus: the output could not be written: {error.strerror}")
        return ExitCode.ENVIRONMENT
    import traceback

    traceback.print_exception(error)
    _say(
        "syllabus: this is a mistake in the program, not in your course; "
        "please report it with the lines above"
    )
    return ExitCode.BUG


def _say(message: str, *notes: str) -> None:
    click.echo("\n  ".join((message, *notes)), err=True)
