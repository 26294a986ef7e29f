"""Dates as people write them on course pages: mostly without a year.

The forms are those of English pages (“Mar 28th”, “28 March”, “3/28”, “Sept. 5”, “Tue
Mar 28”), ISO 8601 and day-first numbers (“28.3.”). Ordinal endings are not looked at,
so that “May 23th” is a date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from syllabus.core.values import WEEKDAYS
from syllabus.core.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEAP = 2000
_LETTERS = {"m": {0}, "tu": {1}, "t": {1}, "w": {2}, "th": {3}, "r": {3}, "f": {4}}


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


def weekdays_of(word: str) -> frozenset[int]:
    """The weekdays that a word can mean; none for other words.

    Short forms (Mon, Tues, Th, R) mean one. A misspelt name means every weekday whose
    full name is one letter away (“Thuesday”: Tuesday and Thursday), else two.
    """
    plain = word.rstrip(".").lower()
    if plain in _LETTERS:
        return frozenset(_LETTERS[plain])
    full = plain if plain.endswith("day") else plain.removesuffix("s")
    names = [name.lower() for name in WEEKDAYS]
    if len(full) >= 3 and plain not in {"sunda", "satur"}:
        exact = {n for n, name in enumerate(names) if name.startswith(full)}
        exact |= {n for n, name in enumerate(names) if name + "s" == plain}
        if exact:
            return frozenset(exact)
    if len(plain) < 6 or not plain.rstrip("s").endswith(("day", "dya")):
        return frozenset()
    for distance in (1, 2):
        near = {n for n, m in enumerate(names) if _edits(full, m) <= distance}
        if near:
            return frozenset(near)
    return frozenset()


def month_of(word: str) -> int | None:
    """The month that a word names: “Sept.”, “march”, “Febuary”; None for others."""
    plain = word.rstrip(".").lower()
    for number, name in enumerate(MONTHS, start=1):
        if len(plain) >= 3 and name.lower().startswith(plain):
            return number
    for number, name in enumerate(MONTHS, start=1):
        if len(plain) >= 5 and _edits(plain, name.lower()) <= 2:
            return number if plain[:2] == name[:2].lower() else None
    return None


def _edits(one: str, other: str) -> int:
    """The letters to insert, drop or replace (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row, before = [i], row
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


_TH = r"(?:st|nd|rd|th|\.(?=\s*[A-Za-z]))?"
_YEAR = r"(?:,?\s+(?P<{0}>(?:19|20)\d\d)|,?\s*['’](?P<{0}short>\d\d))?(?!\d)"
_ONE = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<iso>(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d))"
    r"|(?P<named>(?<![A-Za-z])(?P<nm>[A-Za-z]{3,9})\.?(?:\s+|-|(?<=\.))(?:the\s+)?"
    rf"(?P<nd>\d{{1,2}}){_TH}(?![\d:]|\s*[ap]\.?m\b){_YEAR.format('ny')})"
    rf"|(?P<dayfirst>(?P<dd>\d{{1,2}}){_TH}(?:\s+|-)?(?:of\s+)?"
    rf"(?P<dm>[A-Za-z]{{3,9}})(?![A-Za-z]|\s+\d{{1,2}}(?:st|nd|rd|th|\b(?!\d)))"
    rf"\.?{_YEAR.format('dy')})"
    r"|(?P<german>(?P<gd>\d{1,2})\.\s?(?P<gm>\d{1,2})\.\s?(?P<gy>(?:19|20)\d\d|\d\d)?(?!\d))"
    r"|(?P<slash>(?P<sa>\d{1,2})/(?P<sb>\d{1,2})(?:/(?P<sy>\d{4}|\d\d))?(?![\d/]))"
    r")",
    re.IGNORECASE,
)
_THROUGH = (
    r"\s*(?P<join>-|–|—|\bto\b|\bthrough\b|\bthru\b|\buntil\b|&|\band\b|,|/|\+)\s*"
)
_TAIL = re.compile(
    rf"{_THROUGH}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/.-]|\s*[A-Za-z])",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?<![\d/:.-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?{_THROUGH}$", re.IGNORECASE
)
_RANGE = {"-", "–", "—", "to", "through", "thru", "until"}
_LABEL = re.compile(
    r"\b(week|wk|lecture|lec|class|day|session)\.?\s*#?\d{1,2}\b|\b[wl]\d{1,2}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,10}(?![A-Za-z])\.?")


@dataclass
class _Found:
    start: int
    end: int
    date: PageDate


def read_dates(text: str) -> DateText:
    """Find the dates of a cell, the weekdays beside them, and what else it says.

    Numbers divided by a slash are read month first where that is open.
    """
    found = list(_dates_in(text))
    if not found:
        return DateText((), text)
    through = _joined(text, found) in _RANGE
    kept = bytearray(b"\1" * len(text))
    for one in found:
        kept[one.start : one.end] = bytes(one.end - one.start)
    dates = _with_weekdays(text, found, kept)
    for first, second in pairwise(found):  # the words that join a range or list
        if re.fullmatch(
            rf"(?:{_THROUGH})?", _between(text, first, second), re.IGNORECASE
        ):
            kept[first.end : second.start] = bytes(second.start - first.end)
    rest = "".join(char if kept[i] else "\0" for i, char in enumerate(text))
    used = "".join(" " if kept[i] else char for i, char in enumerate(text))
    return DateText(dates, _tidy(rest), through and len(dates) == 2, used)


def _dates_in(text: str) -> Iterator[_Found]:
    # “Week 1 Mar 28” has no first of March.
    masked = _LABEL.sub(lambda match: "\1" * len(match[0]), text)
    position = 0
    while match := _ONE.search(masked, position):
        date = _date(match)
        if date is None:
            position = match.start() + 1
            continue
        position = match.end()
        yield from _lead(masked, match, date)
        yield _Found(match.start(), match.end(), date)
        while tail := _TAIL.match(masked, position):
            extra = _valid(PageDate(date.month, int(tail["day"]), date.year))
            if extra is None or match["german"] or match["slash"]:
                break
            yield _Found(tail.start("day"), tail.end(), extra)
            position = tail.end()


def _lead(text: str, match: re.Match[str], date: PageDate) -> Iterator[_Found]:
    """The first day of “28–30 March”."""
    before = _LEAD.search(text, 0, match.start()) if match["dayfirst"] else None
    if before and (
        first := _valid(PageDate(date.month, int(before["day"]), date.year))
    ):
        yield _Found(before.start("day"), before.end("day"), first)


def _date(match: re.Match[str]) -> PageDate | None:
    if match["iso"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
        return _valid(PageDate(month, day, year))
    if match["named"]:
        return _named(match["nm"], match["nd"], match["ny"] or match["nyshort"])
    if match["dayfirst"]:
        return _named(match["dm"], match["dd"], match["dy"] or match["dyshort"])
    if match["german"]:
        return _valid(PageDate(int(match["gm"]), int(match["gd"]), _year(match["gy"])))
    return _slashed(int(match["sa"]), int(match["sb"]), _year(match["sy"]))


def _slashed(first: int, second: int, year: int | None) -> PageDate | None:
    if first <= 12 and second <= 12:
        return _valid(PageDate(first, second, year, order="either"))
    if first <= 12:
        return _valid(PageDate(first, second, year, order="month-first"))
    return _valid(PageDate(second, first, year, order="day-first"))


def _named(word: str, day: str, year: str | None) -> PageDate | None:
    month = month_of(word)
    return _valid(PageDate(month, int(day), _year(year))) if month else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _valid(date: PageDate) -> PageDate | None:
    return date if date.in_year(date.year or _LEAP) else None


def _between(text: str, first: _Found, second: _Found) -> str:
    """What stands between two dates, weekday names left out."""
    between = text[first.end : second.start]
    return _WORD.sub(lambda m: "" if weekdays_of(m[0]) else m[0], between).strip(" ()")


def _joined(text: str, found: list[_Found]) -> str:
    if len(found) != 2:
        return ""
    return _between(text, *found).strip().lower()


def _with_weekdays(
    text: str, found: list[_Found], kept: bytearray
) -> tuple[PageDate, ...]:
    """Give each date the weekday beside it: the nearest word before it, else after."""
    words = [
        (match.start(), match.end(), weekdays_of(match[0]))
        for match in _WORD.finditer(text)
        if all(kept[match.start() : match.end()]) and weekdays_of(match[0])
    ]
    dates = []
    for i, one in enumerate(found):
        lower = found[i - 1].end if i else 0
        upper = found[i + 1].start if i + 1 < len(found) else len(text)
        near = [w for w in words if lower <= w[0] < one.start] or [
            w for w in words if one.end <= w[0] < upper
        ]
        date = one.date
        if near:
            start, end, days = near[-1] if near[-1][0] < one.start else near[0]
            words.remove((start, end, days))
            kept[start:end] = bytes(end - start)
            date = replace(date, weekdays=days)
        dates.append(date)
    return tuple(dates)


def _tidy(rest: str) -> str:
    """What is left of a cell once its dates are taken out of it."""
    parts = (part.strip(" \t,;:–—-|/.&") for part in re.split("\0+", rest))
    joined = " ".join(part for part in parts if part and part != "()")
    return " ".join(re.sub(r"\(\s*\)", "", joined).split())


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


def settle_order(dates: list[PageDate]) -> tuple[list[PageDate], str]:
    """Decide for a whole page whether “3/4” is March 4th or April 3rd.

    A number over 12 decides; else the order in which the rows are in sequence; else
    month first. Returns the dates and the reason, "" where nothing was to decide.
    """
    orders = {date.order for date in dates}
    if "either" not in orders:
        return dates, ""
    other = [date.swapped() for date in dates]
    if "month-first" in orders:
        return dates, "numbers like 3/4 are read month first, as others must be"
    if "day-first" in orders:
        return other, "numbers like 3/4 are read day first, as others must be"
    if _disorder(other) < _disorder(dates):
        return other, "numbers like 3/4 are read day first: so the rows are in order"
    return dates, "numbers like 3/4 are read month first"


def _disorder(dates: list[PageDate]) -> int:
    """Days that the rows jump, in all, from one to the next."""
    days = [day for day in in_order(dates, _LEAP) if day]
    return sum(abs((b - a).days) for a, b in pairwise(days))
