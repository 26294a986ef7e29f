"""``syllabus show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from syllabus.cli import options
from syllabus.core.view.listing import PARTS
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.view.listing import Listing, Part


@click.command(
    "show",
    epilog="""\b
Examples:
  syllabus show schedule cs101
  syllabus show deadlines cs101
  syllabus show week cs101 --date 2027-02-01
  syllabus show next
""",
)
@click.argument("part", type=click.Choice(PARTS))
@options.course_argument
@click.option(
    "--date",
    "day",
    type=options.DAY,
    metavar="DATE",
    help="The day that counts as today.",
)
def command(part: str, course: Path, day: dt.date | None) -> None:
    """Print the dates of a course as a table.

    PART is schedule (all meetings), deadlines, week (what is on this week) or next (the
    next meeting and deadline). COURSE is a course folder or its course.yaml; without
    it, the folder you are in.
    """
    from syllabus.jobs.showing import show_course

    shown = show_course(course_file(course), cast("Part", part), options.now(), day)
    print_problems(shown.problems)
    if shown.tables is None:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    for table in shown.tables:
        _print(table)


def _print(listing: Listing) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not listing.rows:
        click.echo(f"{listing.section}: nothing" if listing.section else "nothing")
        return
    table = Table(box=SIMPLE, pad_edge=False, title=listing.section or None)
    used = [n for n, _ in enumerate(listing.heads) if any(r[n] for r in listing.rows)]
    for n in used:
        table.add_column(listing.heads[n], no_wrap=listing.heads[n] in {"Date", "Time"})
    for row in listing.rows:
        # Text, since a topic in brackets is no markup of the table's.
        table.add_row(*(Text(row[n]) for n in used))
    Console(highlight=False).print(table)
