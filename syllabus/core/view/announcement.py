"""What an announcement says: its subject and its words, in the course's language.

It says what a person would write who has little time: what is ahead, what is due, and
what has changed since the class was last told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from syllabus.core.schedule import first_week, week_of
from syllabus.core.view.announced import Announced, BlockView
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.telling.words import Sentence

About = Literal["syllabus", "packet", "week", "changes", "deadline", "cancel"]
ABOUT: tuple[About, ...] = get_args(About)
"""What an announcement can be about."""

_SCHEDULED = {"meetings", "holidays", "assignments"}
"""What changes in the schedule are about."""

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
"""Also how far ahead deadlines are told that an announcement is not about."""


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement in words: a subject, an opening sentence, and lists.

    ``key`` is what it is about, by a name that stays when words change: ``week 3``.
    """

    about: About
    key: str
    subject: str
    opening: str
    blocks: tuple[BlockView, ...]
    language: str
    direction: str
    footer: str
    week: int = 0
    """The number of the week that it is about, if it is about one."""


class NothingToSayError(SyllabusError):
    """There is nothing to announce of that kind; the message says why."""

    exit_code = ExitCode.USAGE


def announcement_view(
    subject: Subject,
    about: About,
    told: Sequence[Sentence],
    now: dt.datetime,
    language: Language,
    day: dt.date | None = None,
) -> AnnouncementView:
    """Word an announcement.

    Args:
        subject: The course, its dates and its files.
        about: What it is about.
        told: What changed since the class was last told, in its language.
        now: Local time of the course, naive.
        language: The language of the class.
        day: The day that it is about (of a week, a deadline, a class that is off), in
            the place of today.

    Raises:
        NothingToSayError: There is no such week, deadline or change.
    """
    course = subject.course
    parts = Announced(subject, now, language)
    writer = _Writer(parts, language, tuple(told), day or now.date())
    words: dict[About, Callable[[], _Said]] = {
        "syllabus": writer.syllabus,
        "packet": writer.packet,
        "week": writer.week,
        "changes": writer.changes,
        "deadline": writer.deadline,
        "cancel": writer.cancel,
    }
    said = words[about]()
    names = (course.code, course.title, course.term.name, course.institution)
    return AnnouncementView(
        about=about,
        key=said.key,
        subject=said.subject,
        opening=said.opening,
        blocks=tuple(block for block in said.blocks if block.lines),
        language=language.tag,
        direction=language.direction,
        footer=" · ".join(filter(None, names)),
        week=said.week,
    )


@dataclass(frozen=True)
class _Said:
    key: str
    subject: str
    opening: str
    blocks: tuple[BlockView, ...]
    week: int = 0


