"""The links to the web on the slides of a deck.

A worker imports this and nothing of the course's model.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Page

MOST = 1000
"""Addresses that are read of a deck; real ones have under a hundred."""


def links_in(path: str) -> tuple[tuple[int, str], ...]:
    """In a worker: each web address of a deck, with its first slide, from 1.

    A deck that cannot be opened has none.
    """
    import pikepdf

    from syllabus.packet.opening import DeckRefused, open_or_mend

    found: dict[str, int] = {}
    try:
        pdf, _ = open_or_mend(Path(path).read_bytes())
        with pdf:
            for number, page in enumerate(pdf.pages, start=1):
                for address in _addresses(page):
                    found.setdefault(address, number)
                if len(found) >= MOST:
                    break
    except (DeckRefused, pikepdf.PdfError, OSError):
        return ()
    return tuple((number, address) for address, number in found.items())[:MOST]


def _addresses(page: Page) -> Iterator[str]:
    """Where the links of a slide lead (ISO 32000-2, 12.6.4.8), as far as to the web."""
    from pikepdf import Array, Dictionary, String

    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, Array) else ():
        action = annotation.get("/A") if isinstance(annotation, Dictionary) else None
        uri = action.get("/URI") if isinstance(action, Dictionary) else None
        if isinstance(uri, String) and (address := str(uri).strip()).startswith("http"):
            yield address
