"""Meetings that are put in, taken out, swapped and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.deadlines import KINDS
from syllabus.core.edit import (
    add_key,
    insert_item,
    remove_item,
    remove_key,
    reorder_items,
    replace_in_values,
    unwrap_item,
    wrap_item,
)
from syllabus.core.schedule import suits
from syllabus.core.shift.draft import Draft, ShiftError, find_entry
from syllabus.core.words import day_in_words, kind_in_words, named

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from syllabus.core.schedule import Timetable
    from syllabus.core.source import Path


def insert(draft: Draft, day: dt.date, words: str) -> Draft:
    """The course with one more meeting on a class day; the rest slides.

    Args:
        draft: The course.
        day: A class day.
        words: Its topic, behind its kind if it is no lecture (“guest: Torch”).

    Raises:
        ShiftError: The day has no class that a new meeting could take.
        EditError: The course file cannot be edited in place.
    """
    kind, colon, topic = words.partition(":")
    if not colon or kind not in KINDS:
        kind, topic = "lecture", words
    value = words if kind == "lecture" and not colon else {kind: topic.strip()}
    place = _place_on(draft, day, kind)
    text = insert_item(draft.text, ("schedule",), place, value, draft.file)
    origin = (*draft.origin[:place], (), *draft.origin[place:])
    new = draft.edited(text, origin)
    _refuse_elsewhere(new, place, day, f"a new {kind_in_words(kind)}")
    return new


def _place_on(draft: Draft, day: dt.date, kind: str) -> int:
    """The place in the file at which an entry without a date meets on a day, or later.

    It is before the first of those that share its days and meet then or later.
    """
    table = _table_of(draft, day)
    later = [
        m.entry
        for m in table.meetings
        if not m.pinned and m.date >= day and _share_days(table, m.kind, kind)
    ]
    return min([*later, *table.unplaced], default=len(draft.course.schedule))


def _table_of(draft: Draft, day: dt.date) -> Timetable:
    """The first section that has class on a day, else the first of all."""
    tables = draft.tables
    having = (t for t in tables if any(slot.date == day for slot in t.slots))
    return next(having, tables[0])


def _share_days(table: Timetable, one: str, other: str) -> bool:
    """Whether meetings of two kinds take the same days."""
    patterns = table.patterns
    return all(
        suits(patterns, number, one) == suits(patterns, number, other)
        for number in range(len(patterns))
    )


def _refuse_elsewhere(draft: Draft, entry: int, day: dt.date, what: str) -> None:
    """A meeting that has not come to stand on the day that is meant has no place."""
    if any(meeting.date == day for meeting in draft.meetings(entry)):
        return
    raise ShiftError(
        f"{day_in_words(day)} has no class that {what} could take",
        "name a class day with an entry without a date",
    )


def drop(draft: Draft, words: str) -> Draft:
    """The course without a meeting; what comes after moves up.

    Raises:
        ShiftError: It does not show which meeting is meant.
        EditError: The course file cannot be edited in place.
    """
    entry = find_entry(draft, words)
    return without(draft, entry)


def without(draft: Draft, entry: int) -> Draft:
    """The course without an entry."""
    text = remove_item(draft.text, ("schedule", entry), draft.file)
    return draft.edited(text, draft.origin[:entry] + draft.origin[entry + 1 :])


def swap(draft: Draft, one: str, other: str) -> Draft:
    """The course with two meetings in each other's place.

    Raises:
        ShiftError: Only one of the two has its day in the file, or they cannot meet on
            each other's days.
        EditError: The course file cannot be edited in place.
    """
    first, second = find_entry(draft, one), find_entry(draft, other)
    if first == second:
        raise ShiftError(f"“{one}” and “{other}” are the same meeting")
    entries = draft.entry(first), draft.entry(second)
    if entries[0].date and entries[1].date:
        return _swap_days(draft, first, second)
    for entry in entries:
        if entry.date:
            message = f"“{named(entry)}” is pinned to {day_in_words(entry.date)}"
            raise ShiftError(message, "move it with --move, or take its date: out")
    if not _share_days(draft.tables[0], entries[0].kind, entries[1].kind):
        kinds = " and ".join(f"a {kind_in_words(entry.kind)}" for entry in entries)
        raise ShiftError(f"{kinds} do not meet on the same days")
    order = list(range(len(draft.course.schedule)))
    order[first], order[second] = second, first
    return _reordered(draft, order)


def _swap_days(draft: Draft, first: int, second: int) -> Draft:
    """Two pinned meetings on each other's days, if they have nothing but a day."""
    entries = draft.entry(first), draft.entry(second)
    for entry in entries:
        if entry.instead_of:
            message = (
                f"“{named(entry)}” was moved from {day_in_words(entry.instead_of)}"
            )
            raise ShiftError(message, "move the two with --move instead")
    days = [str(entry.date) for entry in entries]
    parts: dict[Path, tuple[str, str]] = {
        ("schedule", first, "date"): (days[0], days[1]),
        ("schedule", second, "date"): (days[1], days[0]),
    }
    return draft.edited(replace_in_values(draft.text, parts, draft.file))