@dataclass(frozen=True)
class _Writer:
    """Writes announcements; ``parts`` are what they are made of."""

    parts: Announced
    language: Language
    told: tuple[Sentence, ...]
    day: dt.date

    def syllabus(self) -> _Said:
        """The handout itself: when class begins, and the days to write down."""
        say, of, parts = self.say, self._names(), self.parts
        return _Said(
            key="syllabus",
            subject=say("{code}: the syllabus for {term}", **of),
            opening=say("This is the syllabus of {course} for {term}.", **of),
            blocks=(
                *parts.next_meetings(say("First class"), dt.date.min),
                *parts.due(say("Deadlines"), dt.date.min, dt.date.max),
            ),
        )

    def packet(self) -> _Said:
        """The slides in one file."""
        say, of = self.say, self._names()
        return _Said(
            key="packet",
            subject=say("{code}: the slides in one file", **of),
            opening=say("These are the slides of {course} in one file.", **of),
            blocks=(self._changed(),),
        )

    def week(self) -> _Said:
        """What a week brings, what is due in it and soon after, and what changed."""
        say, parts, number = self.say, self.parts, self._week_number()
        term = parts.subject.course.term
        later = first_week(term) + number * _WEEK
        of = {**self._names(), "number": self.language.number(number)}
        gist = self.language.listed([*self._gist(number)])
        is_now = week_of(term, self.day) == number
        return _Said(
            key=f"week {number}",
            subject=say("{code}, week {number}: {gist}", gist=gist, **of)
            if gist
            else say("{code}: week {number}", **of),
            opening=say("Here is what week {number} of {course} brings.", **of),
            blocks=(
                *parts.week(
                    say("This week") if is_now else say("Week {number}", **of), number
                ),
                *parts.due(say("Coming up"), later, later + _WEEK - _DAY),
                self._changed(),
            ),
            week=number,
        )

    def _gist(self, number: int) -> Iterator[str]:
        """A week in few words: “two lectures”, “Assignment 1 due on Thursday”."""
        parts, term = self.parts, self.parts.subject.course.term
        first = first_week(term) + (number - 1) * _WEEK
        if parts.has_class(number):
            yield from parts.off_on_weekdays(number)
        else:
            yield self.say("no class")
        yield from parts.counted(number)
        yield from parts.due_on_weekdays(first, first + _WEEK - _DAY)
        if self.told:
            yield self._changes_counted()

    def changes(self) -> _Said:
        """What the class knows otherwise."""
        if not self.told:
            raise NothingToSayError("nothing changed since the class was last told")
        say, of, n = self.say, self._names(), len(self.told)
        gist = self.told[0].text if n == 1 else self._changes_counted()
        return _Said(
            key=f"changes {self.told[0].first or self.day}",
            subject=say("{code}: {gist}", gist=gist, **of),
            opening=self.parts.words.plural(
                "Please note a change in {course}:",
                "Please note {n} changes in {course}:",
                n,
                course=of["course"],
            ),
            blocks=(self._changed(heading=""),),
        )

    def deadline(self) -> _Said:
        """The next day on which work is due, and what follows soon."""
        say, of, parts = self.say, self._names(), self.parts
        nearest = parts.next_due(self.day)
        if nearest is None:
            raise NothingToSayError(f"nothing is due on {self.day} or later")
        names, when = parts.due_on(nearest)
        of |= {"work": parts.words.listed(names), "when": when}
        return _Said(
            key=f"deadline {nearest}",
            subject=say("{code}: {work} due {when}", **of),
            opening=self.parts.words.plural(
                "In {course}, {work} is due on {when}.",
                "In {course}, {work} are due on {when}.",
                len(names),
                **of,
            ),
            blocks=(
                *(() if parts.is_simple(nearest) else parts.due("", nearest, nearest)),
                *parts.due(
                    say("Coming up"),
                    nearest + _DAY,
                    nearest + 2 * _WEEK,
                ),
                self._changed(),
            ),
        )

    def cancel(self) -> _Said:
        """A day without class: which, why, and what it moves."""
        say, of = self.say, self._names()
        off = self.parts.next_off(self.day)
        if off is None:
            raise NothingToSayError(
                f"there is class on every class day from {self.day} on"
            )
        in_course = of | {
            "course": self.parts.of_those_off(of["course"], off),
            "day": off.day,
            "reason": self.parts.reason(off),
        }
        opening = (
            say("There is no class in {course} on {day} ({reason}).", **in_course)
            if in_course["reason"]
            else say("There is no class in {course} on {day}.", **in_course)
        )
        day = dt.date.fromisoformat(off.iso_date)
        return _Said(
            key=f"cancel {day}",
            subject=say(
                "{code}: no class on {day}",
                day=self.parts.of_those_off(off.day, off),
                **of,
            ),
            opening=opening,
            blocks=(
                *self.parts.next_meetings(say("Next class"), day),
                self._changed(besides=day),
            ),
        )

    def say(self, message: str, /, **fields: str) -> str:
        """A message in the language of the class."""
        return self.parts.words.text(message, **fields)

    def _names(self) -> dict[str, str]:
        course = self.parts.subject.course
        return {
            "code": course.code or course.title,
            "course": course.title,
            "term": course.term.name,
        }

    def _changed(
        self, heading: str | None = None, besides: dt.date | None = None
    ) -> BlockView:
        """What changed, but for what has that day alone: it is said already."""
        if heading is None:
            heading = self.say("What changed")
        told = [s.text for s in self.told if not s.first == s.last == (besides or 0)]
        return BlockView.of(heading, told)

    def _changes_counted(self) -> str:
        plural, n = self.parts.words.plural, len(self.told)
        count = self.language.spelled(n)
        if {sentence.about for sentence in self.told} <= _SCHEDULED:
            return plural(
                "a change in the schedule",
                "{count} changes in the schedule",
                n,
                count=count,
            )
        return plural("a change", "{count} changes", n, count=count)

    def _week_number(self) -> int:
        """The week of the day, or the next with class when its own class is over."""
        tables = self.parts.subject.tables
        dates = [m.date for table in tables for m in table.meetings]
        later = min((date for date in dates if date >= self.day), default=None)
        if later is None:
            raise NothingToSayError(f"there is no class on {self.day} or later")
        return week_of(self.parts.subject.course.term, later)
