"""Spreadsheets of LibreOffice and others (.ods; OpenDocument 1.3, part 3).

No library: odfpy has no wheel and had its last release in 2020, and a table is four
kinds of elements. Dates need no guess here: a cell of the type date says it by
ISO 8601.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.archive import open_book, too_large
from syllabus.importers.csv_text import no_table
from syllabus.importers.grid import MOST_COLUMNS, Grid, grid_cell, grid_page
from syllabus.importers.page import Aside, Cell, Page, plain_characters
from syllabus.importers.serials import with_serial_dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _TEXT = f"{{{_OASIS}:table:1.0}}", f"{{{_OASIS}:text:1.0}}"
_OFFICE, _STYLE = f"{{{_OASIS}:office:1.0}}", f"{{{_OASIS}:style:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MOST_ROWS = 100_000


def read_ods(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a spreadsheet.

    Returns:
        The page, a table for each sheet; and the problem of the file: with one the page
        is empty.
    """
    opened = open_book(raw, file, "content.xml", ("content.xml", "META-INF/manifest"))
    if isinstance(opened, Diagnostic):
        return Page(file), [opened]
    try:
        if b"encryption-data" in _part(opened, "META-INF/manifest.xml"):
            return Page(file), [no_table(file, "it has a password")]
        content = _part(opened, "content.xml")
        root = ElementTree.fromstring(content)  # noqa: S314 - expat stops at bombs
        return _page(root, file)
    except _BROKEN:
        return Page(file), [no_table(file, "it is a broken spreadsheet")]


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError),
    *(ValueError, NotImplementedError, RecursionError),
)
"""What is raised for an archive, its XML or a number in it that is broken."""


def _page(root: Element, file: str) -> tuple[Page, list[Diagnostic]]:
    hidden = set(_hidden_styles(root))
    grids, before = [], 0
    for sheet in root.iterfind(f"./{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        reader = _Sheet(sheet, file, before, hidden)
        grids.append(with_serial_dates(reader.grid()))
        if reader.too_large:
            return Page(file), [too_large(file)]
        before += reader.row
    return grid_page(file, grids), []


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    return book.read(name) if name in book.namelist() else b""


def _hidden_styles(root: Element) -> Iterator[str]:
    """The names of the styles of sheets that are not shown."""
    for style in root.iter(f"{_STYLE}style"):
        for properties in style.iter(f"{_STYLE}table-properties"):
            if properties.get(f"{_TABLE}display") == "false":
                yield style.get(f"{_STYLE}name", "")


class _Sheet:
    """Reads a sheet; ``row`` is the last one with text."""

    def __init__(
        self, sheet: Element, file: str, before: int, hidden: set[str]
    ) -> None:
        self._sheet, self._file, self._before = sheet, file, before
        self._name = sheet.get(f"{_TABLE}name", "")
        self._hidden = sheet.get(f"{_TABLE}style-name") in hidden
        self._columns = set(self._hidden_columns())
        self._below: dict[int, tuple[int, Element]] = {}
        self.row, self.too_large = 0, False

    def _hidden_columns(self) -> Iterator[int]:
        number = 1
        for column in self._sheet.iter(f"{_TABLE}table-column"):
            count = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
            if _is_hidden(column):
                yield from range(number, min(number + count, MOST_COLUMNS))
            number += count

    def grid(self) -> Grid:
        """The rows with text that a reader of the sheet sees."""
        rows: list[tuple[Cell, ...]] = []
        asides: list[Aside] = []
        number = 0
        for element in self._sheet.iter(f"{_TABLE}table-row"):
            count = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            found = dict(self._found(element))
            for _ in range(count if found else 0):
                number += 1
                if number > _MOST_ROWS or len(rows) > _MOST_ROWS:
                    self.too_large = True
                    return Grid(())
                self.row = number
                away = self._hidden or _is_hidden(element)
                cells = [self._cell(number, c, found) for c in range(1, max(found) + 1)]
                asides += (
                    Aside("hidden in the spreadsheet", cell.text, cell.where)
                    for cell in cells
                    if cell.text and (away or cell.where.column in self._columns)
                )
                seen = [c for c in cells if c.where.column not in self._columns]
                if not away and any(cell.text for cell in seen):
                    rows.append(tuple(seen))
            number += 0 if found else count
        return Grid(tuple(rows), self._name, tuple(asides))

    def _found(self, row: Element) -> Iterator[tuple[int, Element]]:
        """The cells of a row that have text, by their columns."""
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            shown = _shown(cell)
            reach = min(repeated, MOST_COLUMNS + 1)
            for number in range(column + 1, column + 1 + reach):
                if shown:
                    self.too_large |= number > MOST_COLUMNS
                    yield number, cell
                    self._merge(number, cell)
                elif number in self._below:
                    left, above = self._below[number]
                    yield number, above
                    self._below[number] = (left - 1, above)
                    if left == 1:
                        del self._below[number]
            column += repeated

    def _merge(self, column: int, cell: Element) -> None:
        """A merged cell says the same in its lower rows, unless it is a date."""
        rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        if rows > 1 and not cell.get(f"{_OFFICE}date-value"):
            self._below[column] = (rows - 1, cell)
        else:
            self._below.pop(column, None)

    def _cell(self, row: int, column: int, found: dict[int, Element]) -> Cell:
        name = f"{self._name}!{row}"
        where = Where(self._file, self._before + row, column, name)
        cell = found.get(column)
        if cell is None:
            return Cell(where, "")
        links = [a.get(_HREF, "") for a in cell.iter(f"{_TEXT}a")]
        return grid_cell(where, _shown(cell), links[0] if len(links) == 1 else "")


def _is_hidden(element: Element) -> bool:
    return element.get(f"{_TABLE}visibility") in {"collapse", "filter"}


_DURATION = re.compile(r"PT(\d+)H(\d+)M")


def _shown(cell: Element) -> str:
    """What a cell says; a day or a time of day in the way of ISO 8601."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        day, _, time = cell.get(f"{_OFFICE}date-value", "").partition("T")
        return f"{day} {time[:5]}" if time.strip("0:") else day
    if kind == "time":
        found = _DURATION.match(cell.get(f"{_OFFICE}time-value", ""))
        return f"{found[1]}:{found[2]}" if found else ""
    if kind == "float" and not _is_formatted(cell):
        return cell.get(f"{_OFFICE}value", "")
    lines = (_words(line) for line in cell.iterfind(f"{_TEXT}p"))
    return plain_characters("\n".join(lines)).strip()


def _is_formatted(cell: Element) -> bool:
    return cell.find(f"{_TEXT}p") is not None


def _words(element: Element) -> str:
    """The text of a paragraph; notes of reviewers are no part of it."""
    parts = [element.text or ""]
    for inner in element:
        if inner.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif inner.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            parts.append(" ")
        elif inner.tag != f"{_OFFICE}annotation":
            parts.append(_words(inner))
        parts.append(inner.tail or "")
    return "".join(parts)
