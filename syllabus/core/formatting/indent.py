"""The indentation of a course file: two spaces a level, one space behind a dash.

A list stands below its key or two spaces further, as it was written. Comments go with
what stands in their column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from syllabus.core.formatting.pieces import Pieces, spliced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.formatting.pieces import Edit

_STEP = 2
_DASH = re.compile(r" *-(?=[ \n])")


@dataclass(frozen=True)
class _Block:
    """A block collection: its lines, its column and the one that it is to have.

    Comments below it, up to what comes next, are among its lines.
    """

    first: int
    last: int
    column: int
    new: int


def indented(text: str) -> str:
    """The text with even indentation."""
    pieces = Pieces(text)
    if pieces.root is None:
        return text
    blocks = list(_blocks(pieces, pieces.root, 0))
    return spliced(text, [*_margins(pieces, blocks), *_behind_dashes(pieces)])


def _blocks(pieces: Pieces, node: Any, new: int) -> Iterator[_Block]:
    """A node and those in it that are blocks; what is around comes first."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return
    start = _start(pieces, node)
    column = pieces.column_of(start)
    last = pieces.line_of(node.end_mark.index)
    yield _Block(pieces.line_of(start), last, column, new)
    for each in node.value:
        value = each[1] if isinstance(each, tuple) else each
        if value.start_mark.index < start:
            continue  # an alias
        below = isinstance(node, yaml.MappingNode) and _is_list_at(
            pieces, value, column
        )
        yield from _blocks(pieces, value, new if below else new + _STEP)


def _start(pieces: Pieces, node: Any) -> int:
    """Where the first key or dash of a block stands, behind its anchor and tag."""
    if isinstance(node, yaml.MappingNode):
        return int(node.value[0][0].start_mark.index)
    start: int = node.start_mark.index
    if pieces.text[start] == "-":
        return start
    line = pieces.line_of(start) + 1
    while not (found := _DASH.match(pieces.lines[line] + "\n")):
        line += 1
    return pieces.start_of(line) + found.end() - 1


def _is_list_at(pieces: Pieces, node: Any, column: int) -> bool:
    is_list = isinstance(node, yaml.SequenceNode) and not node.flow_style
    return is_list and pieces.column_of(_start(pieces, node)) == column


def _margins(pieces: Pieces, blocks: list[_Block]) -> Iterator[Edit]:
    """The white space at the beginning of each line."""
    around = _around(blocks, len(pieces.lines))
    below: list[_Block] = []
    for number in range(len(pieces.lines) - 1, -1, -1):
        line = pieces.lines[number]
        column = len(line) - len(line.lstrip(" "))
        is_text = number in pieces.within
        if not (line.strip() or is_text):
            continue
        found = around[number]
        if line[column:].startswith("#") and not is_text:
            found = [*found, *below]
            found = [b for b in found if b.column == column] or found
        else:
            below = found
        block = next((b for b in reversed(found) if b.column <= column), None)
        shift = block.new - block.column if block else 0
        start = pieces.start_of(number)
        yield start, start + column, " " * max(0, column + shift)


def _around(blocks: list[_Block], count: int) -> list[list[_Block]]:
    """The blocks that each of the lines is in, the innermost last."""
    waiting, stack, around = list(reversed(blocks)), list[_Block](), []
    for number in range(count):
        stack = [block for block in stack if block.last >= number]
        while waiting and waiting[-1].first == number:
            stack.append(waiting.pop())
        around.append(list(stack))
    return around


def _behind_dashes(pieces: Pieces) -> Iterator[Edit]:
    """The spaces between a dash and its item on the same line."""
    for node in pieces.nodes:
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            for item in node.value:
                end = item.start_mark.index
                start = len(pieces.text[:end].rstrip(" "))
                if start < end and pieces.text[start - 1] == "-":
                    yield start, end, " "
