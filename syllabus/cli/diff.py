"""``syllabus diff``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syllabus.cli import options
from syllabus.core.change_words import sentences
from syllabus.errors import ExitCode

if TYPE_CHECKING:
    import datetime as dt

    from syllabus.core.change_words import Sentence
    from syllabus.core.changes import Change


@click.command(
    "diff",
    epilog="""\b
Examples:
  syllabus diff                      what changed since the course was published
  syllabus diff old.yaml cs101       between two versions
  syllabus diff --from 2027-02-01    only what matters from a day on
""",
)
@click.argument("courses", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--from",
    "since",
    type=options.DAY,
    metavar="DATE",
    help="Leave out what matters only before this day.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the changes are printed.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are changes.")
def command(
    courses: tuple[Path, ...], since: dt.date | None, form: str, exit_code: bool
) -> None:
    """Tell what changed in a course for those who take it.

    COURSES are an old and a new version, each a course folder or a course file. Of one
    alone, or of the folder you are in, it tells what changed since `syllabus publish`.
    """
    from syllabus.jobs.comparing import compare_courses, compare_with_published

    if len(courses) > 2:
        raise click.UsageError("two versions can be compared, not more")
    if len(courses) == 2:
        changes = compare_courses(*courses, options.now())
    else:
        course = courses[0] if courses else Path()
        changes = compare_with_published(course, options.now())
    told = sentences(changes, since)
    _print(changes, told, form)
    if exit_code and told:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _print(changes: tuple[Change, ...], told: tuple[Sentence, ...], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(_data(changes, told), ensure_ascii=False, indent=2))
    for sentence in told if form == "text" else ():
        click.echo(sentence.text)
    if form == "text" and not told:
        click.echo("nothing changed")


def _data(changes: tuple[Change, ...], told: tuple[Sentence, ...]) -> dict[str, object]:
    """All changes for programs, and the sentences with the days they matter on."""
    return {
        "sentences": [
            {
                "text": s.text,
                "first": s.first and str(s.first),
                "last": s.last and str(s.last),
            }
            for s in told
        ],
        "changes": [vars(change) for change in changes],
    }
