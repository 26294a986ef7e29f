"""Which slides stand where on sheets of paper: handouts for the printer.

Only geometry: nothing here knows a PDF. Lengths are in points; a place on a sheet
is measured from its lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from syllabus.packet.pages import Box
from syllabus.packet.plan import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.packet.plan import PacketPlan

MOST_ENLARGED = 2.0
"""No slide is drawn larger than this: small pages are mostly small pictures."""
THICKEST_SIGNATURE = 50
"""More sheets than any stapler takes."""
_WIDEST_MARGIN = 144.0
_MOST_NOTE_LINES = 30
_FOOTER = 16.0
"""Height of the line of words at the foot of a page, with the space above it."""
_NUMBER = 10.0
"""Height of the number below a slide."""
_BOOKLET_MARGIN = 0.8
"""Margins of a booklet's page, of those of a whole sheet."""
_SAME_SIZE = 1.0
"""Sizes that differ by no more are the same paper, rounded differently."""
_PAGES_PER_FOLD = 4
_NOTES_SET_IN = 6.0
"""Space between slides and notes, beside the gap."""
_LOW = 0.6
"""Part of a cell's height below which note lines would crowd beside a slide."""
_QUARTER_TURNED = frozenset({90, 270})

Matrix = tuple[float, float, float, float, float, float]


class LayoutKind(StrEnum):
    """How many slides stand on a sheet."""

    ONE = "1"
    TWO = "2"
    THREE_NOTES = "3-notes"
    FOUR = "4"
    SIX = "6"
    BOOKLET = "booklet"


