"""What stands where on sheets of paper.

Nothing here knows a PDF. Lengths are in points; a place on a sheet is measured
from its lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from syllabus.packet.pages import Box

MOST_ENLARGED = 2.0
"""No slide is drawn larger than this: small pages are mostly small pictures."""
_QUARTER_TURNED = frozenset({90, 270})

Matrix = tuple[float, float, float, float, float, float]


class PageShape(NamedTuple):
    """What shows of a page, in its own units, and how it is turned and scaled."""

    box: Box
    turned: int = 0
    unit: float = 1.0

    @property
    def shown_width(self) -> float:
        """Its width as a reader shows it."""
        side = self.box.height if self.turned in _QUARTER_TURNED else self.box.width
        return side * self.unit

    @property
    def shown_height(self) -> float:
        """Its height as a reader shows it."""
        side = self.box.width if self.turned in _QUARTER_TURNED else self.box.height
        return side * self.unit


class Placement(NamedTuple):
    """A page of the packet on a sheet.

    ``matrix`` takes a point of the page to the sheet; ``place`` is what it covers
    there; a ``framed`` slide has a border and its number.
    """

    page: int
    matrix: Matrix
    place: Box
    framed: bool = True


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one page shows: a sheet, or half a sheet of a booklet.

    ``foot`` is the line of words, from its left end to its right and from the
    baseline up; None on whole pages, which have words of their own. Page numbers
    stand at its right end, or at its left on the left pages of a booklet.
    """

    placements: tuple[Placement, ...] = ()
    notes: tuple[Box, ...] = ()
    foot: Box | None = None
    words: str = ""
    number_left: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper.

    ``kept`` is the page of the packet that stays as it is, if any.
    """

    width: float
    height: float
    leaves: tuple[Leaf, ...] = ()
    kept: int | None = None

    @property
    def placements(self) -> tuple[Placement, ...]:
        """All that stands on the sheet."""
        return tuple(placed for leaf in self.leaves for placed in leaf.placements)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages of the packet on the sheet, as they follow each other on it."""
        if self.kept is not None:
            return (self.kept,)
        return tuple(placed.page for placed in self.placements)


def place_page(
    shape: PageShape, page: int, cell: Box, most: float = MOST_ENLARGED
) -> Placement:
    """Fit a page into a cell, centred, in its proportions and as it is turned."""
    width, height = shape.shown_width, shape.shown_height
    scale = min(cell.width / width, cell.height / height, most)
    left = cell.x0 + (cell.width - scale * width) / 2
    below = cell.y0 + (cell.height - scale * height) / 2
    place = Box(left, below, left + scale * width, below + scale * height)
    a, b, c, d, e, f = _upright(shape)
    k = scale * shape.unit
    matrix = (a * k, b * k, c * k, d * k, e * k + left, f * k + below)
    return Placement(page, matrix, place)


def _upright(shape: PageShape) -> Matrix:
    """Take a page's points to where they are shown, its lower left corner at 0, 0."""
    x0, y0, x1, y1 = shape.box
    if shape.turned == 90:
        return (0, -1, 1, 0, -y0, x1)
    if shape.turned == 180:
        return (-1, 0, 0, -1, x1, y1)
    if shape.turned == 270:
        return (0, 1, -1, 0, y1, -x0)
    return (1, 0, 0, 1, -x0, -y0)
