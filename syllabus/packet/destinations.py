"""Where a link leads: named destinations and page references made explicit.

Names mean something only inside their own file, so that every one of them is
resolved before files are joined (ISO 32000-2, 12.3.2).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, String

from syllabus.packet.pages import rotation, visible_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pikepdf import Pdf

_MAX_NAMES = 200_000
_VIEW_NUMBERS = {
    "/XYZ": 3,
    "/Fit": 0,
    "/FitH": 1,
    "/FitV": 1,
    "/FitR": 4,
    "/FitB": 0,
    "/FitBH": 1,
    "/FitBV": 1,
}


class Target(NamedTuple):
    """A page of the file, counted from 0, and how it is shown there."""

    page: int
    view: tuple[str | int | Decimal | None, ...] = ("/Fit",)


class Destinations:
    """Resolves the destinations of one file."""

    def __init__(self, pdf: Pdf) -> None:
        self._root = pdf.Root
        self._pages = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}
        self._named: dict[bytes, Object] | None = None
        self._targets: dict[bytes, Target | None] = {}

    @property
    def page_count(self) -> int:
        """The number of pages a destination can name."""
        return len(self._pages)

    def resolve(self, dest: object) -> Target | None:
        """Find the target of a /Dest or /D value, or None if it has none."""
        if isinstance(dest, (String, Name)):
            return self._resolve_name(dest)
        return self._resolve_explicit(dest)

    def _resolve_name(self, name: Object) -> Target | None:
        key = _name_key(name)
        if key not in self._targets:
            if self._named is None:
                self._named = dict(_named_destinations(self._root))
            found = self._named.get(key)
            if isinstance(found, Dictionary):
                found = found.get("/D")
            self._targets[key] = self._resolve_explicit(found)
        return self._targets[key]

    def _resolve_explicit(self, dest: object) -> Target | None:
        if not isinstance(dest, Array) or not len(dest):
            return None
        page = self._page_number(dest[0])
        return None if page is None else Target(page, _view([*dest][1:6]))

    def _page_number(self, page: object) -> int | None:
        if isinstance(page, int):
            # Meant for other files, written by some for their own pages too
            return page if 0 <= page < len(self._pages) else None
        if isinstance(page, Dictionary):
            return self._pages.get(page.objgen)
        return None


def _name_key(name: Object) -> bytes:
    """Tell strings from names: each kind has a table of its own."""
    if isinstance(name, Name):
        return b"/" + str(name).encode("utf-8", "surrogateescape")
    return b"(" + bytes(name)


def _named_destinations(root: Object) -> Iterator[tuple[bytes, Object]]:
    """Give every named destination, from /Dests and from the /Names tree."""
    table = root.get("/Dests")
    if isinstance(table, Dictionary):
        for key in list(table.keys())[:_MAX_NAMES]:
            value = table.get(key)
            if isinstance(value, Object):
                yield b"/" + key.encode("utf-8", "surrogateescape"), value
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        for name, value in name_tree_items(names.get("/Dests")):
            yield b"(" + name, value


def name_tree_items(tree: object) -> Iterator[tuple[bytes, Object]]:
    """Give names and values of a name tree, however it is damaged."""
    seen = ObjectSet()
    pending = [tree]
    given = 0
    while pending and given < _MAX_NAMES:
        node = pending.pop()
        if not isinstance(node, Dictionary) or not seen.add(node):
            continue
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            pending.extend(reversed(list(kids)))
        pairs = node.get("/Names")
        if isinstance(pairs, Array):
            items = list(pairs)
            for name, value in zip(items[::2], items[1::2], strict=False):
                if isinstance(name, String) and isinstance(value, Object):
                    given += 1
                    yield bytes(name), value


def _view(items: Sequence[object]) -> tuple[str | int | Decimal | None, ...]:
    """Give the view of an explicit destination; what is malformed shows all."""
    kind = str(items[0]) if items and isinstance(items[0], Name) else ""
    wanted = _VIEW_NUMBERS.get(kind)
    if wanted is None:
        return ("/Fit",)
    numbers = [
        n if isinstance(n, (int, Decimal)) else None for n in items[1 : 1 + wanted]
    ]
    numbers += [None] * (wanted - len(numbers))
    if kind == "/FitR" and None in numbers:
        return ("/Fit",)
    return (kind, *numbers)


def explicit(page: Object, view: tuple[str | int | Decimal | None, ...]) -> Array:
    """Write a destination that names its page."""
    return Array([page, Name(str(view[0])), *view[1:]])


def top_of(page: Object) -> Array:
    """Give the destination that shows a page from its top as it is turned."""
    box = visible_box(page)
    turned = rotation(page)
    left = box.x0 if turned in {0, 90} else box.x1
    top = box.y1 if turned in {0, 270} else box.y0
    return explicit(page, ("/XYZ", round(left), round(top), None))
