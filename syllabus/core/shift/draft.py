"""A course file while it is changed: its dates, and what its entries were before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from syllabus.core.deadlines import MeetingAnchor, parse_deadline
from syllabus.core.parse import parse_course
from syllabus.core.schedule import Holidays, anchored, resolve, suits
from syllabus.core.values import parse_date
from syllabus.core.words import named, short_day
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from syllabus.core.model import Course, Entry
    from syllabus.core.schedule import Meeting, Timetable
    from syllabus.core.source import Source


Origin = tuple[tuple[int, ...], ...]


class ShiftError(SyllabusError):
    """A change that the course has no place for; the message says why."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.add_note(hint)


@dataclass(frozen=True)
class Draft:
    """A course file with its changes so far; ``text`` is all of it.

    ``origin`` has, for each entry of the schedule, the places in the file as it was,
    from 0, of what it holds: none of a new entry, two of merged ones.
    """

    text: str
    course: Course
    source: Source
    origin: Origin

    @classmethod
    def of(cls, text: str, file: str, origin: Origin | None = None) -> Draft:
        """The text of a course file, whose entries are its own without ``origin``.

        Raises:
            ShiftError: It has mistakes of form.
        """
        parsed = parse_course(text.encode(), file)
        if parsed.course is None or parsed.broken:
            raise ShiftError(parsed.problems[0].message, parsed.problems[0].hint)
        if origin is None:
            origin = tuple((i,) for i in range(len(parsed.course.schedule)))
        return cls(text, parsed.course, parsed.source, origin)

    def edited(self, text: str, origin: Origin | None = None) -> Draft:
        """The same with another text; its entries are these without ``origin``."""
        return Draft.of(text, self.file, self.origin if origin is None else origin)

    @property
    def file(self) -> str:
        """What the course file is called in a refusal."""
        return self.source.file

    @cached_property
    def tables(self) -> tuple[Timetable, ...]:
        """The dates, one table for each section or one in all."""
        return tuple(resolve(self.course))

    @cached_property
    def holidays(self) -> Holidays:
        """The days without class."""
        return Holidays(self.course)

    @cached_property
    def class_days(self) -> frozenset[dt.date]:
        """The days that a pattern gives, of any section."""
        return frozenset(s.date for table in self.tables for s in table.slots)

    def class_days_of(self, kind: str) -> frozenset[dt.date]:
        """The days that a pattern gives to meetings of a kind."""
        return frozenset(
            slot.date
            for table in self.tables
            for slot in table.slots
            if suits(table.patterns, slot.pattern, kind)
        )

    def holder(self, old: int) -> int | None:
        """The entry that holds what was an entry of the file; None if it is gone."""
        return next((i for i, origin in enumerate(self.origin) if old in origin), None)

    def entry(self, number: int) -> Entry:
        """An entry of the schedule."""
        return self.course.schedule[number]

    def meetings(self, entry: int) -> list[Meeting]:
        """The meetings of an entry, one for each section that has it."""
        found = (table.of_entry(entry) for table in self.tables)
        return [meeting for meeting in found if meeting]

    def is_off(self, entry: int) -> bool:
        """Whether an entry is pinned to a day without class."""
        written = self.entry(entry)
        return written.kind != "break" and written.date in self.holidays

    def on(self, day: dt.date) -> list[int]:
        """The entries that meet on a day, in any section, in the order of the file."""
        return sorted(
            {m.entry for table in self.tables for m in table.meetings if m.date == day}
        )


def find_entry(draft: Draft, words: str) -> int:
    """The entry that a day, “lecture 7”, or its topic or a part of it means.

    Raises:
        ShiftError: It means none, or several.
    """
    text = " ".join(words.split())
    if day := day_of(text):
        meant = draft.on(day)
    else:
        meant = _numbered(draft, text) or _by_name(draft, text)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise ShiftError(
            f"the schedule has no “{text}”",
            "name a meeting by its day (2027-02-01), number (lecture 4) or topic",
        )
    several = "; ".join(_described(draft, entry) for entry in meant)
    raise ShiftError(f"“{text}” can be several meetings: {several}")


def day_of(words: str) -> dt.date | None:
    """The day that is written 2027-02-01; None for other words."""
    try:
        return parse_date(words)
    except PydanticCustomError:
        return None


def _numbered(draft: Draft, text: str) -> list[int]:
    try:
        deadline = parse_deadline(text)
    except PydanticCustomError:
        return []
    moved = deadline.days or deadline.at or deadline.weekday is not None
    if moved or not isinstance(deadline.anchor, MeetingAnchor):
        return []
    found = [anchored(deadline.anchor, table) for table in draft.tables]
    return sorted({meeting.entry for meeting in found if meeting})


def _by_name(draft: Draft, text: str) -> list[int]:
    names = [
        " ".join(named(entry).casefold().split()) for entry in draft.course.schedule
    ]
    sought = text.casefold()
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == sought,
        lambda name: sought in name,
    )
    for test in tests:
        if found := [number for number, name in enumerate(names) if test(name)]:
            return found
    return []


def _described(draft: Draft, entry: int) -> str:
    days = sorted({short_day(m.date) for m in draft.meetings(entry)})
    return f"{named(draft.entry(entry))} ({' or '.join(days) or 'no day'})"


def designation(draft: Draft, entry: int) -> str:
    """The words by which a person calls an entry; empty where none are its own.

    Its name if it is the only one so called, else its day, else its number.
    """
    meetings = draft.meetings(entry)
    names = [named(draft.entry(entry)), *(str(m.date) for m in meetings)]
    names += [f"lecture {m.number}" for m in meetings if m.number]
    names += [f"{m.kind} {m.of_kind}" for m in meetings if m.kind != "lecture"]
    for name in names:
        try:
            if name[:1] != "-" and find_entry(draft, name) == entry:
                return " ".join(name.split())
        except ShiftError:
            continue
    return ""
