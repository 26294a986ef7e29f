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

    from syllabus.core.change_words import Group
    from syllabus.jobs.comparing import Comparison


@click.command(
    "diff",
    epilog="""\b
Examples:
  syllabus diff                      what changed since the course was published
  syllabus diff old.yaml cs101       between two versions
  syllabus diff HEAD~3:cs101         since a revision that git keeps
  syllabus diff --from 2027-02-01    only what matters from a day on
""",
)
@click.argument("courses", nargs=-1)
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
    courses: tuple[str, ...], since: dt.date | None, form: str, exit_code: bool
) -> None:
    """Tell what changed in a course for those who take it.

    COURSES are an old and a new version, each a course folder or a course file, or
    REV:PATH, either of them as git keeps it. Of one alone, or of the folder you are in,
    it tells what changed since `syllabus publish`, or since the revision.
    """
    from syllabus.jobs.comparing import (
        compare_courses,
        compare_with_published,
        compare_with_revision,
    )
    from syllabus.jobs.git import Revision

    if len(courses) > 2:
        raise click.UsageError("two versions can be compared, not more")
    now = options.now()
    old, *others = [Revision.parse(name) or Path(name) for name in courses or ["."]]
    if others:
        found = compare_courses(old, others[0], now)
    elif isinstance(old, Revision):
        found = compare_with_revision(old, now)
    else:
        found = compare_with_published(old, now)
    groups = sentences(found.changes, found.language, since, found.week_begins)
    text = _text(groups) if form == "text" else _json(found, groups)
    click.echo(text, nl=False)
    if exit_code and groups:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _text(groups: tuple[Group, ...]) -> str:
    """The sentences; each week by itself where there are several."""
    if not groups:
        return "nothing changed\n"
    if len(groups) == 1:
        return "".join(f"{sentence.text}\n" for sentence in groups[0].sentences)
    return "\n".join(
        f"{group.title}\n" + "".join(f"  {s.text}\n" for s in group.sentences)
        for group in groups
    )


def _json(found: Comparison, groups: tuple[Group, ...]) -> str:
    """All changes for programs, and the sentences with the days they matter on."""
    data = {
        "sentences": [
            {
                "text": s.text,
                "first": s.first and str(s.first),
                "last": s.last and str(s.last),
            }
            for group in groups
            for s in group.sentences
        ],
        "changes": [vars(change) for change in found.changes],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
