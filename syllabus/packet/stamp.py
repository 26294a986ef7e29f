"""A footer below each slide: where it stands and how it is drawn.

The strip is measured in the page's own units, so that a scaled page
(/UserUnit) needs no care, and set along the edge that is lowest when the page
is shown, so that a turned page does not either.

On a strip of its own, added to the page or in a margin that is blank, the footer is
drawn first and the slide after it, cut to its size: nothing that the slide's content
leaves behind can move the footer, and the slide need not be read.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from pikepdf import Array, Dictionary, Name, Object

from syllabus.packet.pages import (
    Box,
    content_streams,
    media_box,
    rotation,
    visible_box,
)
from syllabus.packet.plan import Footer, FooterMode
from syllabus.packet.streams import number, numbers, small_stream

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
_PRINT = 4
"""The annotation flag that lets a link's place be printed."""

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


def strip_within(slide: Box, turned: int) -> Box:
    """Give the lower edge of a page as it is shown, as high as a strip."""
    strip = place_strip(slide, slide, turned, grows=False)
    return _on_page(strip.matrix, Box(0, 0, strip.width, strip.height))


def place_strip(media: Box, slide: Box, turned: int, *, grows: bool) -> Strip:
    """Place the strip along the lower edge of a page as it is shown.

    Args:
        media: The page's medium.
        slide: What shows of it.
        turned: By how many degrees it is shown turned.
        grows: Whether the page grows by the strip.
    """
    height = _STRIP * math.sqrt(slide.width * slide.height)
    out = height if grows else 0.0
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


@dataclass(slots=True)
class _Layout:
    """What the footers of like pages share.

    ``before`` and ``after`` are content; middle and right come in between.
    ``room`` is the width in ems for them, and ``link`` what links are copied from.
    """

    size: float
    room: float
    middle: float
    left_end: float
    end: float
    baseline: float
    before: Object
    after: Object
    media: Array
    crop: Array
    link: Object | None


class ContentsLink(NamedTuple):
    """The link to the contents: what is seen and heard of it, and its destination."""

    words: str
    description: str
    destination: Object


