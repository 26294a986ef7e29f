"""``syllabus diff``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from syllabus.cli import options
from syllabus.errors import ExitCode

if TYPE_CHECKING:
    import datetime as dt

    from syllabus.core.change_words import Group
    from syllabus.core.view.changed import ChangedView
    from syllabus.jobs.comparing import Comparison

    Groups: TypeAlias = tuple[Group, ...]


@click.command(
    "diff",
    epilog="""\b
Examples:
  syllabus diff                      what changed since the class was last told
  syllabus diff old.yaml cs101       between two versions
  syllabus diff HEAD~3:cs101         since a revision that git keeps
  syllabus diff --from 2027-02-01    only what matters from a day on
  syllabus diff --format html > changes.html
""",
)
@click.argument("courses", nargs=-1, shell_complete=options.completes_course)
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
    type=click.Choice(["text", "markdown", "html", "json"]),
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
    it tells what changed since `syllabus publish` or the last announcement that was
    sent, or since the revision.
    """
    from syllabus.core.change_words import sentences
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
    click.echo(_FORMS[form](found, groups), nl=False)
    if exit_code and groups:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _text(found: Comparison, groups: Groups) -> str:
    if not groups:
        return "nothing changed\n"
    lists = _view(found, groups).lists
    return "\n".join(
        f"{title}\n" * bool(title)
        + "".join(f"{'  ' * bool(title)}{sentence}\n" for sentence in sentences)
        for title, sentences in lists
    )


def _markdown(found: Comparison, groups: Groups) -> str:
    from syllabus.render.changed import changed_markdown

    return changed_markdown(_view(found, groups))


def _html(found: Comparison, groups: Groups) -> str:
    from syllabus.render.changed import changed_page

    return changed_page(_view(found, groups))


def _json(found: Comparison, groups: Groups) -> str:
    from syllabus.core.change_data import changes_data

    return changes_data(found.changes, groups, found.language).text()


def _view(found: Comparison, groups: Groups) -> ChangedView:
    from syllabus.core.view.changed import changed_view

    return changed_view(groups, found.course, found.language)


_FORMS = {"text": _text, "markdown": _markdown, "html": _html, "json": _json}
