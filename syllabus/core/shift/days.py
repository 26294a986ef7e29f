"""Days that are cancelled, made up for, and given back to the pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.edit import add_key, remove_key, set_value
from syllabus.core.language import Language
from syllabus.core.shift.draft import Draft, ShiftError
from syllabus.core.values import DateRange, parse_date, parse_date_range
from syllabus.core.words import day_in_words

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
    near = sorted(d for d in draft.class_days if abs(d - day).days < 7 and draft.on(d))
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


def restore(draft: Draft, day: dt.date) -> Draft:
    """The course with a day as the pattern has it: neither cancelled nor made up.

    Raises:
        ShiftError: The day is neither, or one of several holidays in a row.
        EditError: The course file cannot be edited in place.
    """
    if name := draft.holidays.name(day):
        if DateRange(day, day) not in draft.course.holidays:
            hint = "change its days in the course file"
            raise ShiftError(f"{day_in_words(day)} is one of the days of {name}", hint)
        return draft.edited(_without_key(draft, "holidays", day))
    if day in draft.course.day_swaps:
        return draft.edited(_without_key(draft, "day_swaps", day))
    raise ShiftError(f"{day_in_words(day)} is neither cancelled nor a make-up day")


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
