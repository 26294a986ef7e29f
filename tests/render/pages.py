"""Looks at laid-out pages and finished PDFs."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING, Any

import pikepdf
from weasyprint.formatting_structure import boxes

from syllabus.render.pdf import _layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def laid_out(html: str, course_folder: Path | None = None) -> list[Any]:
    """The page boxes of a page."""
    with _layout(html, course_folder) as (document, _):
        return [page._page_box for page in document.pages]


def content(page_box: Any) -> Iterator[Any]:
    """The boxes of a page, without those in its margins."""
    for child in page_box.children:
        if not isinstance(child, boxes.MarginBox):
            yield from within(child)


def within(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from within(child)


def pdf_text(data: bytes, *options: str) -> str:
    """What pdftotext reads."""
    run = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True
    )
    assert not run.stderr, run.stderr.decode()
    return run.stdout.decode()


def link_annotations(data: bytes) -> list[Any]:
    """The link annotations of a PDF as dicts of plain values."""
    pdf: Any
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            {
                "contents": str(annotation.get("/Contents", "")),
                "uri": str(annotation.get("/A", {}).get("/URI", "")),
                "dest": str(annotation.get("/Dest", "")),
            }
            for page in pdf.pages
            for annotation in page.get("/Annots") or ()
        ]


def structure(data: bytes) -> Iterator[tuple[int, str, dict[str, str]]]:
    """The elements of a PDF's structure: depth, role, and some of what they say."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from _elements(pdf.Root.StructTreeRoot.K[0], 0)


def _elements(element: Any, depth: int) -> Iterator[tuple[int, str, dict[str, str]]]:
    own = ("/Alt", "/E", "/ID", "/Lang")
    said = {key[1:]: str(element[key]) for key in own if key in element}
    attributes = element.get("/A", {})
    said |= {
        key[1:]: str(attributes[key])
        for key in ("/Scope", "/ColSpan", "/ListNumbering")
        if key in attributes
    }
    yield depth, str(element.S)[1:], said
    for kid in element.get("/K") or ():
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid, depth + 1)
