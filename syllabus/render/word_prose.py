"""Markdown prose in a Word file: a paragraph for each block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.core.prose import FORMULAS
from syllabus.core.view.blocks import Run
from syllabus.render.prose import prose_tokens
from syllabus.render.word_parts import printable, set_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

    from syllabus.core.view.blocks import Prose
    from syllabus.render.word_parts import WordParts

_LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}
_DEEPEST_LIST = 3  # Word's own styles have no more


class ProseWriter:
    """Writes prose into the document or a cell.

    Args:
        parts: What writes paragraphs.
        into: The document or a cell.
        style: The style of its paragraphs.
        first: The paragraph to begin with, if there is one.
    """

    def __init__(
        self, parts: WordParts, into: Any, style: str = "Normal", first: Any = None
    ) -> None:
        self._parts, self._into, self._first = parts, into, first
        self._usual = self._style = style
        self._lists: list[tuple[str, int | None]] = []
        self._language = ""  # that of the document
        self._begun = False  # the item of a list that has a paragraph already

    def write(self, prose: Prose) -> None:
        """Add a paragraph for each block."""
        self._language = prose.language
        rows: list[list[Token]] = []
        for token in prose_tokens(prose.text, prose.level, *prose.titles):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "table_close":
                self._table(rows)
                rows = []
            elif token.type == "inline" and rows:
                rows[-1].append(token)
            elif token.type == "inline":
                self._add(token.children or ())
            elif token.type in FORMULAS:
                self._formula(self._paragraph(), token)
            elif token.type in {"fence", "code_block"}:
                self._code(token.content)
            else:
                self._turn(token)

    def _turn(self, token: Token) -> None:
        """What begins or ends a block that has a style of its own."""
        kind, _, edge = token.type.rpartition("_")
        if kind in _LISTS:
            self._turn_list(_LISTS[kind], begins=edge == "open")
        elif kind == "list_item":
            self._begun = edge == "close"
        elif kind in {"heading", "blockquote"}:
            self._style = self._usual
            level = token.tag.removeprefix("h")
            if edge == "open" and kind == "blockquote":
                self._style = "Quote"
            elif edge == "open" and level.isdigit():
                self._style = f"Heading {int(level) - 1}"

    def _turn_list(self, name: str, *, begins: bool) -> None:
        if not begins:
            self._lists.pop()
            return
        depth = min(len(self._lists) + 1, _DEEPEST_LIST)
        style = f"{name} {depth}" if depth > 1 else name
        numbered = name == "List Number"
        self._lists.append((style, self._parts.new_list(style) if numbered else None))

    def _paragraph(self) -> Any:
        if self._first is not None:
            paragraph, self._first = self._first, None
            if not self._lists:
                return paragraph
            paragraph.style = self._lists[-1][0]
        elif not self._lists:
            return self._parts.paragraph(self._into, self._style)
        elif self._begun:
            depth = min(len(self._lists), _DEEPEST_LIST)
            style = f"List Continue {depth}" if depth > 1 else "List Continue"
            return self._parts.paragraph(self._into, style)
        else:
            paragraph = self._parts.paragraph(self._into, self._lists[-1][0])
        self._begun = True
        if (number := self._lists[-1][1]) is not None:
            set_number(paragraph, number)
        return paragraph

    def _add(self, children: Sequence[Token]) -> None:
        self._words(self._paragraph(), children)

    def _words(self, paragraph: Any, children: Iterable[Token]) -> None:
        """Add what stands in a line of Markdown."""
        bold = italic = 0
        link, language = "", self._language
        for token in children:
            kind, _, edge = token.type.rpartition("_")
            opens = edge == "open"
            if kind == "strong":
                bold += 1 if opens else -1
            elif kind == "em":
                italic += 1 if opens else -1
            elif kind == "link":
                link = str(token.attrs.get("href", "")) if opens else ""
            elif kind == "span":
                spoken = str(token.attrs.get("lang", "")) if opens else ""
                language = spoken or self._language
            elif token.type in FORMULAS:
                self._formula(paragraph, token)
            elif token.type == "hardbreak":
                paragraph.add_run().add_break()
            else:
                text = " " if token.type == "softbreak" else token.content
                run = Run(text, link, bool(bold), bool(italic), language)
                code = token.type == "code_inline"
                self._parts.run(paragraph, run, code=code)

    def _formula(self, paragraph: Any, token: Token) -> None:
        """A formula that Word can edit; one that it cannot hold is its source."""
        from docx.oxml.parser import parse_xml

        from syllabus.render.maths import FormulaError
        from syllabus.render.omml import omml

        source = token.content.strip()
        try:
            paragraph._p.append(parse_xml(omml(source)))  # noqa: SLF001 - no method for it
        except FormulaError:
            self._parts.run(paragraph, Run(" ".join(source.split())), code=True)

    def _code(self, text: str) -> None:
        paragraph = self._paragraph()
        if not self._lists:
            paragraph.style = "Code"
        for place, line in enumerate(text.rstrip("\n").split("\n")):
            if place:
                paragraph.add_run().add_break()
            self._parts.run(paragraph, Run(printable(line)), code=True)

    def _table(self, rows: list[list[Token]]) -> None:
        table = self._parts.table(self._into, len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, token in zip(row.cells, cells, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table Text"
                self._words(paragraph, token.children or ())
