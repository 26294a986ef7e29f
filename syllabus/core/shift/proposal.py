"""What a change of a course's calendar does to its dates: the old beside the new."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.core.deadlines import MeetingAnchor
from syllabus.core.language import Language
from syllabus.core.schedule import anchored, work_of
from syllabus.core.values import WEEKDAYS, DateRange
from syllabus.core.words import named, short_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.deadlines import Deadline
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Assignment, Entry
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

    ``before`` is None for a meeting that is ``new``, or had no day; ``after`` for one
    that is gone (``dropped``), or finds no day: that is pinned to a day off, too.
    ``fixed`` has its day in the file. The numbers are those of a lecture; ``note`` says
    what its day does not tell.
    """

    name: str
    before: Time | None
    after: Time | None
    fixed: bool = False
    new: bool = False
    dropped: bool = False
    number_before: int | None = None
    number_after: int | None = None
    note: str = ""

    @property
    def moves(self) -> bool:
        """Whether its time changes."""
        return self.before != self.after


@dataclass(frozen=True)
class Shifted:
    """The rows of one timetable, or of several sections in which they are the same.

    Meetings stand in their new order, those that stay among them where they are pinned
    to a day between the first and the last that changes; deadlines likewise.
    """

    sections: tuple[str, ...]
    meetings: tuple[Row, ...]
    deadlines: tuple[Row, ...]


def compare(old: Draft, new: Draft) -> tuple[Shifted, ...]:
    """The dates of two versions side by side, once where sections agree."""
    found: dict[tuple[tuple[Row, ...], tuple[Row, ...]], list[str]] = {}
    for before, after in zip(old.tables, new.tables, strict=True):
        meetings = list(_meetings(old, new, before, after))
        deadlines = list(_deadlines(old, new, before, after))
        days = _days_of_change([*meetings, *deadlines])
        rows = (_shown(meetings, days), _shown(deadlines, days))
        name = "" if after.section is None else new.course.sections[after.section].name
        found.setdefault(rows, []).append(name)
    return tuple(Shifted(tuple(names), *rows) for rows, names in found.items())


def _days_of_change(rows: Iterable[Row]) -> DateRange | None:
    """From the first to the last day that something moves from or to."""
    times = [time for row in rows if row.moves for time in (row.before, row.after)]
    days = [time.date for time in times if time]
    return DateRange(min(days), max(days)) if days else None


def _shown(rows: Iterable[Row], days: DateRange | None) -> tuple[Row, ...]:
    """What moves, gets another number or stays pinned meanwhile, by the new days."""
    shown = [
        row
        for row in rows
        if row.moves
        or row.number_before != row.number_after
        or row.note
        or (row.fixed and days and row.after and row.after.date in days)
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
    was, now = _by_entry(old, before), _by_entry(new, after)
    for entry, origin in enumerate(new.origin):
        for place in origin:
            one, other = was.get(place), now.get(entry)
            row = _meeting(old.entry(place), one, other, new.entry(entry))
            yield replace(row, note=_together(old, origin, place))
        if not origin:
            written = new.entry(entry)
            row = _meeting(written, None, now.get(entry), written)
            yield replace(row, new=True)
    for place, written in enumerate(old.course.schedule):
        if new.holder(place) is None:
            yield _meeting(written, was.get(place), None, None)


def _by_entry(draft: Draft, table: Timetable) -> dict[int, Meeting]:
    """The meetings of a timetable, but for those on a day off."""
    return {m.entry: m for m in table.meetings if not draft.is_off(m.entry)}


def _together(old: Draft, origin: Iterable[int], place: int) -> str:
    """That an entry is held together with others."""
    others = [f"“{named(old.entry(other))}”" for other in origin if other != place]
    return f"together with {' and '.join(others)}" if others else ""


def _meeting(
    known: Entry, before: Meeting | None, after: Meeting | None, entry: Entry | None
) -> Row:
    """The row of an entry by its old name; ``entry`` is what it is now, if anything."""
    hours = [m.hours for m in (before, after) if m]
    # The hours are told only where the day alone does not tell the two apart.
    timed = bool(before and after and before.date == after.date and len(set(hours)) > 1)
    return Row(
        named(known),
        _time(before, timed=timed),
        _time(after, timed=timed),
        fixed=entry is not None and entry.date is not None,
        dropped=entry is None,
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
                note=_other_meeting(
                    old, new, (before, after), getattr(assignment, side)
                ),
            )


def _other_meeting(
    old: Draft,
    new: Draft,
    tables: tuple[Timetable, Timetable],
    written: Deadline | None,
) -> str:
    """That a deadline counts from a number which is another meeting's now."""
    if written is None or not isinstance(written.anchor, MeetingAnchor):
        return ""
    was, now = (anchored(written.anchor, table) for table in tables)
    if was is None or now is None or was.entry in new.origin[now.entry]:
        return ""
    names = named(new.entry(now.entry)), named(old.entry(was.entry))
    return f"“{written.text}” is now “{names[0]}”, and was “{names[1]}”"


def _moment(moment: Moment | None) -> Time | None:
    return Time(moment.date, moment.at) if moment else None


def _has_own_day(assignment: Assignment, side: str) -> bool:
    written = getattr(assignment, side)
    return written is not None and isinstance(written.anchor, dt.date)


def days_told(old: Draft, new: Draft) -> list[str]:
    """What becomes of days as such: off, on again, or following another weekday."""
    was, now = old.course.holidays, new.course.holidays
    unnamed = Language.of_course(new.course).kind("break")
    told = []
    for days in was.keys() ^ now.keys():
        name = now.get(days) or was[days]
        what, called = ("no class", "") if days in now else ("class again", "was: ")
        called = f" ({called}{name})" if name != unnamed else ""
        told.append((days.first, f"{short_day(days.first)}: {what}{called}"))
    swaps = new.course.day_swaps
    for day in old.course.day_swaps.keys() ^ swaps.keys():
        what = f"an ordinary {WEEKDAYS[day.weekday()]} again"
        if day in swaps:
            what = f"follows the schedule of a {WEEKDAYS[swaps[day]]}"
        told.append((day, f"{short_day(day)}: {what}"))
    return [text for _, text in sorted(told)]


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
