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
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from syllabus.packet.opening import DeckRefused, open_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\s\u00ad\ufffe\u0002-]+")
"""What a reader of text puts in or leaves out by what stands nearby."""
_MOST_ENTRIES = 20_000
_OTHER_FILES = frozenset({"/GoToR", "/GoToE", "/Launch"})


class Elsewhere(NamedTuple):
    """A target that is neither a page of the file nor an address; ``why`` says so."""

    why: str


_NOTHING = Elsewhere("that do nothing")
_NO_NAME = Elsewhere("to a name that the deck does not have")
_NO_PAGE = Elsewhere("to a page that is not there")
_NO_ADDRESS = Elsewhere("to an address that is neither web nor mail")
_OTHER_FILE = Elsewhere("to another file")
_COMMANDS = frozenset(
    {"/NextPage", "/PrevPage", "/GoBack", "/GoForward", "/GoToPage", "/Find"}
)
_COMMAND = Elsewhere("that command the reader's program")

Target = int | str | Elsewhere
"""A page, counted from 0, or an address or a command, or neither."""

Link = tuple[tuple[int, ...], Target]
"""Where a link lies on its page, as far as it shows, and where it leads."""

Place = tuple[float, float]


class Letter(NamedTuple):
    """What stands at one place of a page: ``text`` of one letter, or of a ligature.

    It does not print where a sign has no meaning.
    """

    text: str
    font: str
    place: Place


@dataclass(slots=True)
class Entry:
    """A bookmark and where it leads."""

    title: str
    target: Target
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
    def _named(self) -> dict[bytes, Any]:
        """Both tables of names; pypdf's own reading takes one of them alone."""
        table = _plain(self._root.get("/Dests"))
        found = dict(table) if isinstance(table, dict) else {}
        named = {_name_key(name): value for name, value in found.items()}
        names = _plain(self._root.get("/Names"))
        tree = names.get("/Dests") if isinstance(names, dict) else None
        return named | dict(_tree_items(tree))

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

    def letters_by_place(self, page: int) -> list[Letter]:
        """The letters of a page in their order; those of a ligature are one."""
        shown = self._pdfium[page]
        try:
            return list(_letters(shown.get_textpage()))
        finally:
            shown.close()

    def links(self, page: int) -> list[Link]:
        """Where each link that shows on a page lies, and where it leads."""
        annots = _plain(self.pages[page].get("/Annots")) or ()
        found = [_plain(annot) for annot in annots]
        shown = _shown(self.pages[page])
        return [
            (place, self._place(annot))
            for annot in found
            if isinstance(annot, dict)
            and annot.get("/Subtype") == "/Link"
            and (place := _part(annot, shown)) is not None
        ]

    def _place(self, holder: Any) -> Target:
        """Where a link or a bookmark leads."""
        action = _plain(holder.get("/A"))
        if not isinstance(action, dict):
            return self._page(holder.get("/Dest"))
        kind = str(action.get("/S"))
        if kind == "/GoTo":
            return self._page(action.get("/D"))
        if kind == "/URI":
            return self._address(str(action.get("/URI")).strip())
        if kind == "/Named":
            return self._command(str(action.get("/N")))
        return _OTHER_FILE if kind in _OTHER_FILES else Elsewhere(f"that do {kind[1:]}")

    def _command(self, name: str) -> Target:
        """Where a command of the reader's program leads, if it says so itself."""
        ends = {"/FirstPage": 0, "/LastPage": len(self.pages) - 1}
        return ends.get(name, name if name in _COMMANDS else _COMMAND)

    def _address(self, uri: str) -> Target:
        """An address, completed as viewers do."""
        if uri.lower().startswith("www."):
            uri = f"http://{uri}"
        start = _plain(self._root.get("/URI"))
        if isinstance(start, dict) and "/Base" in start:
            uri = urljoin(str(start["/Base"]), uri)
        return uri if _WEB.match(uri) else _NO_ADDRESS

    def _page(self, dest: Any) -> Target:
        dest = _plain(dest)
        if dest is None:
            return _NOTHING
        if isinstance(dest, (str, bytes)):
            dest = _plain(self._named.get(_name_key(dest)))
            if dest is None:
                return _NO_NAME
            if isinstance(dest, dict):
                dest = _plain(dest.get("/D"))
        if not isinstance(dest, list) or not dest:
            return _NO_PAGE
        # Plain list access gives the reference, pypdf's own what it refers to
        page = list.__getitem__(dest, 0)
        if isinstance(page, int):
            return int(page) if 0 <= page < len(self.pages) else _NO_PAGE
        return self._numbers.get(getattr(page, "idnum", 0), _NO_PAGE)

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
            entry = Entry(str(item.get("/Title", "")), self._place(item))
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


