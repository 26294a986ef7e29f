"""Equal fonts, pictures and the like are kept once, however many decks bring them.

Two objects are equal if they are written alike and refer to equal objects. Equal
files make equal descriptors, these equal fonts, these equal resources: objects
are merged again and again until nothing new is equal.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Object, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pikepdf import Pdf

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|\b(\d+) 0 R", re.DOTALL)
"""A string, in which nothing refers to anything, or a reference."""

_DISTINCT = frozenset(
    # What has a place or state of its own, even if it is written alike
    {b"/Page", b"/Pages", b"/Annot", b"/OCG", b"/OCMD", b"/StructElem"}
    | {b"/StructTreeRoot", b"/Catalog", b"/Outlines"}
)
_TYPE = re.compile(rb"/Type (/\w+)")
_ROOT_KEYS = ("/Resources", "/Contents", "/Group")
_MAX_DEPTH = 100
_BETWEEN = b"\0"
"""In what is written of an object qpdf leaves no such byte as it is."""


@dataclass(slots=True)
class _Node:
    """An object that can be merged.

    ``refers`` are the numbers it refers to, ``digest`` is of all else in it.
    """

    refers: list[int]
    digest: bytes


@dataclass(slots=True)
class _Graph:
    """The objects that pages draw with, by number."""

    pdf: Pdf
    nodes: dict[int, _Node] = field(default_factory=dict)

    def add(self, roots: Iterable[int]) -> None:
        """Read objects and all that they refer to."""
        pending = list(roots)
        while pending:
            number = pending.pop()
            if number not in self.nodes:
                node = _read(self.pdf.get_object(number, 0))
                if node is not None:
                    self.nodes[number] = node
                    pending.extend(node.refers)


def _read(obj: Object) -> _Node | None:
    """Read an object, or None if it must stay distinct."""
    digest = hashlib.sha256()
    if isinstance(obj, Stream):
        text = obj.stream_dict.unparse(resolved=True)
        digest.update(hashlib.sha256(obj.get_raw_stream_buffer()).digest())
    elif isinstance(obj, (Dictionary, Array)):
        text = obj.unparse(resolved=True)
    else:
        return None
    if any(kind in _DISTINCT for kind in _TYPE.findall(text)):
        return None
    if b"/StructParents" in text:  # its content has tags of its own
        return None
    parts, refers = _split(text)
    digest.update(_BETWEEN.join(parts))
    return _Node(refers, digest.digest())


def _split(text: bytes) -> tuple[list[bytes], list[int]]:
    """Split what is written into text and references."""
    parts: list[bytes] = []
    refers: list[int] = []
    start = 0
    for match in _REFERENCE.finditer(text):
        if match[1] is not None:
            parts.append(text[start : match.start()])
            refers.append(int(match[1]))
            start = match.end()
    parts.append(text[start:])
    return parts, refers


def merge_equal_objects(pdf: Pdf, pages: Sequence[Object]) -> int:
    """Keep of equal objects that pages draw with only one; give how many went."""
    holders = [part for page in pages for part in _drawing_parts(page)]
    graph = _Graph(pdf)
    for holder in holders:
        graph.add(_split(holder.unparse())[1])
    kept = _representatives(graph.nodes)
    merged = {number: one for number, one in kept.items() if number != one}
    if not merged:
        return 0
    originals = {one: pdf.get_object(one, 0) for one in set(merged.values())}
    replace = _Replacement(merged, originals)
    for page in pages:
        replace.within(page, _ROOT_KEYS)
    for number, node in graph.nodes.items():
        if number not in merged and not merged.keys().isdisjoint(node.refers):
            replace.within(pdf.get_object(number, 0))
    return len(merged)


def _drawing_parts(page: Object) -> Iterator[Object]:
    """Give what a page draws with."""
    for key in _ROOT_KEYS:
        value = page.get(key)
        if isinstance(value, Object):
            yield value


def _representatives(nodes: dict[int, _Node]) -> dict[int, int]:
    """Map each object to the first that equals it, by repeated merging.

    An object is looked at again only when something it refers to was merged.
    """
    kept = {number: number for number in nodes}
    users: dict[int, list[int]] = {}
    for number, node in nodes.items():
        for other in node.refers:
            users.setdefault(other, []).append(number)
    first: dict[tuple[bytes | int, ...], int] = {}
    pending: Iterable[int] = sorted(nodes)
    while pending:
        changed = set()
        for number in pending:
            if kept[number] != number:
                continue
            node = nodes[number]
            references = tuple(_last(kept, n) for n in node.refers)
            one = first.setdefault((node.digest, *references), number)
            if one != number:
                kept[number] = one
                changed.add(number)
        # An object that came first may have been merged into another since
        pending = sorted({user for number in changed for user in users.get(number, ())})
    return {number: _last(kept, number) for number in kept}


def _last(kept: dict[int, int], number: int) -> int:
    """Follow an object to what is kept of it; what is no node stays itself."""
    while (one := kept.get(number, number)) != number:
        number = one
    return number


@dataclass(slots=True)
class _Replacement:
    """Puts what is kept in place of what was merged into it."""

    merged: dict[int, int]
    originals: dict[int, Object]

    def within(
        self, holder: Object, keys: Iterable[str] | None = None, depth: int = 0
    ) -> None:
        """Replace in an object and what lies directly in it.

        Args:
            holder: A dictionary, stream or array.
            keys: Of a dictionary, what to look at; None means everything.
            depth: How deep it lies in its own holder.
        """
        if depth > _MAX_DEPTH:
            return
        items: Iterable[tuple[int | str, object]]
        if isinstance(holder, Array):
            items = enumerate(list(holder))
        else:
            names = holder.keys() if keys is None else keys
            items = [(name, holder.get(name)) for name in names]
        for key, value in items:
            if not isinstance(value, (Array, Dictionary, Stream)):
                continue
            if not value.is_indirect:
                self.within(value, depth=depth + 1)
            elif (number := value.objgen[0]) in self.merged:
                holder[key] = self.originals[self.merged[number]]
