"""What announcements are made of: parts of the printed timetables as short lists.

What all sections have in common is said once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Self

from syllabus.core.pages import PageMap
from syllabus.core.view.schedule import timetable_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.view.schedule import DeadlineView, RowView, TimetableView

_OFF = {"break", "holiday"}


@dataclass(frozen=True)
class LineView:
    """A line of a list: when, what, and what more there is to say of it.

    ``link`` is where the words lead, if anywhere. Any of them may be empty.
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
        """The first meeting after a day."""
        found = [
            [row for row in _rows(table, after) if row.kind not in {*_OFF, "deadline"}]
            for table in self._tables
        ]
        return self._lists(heading, [list(map(self._line, rows[:1])) for rows in found])

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

    def due(self, heading: str, first: dt.date, last: dt.date) -> Iterator[BlockView]:
        """What is due between two days, both included."""
        lines = [
            [
                LineView(
                    self.language.text("{title} due", title=due.title),
                    due.due,
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

    def due_at(self, day: dt.date) -> tuple[list[str], list[str]]:
        """What is due on a day, and when on it; each once for all sections."""
        due = [d for table in self._tables for d in _due(table, day, day)]
        names, moments = [d.title for d in due], [d.due for d in due]
        return list(dict.fromkeys(names)), list(dict.fromkeys(moments))

    def has_links(self, day: dt.date) -> bool:
        """Whether work that is due on a day has an address."""
        return any(d.href for table in self._tables for d in _due(table, day, day))

    def counted(self, week: int) -> Iterator[str]:
        """How many meetings of each kind a week has: “two lectures”."""
        meetings = self.subject.tables[0].meetings
        kinds = Counter(m.kind for m in meetings if m.week == week)
        for kind, n in kinds.items():
            if kind != "break":
                yield self._kinds(kind, n)

    def due_on_weekdays(self, first: dt.date, last: dt.date) -> Iterator[str]:
        """“Assignment 1 due on Thursday”, for each day between two."""
        due = _due(self._tables[0], first, last)
        for day, some in groupby(due, key=_day):
            yield self.language.text(
                "{work} due on {weekday}",
                work=self.language.listed([d.title for d in some]),
                weekday=self.language.weekday(day.weekday()),
            )

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
            both = self.language.text("{section}: {heading}", **of)
            yield BlockView(both if heading else table.section, tuple(lines))

    def _line(self, row: RowView) -> LineView:
        """A row of the schedule, with what is special about it."""
        say = self.language.text
        work = [link.text for link in (*row.due, *row.out)]
        if not row.headline:  # a day with nothing but work
            return LineView("; ".join(work), row.day)
        off = row.kind in _OFF
        what = say("No class: {reason}", reason=row.headline) if off else row.headline
        kind = "" if off else row.byline or row.tag
        details = [kind, *(mark.text for mark in row.marks)]
        if row.readings:
            listed = self.language.listed([item.title for item in row.readings])
            details.append(say("To read before: {readings}", readings=listed))
        return LineView(what, row.day, tuple(filter(None, (*details, *work))))

    def _kinds(self, kind: str, n: int) -> str:
        plural, count = self.language.plural, self.language.spelled(n)
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


def _day(due: DeadlineView) -> dt.date:
    return dt.date.fromisoformat(due.due_iso)
