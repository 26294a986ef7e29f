"""Rules about assignments and their deadlines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from syllabus.core.checks.dates import ALL_DATES, term_in_words
from syllabus.core.deadlines import OutAnchor
from syllabus.core.schedule import marked_moment, moment
from syllabus.core.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.schedule import Timetable, Work
    from syllabus.core.source import Path

AROUND = dt.timedelta(days=60)
"""How far from the term work can be handed out; a wrong year is further."""

SIDES = ("out", "due")


def assignments_once(subject: Subject) -> Iterator[Diagnostic]:
    """An assignment's id names one assignment."""
    first: dict[str, int] = {}
    for i, assignment in enumerate(subject.course.assignments):
        if assignment.id in first:
            line = subject.at("assignments", first[assignment.id]).line
            yield subject.problem(
                ("assignments", i, "id"),
                "duplicate-assignment",
                f"“{assignment.id}” is the assignment at line {line} already",
            )
        first.setdefault(assignment.id, i)


def marks_name_assignments(subject: Subject) -> Iterator[Diagnostic]:
    """What the schedule marks as out or due is an assignment of the course."""
    known = [assignment.id for assignment in subject.course.assignments]
    for path, _, name in _marks(subject):
        if name not in known:
            hint = f"known: {', '.join(known)}" if known else "list it in assignments:"
            message = f"there is no assignment “{name}”"
            yield subject.problem(path, "unknown-assignment", message, hint)


def marks_agree(subject: Subject) -> Iterator[Diagnostic]:
    """An assignment is out once and due once, wherever that is said."""
    first: dict[tuple[str, str], int] = {}
    for path, side, name in _marks(subject):
        entry = first.setdefault((side, name), int(path[1]))
        if entry != path[1]:
            line = subject.at("schedule", entry).line
            message = f"“{name}” is {side} at line {line} already"
            yield subject.problem(path, "assignment-date-conflict", message)
    for table, works in subject.work:
        for work in works:
            yield from _differing(subject, table, work)


def _differing(subject: Subject, table: Timetable, work: Work) -> Iterator[Diagnostic]:
    for side, entry in (("out", work.out_entry), ("due", work.due_entry)):
        marked, written = marked_moment(table, entry), getattr(work, side)
        title = subject.course.assignments[work.number].title
        if marked and written and marked.date != written.date:
            line = subject.at("schedule", entry or 0).line
            yield subject.problem(
                ("assignments", work.number, side),
                "assignment-date-conflict",
                f"“{title}” is {side} on {day_in_words(written.date)}, but line {line} "
                f"marks it {side} on {day_in_words(marked.date)}",
                "keep one of the two",
            )


def assignments_out_and_due(subject: Subject) -> Iterator[Diagnostic]:
    """Work that is due was handed out, and work handed out is due."""
    marked = {(side, name) for _, side, name in _marks(subject)}
    for i, assignment in enumerate(subject.course.assignments):
        if f"assignments.{i}" in subject.broken:
            continue
        for side in SIDES:
            if (
                getattr(assignment, side) is None
                and (side, assignment.id) not in marked
            ):
                yield subject.problem(
                    ("assignments", i, "id"),
                    f"assignment-never-{side}",
                    f"“{assignment.title}” is never {side}",
                    f"add {side}: here, or {side}: {assignment.id} to an entry",
                )


def deadlines_resolve(subject: Subject) -> Iterator[Diagnostic]:
    """A deadline or release that names a meeting names one that there is."""
    course = subject.course
    written = [
        (("assignments", i, side), getattr(assignment, side))
        for i, assignment in enumerate(course.assignments)
        for side in SIDES
    ] + [
        (("schedule", i, "decks", j, "release"), deck.release.when)
        for i, entry in enumerate(course.schedule)
        for j, deck in enumerate(entry.decks)
        if deck.release and not isinstance(deck.release.when, str)
    ]
    for table in subject.tables:
        for path, deadline in written:
            if not deadline or isinstance(deadline.anchor, OutAnchor):
                continue
            if moment(deadline, course, table) is None:
                yield subject.problem(
                    path,
                    "bad-deadline",
                    f"“{deadline.text}” names a meeting that the schedule lacks",
                )


def due_after_out(subject: Subject) -> Iterator[Diagnostic]:
    """Nothing is due before it is out."""
    for _, works in subject.work:
        for work in works:
            if work.out and work.due and work.due.ends < work.out.begins:
                yield subject.problem(
                    _place(subject, work, "due"),
                    "due-before-out",
                    f"due on {day_in_words(work.due.date)}, but out on "
                    f"{day_in_words(work.out.date)}",
                )


def deadlines_on_class_days(subject: Subject) -> Iterator[Diagnostic]:
    """A deadline lies in the term and not on a holiday."""
    for _, works in subject.work:
        for work in works:
            if work.out and not _near_term(subject, work.out.date):
                path = _place(subject, work, "out")
                yield _outside_term(subject, path, work.out.date)
            if work.due is None:
                continue
            day, path = work.due.date, _place(subject, work, "due")
            if not subject.course.term.first_day <= day <= subject.course.term.last_day:
                yield _outside_term(subject, path, day)
            elif name := subject.holidays.name(day):
                yield subject.problem(
                    path, "deadline-on-holiday", f"{day_in_words(day)} is {name}"
                )


def releases_near_term(subject: Subject) -> Iterator[Diagnostic]:
    """A deck is not released years before it is shown."""
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            when = deck.release.when if deck.release else None
            day = None if when is None or isinstance(when, str) else when.anchor
            if isinstance(day, dt.date) and not _near_term(subject, day):
                path = ("schedule", i, "decks", j, "release")
                yield _outside_term(subject, path, day)


def _near_term(subject: Subject, day: dt.date) -> bool:
    """Work can be out, and a deck be released, some weeks before or after class."""
    term = subject.course.term
    return term.first_day - AROUND <= day <= term.last_day + AROUND


def _outside_term(subject: Subject, path: Path, day: dt.date) -> Diagnostic:
    return subject.problem(
        path,
        "deadline-outside-term",
        f"{day_in_words(day)} is not a day of {subject.course.term.name}",
        term_in_words(subject),
    )


def _marks(subject: Subject) -> Iterator[tuple[Path, str, str]]:
    """Each mark of the schedule: its path, its side and the assignment's id."""
    for i, entry in enumerate(subject.course.schedule):
        for side in SIDES:
            for j, name in enumerate(getattr(entry, side)):
                yield ("schedule", i, side, j), side, name


def _place(subject: Subject, work: Work, side: str) -> Path:
    """Where the day of an assignment stands: with it, or in the schedule."""
    entry = work.out_entry if side == "out" else work.due_entry
    if (
        getattr(subject.course.assignments[work.number], side) is None
        and entry is not None
    ):
        return ("schedule", entry, side)
    return ("assignments", work.number, side)


_ALONE = frozenset({"assignments"})
_MARKS = _ALONE | {"schedule.out", "schedule.due"}
_DATED = ALL_DATES | _ALONE | {"numbered"}

CHECKS: Rules = {
    assignments_once: _ALONE,
    marks_name_assignments: _ALONE,
    marks_agree: _DATED | _MARKS,
    assignments_out_and_due: _MARKS | {"schedule"},
    deadlines_resolve: _DATED,
    due_after_out: _DATED,
    deadlines_on_class_days: _DATED,
    releases_near_term: frozenset({"term", "schedule.decks"}),
}
