"""A footer below each slide: where it stands and how it is drawn.

The strip is measured in the page's own units, so that a scaled page
(/UserUnit) needs no care, and set along the edge that is lowest when the page
is shown, so that a turned page does not either.

On a strip that is added to the page the footer is drawn first and the slide
after it, cut to the size it had: nothing that the slide's content leaves behind
can move the footer, and the slide need not be read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.pages import (
    Box,
    content_streams,
    media_box,
    rotation,
    visible_box,
)
from syllabus.packet.plan import Footer, FooterMode
from syllabus.packet.streams import small_stream

if TYPE_CHECKING:
    from pikepdf import Pdf

    from syllabus.packet.font import FooterFont

_STRIP = 0.034
"""Height of the strip; 21 points on a slide of 10 by 7.5 inches, by side length."""
_SIZE = 0.42
"""Height of the letters, of the strip's."""
_BASELINE = 0.33
_MARGIN = 0.75
"""Free space at both ends, of the strip's height."""
_GAP = 1.0
"""Least space between two texts, in ems."""
_LINE = 40
"""How often the line at the upper edge fits into the strip's height."""
_SMALLEST = 0.25
_GREY = "0.3 g"
_LINK_COLOR = "0.04 0.27 0.55 rg"
_FONT_NAME = "/SyllabusFooter"

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a footer stands on a page.

    ``matrix`` takes a point of the strip, measured from its lower left corner as
    shown, to the page. ``slide`` is what shows of the page without the strip.
    """

    matrix: Matrix
    width: float
    height: float
    slide: Box
    crop: Box
    media: Box


def place_strip(media: Box, slide: Box, turned: int, mode: FooterMode) -> Strip:
    """Place the strip along the lower edge of a page as it is shown."""
    height = _STRIP * math.sqrt(slide.width * slide.height)
    out = height if mode is FooterMode.MARGIN else 0.0
    x0, y0, x1, y1 = slide
    matrix: Matrix
    if turned == 90:  # the right edge is lowest
        crop = Box(x0, y0, x1 + out, y1)
        matrix = (0, 1, -1, 0, crop.x1, y0)
    elif turned == 180:  # the upper edge
        crop = Box(x0, y0, x1, y1 + out)
        matrix = (-1, 0, 0, -1, x1, crop.y1)
    elif turned == 270:  # the left edge
        crop = Box(x0 - out, y0, x1, y1)
        matrix = (0, -1, 1, 0, crop.x0, y1)
    else:
        crop = Box(x0, y0 - out, x1, y1)
        matrix = (1, 0, 0, 1, x0, crop.y0)
    width = slide.height if turned in {90, 270} else slide.width
    return Strip(matrix, width, height, slide, crop, media.around(crop))


def _number(value: float) -> str:
    """Write a number as short as its thousandths allow."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(map(_number, values))


@dataclass(slots=True)
class _Layout:
    """What the footers of like pages share.

    ``before`` and ``after`` are content; middle and right come in between.
    """

    strip: Strip
    size: float
    before: str
    after: str
    left_end: float
    media: Array
    crop: Array
    link: bytes


