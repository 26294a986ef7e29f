"""``syllabus theme``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file, course_name
from syllabus.report import print_problems, progress, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.theme import Declaration, Setting


@click.group(
    "theme",
    epilog="""\b
Examples:
  syllabus theme list
  syllabus theme preview cs101
  syllabus theme copy modern cs101
""",
)
def command() -> None:
    """Look at the themes of the handout, and take one over."""


@command.command("list")
@click.option("--quiet", "-q", is_flag=True, help="Print names only, one a line.")
def list_themes(quiet: bool) -> None:
    """List the themes and what a course can set of each."""
    from syllabus.render.themes import shipped_themes

    for name, theme in shipped_themes().items():
        for line in [name] if quiet else _described(name, theme):
            click.echo(line)


def _described(name: str, theme: Declaration) -> Iterator[str]:
    yield f"{name}: {theme.description}"
    width = max(map(len, theme.settings), default=0)
    for key, setting in theme.settings.items():
        words = f"{setting.description} ({_values(setting)})"
        yield f"  {key.ljust(width)}  {words}"


def _values(setting: Setting) -> str:
    """The values that a setting can have, and the usual one."""
    if setting.values:
        can = " or ".join(setting.values)
    elif setting.least and setting.most:
        can = f"{setting.least} to {setting.most}"
    else:
        can = f"a {setting.type}"
    return f"{can}; {setting.default} by itself"


@command.command(
    "copy",
    epilog="""\b
Example:
  syllabus theme copy modern cs101      into cs101/theme/
""",
)
@click.argument("name", shell_complete=options.completes_theme)
@options.course_argument
def copy(name: str, course: Path) -> None:
    """Copy a theme's files into the theme folder of a course, to change them there.

    NAME is one of `syllabus theme list`. COURSE is a course folder or its course.yaml;
    without it, the folder you are in. A theme folder that is there is left alone.
    """
    from syllabus.jobs.themes import copy_theme

    folder = course_file(course).parent
    for path in copy_theme(name, folder):
        click.echo(f"{shown_path(path)} written")


@command.command(
    "preview",
    epilog="""\b
Examples:
  syllabus theme preview cs101                  build/cs101/themes.pdf
  syllabus theme preview cs101 -o themes.png
""",
)
@options.course_argument
@click.option(
    "-o",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write here: a .pdf or a .png. Left out, build/COURSE/themes.pdf.",
)
@options.quiet_option
def preview(course: Path, file: Path | None, quiet: bool) -> None:
    """Lay the first pages of a course's handout in every theme on one sheet.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    from syllabus.jobs.preview import preview_themes

    source = course_file(course)
    target = file or Path("build") / course_name(source) / "themes.pdf"
    if target.suffix.lower() not in {".pdf", ".png"}:
        raise click.UsageError(f"{target} ends neither in .pdf nor in .png")
    with progress(quiet=quiet, verbose=False) as tell:
        done = preview_themes(source, target, options.now(), tell)
    print_problems(done.problems)
    if done.file is None:
        click.echo("nothing was written", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if not quiet:
        click.echo(f"{shown_path(done.file)} written")
