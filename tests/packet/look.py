"""Read packets back the way a reader would: links, bookmarks, pixels."""

import io
from typing import Any

import pypdf
import pypdfium2
from PIL import Image, ImageChops

Link = tuple[tuple[int, ...], int]
"""Where a link lies on its page and the page that it leads to."""


def page_numbers(reader: pypdf.PdfReader) -> dict[int, int]:
    return {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages)
        if page.indirect_reference is not None
    }


def links(data: bytes, text: str = "") -> list[list[Link]]:
    """The links of each page that lead to a page, in order.

    Links whose /Contents is ``text`` are left out, if given.
    """
    reader = pypdf.PdfReader(io.BytesIO(data))
    numbers = page_numbers(reader)
    named = reader.named_destinations
    found = []
    for page in reader.pages:
        on_page = []
        for reference in page.get("/Annots") or ():
            annot = reference.get_object()
            target = _target(annot, named, numbers)
            if target is not None and not (text and annot.get("/Contents") == text):
                rect = tuple(round(float(n)) for n in annot["/Rect"])
                on_page.append((rect, target))
        found.append(on_page)
    return found


def _target(annot: Any, named: Any, numbers: dict[int, int]) -> int | None:
    action = annot["/A"].get_object() if "/A" in annot else {}
    dest = action.get("/D") if action.get("/S") == "/GoTo" else annot.get("/Dest")
    if isinstance(dest, str):
        found = named.get(str(dest))
        dest = found.dest_array if found else None
    if not isinstance(dest, list) or not dest:
        return None
    return numbers.get(getattr(list.__getitem__(dest, 0), "idnum", 0))


def bookmarks(data: bytes) -> list[tuple[int, str, int | None]]:
    """Depth, title and page of each bookmark, in order."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    found: list[tuple[int, str, int | None]] = []

    def read(level: list[Any], depth: int) -> None:
        for item in level:
            if isinstance(item, list):
                read(item, depth + 1)
            else:
                page = reader.get_destination_page_number(item)
                found.append((depth, item.title, page))

    read(reader.outline, 0)
    return found


def text_of(data: bytes, page: int) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        text: str = pdf[page].get_textpage().get_text_bounded()
        return text
    finally:
        pdf.close()


def picture(
    data: bytes,
    page: int,
    scale: float = 0.5,
    box: tuple[float, ...] | None = None,
    *,
    fields: bool = False,
) -> Image.Image:
    """What a reader shows of a page, or of a box of it; with its fields, if asked."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        if fields:
            pdf.init_forms()
        if box is not None:
            pdf[page].set_mediabox(*box)
            pdf[page].set_cropbox(*box)
        shown = pdf[page].render(scale=scale, may_draw_forms=fields)
        image: Image.Image = shown.to_pil().convert("RGB")
        return image
    finally:
        pdf.close()


def shown_box(data: bytes, page: int) -> tuple[float, ...]:
    """The box of what a reader shows of a page."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        box: tuple[float, ...] = pdf[page].get_cropbox()
        return box
    finally:
        pdf.close()


def differing_pixels(one: Image.Image, other: Image.Image, tolerance: int = 8) -> int:
    """How many pixels differ by more than a tolerance in any colour."""
    worst = ImageChops.difference(one, other).convert("L")
    return sum(worst.histogram()[tolerance + 1 :])