class Paper(StrEnum):
    """The paper that sheets are printed on."""

    LETTER = "letter"
    A4 = "a4"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height when upright."""
        return (612.0, 792.0) if self is Paper.LETTER else (595.276, 841.89)


class Order(StrEnum):
    """In which direction slides follow each other on a sheet."""

    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Layout:
    """How slides are laid out on sheets.

    ``gap`` is the least space between two slides. ``numbers`` prints the packet's
    page number below each slide; leave it out where slides have footers of their own.
    ``signature`` is how many sheets of a booklet are folded into each other; 0: all.

    Raises:
        ValueError: If margins or note lines leave no room, or a signature is too thick.
    """

    kind: LayoutKind
    paper: Paper = Paper.LETTER
    order: Order = Order.ROW
    border: bool = True
    margin: float = 36.0
    gap: float = 14.0
    note_lines: int = 7
    numbers: bool = True
    signature: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.margin <= _WIDEST_MARGIN and 0 <= self.gap <= self.margin):
            raise ValueError(
                f"a margin is 0 to {_WIDEST_MARGIN:g} points wide and a gap no wider"
            )
        if not 0 <= self.note_lines <= _MOST_NOTE_LINES:
            raise ValueError(f"a slide has 0 to {_MOST_NOTE_LINES} note lines")
        if not 0 <= self.signature <= THICKEST_SIGNATURE:
            raise ValueError(f"a signature has 1 to {THICKEST_SIGNATURE} sheets")


@dataclass(frozen=True, slots=True)
class SlideGroup:
    """Consecutive slides of the packet that begin on a new sheet, as a lecture does.

    ``words`` stand at the foot of their sheets.
    """

    first: int
    count: int
    words: str = ""


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


class Grid(NamedTuple):
    """Columns and rows of slides on a page, and whether notes stand beside them."""

    columns: int
    rows: int
    wide: bool = False
    notes: bool = False


_GRIDS = {
    LayoutKind.ONE: (Grid(1, 1, wide=True), Grid(1, 1)),
    LayoutKind.TWO: (Grid(1, 2), Grid(2, 1, wide=True)),
    LayoutKind.THREE_NOTES: (Grid(1, 3, notes=True),),
    LayoutKind.FOUR: (Grid(2, 2, wide=True), Grid(2, 2)),
    LayoutKind.SIX: (Grid(2, 3), Grid(3, 2, wide=True)),
    LayoutKind.BOOKLET: (Grid(1, 2),),
}
"""What each kind can look like; which it is depends on the shape of the slides."""


def slide_groups(plan: PacketPlan) -> tuple[SlideGroup, ...]:
    """Group the slides of a packet by lecture; all other pages stay whole.

    The decks of a lecture follow each other and have the same words at the left of
    their footers.
    """
    runs: list[tuple[int, int, str | None]] = []
    start = 0
    for run in plan.runs:
        if run.source != FRONT and run.count:
            words = run.footers[0].left if run.footers else None
            runs.append((start, run.count, words))
        start += run.count
    groups: list[SlideGroup] = []
    for first, count, words in runs:
        last = groups[-1] if groups else None
        follows = last is not None and last.first + last.count == first
        if last is not None and follows and words is not None and last.words == words:
            groups[-1] = SlideGroup(last.first, last.count + count, words)
        else:
            groups.append(SlideGroup(first, count, words or ""))
    return tuple(groups)


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


def plan_sheets(
    shapes: Sequence[PageShape],
    groups: Iterable[SlideGroup],
    layout: Layout,
    plain: Sequence[bool] = (),
) -> list[Sheet]:
    """Lay all pages of a packet out on sheets, in order.

    Args:
        shapes: The shape of each page.
        groups: Which of them are slides, in order; the others stay whole.
        layout: How slides are laid out.
        plain: Which whole pages can stay as they are if they have the paper's
            size; none if left out.

    Raises:
        ValueError: If the groups overlap or name pages that are not there.
    """
    groups = tuple(groups)
    _check_groups(groups, len(shapes))
    slides = [s for g in groups for s in shapes[g.first : g.first + g.count]]
    if layout.kind is LayoutKind.BOOKLET:
        return _booklet(shapes, slides, groups, layout)
    grid = _best_grid(slides, layout)
    width, height = _sheet_size(layout.paper, wide=grid.wide)
    face = Box(0, 0, width, height)
    sheets: list[Sheet] = []
    for first, group in _in_order(groups, len(shapes)):
        if group is None:
            keeps = bool(plain) and plain[first]
            sheets.append(_whole_sheet(shapes[first], first, layout.paper, keeps))
            continue
        leaves = _leaves(shapes, group, grid, face, layout)
        sheets.extend(Sheet(width, height, (leaf,)) for leaf in leaves)
    return sheets


def _check_groups(groups: Sequence[SlideGroup], pages: int) -> None:
    end = 0
    for group in groups:
        if group.first < end or group.count < 0 or group.first + group.count > pages:
            raise ValueError(
                f"slides {group.first} to {group.first + group.count} do not follow "
                f"page {end} within {pages} pages"
            )
        end = group.first + group.count


def _in_order(
    groups: Sequence[SlideGroup], pages: int
) -> Iterator[tuple[int, SlideGroup | None]]:
    """Give the groups and, as page and None, the whole pages between them."""
    page = 0
    for group in (*groups, SlideGroup(pages, 0)):
        for whole in range(page, group.first):
            yield whole, None
        if group.count:
            yield group.first, group
        page = group.first + group.count


def _sheet_size(paper: Paper, *, wide: bool) -> tuple[float, float]:
    width, height = paper.size
    return (height, width) if wide else (width, height)


def _best_grid(slides: Sequence[PageShape], layout: Layout) -> Grid:
    """Choose the grid in which the slides come out largest; the first if equal."""

    def shown_area(grid: Grid) -> float:
        face = Box(0, 0, *_sheet_size(layout.paper, wide=grid.wide))
        cell = _cells(grid, _type_area(face, layout), layout)[0]
        places = (place_page(shape, 0, cell).place for shape in slides)
        return round(sum(place.width * place.height for place in places))

    return max(_GRIDS[layout.kind], key=shown_area)


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


def _leaves(
    shapes: Sequence[PageShape],
    group: SlideGroup,
    grid: Grid,
    face: Box,
    layout: Layout,
    part: float = 1.0,
) -> Iterator[Leaf]:
    """Fill pages with the slides of a group."""
    area = _type_area(face, layout, part=part)
    cells = _cells(grid, area, layout)
    foot = Box(area.x0, area.y0 - _FOOTER, area.x1, area.y0)
    for start in range(0, group.count, len(cells)):
        first = group.first + start
        count = min(len(cells), group.count - start)
        placements = tuple(
            place_page(shapes[page], page, cell)
            for page, cell in zip(range(first, first + count), cells, strict=False)
        )
        notes: tuple[Box, ...] = ()
        if grid.notes:
            pairs = zip(placements, cells, strict=False)
            notes = tuple(_beside(p.place, c, area) for p, c in pairs)
        yield Leaf(placements, notes, foot, group.words)


def _beside(slide: Box, cell: Box, area: Box) -> Box:
    """Give the place for notes at the right of a slide, as high as the slide.

    Beside a low or small slide it takes the height of the cell.
    """
    across = {"x0": area.x1 - cell.width + _NOTES_SET_IN, "x1": area.x1}
    high = slide.height >= _LOW * cell.height
    return (slide if high else cell)._replace(**across)


def _whole_sheet(shape: PageShape, page: int, paper: Paper, keeps: bool) -> Sheet:
    """Give a page a sheet of its own, upright or wide as it is."""
    wide = shape.shown_width > shape.shown_height
    width, height = _sheet_size(paper, wide=wide)
    same = (
        abs(shape.shown_width - width) <= _SAME_SIZE
        and abs(shape.shown_height - height) <= _SAME_SIZE
    )
    if keeps and same:
        return Sheet(width, height, kept=page)
    return Sheet(width, height, (_whole_leaf(shape, page, Box(0, 0, width, height)),))


def _whole_leaf(shape: PageShape, page: int, face: Box) -> Leaf:
    """Fit a page that has margins and words of its own."""
    placed = place_page(shape, page, face, most=1.0)
    return Leaf((placed._replace(framed=False),))


def _booklet(
    shapes: Sequence[PageShape],
    slides: Sequence[PageShape],
    groups: Sequence[SlideGroup],
    layout: Layout,
) -> list[Sheet]:
    """Lay out a booklet: sheets to be folded once, stapled in the fold.

    Two wide slides stand on a page, or one upright one. Blank pages at the end
    fill the last sheet. Signatures follow each other, each a stack of its own.
    """
    width, height = _sheet_size(layout.paper, wide=True)
    halves = (Box(0, 0, width / 2, height), Box(width / 2, 0, width, height))
    wide = sum(1 for s in slides if s.shown_width > s.shown_height)
    grid = Grid(1, 2) if 2 * wide >= len(slides) else Grid(1, 1)
    leaves: list[Leaf] = []
    for first, group in _in_order(groups, len(shapes)):
        if group is None:
            leaves.append(_whole_leaf(shapes[first], first, halves[_half(len(leaves))]))
            continue
        sides = [
            list(_leaves(shapes, group, grid, half, layout, _BOOKLET_MARGIN))
            for half in halves
        ]
        for left, right in zip(*sides, strict=True):
            on_right = _half(len(leaves)) == 1
            leaves.append(right if on_right else replace(left, number_left=True))
    leaves += [Leaf()] * (-len(leaves) % _PAGES_PER_FOLD)
    return [
        Sheet(width, height, (leaves[left], leaves[right]))
        for left, right in folded_order(len(leaves), layout.signature)
    ]


def _half(page: int) -> int:
    """Give the half of a sheet on which a booklet's page comes: the first right."""
    return (page + 1) % 2


def folded_order(pages: int, signature: int = 0) -> list[tuple[int, int]]:
    """Give the left and right page of each side of a booklet's sheets.

    Front and back of a sheet follow each other, the outermost sheet of a signature
    first.

    Args:
        pages: How many there are; a multiple of 4.
        signature: How many sheets are folded into each other, at most; 0: all.
    """
    thick = _PAGES_PER_FOLD * signature or pages
    sides = []
    for first in range(0, pages, thick or 1):
        last = min(first + thick, pages) - 1
        for n in range((last + 1 - first) // 2):
            low, high = first + n, last - n
            sides.append((low, high) if n % 2 else (high, low))
    return sides
