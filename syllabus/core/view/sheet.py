"""The schedule of a course as rows of plain cells: what an office takes over.

A row says what it is in its first cell: a kind of meeting, ``break``, ``due`` and
``out`` of assignments, ``holiday``; before these the frame of the term: ``term``,
``finals``, ``day swap`` and the weekly ``pattern``. Words of the sheet are English in
every language, and days and times are those of ISO 8601: programs read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syllabus.core.values import WEEKDAYS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from syllabus.core.view.data import (
        AssignmentData,
        CourseData,
        MeetingData,
        MomentData,
        PatternData,
        TimetableData,
    )


class SheetRow(NamedTuple):
    """A row; every cell is text, and may be empty."""

    what: str
    date: str = ""
    until: str = ""
    weekday: str = ""
    starts: str = ""
    ends: str = ""
    number: str = ""
    title: str = ""
    speaker: str = ""
    affiliation: str = ""
    room: str = ""
    joint_with: str = ""
    instead_of: str = ""
    section: str = ""
    staff: str = ""
    code: str = ""
    course: str = ""
    term: str = ""
    id: str = ""


HEADINGS = tuple(name.replace("_", " ").capitalize() for name in SheetRow._fields)
"""The headings of the sheet, by which it is known again."""

BETWEEN_STAFF = "; "


def sheet_rows(data: CourseData) -> Iterator[SheetRow]:
    """The rows of a course: the frame of its term, then everything in order of time."""
    named = {"code": data.code, "course": data.title, "term": data.term.name}
    dated = sorted(
        [row for table in data.timetables for row in _rows(data, table)] + _off(data),
        key=lambda row: (row.date, row.starts, row),
    )
    for row in (*_frame(data), *dated):
        yield row._replace(**named)


def _frame(data: CourseData) -> Iterator[SheetRow]:
    term = data.term
    yield SheetRow("term", *_span(term.first_day, term.last_day))
    if term.finals:
        yield SheetRow("finals", *_span(term.finals.first_day, term.finals.last_day))
    for swap in data.day_swaps:
        yield SheetRow("day swap", str(swap.date), weekday=swap.follows)
    for table in data.timetables:
        staff = staff_of(data, table)
        for pattern in table.patterns:
            yield _pattern(pattern)._replace(section=table.section, staff=staff)


def _span(first: dt.date, last: dt.date) -> tuple[str, str, str]:
    return str(first), str(last), WEEKDAYS[first.weekday()]


def _pattern(pattern: PatternData) -> SheetRow:
    return SheetRow(
        "pattern",
        date=str(pattern.first_day or ""),
        until=str(pattern.last_day or ""),
        weekday="/".join(pattern.days),
        starts=_clock(pattern.starts),
        ends=_clock(pattern.ends),
        title=pattern.kind,
        room=pattern.room,
    )


def staff_of(data: CourseData, table: TimetableData) -> str:
    """Who teaches a section; the staff of the course where it does not say."""
    return table.staff or BETWEEN_STAFF.join(person.name for person in data.staff)


def _off(data: CourseData) -> list[SheetRow]:
    return [
        SheetRow("holiday", *_span(one.first_day, one.last_day), title=one.name)
        for one in data.holidays
    ]


def _rows(data: CourseData, table: TimetableData) -> Iterator[SheetRow]:
    for meeting in table.meetings:
        staff = staff_of(data, table)
        yield _meeting(meeting)._replace(section=table.section, staff=staff)
    for work in table.assignments:
        for what, at in (("out", work.out), ("due", work.due)):
            if at:
                yield _deadline(what, work, at)._replace(section=table.section)


def _meeting(meeting: MeetingData) -> SheetRow:
    return SheetRow(
        meeting.kind,
        date=str(meeting.date),
        weekday=WEEKDAYS[meeting.date.weekday()],
        starts=_clock(meeting.starts),
        ends=_clock(meeting.ends),
        number="" if meeting.number is None else str(meeting.number),
        title=meeting.topic,
        speaker=meeting.speaker,
        affiliation=meeting.affiliation,
        room=meeting.room,
        joint_with=meeting.partner,
        instead_of=str(meeting.instead_of or ""),
        id=meeting.id,
    )


def _deadline(what: str, work: AssignmentData, at: MomentData) -> SheetRow:
    return SheetRow(
        what,
        date=str(at.date),
        weekday=WEEKDAYS[at.date.weekday()],
        starts=_clock(at.time),
        title=work.title,
        id=work.id,
    )


def _clock(time: dt.time | None) -> str:
    return f"{time:%H:%M}" if time else ""
