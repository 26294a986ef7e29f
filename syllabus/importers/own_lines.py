"""The text of a page that this program wrote, in the parts that it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from syllabus.core.diagnostics import Where
from syllabus.importers.page import EM, STRONG, Cell, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


@dataclass(frozen=True)
class Row:
    """A row of a table: the lines of each of its cells."""

    where: Where
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table, the heading above it, and its rows without the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ListItem:
    """An item of a list: its lines, and the prose below them (Markdown)."""

    where: Where
    lines: tuple[Cell, ...]
    prose: str
    source: str


@dataclass(frozen=True)
class Part:
    """What stands below a heading of the second level.

    ``text`` is its Markdown; ``chapters`` are the headings of the third level in it and
    the Markdown below each; ``rest`` is the Markdown behind the last table.
    """

    heading: str
    where: Where
    text: str
    items: tuple[ListItem, ...]
    tables: tuple[Table, ...]
    chapters: tuple[tuple[Cell, str], ...]
    rest: str


@dataclass(frozen=True)
class OwnText:
    """A page: its title and code, the lines below them, its parts and its last line."""

    file: str
    title: Cell
    code: str
    head: tuple[Cell, ...]
    parts: tuple[Part, ...]
    colophon: Cell


def read_own_text(text: str, file: str) -> OwnText:
    """Read the text of a page."""
    return _Reader(text, file).page()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._lines = re.split(r"\r\n|\n|\r", text)
        self._markdown = MarkdownIt("commonmark").enable("table")
        # Addresses keep the page's spelling.
        # The library's way to set how links are kept: methods are replaced.
        self._markdown.normalizeLink = str  # type: ignore[method-assign,assignment]
        self._markdown.validateLink = bool  # type: ignore[method-assign,assignment]
        self._env: dict[str, Any] = {}
        self._tokens = self._markdown.parse("\n".join(self._lines), self._env)

    def page(self) -> OwnText:
        """The whole page."""
        heads = [
            (n, t) for n, t in enumerate(self._tokens) if self._heads(t, "h1", "h2")
        ]
        ends = [n for n, _ in (*heads, (len(self._tokens), None))][1:]
        colophon = self._colophon()
        last = colophon.where.line - 1
        title, code = Cell(Where(self._file), ""), ""
        head: tuple[Cell, ...] = ()
        parts = []
        for (start, token), end in zip(heads, ends, strict=True):
            if token.tag == "h1" and not title.source:
                title, code = self._title(self._tokens[start + 1])
                head = tuple(self._paragraphs(self._tokens[start + 3 : end]))
            else:
                parts.append(self._part(start, end, last))
        return OwnText(self._file, title, code, head, tuple(parts), colophon)

    def _heads(self, token: Token, *tags: str) -> bool:
        return token.type == "heading_open" and token.tag in tags and not token.level

    def _colophon(self) -> Cell:
        """The last line that is not empty."""
        last = max((n for n, line in enumerate(self._lines) if line.strip()), default=0)
        return self._cell(self._lines[last].strip(), last)

    def _title(self, inline: Token) -> tuple[Cell, str]:
        cell = self._cell(inline.content, _first_line(inline))
        bold = [piece for piece in cell.pieces if piece.mark == STRONG]
        code = " ".join("".join(piece.text for piece in bold).split())
        plain = tuple(piece for piece in cell.pieces if piece.mark != STRONG)
        return Cell(cell.where, cell.source, plain), code

    def _paragraphs(self, tokens: Sequence[Token]) -> Iterator[Cell]:
        for token in tokens:
            if token.type == "inline":
                yield self._cell(token.content, _first_line(token))

    def _part(self, start: int, end: int, last: int) -> Part:
        opening, inline = self._tokens[start : start + 2]
        tokens = self._tokens[start + 3 : end]
        after = opening.map[1] if opening.map else 0
        until = self._tokens[end].map if end < len(self._tokens) else None
        until_line = min(until[0] if until else last, last)
        tables = tuple(self._tables(tokens))
        behind = max(
            (t.map[1] for t in tokens if _is_table(t) and t.map), default=after
        )
        cell = self._cell(inline.content, _first_line(inline))
        return Part(
            cell.text,
            cell.where,
            self._text(after, until_line),
            tuple(self._items(tokens)),
            tables,
            tuple(self._chapters(tokens, until_line)),
            self._text(behind, until_line),
        )

    def _text(self, first: int, end: int) -> str:
        return "\n".join(self._lines[first:end]).strip()

    def _chapters(
        self, tokens: Sequence[Token], end: int
    ) -> Iterator[tuple[Cell, str]]:
        heads = [n for n, token in enumerate(tokens) if self._heads(token, "h3")]
        starts = [tokens[n].map or [end, end] for n in heads]
        ends = [first for first, _ in (*starts, (end, end))][1:]
        for n, (_, below), until in zip(heads, starts, ends, strict=True):
            inline = tokens[n + 1]
            heading = self._cell(inline.content, _first_line(inline))
            yield heading, self._text(below, until)

    def _items(self, tokens: Sequence[Token]) -> Iterator[ListItem]:
        for token in tokens:
            if token.type != "list_item_open" or token.level != 1 or not token.map:
                continue
            first, end = token.map
            mark = len(token.info) + len(token.markup) + 1
            source = "\n".join(line[mark:] for line in self._lines[first:end]).strip()
            if not source:
                continue
            top, _, prose = source.partition("\n\n")
            yield ListItem(
                self._where(first),
                tuple(self._split(top, first)),
                prose.strip(),
                source,
            )

    def _tables(self, tokens: Sequence[Token]) -> Iterator[Table]:
        caption = ""
        for n, token in enumerate(tokens):
            if self._heads(token, "h3"):
                caption = self._cell(tokens[n + 1].content, 0).text
            elif _is_table(token):
                yield self._table(caption, tokens[n:])
                caption = ""

    def _table(self, caption: str, tokens: Sequence[Token]) -> Table:
        rows: list[tuple[int, list[str]]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append((_first_line(token), []))
            elif token.type == "inline":
                rows[-1][1].append(token.content)
        (_, head), *others = rows
        return Table(
            caption,
            tuple(self._cell(content, 0).text for content in head),
            tuple(
                Row(
                    self._where(line),
                    tuple(tuple(self._split(content, line)) for content in contents),
                )
                for line, contents in others
            ),
        )

    def _split(self, content: str, line: int) -> Iterator[Cell]:
        """The lines of a cell or an item."""
        for text in content.split("<br>"):
            if text.strip():
                yield self._cell(text.strip(), line)

    def _where(self, line: int) -> Where:
        return Where(self._file, line + 1, 1)

    def _cell(self, content: str, line: int) -> Cell:
        return Cell(self._where(line), content, tuple(self._pieces(content)))

    def _pieces(self, content: str) -> Iterator[Piece]:
        (inline,) = self._markdown.parseInline(content, self._env)
        mark, href = 0, None
        for token in inline.children or ():
            if token.type in _MARKS:
                mark += _MARKS[token.type]
            elif token.type == "link_open":
                href = str(token.attrs.get("href", ""))
            elif token.type == "link_close":
                href = None
            elif token.type in {"softbreak", "hardbreak"}:
                yield Piece(" ", mark, href)
            elif token.content:
                yield Piece(token.content, mark, href)


_MARKS = {
    "em_open": EM,
    "em_close": -EM,
    "strong_open": STRONG,
    "strong_close": -STRONG,
}


def _is_table(token: Token) -> bool:
    return token.type == "table_open" and not token.level


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0
