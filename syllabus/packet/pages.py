"""A page that carries all it needs itself, and nothing it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Stream

if TYPE_CHECKING:
    from pikepdf import Pdf

LETTER = (0.0, 0.0, 612.0, 792.0)
"""What readers assume of a page that gives no size."""

_KEPT = frozenset(
    {
        "/Type",
        "/Parent",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Contents",
        "/Rotate",
        "/Group",
        "/Annots",
        "/UserUnit",
        "/Tabs",
        "/Trans",
    }
)
_BOXES = frozenset({"/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"})
_CORNERS = 4
_FULL_TURN = 360
_QUARTER_TURN = 90


class Box(NamedTuple):
    """A rectangle in the page's own units."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right, before rotation."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From bottom to top, before rotation."""
        return self.y1 - self.y0

    def within(self, other: Box) -> Box:
        """Give the part of this box inside another, or the other if none is."""
        part = Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )
        return part if part.width > 0 and part.height > 0 else other

    @property
    def area(self) -> float:
        """Width by height."""
        return self.width * self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def touches(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two meet or lie no further apart than a gap."""
        return (
            self.x0 - gap <= other.x1
            and other.x0 - gap <= self.x1
            and self.y0 - gap <= other.y1
            and other.y0 - gap <= self.y1
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def around(self, other: Box) -> Box:
        """Give the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


def box_of(page: Object, key: str) -> Box | None:
    """Read a box of a page, corners put in order; None if it is no box."""
    value = page.get(key)
    if not isinstance(value, Array) or len(value) != _CORNERS:
        return None
    corners: list[object] = list(value)
    numbers = [float(n) for n in corners if isinstance(n, (int, Decimal))]
    if len(numbers) != _CORNERS:
        return None
    x0, x1 = sorted((numbers[0], numbers[2]))
    y0, y1 = sorted((numbers[1], numbers[3]))
    return Box(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def media_box(page: Object) -> Box:
    """Give the box of the medium."""
    return box_of(page, "/MediaBox") or Box(*LETTER)


def visible_box(page: Object) -> Box:
    """Give the box of what a reader shows of a page."""
    media = media_box(page)
    crop = box_of(page, "/CropBox")
    return crop.within(media) if crop else media


def rotation(page: Object) -> int:
    """Give by how many degrees clockwise a page is shown turned: 0 to 270."""
    degrees = page.get_float("/Rotate") or 0.0
    return 0 if degrees % _QUARTER_TURN else int(degrees) % _FULL_TURN


def clean_page(page: Object) -> None:
    """Drop what a page does not need in a packet and mend what it does.

    Attributes that it inherits must already be its own.
    """
    keys = page.keys()
    for key in keys - _KEPT:
        del page[key]
    page["/Type"] = Name.Page
    for key in keys & _BOXES:
        if box_of(page, key) is None:
            del page[key]
    if "/MediaBox" not in page:
        page["/MediaBox"] = Array(LETTER)
    if not isinstance(page.get("/Resources"), Dictionary):
        page["/Resources"] = Dictionary()
    for key, mend in _MENDED.items():
        if key in keys:
            mend(page)


def _mend_rotation(page: Object) -> None:
    page["/Rotate"] = rotation(page)


def _mend_user_unit(page: Object) -> None:
    if (page.get_float("/UserUnit") or 0.0) <= 0:
        del page["/UserUnit"]


def content_streams(page: Object) -> list[Object]:
    """Give the streams that a page's content is made of."""
    contents = page.get("/Contents")
    if isinstance(contents, Stream):
        return [contents]
    if isinstance(contents, Array):
        return [part for part in contents if isinstance(part, Stream)]
    return []


def _mend_contents(page: Object) -> None:
    """Leave in /Contents nothing but streams."""
    streams = content_streams(page)
    if not streams:
        del page["/Contents"]
    elif not isinstance(page["/Contents"], Stream):
        page["/Contents"] = Array(streams)


_MENDED = {
    "/Rotate": _mend_rotation,
    "/UserUnit": _mend_user_unit,
    "/Contents": _mend_contents,
}


def list_pages(pdf: Pdf, pages: list[Object]) -> None:
    """Make these the pages of a file, by one write of the list."""
    tree = pdf.Root["/Pages"]
    for page in pages:
        page["/Parent"] = tree
    tree["/Kids"] = Array(pages)
    tree["/Count"] = len(pages)
