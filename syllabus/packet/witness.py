"""A PDF as programs read it that had no part in making the packet.

pypdf tells pages, links and bookmarks, pdfium the text.
"""

from __future__ import annotations

import io
import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from syllabus.packet.opening import DeckRefused, open_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEB = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\s\u00ad\ufffe\u0002-]+")
"""What a reader of text puts in or leaves out by what stands nearby."""
_MOST_ENTRIES = 20_000

Target = int | str | None
"""A page, counted from 0, or an address; None for neither."""

Link = tuple[tuple[int, ...], Target]
"""Where a link lies on its page, and where it leads."""


@dataclass(slots=True)
class Entry:
    """A bookmark; its page from 0, or None where it leads nowhere."""

    title: str
    page: int | None
    children: list[Entry] = field(default_factory=list)


class Witness:
    """A PDF as pypdf and pdfium read it."""

    def __init__(self, data: bytes) -> None:
        import pypdf
        import pypdfium2

        self.data = data
        self._reader = pypdf.PdfReader(io.BytesIO(data))
        self.pages = list(self._reader.pages)
        self._numbers = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(self.pages)
            if page.indirect_reference is not None
        }
        self._pdfium = pypdfium2.PdfDocument(data)

    def close(self) -> None:
        """Let go of the file."""
        self._pdfium.close()

    @cached_property
    def _named(self) -> dict[str, Any]:
        return dict(self._reader.named_destinations)

    @cached_property
    def labels(self) -> list[str]:
        """The numbers of the pages as they are printed."""
        return self._reader.page_labels

    @property
    def has_layers(self) -> bool:
        """Whether some of it can be hidden."""
        return "/OCProperties" in self._root

    @property
    def _root(self) -> Any:
        return self._reader.root_object

    def letters(self, page: int) -> str:
        """The text of a page without what is between letters."""
        shown = self._pdfium[page]
        try:
            return _NO_LETTERS.sub("", shown.get_textpage().get_text_range())
        finally:
            shown.close()

    def links(self, page: int) -> list[Link]:
        """Where each link of a page lies and where it leads: to a page or the web."""
        annots = _plain(self.pages[page].get("/Annots")) or ()
        found = [_plain(annot) for annot in annots]
        return [
            (_rectangle(annot), self._place(annot))
            for annot in found
            if isinstance(annot, dict) and annot.get("/Subtype") == "/Link"
        ]

    def _place(self, holder: Any) -> Target:
        """Where a link or a bookmark leads; None if to neither page nor web."""
        action = _plain(holder.get("/A"))
        if not isinstance(action, dict):
            return self._page(holder.get("/Dest"))
        kind = action.get("/S")
        if kind == "/GoTo":
            return self._page(action.get("/D"))
        if kind == "/URI" and _WEB.match(uri := str(action.get("/URI"))):
            return uri.strip()
        named = {"/FirstPage": 0, "/LastPage": len(self.pages) - 1}
        return named.get(str(action.get("/N"))) if kind == "/Named" else None

    def _page(self, dest: Any) -> int | None:
        dest = _plain(dest)
        if isinstance(dest, str):
            found = self._named.get(dest)
            dest = found.dest_array if found is not None else None
        if not isinstance(dest, list) or not dest:
            return None
        # Plain list access gives the reference, pypdf's own what it refers to
        page = list.__getitem__(dest, 0)
        if isinstance(page, int):
            return int(page) if 0 <= page < len(self.pages) else None
        return self._numbers.get(getattr(page, "idnum", 0))

    def outline(self) -> list[Entry]:
        """The bookmarks, however they are chained."""
        top: list[Entry] = []
        root: Any = _plain(self._root.get("/Outlines"))
        pending = [(_reference(root, "/First"), top)]
        seen: set[int] = set()
        while pending and len(seen) < _MOST_ENTRIES:
            reference, siblings = pending.pop()
            item = _plain(reference)
            number = getattr(reference, "idnum", 0)
            if not isinstance(item, dict) or number in seen:
                continue
            seen.add(number)
            place = self._place(item)
            page = place if isinstance(place, int) else None
            entry = Entry(str(item.get("/Title", "")), page)
            siblings.append(entry)
            pending.append((_reference(item, "/Next"), siblings))
            pending.append((_reference(item, "/First"), entry.children))
        return top


def _plain(value: Any) -> Any:
    """What a reference refers to, or the value itself."""
    get: Any = getattr(value, "get_object", None)
    return get() if get else value


def _reference(item: Any, key: str) -> Any:
    """What stands in a dictionary as it is written there."""
    # pypdf's own access gives what a reference refers to
    return dict.get(item, key) if isinstance(item, dict) else None


def _rectangle(annot: Any) -> tuple[int, ...]:
    try:
        return tuple(round(float(number)) for number in annot["/Rect"])
    except (KeyError, TypeError, ValueError):
        return ()


def open_deck(data: bytes, pages: int) -> Witness | None:
    """Open a deck; one that pypdf cannot read as qpdf writes it anew."""
    return _read_whole(data, pages) or _read_whole(unlocked(data), pages)


def _read_whole(data: bytes, pages: int) -> Witness | None:
    """Open a deck if all that is compared can be read of as many pages."""
    try:
        deck = Witness(data)
        deck.outline()
        for page in range(len(deck.pages)):
            deck.links(page)
    except Exception:  # noqa: BLE001 - pypdf raises anything on a damaged file
        return None
    return deck if len(deck.pages) == pages else None


def unlocked(data: bytes, password: str = "") -> bytes:
    """A deck without its password, as qpdf mends it; empty if it cannot."""
    out = io.BytesIO()
    try:
        with open_pdf(data, password) as pdf:
            pdf.save(out, encryption=False)
    except DeckRefused:
        return b""
    return out.getvalue()


@contextmanager
def quiet_pypdf() -> Iterator[None]:
    """Keep pypdf from telling what it thinks of decks."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
