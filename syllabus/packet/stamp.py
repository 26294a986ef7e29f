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
from functools import lru_cache
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


@lru_cache(maxsize=256)
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


class Stamper:
    """Stamps the pages of one packet.

    Args:
        pdf: The packet.
        font: Writes the footers.
        mode: Where they stand.
        link: What the link to the contents is called, and the destination.
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

    def stamp(self, page: Object, footer: Footer) -> None:
        """Put a footer on a page."""
        strip = place_strip(
            media_box(page), visible_box(page), rotation(page), self._mode
        )
        words, link_area = self._drawing(strip, footer, self._font_name(page))
        streams = content_streams(page)
        if self._mode is FooterMode.MARGIN:
            x0, y0, _, _ = slide = strip.slide
            clip = _numbers((x0, y0, slide.width, slide.height))
            first = self._pdf.make_stream(f"{words}\nq {clip} re W n".encode())
            page["/Contents"] = Array([first, *streams, self._restore])
            page["/MediaBox"] = Array(strip.media)
            page["/CropBox"] = Array(strip.crop)
        else:
            last = self._pdf.make_stream(words.encode())
            page["/Contents"] = Array([self._save, *streams, self._restore, last])
        if self._link_action is not None and link_area is not None:
            self._add_link(page, _on_page(strip.matrix, link_area))

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

    def _drawing(
        self, strip: Strip, footer: Footer, font_name: str
    ) -> tuple[str, Box | None]:
        """Draw a footer; give the content and the link's place on the strip."""
        size = self._fitting_size(strip, footer)
        placed, link_area = self._set_texts(strip, footer, size)
        baseline = _number(_BASELINE * strip.height)
        texts = " ".join(
            f"{color} 1 0 0 1 {_number(x)} {baseline} Tm {text} Tj"
            for color, x, text in placed
        )
        line = strip.height / _LINE
        # A little below the edge: readers draw thin lines wider than they are
        below = _number(strip.height - 2 * line)
        return (
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC q "
            f"{_numbers(strip.matrix)} cm "
            f"1 g 0 0 {_numbers((strip.width, strip.height))} re f "
            f"0.75 g 0 {below} {_numbers((strip.width, line))} re f "
            f"BT {font_name} {_number(size)} Tf {texts} ET Q EMC",
            link_area,
        )

    def _fitting_size(self, strip: Strip, footer: Footer) -> float:
        """Give the size of the letters: smaller where a page is very narrow."""
        size = _SIZE * strip.height
        texts = (footer.middle, self._link_text, footer.right)
        needed = sum(self._font.width(t) + _GAP for t in texts if t)
        room = strip.width - 2 * _MARGIN * strip.height
        if needed <= 0 or needed * size <= room:
            return size
        return max(room / needed, size * _SMALLEST)

    def _set_texts(
        self, strip: Strip, footer: Footer, size: float
    ) -> tuple[list[tuple[str, float, str]], Box | None]:
        """Place the texts: middle centred, right and link at the end, left cut."""
        font = self._font
        margin = _MARGIN * strip.height
        gap = _GAP * size
        placed: list[tuple[str, float, str]] = []
        link_area = None
        end = strip.width - margin
        if footer.right:
            text, width = font.set_text(footer.right)
            end -= width * size
            placed.append((_GREY, end, text))
            end -= gap
        if self._link_text:
            text, width = font.set_text(self._link_text)
            link_area = Box(end - width * size, 0, end, strip.height)
            end -= width * size
            placed.append((_LINK_COLOR, end, text))
            end -= gap
        if footer.middle:
            text, width = font.set_text(footer.middle)
            start = min((strip.width - width * size) / 2, end - width * size)
            placed.append((_GREY, start, text))
            end = start - gap
        left = font.fit(footer.left, (end - margin) / size) if footer.left else ""
        if left:
            placed.insert(0, (_GREY, margin, font.set_text(left)[0]))
        return placed, link_area

    def _add_link(self, page: Object, area: Box) -> None:
        """Put the link to the contents over its word."""
        annots = page.get("/Annots")
        link = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(v, 3) for v in area]),
                Border=Array([0, 0, 0]),
                F=4,
                P=page,
                A=self._link_action,
                Contents=String(self._link_text),
            )
        )
        page["/Annots"] = Array(
            [*annots, link] if isinstance(annots, Array) else [link]
        )


def _on_page(matrix: Matrix, box: Box) -> Box:
    """Take a box of the strip to the page."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    ys = [b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    return Box(min(xs), min(ys), max(xs), max(ys))
