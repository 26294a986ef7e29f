"""What to do with form XObjects: pages within a page.

A form's content can have tags of its own only if it is drawn once (ISO 32000-1,
14.7.4.2; ISO 14289-1, 7.20); one drawn more often is tagged where it is drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary

from syllabus.packet.tags.items import Kind
from syllabus.packet.tags.mark import mark_content
from syllabus.packet.tags.reader import ContentReader
from syllabus.packet.tags.scan import UnreadableContent

if TYPE_CHECKING:
    from collections.abc import Container

    from pikepdf import Object, Pdf

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.items import Item, Reading
    from syllabus.packet.tags.lookup import Lookup

_MAX_DEPTH = 12
_DRAWN = 1500
"""Bytes of drawing that make a form with words a picture, such as a chart."""
_PAGE = 0.7
"""A form that covers this part of the page is the page's content, no picture."""


class FormRole(Enum):
    """What becomes of a form where it is drawn."""

    DECORATION = auto()
    PICTURE = auto()
    TEXT = auto()
    UNFOLDED = auto()
    """Its content is tagged item by item."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a form paints, forms within it included."""

    text: bool = False
    image: bool = False
    drawn_bytes: int = 0
    readable: bool = True


class Forms:
    """The forms of one deck.

    Args:
        pdf: The deck.
        lookup: Fonts and layers of the deck.
        authored: The forms whose content the author's tree holds.
    """

    def __init__(
        self, pdf: Pdf, lookup: Lookup, authored: Container[tuple[int, int]] = ()
    ) -> None:
        self._pdf = pdf
        self._lookup = lookup
        self._authored = authored
        self._uses: Counter[tuple[int, int]] = Counter()
        self._facts: dict[tuple[int, int], _Facts] = {}
        self._roles: dict[tuple[int, int], FormRole] = {}
        self._cleared: set[tuple[int, int]] = set()

    def count(self, reading: Reading) -> None:
        """Count the forms that a page draws, and those within them."""
        pending = [i.target for i in reading.items if i.kind is Kind.FORM]
        while pending:
            form = pending.pop()
            if form is None:
                continue
            key = form.objgen
            self._uses[key] += 1
            if self._uses[key] == 1:
                within = self._read(form)
                if within is not None:
                    pending += [i.target for i in within.items if i.kind is Kind.FORM]
            elif self._uses[key] == 2:
                # Whatever is within it is drawn twice, too
                self._uses.update(self._within(form, 0))

    def _within(self, form: Object, depth: int) -> list[tuple[int, int]]:
        reading = self._read(form) if depth < _MAX_DEPTH else None
        if reading is None:
            return []
        forms = [i.xobject for i in reading.items if i.kind is Kind.FORM]
        return [key for f in forms for key in (f.objgen, *self._within(f, depth + 1))]

    def _read(self, form: Object) -> Reading | None:
        resources = form.get("/Resources")
        try:
            return ContentReader(
                form.read_bytes(),
                resources if isinstance(resources, Dictionary) else Dictionary(),
                self._lookup,
            ).read()
        except (UnreadableContent, pikepdf.PdfError):
            return None

    def role(self, item: Item, page: Box) -> FormRole:
        """Say what becomes of a form; once said, it stays."""
        form = item.xobject
        if form.objgen not in self._roles:
            self._roles[form.objgen] = self._find_role(form, item.box, page)
        return self._roles[form.objgen]

    def _find_role(self, form: Object, box: Box, page: Box) -> FormRole:
        if form.objgen in self._authored:
            return FormRole.UNFOLDED
        facts = self._about(form, 0)
        if not facts.text:
            return FormRole.PICTURE if facts.image else FormRole.DECORATION
        is_page = box.area >= _PAGE * page.area
        is_picture = facts.image or facts.drawn_bytes > _DRAWN
        if is_picture and not is_page:
            return FormRole.PICTURE
        once = self._uses[form.objgen] == 1 and facts.readable
        return FormRole.UNFOLDED if once else FormRole.TEXT

    def _about(self, form: Object, depth: int) -> _Facts:
        key = form.objgen
        if key not in self._facts:
            self._facts[key] = _Facts()  # for a form that draws itself
            self._facts[key] = self._examine(form, depth)
        return self._facts[key]

    def _examine(self, form: Object, depth: int) -> _Facts:
        reading = self._read(form)
        if reading is None:
            return _Facts(text=True, readable=False)
        kinds = {item.kind for item in reading.items}
        within = [
            self._about(item.target, depth + 1)
            for item in reading.items
            if item.kind is Kind.FORM and item.target is not None
            if depth < _MAX_DEPTH
        ]
        return _Facts(
            text=bool(kinds & {Kind.TEXT, Kind.SPAN}) or any(f.text for f in within),
            image=Kind.IMAGE in kinds or any(f.image for f in within),
            drawn_bytes=reading.drawn_bytes + sum(f.drawn_bytes for f in within),
        )

    def drawn_bytes(self, item: Item) -> int:
        """Give how much a form draws."""
        return self._about(item.xobject, 0).drawn_bytes

    def clear_marks(self, item: Item) -> None:
        """Take out of a form, tagged as a whole, the marks that no tree knows."""
        pending = [item.target]
        while pending:
            form = pending.pop()
            if form is None or form.objgen in self._cleared:
                continue
            if form.objgen in self._authored:
                continue
            self._cleared.add(form.objgen)
            reading = self._read(form)
            if reading is None:
                continue
            if reading.dropped:
                form.write(mark_content(reading).content)
            pending += [i.target for i in reading.items if i.kind is Kind.FORM]
