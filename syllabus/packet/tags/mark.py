"""Put marks around what a stream paints: bytes are inserted, none is changed.

Marked content and text objects nest (ISO 32000-1, 14.6.1): a sequence lies
within one text object or around whole ones. It never lies over the edge of
marks that are there already, nor over that of q and Q.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syllabus.packet.tags.items import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.packet.tags.items import Item, Owner, Place, Reading, TextObject


@dataclass(slots=True)
class Stretch:
    """Items, or whole text objects, within one pair of marks."""

    owner: Owner
    start: int
    end: int
    place: Place
    order: int
    span: Item | None = None


@dataclass(slots=True)
class Marked:
    """A stream with its marks; for each MCID the owner's key and the place in order."""

    content: bytes
    owners: list[tuple[int, int]] = field(default_factory=list)


def mark_content(reading: Reading, first_mcid: int = 0) -> Marked:
    """Mark what a stream paints, each item for its owner.

    Args:
        reading: What the stream holds.
        first_mcid: The first number to give.
    """
    edits: list[tuple[int, int, int, bytes]] = [
        (start, end, 2, b"\n") for start, end in reading.dropped
    ]
    marked = Marked(b"")
    for sequence in _sequences(reading):
        owner = sequence.owner
        mcid = b""
        if owner.key >= 0:
            mcid = b"/MCID %d" % (first_mcid + len(marked.owners))
            marked.owners.append((owner.key, sequence.order))
        if sequence.span is not None:
            edits.append(_renamed_span(sequence.span, mcid))
            continue
        opening = b"\n%b <<%b>> BDC" % (owner.tag, mcid)
        if not mcid:
            kind = b"BDC" if owner.tag.endswith(b">>") else b"BMC"
            opening = b"\n%b %b" % (owner.tag, kind)
        edits.append((sequence.start, sequence.start, 3, opening + b"\n"))
        edits.append((sequence.end, sequence.end, 1, b"\nEMC\n"))
    marked.content = _edited(reading.content, edits) + b"\nEMC" * reading.unclosed
    if reading.ends_in_text:
        marked.content += b"\nET"
    return marked


def _renamed_span(span: Item, mcid: bytes) -> tuple[int, int, int, bytes]:
    """Write the opening of a span anew, with its number."""
    listed = span.xobject.unparse(resolved=True)
    listed = re.sub(rb"/MCID\s+\d+", b"", listed)
    opening = b"\n/Span " + listed.rstrip()[:-2] + mcid + b">> BDC\n"
    return (span.start, span.opening_end, 2, opening)


def _edited(content: bytes, edits: list[tuple[int, int, int, bytes]]) -> bytes:
    """Make edits: at one place what closes comes before what opens."""
    edits.sort()
    parts = []
    position = 0
    for start, end, _, text in edits:
        parts.append(content[position:start])
        parts.append(text)
        position = max(position, end)
    parts.append(content[position:])
    return b"".join(parts)


def _sequences(reading: Reading) -> list[Stretch]:
    """Join what lies side by side and belongs together."""
    joined: list[Stretch] = []
    for unit in _units(reading):
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.owner == unit.owner
            and last.place == unit.place
            and last.span is None
            and unit.span is None
            and not _is_between(reading, last, unit)
        ):
            last.end = unit.end
        else:
            joined.append(unit)
    return joined


def _is_between(reading: Reading, one: Stretch, other: Stretch) -> bool:
    """Whether marks that are there already open and close between two units."""
    if not reading.mark_ends:
        return False
    return any(one.end <= end <= other.start for end in reading.mark_ends)


def _units(reading: Reading) -> list[Stretch]:
    """Give items with an owner; a text object of one owner as a whole."""
    whole = {t.first: t for t in reading.text_objects if _is_whole(t, reading.items)}
    units = []
    number = 0
    while number < len(reading.items):
        item = reading.items[number]
        owner = item.owner
        text_object = whole.get(number)
        if text_object is not None and owner is not None:
            units.append(
                Stretch(
                    owner,
                    text_object.start,
                    text_object.end,
                    text_object.place,
                    item.order,
                )
            )
            number = text_object.last + 1
            continue
        if owner is not None:
            span = item if item.kind is Kind.SPAN else None
            units.append(
                Stretch(owner, item.start, item.end, item.place, item.order, span)
            )
        number += 1
    return units


def _is_whole(text_object: TextObject, items: Sequence[Item]) -> bool:
    """Whether all that a text object shows belongs to one owner."""
    first, last = text_object.first, text_object.last
    if last < first or not text_object.closed:
        return False
    owner = items[first].owner
    mark = text_object.place.mark
    if owner is None:
        return False
    for item in items[first : last + 1]:
        if item.owner != owner or item.place.mark != mark or item.kind is Kind.SPAN:
            return False
    return True
