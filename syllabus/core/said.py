"""What a course prints, read back: words to days, hours, shares and fields.

Nothing is guessed at: a value is taken when `syllabus.core.language` writes the same
words for it. White space does not count, since forms fold it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Literal

from syllabus.core.language import Language, languages
from syllabus.core.values import DateRange, Hours

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = dt.timedelta(days=1)
# Work can be out before the term and due behind it.
_AROUND = 120
_LONGEST_TERM = 500
_CLOCKS: tuple[Literal[12, 24], ...] = (12, 24)
# Tags whose dates are not those of the language; all others are read as it.
_PLACES = ("en-GB", "en-CA", "de-AT", "fr-CA", "fr-CH", "es-MX")


def folded(text: str) -> str:
    """A text as it compares: white space of any kind is one space."""
    return " ".join(text.split())


def fields(message: str, words: str) -> Iterator[dict[str, str]]:
    """Every way to part words into the fields of a message, the shortest first.

    Args:
        message: The message with “<name>” where each of its fields stands.
        words: What may be that message.
    """
    literals = re.split(r"<\w+>", folded(message))
    names = re.findall(r"<(\w+)>", message)
    text = folded(words)
    if text.startswith(literals[0]):
        for values in _parted(text[len(literals[0]) :], literals[1:]):
            yield dict(zip(names, values, strict=True))


def _parted(text: str, literals: list[str]) -> Iterator[tuple[str, ...]]:
    """Texts between literals, each not empty; the last literal ends the text."""
    literal, *others = literals
    if not others:
        end = len(text) - len(literal)
        if end > 0 and text.endswith(literal):
            yield (text[:end],)
        return
    at = text.find(literal, 1)
    while at > 0:
        for rest in _parted(text[at + len(literal) :], others):
            yield (text[:at], *rest)
        at = text.find(literal, at + 1)


def colophon_language(line: str) -> str | None:
    """The language whose words the last line of a page is in; None for other lines."""
    for tag in languages():
        words = Language.of(tag).text(
            "Made from course.yaml, version {version}", version="<version>"
        )
        if any(fields(words, line)):
            return tag
    return None


@dataclass(frozen=True)
class Said:
    """The words of a course in a language and a term.

    Attributes:
        language: What its words are in.
        first_day: The first day of the term.
        last_day: The last one.
    """

    language: Language
    first_day: dt.date
    last_day: dt.date

    @cached_property
    def _days(self) -> dict[str, dt.date]:
        """The days by their words; those of the term before others."""
        before = range(-_AROUND, (self.last_day - self.first_day).days + _AROUND)
        days = [self.first_day + n * _DAY for n in before]
        days.sort(key=lambda day: not self.first_day <= day <= self.last_day)
        found: dict[str, dt.date] = {}
        for day in days:
            found.setdefault(folded(self.language.short_day(day)), day)
        return found

    def day(self, words: str) -> dt.date | None:
        """The day of “Tue, Mar 28”."""
        return self._days.get(folded(words))

    def days(self, words: str) -> DateRange | None:
        """The days of “Thu, Nov 23 – Sun, Nov 26”, or a single one."""
        if day := self.day(words):
            return DateRange(day, day)
        numbers = set(_numbers(words))
        near = [day for day in self._days.values() if day.day in numbers]
        for first, last in combinations(sorted(near), 2):
            days = DateRange(first, last)
            if folded(self.language.days(days)) == folded(words):
                return days
        return None

    def moment(self, words: str) -> str | None:
        """A deadline as a course file has it: “2017-04-20 17:00”, or the day alone."""
        if day := self.day(words):
            return f"{day}"
        field = self.language.text("{day}, {time}", day="<day>", time="<time>")
        for way in fields(field, words):
            day, time = self.day(way["day"]), self.clock(way["time"])
            if day and time:
                return f"{day} {time:%H:%M}"
        return None

    def clock(self, words: str) -> dt.time | None:
        """The time of “5:00 PM”, by a clock of 12 or of 24 hours."""
        for language, time in product(self._clocks, _times(words)):
            if folded(language.clock(time)) == folded(words):
                return time
        return None

    def hours(self, words: str) -> Hours | None:
        """The hours of “10:30–11:50 AM”, by a clock of 12 or of 24 hours."""
        times = sorted(_times(words))
        for language, (starts, ends) in product(self._clocks, combinations(times, 2)):
            hours = Hours(starts, ends)
            if folded(language.hours(hours)) == folded(words):
                return hours
        return None

    @property
    def _clocks(self) -> list[Language]:
        """The language with its usual clock first, and with either of the two."""
        return [self.language, *(Language.of(self.language.tag, n) for n in _CLOCKS)]

    def weekday(self, words: str) -> int | None:
        """The day of “Tuesday”; Monday is 0."""
        days = {folded(self.language.weekday(day)): day for day in range(7)}
        return days.get(folded(words))

    @cached_property
    def _weekdays(self) -> dict[str, tuple[int, ...]]:
        return {
            folded(self.language.weekdays(days)): days
            for count in range(1, 8)
            for days in combinations(range(7), count)
        }

    def weekdays(self, words: str) -> tuple[int, ...]:
        """The days of “Tuesday and Thursday”; none for other words."""
        return self._weekdays.get(folded(words), ())

    def percent(self, words: str) -> float | None:
        """The share of “12.5%”."""
        digits = re.sub(r"[^\d.,٫]", "", words).replace(",", ".").replace("٫", ".")
        try:
            share = float(digits)
        except ValueError:
            return None
        return share if folded(self.language.percent(share)) == folded(words) else None


def said_in(tag: str, term: str) -> Iterator[tuple[str, Said]]:
    """Read the line of a term, “Spring 2017, March 28 – June 1, 2017”.

    Args:
        tag: The language of the page's words.
        term: The line.

    Yields:
        The term's name, and the language and the days that it can be read by: a
        language before what it is in other places.
    """
    places = [place for place in _PLACES if place.startswith(f"{tag}-")]
    for language in map(Language.of, (tag, *places)):
        for match in re.finditer(", ", term):
            name, days = term[: match.start()], term[match.end() :]
            if found := _term_days(language, days):
                yield name, Said(language, *found)
                break


def _term_days(language: Language, words: str) -> tuple[dt.date, dt.date] | None:
    numbers = set(_numbers(words))
    days = [
        dt.date(year, 1, 1) + n * _DAY
        for year in sorted(n for n in numbers if dt.MINYEAR < n < dt.MAXYEAR and n > 31)
        for n in range(365 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)))
    ]
    days = [day for day in days if day.day in numbers]
    for first in days:
        for last in days:
            near = first <= last and (last - first).days <= _LONGEST_TERM
            if near and folded(language.term(first, last)) == folded(words):
                return first, last
    return None


def _numbers(words: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", words)]


def _times(words: str) -> set[dt.time]:
    """The times that words can mean, in the morning or in the afternoon."""
    pairs = re.findall(r"(\d{1,2})\D(\d{2})(?!\d)", words)
    return {
        dt.time(hour, int(minute))
        for given, minute in pairs
        for hour in {int(given), int(given) + 12, int(given) % 12}
        if hour < 24 and int(minute) < 60
    }
