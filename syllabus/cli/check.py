"""``syllabus check``."""

from __future__ import annotations

from pathlib import Path

import click

from syllabus.cli import options
from syllabus.errors import ExitCode
from syllabus.jobs.checking import World, check_courses
from syllabus.report import print_problems, progress


@click.command(
    "check",
    epilog="""\b
Examples:
  syllabus check                     the course in this folder
  syllabus check cs101 --strict      fail on warnings too
  syllabus check --format json       for an editor or a script
  syllabus check spring              all courses below a folder, and their rooms
  syllabus check --holidays us-wa    also meetings on public holidays
  syllabus check --links             also dead and moved links
  syllabus check --against work.md   also days that differ from those of a page
""",
)
@options.course_argument
@click.option(
    "--links", is_flag=True, help="Ask the web for every link, and tell what is dead."
)
@click.option(
    "--holidays",
    metavar="NAME_OR_FILE",
    help="Find meetings on holidays of us-wa, a calendar (.ics) or a list of days.",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare the assignments with those of a page, table or calendar.",
)
@options.strict_option
@options.format_option
@options.quiet_option
def command(
    course: Path,
    links: bool,
    holidays: str | None,
    against: Path | None,
    strict: bool,
    form: str,
    quiet: bool,
) -> None:
    """Find the mistakes in a course without building it.

    COURSE is a course folder or its course.yaml; without it, the folder you are in. Of
    a folder of courses it checks all, and whether two need a room at one time.
    """
    world = World(links, holidays, against)
    with progress(quiet=quiet, verbose=False) as tell:
        problems = check_courses(course, world, options.now(), tell)
    print_problems(problems, form)
    if options.failed(problems, strict=strict):
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "text" and not quiet and not problems:
        click.echo("no problems")
