"""Tables as text: CSV with commas, semicolons or tabs (RFC 4180, read leniently).

The encoding, by a rule that needs no guess: what a byte order mark says; else UTF-8 if
all of it is; else Windows-1252, which spreadsheets of the West wrote before UTF-8. The
report says so where it is the last. Text has no control characters: other bytes are no
table.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.grid import MOST_COLUMNS, Grid, grid_cell, grid_page
from syllabus.importers.page import LARGEST, Page, plain_characters
from syllabus.importers.serials import with_serial_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
"""What can divide the cells, with the words for it."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LOOKED_AT = 50


def read_csv(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a table as text.

    Returns:
        The page, and the problem of the file; with a problem the page is empty.
    """
    if len(raw) > LARGEST:
        message = f"a table of a schedule has at most {LARGEST // 1000:,} kB as text"
        hint = "save the rows of one course as a file of their own"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message, hint)]
    decoded = decoded_text(raw)
    if decoded is None:
        return Page(file), [no_table(file, "it has bytes that no text has")]
    text, encoding = decoded
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = find_delimiter(text)
    rows = list(records(text, delimiter))
    if any(len(row) > MOST_COLUMNS for row in rows):
        message = f"a row has more than {MOST_COLUMNS} cells"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message)]
    grid = Grid(
        tuple(
            tuple(
                grid_cell(Where(file, line, column), plain_characters(cell))
                for line, column, cell in row
            )
            for row in rows
            if any(cell for _, _, cell in row)
        )
    )
    page = grid_page(
        file, [with_serial_dates(grid)], plain_characters(text).split("\n")
    )
    told = [("Table", f"its cells are divided by {DELIMITERS[delimiter]}")]
    if encoding == "cp1252":
        told.append(("Table", "it is not UTF-8, so it was read as Windows-1252"))
    return replace(page, findings=(*told, *page.findings)), []


def no_table(file: str, reason: str) -> Diagnostic:
    """The problem of a file that cannot be read as the table that its name says."""
    return Diagnostic(
        Where(file),
        "table-unreadable",
        f"this cannot be read as a table: {reason}",
        "open it with the program that made it, and save it anew as .csv or .xlsx",
    )


def decoded_text(raw: bytes) -> tuple[str, str] | None:
    """The text of a file and its encoding; None where the bytes are no text."""
    marked = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    tries = (_MARKS[marked],) if marked else ("utf-8", "cp1252")
    for encoding in tries:
        try:
            text = raw[len(marked) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(text) else (text, encoding)
    return None


def find_delimiter(text: str) -> str:
    """What divides the cells: that by which most rows have the same number of them."""

    def regular(delimiter: str) -> tuple[int, int]:
        rows = islice(records(text, delimiter), _LOOKED_AT)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return count, width

    return max(DELIMITERS, key=regular)


_QUOTED = re.compile(r'"((?:[^"]|"")*)"')

Record = list[tuple[int, int, str]]


def records(text: str, delimiter: str) -> Iterator[Record]:
    """The rows: each cell's line and column, from 1, where it begins, and its text.

    A quote that is never closed is a sign like any other. White space around a cell
    says nothing.
    """
    bare = re.compile(f"[^{delimiter}\n]*")
    line, line_start, at = 1, 0, 0
    row: Record = []
    while at < len(text) or row:
        begins = (line, at - line_start + 1)
        quoted = _QUOTED.match(text, at)
        end = quoted.end() if quoted else at
        rest = bare.match(text, end)
        end = rest.end() if rest else end
        inside = quoted[1].replace('""', '"') if quoted else ""
        row.append((*begins, (inside + (rest[0] if rest else "")).strip()))
        if breaks := text.count("\n", at, end):
            line += breaks
            line_start = text.rfind("\n", at, end) + 1
        at = end
        if text[at : at + 1] == delimiter:
            at += 1
            continue
        yield row
        row = []
        at += 1
        line, line_start = line + 1, at
