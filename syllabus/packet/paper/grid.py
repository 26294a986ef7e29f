"""Fill pages of paper with slides in columns and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syllabus.packet.pages import Box
from syllabus.packet.paper.geometry import Leaf, Placement, place_page
from syllabus.packet.paper.layout import LayoutKind, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.packet.paper.geometry import PageShape
    from syllabus.packet.paper.groups import SlideGroup
    from syllabus.packet.paper.layout import Layout, Paper

_FOOTER = 16.0
"""Height of the line of words at the foot of a page, with the space above it."""
_NUMBER = 10.0
"""Height of the number below a slide."""
_NOTES_SET_IN = 6.0
"""Space between slides and notes, beside the gap."""
_LOW = 0.6
"""Part of a cell's height below which note lines would crowd beside a slide."""


class Grid(NamedTuple):
    """Columns and rows of slides on a page, and whether notes stand beside them."""

    columns: int
    rows: int
    wide: bool = False
    notes: bool = False


GRIDS = {
    LayoutKind.ONE: (Grid(1, 1, wide=True), Grid(1, 1)),
    LayoutKind.TWO: (Grid(1, 2), Grid(2, 1, wide=True)),
    LayoutKind.THREE_NOTES: (Grid(1, 3, notes=True),),
    LayoutKind.FOUR: (Grid(2, 2, wide=True), Grid(2, 2)),
    LayoutKind.SIX: (Grid(2, 3), Grid(3, 2, wide=True)),
    LayoutKind.BOOKLET: (Grid(1, 2),),
}
"""What each kind can look like; which it is depends on the shape of the slides."""


def sheet_size(paper: Paper, *, wide: bool) -> tuple[float, float]:
    """Give width and height of paper, upright or turned wide."""
    width, height = paper.size
    return (height, width) if wide else (width, height)


def best_grid(slides: Sequence[PageShape], layout: Layout) -> Grid:
    """Choose the grid in which the slides come out largest; the first if equal."""

    def shown_area(grid: Grid) -> float:
        face = Box(0, 0, *sheet_size(layout.paper, wide=grid.wide))
        cell = _cells(grid, _type_area(face, layout), layout)[0]
        places = (place_page(shape, 0, cell).place for shape in slides)
        return round(sum(place.width * place.height for place in places))

    return max(GRIDS[layout.kind], key=shown_area)


def _type_area(face: Box, layout: Layout, *, part: float = 1.0) -> Box:
    """Give what the margins and the line at the foot leave of a page."""
    margin = layout.margin * part
    return Box(
        face.x0 + margin,
        face.y0 + margin + _FOOTER,
        face.x1 - margin,
        face.y1 - margin,
    )


def _cells(grid: Grid, area: Box, layout: Layout) -> list[Box]:
    """Divide a page into places for slides, in the order in which they fill."""
    if grid.notes:
        area = area._replace(x1=(area.x0 + area.x1 - layout.gap) / 2)
    below = _NUMBER if layout.numbers else 0.0
    width = (area.width - (grid.columns - 1) * layout.gap) / grid.columns
    height = (area.height - (grid.rows - 1) * layout.gap) / grid.rows
    spots = [
        (row, column) for row in range(grid.rows) for column in range(grid.columns)
    ]
    if layout.order is Order.COLUMN:
        spots.sort(key=lambda spot: spot[1])
    cells = []
    for row, column in spots:
        left = area.x0 + column * (width + layout.gap)
        top = area.y1 - row * (height + layout.gap)
        cells.append(Box(left, top - height + below, left + width, top))
    return cells


def fill_pages(
    shapes: Sequence[PageShape],
    group: SlideGroup,
    grid: Grid,
    face: Box,
    layout: Layout,
    part: float = 1.0,
) -> Iterator[Leaf]:
    """Fill pages with the slides of a group, the first below its heading."""
    area = _type_area(face, layout, part=part)
    foot = Box(area.x0, area.y0 - _FOOTER, area.x1, area.y0)
    page, end = group.slides.start, group.slides.stop
    head: tuple[Placement, ...] = ()
    rest = area
    if group.headed:
        head = (_heading(shapes[group.first], group.first, area),)
        rest = area._replace(y1=head[0].place.y0 - layout.gap)
    while head or page < end:
        cells = _cells(grid, rest, layout)[: end - page]
        slides = tuple(
            place_page(shapes[page + n], page + n, cell) for n, cell in enumerate(cells)
        )
        notes: tuple[Box, ...] = ()
        if grid.notes:
            pairs = zip(slides, cells, strict=True)
            notes = tuple(_beside(p.place, c, rest) for p, c in pairs)
        yield Leaf(head + slides, notes, foot, group.words)
        page += len(slides)
        head, rest = (), area


def _heading(shape: PageShape, page: int, area: Box) -> Placement:
    """Place a strip at the top of a page, at its left, never enlarged."""
    scale = min(1.0, area.width / shape.shown_width)
    width, height = scale * shape.shown_width, scale * shape.shown_height
    spot = Box(area.x0, area.y1 - height, area.x0 + width, area.y1)
    return place_page(shape, page, spot, most=1.0)._replace(framed=False)


def _beside(slide: Box, cell: Box, area: Box) -> Box:
    """Give the place for notes at the right of a slide, as high as the slide.

    Beside a low or small slide it takes the height of the cell.
    """
    across = {"x0": area.x1 - cell.width + _NOTES_SET_IN, "x1": area.x1}
    high = slide.height >= _LOW * cell.height
    return (slide if high else cell)._replace(**across)


def whole_leaf(shape: PageShape, page: int, face: Box) -> Leaf:
    """Fit a page that has margins and words of its own."""
    placed = place_page(shape, page, face, most=1.0)
    return Leaf((placed._replace(framed=False),))
