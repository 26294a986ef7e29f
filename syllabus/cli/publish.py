"""``syllabus publish``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.core.words import counted
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, shown_path

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "publish",
    epilog="""\b
Examples:
  syllabus publish cs101         the class has been told of the course as it is now
  syllabus build cs101 && syllabus publish cs101
""",
)
@options.course_argument
@options.format_option
@options.quiet_option
def command(course: Path, form: str, quiet: bool) -> None:
    """Remember the course as it is now as what the class was told.

    Later builds know from it which events of the calendar have changed. It is kept in
    the folder .syllabus beside the course file: keep that with the course.

    COURSE is a course folder or its course.yaml; without it, the folder you are in.
    """
    from syllabus.jobs.publishing import publish_course

    done = publish_course(course_file(course), options.now())
    print_problems(done.problems, form)
    if done.published is None:
        click.echo("nothing was published", err=True)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "text" and not quiet:
        since = f" since {done.before.at:%Y-%m-%d}" if done.before else ""
        said = counted(done.changed_events, "new or changed event") + since
        state = "is up to date" if done.unchanged else f"written: {said}"
        click.echo(f"{shown_path(done.file)} {state}")