class Stamper:
    """Stamps the pages of one packet.

    Args:
        pdf: The packet.
        font: Writes the footers.
        mode: Where they stand.
        link: What the link to the contents is called, and its destination.
    """

    def __init__(
        self,
        pdf: Pdf,
        font: FooterFont,
        mode: FooterMode,
        link: tuple[str, Object] | None,
    ) -> None:
        self._pdf = pdf
        self._font = font
        self._font_object = font.embed(pdf)
        self._mode = mode
        self._link_text = link[0] if link else ""
        self._link_action = (
            pdf.make_indirect(Dictionary(S=Name.GoTo, D=link[1])) if link else None
        )
        self._save = pdf.make_stream(b"q")
        self._restore = pdf.make_stream(b"Q")
        self._strips: dict[tuple[bytes, bytes, int], Strip] = {}
        self._layouts: dict[tuple[int, str, str, int], _Layout] = {}

    def stamp(self, page: Object, footer: Footer) -> None:
        """Put a footer on a page."""
        layout = self._layout(self._strip(page), footer, self._font_name(page))
        words = self._words(layout, footer)
        drawn = small_stream(
            self._pdf, f"{layout.before} {words}{layout.after}".encode()
        )
        streams = content_streams(page)
        if self._mode is FooterMode.MARGIN:
            page["/Contents"] = Array([drawn, *streams, self._restore])
            page["/MediaBox"] = layout.media
            page["/CropBox"] = layout.crop
        else:
            page["/Contents"] = Array([self._save, *streams, self._restore, drawn])
        if layout.link:
            self._add_link(page, layout.link)

    def _strip(self, page: Object) -> Strip:
        """Place the strip of a page; pages of one deck are mostly of one size."""
        boxes = [page.get(key) for key in ("/MediaBox", "/CropBox")]
        media, crop = (b"" if b is None else b.unparse(resolved=True) for b in boxes)
        key = media, crop, rotation(page)
        strip = self._strips.get(key)
        if strip is None:
            strip = place_strip(
                media_box(page), visible_box(page), rotation(page), self._mode
            )
            self._strips[key] = strip
        return strip

    def _font_name(self, page: Object) -> str:
        """Give the name under which a page's resources hold the font."""
        resources = page["/Resources"]
        fonts = resources.get("/Font")
        if not isinstance(fonts, Dictionary):
            resources["/Font"] = Dictionary({_FONT_NAME: self._font_object})
            return _FONT_NAME
        name = _FONT_NAME
        number = 0
        while name in fonts:
            # Shared resources have it already, a packet within a packet its own
            if fonts[name].objgen == self._font_object.objgen:
                return name
            number += 1
            name = f"{_FONT_NAME}{number}"
        fonts[name] = self._font_object
        return name

    def _layout(self, strip: Strip, footer: Footer, font_name: str) -> _Layout:
        """Lay out what the footers of like pages share."""
        texts = (self._link_text, footer.middle, footer.right)
        needed = sum(self._font.width(t) + _GAP for t in texts if t)
        size = _fitting_size(strip, needed)
        key = id(strip), footer.left, font_name, round(size * 1000)
        layout = self._layouts.get(key)
        if layout is None:
            room = strip.width / size - 2 * _MARGIN * strip.height / size - needed
            layout = self._new_layout(strip, footer.left, font_name, (size, room))
            self._layouts[key] = layout
        return layout

    def _new_layout(
        self, strip: Strip, left: str, font_name: str, fit: tuple[float, float]
    ) -> _Layout:
        """Draw the strip, the link and the left text.

        Args:
            strip: Where the footer stands.
            left: The left text.
            font_name: What the page's resources call the font.
            fit: Size of the letters, and the width in ems that is left for the
                left text.
        """
        size, room = fit
        line = strip.height / _LINE
        start = _MARGIN * strip.height
        drawn = []
        link = b""
        if self._link_text:
            text, width = self._font.set_text(self._link_text)
            drawn.append(f"{_LINK_COLOR} {_at(start, strip)} {text} Tj {_GREY}")
            box = Box(start, 0, start + width * size, strip.height)
            link = self._link_on(_on_page(strip.matrix, box))
            start += (width + _GAP) * size
        words = self._font.fit(left, min(room, strip.width / size / 2)) if left else ""
        if words:
            text, width = self._font.set_text(words)
            drawn.append(f"{_at(start, strip)} {text} Tj")
            start += (width + _GAP) * size
        before = (
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC q "
            f"{_numbers(strip.matrix)} cm "
            f"1 g 0 0 {_numbers((strip.width, strip.height))} re f "
            # A little below the edge: readers draw thin lines wider than they are
            f"0.75 g 0 {_numbers((strip.height - 2 * line, strip.width, line))} re f "
            f"BT {font_name} {_number(size)} Tf {_GREY} {' '.join(drawn)}"
        )
        after = " ET Q EMC"
        if self._mode is FooterMode.MARGIN:
            x0, y0, _, _ = slide = strip.slide
            clip = _numbers((x0, y0, slide.width, slide.height))
            after += f"\nq {clip} re W n"
        media, crop = Array(strip.media), Array(strip.crop)
        return _Layout(strip, size, before, after, start, media, crop, link)

    def _link_on(self, area: Box) -> bytes:
        """Write the part of a link that is the same on like pages."""
        return (
            f"<</Type /Annot /Subtype /Link /Rect [{_numbers(area)}] "
            "/Border [0 0 0] /F 4 "
        ).encode() + b"/Contents %b>>" % String(self._link_text).unparse()

    def _words(self, layout: _Layout, footer: Footer) -> str:
        """Set the right text at the end and the middle one between."""
        strip, size = layout.strip, layout.size
        end = strip.width - _MARGIN * strip.height
        words = ""
        if footer.right:
            text, width = self._font.set_text(footer.right)
            end -= width * size
            words = f"{_at(end, strip)} {text} Tj"
            end -= _GAP * size
        if footer.middle:
            text, width = self._font.set_text(footer.middle)
            middle = max((strip.width - width * size) / 2, layout.left_end)
            middle = min(middle, end - width * size)
            words += f" {_at(middle, strip)} {text} Tj"
        return words

    def _add_link(self, page: Object, written: bytes) -> None:
        """Put the link to the contents over its word."""
        link = Object.parse(written)
        link["/P"] = page
        link["/A"] = self._link_action
        link = self._pdf.make_indirect(link)
        annots = page.get("/Annots")
        if isinstance(annots, Array) and not annots.is_indirect:
            annots.append(link)
        else:
            old = list(annots) if isinstance(annots, Array) else []
            page["/Annots"] = Array([*old, link])


def _fitting_size(strip: Strip, needed: float) -> float:
    """Give the size of the letters: smaller where a page is very narrow.

    Args:
        strip: Where the footer stands.
        needed: The width in ems of all texts but the left one.
    """
    size = _SIZE * strip.height
    room = strip.width - 2 * _MARGIN * strip.height
    if needed * size <= room:
        return size
    return max(room / needed, size * _SMALLEST)


def _at(x: float, strip: Strip) -> str:
    """Go to a place on the strip's line of text."""
    return f"1 0 0 1 {_number(x)} {_number(_BASELINE * strip.height)} Tm"


def _on_page(matrix: Matrix, box: Box) -> Box:
    """Take a box of the strip to the page."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    ys = [b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    return Box(min(xs), min(ys), max(xs), max(ys))
