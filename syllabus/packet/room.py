"""Whether a deck's pages have room for footers in a margin that they leave blank.

Only pages on paper are asked: they are taller than wide, are printed as they are, and
often have margins. A slide grows by the strip instead: hardly any deck leaves the foot
of all its slides blank (1 of 16 real ones), and to know it each must be drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary

from syllabus.packet.pages import box_of, rotation, visible_box

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

    from syllabus.packet.pages import Box

ROOM = "/SyllabusRoom"
"""The mark of a prepared deck whose pages have room, in its catalog."""

_WHITE = 255
_QUARTER_TURNED = frozenset({90, 270})


def has_room(pdf: Pdf, data: bytes, password: str = "") -> bool:
    """Whether all pages are on paper and leave the place of the footer blank.

    Blank is what is white when drawn, with no link or field on it. A deck with layers
    has none: what it hides could stand there.

    Args:
        pdf: The deck, its pages cleaned.
        data: The same as bytes, for pdfium to draw.
        password: What opens it.
    """
    pages = [page.obj for page in pdf.pages]
    if "/OCProperties" in pdf.Root or not all(map(_is_upright, pages)):
        return False
    strips = [_strip_of(page) for page in pages]
    if any(map(_is_lain_on, pages, strips)):
        return False
    return _are_blank(data, password, strips)


def _is_upright(page: Object) -> bool:
    """Whether a page is shown taller than wide."""
    box = visible_box(page)
    return (box.width > box.height) == (rotation(page) in _QUARTER_TURNED)


def _strip_of(page: Object) -> Box:
    from syllabus.packet.stamp import strip_within

    return strip_within(visible_box(page), rotation(page))


def _is_lain_on(page: Object, strip: Box) -> bool:
    """Whether a link, a field or a remark lies on the strip."""
    annots = page.get("/Annots")
    for annot in annots if isinstance(annots, Array) else ():
        box = box_of(annot, "/Rect") if isinstance(annot, Dictionary) else None
        if box is not None and box.touches(strip):
            return True
    return False


def _are_blank(data: bytes, password: str, strips: list[Box]) -> bool:
    """Whether nothing is drawn on a strip of each page."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data, password or None)
    except pypdfium2.PdfiumError:
        return False
    try:
        return len(pdf) == len(strips) and all(
            _is_blank(pdf, number, strip) for number, strip in enumerate(strips)
        )
    except pypdfium2.PdfiumError:
        return False
    finally:
        pdf.close()


def _is_blank(pdf: object, number: int, strip: Box) -> bool:
    page = pdf[number]  # type: ignore[index]  # pypdfium2 has no types
    try:
        # What shows of the page is the strip now
        page.set_mediabox(*strip)
        page.set_cropbox(*strip)
        shown = page.render(scale=1, grayscale=True, may_draw_forms=False)
        return set(bytes(shown.buffer)) <= {_WHITE}
    finally:
        page.close()
