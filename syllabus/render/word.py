"""A document as a Word file: real headings, lists, table headers, links and language.

The file is the same for the same document: its parts bear no time of their own.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from syllabus.core.prose import FORMULAS
from syllabus.core.view.document import Facts, Heading, Listing, Prose, Run, Table
from syllabus.render.prose import prose_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from syllabus.core.view.document import Block, Cell, Document, Line, TableRow

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Twentieths of a point: width, height of the paper; and what margins leave of it.
_PAPER = {"letter": (12240, 15840), "a4": (11906, 16838)}
_MARGIN = 1134  # 2 cm
_LINK = "0B4F8A"
_LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}
_DEEPEST_LIST = 3  # Word's own styles have no more


def render_docx(doc: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    import docx

    word = docx.Document()
    _set_up(word, doc)
    writer = _Writer(word, doc)
    title = f"{doc.code} {doc.title}".strip()
    word.add_paragraph(_printable(title), style="Title")
    for text in (doc.institution, doc.term):
        if text:
            word.add_paragraph(_printable(text), style="Subtitle")
    for block in doc.blocks:
        writer.block(block)
    word.add_paragraph(_printable(doc.colophon))
    return _without_times(word)


def _set_up(word: Any, doc: Document) -> None:
    """The paper, the language, and what the file says of itself."""
    from docx.shared import Pt, Twips

    width, height = _PAPER[doc.paper]
    for section in word.sections:
        section.page_width, section.page_height = Twips(width), Twips(height)
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Twips(_MARGIN))
    normal = word.styles["Normal"]
    normal.font.size = Pt(10.5)
    _set_language(normal.element.get_or_add_rPr(), doc)
    about = word.core_properties
    about.title = _printable(f"{doc.code} {doc.title}".strip())[:255]
    about.language = doc.language
    about.author = about.last_modified_by = _printable(doc.institution)[:255]
    about.comments = ""
    about.created = about.modified = dt.datetime(*_EPOCH, tzinfo=dt.UTC)


def _set_language(properties: Any, doc: Document) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    for key in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(key), doc.language)
    properties.append(language)


class _Writer:
    """Adds blocks to a Word document."""

    def __init__(self, word: Any, doc: Document) -> None:
        self._word, self._doc = word, doc

    def block(self, block: Block) -> None:
        """Add a block at the end."""
        if isinstance(block, Heading):
            self._paragraph(self._word, f"Heading {min(block.level - 1, 9)}").add_run(
                _printable(block.text)
            )
        elif isinstance(block, Prose):
            self._prose(self._word, block)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Listing):
            for item in block.items:
                style = "List Number" if block.ordered else "List Bullet"
                self._cell(self._word, item, style)
        else:
            self._table(block)

    def _paragraph(self, into: Any, style: str = "Normal") -> Any:
        paragraph = into.add_paragraph(style=style)
        if self._doc.direction == "rtl":
            _set_rtl(paragraph)
        return paragraph

    def _facts(self, facts: Facts) -> None:
        for label, lines in facts.rows:
            paragraph = self._paragraph(self._word)
            paragraph.add_run(_printable(f"{label}: ")).bold = True
            for place, line in enumerate(lines):
                if place:
                    paragraph.add_run().add_break()
                self._line(paragraph, line)

    def _cell(self, into: Any, cell: Cell, style: str, first: Any = None) -> None:
        """Lines below each other in one paragraph, prose in paragraphs of its own."""
        paragraph = first
        for place, part in enumerate(cell):
            if isinstance(part, Prose):
                self._prose(into, part)
                paragraph = None
                continue
            if paragraph is None:
                paragraph = self._paragraph(into, style)
            elif place:
                paragraph.add_run().add_break()
            self._line(paragraph, part)

    def _line(self, paragraph: Any, line: Line) -> None:
        for run in line:
            _add_run(paragraph, run)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._paragraph(self._word, "Caption").add_run(_printable(table.caption))
        word = self._word.add_table(rows=1, cols=len(table.columns))
        word.style = "Table Grid"
        word.autofit = False
        _set_widths(word, table, _PAPER[self._doc.paper][0] - 2 * _MARGIN)
        if self._doc.direction == "rtl":
            _add(word._tbl.tblPr, "w:bidiVisual")  # noqa: SLF001 - no other way to it
        _repeat_header(word.rows[0])
        for cell, name in zip(word.rows[0].cells, table.columns, strict=True):
            self._cell(cell, ((Run(name, bold=True),),), "Normal", cell.paragraphs[0])
        for row in table.rows:
            self._row(word, row)

    def _row(self, word: Any, row: TableRow) -> None:
        added = word.add_row()
        _add(added._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 - as above
        cells = added.cells
        if row.spans:
            cells = [cells[0].merge(cells[-1])]
        for cell, content in zip(cells, row.cells, strict=True):
            self._cell(cell, content, "Normal", cell.paragraphs[0])

    def _prose(self, into: Any, prose: Prose) -> None:
        _Prose(self, into).write(prose_tokens(prose.text, prose.level, *prose.titles))


class _Prose:
    """Writes the tokens of Markdown into a document or a cell."""

    def __init__(self, writer: _Writer, into: Any) -> None:
        self._writer, self._into = writer, into
        self._lists: list[str] = []
        self._style = "Normal"

    def write(self, tokens: Iterable[Token]) -> None:
        """Add a paragraph for each block."""
        rows: list[list[Token]] = []
        for token in tokens:
            kind, _, edge = token.type.rpartition("_")
            if kind in _LISTS:
                self._lists.append(
                    _LISTS[kind]
                ) if edge == "open" else self._lists.pop()
            elif token.type == "tr_open":
                rows.append([])
            elif token.type == "table_close":
                self._table(rows)
                rows = []
            elif token.type == "inline" and rows:
                rows[-1].append(token)
            elif token.type == "inline":
                self._add(token.children or ())
            elif token.type in FORMULAS or token.type in {"fence", "code_block"}:
                self._code(token.content)
            else:
                self._begin(kind, edge, token)

    def _begin(self, kind: str, edge: str, token: Token) -> None:
        """What begins or ends a block that has a style of its own."""
        level = token.tag.removeprefix("h")
        if kind in _LISTS:
            self._lists.append(_LISTS[kind]) if edge == "open" else self._lists.pop()
        elif kind not in {"heading", "blockquote"}:
            return
        elif edge == "close":
            self._style = "Normal"
        elif kind == "blockquote":
            self._style = "Quote"
        elif level.isdigit():
            self._style = f"Heading {int(level) - 1}"

    def _paragraph(self) -> Any:
        style = self._style
        if self._lists:
            depth = min(len(self._lists), _DEEPEST_LIST)
            style = self._lists[-1] + (f" {depth}" if depth > 1 else "")
        return self._writer._paragraph(self._into, style)  # noqa: SLF001 - its own

    def _add(self, children: Iterable[Token], paragraph: Any = None) -> None:
        paragraph = paragraph or self._paragraph()
        for run in _runs(children):
            _add_run(paragraph, run)

    def _code(self, text: str) -> None:
        paragraph = self._paragraph()
        for place, line in enumerate(text.rstrip("\n").split("\n")):
            if place:
                paragraph.add_run().add_break()
            paragraph.add_run(_printable(line)).font.name = "Courier New"

    def _table(self, rows: list[list[Token]]) -> None:
        if not rows:
            return
        table = self._into.add_table(len(rows), len(rows[0]))
        if hasattr(table, "style") and self._into is self._writer._word:  # noqa: SLF001
            table.style = "Table Grid"
        _repeat_header(table.rows[0])
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, token in zip(row.cells, cells, strict=False):
                self._add(token.children or (), cell.paragraphs[0])


def _runs(children: Iterable[Token]) -> Iterator[Run]:
    """What stands in a line of Markdown, as runs."""
    bold = italic = 0
    link = ""
    for token in children:
        kind, _, edge = token.type.rpartition("_")
        step = 1 if edge == "open" else -1
        if kind == "strong":
            bold += step
        elif kind == "em":
            italic += step
        elif kind == "link":
            link = str(token.attrs.get("href", "")) if edge == "open" else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield Run(" " if token.type == "softbreak" else "\n")
        else:
            yield Run(token.content, link, bool(bold), bool(italic))


def _add_run(paragraph: Any, run: Run) -> None:
    from docx.shared import RGBColor

    if not run.text:
        return
    into = _hyperlink(paragraph, run.link) if run.link else paragraph._p  # noqa: SLF001
    word = paragraph.add_run(_printable(run.text))
    word.bold, word.italic = run.bold or None, run.italic or None
    if run.link:
        word.font.underline = True
        word.font.color.rgb = RGBColor.from_string(_LINK)
        into.append(word._r)  # noqa: SLF001 - there is no method for links
    if run.language:
        element = _add(word._r.get_or_add_rPr(), "w:lang")  # noqa: SLF001 - as above
        _set(element, "w:val", run.language)


def _hyperlink(paragraph: Any, url: str) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE

    kind = RELATIONSHIP_TYPE.HYPERLINK
    key = paragraph.part.relate_to(url, kind, is_external=True)
    link = _add(paragraph._p, "w:hyperlink")  # noqa: SLF001 - as above
    _set(link, "r:id", key)
    return link


def _repeat_header(row: Any) -> None:
    """The row is repeated on each page, and read as the headers of the columns."""
    _set(_add(row._tr.get_or_add_trPr(), "w:tblHeader"), "w:val", "true")  # noqa: SLF001


def _set_widths(word: Any, table: Table, whole: int) -> None:
    from docx.shared import Twips

    for column, share in zip(word.columns, table.widths, strict=True):
        column.width = Twips(whole * share // sum(table.widths))


def _set_rtl(paragraph: Any) -> None:
    _add(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001 - as above


def _add(parent: Any, name: str) -> Any:
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(name)
    parent.append(element)
    return element


def _set(element: Any, name: str, value: str) -> None:
    from docx.oxml.ns import qn

    element.set(qn(name), value)


def _printable(text: str) -> str:
    """Show a replacement for characters that XML cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_times(word: Any) -> bytes:
    """The file with parts that all bear the same time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, _EPOCH)
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(part))
    return fixed.getvalue()
