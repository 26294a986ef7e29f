"""What is read of a page, whatever its kind: prose and tables, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.liquid import PRIVATE_USE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 300_000
"""Bytes a page may have; long real schedules have under 50,000."""

EM, STRONG = 1, 2

AROUND = "around the page's text"
"""What the head, the foot and the navigation of a site are, as asides."""


@dataclass(frozen=True)
class Piece:
    """A run of a cell's text.

    ``mark`` adds up `EM` and `STRONG`; ``href`` is a link's address as the page has it,
    None outside links.
    """

    text: str
    mark: int = 0
    href: str | None = None


@dataclass(frozen=True)
class Cell:
    """A cell: its Markdown as the page has it, and the pieces that a reader sees."""

    where: Where
    source: str
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The words that a reader sees, white space folded."""
        return " ".join("".join(piece.text for piece in self.pieces).split())


@dataclass(frozen=True)
class Table:
    """A table. A row can have more cells than the head, or fewer.

    ``roles`` say what the columns are about (`cells.Role`) where the form of the file
    settles it, as that of a calendar does.
    """

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A heading or a block of prose; ``text`` is Markdown without raw HTML."""

    kind: str
    text: str
    where: Where


@dataclass(frozen=True)
class Aside:
    """What is on the page for the site's builder, not for a reader."""

    what: str
    text: str
    where: Where


@dataclass(frozen=True)
class Page:
    """A page, read.

    ``front`` holds (key, value as text, place) in the page's order, ``references`` the
    addresses of reference-style links by their label in capitals. ``findings`` are
    (subject, sentence) for the report: what was found out while reading. ``columns``
    says what columns are about, by their headings, where a person said it. ``timezone``
    is the zone of its hours (a name like Europe/Berlin), where the file says it. Of
    ``events`` a deadline on a class day tells of no class. The days of a ``loose`` page
    are in lists or headings, as those of news are, too.
    """

    file: str
    front: tuple[tuple[str, str, Where], ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    asides: tuple[Aside, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = field(default=(), repr=False)
    findings: tuple[tuple[str, str], ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    events: bool = False
    loose: bool = False

    def problem(
        self, where: Where, code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A diagnostic that carries the line it is about."""
        number = where.line
        excerpt = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
        if where.sheet.isdecimal():  # the line in its own file
            where = Where(where.file, int(where.sheet), where.column)
        return Diagnostic(where, code, message, hint, excerpt)


# A course file cannot hold control characters, and the mask below is made of private
# ones; each becomes one other character, so that columns stay.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ") | {
    0x0A: "\n",
    **dict.fromkeys(PRIVATE_USE, "\ufffd"),
    **dict.fromkeys((0xFEFF, 0xFFFE, 0xFFFF), "\ufffd"),
    **dict.fromkeys((0x2028, 0x2029), " "),
}


def plain_characters(text: str) -> str:
    """The text with line feeds, and without signs that a course file cannot hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


_ADDRESS = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]]")


def bare_addresses(piece: Piece) -> Iterator[Piece]:
    """Make links of addresses that stand in plain text."""
    if piece.href is not None:
        yield piece
        return
    end = 0
    for match in _ADDRESS.finditer(piece.text):
        if match.start() > end:
            yield Piece(piece.text[end : match.start()], piece.mark)
        yield Piece(match[0], piece.mark, match[0])
        end = match.end()
    if end < len(piece.text):
        yield Piece(piece.text[end:], piece.mark)
