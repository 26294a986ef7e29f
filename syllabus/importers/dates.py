"""Dates as people write them on course pages: mostly without a year.

The forms are those of English pages (“Mar 28th”, “28 March”, “3/28”, “Sept. 5”, “Tue
Mar 28”), ISO 8601, day-first numbers (“28.3.”), and those of the other languages of
`names.LANGUAGES`. Ordinal endings are not looked at, so that “May 23th” is a date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from syllabus.importers.date_forms import Forms, forms_of
from syllabus.importers.names import ENGLISH, LANGUAGES, month_of, weekdays_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEAP = 2000


@dataclass(frozen=True)
class PageDate:
    """A date on a page. ``year`` is None where the page does not write one.

    ``weekdays`` are those that the word beside it can mean (Monday is 0): none where
    there is no such word, several where it is misspelt. ``order`` is that of numbers
    divided by a slash: "3/28" can only be "month-first", "28/3" only "day-first", and
    "3/4" is "either", to be settled by the other dates of the page.
    """

    month: int
    day: int
    year: int | None = None
    weekdays: frozenset[int] = frozenset()
    order: Literal["", "month-first", "day-first", "either"] = ""

    def swapped(self) -> PageDate:
        """The date with day and month exchanged, where that is open."""
        if self.order != "either":
            return self
        return replace(self, month=self.day, day=self.month)

    def in_year(self, year: int) -> dt.date | None:
        """The day of a year; None for February 29th of a common year."""
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class DateText:
    """The dates of a text, and the rest of it without them.

    ``through`` says that two dates are the ends of a range. ``used`` are the words that
    were read.
    """

    dates: tuple[PageDate, ...]
    rest: str = ""
    through: bool = False
    used: str = ""


_LABEL = re.compile(
    r"\b(week|wk|lecture|lec|class|day|session)\.?\s*#?\d{1,2}\b|\b[wl]\d{1,2}\b",
    re.IGNORECASE,
)
_BESIDE = r"[\s,.:()]*"
_LAST = re.compile(r"\s*(?:[(),;:/–—-]|$)")


@dataclass
class _Found:
    start: int
    end: int
    date: PageDate


def read_dates(text: str, language: str = ENGLISH) -> DateText:
    """Find the dates of a cell, the weekdays beside them, and what else it says.

    Numbers divided by a slash are read month first where that is open.

    Args:
        text: The cell's.
        language: Of the page, by its tag (`names.LANGUAGES`).
    """
    forms = forms_of(language)
    found = list(_dates_in(text, forms))
    if not found:
        return DateText((), text)
    through = bool(forms.through.fullmatch(_joined(text, found, forms)))
    kept = bytearray(b"\1" * len(text))
    for one in found:
        kept[one.start : one.end] = bytes(one.end - one.start)
    dates = _with_weekdays(text, found, kept, forms)
    for first, second in pairwise(found):  # the words that join a range or list
        between = _between(text, first, second, forms)
        if not between or forms.join.fullmatch(between):
            kept[first.end : second.start] = bytes(second.start - first.end)
    if forms.ties:
        _drop_ties(text, kept, forms)
    rest = "".join(char if kept[i] else "\0" for i, char in enumerate(text))
    used = "".join(" " if kept[i] else char for i, char in enumerate(text))
    return DateText(dates, _tidy(rest), through and len(dates) == 2, used)


def _dates_in(text: str, forms: Forms) -> Iterator[_Found]:
    # “Week 1 Mar 28” has no first of March.
    masked = _LABEL.sub(lambda match: "\1" * len(match[0]), text)
    position = 0
    while match := forms.date.search(masked, position):
        date = _date(match, forms)
        if date is None or _is_weekday(masked, match, forms):
            position = match.start() + 1
            continue
        position = match.end()
        yield from _lead(masked, match, date, forms)
        yield _Found(match.start(), match.end(), date)
        while tail := forms.tail.match(masked, position):
            extra = _valid(PageDate(date.month, int(tail["day"]), date.year))
            if extra is None or not (match["iso"] or match["named"]):
                break
            yield _Found(tail.start("day"), tail.end(), extra)
            position = tail.end()


def _is_weekday(text: str, match: re.Match[str], forms: Forms) -> bool:
    """Whether “5 mar.” is a number and a Tuesday: in “5 mar. 28 mars” it is."""
    if forms.language == ENGLISH or not match["dayfirst"] or match["dy"]:
        return False
    if not weekdays_of(match["dm"], forms.language):
        return False
    after = re.compile(_BESIDE).match(text, match.end())
    return bool(after and forms.date.match(text, after.end()))


def _lead(
    text: str, match: re.Match[str], date: PageDate, forms: Forms
) -> Iterator[_Found]:
    """The days before the last of “9, 11 and 13 March”, or of “9.–13.3.”."""
    found: list[_Found] = []
    start = match.start()
    if match["dayfirst"] or match["german"]:
        while before := forms.lead.search(text, 0, start):
            first = _valid(PageDate(date.month, int(before["day"]), date.year))
            weekday = before["weekday"]
            if weekday and not weekdays_of(weekday, forms.language):
                break
            if first is None or first.day >= (found[-1].date if found else date).day:
                break
            found.append(_Found(before.start("day"), before.end("th"), first))
            start = before.start("day")
    yield from reversed(found)


def _date(match: re.Match[str], forms: Forms) -> PageDate | None:
    if match["iso"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
        return _valid(PageDate(month, day, year))
    if match["dayfirst"]:
        year_text = match["dy"] or match["dyshort"]
        return _named(match["dm"], match["dd"], year_text, forms)
    if match["named"]:  # “mars 17” is a month of a year
        if forms.language not in {ENGLISH, "es"}:
            return None
        year_text = match["ny"] or match["nyshort"]
        return _named(match["nm"], match["nd"], year_text, forms)
    if match["german"]:
        return _valid(PageDate(int(match["gm"]), int(match["gd"]), _year(match["gy"])))
    if match["dashed"]:
        return _slashed(int(match["ha"]), int(match["hb"]), _year(match["hy"]))
    return _slashed(int(match["sa"]), int(match["sb"]), _year(match["sy"]))


def _slashed(first: int, second: int, year: int | None) -> PageDate | None:
    if first <= 12 and second <= 12:
        return _valid(PageDate(first, second, year, order="either"))
    if first <= 12:
        return _valid(PageDate(first, second, year, order="month-first"))
    return _valid(PageDate(second, first, year, order="day-first"))


def _named(word: str, day: str, year: str | None, forms: Forms) -> PageDate | None:
    month = month_of(word, forms.language)
    return _valid(PageDate(month, int(day), _year(year))) if month else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _valid(date: PageDate) -> PageDate | None:
    return date if date.in_year(date.year or _LEAP) else None


def _between(text: str, first: _Found, second: _Found, forms: Forms) -> str:
    """What stands between two dates, but for weekdays and prepositions."""

    def without(match: re.Match[str]) -> str:
        return "" if weekdays_of(match[0], forms.language) else match[0]

    between = forms.word.sub(without, text[first.end : second.start]).strip(" ()")
    if forms.ties:
        tie = re.compile(rf"\s+(?:{forms.ties})\s*,?$", re.IGNORECASE)
        between = tie.sub("", between)
    return between.strip(" ,")


def _joined(text: str, found: list[_Found], forms: Forms) -> str:
    if len(found) != 2:
        return ""
    first, second = found
    return _between(text, first, second, forms)


def _with_weekdays(
    text: str, found: list[_Found], kept: bytearray, forms: Forms
) -> tuple[PageDate, ...]:
    """Give each date the weekday beside it: the nearest word before it, else after."""
    words = [
        (match.start(), match.end(), weekdays_of(match[0], forms.language))
        for match in forms.word.finditer(text)
        if all(kept[match.start() : match.end()])
        and weekdays_of(match[0], forms.language)
    ]
    dates = []
    for i, one in enumerate(found):
        lower = found[i - 1].end if i else 0
        upper = found[i + 1].start if i + 1 < len(found) else len(text)
        near = [
            word
            for word in words
            if lower <= word[0] < one.start and _beside(text, word[1], one.start, forms)
        ] or [
            word
            for word in words
            if one.end <= word[0] < upper
            and _beside(text, one.end, word[0], forms)
            and (forms.language == ENGLISH or _LAST.match(text, word[1]))
        ]
        date = one.date
        if near:
            start, end, days = near[-1] if near[-1][0] < one.start else near[0]
            words.remove((start, end, days))
            kept[start:end] = bytes(end - start)
            date = replace(date, weekdays=days)
        dates.append(date)
    return tuple(dates)


def _beside(text: str, start: int, end: int, forms: Forms) -> bool:
    """Whether a weekday and a date stand side by side.

    English has hardly a word that only looks like one; “so” and “mar” are common.
    """
    if forms.language == ENGLISH:
        return True
    tie = rf"(?:\b(?:{forms.ties})\b)?"
    pattern = rf"{_BESIDE}{tie}{_BESIDE}"
    return bool(re.fullmatch(pattern, text[start:end], re.IGNORECASE))


def _drop_ties(text: str, kept: bytearray, forms: Forms) -> None:
    """Take the prepositions before what was read, too: “vom”, “le”, “del”."""
    left = "".join(char if kept[i] else "\0" for i, char in enumerate(text))
    tie = rf"(?<![^\W\0])(?:{forms.ties})(?=[\s,]*\0)"
    for match in re.finditer(tie, left, re.IGNORECASE):
        kept[match.start() : match.end()] = bytes(match.end() - match.start())


def _tidy(rest: str) -> str:
    """What is left of a cell once its dates are taken out of it."""
    parts = (part.strip(" \t,;:–—-|/.&") for part in re.split("\0+", rest))
    joined = " ".join(part for part in parts if part and part != "()")
    return " ".join(re.sub(r"(?<!\w)\(\s*\)", "", joined).split())


def in_order(dates: Iterable[PageDate], year: int) -> list[dt.date | None]:
    """Give dates in their page's order a year each, the first of them in ``year``.

    A date lies in the year that brings it nearest to the one before, so that a course
    from November to January crosses the new year, in either order of rows. A year that
    the page writes is kept. None stands for days that the calendar does not have.
    """
    days: list[dt.date | None] = []
    last: dt.date | None = None
    for date in dates:
        nearest = date.year or year
        if last is not None and date.year is None:
            options = (last.year, last.year + 1, last.year - 1)
            nearest = min(options, key=partial(_distance, date, last))
        days.append(date.in_year(nearest))
        last = _about(date, nearest)
    return days


def _distance(date: PageDate, day: dt.date, year: int) -> int:
    return abs((_about(date, year) - day).days)


def _about(date: PageDate, year: int) -> dt.date:
    """The day of a year, or the one before February 29th where there is none."""
    return date.in_year(year) or dt.date(year, 2, 28)


def settle_order(
    dates: list[PageDate], language: str = ENGLISH
) -> tuple[list[PageDate], str]:
    """Decide for a whole page whether “3/4” is March 4th or April 3rd.

    A number over 12 decides; else the order in which the rows are in sequence; else
    what is usual in the language. Returns the dates and the reason, "" where nothing
    was to decide.
    """
    orders = {date.order for date in dates}
    if "either" not in orders:
        return dates, ""
    swapped = [date.swapped() for date in dates]
    read = "numbers like 3/4 are read"
    if "month-first" in orders:
        return dates, f"{read} month first, as others must be"
    if "day-first" in orders:
        return swapped, f"{read} day first, as others must be"
    ways = [(dates, "month first"), (swapped, "day first")]
    if language != ENGLISH:
        ways.reverse()
    (usual, how), (other, rarely) = ways
    if _disorder(other) < _disorder(usual):
        return other, f"{read} {rarely}: so the rows are in order"
    reason = "" if language == ENGLISH else f", as is usual in {LANGUAGES[language]}"
    return usual, f"{read} {how}{reason}"


def _disorder(dates: list[PageDate]) -> int:
    """Days that the rows jump, in all, from one to the next."""
    days = [day for day in in_order(dates, _LEAP) if day]
    return sum(abs((b - a).days) for a, b in pairwise(days))
