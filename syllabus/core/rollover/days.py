"""Which day of the new term stands for a day of the old one.

The rule. A day moves to the same weekday of the same week, weeks counted from the first
day of the term; days of the finals count from the term's end, as finals do. A class day
of a pattern whose weekdays change moves to the weekday in its place (of Tue/Thu to
Mon/Wed, Thursday to Wednesday). A day that followed another weekday's schedule counts
as that weekday, unless its new day does so too.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from syllabus.core.schedule import Holidays, class_slots, days_of, suits
from syllabus.core.values import DateRange

if TYPE_CHECKING:
    from syllabus.core.model import Course, Entry, Pattern, Term
    from syllabus.core.schedule import Slot

_DAY = dt.timedelta(days=1)


def same_week(day: dt.date, old: Term, new: Term) -> dt.date:
    """The same weekday of the same week of another term."""
    return day + (_week_begin(new.first_day, new) - _week_begin(old.first_day, old))


def finals_of(old: Term, new: Term) -> DateRange | None:
    """The finals, as many weeks before the end of the term as they were."""
    if old.finals is None:
        return None
    shift = _from_end(old, new)
    first, last = old.finals.first + shift, old.finals.last + shift
    return DateRange(min(first, new.last_day), min(last, new.last_day))


def _from_end(old: Term, new: Term) -> dt.timedelta:
    return _week_begin(new.last_day, new) - _week_begin(old.last_day, old)


def _week_begin(day: dt.date, term: Term) -> dt.date:
    return day - (day.weekday() - term.week_begins) % 7 * _DAY


def timetables(course: Course) -> list[tuple[Pattern, ...]]:
    """The patterns that count together: the course's, or those of each section."""
    if not course.sections:
        return [course.pattern]
    return [course.pattern + section.pattern for section in course.sections]


class NewDays:
    """The days of an old course in the term of a new one.

    Args:
        old: The course as it was.
        new: The same entries with the term, the patterns and the holidays to come.
    """

    def __init__(self, old: Course, new: Course) -> None:
        self._old, self._new = old, new
        self._holidays = Holidays(new)
        self._taken: set[dt.date] = set()
        self._slots: dict[int, list[tuple[tuple[Pattern, ...], Slot]]] = {}

    def of(self, day: dt.date, kind: str = "lecture") -> dt.date:
        """The day in the new term, whatever falls on it there."""
        old, new = self._old, self._new
        if old.term.finals and day in old.term.finals:
            return day + _from_end(old.term, new.term)
        plain = same_week(day, old.term, new.term)
        meant = old.day_swaps.get(day, day.weekday())
        if new.day_swaps.get(plain, plain.weekday()) == meant:
            meant = plain.weekday()
        weekday = self._in_place_of(meant, kind)
        place = (weekday - new.term.week_begins) % 7
        return _week_begin(plain, new.term) + place * _DAY

    def _in_place_of(self, weekday: int, kind: str) -> int:
        """The weekday that a pattern has in the place of one it had."""
        for before, after in zip(
            timetables(self._old), timetables(self._new), strict=True
        ):
            for number, (was, now) in enumerate(zip(before, after, strict=True)):
                if weekday in was.days and suits(before, number, kind):
                    place = was.days.index(weekday)
                    return now.days[min(place, len(now.days) - 1)]
        return weekday

    def of_pins(self) -> dict[int, tuple[dt.date, dt.date | None]]:
        """For each pinned entry its new day and the day that it replaces.

        A meeting does not move onto a holiday: one that met on a class day takes the
        next one that no other pin has, another the next day without class.
        """
        plain = {
            i: (
                self.of(e.date, e.kind),
                self.of(e.instead_of, e.kind) if e.instead_of else None,
            )
            for i, e in enumerate(self._old.schedule)
            if e.date
        }
        self._taken = {day for pair in plain.values() for day in pair if day}
        return {i: self._settled(self._old.schedule[i], *plain[i]) for i in plain}

    def _settled(
        self, entry: Entry, day: dt.date, replaced: dt.date | None
    ) -> tuple[dt.date, dt.date | None]:
        if entry.kind == "break":
            return day, replaced
        if day in self._holidays:
            class_days = self._class_days(self._old, entry.kind)
            regular = not entry.extra and entry.date in class_days
            day = self._beside(day, entry.kind, regular=regular)
        if replaced and replaced not in self._class_days(self._new, entry.kind):
            replaced = self._beside(replaced, entry.kind, regular=True)
        return day, replaced

    def _beside(self, day: dt.date, kind: str, *, regular: bool) -> dt.date:
        """The next day that will do, else the last before.

        Where no such day is left, it is any other without holiday: the rules then say
        what is wrong with it.
        """
        class_days, term = self._class_days(self._new, kind), self._new.term
        open_days = [
            each
            for each in days_of(term.first_day, term.last_day)
            if each not in self._holidays
        ]
        free = [each for each in open_days if each not in self._taken]
        fit = [each for each in free if (each in class_days) == regular]
        for choice in filter(None, (fit, free, open_days)):
            found = next((each for each in choice if each > day), choice[-1])
            self._taken.add(found)
            return found
        return day

    def _class_days(self, course: Course, kind: str) -> set[dt.date]:
        slots = self._slots.setdefault(
            id(course),
            [(p, s) for p in timetables(course) for s in class_slots(course, p)],
        )
        return {s.date for p, s in slots if suits(p, s.pattern, kind)}
