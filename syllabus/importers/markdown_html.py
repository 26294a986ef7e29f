"""HTML tables and definition lists within a Markdown page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from syllabus.core.diagnostics import Diagnostic
from syllabus.importers.html_page import read_part
from syllabus.importers.page import Block, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.importers.liquid import Masked
    from syllabus.importers.page import Aside, Cell

_TAG = re.compile(r"<(?P<end>/?)(?P<name>table|dl)\b[^<>]*>", re.IGNORECASE)


class HtmlRegion(NamedTuple):
    """Where HTML begins and ends in a text."""

    start: int
    end: int


def html_regions(text: str) -> Iterator[HtmlRegion]:
    """The tables and definition lists that begin a line, closed as they were opened.

    What is never closed is none, and so is what follows it; one pass finds that out.
    """
    name, start, depth = "", 0, 0
    for tag in _TAG.finditer(text):
        if not depth:
            line = text[text.rfind("\n", 0, tag.start()) + 1 : tag.start()]
            if not tag["end"] and not line.strip():
                name, start, depth = tag["name"].lower(), tag.start(), 1
        elif tag["name"].lower() == name:
            depth += -1 if tag["end"] else 1
            if not depth:
                yield HtmlRegion(start, tag.end())


def read_region(
    text: str, region: HtmlRegion, file: str, first: int, masked: Masked
) -> tuple[list[Block | Table], list[Aside]] | Diagnostic:
    """What is in a region.

    Args:
        text: The page, its Liquid masked.
        region: Where the HTML is.
        file: What the page is called.
        first: Lines of the file that come before the text.
        masked: Puts the Liquid back.
    """
    line_start = text.rfind("\n", 0, region.start) + 1
    above = "\n" * (first + text.count("\n", 0, region.start))
    before = " " * (region.start - line_start)
    read = read_part(above + before + text[region.start : region.end], file)
    if isinstance(read, Diagnostic):
        return read
    things, asides = read
    return [_unmasked(thing, masked) for thing in things], [
        replace(aside, text=masked.unmask(aside.text)) for aside in asides
    ]


def _unmasked(thing: Block | Table, masked: Masked) -> Any:
    if isinstance(thing, Block):
        return replace(thing, text=masked.unmask(thing.text))
    return replace(
        thing,
        head=tuple(_cell(cell, masked) for cell in thing.head),
        rows=tuple(tuple(_cell(cell, masked) for cell in row) for row in thing.rows),
    )


def _cell(cell: Cell, masked: Masked) -> Cell:
    pieces = tuple(
        replace(
            piece,
            text=masked.unmask(piece.text),
            href=None if piece.href is None else masked.address(piece.href),
        )
        for piece in cell.pieces
    )
    return replace(cell, source=masked.unmask(cell.source), pieces=pieces)
