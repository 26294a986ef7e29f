"""Courses that need one room, or one instructor, at one time.

Times are compared as the courses give them: what shares a room shares a time zone.
Meetings without hours, breaks and joint sessions (``partner:``) clash with nothing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.schedule import suits
from syllabus.core.words import counted, day_in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.core.schedule import Meeting, Timetable
    from syllabus.core.source import Path

_NOWHERE = re.compile(
    r"online|remote|zoom|virtual|various|tb[acd]|n/?a|none|staff|instructors?|lecturer|"
    r"to be (?:announced|arranged|confirmed|decided|determined)|[\W_]*",
)
"""What stands for no room in particular, or for nobody."""

_TEACHES = re.compile(
    r"instructor|lecturer|professor|teacher|dozent|lehrende|enseignant|professeur|profesor"
    r"|docente",
    re.IGNORECASE,
)


_Place = tuple[int, "Path"]


@dataclass(frozen=True, slots=True)
class _Booking:
    """A meeting's claim to a room (``code`` room-clash) or to a person.

    ``course`` is its place among those compared, ``path`` where it says so.
    """

    code: str
    institution: str
    key: str
    date: dt.date
    starts: dt.time
    ends: dt.time
    course: int
    path: Path
    name: str

    @property
    def wanted(self) -> tuple[str, str, str, dt.date]:
        """What only one course can have."""
        return (self.code, self.institution, self.key, self.date)

    @property
    def place(self) -> _Place:
        """Where it is written, over all courses."""
        return (self.course, self.path)


def clashes(subjects: Sequence[Subject]) -> Iterator[Diagnostic]:
    """Tell each two places whose meetings clash, once however often they do.

    The problem is at the course that comes first in the files' order.
    """
    pairs: dict[tuple[str, _Place, _Place], list[_Booking]] = {}
    for both in _at_one_time(_bookings(subjects)):
        first, second = sorted(both, key=lambda b: subjects[b.course].source.file)
        pairs.setdefault((first.code, first.place, second.place), []).append(first)
    for (_, (here, path), (there, other)), each in pairs.items():
        days = sorted(booking.date for booking in each)
        where = subjects[there].source.at(other)
        yield _problem(subjects[here], path, each[0], subjects[there], where, days)


def _problem(
    subject: Subject,
    path: Path,
    booking: _Booking,
    other: Subject,
    where: Where,
    days: Sequence[dt.date],
) -> Diagnostic:
    called = other.course.code or other.course.title
    them = f"{called} ({_relative(where, subject.source.file)})"
    when = f"on {day_in_words(days[0])}"
    if len(days) > 1:
        when = f"{counted(len(days), 'time')}, first {when}"
    says = f"{booking.name} teaches {them}"
    if booking.code == "room-clash":
        says = f"the room {booking.name} is in use by {them}"
    return subject.problem(
        path,
        booking.code,
        f"{says} at the same time: {when}",
        "move one of the two; for sessions held together, say partner: in both",
    )


def _relative(where: Where, file: str) -> str:
    """Another file's place, from the folder of the file that is spoken of."""
    name = posixpath.relpath(where.file, posixpath.dirname(file) or ".")
    return f"{name}:{where.line}"


def _bookings(subjects: Sequence[Subject]) -> Iterator[_Booking]:
    """Every claim, each once: sections share lectures."""
    named = {s.course.institution for s in subjects if s.course.institution}
    # A course that does not name its institution is of the only one that is named.
    usual = named.pop() if len(named) == 1 else ""
    found: dict[_Booking, None] = {}
    for number, subject in enumerate(subjects):
        at = _folded(subject.course.institution or usual)
        for table in subject.tables:
            for meeting in table.meetings:
                found |= dict.fromkeys(_claims(subject, number, at, table, meeting))
    yield from found


def _claims(
    subject: Subject, number: int, at: str, table: Timetable, meeting: Meeting
) -> Iterator[_Booking]:
    course, hours = subject.course, meeting.hours
    entry = course.schedule[meeting.entry]
    if hours is None or meeting.kind == "break" or entry.partner:
        return
    pattern, of_section = _pattern_path(subject, table, meeting)
    itself: Path = ("schedule", meeting.entry)
    room = (*itself, "room") if entry.room else (*pattern, "room")
    taught = pattern if not entry.hours else itself
    who = _instructor(subject, table if of_section else None)
    for code, name, path in (
        ("room-clash", meeting.room, room),
        ("instructor-clash", who, taught),
    ):
        key = _folded(name or "")
        if name and not _NOWHERE.fullmatch(key):
            span = (meeting.date, hours.starts, hours.ends)
            yield _Booking(code, at, key, *span, number, path, name)


def _pattern_path(
    subject: Subject, table: Timetable, meeting: Meeting
) -> tuple[Path, bool]:
    """Where the pattern of a meeting is written, and whether it is a section's own.

    A meeting that is on no pattern has its entry.
    """
    common = len(subject.course.pattern)

    def likeness(number: int) -> int:
        pattern = table.patterns[number]
        return (pattern.hours == meeting.hours) + (pattern.room == meeting.room)

    suited = [
        number
        for number in range(len(table.patterns))
        if suits(table.patterns, number, meeting.kind)
    ]
    best = max(suited, key=likeness, default=None)
    if best is None or not likeness(best):
        return ("schedule", meeting.entry), False
    if best < common or table.section is None:
        return ("pattern", best), False
    return ("sections", table.section, "pattern", best - common), True


def _instructor(subject: Subject, table: Timetable | None) -> str | None:
    """Who is sure to be there: a section's own teacher, or the only one of the course.

    Where several teach a course, one may stand in for another.
    """
    course = subject.course
    if table and table.section is not None:
        return course.sections[table.section].staff
    teachers = [p for p in course.staff if not p.role or _TEACHES.search(p.role)]
    return teachers[0].name if len(teachers) == 1 else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _at_one_time(bookings: Iterable[_Booking]) -> Iterator[tuple[_Booking, _Booking]]:
    """Pairs of bookings of different courses that overlap: each with one before it.

    One pass over what is sorted: no booking is compared with all others.
    """
    ordered = sorted(bookings, key=lambda b: (*b.wanted, b.starts, b.ends, b.place[0]))
    for _, day in groupby(ordered, key=lambda b: b.wanted):
        running: dict[int, _Booking] = {}
        for booking in day:
            running = {c: b for c, b in running.items() if b.ends > booking.starts}
            before = next((b for c, b in running.items() if c != booking.course), None)
            if before:
                yield before, booking
            longest = running.get(booking.course)
            if longest is None or longest.ends < booking.ends:
                running[booking.course] = booking
