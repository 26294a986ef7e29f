"""Rows of cells as a CSV file that spreadsheets open (RFC 4180).

It begins with the mark of UTF-8, without which Excel takes it for Windows-1252. No
cell is a formula: what a spreadsheet would calculate has an apostrophe before it, which
makes it text there (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A cell that begins with an apostrophe gets one more, so that it can be read back.
_CALCULATED = re.compile(r"\s*[=+\-@＝＋－＠']|[\t\r\n]")


def render_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file of a table: its headings and its rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([text_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def text_cell(text: str) -> str:
    """A cell that no spreadsheet calculates."""
    return f"'{text}" if _CALCULATED.match(text) else text


def cell_text(cell: str) -> str:
    """What a cell of such a file says."""
    return cell.removeprefix("'")
