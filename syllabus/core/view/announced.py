"""What announcements are made of: parts of the printed timetables as short lists.

What all sections have in common is said once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, Self

from syllabus.core.pages import PageMap
from syllabus.core.telling.words import Words
from syllabus.core.view.schedule import timetable_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.schedule import Meeting
    from syllabus.core.view.schedule import DeadlineView, RowView, TimetableView

_OFF = {"break", "holiday"}
_MEETINGS = {"lecture", "lab", "guest", "discussion", "exam", "presentation"}


@dataclass(frozen=True)
class LineView:
    """A line of a list: when, what, and what more there is to say of it.

    ``when`` ends as it is written before what follows: “Tue, Apr 11: ”. ``link`` is
    where the words lead, if anywhere. Any of them may be empty.
    """

    what: str
    when: str = ""
    details: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class BlockView:
    """A list under a heading; an empty heading is none."""

    heading: str
    lines: tuple[LineView, ...]

    @classmethod
    def of(cls, heading: str, words: Iterable[str]) -> Self:
        """A list of plain words."""
        return cls(heading, tuple(map(LineView, words)))


@dataclass(frozen=True)
class Announced:
    """A course for announcements; ``now`` is its local time, naive."""

    subject: Subject
    now: dt.datetime
    language: Language

    def week(self, heading: str, number: int) -> Iterator[BlockView]:
        """All that a week has: meetings, days off, work that is out or due."""
        return self._lists(
            heading,
            [
                [
                    self._line(row)
                    for week in table.weeks
                    if week.number == number
                    for row in week.rows
                ]
                for table in self._tables
            ],
        )

    def next_meetings(self, heading: str, after: dt.date) -> Iterator[BlockView]:
        """The first meeting after a day, with its hours and room."""
        lists = []
        for dated, table in zip(self.subject.tables, self._tables, strict=True):
            rows = (row for row in _rows(table, after) if row.kind in _MEETINGS)
            row = next(rows, None)
            where = {f"meeting-{m.entry + 1}": self._where(m) for m in dated.meetings}
            lists.append([self._line(row, where[row.anchor])] if row else [])
        return self._lists(heading, lists)

    def next_off(self, day: dt.date) -> RowView | None:
        """The first class day without class, from a day on."""
        before = day - dt.timedelta(days=1)
        off = [
            row
            for table in self._tables
            for row in _rows(table, before)
            if row.kind in _OFF
        ]
        return min(off, key=lambda row: row.iso_date, default=None)

    def reason(self, off: RowView) -> str:
        """Why there is no class; empty where the course does not say."""
        return "" if off.headline == self.language.kind("break") else off.headline

    def of_those_off(self, words: str, off: RowView) -> str:
        """Words with the sections that a row without class is about, if not all."""
        return self._of_sections(
            words,
            [
                any(
                    row.kind in _OFF and row.iso_date == off.iso_date
                    for row in _rows(table, dt.date.min)
                )
                for table in self._tables
            ],
        )

    def due(self, heading: str, first: dt.date, last: dt.date) -> Iterator[BlockView]:
        """What is due between two days, both included."""
        lines = [
            [
                LineView(
                    self.words.text_in("in a list", "{title} due", title=due.title),
                    self._before(due.due),
                    link=due.href,
                )
                for due in _due(table, first, last)
            ]
            for table in self._tables
        ]
        return self._lists(heading, lines)

    def next_due(self, day: dt.date) -> dt.date | None:
        """The first day with work due, from a day on."""
        found = [_day(d) for table in self._tables for d in _due(table, day)]
        return min(found, default=None)

    def due_on(self, day: dt.date) -> tuple[list[str], str]:
        """What is due on a day; and when, with the sections if it is not due in all.

        The hour is left out where it is not the same for everything.
        """
        lists = [_due(table, day, day) for table in self._tables]
        due = list(chain.from_iterable(lists))
        moments = {d.due for d in due}
        when = moments.pop() if len(moments) == 1 else self.language.short_day(day)
        names = list(dict.fromkeys(d.title for d in due))
        return names, self._of_sections(when, list(map(bool, lists)))

    def is_simple(self, day: dt.date) -> bool:
        """Whether what `due_on` says is all there is to say of what is due on a day."""
        lists = [_due(table, day, day) for table in self._tables]
        said = {tuple((d.title, d.due) for d in due) for due in lists if due}
        moments = {d.due for due in lists for d in due}
        return (
            len(said) == 1
            and len(moments) == 1
            and not any(d.href for due in lists for d in due)
        )

    def counted(self, week: int) -> Iterator[str]:
        """How many meetings of each kind a week has in all sections: “two lectures”."""
        counts = [
            Counter(m.kind for m in table.meetings if m.week == week)
            for table in self.subject.tables
        ]
        for kind, n in counts[0].items():
            if kind != "break" and all(count[kind] == n for count in counts):
                yield self._kinds(kind, n)

    def off_on_weekdays(self, week: int) -> Iterator[str]:
        """“no class on Monday”, for each day of a week without it in any section."""
        days = [
            {
                day
                for one in table.weeks
                for row in one.rows
                if one.number == week
                and row.kind in _OFF
                and row.day == self.language.short_day(day := _date(row))
            }
            for table in self._tables
        ]
        for day in sorted(set.intersection(*days)):
            weekday = self.language.weekday(day.weekday())
            yield self.words.text("no class on {weekday}", weekday=weekday)

    def has_class(self, week: int) -> bool:
        """Whether any section has class in a week."""
        return any(
            m.week == week and m.kind != "break"
            for table in self.subject.tables
            for m in table.meetings
        )

    def due_on_weekdays(self, first: dt.date, last: dt.date) -> Iterator[str]:
        """“Assignment 1 due on Thursday”, for each day between two.

        What is due on another day in another section is left out.
        """
        lists = [_due(table, first, last) for table in self._tables]
        known = [{(d.title, d.due_iso) for d in due} for due in lists]
        same = [
            d for d in lists[0] if all((d.title, d.due_iso) in one for one in known)
        ]
        for day, some in groupby(same, key=_day):
            yield self.words.text(
                "{work} due on {weekday}",
                work=self.words.listed([d.title for d in some]),
                weekday=self.language.weekday(day.weekday()),
            )

    @cached_property
    def words(self) -> Words:
        """Puts what the course says into sentences."""
        return Words(self.language, ())

    @cached_property
    def _tables(self) -> tuple[TimetableView, ...]:
        """The printed timetables; nothing in them leads into a packet."""
        nowhere = PageMap.joined(())
        return tuple(
            timetable_view(self.subject, table, nowhere, self.now, self.language)
            for table in self.subject.tables
        )

    def _lists(
        self, heading: str, lists: Sequence[Sequence[LineView]]
    ) -> Iterator[BlockView]:
        """A list for each section; one, where all have the same to read."""
        if len({tuple(lines) for lines in lists}) == 1:
            yield BlockView(heading, tuple(lists[0]))
            return
        for table, lines in zip(self._tables, lists, strict=True):
            of = {"section": table.section, "heading": heading}
            both = self.words.text("{section}: {heading}", **of)
            yield BlockView(both if heading else table.section, tuple(lines))

    def _line(self, row: RowView, where: str = "") -> LineView:
        """A row of the schedule, with what is special about it.

        ``where`` is told in the place of what is not usual.
        """
        say, work = self.words.text, [link.text for link in (*row.due, *row.out)]
        when = self._before(row.day)
        if not row.headline:  # a day with nothing but work
            return LineView(self.words.listed(work), when)
        off = row.kind in _OFF
        reason = self.reason(row) if off else ""
        what = say("No class: {reason}", reason=reason) if reason else row.headline
        kind = "" if off else row.byline or row.tag
        unusual = [mark.text for mark in row.marks]
        details = [kind, *(unusual or [where])]
        if row.readings:
            listed = self.words.listed([item.title for item in row.readings])
            details.append(say("To read before: {readings}", readings=listed))
        return LineView(what, when, tuple(filter(None, (*details, *work))))

    def _before(self, when: str) -> str:
        """A day as it stands before what is on it."""
        return self.language.text("{when}: {what}", when=when, what="")

    def _where(self, meeting: Meeting) -> str:
        """“10:30–11:50 AM (Hall 2)”, as far as the course says."""
        hours = self.language.hours(meeting.hours) if meeting.hours else ""
        room = meeting.room or ""
        if not hours or not room:
            return hours or room
        return self.words.text("{what} ({which})", what=hours, which=room)

    def _of_sections(self, words: str, sections: Sequence[bool]) -> str:
        """Words with the names of the sections that they hold for, if not for all."""
        if all(sections):
            return words
        names = [
            t.section for t, one in zip(self._tables, sections, strict=True) if one
        ]
        which = self.words.listed(names)
        return self.words.text("{what} ({which})", what=words, which=which)

    def _kinds(self, kind: str, n: int) -> str:
        plural, count = self.words.plural, self.language.spelled(n)
        return {
            "lecture": lambda: plural("a lecture", "{count} lectures", n, count=count),
            "lab": lambda: plural("a lab", "{count} labs", n, count=count),
            "guest": lambda: plural(
                "a guest lecture", "{count} guest lectures", n, count=count
            ),
            "discussion": lambda: plural(
                "a discussion", "{count} discussions", n, count=count
            ),
            "exam": lambda: plural("an exam", "{count} exams", n, count=count),
            "presentation": lambda: plural(
                "presentations", "presentations on {count} days", n, count=count
            ),
        }[kind]()


def _rows(table: TimetableView, after: dt.date) -> Iterator[RowView]:
    """The rows of a timetable after a day."""
    for week in table.weeks:
        yield from (row for row in week.rows if row.iso_date > after.isoformat())


def _due(
    table: TimetableView, first: dt.date, last: dt.date = dt.date.max
) -> list[DeadlineView]:
    """What is due between two days, both included, in order of time."""
    dated = [due for due in table.deadlines if due.due_iso]
    return [due for due in dated if first <= _day(due) <= last]


def _date(row: RowView) -> dt.date:
    return dt.date.fromisoformat(row.iso_date)


def _day(due: DeadlineView) -> dt.date:
    return dt.date.fromisoformat(due.due_iso)
