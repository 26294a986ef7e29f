"""Days that are cancelled, made up for, and given back to the pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.edit import add_key, remove_key, set_value
from syllabus.core.language import Language
from syllabus.core.schedule import days_of, suits
from syllabus.core.shift.draft import Draft, ShiftError, day_of, find_entry
from syllabus.core.shift.entries import unpinned
from syllabus.core.values import WEEKDAYS, DateRange, parse_date, parse_date_range
from syllabus.core.words import day_in_words, named

if TYPE_CHECKING:
    import datetime as dt


def cancel(draft: Draft, day: dt.date, reason: str | None = None) -> Draft:
    """The course with one class day less: a holiday, called by the reason.

    Raises:
        ShiftError: The day is a holiday already, or nothing meets on it.
        EditError: The course file cannot be edited in place.
    """
    if name := draft.holidays.name(day):
        raise ShiftError(f"{day_in_words(day)} is a holiday already: {name}")
    _refuse_without_class(draft, day)
    name = reason or Language.of_course(draft.course).kind("break")
    return draft.edited(_with_key(draft, "holidays", day, name))


def _refuse_without_class(draft: Draft, day: dt.date) -> None:
    if any(draft.entry(entry).kind != "break" for entry in draft.on(day)):
        return
    term = draft.course.term
    hint = f"the term runs from {term.first_day} to {term.last_day}"
    meetings = {m.date for table in draft.tables for m in table.meetings}
    near = sorted(date for date in meetings if abs(date - day).days < 7)
    if near:
        hint = f"there is class on {', '.join(map(str, near))}"
    raise ShiftError(f"no class meets on {day_in_words(day)}", hint)


def _with_key(draft: Draft, field: str, day: dt.date, value: str) -> str:
    """The text with a day more in a mapping of the head, which it may not have yet."""
    text, path, file = draft.text, (field,), draft.file
    if draft.source.has_key(path):
        return add_key(text, path, day, value, file)
    above = ("holidays", "pattern", "sections", "term")
    below = next(key for key in above if draft.source.has_key((key,)))
    return add_key(text, (), field, {day: value}, file, after=below)


def restore(draft: Draft, words: str) -> Draft:
    """The course with a day, or a moved meeting, as the pattern has it.

    Args:
        draft: The course.
        words: A day that is cancelled, a make-up day, or one that a meeting was moved
            to; or that meeting.

    Raises:
        ShiftError: It is none of that, or one of several holidays in a row.
        EditError: The course file cannot be edited in place.
    """
    day = day_of(words)
    if day is None:
        entry = find_entry(draft, words)
        if not draft.entry(entry).instead_of:
            raise ShiftError(f"“{named(draft.entry(entry))}” was not moved")
        return unpinned(draft, entry)
    if name := draft.holidays.name(day):
        if DateRange(day, day) not in draft.course.holidays:
            hint = "change its days in the course file"
            raise ShiftError(f"{day_in_words(day)} is one of the days of {name}", hint)
        return draft.edited(_without_key(draft, "holidays", day))
    if day in draft.course.day_swaps:
        return draft.edited(_without_key(draft, "day_swaps", day))
    moved = [entry for entry in draft.on(day) if draft.entry(entry).instead_of]
    if len(moved) == 1:
        return unpinned(draft, moved[0])
    if moved:
        message = f"several meetings were moved to {day_in_words(day)}"
        raise ShiftError(message, "name one of them by its topic")
    message = f"on {day_in_words(day)} nothing is cancelled, made up for or moved"
    raise ShiftError(message)


def makeup(draft: Draft, day: dt.date) -> Draft:
    """The course with one class day more: it follows the schedule of a class day.

    Which weekday's is that of what finds no day, else that of the nearest day off.

    Raises:
        ShiftError: The day has class already, or cannot have any.
        EditError: The course file cannot be edited in place.
    """
    term = draft.course.term
    if name := draft.holidays.name(day):
        raise ShiftError(f"{day_in_words(day)} is a holiday: {name}")
    if not term.first_day <= day <= term.last_day or (
        term.finals and day in term.finals
    ):
        hint = f"the term runs from {term.first_day} to {term.last_day}"
        raise ShiftError(f"{day_in_words(day)} is no teaching day", hint)
    if day in draft.class_days or day in draft.course.day_swaps:
        raise ShiftError(f"{day_in_words(day)} is a class day already")
    name = WEEKDAYS[_weekday_for(draft, day)]
    return draft.edited(_with_key(draft, "day_swaps", day, name))


def _weekday_for(draft: Draft, day: dt.date) -> int:
    table = draft.tables[0]
    kind = draft.entry(table.unplaced[0]).kind if table.unplaced else "lecture"
    weekdays = {
        weekday
        for number, pattern in enumerate(table.patterns)
        if suits(table.patterns, number, kind)
        for weekday in pattern.days
    }
    if not weekdays:
        raise ShiftError("the course has no pattern that a make-up day could follow")
    off = [
        other
        for days in draft.course.holidays
        for other in days_of(days.first, days.last)
        if other.weekday() in weekdays
    ]
    nearest = min(off, key=lambda other: abs(other - day), default=None)
    return nearest.weekday() if nearest else min(weekdays)


def _without_key(draft: Draft, field: str, day: dt.date) -> str:
    """The text without a day of a mapping; without the mapping if it has no other."""
    days: dict[str, object] = draft.source.data[field]
    key = next(key for key in days if _day(field, key) == day)
    if len(days) > 1:
        return remove_key(draft.text, (field, key), draft.file)
    if draft.source.at((field,)).line == draft.source.key((field,)).line:
        return set_value(draft.text, (field,), {}, draft.file)
    return remove_key(draft.text, (field,), draft.file)


def _day(field: str, key: str) -> dt.date | None:
    """The one day that a key stands for."""
    if field == "day_swaps":
        return parse_date(key)
    days = parse_date_range(key)
    return days.first if days.first == days.last else None