def _name_key(name: Any) -> bytes:
    """A name as both tables have it: strings as they are, names behind a stroke."""
    raw = getattr(name, "original_bytes", name)
    return raw if isinstance(raw, bytes) else str(raw).encode("utf-8", "replace")


def _tree_items(tree: Any) -> Iterator[tuple[bytes, Any]]:
    """The names and values of a tree of names (ISO 32000-1, 7.9.6)."""
    pending = [tree]
    seen: set[int] = set()
    while pending and len(seen) < _MOST_ENTRIES:
        node = _plain(pending.pop())
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        pending += reversed(_plain(node.get("/Kids")) or [])
        pairs = list(_plain(node.get("/Names")) or [])
        for name, value in zip(pairs[::2], pairs[1::2], strict=False):
            yield _name_key(_plain(name)), value


def _shown(page: Any) -> tuple[float, ...]:
    """What shows of a page: of its crop box what the medium has."""
    x0, y0, x1, y1 = _corners(page.mediabox)
    left, below, right, above = _corners(page.cropbox)
    part = (max(x0, left), max(y0, below), min(x1, right), min(y1, above))
    return part if part[0] < part[2] and part[1] < part[3] else (x0, y0, x1, y1)


def _corners(box: Any) -> tuple[float, ...]:
    a, b, c, d = (float(number) for number in box)
    return (min(a, c), min(b, d), max(a, c), max(b, d))


def _part(annot: Any, shown: tuple[float, ...]) -> tuple[int, ...] | None:
    """The part of an annotation that shows; None if it lies off the page."""
    try:
        x0, y0, x1, y1 = _corners(annot["/Rect"])
    except (KeyError, TypeError, ValueError):
        return ()
    if x0 < x1 and y0 < y1:
        x0, y0 = max(x0, shown[0]), max(y0, shown[1])
        x1, y1 = min(x1, shown[2]), min(y1, shown[3])
        if x0 >= x1 or y0 >= y1:
            return None
    return tuple(round(side) for side in (x0, y0, x1, y1))


def _letters(page: Any) -> Iterator[Letter]:
    """The letters of pdfium's reading of a page, without what it puts between them."""
    from ctypes import byref, c_double, c_int, create_string_buffer

    import pypdfium2.raw as pdfium

    x, y, flags, name = c_double(), c_double(), c_int(), create_string_buffer(200)
    last: Letter | None = None
    for index in range(page.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(page, index))
        if _NO_LETTERS.fullmatch(text) or pdfium.FPDFText_IsGenerated(page, index) == 1:
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, byref(x), byref(y))
        size = pdfium.FPDFText_GetFontInfo(page, index, name, 200, byref(flags))
        font = name.raw[: max(0, size - 1)].decode("utf-8", "replace")
        place = (round(x.value, 1), round(y.value, 1))
        if last is not None and last.place == place and last.font == font:
            last = last._replace(text=last.text + text)
            continue
        if last is not None:
            yield last
        last = Letter(text, font, place)
    if last is not None:
        yield last


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
