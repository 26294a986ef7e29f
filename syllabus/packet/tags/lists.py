"""Find lists among the paragraphs of a page, where their marks leave no doubt.

Marks of one list stand in one column, in one font, and are all the same bullet
or numbers that count up. What is set further in, with marks of its own, is a
list below the entry before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pikepdf import Array, Dictionary, Name

from syllabus.packet.tags.items import Kind
from syllabus.packet.tags.layout import Block, Role, joined_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pikepdf import Object

    from syllabus.packet.tags.fonts import Font
    from syllabus.packet.tags.items import Item
    from syllabus.packet.tags.tree import TreeWriter

# Signs that formulas begin with (a dash, an asterisk, a dot) are not among them.
_MARK = re.compile(
    r"\s*(?:(?P<bullet>[•◦▪▫‣⁃●○■□▶►▸❖✓✔➢➤\ue000-\uf8ff])|"
    r"(?P<before>[(\[]?)(?P<number>[1-9]\d?)(?P<after>[.)\]])(?!\d))\s*"
)
_SAME_COLUMN = 0.2
"""How far apart marks of one list may stand, in ems."""
_DEEPER = 4.0
"""How much further in a list below an entry may stand, in ems."""
_SAME_BASE = 0.3
_GAP = 2.5
"""How far before its text a mark that is drawn later may stand, in ems."""


class _Mark(NamedTuple):
    """The mark of an entry, and where it stands."""

    style: str
    number: int
    x: float
    size: float
    font: Font | None


class _Marked(NamedTuple):
    """A paragraph with a mark.

    The mark is in ``label``, if that is drawn elsewhere; else in the first item of
    the paragraph, where ``is_alone`` tells whether no other text is with it.
    """

    mark: _Mark
    label: Block | None
    block: Block
    is_alone: bool


@dataclass(slots=True)
class Entry:
    """An entry of a list; ``label`` is its mark, if that stands by itself."""

    label: Block | None
    body: Block
    below: list[ListRun] = field(default_factory=list)

    def blocks(self) -> Iterable[Block]:
        """Give what is heard, in order."""
        if self.label is not None:
            yield self.label
        yield self.body
        for run in self.below:
            yield from run.blocks()


@dataclass(slots=True)
class ListRun:
    """A list, numbered or not."""

    numbered: bool
    entries: list[Entry] = field(default_factory=list)

    def blocks(self) -> Iterable[Block]:
        """Give what is heard, in order."""
        for entry in self.entries:
            yield from entry.blocks()


def with_lists(blocks: Sequence[Block]) -> list[Block | ListRun]:
    """Put lists in the place of their paragraphs.

    Some programs draw all marks of a list after its text; each comes back to the
    line that it stands before.

    Args:
        blocks: What a page has, in reading order.
    """
    labels = _labels_by_text(blocks)
    away = {id(label) for label in labels.values()}
    arranged: list[Block | ListRun] = []
    run: list[_Marked] = []
    for block in blocks:
        if id(block) in away:
            continue
        marked = _marked(labels.get(id(block)), block)
        if marked is None or not _fits(run, marked.mark):
            arranged += _closed(run)
            run = []
        if marked is None:
            arranged.append(block)
        else:
            run.append(marked)
    return arranged + _closed(run)


def _labels_by_text(blocks: Sequence[Block]) -> dict[int, Block]:
    """Find the paragraphs that are but a mark, by the paragraph that each is for."""
    found: dict[int, Block] = {}
    lines = [block for block in blocks if _is_text(block)]
    labels = [block for block in lines if _is_label(block)]
    texts = [b for b in lines if not _is_label(b) and _is_wordy(b.items)]
    for label in labels:
        for text in texts:
            if _stands_before(label.items[0], text.items[0]):
                found.setdefault(id(text), label)
                break
    return found


def _is_label(block: Block) -> bool:
    first = block.items[0]
    return len(block.items) == 1 and _MARK.fullmatch(first.text()) is not None


def _is_wordy(items: Iterable[Item]) -> bool:
    return any(map(str.isalnum, joined_text(items)))


def _stands_before(label: Item, text: Item) -> bool:
    if abs(label.y - text.y) > _SAME_BASE * label.size:
        return False
    return 0 <= text.x - label.end_x <= _GAP * label.size


def _is_text(block: Block) -> bool:
    first = block.items[0]
    return block.role is Role.TEXT and first.kind is Kind.TEXT and first.upright


def _marked(label: Block | None, block: Block) -> _Marked | None:
    """Tell the mark of a paragraph: a label given, or the beginning of its text."""
    if not _is_text(block):
        return None
    first = (label or block).items[0]
    match = _MARK.match(first.text())
    if match is None:
        return None
    text = match.string[match.end() :]
    is_wordy = any(map(str.isalnum, text)) or _is_wordy(block.items[1:])
    if label is None and not is_wordy:
        return None
    mark = _Mark(
        match["bullet"] or f"{match['before']}1{match['after']}",
        int(match["number"] or 0),
        first.x,
        first.size,
        first.shown.font if first.shown is not None else None,
    )
    return _Marked(mark, label, block, is_alone=not text)


def list_element(
    page: Object,
    run: ListRun,
    writer: TreeWriter,
    parent: Object,
    made: Callable[[Block | ListRun, Object], Object],
) -> Object:
    """Make the element of a list (ISO 32000-1, 14.8.4.3.3).

    Args:
        page: The page that the list is on.
        run: The list.
        writer: Makes elements.
        parent: What it is in.
        made: Makes the element of a part in another.
    """
    element = writer.element("L", parent, Pg=page)
    kind = Name.Decimal if run.numbered else Name.Disc
    element["/A"] = Dictionary(O=Name.List, ListNumbering=kind)
    entries = []
    for entry in run.entries:
        item = writer.element("LI", element, Pg=page)
        label = [made(entry.label, item)] if entry.label is not None else []
        body = made(entry.body, item)
        below = [made(inner, body) for inner in entry.below]
        if below:
            own = body.get("/K")
            body["/K"] = Array([*(own if isinstance(own, Array) else [own]), *below])
        item["/K"] = Array([*label, body])
        entries.append(item)
    element["/K"] = Array(entries)
    return element


def _is_in_column(one: _Mark, other: _Mark) -> bool:
    return abs(one.x - other.x) <= _SAME_COLUMN * max(one.size, other.size)


def _fits(run: Sequence[_Marked], mark: _Mark) -> bool:
    """Whether an entry goes on with a run: in a column of it, or little further in."""
    came_back = False
    for other in (marked.mark for marked in reversed(run)):
        if _is_in_column(other, mark):
            return (
                other.style == mark.style
                and other.font is mark.font
                and mark.number == other.number + bool(mark.number)
            )
        if other.x < mark.x:
            is_near = mark.x - other.x <= _DEEPER * other.size
            return is_near and mark.number <= 1 and not came_back
        came_back = True
    return False


def _closed(run: Sequence[_Marked]) -> list[Block | ListRun]:
    """Make a list of a run; a single mark is no list."""
    if len(run) < 2:
        return [b for m in run for b in (m.label, m.block) if b is not None]
    columns: list[tuple[_Mark, ListRun]] = []
    for marked in run:
        mark = marked.mark
        while columns and not _is_in_column(columns[-1][0], mark):
            if columns[-1][0].x < mark.x:
                break
            columns.pop()
        if not columns or not _is_in_column(columns[-1][0], mark):
            below = ListRun(numbered=mark.number > 0)
            if columns:
                columns[-1][1].entries[-1].below.append(below)
            columns.append((mark, below))
        columns[-1][1].entries.append(_entry(marked))
    return [columns[0][1]]


def _entry(marked: _Marked) -> Entry:
    """Take a paragraph apart into mark and text."""
    label, block = marked.label, marked.block
    if label is None and marked.is_alone:
        first, *rest = block.items
        label = Block(Role.LABEL, [first], first.box, first.size)
        block = Block(Role.BODY, rest, block.box, block.size)
    for part, role in ((label, Role.LABEL), (block, Role.BODY)):
        if part is not None:
            part.role = role
    return Entry(label, block)
