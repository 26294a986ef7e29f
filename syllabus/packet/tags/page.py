"""A page while it is tagged: its streams, and what was found on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from syllabus.packet.pages import content_streams
from syllabus.packet.tags.items import Kind

if TYPE_CHECKING:
    from pikepdf import Object

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.annotations import PageLink
    from syllabus.packet.tags.items import Item, Reading
    from syllabus.packet.tags.layout import Block
    from syllabus.packet.tags.matrix import Matrix


@dataclass(slots=True)
class Part:
    """A stream of a page: its own content, or that of a form drawn only there."""

    form: Object | None
    reading: Reading
    first_mcid: int = 0


@dataclass(slots=True)
class Page:
    """A page while it is tagged. Boxes are as the page is shown, upright."""

    number: int
    obj: Object
    box: Box
    turn: Matrix
    back: Matrix
    parts: list[Part] = field(default_factory=list)
    links: list[PageLink] = field(default_factory=list)
    texts: list[Block] = field(default_factory=list)
    pictures: list[Block] = field(default_factory=list)
    whole_forms: list[Block] = field(default_factory=list)
    drawings: list[Item] = field(default_factory=list)
    drawn_bytes: int = 0
    title: Block | None = None
    _middles: list[tuple[float, float, Item]] | None = None

    def text_middles(self) -> list[tuple[float, float, Item]]:
        """Give the middle of each piece of text on the page."""
        if self._middles is None:
            texts = (item for item in self.items() if item.kind is Kind.TEXT)
            self._middles = [(*item.box.middle, item) for item in texts]
        return self._middles

    def items(self) -> list[Item]:
        """Give what the page paints, in order; forms where they are drawn."""
        items = [item for part in self.parts for item in part.reading.items]
        if len(self.parts) > 1:
            items.sort(key=lambda item: item.order)
        return items


def content_of(page: Object) -> bytes:
    """Give a page's content as one stream; what cannot be unpacked is left out."""
    parts = []
    for stream in content_streams(page):
        try:
            parts.append(stream.read_bytes())
        except pikepdf.PdfError:
            continue
    return b"\n".join(parts)
