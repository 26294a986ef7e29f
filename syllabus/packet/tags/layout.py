"""Gather what a page paints into what a listener hears: titles, lines, pictures.

All of it is a reading of positions and sizes. Where content is in a sensible
order already, that order stays: authors and programs know it better.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.items import Item

_SAME_LINE = 0.6
"""How far apart baselines on one line may lie, in ems: exponents, indices."""
_WORD_GAP = 0.15
_COLUMN_GAP = 2.5
_OVERLAP = 4.0
_LEADING = (0.3, 1.6)
_INDENT = 2.0
_ALIKE = 1.25
_BULLET = re.compile(
    r"\s*(?:[•◦▪▫‣⁃–—●○■□▶►▸❖✓✔➢➤→∗*·§\-\ue000-\uf8ff]\s*|"
    r"\(?[0-9]{1,2}[.)](?!\d)|\[\d{1,3}\])"
)
_TITLE_ZONE = 0.62
"""A title starts above this part of the page's height."""
_TITLE_SIZE = 1.15
_TITLE_LENGTH = 200
_LONE_BLOCKS = 3
_LONE_SIZE = 1.5
_TITLE_LINES = 4
_MARGIN_BAND = 0.12
_DISORDER = 0.25
_GUTTER = 0.03


class Role(StrEnum):
    """What a block is in the tree: a standard structure type (14.8.4)."""

    TITLE = "H"
    TEXT = "P"
    FIGURE = "Figure"
    LABEL = "Lbl"
    BODY = "LBody"


@dataclass(slots=True, eq=False)
class Block:
    """Items that are heard together, in the order of the content."""

    role: Role
    items: list[Item]
    box: Box
    size: float = 0.0
    picture: int = -1
    """The picture's number on its page, from 0."""

    def text(self) -> str:
        """Give what the block says."""
        return joined_text(self.items)


@dataclass(slots=True)
class _Line:
    """Items on one baseline."""

    items: list[Item]
    along: float
    base: float
    size: float
    box: Box
    count: int

    def add(self, item: Item) -> None:
        if item.size > self.size * 1.1:
            self.base, self.size = _base(item), item.size
        self.items.append(item)
        self.along = max(self.along, _end(item))
        self.box = self.box.around(item.box)
        self.count += item.count


def _base(item: Item) -> float:
    return item.y if item.upright else item.x


def _start(item: Item) -> float:
    return min(item.x, item.end_x) if item.upright else min(item.y, item.end_y)


def _end(item: Item) -> float:
    return max(item.x, item.end_x) if item.upright else max(item.y, item.end_y)


def joined_text(items: Iterable[Item]) -> str:
    """Give the text of items with a space at each gap and line's end."""
    parts: list[str] = []
    previous: Item | None = None
    for item in items:
        if previous is not None and _is_apart(previous, item):
            parts.append(" ")
        parts.append(item.text())
        previous = item
    return " ".join("".join(parts).split())


def _is_apart(one: Item, other: Item) -> bool:
    size = max(one.size, other.size)
    if abs(_base(one) - _base(other)) > _SAME_LINE * size:
        return True
    return abs(_start(other) - _end(one)) > _WORD_GAP * size


def text_blocks(items: Iterable[Item]) -> list[Block]:
    """Gather text into lines, and lines into paragraphs."""
    blocks: list[Block] = []
    last: _Line | None = None
    for line in _lines(items):
        if last is not None and _continues(blocks[-1], last, line):
            block = blocks[-1]
            block.items += line.items
            block.box = block.box.around(line.box)
        else:
            blocks.append(Block(Role.TEXT, line.items, line.box, line.size))
        last = line
    return blocks


def _lines(items: Iterable[Item]) -> list[_Line]:
    lines: list[_Line] = []
    for item in items:
        if lines and _is_on(lines[-1], item):
            lines[-1].add(item)
        else:
            lines.append(
                _Line([item], _end(item), _base(item), item.size, item.box, item.count)
            )
    return lines


def _is_on(line: _Line, item: Item) -> bool:
    """Whether an item goes on where a line has come to."""
    if item.upright != line.items[-1].upright:
        return False
    size = max(line.size, item.size)
    if abs(_base(item) - line.base) > _SAME_LINE * size:
        return False
    return -_OVERLAP * size <= _start(item) - line.along <= _COLUMN_GAP * size


def _continues(block: Block, last: _Line, line: _Line) -> bool:
    """Whether a line goes on with a paragraph."""
    size = max(last.size, line.size)
    if line.items[0].upright != last.items[0].upright or not size:
        return False
    leading = abs(last.base - line.base)
    if size > _ALIKE * min(last.size, line.size):
        # The limits of a sum or a maximum, and other small print of a line
        return leading <= size and last.box.touches(line.box)
    if not _LEADING[0] * size <= leading <= _LEADING[1] * size:
        return False
    starts = abs(_start(line.items[0]) - _start(block.items[0]))
    centred = abs(_middle(line) - _middle(last))
    if min(starts, centred) > _INDENT * size:
        return False
    return not _BULLET.match(line.items[0].text())


def _middle(line: _Line) -> float:
    box = line.box
    if line.items[0].upright:
        return (box.x0 + box.x1) / 2
    return (box.y0 + box.y1) / 2


