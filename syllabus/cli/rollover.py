"""``syllabus rollover``."""

from __future__ import annotations

import json
import shlex
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syllabus.cli import options
from syllabus.core.rollover.text import Wish
from syllabus.core.rollover.todo import GROUPS
from syllabus.core.values import parse_weekdays
from syllabus.core.words import counted, short_day
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, progress, shown_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from syllabus.core.diagnostics import Where
    from syllabus.core.model import Term
    from syllabus.core.rollover.todo import Row
    from syllabus.jobs.rollover import RolloverResult


def _weekdays(_context: object, _option: object, value: str | None) -> str | None:
    """The weekdays as they are written, if they can be understood."""
    from pydantic_core import PydanticCustomError

    try:
        if value is not None:
            parse_weekdays(value)
    except PydanticCustomError as error:
        raise click.BadParameter(error.message()) from error
    return value


@click.command(
    "rollover",
    epilog="""\b
Examples:
  syllabus rollover cs101 --term "Spring 2028" --first-day 2028-01-10 -o cs101-2028
  syllabus rollover cs101 --term "Fall 2027" --first-day 2027-08-30 \\
      --last-day 2027-12-10 --pattern Mon/Wed --holidays us-wa -o cs101-fall
""",
)
@click.argument(
    "course",
    type=click.Path(path_type=Path),
    shell_complete=options.completes_course,
)
@click.option("--term", required=True, metavar="NAME", help="As it is printed.")
@click.option(
    "--first-day",
    required=True,
    type=options.DAY,
    metavar="YYYY-MM-DD",
    help="The first day of teaching.",
)
@click.option(
    "--last-day",
    type=options.DAY,
    metavar="YYYY-MM-DD",
    help="The last day; without it, the term is as long as the old one.",
)
@click.option(
    "-o",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The new course folder.",
)
@click.option(
    "--pattern", callback=_weekdays, metavar="DAYS", help="New weekdays: Mon/Wed."
)
@click.option(
    "--holidays",
    metavar="NAME_OR_FILE",
    help="The new term's: us-wa, a calendar (.ics) or a list of days.",
)
@click.option("--link", is_flag=True, help="Leave the decks where they are.")
@click.option(
    "--links", is_flag=True, help="Ask the web for every link, and list what is dead."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the report is printed.",
)
@options.quiet_option
def command(
    course: Path,
    term: str,
    first_day: dt.date,
    last_day: dt.date | None,
    folder: Path,
    pattern: str | None,
    holidays: str | None,
    link: bool,
    links: bool,
    form: str,
    quiet: bool,
) -> None:
    """Make the folder of a course's next term.

    The report lists what a person must decide, at its line of the new course file.

    COURSE is a course folder or its course.yaml.
    """
    from syllabus.jobs.checking import problems_of_links
    from syllabus.jobs.rollover import roll_course

    wish = Wish(term, first_day, last_day, pattern)
    path, now = course_file(course), options.now()
    with progress(quiet=quiet, verbose=False) as tell:
        ask = partial(problems_of_links, now=now, tell=tell) if links else None
        result = roll_course(path, folder, wish, holidays, link=link, ask=ask)
    if result.course_file is None:
        print_problems(result.problems, form)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if form == "json":
        click.echo(json.dumps(_data(result), indent=2, ensure_ascii=False))
    elif not quiet:
        click.echo("\n".join(_text(result)))
    if form == "text":
        click.echo("\n".join(_outcome(result)))
    if result.refused:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _text(result: RolloverResult) -> Iterator[str]:
    """The schedule on its new days, then the list of what to decide."""
    if result.old and result.new:
        yield f"{_term(result.old.term)} → {_term(result.new.term)}"
    for section, rows in groupby(result.rows, key=lambda row: row.section):
        yield f"\nSchedule{f', {section}' if section else ''}"
        for row in rows:
            day = short_day(row.day) if row.day else "no day"
            yield f"  {day:<13}{row.topic}{' (pinned)' if row.pinned else ''}"
    for group, points in groupby(result.points, key=lambda point: point.group):
        yield f"\n{GROUPS[group]}"
        for point in points:
            yield f"  {_place(point.where)}: {point.message}"
            if point.hint:
                yield f"    {point.hint}"
    yield ""


def _term(term: Term) -> str:
    return f"{term.name} ({term.first_day} to {term.last_day})"


def _place(where: Where) -> str:
    return f"{shown_path(Path(where.file))}:{where.line}"


def _outcome(result: RolloverResult) -> tuple[str, ...]:
    """What was written, and the next steps: a line each."""
    path = result.course_file or Path()
    parts = [f"{counted(result.copied, 'file')} copied"] if result.copied else []
    if result.linked:
        parts.append(f"{counted(result.linked, 'deck')} linked")
    files = f" ({', '.join(parts)})" if parts else ""
    folder = shlex.quote(shown_path(path.parent))
    to_do = f": {counted(len(result.points), 'thing')} to decide"
    step = "next: " if not result.refused else "mend what does not fit, then: "
    return (
        f"{shown_path(path)}{files}{to_do}",
        f"{step}syllabus check {folder}",
    )


def _data(result: RolloverResult) -> dict[str, Any]:
    """The report for programs; files are named from the working directory."""
    return {
        "course": shown_path(result.course_file or Path()),
        "schedule": [_row(row) for row in result.rows],
        "points": [
            {
                "group": point.group,
                "file": shown_path(Path(point.where.file)),
                "line": point.where.line,
                "column": point.where.column,
                "message": point.message,
                "hint": point.hint,
            }
            for point in result.points
        ],
        "copied": result.copied,
        "linked": result.linked,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "entry": row.entry + 1,
        "section": row.section,
        "topic": row.topic,
        "before": str(row.before) if row.before else None,
        "date": str(row.day) if row.day else None,
        "pinned": row.pinned,
    }
