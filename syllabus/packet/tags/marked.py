"""Follow the marked content that a stream has already (ISO 32000-1, 14.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Dictionary, Object

from syllabus.packet.pages import Box
from syllabus.packet.tags.items import Hold, Item, Kind
from syllabus.packet.tags.lookup import resource
from syllabus.packet.tags.scan import name_of

if TYPE_CHECKING:
    from syllabus.packet.tags.items import Place, Reading
    from syllabus.packet.tags.lookup import Lookup
    from syllabus.packet.tags.scan import Instruction


@dataclass(slots=True)
class _Mark:
    """A sequence that is open; ``mcid`` is -1 unless the author's tree holds it."""

    number: int
    hold: Hold
    kept: bool = True
    mcid: int = -1
    span: Item | None = None


class Marks:
    """The sequences that are open at a point of a stream.

    Args:
        reading: Takes what is found.
        resources: What names in the stream mean.
        lookup: Layers of the deck.
        tree: The MCIDs that the author's tree holds.
    """

    def __init__(
        self,
        reading: Reading,
        resources: Object,
        lookup: Lookup,
        tree: frozenset[int],
    ) -> None:
        self._reading = reading
        self._resources = resources
        self._lookup = lookup
        self._tree = tree
        self._open: list[_Mark] = []
        self._span: Item | None = None
        self.hold = Hold.OPEN
        self.number = 0
        """The innermost sequence, 0 outside of all."""

    def add(self, item: Item) -> None:
        """Note what is painted at this point."""
        if self.hold is Hold.TAGGED:
            mcid = next(m.mcid for m in reversed(self._open) if m.mcid >= 0)
            self._reading.known[mcid] += item.count
            return
        if item.kind is Kind.TEXT and self.hold is Hold.OPEN:
            self._reading.loose_text += item.count
        if self._span is not None:
            _widen(self._span, item)
            return
        self._reading.items.append(item)

    def begin(self, instruction: Instruction, number: int, place: Place) -> None:
        """Open a sequence (BMC, BDC)."""
        tag = name_of(instruction.operands)
        properties = self._properties(instruction)
        mark = _Mark(number, self.hold)
        mcid = properties.get_int("/MCID") if properties is not None else None
        if mcid is not None and mcid in self._tree:
            # Within other tagged content, too: some writers nest it
            mark.hold, mark.mcid = Hold.TAGGED, mcid
            self._reading.known.setdefault(mcid, 0)
        elif self.hold is Hold.TAGGED:
            pass
        elif tag in {"/Artifact", "/OC"}:
            mark.hold = self._held_by(tag, properties)
        elif properties is not None and self._begin_span(
            instruction, properties, mark, place
        ):
            pass
        else:
            mark.kept = False
            self._reading.dropped.append((instruction.start, instruction.end))
        self._open.append(mark)
        self.hold, self.number = mark.hold, mark.number

    def _held_by(self, tag: str, properties: Object | None) -> Hold:
        if self.hold is not Hold.OPEN:
            return self.hold
        if tag == "/Artifact":
            return Hold.ARTIFACT
        return Hold.HIDDEN if self._lookup.is_hidden(properties) else Hold.OPEN

    def _begin_span(
        self, instruction: Instruction, properties: Object, mark: _Mark, place: Place
    ) -> bool:
        """Keep what the author says of content that no tree holds."""
        words = str(properties.get("/ActualText", ""))
        if not words.strip() or self._span is not None or self.hold is not Hold.OPEN:
            return False
        self._span = mark.span = Item(
            Kind.SPAN,
            instruction.start,
            instruction.start,
            place,
            self.hold,
            Box(0, 0, 0, 0),
            words=words,
            target=properties,
            opening_end=instruction.end,
        )
        self._reading.items.append(self._span)
        return True

    def end(self, instruction: Instruction) -> None:
        """Close the innermost sequence (EMC)."""
        if not self._open:
            self._reading.dropped.append((instruction.start, instruction.end))
            return
        mark = self._open.pop()
        within = self._open[-1] if self._open else _Mark(0, Hold.OPEN)
        self.hold, self.number = within.hold, within.number
        if not mark.kept:
            self._reading.dropped.append((instruction.start, instruction.end))
            return
        self._reading.mark_ends.append(instruction.end)
        if mark.span is not None:
            self._span = None
            mark.span.end = instruction.end

    def finish(self) -> None:
        """Note what is open at the end of the stream."""
        for mark in self._open:
            if mark.span is not None:  # its words stay
                mark.span.end = len(self._reading.content)
        self._reading.unclosed = sum(mark.kept for mark in self._open)

    def _properties(self, instruction: Instruction) -> Object | None:
        """Give the property list of BDC, written out or named."""
        if instruction.operator != b"BDC":
            return None
        _, _, rest = instruction.operands.strip().partition(b"/")
        found: object = None
        if b"<<" in rest:
            try:
                found = Object.parse(rest[rest.index(b"<<") :])
            except Exception:  # noqa: BLE001 -- a malformed list says nothing
                return None
        elif b"/" in rest:
            name = name_of(b"/" + rest.split(b"/")[-1])
            found = resource(self._resources, "/Properties", name)
        return found if isinstance(found, Dictionary) else None


def _widen(span: Item, item: Item) -> None:
    """Take the place and size of a span from what it holds."""
    if span.size == 0 and not span.box.area:
        for key in ("box", "size", "x", "y", "end_x", "end_y", "upright"):
            setattr(span, key, getattr(item, key))
    else:
        span.box = span.box.around(item.box)
        span.end_x, span.end_y = item.end_x, item.end_y
