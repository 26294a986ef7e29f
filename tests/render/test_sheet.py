"""Sheets that spreadsheets open: no cell is a formula, and each reads back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syllabus.render.sheet import cell_text, render_csv, text_cell

FORMULAS = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "\r=1",
        "\n=1",
        "\N{NO-BREAK SPACE}=1",
    ),
    *("\N{FULLWIDTH EQUALS SIGN}1", '=HYPERLINK("https://example.org")', "'=1"),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_calculates_is_text(text: str) -> None:
    assert text_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "a=b", "3-4", "C++", "10:30", "2017-03-28", "O'Neil"]
)
def test_other_cells_are_as_they_are(text: str) -> None:
    assert text_cell(text) == text


@given(st.text())
@example("'")
@example("''=1")
def test_every_cell_reads_back(text: str) -> None:
    assert cell_text(text_cell(text)) == text


def test_a_sheet_is_utf8_with_its_mark_and_lines_of_rfc_4180() -> None:
    sheet = render_csv(("Title", "Room"), [("Über, „alles“", '=cmd|"x"'), ("a\nb", "")])

    assert sheet.startswith(b"\xef\xbb\xbfTitle,Room\r\n")
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))
    assert rows[1:] == [["Über, „alles“", '\'=cmd|"x"'], ["a\nb", ""]]
