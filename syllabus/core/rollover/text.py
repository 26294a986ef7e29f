"""The course file of the new term: the old text, edited on the spans of its values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.deadlines import Deadline
from syllabus.core.edit import add_key, remove_key, replace_in_values, set_value
from syllabus.core.parse import parse_course
from syllabus.core.rollover.days import NewDays, finals_of, same_week
from syllabus.core.source import read_source
from syllabus.core.values import DateRange, parse_date, parse_date_range, parse_weekdays
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from syllabus.core.model import Course, Pattern
    from syllabus.core.source import Path, Source

Named = tuple[tuple[DateRange, str], ...]
"""Days in a row, and what they are called."""


class WhichPatternError(SyllabusError):
    """The course has no pattern, or several, that new weekdays could be meant for."""

    exit_code = ExitCode.USAGE

    def __init__(self, count: int) -> None:
        has = f"{count} patterns" if count else "no pattern"
        super().__init__(
            f"new weekdays are for the class, and the course has {has} of it"
        )
        self.add_note(
            "roll over without --pattern, then change the days in the new file"
        )


@dataclass(frozen=True)
class Wish:
    """The new term.

    ``last_day`` is left out for a term as long as the old one, ``weekdays`` for the
    old ones; they are text as a course file has it (Mon/Wed). ``holidays`` are None
    where nothing is known of them.
    """

    term: str
    first_day: dt.date
    last_day: dt.date | None = None
    weekdays: str | None = None
    holidays: Named | None = None


@dataclass(frozen=True)
class RolledOver:
    """A course file before and after.

    ``added`` are the holidays that were put in, ``dropped`` the keys of those that
    went, and ``swaps`` of days that followed another weekday's schedule.
    """

    old: Course
    old_source: Source
    text: str
    added: Named
    dropped: tuple[str, ...]
    swaps: tuple[str, ...]


def roll_over(course: Course, source: Source, wish: Wish) -> RolledOver:
    """Write the course file of a new term.

    Holidays and swapped days are facts of the calendar: those that are days of the new
    term, too, stay, unless the new term's holidays are given.

    Args:
        course: A course without errors.
        source: Its file.
        wish: The new term.

    Raises:
        WhichPatternError: It does not show whose weekdays are to change.
        EditError: A value that changes cannot be written in place.
    """
    text = _with_term(source, course, wish)
    text, added, dropped = _with_holidays(text, course, source, wish)
    text, swaps = _without_swaps(text, course, source, wish)
    moved = _reread(text, source.file)
    days = NewDays(course, moved)
    parts = dict(_moves(course, source, days))
    text = replace_in_values(text, parts, source.file)
    return RolledOver(course, source, text, added, dropped, swaps)


def _reread(text: str, file: str) -> Course:
    course = parse_course(text.encode(), file).course
    if course is None:
        raise AssertionError("an edit of values left no course")
    return course


def last_day(course: Course, wish: Wish) -> dt.date:
    """The last day of the new term: as wished, else as many weeks on as the old one."""
    if wish.last_day:
        return wish.last_day
    begun = course.term.model_copy(update={"first_day": wish.first_day})
    return same_week(course.term.last_day, course.term, begun)


def _with_term(source: Source, course: Course, wish: Wish) -> str:
    """The text with the new term, and the weekdays and ends of its patterns."""
    text, file = source.text, source.file
    dates: dict[Path, tuple[str, str]] = {}
    for path, (before, after) in _head(course, wish).items():
        if before == after:
            continue
        if isinstance(before, dt.date):
            dates[source.written(path)] = (str(before), str(after))
        else:
            text = set_value(text, source.written(path), _as_written(after), file)
    return replace_in_values(text, dates, file)


def _head(course: Course, wish: Wish) -> dict[Path, tuple[Any, Any]]:
    """The values of the head of the file that depend on the term, old and new."""
    old, last = course.term, last_day(course, wish)
    new = old.model_copy(update={"first_day": wish.first_day, "last_day": last})
    values: dict[Path, tuple[Any, Any]] = {
        ("term", "name"): (old.name, wish.term),
        ("term", "first_day"): (old.first_day, wish.first_day),
        ("term", "last_day"): (old.last_day, last),
        ("term", "finals"): (old.finals, finals_of(old, new)),
    }
    for path, pattern in patterns(course):
        for end in ("first_day", "last_day"):
            if day := getattr(pattern, end):
                values[*path, end] = (day, same_week(day, old, new))
    if wish.weekdays:
        path, pattern = _class_pattern(course)
        if parse_weekdays(wish.weekdays) != pattern.days:
            values[*path, "days"] = (pattern.days, wish.weekdays)
    return values


def _as_written(value: Any) -> Any:
    return _key(value) if isinstance(value, DateRange) else value


def patterns(course: Course) -> Iterator[tuple[Path, Pattern]]:
    """Every pattern of a course and of its sections, and the path to it."""
    for number, pattern in enumerate(course.pattern):
        yield ("pattern", number), pattern
    for i, section in enumerate(course.sections):
        for number, pattern in enumerate(section.pattern):
            yield ("sections", i, "pattern", number), pattern


def _class_pattern(course: Course) -> tuple[Path, Pattern]:
    """The one pattern that is for every kind of meeting."""
    found = [(path, p) for path, p in patterns(course) if p.kind is None]
    if len(found) != 1:
        raise WhichPatternError(len(found))
    return found[0]


def _key(days: DateRange) -> dt.date | str:
    """The days as a key or value of a course file."""
    if days.first == days.last:
        return days.first
    return f"{days.first} to {days.last}"


def _with_holidays(
    text: str, course: Course, source: Source, wish: Wish
) -> tuple[str, Named, tuple[str, ...]]:
    """The text with the holidays of the new term; those put in, and those that went."""
    within = DateRange(wish.first_day, last_day(course, wish))
    given = None if wish.holidays is None else dict(wish.holidays)
    stay = {
        days
        for days in course.holidays
        if (days.overlaps(within) if given is None else days in given)
    }
    added = [
        (days, name)
        for days, name in sorted((given or {}).items())
        if days not in stay and days.overlaps(within)
    ]
    gone = _keys(source, "holidays", course.holidays.keys() - stay)
    path, file = ("holidays",), source.file
    if not course.holidays:
        keys = {_key(days): name for days, name in added}
        if not keys:
            return text, (), ()
        if source.has_key(path):
            return set_value(text, path, keys, file), tuple(added), ()
        below = "pattern" if source.has_key(("pattern",)) else "term"
        text = add_key(text, (), "holidays", keys, file, after=below)
        return text, tuple(added), ()
    for days, name in added:
        text = add_key(text, path, _key(days), name, file)
    return _without(text, "holidays", gone, source), tuple(added), gone


def _without_swaps(
    text: str, course: Course, source: Source, wish: Wish
) -> tuple[str, tuple[str, ...]]:
    within = DateRange(wish.first_day, last_day(course, wish))
    outside = {day for day in course.day_swaps if day not in within}
    gone = _keys(source, "day_swaps", outside)
    return _without(text, "day_swaps", gone, source), gone


def _keys(source: Source, field: str, days: Collection[object]) -> tuple[str, ...]:
    """The keys that stand for some of the days, as the file has them."""
    parse = parse_date if field == "day_swaps" else parse_date_range
    return tuple(key for key in source.data.get(field) or () if parse(key) in days)


def _without(text: str, field: str, keys: Collection[str], source: Source) -> str:
    """The text without some keys of a mapping, which stays if it is empty then."""
    left = read_source(text.encode(), source.file)[0].data.get(field) or {}
    if keys and len(left) == len(keys):
        return set_value(text, (field,), {}, source.file)
    for key in keys:
        text = remove_key(text, (field, key), source.file)
    return text


def _moves(
    course: Course, source: Source, days: NewDays
) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Every date below the head of the file, and the one in its place."""
    dates: list[tuple[Path, dt.date, dt.date]] = []
    for i, (date, replaced) in days.of_pins().items():
        entry = course.schedule[i]
        for key, before, after in (
            ("date", entry.date, date),
            ("instead_of", entry.instead_of, replaced),
        ):
            if before and after:
                dates.append((("schedule", i, key), before, after))
    for path, deadline in deadlines(course):
        if isinstance(deadline.anchor, dt.date):
            dates.append((path, deadline.anchor, days.of(deadline.anchor)))
    for path, before, after in dates:
        if before != after:
            yield source.written(path), (str(before), str(after))


def deadlines(course: Course) -> Iterator[tuple[Path, Deadline]]:
    """Every deadline and release of a course, and the path to it."""
    for i, assignment in enumerate(course.assignments):
        for side in ("out", "due"):
            if deadline := getattr(assignment, side):
                yield ("assignments", i, side), deadline
    for i, entry in enumerate(course.schedule):
        for j, deck in enumerate(entry.decks):
            if deck.release and isinstance(deck.release.when, Deadline):
                yield ("schedule", i, "decks", j, "release"), deck.release.when
