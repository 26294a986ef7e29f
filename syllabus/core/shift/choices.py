"""What can be done about meetings that a change leaves without a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from syllabus.core.checks import dates, work
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.edit import EditError
from syllabus.core.schedule import days_of
from syllabus.core.shift.changes import Change, apply_changes
from syllabus.core.shift.draft import ShiftError, designation
from syllabus.core.words import named, short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from syllabus.core.shift.draft import Draft

_TOLD = ("no-day-left", "meeting-on-holiday")
"""The errors that `stranded` stands for."""

_MOST = 3
_TRIED = 12
"""Ways of each kind: the course is read again for each."""

_SATURDAY = 5

Asked = tuple[Change, ...]


@dataclass(frozen=True)
class Choice:
    """Changes that leave fewer meetings without a day, and what they mean."""

    message: str
    changes: Asked


def stranded(old: Draft, new: Draft) -> tuple[int, ...]:
    """The entries of the new version that a change leaves without a day.

    They find none and did not lack one before, or are pinned to a day that is off now.
    """
    return tuple(
        entry
        for entry, origin in enumerate(new.origin)
        if _lacks_day(new, entry) and not any(_lacks_day(old, e) for e in origin)
    )


def _lacks_day(draft: Draft, entry: int) -> bool:
    unplaced = any(entry in table.unplaced for table in draft.tables)
    return unplaced or draft.is_off(entry)


def choices(old: Draft, new: Draft, changes: Asked) -> list[Choice]:
    """What to ask for instead: a few ways of each kind that help, tried out.

    Args:
        old: The course as it is.
        new: What the changes make of it.
        changes: What is asked for.
    """
    lacking = stranded(old, new)
    if not lacking:
        return []
    first = _first_day(old, new)
    ways = (
        _moves(new, changes, lacking),
        _make_up_days(new, changes, first),
        _merges(new, changes, first),
        _drops(new, changes, first, lacking),
    )
    return [
        choice
        for way in ways
        for choice in islice(_helping(old, new, islice(way, _TRIED)), _MOST)
    ]


def _helping(old: Draft, new: Draft, way: Iterator[Choice]) -> Iterator[Choice]:
    """Those that leave fewer meetings without a day, and bring no other error."""
    known, lacking = _errors(old) | _errors(new), len(stranded(old, new))
    for choice in way:
        try:
            other = apply_changes(old, choice.changes)
        except (ShiftError, EditError):
            continue
        if len(stranded(old, other)) < lacking and not _errors(other) - known:
            yield choice


def _errors(draft: Draft) -> Counter[str]:
    """The errors of dates and work by their codes, but for what lacks a day."""
    subject = Subject(draft.course, draft.source, draft.tables, Inventory())
    return Counter(
        problem.code
        for rules in (dates.CHECKS, work.CHECKS)
        for rule in rules
        for problem in rule(subject)
        if problem.is_error and problem.code not in _TOLD
    )


def _first_day(old: Draft, new: Draft) -> dt.date:
    """The first day that is not as it was."""
    was, now = (
        {
            (draft.origin[m.entry], m.date)
            for table in draft.tables
            for m in table.meetings
        }
        for draft in (old, new)
    )
    days = (date for _, date in was ^ now)
    off = new.course.holidays.keys() - old.course.holidays.keys()
    return min(*days, *(d.first for d in off), new.course.term.last_day)


def _free_days(draft: Draft, first: dt.date) -> Iterator[dt.date]:
    """Teaching days from a day on without class; of weekends if there is class then."""
    term = draft.course.term
    weekend = any(day.weekday() >= _SATURDAY for day in draft.class_days)
    return (
        day
        for day in days_of(max(first, term.first_day), term.last_day)
        if (weekend or day.weekday() < _SATURDAY)
        and not draft.on(day)
        and day not in draft.class_days
        and day not in draft.holidays
    )


def _moves(draft: Draft, changes: Asked, lacking: Sequence[int]) -> Iterator[Choice]:
    """A pinned meeting of a cancelled day goes to another day before that."""
    for entry in lacking:
        day, name = draft.entry(entry).date, designation(draft, entry)
        if day is None:
            continue
        others = tuple(c for c in changes if c != _cancelling(changes, day))
        for free in _free_days(draft, day):
            move = Change("move", (name, free))
            message = f"hold {_quoted(draft, entry)} on {short_day(free)}"
            # Where nothing else meets that day, there is nothing left to cancel.
            alone = draft.on(day) == [entry]
            yield Choice(message, (move, *(others if alone else changes)))


def _cancelling(changes: Asked, day: dt.date) -> Change | None:
    return next((c for c in changes if c.verb == "cancel" and c.words[0] == day), None)


def _make_up_days(draft: Draft, changes: Asked, first: dt.date) -> Iterator[Choice]:
    for day in _free_days(draft, first):
        message = f"hold class on {short_day(day)}, too"
        yield Choice(message, (*changes, Change("makeup", (day,))))


def _merges(draft: Draft, changes: Asked, first: dt.date) -> Iterator[Choice]:
    """Two lectures that follow each other, from the first day that changes."""
    meetings = [m for m in draft.tables[0].meetings if not m.pinned and m.date >= first]
    for one, other in pairwise(m for m in meetings if m.kind == "lecture"):
        names = designation(draft, one.entry), designation(draft, other.entry)
        both = f"{_quoted(draft, one.entry)} and {_quoted(draft, other.entry)}"
        yield Choice(f"hold {both} as one", (*changes, Change("merge", names)))


def _drops(
    draft: Draft, changes: Asked, first: dt.date, lacking: Sequence[int]
) -> Iterator[Choice]:
    """A break that is still to come, or what lacks a day itself."""
    breaks = [
        m.entry
        for m in draft.tables[0].meetings
        if m.kind == "break" and m.date >= first
    ]
    for entry in (*breaks, *lacking):
        drop = Change("drop", (designation(draft, entry),))
        message = f"leave out {_quoted(draft, entry)}, or another meeting"
        yield Choice(message, (*changes, drop))


def _quoted(draft: Draft, entry: int) -> str:
    return f"“{named(draft.entry(entry))}”"
