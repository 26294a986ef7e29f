"""Spreadsheets of Excel (.xlsx, .xlsm; ECMA-376), read by openpyxl.

A cell says what is shown for it where that can be known: a date is written as one, a
formula as its last result. Hidden sheets, rows and columns are left out and listed. No
macro is ever looked at.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.archive import open_book, too_large
from syllabus.importers.csv_text import no_table
from syllabus.importers.grid import MOST_COLUMNS, Grid, grid_cell, grid_page
from syllabus.importers.page import Aside, Cell, Page, plain_characters
from syllabus.importers.serials import with_serial_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError),
    *(AttributeError, SyntaxError, OverflowError, EOFError, NotImplementedError),
)
"""What openpyxl raises for a file that is broken within (SyntaxError: its XML is)."""

_FURTHEST_ROW = 100_000


def read_xlsx(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a spreadsheet.

    Returns:
        The page, a table for each sheet; and the problem of the file: with one the page
        is empty.
    """
    parts = ("xl/worksheets/", "xl/sharedStrings", "xl/styles", "xl/workbook")
    opened = open_book(raw, file, "xl/workbook.xml", parts)
    if isinstance(opened, Diagnostic):
        return Page(file), [opened]
    import openpyxl  # type: ignore[import-untyped]  # no stubs

    try:
        with warnings.catch_warnings(action="ignore"):  # of parts that are not read
            book = openpyxl.load_workbook(
                io.BytesIO(raw), data_only=True, keep_links=False
            )
            return _page(book, file)
    except _BROKEN:
        return Page(file), [no_table(file, "it is a broken spreadsheet")]


def _page(book: Any, file: str) -> tuple[Page, list[Diagnostic]]:
    grids, before = [], 0
    for sheet in book.worksheets:
        reader = _Sheet(sheet, file, before)
        if reader.too_large:
            return Page(file), [too_large(file)]
        grids.append(with_serial_dates(reader.grid(), mac=book.epoch.year == 1904))
        before += reader.last_row
    return grid_page(file, grids), []


class _Sheet:
    """Reads a sheet; ``before`` is how many rows come before it in the file."""

    def __init__(self, sheet: Any, file: str, before: int) -> None:
        self._sheet, self._file, self._before = sheet, file, before
        cells = sheet._cells  # noqa: SLF001 - others make a cell for every place
        self._values = {at: cell for at, cell in cells.items() if _has_text(cell)}
        self.last_row = max((row for row, _ in self._values), default=0)
        columns = max((column for _, column in self._values), default=0)
        self.too_large = columns > MOST_COLUMNS or self.last_row > _FURTHEST_ROW
        self._merged = dict(_below(sheet, self._values))

    def grid(self) -> Grid:
        """The rows with text that a reader of the sheet sees."""
        rows: list[tuple[Cell, ...]] = []
        asides: list[Aside] = []
        hidden = self._sheet.sheet_state != "visible"
        columns = set(self._hidden_columns())
        taken: dict[int, list[int]] = {}
        for row, column in {**self._values, **self._merged}:
            taken.setdefault(row, []).append(column)
        for row in sorted(taken):
            away = hidden or self._sheet.row_dimensions[row].hidden
            shown = range(1, max(taken[row]) + 1)
            cells = [self._cell(row, c) for c in shown if c not in columns]
            unseen = [self._cell(row, c) for c in shown if c in columns or away]
            asides += (
                Aside("hidden in the spreadsheet", cell.text, cell.where)
                for cell in unseen
                if cell.text
            )
            if not away and any(cell.text for cell in cells):
                rows.append(tuple(cells))
        return Grid(tuple(rows), self._sheet.title, tuple(asides))

    def _hidden_columns(self) -> Iterator[int]:
        for dimension in self._sheet.column_dimensions.values():
            if dimension.hidden:
                yield from range(dimension.min or 0, (dimension.max or 0) + 1)

    def _cell(self, row: int, column: int) -> Cell:
        name = f"{self._sheet.title}!{row}"
        where = Where(self._file, self._before + row, column, name)
        cell = self._values.get((row, column)) or self._merged.get((row, column))
        if cell is None:
            return Cell(where, "")
        link = cell.hyperlink.target if cell.hyperlink else None
        return grid_cell(where, _shown(cell.value), link or "")


def _has_text(cell: Any) -> bool:
    return cell.value is not None and bool(_shown(cell.value))


def _below(sheet: Any, values: dict[tuple[int, int], Any]) -> Iterator[Any]:
    """What merged cells say in their lower rows: the same, unless it is a date.

    Below a date the row goes on with the one above; a topic that two dates share
    belongs to both.
    """
    for area in sheet.merged_cells.ranges:
        first = values.get((area.min_row, area.min_col))
        if first is None or isinstance(first.value, dt.date):
            continue
        for row in range(area.min_row + 1, min(area.max_row, _FURTHEST_ROW) + 1):
            yield (row, area.min_col), first


def _shown(value: object) -> str:
    """A value as text; a day or a time of day in the way of ISO 8601."""
    if isinstance(value, dt.datetime):
        if value.time() == dt.time.min:
            return str(value.date())
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return plain_characters(str(value)).strip()