def body_size(blocks: Iterable[Block]) -> float:
    """Give the size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        for item in block.items:
            sizes[round(item.size, 1)] += item.count
    half = sum(sizes.values()) / 2
    for size in sorted(sizes):
        half -= sizes[size]
        if half <= 0:
            return size
    return 0.0


def find_title(
    blocks: Sequence[Block], page: Box, body: float, *, first: bool
) -> Block | None:
    """Find the title of a slide: large and near the top; anywhere on the first.

    Args:
        blocks: The text of the page as it is shown, upright.
        page: The page as it is shown.
        body: The size of most of the deck's text.
        first: Whether it is the first page, where titles stand in the middle.
    """
    limit = page.y0 + (0.0 if first else _TITLE_ZONE) * page.height
    near_top = [b for b in blocks if b.box.y1 >= limit and _is_wordy(b)]
    if not near_top:
        return _lone_title(blocks, body)
    title = max(near_top, key=lambda b: (round(b.size, 1), b.box.y1))
    if title.size >= _TITLE_SIZE * body:
        return title
    others = [b.size for b in blocks if b is not title]
    topmost = all(b.box.y1 <= title.box.y1 for b in near_top)
    if others and topmost and title.size > max(others):
        return title
    return _lone_title(blocks, body)


def _lone_title(blocks: Sequence[Block], body: float) -> Block | None:
    """Find the title of a slide that holds little else, in letters twice as large."""
    if not 0 < len(blocks) <= _LONE_BLOCKS:
        return None
    title = max(blocks, key=lambda b: b.size)
    return title if title.size >= _LONE_SIZE * body and _is_wordy(title) else None


def _is_wordy(block: Block) -> bool:
    """Whether a block can be a title: a few words, upright."""
    if not block.items[0].upright or len(block.items) > _TITLE_LENGTH:
        return False
    if block.box.height > _TITLE_LINES * 1.6 * max(block.size, 1.0):
        return False
    text = block.text()
    return sum(map(str.isalpha, text)) >= 2 and len(text) <= _TITLE_LENGTH


def reading_order(blocks: list[Block], page: Box) -> list[Block]:
    """Give the order in which blocks are read: the title, then the content's.

    Only where the content jumps about is order taken from positions.
    """
    titles = [b for b in blocks if b.role is Role.TITLE]
    rest = [b for b in blocks if b.role is not Role.TITLE]
    if _disorder(rest) > _DISORDER:
        rest = _cut(rest, _GUTTER * page.width)
    return titles + rest


def _disorder(blocks: Sequence[Block]) -> float:
    """Give how often the next block lies above the one before it, 0 to 1."""
    if len(blocks) < 3:
        return 0.0
    jumps = 0
    for one, other in pairwise(blocks):
        above = other.box.y0 >= one.box.y1 - 0.1 * one.box.height
        beside = other.box.x0 >= one.box.x1 or other.box.x1 <= one.box.x0
        jumps += above and not beside
    return jumps / (len(blocks) - 1)


def _cut(blocks: list[Block], gutter: float, depth: int = 0) -> list[Block]:
    """Order blocks by cutting the page at its free lanes, columns first."""
    if len(blocks) < 2 or depth > 20:
        return blocks
    columns = _split(blocks, [(b.box.x0, b.box.x1) for b in blocks], gutter)
    if len(columns) > 1 and all(len(c) > 1 for c in columns):
        return [b for c in columns for b in _cut(c, gutter, depth + 1)]
    rows = _split(blocks, [(-b.box.y1, -b.box.y0) for b in blocks], 0.0)
    if len(rows) > 1:
        return [b for row in rows for b in _cut(row, gutter, depth + 1)]
    if len(columns) > 1:
        return [b for c in columns for b in _cut(c, gutter, depth + 1)]
    return sorted(blocks, key=lambda b: (-round(b.box.y1), b.box.x0))


def _split(
    blocks: list[Block], extents: list[tuple[float, float]], gap: float
) -> list[list[Block]]:
    """Split blocks where nothing lies over a gap between their extents."""
    order = sorted(range(len(blocks)), key=lambda i: extents[i])
    parts: list[list[Block]] = []
    end = float("-inf")
    for i in order:
        start, stop = extents[i]
        if not parts or start - end > gap:
            parts.append([])
        parts[-1].append(blocks[i])
        end = max(end, stop)
    return parts


@dataclass(slots=True)
class Repeats:
    """Finds what stands in the same place on most pages of a deck.

    ISO 14289-1, 7.8: running headers and footers are pagination artifacts; a
    picture behind every slide is decoration.
    """

    pages: int = 0
    counts: Counter[object] = field(default_factory=Counter)

    def add_page(self, keys: set[object]) -> None:
        """Count what stands on a page."""
        self.pages += 1
        self.counts.update(keys)

    def is_running(self, key: object) -> bool:
        """Whether this stands on most pages."""
        count = self.counts[key]
        return count >= 3 and count * 2 > self.pages


def running_key(block: Block, page: Box) -> object | None:
    """Give what a running head is known by; None for text elsewhere."""
    middle = (block.box.y0 + block.box.y1) / 2
    band = _MARGIN_BAND * page.height
    if page.y0 + band < middle < page.y1 - band or len(block.items) > 40:
        return None
    text = re.sub(r"\d+", "#", block.text())
    place = round(block.items[0].y / 2)
    if not text.strip("#/ ") or text == "#":
        return ("number", place, text)
    return ("words", place, round(block.items[0].x / 2), text)
