"""Lists of days: definition lists with a day as term, and lists whose items begin so.

    Sep 28
    : Lecture 1
      : Reading
    : **HW 1 due**

Each thing that happens is a row: its day, what it is, and what a list below it adds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.importers.cells import Role
from syllabus.importers.columns import has_date, says_date
from syllabus.importers.dates import read_dates
from syllabus.importers.page import Cell, Piece, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROLES = (Role.DATE, Role.TOPIC, Role.OTHER)


@dataclass(frozen=True)
class Event:
    """Something on a day; ``more`` is what a list below it adds."""

    main: Cell
    more: Cell | None = None


@dataclass(frozen=True)
class Day:
    """A day and what happens on it."""

    day: Cell
    events: tuple[Event, ...] = ()


def day_table(days: Sequence[Day]) -> Table | None:
    """The table of a list whose terms are days; None if most of them are none.

    “Date: topic, reading” on top of it are headings; what else is in it and no day is a
    row without a date.
    """
    dated = sum(has_date([day.day]) for day in days)
    if not dated or dated * 2 < len(days):
        return None
    head: tuple[Cell, ...] = ()
    if says_date(days[0].day):
        head, *_ = _rows(days[0])
        days = days[1:]
    return days_table(days, head)


def days_table(days: Sequence[Day], head: tuple[Cell, ...] = ()) -> Table:
    """The table of days, a row for each thing that happens."""
    return Table(head, tuple(row for day in days for row in _rows(day)), ROLES)


def _rows(day: Day) -> Iterator[tuple[Cell, ...]]:
    nothing = Cell(day.day.where, "")
    if not day.events:
        yield day.day, nothing, nothing
    for event in day.events:
        yield day.day, event.main, event.more or nothing


_ENDS = (r"\s*:\s+|\s*:$", r"\s+[-–—|]\s+|\s*[–—|]\s*", r"\s*[,.]\s+", r"\n|$")
_LONGEST = 40


def parted(event: Event) -> Day | None:
    """An item like “Mar 28: Files” as its day and what happens; None of any other."""
    text = "".join(piece.text for piece in event.main.pieces)
    for ends in _ENDS:
        for match in re.finditer(ends, text[:_LONGEST]):
            before = text[: match.start()].strip(" ()")
            found = read_dates(before)
            if found.dates and len(found.rest.split()) <= 2:
                return _parted_at(event, match.start(), match.end())
    return None


def _parted_at(event: Event, start: int, end: int) -> Day:
    where = event.main.where
    day = _cell(event.main, _between(event.main.pieces, 0, start))
    main = _cell(event.main, _between(event.main.pieces, end, None))
    if not main.text and event.more:
        return Day(day, (Event(replace(event.more, where=where)),))
    return Day(day, (Event(main, event.more),))


def _between(pieces: Iterable[Piece], start: int, end: int | None) -> Iterator[Piece]:
    """The pieces from one character of their text to another."""
    at = 0
    for piece in pieces:
        first, last = max(start - at, 0), len(piece.text)
        if end is not None:
            last = min(last, end - at)
        if first < last:
            yield replace(piece, text=piece.text[first:last])
        at += len(piece.text)


def _cell(cell: Cell, pieces: Iterable[Piece]) -> Cell:
    kept = tuple(pieces)
    text = " ".join("".join(piece.text for piece in kept).split())
    return Cell(cell.where, text, kept)


def item_table(events: Sequence[Event]) -> Table | None:
    """The table of a list whose items begin with their days; None of any other."""
    days = [parted(event) for event in events]
    found = [day for day in days if day is not None]
    if len(found) < 2 or len(found) * 2 <= len(events):
        return None
    rows = [
        row
        for event, day in zip(events, days, strict=True)
        for row in (_rows(day) if day else _beside(event))
    ]
    return Table((), tuple(rows), ROLES)


def _beside(event: Event) -> Iterator[tuple[Cell, ...]]:
    """An item that tells no day: it says more about the one above."""
    nothing = Cell(event.main.where, "")
    for cell in filter(None, (event.main, event.more)):
        yield nothing, nothing, cell
