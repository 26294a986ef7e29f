"""From a course to dates: which entry meets on which day.

The rule. The pattern gives the class days of the term: its weekdays, less holidays and
finals, a swapped day counting as the weekday it follows. An entry with a date is pinned
there, and a moved one also takes the class day that it replaces. The entries without a
date take, in file order, the next class day that is still free. Days are those of a
pattern for the entry's kind where there is one, else of the patterns for every kind;
entries that share their days keep their order, and others do not wait for them. A
pinned break takes its whole day, an extra meeting no class day at all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.core.deadlines import MeetingAnchor, OutAnchor, WeekAnchor

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from syllabus.core.deadlines import Anchor, Deadline
    from syllabus.core.model import Course, Entry, Pattern, Term
    from syllabus.core.values import Hours

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """A class day that a pattern gives; ``pattern`` counts from 0."""

    date: dt.date
    pattern: int
    starts: dt.time

    @property
    def key(self) -> tuple[dt.date, dt.time, int]:
        """Slots sort by when they begin."""
        return (self.date, self.starts, self.pattern)


@dataclass(frozen=True)
class Meeting:
    """A dated entry of the schedule.

    ``entry`` is its place in the course file's schedule, from 0. ``number`` counts the
    numbered kinds from 1, ``week`` from the week of the term's first day, ``of_kind``
    the meetings of this kind from 1. ``hours`` and ``room`` are those it is held at;
    None where the course does not say.
    """

    entry: int
    date: dt.date
    kind: str
    pinned: bool
    week: int
    hours: Hours | None = None
    room: str | None = None
    number: int | None = None
    of_kind: int = 0

    @property
    def key(self) -> tuple[dt.date, dt.time, int]:
        """Meetings sort by when they begin, then as they stand in the file."""
        return (self.date, self.hours.starts if self.hours else dt.time.min, self.entry)


@dataclass(frozen=True)
class Timetable:
    """The dates of a course, or of one of its sections (``section`` is its place).

    ``meetings`` are in order of time, breaks among them. ``unplaced`` are the entries
    (their places in the file) that found no day, ``slots`` the class days, ``gaps``
    those of them without an entry.
    """

    section: int | None
    patterns: tuple[Pattern, ...]
    meetings: tuple[Meeting, ...]
    unplaced: tuple[int, ...] = ()
    slots: tuple[Slot, ...] = ()
    gaps: tuple[Slot, ...] = ()

    def of_entry(self, entry: int) -> Meeting | None:
        """The meeting of an entry of the file, unless it found no day."""
        return next((m for m in self.meetings if m.entry == entry), None)


def resolve(course: Course) -> list[Timetable]:
    """Date every entry, once for each section; a course without sections has one.

    What all sections attend (the lectures) has the course's pattern, what they attend
    apart (the labs) their own.
    """
    if not course.sections:
        return [_timetable(course, course.pattern, None)]
    return [
        _timetable(course, course.pattern + section.pattern, number)
        for number, section in enumerate(course.sections)
    ]


def meeting_dates(
    term: Term,
    weekdays: Iterable[int],
    holidays: Container[dt.date] = (),
    day_swaps: dict[dt.date, int] | None = None,
) -> list[dt.date]:
    """List the dates on which a class meets, earliest first.

    Args:
        term: Its first and last day both count; its finals have no class.
        weekdays: Days of the week, Monday = 0.
        holidays: Dates without class; those outside the term change nothing.
        day_swaps: Dates that follow another weekday's schedule, and which.
    """
    wanted, swaps = set(weekdays), day_swaps or {}
    return [
        day
        for day in days_of(term.first_day, term.last_day)
        if swaps.get(day, day.weekday()) in wanted
        and day not in holidays
        and not (term.finals and day in term.finals)
    ]


def days_of(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days from the first to the last; none if the last comes before."""
    for offset in range((last - first).days + 1):
        yield first + offset * _DAY


def week_of(term: Term, day: dt.date) -> int:
    """The number of the day's week; the term's first day is in week 1."""
    return (day - first_week(term)).days // 7 + 1


def first_week(term: Term) -> dt.date:
    """The day with which week 1 begins, on or before the term's first."""
    return term.first_day - (term.first_day.weekday() - term.week_begins) % 7 * _DAY


class Holidays:
    """The holidays of a course as a container of days."""

    def __init__(self, course: Course) -> None:
        self._ranges = course.holidays

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.name(day) is not None

    def name(self, day: dt.date) -> str | None:
        """What the day is called, if it is a holiday."""
        return next((n for days, n in self._ranges.items() if day in days), None)


def suits(patterns: Sequence[Pattern], number: int, kind: str) -> bool:
    """Whether the days of a pattern are for meetings of this kind."""
    if any(pattern.kind == kind for pattern in patterns):
        return patterns[number].kind == kind
    if any(pattern.kind is None for pattern in patterns):
        return patterns[number].kind is None
    return True


