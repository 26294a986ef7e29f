"""The packets of a course: one with everything, or several with a part of it each."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from syllabus.core.language import Language
from syllabus.core.values import in_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syllabus.core.model import Course
    from syllabus.core.schedule import Meeting, Timetable


@dataclass(frozen=True)
class Edition:
    """A packet: its file, what it is called, and its schedule entries (None: all)."""

    file: str
    title: str = ""
    entries: frozenset[int] | None = None

    def has(self, entry: int) -> bool:
        """Whether a schedule entry, counted from 0, is in it."""
        return self.entries is None or entry in self.entries

    def laid_out(self, layout: str) -> Edition:
        """The same in another layout, and so another file."""
        stem = self.file.removesuffix(".pdf")
        name = f"{layout}-up" if layout.isdigit() else layout
        return replace(self, file=f"{stem}-{name}.pdf")


WHOLE = Edition("packet.pdf")
"""The packet with every deck."""

PUBLISHED: Final = "published"
"""In place of a day: when the course was last published."""

SPLITS = ("week", "part", "lecture")


def course_editions(course: Course, table: Timetable) -> tuple[Edition, ...]:
    """The packets that a course asks for; those without a deck are left out."""
    split = course.packet.split
    if split is None:
        return (WHOLE,)
    shown = [m for m in table.meetings if course.schedule[m.entry].decks]
    language = Language.of_course(course)
    name_of: Callable[[Meeting], tuple[str, str]] = {
        "week": lambda meeting: _week(meeting, language),
        "lecture": lambda meeting: _lecture(meeting, language),
        "part": lambda meeting: _part(course, meeting, language),
    }[split]
    editions = [
        Edition(f"packet-{name}.pdf", title, frozenset(m.entry for m in meetings))
        for (name, title), meetings in groupby(shown, key=name_of)
    ]
    return tuple(editions) or (WHOLE,)


def _week(meeting: Meeting, language: Language) -> tuple[str, str]:
    week = language.text("Week {number}", number=meeting.week)
    return f"week-{meeting.week}", week


def _lecture(meeting: Meeting, language: Language) -> tuple[str, str]:
    if meeting.number:
        lecture = language.text("Lecture {number}", number=meeting.number)
        return f"lecture-{meeting.number}", lecture
    return f"{meeting.date}-{meeting.entry + 1}", language.short_day(meeting.date)


def _part(course: Course, meeting: Meeting, language: Language) -> tuple[str, str]:
    """The part whose beginning stands last at or before the meeting in the file."""
    begun = [entry.part for entry in course.schedule[: meeting.entry + 1] if entry.part]
    if not begun:
        return "part-0", language.text("Before the first part")
    return f"part-{len(begun)}", in_language(begun[-1], language.tag)


@dataclass(frozen=True)
class NewSlides:
    """What came since a course was published: the day of that, and schedule entries."""

    day: dt.date
    entries: frozenset[int]


@dataclass(frozen=True)
class Choice:
    """Some lectures, chosen for once.

    ``weeks`` and ``lectures`` are printed numbers; ``since`` is the first day, or
    `PUBLISHED`: lectures with slides that are new or changed since then. What is empty
    or None chooses nothing by itself.
    """

    weeks: tuple[int, ...] = ()
    lectures: tuple[int, ...] = ()
    since: dt.date | Literal["published"] | None = None

    def edition(
        self, table: Timetable, language: Language, new: NewSlides | None = None
    ) -> Edition:
        """The packet of what is chosen, by the dates of a timetable.

        Args:
            table: The timetable.
            language: The language of the packet's title.
            new: What came since the course was published, where that is chosen.
        """
        chosen = frozenset(m.entry for m in table.meetings if self._takes(m, new))
        names, titles = zip(*self._words(language, new), strict=True)
        return Edition(f"packet-{'-'.join(names)}.pdf", ", ".join(titles), chosen)

    def unknown(self, table: Timetable) -> list[str]:
        """The lectures and weeks that are chosen and that there are not, in words."""
        weeks = {meeting.week for meeting in table.meetings}
        lectures = {meeting.number for meeting in table.meetings}
        return [f"week {n}" for n in self.weeks if n not in weeks] + [
            f"lecture {n}" for n in self.lectures if n not in lectures
        ]

    def _takes(self, meeting: Meeting, new: NewSlides | None) -> bool:
        if not _in(meeting.week, self.weeks) or not _in(meeting.number, self.lectures):
            return False
        if self.since == PUBLISHED:
            return new is not None and meeting.entry in new.entries
        return self.since is None or meeting.date >= self.since

    def _words(
        self, language: Language, new: NewSlides | None
    ) -> Iterator[tuple[str, str]]:
        """What is chosen, for the name of the file and for its cover."""
        if self.weeks:
            runs = _runs(self.weeks)
            title = language.plural(
                "Week {numbers}",
                "Weeks {numbers}",
                len(self.weeks),
                numbers=", ".join(runs),
            )
            yield f"{_noun('week', self.weeks)}-{'+'.join(runs)}", title
        if self.lectures:
            runs = _runs(self.lectures)
            title = language.plural(
                "Lecture {numbers}",
                "Lectures {numbers}",
                len(self.lectures),
                numbers=", ".join(runs),
            )
            yield f"{_noun('lecture', self.lectures)}-{'+'.join(runs)}", title
        if self.since:
            first = self.since
            if first == PUBLISHED:
                first = new.day if new else dt.date.min
            day = language.short_day(first)
            yield f"since-{self.since}", language.text("Since {day}", day=day)


def _noun(noun: str, numbers: tuple[int, ...]) -> str:
    return noun if len(numbers) == 1 else f"{noun}s"


def _in(number: int | None, chosen: tuple[int, ...]) -> bool:
    return not chosen or number in chosen


def _runs(numbers: Iterable[int]) -> list[str]:
    """“1-4”, “6”: numbers in a row together."""
    ordered = sorted(numbers)
    grouped = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in group] for _, group in grouped]
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def parse_numbers(text: str) -> tuple[int, ...]:
    """Read “3,5-8”: numbers from 1 to 999 and ranges of them.

    Raises:
        ValueError: It is something else.
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*([1-9]\d{0,2})\s*(?:[-–]\s*([1-9]\d{0,2})\s*)?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first:
            raise ValueError(f"“{text}” is not like 3,5-8")
        numbers |= set(range(first, last + 1))
    return tuple(sorted(numbers))


