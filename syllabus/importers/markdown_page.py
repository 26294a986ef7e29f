"""A page in Markdown: front matter, prose and tables, each with its place.

Markdown is that of the builders of sites: Jekyll (kramdown), MkDocs, Quarto (Pandoc).
Liquid is taken out before it is read, as Jekyll does: a pipe inside
``{{ "a.pdf" | relative_url }}`` divides no cells. What is taken out is listed in
`Page.asides`, so that a report can account for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.core.source import read_source
from syllabus.importers.day_list import day_table, item_table
from syllabus.importers.found import Found
from syllabus.importers.front_days import DAYS, front_days
from syllabus.importers.liquid import Masked, mask_liquid
from syllabus.importers.markdown_html import html_regions, read_region
from syllabus.importers.markdown_lists import definitions, items
from syllabus.importers.page import (
    EM,
    LARGEST,
    STRONG,
    Aside,
    Block,
    Cell,
    Page,
    Piece,
    Table,
    bare_addresses,
    plain_characters,
)
from syllabus.importers.pipe_tables import RULE, split_cells, without_blanked_rows
from syllabus.importers.site_blocks import without_site_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


def read_page(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a Markdown page.

    Returns:
        The page, and the problems of the file as text; with a problem the page is
        empty.
    """
    if len(raw) > LARGEST:
        return Page(file), [
            Diagnostic(
                Where(file),
                "file-too-large",
                f"a page has at most {LARGEST // 1000:,} kB",
                "is this the page with the schedule, as Markdown text?",
            )
        ]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Page(file), [_not_utf8(raw, file, error.start)]
    reader = _Reader(file, plain_characters(text))
    page = reader.page()
    return (Page(file), reader.problems) if reader.problems else (page, [])


def _not_utf8(raw: bytes, file: str, offset: int) -> Diagnostic:
    before = raw[:offset]
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return Diagnostic(
        Where(file, before.count(b"\n") + 1, column),
        "not-utf8",
        f"byte 0x{raw[offset]:02x} is not UTF-8 text",
        "a page is Markdown text; save it with the encoding UTF-8",
    )


_FRONT = re.compile(
    r"---[ ]*\n(?P<body>.*?)(?:^|\n)(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{<.*?>\}\}")
_ATTRIBUTES = re.compile(
    r"\{:[^{}\n]*\}|\{ ?[.#][A-Za-z][^{}\n]*\}"
    r"|\{ ?(?:target|width|height|style|rel|class|id|data-[\w-]+)=[^{}\n]*\}"
)


