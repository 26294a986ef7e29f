"""Days as headings: “## Mar 28: Files”, and below it what belongs to the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.importers.day_list import Day, Event, days_table, parted
from syllabus.importers.page import Cell, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.importers.page import Table


def is_day(heading: Cell) -> bool:
    """Whether a heading begins with a day."""
    return parted(Event(heading)) is not None


def heading_table(sections: Sequence[Sequence[Cell]]) -> Table:
    """The table of headings that are days.

    Args:
        sections: Each heading, and the blocks below it.
    """
    return days_table([day for section in sections for day in _days(section)])


def _days(section: Sequence[Cell]) -> list[Day]:
    """A section as a day; what the heading does not say, the first line below does."""
    heading, *below = section
    day = parted(Event(heading))
    if day is None:
        return []
    topic = day.events[0].main
    lines = [line for cell in below for line in _lines(cell)]
    if not topic.text and lines:
        topic, *lines = lines
    return [Day(day.day, (Event(topic, _joined(lines)),))]


def _lines(cell: Cell) -> list[Cell]:
    """The lines of a block, each with the place of the block."""
    lines: list[list[Piece]] = [[]]
    for piece in cell.pieces:
        if piece.text == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    cells = (Cell(cell.where, cell.source, tuple(pieces)) for pieces in lines)
    return [one for one in cells if one.pieces]


def _joined(lines: Sequence[Cell]) -> Cell | None:
    if not lines:
        return None
    pieces = [piece for line in lines for piece in (*line.pieces, Piece("\n"))]
    return Cell(lines[0].where, lines[0].source, tuple(pieces[:-1]))