def _reordered(draft: Draft, order: Sequence[int]) -> Draft:
    text = reorder_items(draft.text, ("schedule",), order, draft.file)
    return draft.edited(text, tuple(draft.origin[old] for old in order))


def move(draft: Draft, words: str, day: dt.date) -> Draft:
    """The course with a meeting on another day.

    On a day that another meeting has, an undated entry changes its place in the order,
    and those between slide. On any other day it is pinned there, and nothing else
    moves: it stands for the class day that it comes from.

    Raises:
        ShiftError: There is no such meeting, or the day cannot have any.
        EditError: The course file cannot be edited in place.
    """
    entry = find_entry(draft, words)
    term = draft.course.term
    if name := draft.holidays.name(day):
        raise ShiftError(f"{day_in_words(day)} is a holiday: {name}")
    if not term.first_day <= day <= term.last_day:
        hint = f"the term runs from {term.first_day} to {term.last_day}"
        raise ShiftError(f"{day_in_words(day)} is not a day of {term.name}", hint)
    dates = {meeting.date for meeting in draft.meetings(entry)}
    if dates == {day}:
        raise ShiftError(f"{named(draft.entry(entry))} meets on that day already")
    if draft.entry(entry).date:
        return _repinned(draft, entry, day)
    kind = draft.entry(entry).kind
    table = _table_of(draft, day)
    there = [
        m.entry
        for m in table.meetings
        if m.date == day and not m.pinned and _share_days(table, m.kind, kind)
    ]
    if there:
        return _in_order(draft, entry, there[0], day)
    if len(dates) != 1:
        raise ShiftError(
            f"“{named(draft.entry(entry))}” has no day of its own to be moved from",
            "the sections have it on different days, or no day is left for it",
        )
    return _pinned(draft, entry, day, dates.pop())


def _in_order(draft: Draft, entry: int, there: int, day: dt.date) -> Draft:
    """The entry in the place of another, and those between a place on.

    Entries that do not take part in that order stay where they are in the file, so that
    the way back is exact.
    """
    table, kind = _table_of(draft, day), draft.entry(entry).kind
    places = [
        place
        for place, other in enumerate(draft.course.schedule)
        if not other.date and _share_days(table, other.kind, kind)
    ]
    flow = list(places)
    flow.insert(places.index(there), flow.pop(places.index(entry)))
    order = list(range(len(draft.course.schedule)))
    for place, old in zip(places, flow, strict=True):
        order[place] = old
    new = _reordered(draft, order)
    _refuse_elsewhere(new, there, day, f"“{named(draft.entry(entry))}”")
    return new


def _pinned(draft: Draft, entry: int, day: dt.date, old: dt.date) -> Draft:
    """An undated entry on another day than the class day that it stands for."""
    path, keys = ("schedule", entry), {"date": day, "instead_of": old}
    text = draft.text
    if isinstance(draft.source.data["schedule"][entry], str):
        return draft.edited(wrap_item(text, path, keys, "topic", draft.file))
    for key, value in keys.items():
        text = add_key(text, path, key, value, draft.file)
    return draft.edited(text)


def unpinned(draft: Draft, entry: int) -> Draft:
    """A moved entry without its days, as `move` found it."""
    path, text = ("schedule", entry), draft.text
    keys = list(draft.source.data["schedule"][entry])
    if keys == ["date", "instead_of", "topic"]:
        return draft.edited(unwrap_item(text, path, "topic", draft.file))
    for key in ("date", "instead_of"):
        text = remove_key(text, (*path, key), draft.file)
    return draft.edited(text)


def _repinned(draft: Draft, entry: int, day: dt.date) -> Draft:
    """A pinned entry on another day; what it stands for follows from that.

    On a class day it stands for that one; elsewhere, for the class day it comes from.
    """
    pinned, path = draft.entry(entry), ("schedule", entry)
    days: dict[Path, tuple[str, str]] = {(*path, "date"): (str(pinned.date), str(day))}
    text = replace_in_values(draft.text, days, draft.file)
    class_days = draft.class_days_of(pinned.kind)
    if pinned.instead_of and day in class_days:
        text = remove_key(text, (*path, "instead_of"), draft.file)
    elif pinned.date in class_days and day not in class_days and not pinned.extra:
        old = pinned.date
        text = add_key(text, path, "instead_of", old, draft.file, after="date")
    return draft.edited(text)
