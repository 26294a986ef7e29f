"""A table of an HTML page: rows and cells, with those that span several in each.

What a cell says that spans rows is said in each of them, but a date: below it the row
goes on with the one above. A cell that spans columns is read in the one of the topics,
if it covers that; so “No class” across half a row is no reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from syllabus.importers.cells import Role
from syllabus.importers.columns import column_roles, has_date
from syllabus.importers.grid import MOST_COLUMNS
from syllabus.importers.html_text import place
from syllabus.importers.page import Cell, Piece, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.diagnostics import Where
    from syllabus.importers.html_pieces import Teller

MOST_SPANNED = 100
"""Rows that a cell may span; what says more is cut, as a schedule has no more."""


@dataclass(frozen=True)
class Span:
    """A cell as it stands in the page; ``column`` counts from 0."""

    cell: Cell
    column: int
    columns: int = 1
    heading: bool = False


SpanRow = list[Span]


@dataclass(frozen=True)
class Section:
    """A part of a table: the rows below one that is a heading across all of it."""

    heading: Cell | None
    table: Table | None


def read_table(element: Any, teller: Teller) -> list[Section]:
    """Read a table; one for each heading that runs across all of it.

    Args:
        element: The table. Tables within its cells are lines of these.
        teller: Tells what cells say.
    """
    layout = _Layout(teller)
    for row in own_rows(element):
        layout.add(row)
    rows = [row for row in layout.rows if any(span.cell.text for span in row)]
    if not rows:
        return []
    width = max(span.column + span.columns for row in rows for span in row)
    count = _head_rows(rows, width)
    head = _head(rows[:count], width)
    sections: list[tuple[Cell | None, list[SpanRow]]] = [(None, [])]
    for row in rows[count:]:
        if across := _across(row, width):
            sections.append((across, []))
        else:
            sections[-1][1].append(row)
    body = [row for _, part in sections for row in part]
    topic = _topic_column(head, body, width)
    found = []
    for heading, part in sections:
        table = Table(head, tuple(_cells(row, width, topic) for row in part))
        found.append(Section(heading, table if part or not body else None))
    return found


def own_rows(table: Any) -> Iterator[Any]:
    """The rows of a table, not those of tables within its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


@dataclass
class _Layout:
    """Lays out rows: each cell in its column, what spans down in the rows below.

    ``hanging`` has for a column the cell that spans it, and how many rows it still has.
    """

    teller: Teller
    rows: list[SpanRow] = field(default_factory=list)
    hanging: dict[int, tuple[Span, int]] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        """Lay out the next row."""
        if self.teller.leaves_out(row):
            return
        struck = self.teller.struck
        placed = list(self._placed(row))
        own = [span for span, _ in placed]
        if self.teller.struck > struck and not any(map(_says, own)):
            for span in own:
                self.teller.aside("in a row that is struck out", row, span.cell.text)
            return
        where = place(row, self.teller.file)
        self.rows.append(sorted([*own, *self._hung(where)], key=lambda s: s.column))
        left = {at: (span, n - 1) for at, (span, n) in self.hanging.items() if n > 1}
        fresh = {span.column: (span, down - 1) for span, down in placed if down > 1}
        self.hanging = {**left, **fresh}

    def _placed(self, row: Any) -> Iterator[tuple[Span, int]]:
        """The row's own cells, each with how many rows it spans."""
        column = 0
        for cell in row:
            if cell.tag not in {"td", "th"} or self.teller.leaves_out(cell):
                continue
            while column in self.hanging:
                column += self.hanging[column][0].columns
            if column >= MOST_COLUMNS:
                return
            columns = min(_number(cell, "colspan", 1), MOST_COLUMNS - column)
            said = _cell(cell, self.teller)
            yield (
                Span(said, column, columns, cell.tag == "th"),
                _number(cell, "rowspan", MOST_SPANNED),
            )
            column += columns

    def _hung(self, where: Where) -> Iterator[Span]:
        """What spans down into a row; below a date, the row goes on with that above."""
        spans = [span for span, _ in self.hanging.values()]
        goes_on = _dated(spans)
        for span in spans:
            cell = Cell(where, "") if goes_on else replace(span.cell, where=where)
            yield replace(span, cell=cell)


def _says(span: Span) -> bool:
    """Whether a cell says more than a number, as that of a week does."""
    return bool(re.search(r"[^\W\d_]", span.cell.text))


def _number(cell: Any, name: str, zero: int) -> int:
    """How many rows or columns a cell spans; 0 is all that follow, of rows."""
    said = (cell.get(name) or "1").strip()
    number = int(said) if said.isdecimal() and len(said) < 6 else 1
    return min(number, MOST_SPANNED) if number else zero


def _cell(element: Any, teller: Teller) -> Cell:
    pieces = teller.pieces([element])
    text = " ".join("".join(piece.text for piece in pieces).split())
    return Cell(place(element, teller.file), text, pieces)


def _head_rows(rows: Sequence[SpanRow], width: int) -> int:
    """How many rows are headings.

    Those of heading cells alone; else the first, where it has several texts, no date,
    and dates come below.
    """
    count = 0
    for row in rows:
        plain = not all(span.heading for span in row) or _across(row, width)
        if plain or _dated(row):
            break
        count += 1
    if count and count < len(rows):
        return count
    first = [span for span in rows[0] if span.cell.text]
    said = len(first) > 1 and not _dated(first)
    return int(said and any(_dated(row) for row in rows[1:]))


def _dated(row: Sequence[Span]) -> bool:
    return has_date([span.cell for span in row])


def _head(rows: Sequence[SpanRow], width: int) -> tuple[Cell, ...]:
    """The headings; where they stand in two rows, a column has both."""
    if not rows:
        return ()
    head: list[list[Cell]] = [[] for _ in range(width)]
    for row in rows:
        for span in row:
            for column in range(span.column, span.column + span.columns):
                said = [cell.text for cell in head[column]]
                if span.cell.text and span.cell.text not in said:
                    head[column].append(span.cell)
    where = rows[0][0].cell.where
    return tuple(_joined(cells) if cells else Cell(where, "") for cells in head)


def _joined(cells: Sequence[Cell]) -> Cell:
    pieces = [piece for cell in cells for piece in (*cell.pieces, Piece(" "))]
    text = " ".join(cell.text for cell in cells)
    return Cell(cells[-1].where, text, tuple(pieces))


def _across(row: SpanRow, width: int) -> Cell | None:
    """The heading that a row is: one cell across all of it, and no date in it."""
    if len(row) == 1 and width > 1 and row[0].columns == width and not _dated(row):
        return row[0].cell
    return None


def _topic_column(
    head: tuple[Cell, ...], body: Sequence[SpanRow], width: int
) -> int | None:
    rows = tuple(_cells(row, width, None) for row in body)
    roles = column_roles(Table(head, rows))
    return roles.index(Role.TOPIC) if Role.TOPIC in roles else None


def _cells(row: SpanRow, width: int, topic: int | None) -> tuple[Cell, ...]:
    where = min(span.cell.where for span in row)
    cells = [Cell(where, "")] * width
    for span in sorted(row, key=lambda span: bool(span.cell.text)):
        covers = topic is not None and span.column < topic < span.column + span.columns
        # A date stays where it is: its row needs it.
        moves = covers and topic is not None and not _dated([span])
        column = topic if moves and topic is not None else span.column
        if cells[column].text:  # cells that overlap, as they should not
            cells.append(span.cell)
        else:
            cells[column] = span.cell
    return tuple(cells)
