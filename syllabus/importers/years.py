"""Which year a page is about, from evidence only; never from today's date.

The order of strength, which `infer_year` follows and ``docs/import.md`` explains:

1. years written in the table's own dates;
2. weekdays that the page names, beside its dates or in its prose: years whose calendar
   does not fit are out, whatever else speaks for them;
3. firm clues: a term or year in a title, the folder's name, decks made at the time of
   their lectures;
4. mentions: a term or dated day in the prose or in an address;
5. lone numbers and copyright lines, only where weekdays have narrowed the choice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from syllabus.importers.dates import PageDate, in_order
from syllabus.importers.terms import SUMMER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

IN_SIGHT = range(2000, 2031)
"""The years that are tried against weekdays where no clue names one.

The list is fixed, so that a page reads the same next year; a clue outside of it counts.
"""

ENOUGH = 0.75
"""The share of dates that have to fall on their weekdays for a year to fit."""


class Strength(IntEnum):
    """How much a clue says; `infer_year` says how they are weighed."""

    STATED = 1
    PATH = 2
    DECKS = 3
    MENTIONED = 4
    LONE = 5


@dataclass(frozen=True)
class Clue:
    """Something that speaks for a year.

    ``opening`` says that the year is the one in which the term begins; else a course
    that crosses a new year may be called after either. ``season`` is the term's name
    without its year, where the clue has one; ``term`` its whole name, where that is
    said otherwise. An ``academic`` year is `year` and the one after, from summer on.
    ``weight`` counts decks.
    """

    year: int
    strength: Strength
    text: str
    opening: bool = False
    season: str = ""
    weight: int = 1
    term: str = ""
    academic: bool = False

    def begun_in(self, month: int) -> Clue:
        """The clue for a course that begins in a month: January is in the second."""
        if self.academic and month < SUMMER:
            return replace(self, year=self.year + 1)
        return self


@dataclass(frozen=True)
class YearFound:
    """The year of the first date, or None and the candidates; and why."""

    year: int | None
    candidates: tuple[int, ...]
    evidence: tuple[str, ...]
    conflict: str = ""


def infer_year(
    dates: Sequence[PageDate],
    patterns: Sequence[frozenset[int]],
    clues: Iterable[Clue],
) -> YearFound:
    """Find the year of the first of a page's dates.

    Args:
        dates: The table's, in its order. Those of sessions that are off the pattern are
            better left out.
        patterns: What the pattern in the prose can mean, as sets of weekdays.
        clues: All that speak for a year.
    """
    clues = list(clues)
    if any(date.year for date in dates):
        return _written(dates)
    fits, told = _fitting(dates, patterns, clues)
    evidence = [told] if told else []
    crosses = _crosses(dates)
    fitting, against = _split(clues, fits, second=crosses)
    if fits is not None and (stated := _of(against, Strength.STATED)):
        kept = fits & {clue.year for clue in fitting} or fits
        years = {*kept, *(clue.year for clue in stated)}
        reason = f"{stated[0].text}, but the weekdays do not fit {stated[0].year}"
        return YearFound(None, tuple(sorted(years)), tuple(evidence), reason)
    evidence += [f"not followed: {c.text} (the weekdays do not fit)" for c in against]
    return _weighed(fitting, fits, crosses, evidence)


def _written(dates: Sequence[PageDate]) -> YearFound:
    years = [date.year for date in dates if date.year]
    options = [year + step for step in (0, -1, 1) for year in sorted(set(years))]
    best = dates[0].year or min(options, key=lambda year: _jumps(dates, year))
    count = Counter(years).most_common(1)[0][0]
    told = f"{len(years)} of {len(dates)} dates are written with a year, like {count}"
    return YearFound(best, (best,), (told,))


def _jumps(dates: Sequence[PageDate], year: int) -> int:
    days = [day for day in in_order(dates, year) if day]
    return sum(abs((b - a).days) for a, b in pairwise(days))


def _crosses(dates: Sequence[PageDate]) -> bool:
    """Whether the dates lie in two years."""
    return len({day.year for day in in_order(dates, IN_SIGHT[0]) if day}) > 1


def _fitting(
    dates: Sequence[PageDate], patterns: Sequence[frozenset[int]], clues: list[Clue]
) -> tuple[set[int] | None, str]:
    """The years that fit the named weekdays; None where the page names none."""
    if not patterns and not any(date.weekdays for date in dates):
        return None, ""
    tried = sorted({*IN_SIGHT, *(c.year + step for c in clues for step in (0, -1))})
    shares = {year: fitting_share(dates, patterns, year) for year in tried}
    best = max(shares.values())
    if best < ENOUGH:
        return None, "the weekdays on the page fit no year, so they were not counted"
    fits = {year for year, share in shares.items() if share == best}
    listed = ", ".join(str(year) for year in sorted(fits))
    return fits, f"the weekdays that the page names fit {listed}"


def fitting_share(
    dates: Sequence[PageDate], patterns: Sequence[frozenset[int]], year: int
) -> float:
    """The share of dates, 0 to 1, whose day is the weekday that the page names.

    A date with a weekday beside it is held to that one, any other to the pattern.
    """
    days = in_order(dates, year)
    named = [(day, date.weekdays) for day, date in zip(days, dates, strict=True)]
    options = patterns or [frozenset[int]()]
    return max(_share(named, pattern) for pattern in options)


def _share(
    named: list[tuple[dt.date | None, frozenset[int]]], pattern: frozenset[int]
) -> float:
    held = [(day, days or pattern) for day, days in named if days or pattern]
    good = sum(day is not None and day.weekday() in days for day, days in held)
    return good / len(held) if held else 0.0


def _split(
    clues: list[Clue], fits: set[int] | None, *, second: bool
) -> tuple[list[Clue], list[Clue]]:
    """Part the clues whose year fits the weekdays from those against them.

    Args:
        clues: All of them.
        fits: The years that fit; None where there are no weekdays to fit.
        second: Whether a clue may mean the second of a course's two years.
    """
    if fits is None:
        return clues, []
    fitting = [
        clue for clue in clues if fits & {clue.year, clue.year - (1 if second else 0)}
    ]
    return fitting, [clue for clue in clues if clue not in fitting]


def _of(clues: Iterable[Clue], *strengths: Strength) -> list[Clue]:
    return [clue for clue in clues if clue.strength in strengths]


_FIRM = (Strength.STATED, Strength.PATH, Strength.DECKS)


def _weighed(
    clues: list[Clue], pool: set[int] | None, crosses: bool, evidence: list[str]
) -> YearFound:
    firm, reused = _without_reused(_of(clues, *_FIRM))
    evidence += [f"not followed: {c.text} (decks are used again)" for c in reused]
    groups = [firm, _of(clues, Strength.MENTIONED)]
    if pool is not None:
        groups.append(_of(clues, Strength.LONE))
    for group in groups:
        left = _supported(group, pool, crosses)
        if not left and group:
            years = tuple(sorted({clue.year for clue in group}))
            said = "; ".join(clue.text for clue in group)
            return YearFound(None, years, tuple(evidence), f"they disagree: {said}")
        evidence += [clue.text for clue in group]
        pool = left or pool
        if pool is not None and len(pool) == 1:
            return YearFound(*_one(pool), tuple(evidence))
    if pool is not None and len(pool) == 1:
        return YearFound(*_one(pool), tuple(evidence))
    # Lone numbers decide nothing without weekdays, but a person may know them again.
    pool = pool or {clue.year for clue in _of(clues, Strength.LONE)}
    return YearFound(None, tuple(sorted(pool)), tuple(evidence))


def _one(pool: set[int]) -> tuple[int, tuple[int, ...]]:
    (year,) = pool
    return year, (year,)


def _supported(
    group: list[Clue], pool: set[int] | None, crosses: bool
) -> set[int] | None:
    """The years of the pool that every clue of a group speaks for."""
    for clue in group:
        years = {clue.year}
        if crosses and not clue.opening:
            years.add(clue.year - 1)
        pool = years if pool is None else pool & years
    return pool


def _without_reused(firm: list[Clue]) -> tuple[list[Clue], list[Clue]]:
    """Leave out decks of other years than the page itself tells.

    A deck from an earlier year is used again; one from a later year was put there by a
    later course, but only where others are from the year itself.
    """
    told = {clue.year for clue in firm if clue.strength is not Strength.DECKS}
    decks = _of(firm, Strength.DECKS)
    if len(told) != 1:
        return firm, []
    (year,) = told
    fresh = any(clue.year == year for clue in decks)
    reused = [c for c in decks if c.year < year or (fresh and c.year != year)]
    return [clue for clue in firm if clue not in reused], reused
