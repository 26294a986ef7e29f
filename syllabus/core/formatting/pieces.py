"""A YAML text in pieces: its nodes, what lies between its scalars, its comments.

Places are counted in characters from 0, lines from 0; they end with a newline alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

COMMENT = re.compile(r"(?:\A|(?<=[ \t\n]))#[^\n]*")
"""A comment, where no scalar is: it begins the text or follows white space."""

Edit = tuple[int, int, str]
"""Where characters begin and end, and what is to stand in their place."""


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with some places written anew; none of them overlap."""
    written, done = [], 0
    for start, end, new in sorted(edits):
        written += [text[done:start], new]
        done = end
    return "".join(written) + text[done:]


class Pieces:
    """A text that YAML can compose, taken apart."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Any = yaml.compose(text, Loader=_Loader)
        self.lines = text.split("\n")
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    @cached_property
    def nodes(self) -> list[Any]:
        """Every node once, as they begin; an alias is no node of its own."""
        return sorted(_nodes(self.root, set()), key=lambda node: node.start_mark.index)

    @cached_property
    def scalars(self) -> list[tuple[int, int]]:
        """Where the scalars begin and end; block scalars with their header."""
        return [
            (node.start_mark.index, self._end(node))
            for node in self.nodes
            if isinstance(node, yaml.ScalarNode)
        ]

    def _end(self, node: Any) -> int:
        start: int = node.start_mark.index
        text = self.text[start : node.end_mark.index]
        if node.style not in ("|", ">"):
            return start + len(text.rstrip(" \t\n"))
        keeps = "+" in text.partition("\n")[0]
        return start + len(text.removesuffix("\n") if keeps else text.rstrip("\n"))

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Where the text between scalars begins and ends: indicators and comments."""
        done = 0
        for start, end in self.scalars:
            yield done, start
            done = end
        yield done, len(self.text)

    def comments(self) -> list[str]:
        """The comments, as they follow each other."""
        return [
            found[0].rstrip()
            for start, end in self.gaps()
            for found in COMMENT.finditer(self.text, start, end)
        ]

    @cached_property
    def within(self) -> set[int]:
        """The lines that begin within a scalar."""
        return {
            line
            for start, end in self.scalars
            for line in range(self.line_of(start) + 1, self.line_of(end) + 1)
        }

    def line_of(self, place: int) -> int:
        """The number of the line that a place is on."""
        return bisect_right(self._starts, place) - 1

    def column_of(self, place: int) -> int:
        """How many characters stand before a place on its line."""
        return place - self.start_of(self.line_of(place))

    def start_of(self, line: int) -> int:
        """Where a line begins."""
        return self._starts[line]


def _nodes(node: Any, seen: set[int]) -> Iterator[Any]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if isinstance(node, yaml.CollectionNode):
        for each in node.value:
            for child in each if isinstance(each, tuple) else (each,):
                yield from _nodes(child, seen)
