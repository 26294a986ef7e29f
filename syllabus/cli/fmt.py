"""``syllabus fmt``."""

from __future__ import annotations

import io
from difflib import unified_diff
from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, shown_path

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.jobs.formatting import Formatting


@click.command(
    "fmt",
    epilog="""\b
Examples:
  syllabus fmt cs101             put the course file into an even form
  syllabus fmt cs101 --diff      show what it would change
  syllabus fmt cs101 --check     fail if it would change anything
""",
)
@options.course_argument
@click.option("--check", is_flag=True, help="Write nothing; fail if it would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@options.quiet_option
def command(course: Path, check: bool, diff: bool, quiet: bool) -> None:
    """Put a course file into an even form.

    White space nobody sees, indentation and days without noughts are made even.
    Values, comments, order and quotes stay.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    from syllabus.jobs.formatting import format_course

    formatting = format_course(course_file(course))
    if formatting.problems:
        print_problems(formatting.problems, "text")
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if diff:
        click.echo("".join(_difference(formatting)), nl=False)
    if not (check or diff):
        formatting.write()
    if not (quiet or diff):
        click.echo(f"{shown_path(formatting.path)}: {_outcome(formatting, check)}")
    if check and formatting.changes:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _outcome(formatting: Formatting, check: bool) -> str:
    if not formatting.changes:
        return "in form"
    return "not in form; `syllabus fmt` writes it anew" if check else "written anew"


def _difference(formatting: Formatting) -> list[str]:
    name = shown_path(formatting.path)
    old, new = (
        list(io.StringIO(text, newline="")) for text in (formatting.old, formatting.new)
    )
    made = unified_diff(old, new, name, f"{name} (in form)")
    return [line if line.endswith("\n") else f"{line}\n" for line in made]
