"""Blocks of a plain document: headings, prose, lists, tables, and words in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Run:
    """Words of one kind. ``link`` is where they lead, if anywhere.

    ``language`` is their tag where it is not that of the document.
    """

    text: str
    link: str = ""
    bold: bool = False
    italic: bool = False
    language: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Prose:
    """Markdown; its highest heading is of ``level``, and none in a cell (0).

    ``titles`` stand above it already; a heading that repeats one is left out.
    ``language`` is its tag where it is not that of the document.
    """

    text: str
    level: int = 0
    titles: tuple[str, ...] = ()
    language: str = ""


Cell: TypeAlias = tuple["Line | Prose", ...]
"""Lines and prose below each other."""


@dataclass(frozen=True)
class Heading:
    """A heading; those of sections are of level 2.

    ``again`` is the same in the second language, where there is one.
    """

    level: int
    text: str
    again: Line = ()


@dataclass(frozen=True)
class Facts:
    """Names and what is said of each."""

    rows: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Listing:
    """A list; its items are numbered where it is ``ordered``."""

    items: tuple[Cell, ...]
    ordered: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row: a cell for each column, or one across all of them (``spans``).

    ``kind`` is what a meeting is, in words, where its topic says so by itself: a form
    that programs read says it all the same.
    """

    cells: tuple[Cell, ...]
    spans: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a row of column headers.

    ``widths`` are the columns' shares of the width, in proportion; the column
    ``header_column`` has the row headers. ``numeric`` columns end flush. ``again`` are
    the headers in the second language, where there is one, and ``caption_again`` is
    the caption.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    widths: tuple[int, ...]
    header_column: int = 0
    numeric: frozenset[int] = frozenset()
    again: tuple[Line, ...] = ()
    caption_again: Line = ()


TOPIC = 3
"""The column of the topics in the table of a schedule."""

Block: TypeAlias = "Heading | Prose | Facts | Listing | Table"


@dataclass(frozen=True)
class Document:
    """A handout as blocks, below its title.

    ``language`` is its tag; ``second_language`` is that of the words that say so.
    """

    title: str
    code: str
    institution: str
    term: str
    language: str
    direction: str
    paper: str
    colophon: str
    blocks: tuple[Block, ...]
    second_language: str = ""


def plain(*lines: Line) -> str:
    """The words of lines, without what they look like."""
    return " ".join("".join(run.text for run in line) for line in lines)