class _Reader:
    """Reads one page. Lines count from 0 here, in the text without front matter."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.asides: list[Aside] = []
        self.problems: list[Diagnostic] = []
        self.found = Found()
        front = _FRONT.match(text)
        self.front_body = front["body"] if front else ""
        self.front = list(self._front(self.front_body)) if front else []
        body = text[front.end() :] if front else text
        self.first = text.count("\n", 0, front.end()) if front else 0
        self.moved = [0] * (body.count("\n") + 1)
        self.masked = self._without_machinery(body)
        # Where each line of the text that is parsed stands in the body.
        self.numbers, self.body = without_blanked_rows(body, self.masked.text)
        self.markdown = MarkdownIt("commonmark").enable("table").use(deflist_plugin)
        # Addresses are judged by whoever uses them; here they keep the page's spelling.
        # The library's way to set how links are kept: methods are replaced.
        self.markdown.normalizeLink = _unchanged  # type: ignore[method-assign,assignment]
        self.markdown.validateLink = bool  # type: ignore[method-assign,assignment]

    def page(self) -> Page:
        """Everything on the page."""
        env: dict[str, Any] = {}
        tokens = self.markdown.parse("\n".join(self.body), env)
        self.env = env
        self._days_in_front()
        for span in _outermost(tokens):
            self._add(span)
        page = Page(
            self.file,
            tuple(self.front),
            asides=tuple(sorted(self.asides, key=lambda aside: aside.where)),
            references=self._references(env),
            lines=tuple(self.lines),
        )
        return self.found.on(page)

    def _add(self, tokens: list[Token]) -> None:
        """Add what a block of the page is; ``tokens`` are all that it holds."""
        first = tokens[0]
        if self._is_table(first):
            self.found.add(self._table(first))
        elif first.type == "dl_open" and (
            table := day_table(list(definitions(tokens, self._said)))
        ):
            self.found.add(table)
        elif first.type == "fence" and first.info.startswith("{"):
            text = " ".join(first.content.split())
            where = self._where((first.map or [0])[0])
            self.asides.append(Aside("code that the site runs", text, where))
        elif block := self._block(first):
            listed = first.type in {"bullet_list_open", "ordered_list_open"}
            events = list(items(tokens, self._said)) if listed else []
            leaves = [t for t in tokens if t.nesting == 0 and t.content.strip()]
            said = self._said(leaves) if leaves and block.kind != "html" else None
            self.found.add(block, item_table(events) if events else None, said)

    def _said(self, leaves: Sequence[Token]) -> Cell:
        """The cell that blocks of text make, a line for each."""
        number = (leaves[0].map or [0])[0]
        content = leaves[0].content.split("\n")[0].strip()
        column = max(self.body[number].find(content), 0)
        pieces: list[Piece] = []
        for leaf in leaves:
            # A line goes on in the next, unless it is broken there.
            text = re.sub(r"(?<![ ]{2})(?<!\\)\n", " ", leaf.content.strip())
            pieces += [*self._pieces(text), Piece("\n")]
        source = self.masked.unmask("\n".join(leaf.content for leaf in leaves))
        return Cell(self._where(number, column), source, tuple(pieces[:-1]))

    def _references(self, env: dict[str, Any]) -> dict[str, str]:
        defined = env.get("references", {})
        return {key: self.masked.address(at["href"]) for key, at in defined.items()}

    def _front(self, body: str) -> Iterator[tuple[str, str, Where]]:
        source, problems = read_source(body.encode(), self.file)
        if problems or not isinstance(source.data, dict):
            for number, line in enumerate(body.split("\n"), start=2):
                if line.strip():
                    yield "", line.strip(), Where(self.file, number, 1)
            return
        for key, value in source.data.items():
            where = source.key((key,))
            text = value if isinstance(value, str) else _flat(value)
            yield key, text, Where(self.file, where.line + 1, where.column)

    def _days_in_front(self) -> None:
        """Add the days of the front matter, if it has some."""
        source, problems = read_source(f"\n{self.front_body}".encode(), self.file)
        days = [] if problems else list(front_days(source, self._front_cell))
        if table := day_table(days):
            self.found.add(table)
            self.front = [one for one in self.front if one[0] != DAYS]

    def _front_cell(self, text: str, where: Where) -> Cell:
        for match in _ATTRIBUTES.finditer(text):
            self.asides.append(Aside("attributes of the site", match[0], where))
        plain = _ATTRIBUTES.sub(" ", text).strip()
        return Cell(where, text, tuple(self._pieces(plain)))

    def _without_machinery(self, body: str) -> Masked:
        """Blank out what is not for readers; mask the Liquid inside lines."""
        body = self._blanked("a shortcode", _SHORTCODE, body, body)
        masked = mask_liquid(body)
        for start, text in masked.alone:
            self._aside("Liquid", text, start, body)
        text = self._blanked("a comment", _COMMENT, masked.text, body)
        text = self._without_blocks(text)
        text = self._without_html(text, masked)
        text = self._blanked("attributes", _ATTRIBUTES, text, text)
        return Masked(text, masked.inline, masked.alone)

    def _blanked(
        self, what: str, pattern: re.Pattern[str], text: str, body: str
    ) -> str:
        """The text with spaces where a pattern matches; these are asides."""
        for match in pattern.finditer(text):
            said = body[match.start() : match.end()]
            self._aside(what, said, match.start(), body)
        return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)

    def _without_blocks(self, text: str) -> str:
        lines = list(without_site_blocks(text.split("\n")))
        self.moved = [line.moved for line in lines]
        for number, line in enumerate(lines):
            if line.aside:
                where = Where(self.file, self.first + number + 1, line.moved + 1)
                self.asides.append(Aside("a block of the site", line.aside, where))
        return "\n".join(line.text for line in lines)

    def _without_html(self, text: str, masked: Masked) -> str:
        """Read the HTML tables of a page, and leave blank lines in their place."""
        for region in html_regions(text):
            read = read_region(text, region, self.file, self.first, masked)
            if isinstance(read, Diagnostic):
                self.problems.append(read)
                return text
            for thing in read[0]:
                self.found.add(thing)
            self.asides += read[1]
            blank = re.sub(r"[^\n]", " ", text[region.start : region.end])
            text = text[: region.start] + blank + text[region.end :]
        return text

    def _aside(self, what: str, text: str, offset: int, body: str) -> None:
        line = body.count("\n", 0, offset)
        column = offset - (body.rfind("\n", 0, offset) + 1)
        where = Where(self.file, self.first + line + 1, column + 1)
        self.asides.append(Aside(f"{what} of the site", " ".join(text.split()), where))

    def _where(self, index: int, column: int = 0) -> Where:
        """The place of a line of the text that is parsed."""
        number = self.numbers[index]
        column += self.moved[number] + 1
        return Where(self.file, self.first + number + 1, column)

    def _is_table(self, token: Token) -> bool:
        if token.type == "table_open":
            return True
        # Jekyll's Markdown (kramdown) takes rows without a head for a table too.
        lines = self._span(token)
        return token.type == "paragraph_open" and all(
            line.lstrip().startswith("|") and line.count("|") > 1 for _, line in lines
        )

    def _span(self, token: Token) -> list[tuple[int, str]]:
        first, end = token.map or (0, 0)
        return [(number, self.body[number]) for number in range(first, end)]

    def _table(self, token: Token) -> Table:
        lines = self._span(token)
        if token.type != "table_open":
            return Table((), self._rows(lines))
        # Below the headings, which may be missing, is the line that parts them off.
        (headings, *_) = (*self._rows(lines[:1]), ())
        return Table(headings, self._rows(lines[2:]))

    def _rows(self, lines: list[tuple[int, str]]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            tuple(self._cells(number, line))
            for number, line in lines
            if line.strip() and not RULE.match(line)
        )

    def _cells(self, number: int, line: str) -> Iterator[Cell]:
        for column, text in split_cells(line):
            content = text.strip()
            indent = len(text) - len(text.lstrip()) if content else 0
            yield Cell(
                self._where(number, column + indent),
                self.masked.unmask(content),
                tuple(self._pieces(content.replace("\\|", "|"))),
            )

    def _pieces(self, text: str) -> Iterator[Piece]:
        mark, href = 0, None
        (inline,) = self.markdown.parseInline(text, self.env)
        for token in inline.children or ():
            if token.type in _MARKS:
                mark += _MARKS[token.type]
            elif token.type == "link_open":
                href = self.masked.address(str(token.attrs.get("href", "")))
            elif token.type == "link_close" or token.content.lower() == "</a>":
                href = None
            elif token.type == "html_inline" and (
                found := _ANCHOR.match(token.content)
            ):
                href = self.masked.address(found[1])
            elif piece := self._piece(token, mark, href):
                yield from bare_addresses(piece)

    def _piece(self, token: Token, mark: int, href: str | None) -> Piece | None:
        if token.type == "html_inline":
            return Piece("\n") if re.match(r"<(br|/?p|/?li)\b", token.content) else None
        if token.type == "image":
            source = self.masked.address(str(token.attrs.get("src", "")))
            return Piece(token.content, mark, source)
        if token.type in {"softbreak", "hardbreak"}:
            return Piece("\n", mark)
        text = re.sub(r"\s+", " ", token.content)
        return Piece(self.masked.unmask(text), mark, href)

    def _block(self, token: Token) -> Block | None:
        lines = [line for _, line in self._span(token)]
        text = self.masked.unmask("\n".join(lines)).strip("\n")
        if token.type == "heading_open":
            text = re.sub(r"^ {0,3}#+[ \t]*|[ \t]+#+[ \t]*$", "", lines[0])
            if token.markup in {"=", "-"}:  # underlined, and of several lines
                text = " ".join(line.strip() for line in lines[:-1])
            text = self.masked.unmask(text.strip())
            return Block("heading", text, self._where((token.map or [0])[0]))
        if token.type == "html_block":
            bare = " ".join(re.sub(r"<[^>]*>", " ", text).split())
            return Block("html", bare, self._where((token.map or [0])[0]))
        if token.type == "hr" or not text.strip():
            return None
        kind = token.type.removesuffix("_open")
        if kind == "paragraph":
            text = " ".join(text.split())
        return Block(kind, text, self._where((token.map or [0])[0]))


def _unchanged(address: str) -> str:
    return address


_ANCHOR = re.compile(r"""<a\s[^>]*href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_MARKS = {
    "em_open": EM,
    "em_close": -EM,
    "strong_open": STRONG,
    "strong_close": -STRONG,
}


def _outermost(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block of the page, from its opening to its closing."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_flat, value))
    return "" if value is None else str(value)
