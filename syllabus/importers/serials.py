"""Dates that a spreadsheet has as bare numbers: days since 1900 (ECMA-376, 18.17.4.1).

A cell that lost its format shows 42822 for March 28, 2017. A column is read so if its
heading says that it holds dates, and all its numbers are days of this century.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.importers.columns import says_date
from syllabus.importers.page import Piece

if TYPE_CHECKING:
    from syllabus.importers.grid import Grid
    from syllabus.importers.page import Cell

# Day 60 is February 29, 1900, which never was: from March on counting is right again.
_EPOCH, _MAC_EPOCH = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_SERIAL = re.compile(r"\d{5}(?:\.0*)?")


def with_serial_dates(grid: Grid, *, mac: bool = False) -> Grid:
    """The sheet with the serial numbers below a heading like “Date” as dates.

    Args:
        grid: The sheet.
        mac: Whether days count from 1904.
    """
    epoch = _MAC_EPOCH if mac else _EPOCH
    rows = list(grid.rows)
    width = max(map(len, rows), default=0)
    for column in range(width):
        head = next(
            (n for n, r in enumerate(rows) if len(r) > column and says_date(r[column])),
            None,
        )
        if head is None:
            continue
        below = [
            (n, rows[n][column])
            for n in range(head + 1, len(rows))
            if len(rows[n]) > column and rows[n][column].text
        ]
        days = {n: day for n, cell in below if (day := _day(cell, epoch))}
        numbers = [n for n, cell in below if cell.text.replace(".", "").isdigit()]
        if days and set(numbers) == set(days):
            for n, day in days.items():
                cell = replace(rows[n][column], pieces=(Piece(str(day)),))
                rows[n] = (*rows[n][:column], cell, *rows[n][column + 1 :])
    return replace(grid, rows=tuple(rows))


def _day(cell: Cell, epoch: dt.date) -> dt.date | None:
    if not _SERIAL.fullmatch(cell.text):
        return None
    day = epoch + dt.timedelta(days=int(float(cell.text)))
    return day if 1990 <= day.year < 2100 else None
