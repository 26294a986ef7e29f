"""``syllabus import``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
from pydantic_core import PydanticCustomError

from syllabus.cli import options
from syllabus.core.words import counted
from syllabus.core.zones import parse_zone
from syllabus.errors import ExitCode
from syllabus.importers.account import report_text
from syllabus.importers.columns import MAPPED
from syllabus.jobs.importing import ImportResult, import_course
from syllabus.report import print_problems, shown_path


def _columns(
    _context: object, _option: object, given: tuple[str, ...]
) -> dict[str, str]:
    """What columns are about, and their headings."""
    columns: dict[str, str] = {}
    for each in given:
        what, _, heading = each.partition("=")
        if what not in MAPPED or not heading.strip():
            raise click.BadParameter(
                f"“{each}”: write WHAT=HEADING, and for WHAT one of {', '.join(MAPPED)}"
            )
        columns[what] = heading
    return columns


def _zone(_context: object, _option: object, given: str) -> str:
    """A time zone by its name, if one was given."""
    try:
        return parse_zone(given) if given else ""
    except PydanticCustomError as error:
        told = f"{error.message()}; write one like Europe/Berlin"
        raise click.BadParameter(told) from error


@click.command(
    "import",
    epilog="""\b
Examples:
  syllabus import schedule.md                    into a folder named after its place
  syllabus import schedule.html -o cs101         a page that a browser saved
  syllabus import site -o cs101                  the page of a site that has the dates
  syllabus import plan.xlsx -o cs101             a spreadsheet
  syllabus import plan.csv --map date=When       a heading that says nothing
  syllabus import build/cs101/syllabus.json      what syllabus wrote itself
  syllabus import schedule.md --year 2017        where the page does not tell the year
  syllabus import cal.ics --timezone Asia/Tokyo  where its hours are in UTC
""",
)
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The course folder to make.",
)
@click.option(
    "--year",
    type=click.IntRange(1990, 2099),
    metavar="YYYY",
    help="The year of the first date.",
)
@click.option(
    "--map",
    "columns",
    multiple=True,
    callback=_columns,
    metavar="WHAT=HEADING",
    help=f"What a column is about, by its heading. WHAT is {', '.join(MAPPED)}.",
)
@click.option(
    "--timezone",
    callback=_zone,
    default="",
    metavar="ZONE",
    help="The time zone of the class, in which a calendar's hours are told.",
)
@click.option("--link", is_flag=True, help="Leave the decks where they are.")
@options.format_option
@click.option(
    "--quiet", "-q", is_flag=True, help="Print problems and the next step only."
)
def command(
    source: Path,
    folder: Path | None,
    year: int | None,
    columns: dict[str, str],
    timezone: str,
    link: bool,
    form: str,
    quiet: bool,
) -> None:
    """Make a course of a schedule that people have.

    SOURCE is a page in Markdown or HTML, a table (.csv, .tsv, .xlsx, .ods), data
    (.yml), a calendar (.ics), what syllabus wrote itself, or the folder of a site. The
    report accounts for everything on it.
    """
    result = import_course(
        source, folder, year=year, columns=columns, timezone=timezone, link=link
    )
    if result.course_file is None:
        print_problems(result.problems, form)
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    text = form == "text"
    if text and not quiet:
        click.echo(report_text(result.report))
    print_problems([*result.problems, *result.refused], form)
    if text:
        outcome = _outcome(result)
        click.echo(outcome[-1] if quiet else "\n".join(outcome))
    if result.refused:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _outcome(result: ImportResult) -> tuple[str, str]:
    """What was written, and the next step: a line each."""
    parts = []
    if result.copied:
        parts.append(f"{counted(result.copied, 'deck')} copied")
    if result.linked:
        parts.append(f"{counted(result.linked, 'deck')} linked")
    if result.missing:
        parts.append(f"{counted(result.missing, 'deck')} not found")
    decks = f" ({', '.join(parts)})" if parts else ""
    course_file = result.course_file or Path()
    folder = shlex.quote(shown_path(course_file.parent))
    step = f"next: syllabus build {folder}"
    if result.refused:
        step = f"mend these errors in it, then: syllabus build {folder}"
    return f"{shown_path(course_file)}{decks}", step