def class_slots(course: Course, patterns: Sequence[Pattern]) -> list[Slot]:
    """Every class day that the patterns give, in order of time."""
    holidays = Holidays(course)
    slots = [
        Slot(day, number, pattern.hours.starts if pattern.hours else dt.time.min)
        for number, pattern in enumerate(patterns)
        for day in meeting_dates(course.term, pattern.days, holidays, course.day_swaps)
        if (pattern.first_day or day) <= day <= (pattern.last_day or day)
    ]
    return sorted(slots, key=lambda slot: slot.key)


def _timetable(
    course: Course, patterns: tuple[Pattern, ...], section: int | None
) -> Timetable:
    slots = class_slots(course, patterns)
    pinned = {i: e for i, e in enumerate(course.schedule) if e.date}
    pins = _Pins(slots, patterns)
    held = {i: pins.take(entry) for i, entry in pinned.items()}
    free = [slot for slot in slots if slot not in pins.taken]
    placed = _flow(course, patterns, free)
    meetings = [
        _meeting(course, patterns, i, entry.date, held[i])
        for i, entry in pinned.items()
        if entry.date
    ] + [_meeting(course, patterns, i, slot.date, slot) for i, slot in placed.items()]
    meetings.sort(key=lambda meeting: meeting.key)
    dated, used = {*pinned, *placed}, set(placed.values())
    return Timetable(
        section,
        patterns,
        tuple(_numbered(meetings, course)),
        tuple(i for i in range(len(course.schedule)) if i not in dated),
        tuple(slots),
        tuple(slot for slot in free if slot not in used),
    )


class _Pins:
    """Gives the pinned entries their slots, one for each day that an entry names."""

    def __init__(self, slots: Sequence[Slot], patterns: Sequence[Pattern]) -> None:
        self.taken: set[Slot] = set()
        self._patterns = patterns
        self._by_date: dict[dt.date, list[Slot]] = {}
        for slot in slots:
            self._by_date.setdefault(slot.date, []).append(slot)

    def take(self, entry: Entry) -> Slot | None:
        """Take what an entry meets on and replaces; the slot whose hours it keeps.

        A moved meeting keeps the hours and room of the day it replaces, unless it is a
        joint session, which is held where and when the partner course says. An extra
        meeting has only what it says itself. A break leaves nothing of its day, not
        even the lab.
        """
        if entry.extra or not entry.date:
            return None
        if entry.kind == "break":
            self.taken.update(self._by_date.get(entry.date, ()))
        own = self._one(entry, entry.date)
        if entry.instead_of in (None, entry.date):
            return own
        replaced = self._one(entry, entry.instead_of)
        return own or (None if entry.partner else replaced)

    def _one(self, entry: Entry, day: dt.date | None) -> Slot | None:
        """The first slot of a day that is free and suits; one taken if none is free."""
        suited = [
            slot
            for slot in (self._by_date.get(day, ()) if day else ())
            if suits(self._patterns, slot.pattern, entry.kind)
        ]
        # Of two classes on one day, hours tell which of them is meant.
        suited.sort(
            key=lambda slot: (
                slot in self.taken,
                entry.hours is None
                or self._patterns[slot.pattern].hours != entry.hours,
            )
        )
        self.taken.update(suited[:1])
        return suited[0] if suited else None


def _flow(
    course: Course, patterns: Sequence[Pattern], free: Sequence[Slot]
) -> dict[int, Slot]:
    """Give the undated entries the next free slots that suit them.

    File order holds among the entries that share their days: the labs of a Friday do
    not wait for lectures, nor lectures for labs.
    """
    placed: dict[int, Slot] = {}
    used: set[Slot] = set()
    streams = {
        kind: frozenset(n for n in range(len(patterns)) if suits(patterns, n, kind))
        for kind in {entry.kind for entry in course.schedule}
    }
    reached: dict[frozenset[int], int] = {}
    for i, entry in enumerate(course.schedule):
        if entry.date:
            continue
        stream = streams[entry.kind]
        ahead = reached.get(stream, 0)
        while ahead < len(free) and (
            free[ahead].pattern not in stream or free[ahead] in used
        ):
            ahead += 1
        if ahead < len(free):
            placed[i] = free[ahead]
            used.add(free[ahead])
        reached[stream] = ahead + 1
    return placed


def _meeting(
    course: Course,
    patterns: Sequence[Pattern],
    number: int,
    date: dt.date,
    slot: Slot | None,
) -> Meeting:
    """Date an entry, with the hours and room of its slot where it has no others."""
    entry = course.schedule[number]
    pattern = patterns[slot.pattern] if slot else None
    return Meeting(
        entry=number,
        date=date,
        kind=entry.kind,
        pinned=entry.date is not None,
        week=week_of(course.term, date),
        hours=entry.hours or (pattern.hours if pattern else None),
        room=entry.room or (pattern.room if pattern else None),
    )


