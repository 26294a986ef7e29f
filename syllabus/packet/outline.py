"""Bookmarks: read from a deck, written over a packet.

Entries are read into values and written anew: chains of any length and damage
are walked without recursion, and nothing else of the deck comes along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, String

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf

    from syllabus.packet.actions import Actions

_MAX_ENTRIES = 20_000
_MAX_DEPTH = 40
_COLOR_PARTS = 3


@dataclass(slots=True)
class Entry:
    """One bookmark. ``title`` is a PDF string, in whichever encoding it had.

    ``action`` is a safe action or an explicit destination, or None; ``is_lost`` says
    that it led where no packet leads.
    """

    title: bytes
    action: Object | None = None
    children: list[Entry] = field(default_factory=list)
    is_open: bool = False
    flags: int = 0
    color: tuple[float, ...] = ()
    is_lost: bool = False


def read_outline(pdf: Pdf, actions: Actions) -> list[Entry]:
    """Read the bookmarks of a file, with safe actions that name their pages.

    One that lost its target stays where others stand below it.
    """
    root = pdf.Root.get("/Outlines")
    if not isinstance(root, Dictionary):
        return []
    top: list[Entry] = []
    seen = ObjectSet([root])
    pending: list[tuple[object, list[Entry], int]] = [(root.get("/First"), top, 0)]
    given = 0
    while pending and given < _MAX_ENTRIES:
        item, siblings, depth = pending.pop()
        if not isinstance(item, Dictionary) or not seen.add(item):
            continue
        given += 1
        entry = _entry(item, actions)
        siblings.append(entry)
        pending.append((item.get("/Next"), siblings, depth))
        # What nests deeper than any viewer shows joins its parent's level
        below = (entry.children, depth + 1) if depth < _MAX_DEPTH else (siblings, depth)
        pending.append((item.get("/First"), *below))
    return _without_lost(top, actions)


def _without_lost(entries: list[Entry], actions: Actions) -> list[Entry]:
    """Drop the entries that nobody could follow; as deep as _MAX_DEPTH."""
    kept = []
    for entry in entries:
        entry.children = _without_lost(entry.children, actions)
        if entry.is_lost and not entry.children:
            actions.removed["bookmark"] += 1
        else:
            kept.append(entry)
    return kept


def _entry(item: Object, actions: Actions) -> Entry:
    title = item.get("/Title")
    action = None
    if "/A" in item:
        action = actions.safe(item.get("/A"))
    elif "/Dest" in item:
        action = actions.go_to(item.get("/Dest"))
    return Entry(
        title=bytes(title) if isinstance(title, String) else b"",
        action=action,
        is_open=(item.get_int("/Count") or 0) > 0,
        flags=(item.get_int("/F") or 0) & 3,
        color=_color(item.get("/C")),
        is_lost=action is None and not item.keys().isdisjoint({"/A", "/Dest"}),
    )


def _color(value: object) -> tuple[float, ...]:
    parts: list[object] = list(value) if isinstance(value, Array) else []
    if len(parts) != _COLOR_PARTS:
        return ()
    numbers = [float(p) for p in parts if isinstance(p, (int, Decimal))]
    return tuple(numbers) if len(numbers) == _COLOR_PARTS and any(numbers) else ()


def write_outline(
    pdf: Pdf,
    entries: list[Entry],
    own: Callable[[Object], Object] = lambda action: action,
) -> None:
    """Write the bookmarks of a file, or none if there are none.

    Args:
        pdf: The file, whose pages stand.
        entries: What to write.
        own: Brings an entry's action into the file.
    """
    if not entries:
        if "/Outlines" in pdf.Root:
            del pdf.Root["/Outlines"]
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    _write_level(pdf, root, entries, own)
    # The top level is always open
    root["/Count"] = len(entries) + sum(_shown(entry) for entry in entries)
    pdf.Root["/Outlines"] = root


def _write_level(
    pdf: Pdf, parent: Object, entries: list[Entry], own: Callable[[Object], Object]
) -> None:
    """Write a chain of siblings below their parent; as deep as _MAX_DEPTH."""
    items = [pdf.make_indirect(_item(parent, entry, own)) for entry in entries]
    for item, following in pairwise(items):
        item["/Next"] = following
        following["/Prev"] = item
    parent["/First"], parent["/Last"] = items[0], items[-1]
    for item, entry in zip(items, entries, strict=True):
        if entry.children:
            _write_level(pdf, item, entry.children, own)
            below = len(entry.children) + sum(_shown(e) for e in entry.children)
            item["/Count"] = below if entry.is_open else -below


def _shown(entry: Entry) -> int:
    """Count the entries that show below one in an open outline."""
    if not entry.is_open:
        return 0
    return len(entry.children) + sum(_shown(child) for child in entry.children)


def _item(parent: Object, entry: Entry, own: Callable[[Object], Object]) -> Dictionary:
    item = Dictionary(Title=String(entry.title), Parent=parent)
    if entry.action is not None:
        action = own(entry.action)
        item["/Dest" if isinstance(action, Array) else "/A"] = action
    if entry.flags:
        item["/F"] = entry.flags
    if entry.color:
        item["/C"] = Array(entry.color)
    return item