def choice_named(file: str) -> Choice | None:
    """The choice whose packet bears a file's name; None if there is none."""
    match = re.fullmatch(
        r"packet(?:-weeks?-([\d+-]*\d))?(?:-lectures?-([\d+-]*\d))?"
        r"(?:-since-(\d{4}-\d\d-\d\d|published))?\.pdf",
        file,
    )
    if not match or not any(match.groups()):
        return None
    weeks, lectures, since = (
        part and part.replace("+", ",") for part in match.groups()
    )
    try:
        return Choice(
            parse_numbers(weeks) if weeks else (),
            parse_numbers(lectures) if lectures else (),
            parse_since(since) if since else None,
        )
    except ValueError:
        return None


def parse_since(text: str) -> dt.date | Literal["published"]:
    """Read “2027-02-01” or “published”.

    Raises:
        ValueError: It is something else.
    """
    return PUBLISHED if text == PUBLISHED else dt.date.fromisoformat(text)


def parse_range(text: str) -> Choice:
    """Read “week 1-4” or “lecture 3,5-8”.

    Raises:
        ValueError: It is something else.
    """
    match = re.fullmatch(r"\s*(week|lecture)s?\s+(.+)", text.lower())
    if not match:
        raise ValueError(f"“{text}” is not like “week 1-4”")
    numbers = parse_numbers(match[2])
    return Choice(weeks=numbers) if match[1] == "week" else Choice(lectures=numbers)
