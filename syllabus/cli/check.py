"""``syllabus check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.jobs.load import look_over
from syllabus.report import print_problems

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "check",
    epilog="""\b
Examples:
  syllabus check                     the course in this folder
  syllabus check cs101 --strict      fail on warnings too
  syllabus check --format json       for an editor or a script
""",
)
@options.course_argument
@options.strict_option
@options.format_option
@options.quiet_option
def command(course: Path, strict: bool, form: str, quiet: bool) -> None:
    """Find the mistakes in a course without building it.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    problems = look_over(course_file(course)).problems
    print_problems(problems, form)
    if options.failed(problems, strict=strict):
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "text" and not quiet and not problems:
        click.echo("no problems")
