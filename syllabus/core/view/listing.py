"""Parts of a course as tables of plain text, for who teaches it: days, work, a week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from syllabus.core.values import DateRange, Hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.language import Language
    from syllabus.core.view.data import (
        AssignmentData,
        CourseData,
        HolidayData,
        MeetingData,
        MomentData,
        TimetableData,
    )

Part = Literal["schedule", "deadlines", "week", "next"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class Listing:
    """A table: whose it is (empty: of all), its heads and its rows, in order of time.

    It may have no rows.
    """

    section: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_Row = tuple[str, ...]
_Dated = tuple[dt.date, dt.time, _Row]


def listings(
    data: CourseData, part: Part, today: dt.date, week_begins: int, words: Language
) -> tuple[Listing, ...]:
    """A part of a course, one table for each section.

    Args:
        data: The course.
        part: All meetings, all deadlines, both of a week, or what comes next of each.
        today: Its week is shown, and what comes next is on this day or later.
        week_begins: The first day of the course's weeks, Monday = 0.
        words: The language of dates and kinds.
    """
    show = _Tables(data.holidays, today, week_begins, words)
    return tuple(
        Listing(table.section, heads, tuple(row for _, _, row in sorted(rows)))
        for table in data.timetables
        for heads, rows in [show.of(part, table)]
    )


class _Tables:
    def __init__(
        self,
        holidays: tuple[HolidayData, ...],
        today: dt.date,
        week_begins: int,
        words: Language,
    ) -> None:
        back = (today.weekday() - week_begins) % 7
        self._holidays, self._today, self._words = holidays, today, words
        self._first = today - dt.timedelta(days=back)

    def of(self, part: Part, table: TimetableData) -> tuple[_Row, list[_Dated]]:
        """The heads of a table, and its rows with what they are sorted by."""
        if part == "schedule":
            return _SCHEDULE, [*self._meetings(table, _ALWAYS), *self._free(_ALWAYS)]
        if part == "deadlines":
            return ("Due", "Assignment", "Out"), list(self._work(table))
        if part == "week":
            shown = DateRange(self._first, self._first + dt.timedelta(days=6))
            return _SCHEDULE, [*self._both(table, shown), *self._free(shown)]
        later = DateRange(self._today, dt.date.max)
        return _SCHEDULE, _first_of_each(list(self._both(table, later)))

    def _meetings(self, table: TimetableData, shown: DateRange) -> Iterator[_Dated]:
        for meeting in table.meetings:
            if meeting.date not in shown:
                continue
            number = "" if meeting.number is None else str(meeting.number)
            row = (
                number,
                self._words.short_day(meeting.date),
                self._hours(meeting),
                meeting.topic,
                self._words.kind(meeting.kind),
                meeting.room,
            )
            yield meeting.date, meeting.starts or dt.time(), row

    def _free(self, shown: DateRange) -> Iterator[_Dated]:
        """Holidays, of which a day at least is shown."""
        for holiday in self._holidays:
            days = DateRange(holiday.first_day, holiday.last_day)
            if days.overlaps(shown):
                kind = self._words.kind("break")
                row = ("", self._words.days(days), "", holiday.name, kind, "")
                yield days.first, dt.time(), row

    def _work(self, table: TimetableData) -> Iterator[_Dated]:
        for work in table.assignments:
            at = work.due or work.out
            if at:
                row = (self._moment(work.due), work.title, self._moment(work.out))
                yield at.date, at.time or dt.time.max, row

    def _both(self, table: TimetableData, shown: DateRange) -> Iterator[_Dated]:
        yield from self._meetings(table, shown)
        for work in table.assignments:
            for word, at in (("out", work.out), ("due", work.due)):
                if at and at.date in shown:
                    yield self._day_of(work, word, at)

    def _day_of(self, work: AssignmentData, word: str, at: MomentData) -> _Dated:
        clock = self._words.clock(at.time) if at.time else ""
        row = ("", self._words.short_day(at.date), clock, work.title, word, "")
        return at.date, at.time or dt.time.max, row

    def _hours(self, meeting: MeetingData) -> str:
        if not (meeting.starts and meeting.ends):
            return ""
        return self._words.hours(Hours(meeting.starts, meeting.ends))

    def _moment(self, at: MomentData | None) -> str:
        if at is None:
            return ""
        day = self._words.short_day(at.date)
        return f"{day}, {self._words.clock(at.time)}" if at.time else day


_SCHEDULE = ("No.", "Date", "Time", "What", "Kind", "Room")
_ALWAYS = DateRange(dt.date.min, dt.date.max)


def _first_of_each(rows: list[_Dated]) -> list[_Dated]:
    """The next meeting, and the next thing that is out or due."""
    firsts: dict[bool, _Dated] = {}
    for dated in sorted(rows):
        firsts.setdefault(dated[2][4] in {"out", "due"}, dated)
    return list(firsts.values())