class Stamper:
    """Stamps the pages of one packet.

    Args:
        pdf: The packet.
        font: Writes the footers.
        mode: Where they stand.
        link: To the contents.
    """

    def __init__(
        self,
        pdf: Pdf,
        font: FooterFont,
        mode: FooterMode,
        link: ContentsLink | None,
    ) -> None:
        self._pdf = pdf
        self._font = font
        self._font_object = font.embed(pdf)
        self._forms = font.embed_words(pdf)
        self._mode = mode
        self._link_text = link.words if link else ""
        self._link_description = link.description if link else ""
        self._link_width = font.width(self._link_text) + _GAP if link else 0.0
        self._link_action = (
            pdf.make_indirect(Dictionary(S=Name.GoTo, D=link.destination))
            if link
            else None
        )
        self._save = pdf.make_stream(b"q")
        self._restore = pdf.make_stream(b"Q")
        self._strips: dict[tuple[bytes, bytes, int, bool], Strip] = {}
        self._layouts: dict[tuple[Strip, str, str, float], _Layout] = {}

    def stamp(self, page: Object, footer: Footer, *, has_room: bool = False) -> None:
        """Put a footer on a page.

        Args:
            page: The page.
            footer: Its words.
            has_room: Whether the page leaves the place of a strip blank.
        """
        layout = self._layout(page, footer, has_room=has_room)
        words = small_stream(self._pdf, self._words(layout, footer).encode())
        drawn = (layout.before, words, layout.after)
        streams = content_streams(page)
        if self._mode is FooterMode.MARGIN:
            page["/Contents"] = Array([*drawn, *streams, self._restore])
            page["/MediaBox"] = layout.media
            page["/CropBox"] = layout.crop
        else:
            page["/Contents"] = Array([self._save, *streams, self._restore, *drawn])
        if layout.link is not None:
            self._add_link(page, layout.link)

    def _strip(self, page: Object, *, has_room: bool) -> Strip:
        """Place the strip of a page; pages of one deck are mostly of one size."""
        media, crop = page.get("/MediaBox"), page.get("/CropBox")
        key = (
            b"" if media is None else media.unparse(resolved=True),
            b"" if crop is None else crop.unparse(resolved=True),
            rotation(page),
            has_room,
        )
        strip = self._strips.get(key)
        if strip is None:
            grows = self._mode is FooterMode.MARGIN and not has_room
            shown = visible_box(page)
            strip = place_strip(media_box(page), shown, key[2], grows=grows)
            if has_room and self._mode is FooterMode.MARGIN:
                # Nothing is cut off: the rest is blank
                strip = replace(strip, slide=_above(shown, key[2], strip.height))
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

    def _bring_words(self, page: Object, footer: Footer) -> None:
        """Put among a page's resources the forms that draw its footer."""
        texts = (self._link_text, footer.left, footer.middle, footer.right)
        names = [name for text in texts if (name := self._font.drawn(text))]
        resources = page["/Resources"]
        if names and not isinstance(resources.get("/XObject"), Dictionary):
            resources["/XObject"] = Dictionary()
        for name in names:
            resources["/XObject"][name] = self._forms[name]

    def _layout(self, page: Object, footer: Footer, *, has_room: bool) -> _Layout:
        """Lay out what the footers of like pages share."""
        strip = self._strip(page, has_room=has_room)
        font_name = self._font_name(page)
        if self._forms:
            self._bring_words(page, footer)
        needed = self._needed(footer)
        key = strip, footer.left, font_name, 0.0
        layout = self._layouts.get(key)
        if layout is None or needed > layout.room:
            # Smaller letters where a page is very narrow
            size = _fitting_size(strip, needed + self._link_width)
            key = strip, footer.left, font_name, size
            layout = self._layouts.get(key)
            if layout is None:
                layout = self._new_layout(strip, footer, font_name, size)
                self._layouts[key] = layout
            if size == _SIZE * strip.height:
                self._layouts[strip, footer.left, font_name, 0.0] = layout
        return layout

    def _needed(self, footer: Footer) -> float:
        """Give the width in ems of the middle and right texts, with gaps."""
        texts = (footer.middle, footer.right)
        return sum(self._font.width(text) + _GAP for text in texts if text)

    def _new_layout(
        self, strip: Strip, footer: Footer, font_name: str, size: float
    ) -> _Layout:
        """Draw the strip, the link and the left text in letters of a size."""
        margin = _MARGIN * strip.height
        baseline = _BASELINE * strip.height
        start = margin
        drawn = [f"BT {font_name} {number(size)} Tf"]
        link = None
        if self._link_text:
            width = self._font.width(self._link_text)
            written = self._font.written(self._link_text, start, baseline, size)
            drawn.append(f"{_LINK_COLOR} {written}")
            box = Box(start, 0, start + width * size, strip.height)
            link = self._link_on(_on_page(strip.matrix, box))
            start += (width + _GAP) * size
        drawn.append(_GREY)
        end = strip.width - margin
        room = (end - start) / size - self._needed(footer) - _GAP
        left = self._font.fit(footer.left, min(room, strip.width / size / 2))
        if left:
            drawn.append(self._font.written(left, start, baseline, size))
            start += (self._font.width(left) + _GAP) * size
        media, crop = Array(strip.media), Array(strip.crop)
        return _Layout(
            size=size,
            room=(end - start) / size,
            middle=strip.width / 2,
            left_end=start,
            end=end,
            baseline=baseline,
            before=self._pdf.make_stream(
                f"{_background(strip)}{' '.join(drawn)}".encode()
            ),
            after=self._pdf.make_stream(self._closing(strip).encode()),
            media=media,
            crop=crop,
            link=link,
        )

    def _closing(self, strip: Strip) -> str:
        """End the footer; on a strip of its own, cut the slide to its size."""
        if self._mode is not FooterMode.MARGIN:
            return "ET Q EMC"
        x0, y0, _, _ = slide = strip.slide
        return f"ET Q EMC q {numbers((x0, y0, slide.width, slide.height))} re W n"

    def _link_on(self, area: Box) -> Object:
        """Make what the links of like pages are copied from.

        They share what is indirect in it.
        """
        own = self._pdf.make_indirect
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=own(Array([round(side, 3) for side in area])),
            Border=own(Array([0, 0, 0])),
            F=_PRINT,
            A=self._link_action,
            Contents=self._link_description,
        )
        return own(link)

    def _words(self, layout: _Layout, footer: Footer) -> str:
        """Set the right text at the end and the middle one between."""
        size, baseline, end = layout.size, layout.baseline, layout.end
        words = ""
        if footer.right:
            end -= self._font.width(footer.right) * size
            words = self._font.written(footer.right, end, baseline, size)
            end -= _GAP * size
        if footer.middle:
            width = self._font.width(footer.middle)
            start = max(layout.middle - width * size / 2, layout.left_end)
            start = min(start, end - width * size)
            words += f" {self._font.written(footer.middle, start, baseline, size)}"
        return words

    def _add_link(self, page: Object, pattern: Object) -> None:
        """Put the link to the contents over its word."""
        link = self._pdf.make_indirect(copy(pattern))
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


def _background(strip: Strip) -> str:
    """Begin a footer: a white strip with a line below its upper edge."""
    line = strip.height / _LINE
    return (
        "/Artifact <</Type /Pagination /Subtype /Footer>> BDC q "
        f"{numbers(strip.matrix)} cm "
        f"1 g 0 0 {numbers((strip.width, strip.height))} re f "
        # A little below the edge: readers draw thin lines wider than they are
        f"0.75 g 0 {numbers((strip.height - 2 * line, strip.width, line))} re f "
    )


def _above(shown: Box, turned: int, height: float) -> Box:
    """What shows of a page above a strip at its lower edge."""
    if turned == 90:
        return shown._replace(x1=shown.x1 - height)
    if turned == 180:
        return shown._replace(y1=shown.y1 - height)
    if turned == 270:
        return shown._replace(x0=shown.x0 + height)
    return shown._replace(y0=shown.y0 + height)


def _on_page(matrix: Matrix, box: Box) -> Box:
    """Take a box of the strip to the page."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    ys = [b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1))]
    return Box(min(xs), min(ys), max(xs), max(ys))
