"""Cells in rows, as a spreadsheet or a CSV file has them, to a page with tables.

Which row holds the headings is guessed: the last one above the first date that has
more than one text. What stands above it are titles. The report shows what was taken
for what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syllabus.importers.columns import has_date
from syllabus.importers.page import (
    Aside,
    Block,
    Cell,
    Page,
    Piece,
    Table,
    bare_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.diagnostics import Where

MOST_COLUMNS = 200
"""Columns that a table of a schedule may have; real ones have under twenty."""

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The rows of a sheet that have text. ``asides`` are what a reader does not see."""

    rows: tuple[Row, ...]
    name: str = ""
    asides: tuple[Aside, ...] = field(default=())


def grid_cell(where: Where, text: str, href: str = "") -> Cell:
    """A cell of plain text; ``href`` is the link of the cell as a whole."""
    if href:
        return Cell(where, text, (Piece(text or href, href=href),))
    return Cell(where, text, tuple(bare_addresses(Piece(text))))


def grid_page(file: str, grids: Sequence[Grid], lines: Sequence[str] = ()) -> Page:
    """A page of the sheets of a file, in their order.

    Args:
        file: What it is called in the report.
        grids: The sheets; one without text is left out.
        lines: The lines of a text file, to be shown with problems.
    """
    blocks: list[Block] = []
    tables: list[Table] = []
    findings: list[tuple[str, str]] = []
    asides = [aside for grid in grids for aside in grid.asides]
    filled = [grid for grid in grids if grid.rows]
    for grid in filled:
        above, table = _divided(grid.rows)
        blocks += _titles(above)
        tables.append(table)
        findings.append(("Headings", _told(grid, table)))
        if len(filled) > 1 and grid.name:
            where = grid.rows[0][0].where
            asides.append(Aside("the name of a sheet", grid.name, where))
    return Page(
        file,
        blocks=tuple(blocks),
        tables=tuple(tables),
        asides=tuple(asides),
        lines=tuple(lines),
        findings=tuple(findings),
    )


def _divided(rows: Sequence[Row]) -> tuple[Sequence[Row], Table]:
    """What stands above the table, and the table with its head."""
    first = next((n for n, row in enumerate(rows) if has_date(_filled(row))), None)
    # A table without dates is no schedule; its first row names its columns.
    above = range(len(rows)) if first is None else range(first - 1, -1, -1)
    head = next((n for n in above if len(_filled(rows[n])) > 1), None)
    if head is None:
        start = first or 0
        return rows[:start], Table((), tuple(rows[start:]))
    return rows[:head], Table(rows[head], tuple(rows[head + 1 :]))


def _filled(row: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.text]


def _titles(rows: Iterable[Row]) -> Iterator[Block]:
    """The rows above a table: the first text is its title, the others are prose."""
    texts = [cell for row in rows for cell in _filled(row)]
    for number, cell in enumerate(texts):
        yield Block("paragraph" if number else "heading", cell.text, cell.where)


def _told(grid: Grid, table: Table) -> str:
    of_sheet = f"of the sheet “{grid.name}” " if grid.name else ""
    if not table.head:
        return f"no row {of_sheet}looks like headings"
    named = " | ".join(cell.text for cell in _filled(table.head))
    row = table.head[0].where.row.rpartition("!")[2]
    return f"row {row} {of_sheet}is taken for them: {named}"