def _numbered(meetings: Iterable[Meeting], course: Course) -> Iterator[Meeting]:
    """Number the meetings that count: an extra one comes beside the lectures."""
    number, of_kind = 0, dict[str, int]()
    for meeting in meetings:
        kind = meeting.kind
        of_kind[kind] = of_kind.get(kind, 0) + 1
        extra = course.schedule[meeting.entry].extra
        counts = kind in course.numbered and kind != "break" and not extra
        number += counts
        yield replace(meeting, number=number if counts else None, of_kind=of_kind[kind])


@dataclass(frozen=True)
class Moment:
    """A deadline, local time; ``at`` is None where the whole day is meant."""

    date: dt.date
    at: dt.time | None = None

    @property
    def begins(self) -> dt.datetime:
        """The first minute of it, as a naive local time."""
        return dt.datetime.combine(self.date, self.at or dt.time.min)

    @property
    def ends(self) -> dt.datetime:
        """The last minute of it, as a naive local time."""
        return dt.datetime.combine(self.date, self.at or dt.time(23, 59))


def moment(
    deadline: Deadline, course: Course, table: Timetable, out: Moment | None = None
) -> Moment | None:
    """When a deadline falls; None if it names a meeting that there is not.

    Args:
        deadline: The deadline in words.
        course: Its term gives the weeks.
        table: Its meetings give the days.
        out: When the assignment is handed out, for a deadline that counts from there.
    """
    day = _anchor_day(deadline.anchor, course, table, out)
    if day is None:
        return None
    if deadline.weekday is not None:
        # The first such weekday after the day, a week later if it is one itself.
        day += ((deadline.weekday - day.weekday() - 1) % 7 + 1) * _DAY
    return Moment(day + deadline.days * _DAY, deadline.at)


def _anchor_day(
    anchor: Anchor, course: Course, table: Timetable, out: Moment | None
) -> dt.date | None:
    if isinstance(anchor, MeetingAnchor):
        meeting = anchored(anchor, table)
        return meeting.date if meeting else None
    if isinstance(anchor, WeekAnchor):
        place = (anchor.weekday - course.term.week_begins) % 7
        return first_week(course.term) + (7 * (anchor.week - 1) + place) * _DAY
    if isinstance(anchor, OutAnchor):
        return out.date if out else None
    return anchor


def anchored(anchor: MeetingAnchor, table: Timetable) -> Meeting | None:
    """“lecture 4” is the meeting printed with that number; “lab 2” the second lab."""
    for meeting in table.meetings:
        if anchor.kind == "lecture":
            if meeting.number == anchor.number:
                return meeting
        elif (meeting.kind, meeting.of_kind) == (anchor.kind, anchor.number):
            return meeting
    return None


@dataclass(frozen=True)
class Work:
    """An assignment of the course with its days; ``number`` is its place, from 0.

    ``out_entry`` and ``due_entry`` are the schedule entries that mark them, if any.
    """

    number: int
    out: Moment | None
    due: Moment | None
    out_entry: int | None
    due_entry: int | None

    @property
    def due_key(self) -> tuple[bool, dt.datetime | None]:
        """Work sorts by when it is due; what is never due comes last."""
        return (self.due is None, self.due.ends if self.due else None)


def work_of(course: Course, table: Timetable) -> list[Work]:
    """The days of every assignment, in the order of the file.

    A day given with the assignment goes before a mark in the schedule, since it may
    have a time; that the two agree is a check.
    """
    works, marks = [], _marks(course)
    for number, assignment in enumerate(course.assignments):
        days: dict[str, Moment | None] = {}
        entries: dict[str, int | None] = {}
        for side in ("out", "due"):
            entry = marks.get((side, assignment.id))
            written: Deadline | None = getattr(assignment, side)
            entries[side] = entry
            days[side] = (
                moment(written, course, table, days.get("out"))
                if written
                else marked_moment(table, entry)
            )
        works.append(
            Work(number, days["out"], days["due"], entries["out"], entries["due"])
        )
    return works


def _marks(course: Course) -> dict[tuple[str, str], int]:
    """The first entry that marks an assignment as out, or as due."""
    marks: dict[tuple[str, str], int] = {}
    for i, entry in enumerate(course.schedule):
        for side in ("out", "due"):
            for assignment in getattr(entry, side):
                marks.setdefault((side, assignment), i)
    return marks


def marked_moment(table: Timetable, entry: int | None) -> Moment | None:
    """The day of the schedule entry that marks an assignment as out or due."""
    meeting = None if entry is None else table.of_entry(entry)
    return Moment(meeting.date) if meeting else None


def release_moment(
    release_at: Deadline | str, course: Course, table: Timetable, meeting: Meeting
) -> dt.datetime | None:
    """When a deck may be handed out, naive local time; None is never.

    A release on a day is at its first minute; “after class” is when the meeting ends,
    at midnight where its hours are not known.
    """
    if release_at == "never":
        return None
    if isinstance(release_at, str):
        if meeting.hours:
            return dt.datetime.combine(meeting.date, meeting.hours.ends)
        return dt.datetime.combine(meeting.date + _DAY, dt.time.min)
    at = moment(release_at, course, table)
    return dt.datetime.combine(at.date, at.at or dt.time.min) if at else None
