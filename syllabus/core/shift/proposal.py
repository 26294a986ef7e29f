"""What a change of a course's calendar does to its dates: the old beside the new."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.schedule import work_of
from syllabus.core.words import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Assignment
    from syllabus.core.schedule import Meeting, Moment, Timetable
    from syllabus.core.shift.draft import Draft
    from syllabus.core.values import Hours


@dataclass(frozen=True)
class Time:
    """When something is; ``at`` is the local time, where there is one."""

    date: dt.date
    at: dt.time | None = None


@dataclass(frozen=True)
class Row:
    """A meeting or a deadline on its old and its new day.

    ``before`` is None for a meeting that is new, or had no day; ``after`` for one that
    is gone (``dropped``), or finds no day. ``fixed`` has its day in the file. The
    numbers are those of a lecture.
    """

    name: str
    before: Time | None
    after: Time | None
    fixed: bool = False
    dropped: bool = False
    number_before: int | None = None
    number_after: int | None = None

    @property
    def moves(self) -> bool:
        """Whether its time changes."""
        return self.before != self.after


@dataclass(frozen=True)
class Shifted:
    """The rows of one timetable, or of several sections in which they are the same.

    Meetings stand in their new order, those that stay among them where they are pinned
    to a later day than the first that moves; deadlines likewise. ``unplaced`` are the
    meetings that had a day, or are new, and find none.
    """

    sections: tuple[str, ...]
    meetings: tuple[Row, ...]
    deadlines: tuple[Row, ...]

    @property
    def unplaced(self) -> list[Row]:
        """The meetings that find no day, and had one or are new."""
        return [r for r in self.meetings if r.after is None and not r.dropped]


def compare(old: Draft, new: Draft) -> tuple[Shifted, ...]:
    """The dates of two versions side by side, once where sections agree."""
    found: dict[tuple[tuple[Row, ...], tuple[Row, ...]], list[str]] = {}
    for before, after in zip(old.tables, new.tables, strict=True):
        meetings = list(_meetings(old, new, before, after))
        deadlines = list(_deadlines(old, new, before, after))
        first = min(_days_of_change([*meetings, *deadlines]), default=None)
        rows = (_shown(meetings, first), _shown(deadlines, first))
        name = "" if after.section is None else new.course.sections[after.section].name
        found.setdefault(rows, []).append(name)
    return tuple(Shifted(tuple(names), *rows) for rows, names in found.items())


def _days_of_change(rows: Iterable[Row]) -> Iterator[dt.date]:
    for row in rows:
        if row.moves:
            yield from (time.date for time in (row.before, row.after) if time)


def _shown(rows: Iterable[Row], first: dt.date | None) -> tuple[Row, ...]:
    """What moves, gets another number or stays pinned, by the new days."""
    shown = [
        row
        for row in rows
        if row.moves
        or row.number_before != row.number_after
        or (row.fixed and first and row.after and row.after.date >= first)
    ]
    return tuple(sorted(shown, key=_order))


def _order(row: Row) -> tuple[bool, dt.date, dt.time]:
    """By the new day, or the old one of what is dropped; what finds none is last."""
    time = row.after or (row.before if row.dropped else None)
    if time is None:
        return True, dt.date.max, dt.time.max
    return False, time.date, time.at or dt.time.max


def _meetings(
    old: Draft, new: Draft, before: Timetable, after: Timetable
) -> Iterator[Row]:
    """Every entry of either version, those that are gone last."""
    was = {meeting.entry: meeting for meeting in before.meetings}
    now = {meeting.entry: meeting for meeting in after.meetings}
    for entry, place in enumerate(new.origin):
        one = None if place is None else was.get(place)
        yield _meeting(new, entry, one, now.get(entry))
    for entry in range(len(old.origin)):
        if entry not in new.origin:
            row = _meeting(old, entry, was.get(entry), None)
            yield Row(row.name, row.before, None, dropped=True)


def _meeting(
    draft: Draft, entry: int, before: Meeting | None, after: Meeting | None
) -> Row:
    hours = [m.hours for m in (before, after) if m]
    # The hours are told only where the day alone does not tell the two apart.
    timed = bool(before and after and before.date == after.date and len(set(hours)) > 1)
    return Row(
        named(draft.entry(entry)),
        _time(before, timed=timed),
        _time(after, timed=timed),
        fixed=draft.entry(entry).date is not None,
        number_before=before.number if before else None,
        number_after=after.number if after else None,
    )


def _time(meeting: Meeting | None, *, timed: bool) -> Time | None:
    if meeting is None:
        return None
    hours: Hours | None = meeting.hours if timed else None
    return Time(meeting.date, hours.starts if hours else None)


def _deadlines(
    old: Draft, new: Draft, before: Timetable, after: Timetable
) -> Iterator[Row]:
    for was, now in zip(
        work_of(old.course, before), work_of(new.course, after), strict=True
    ):
        assignment = new.course.assignments[now.number]
        for side in ("out", "due"):
            yield Row(
                f"{assignment.title}, {side}",
                _moment(getattr(was, side)),
                _moment(getattr(now, side)),
                fixed=_has_own_day(assignment, side),
            )


def _moment(moment: Moment | None) -> Time | None:
    return Time(moment.date, moment.at) if moment else None


def _has_own_day(assignment: Assignment, side: str) -> bool:
    written = getattr(assignment, side)
    return written is not None and isinstance(written.anchor, dt.date)


_LINE = re.compile(r"\bline \d+")


def new_problems(
    old: Iterable[Diagnostic], new: Iterable[Diagnostic]
) -> list[Diagnostic]:
    """The problems of a new version that the old one does not have.

    The lines that a message names move with every change, and are not compared. What
    finds no day is told by `compare`.
    """
    known = Counter(map(_said, old))
    found = []
    for problem in new:
        if known[_said(problem)]:
            known[_said(problem)] -= 1
        elif problem.code != "no-day-left":
            found.append(problem)
    return found


def _said(problem: Diagnostic) -> tuple[str, str]:
    return problem.code, _LINE.sub("line", problem.message)
