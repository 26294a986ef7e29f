"""At a glance: the months of the term with what happens on each day."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.deadlines import KINDS
from syllabus.core.schedule import days_of, work_of
from syllabus.core.values import in_language
from syllabus.core.view.schedule import section_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.schedule import Timetable

_KINDS = tuple(kind for kind in KINDS if kind != "break")
_ORDER = (*_KINDS, "finals", "break", "due")
"""What a day can bear, as the legend and the words of a month list it."""


@dataclass(frozen=True)
class DayView:
    """A day of a month, with what happens on it in the order of time.

    ``kinds`` are those of its meetings, ``due`` the assignments due on it, ``off`` the
    holiday or break that takes its classes, empty if it has no name.
    """

    number: str
    iso_date: str
    in_finals: bool = False
    kinds: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    off: str | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """What the day bears, each once, in the order of the legend."""
        found = {*self.kinds}
        found |= {"finals"} if self.in_finals else set()
        found |= {"break"} if self.off is not None else set()
        found |= {"due"} if self.due else set()
        return tuple(mark for mark in _ORDER if mark in found)


@dataclass(frozen=True)
class MonthView:
    """A month: its weeks in the term, of seven days, None for those that are not in it.

    ``weekdays`` head the columns. ``description`` says in sentences what the days bear.
    """

    name: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[DayView | None, ...], ...]
    description: str


@dataclass(frozen=True)
class GlanceView:
    """The months of the term for the sections that share all their days.

    ``sections`` names them; empty where the course has none, or all share their days.
    ``legend`` has the marks that occur and what they mean.
    """

    sections: str
    months: tuple[MonthView, ...]
    legend: tuple[tuple[str, str], ...]


def glance_views(subject: Subject, language: Language) -> tuple[GlanceView, ...]:
    """A calendar of the term for each group of sections whose days are the same."""
    shared: dict[tuple[MonthView, ...], list[str]] = {}
    for table in subject.tables:
        months = tuple(_months(subject, table, language))
        name = in_language(section_name(subject, table), language.tag)
        shared.setdefault(months, []).append(name)
    return tuple(
        GlanceView(
            language.listed(names) if len(names) < len(subject.tables) else "",
            months,
            tuple(_legend(months, language)),
        )
        for months, names in shared.items()
    )


def _months(
    subject: Subject, table: Timetable, language: Language
) -> Iterator[MonthView]:
    days = _days(subject, table, language)
    first = subject.course.term.week_begins
    weekdays = [(first + n) % 7 for n in range(7)]
    weeks_of = Calendar(first).monthdayscalendar
    for (year, month), of_month in groupby(days, key=lambda day: (day.year, day.month)):
        known = {day.day: days[day] for day in of_month}
        weeks = [[known.get(n) for n in week] for week in weeks_of(year, month)]
        yield MonthView(
            language.month(dt.date(year, month, 1)),
            tuple(language.narrow_weekday(day) for day in weekdays),
            tuple(tuple(week) for week in weeks if any(week)),
            _description(tuple(known.values()), language),
        )


def _days(
    subject: Subject, table: Timetable, language: Language
) -> dict[dt.date, DayView]:
    """Every day of the term, in order."""
    course, term = subject.course, subject.course.term
    kinds: dict[dt.date, tuple[str, ...]] = {}
    breaks: dict[dt.date, str] = {}
    holidays = {
        day: in_language(name, language.tag)
        for held, name in course.holidays.items()
        for day in days_of(
            max(held.first, term.first_day), min(held.last, term.last_day)
        )
    }
    for meeting in table.meetings:
        if meeting.kind == "break":
            entry = course.schedule[meeting.entry]
            breaks[meeting.date] = in_language(entry.topic or "", language.tag)
        else:
            kinds[meeting.date] = (*kinds.get(meeting.date, ()), meeting.kind)
    due: dict[dt.date, tuple[str, ...]] = {}
    for work in sorted(work_of(course, table), key=lambda work: work.due_key):
        if work.due:
            title = in_language(course.assignments[work.number].title, language.tag)
            due[work.due.date] = (*due.get(work.due.date, ()), title)
    return {
        day: DayView(
            number=language.number(day.day),
            iso_date=day.isoformat(),
            in_finals=bool(term.finals and day in term.finals),
            kinds=kinds.get(day, ()),
            due=due.get(day, ()),
            off=breaks.get(day, holidays.get(day)),
        )
        for day in days_of(term.first_day, term.last_day)
    }


def _legend(
    months: Sequence[MonthView], language: Language
) -> Iterator[tuple[str, str]]:
    found = {
        mark
        for month in months
        for week in month.weeks
        for day in week
        if day
        for mark in day.marks
    }
    return ((mark, _word(mark, language)) for mark in _ORDER if mark in found)


def _word(mark: str, language: Language) -> str:
    if mark == "due":
        return language.text_in("assignment", "Due")
    return language.text("Finals") if mark == "finals" else language.kind(mark)


def _description(days: Sequence[DayView], language: Language) -> str:
    """Such as “Lecture: 4, 6, and 11. No class: 17–21 (Spring break)”."""
    sentences = []
    for mark in _ORDER:
        marked = tuple(_runs(days, mark, language))
        if marked:
            what, listed = _word(mark, language), language.listed(marked)
            sentences.append(language.text("{what}: {days}.", what=what, days=listed))
    return " ".join(sentences) or language.text("No class.")


def _runs(days: Sequence[DayView], mark: str, language: Language) -> Iterator[str]:
    """The days that bear a mark; those in a row that are called the same as one."""
    runs = groupby(
        days, key=lambda day: (mark in day.marks, _name(day, mark, language))
    )
    for (marked, name), run in runs:
        if marked:
            first, *rest = [day.number for day in run]
            numbers = f"{first}–{rest[-1]}" if rest else first
            yield f"{numbers} ({name})" if name else numbers


def _name(day: DayView, mark: str, language: Language) -> str:
    """What is due on a day, or why it has no class."""
    if mark == "due":
        return language.listed(day.due)
    return (day.off or "") if mark == "break" else ""
