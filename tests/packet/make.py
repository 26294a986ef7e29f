"""Small PDFs for tests, each made of what one test is about."""

import io
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from fontTools.fontBuilder import (  # type: ignore[import-untyped]
    FontBuilder,
)
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from pikepdf.exceptions import PageCopyWarning

from syllabus.packet.plan import (
    Bookmark,
    Footer,
    FooterMode,
    LabelRange,
    LabelStyle,
    PacketPlan,
    Run,
)

SLIDE = (0, 0, 720, 540)


def saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        # Tests make files that pikepdf warns of, since decks are such files
        warnings.simplefilter("ignore", PageCopyWarning)
        pdf.save(out, static_id=True)
    return out.getvalue()


def opened(data: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(data))


def square(x: float, y: float, side: float = 60, color: str = "1 0 0") -> bytes:
    """Content that fills a square."""
    return f"q {color} rg {x} {y} {side} {side} re f Q".encode()


def add_page(
    pdf: Pdf,
    content: bytes | None = None,
    box: tuple[float, ...] = SLIDE,
    **keys: Any,
) -> Object:
    """Add a page; its content is a red square near the lower left corner."""
    page = Dictionary(
        Type=Name.Page, MediaBox=Array(box), Resources=Dictionary(), **keys
    )
    if content is None:
        content = square(box[0] + 20, box[1] + 20)
    if "Contents" not in keys:
        page["/Contents"] = pdf.make_stream(content)
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


def add_link(pdf: Pdf, page: Object, **keys: Any) -> Object:
    """Add a link that covers a corner of a page."""
    link = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 60, 40]), **keys
        )
    )
    if "/Annots" not in page:
        page["/Annots"] = Array()
    page["/Annots"].append(link)
    return link


def deck(
    pages: int = 3, change: Callable[[Pdf], object] | None = None, **keys: Any
) -> bytes:
    """A deck of plain pages, changed by a function before it is saved."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            add_page(pdf, **keys)
        if change is not None:
            change(pdf)
        return saved(pdf)


def named_deck(names: dict[str, int], pages: int = 3) -> bytes:
    """A deck whose first page links to named destinations, in order."""

    def change(pdf: Pdf) -> None:
        kids = [
            part
            for name, page in sorted(names.items())
            for part in (
                String(name),
                Dictionary(D=Array([pdf.pages[page].obj, Name.Fit])),
            )
        ]
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(kids)))
        for name in names:
            add_link(
                pdf,
                pdf.pages[0].obj,
                A=Dictionary(S=Name.GoTo, D=String(name)),
            )

    return deck(pages, change)


def plan_for(
    *page_counts: int,
    mode: FooterMode = FooterMode.MARGIN,
    footers: bool = True,
    front: int = 0,
) -> PacketPlan:
    """A plan that takes a front matter, if any, and whole decks in order."""
    runs = [Run(0, 0, front)] if front else []
    bookmarks, start = [], front
    for number, count in enumerate(page_counts, start=1):
        words = tuple(
            Footer(
                f"CSE 599 · Lecture {number}", f"slide {i + 1} of {count}", f"page {i}"
            )
            for i in range(count)
        )
        runs.append(Run(number, 0, count, words if footers else None))
        bookmarks.append(Bookmark(f"Lecture {number}", start, deck=number))
        start += count
    labels = [LabelRange(front, LabelStyle.DECIMAL)] if start > front else []
    if front:
        labels.insert(0, LabelRange(0, LabelStyle.ROMAN))
    return PacketPlan(
        title="CSE 599: all slides",
        language="en-US",
        runs=tuple(runs),
        bookmarks=tuple(bookmarks),
        labels=tuple(labels),
        destinations={
            f"lecture-{n}-deck-1": bookmark.page
            for n, bookmark in enumerate(bookmarks, start=1)
        },
        contents_page=0,
        footer_mode=mode,
    )


@cache
def footer_font() -> bytes:
    """A font whose letters are filled boxes, for tests that look at pixels."""
    characters = [*map(chr, range(33, 127)), "·", "…", "é"]
    names = [".notdef", "space", *(f"c{ord(c):x}" for c in characters)]
    pen = TTGlyphPen(None)
    for n, corner in enumerate([(80, 0), (80, 700), (520, 700), (520, 0)]):
        (pen.lineTo if n else pen.moveTo)(corner)
    pen.closePath()
    box, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    codes = {32: "space", **{ord(c): f"c{ord(c):x}" for c in characters}}
    builder.setupCharacterMap(codes)
    builder.setupGlyf({n: empty if n == "space" else box for n in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 80)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"psName": "Boxes"}, mac=False)
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
