"""A document as a Word file: real headings, lists, table headers, links and language.

The file is the same for the same document: its parts bear no time of their own.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from syllabus.core.view.blocks import (
    Facts,
    Heading,
    Listing,
    Prose,
    Run,
    plain,
)
from syllabus.render.word_look import CELL_PADDING, EPOCH, add, set_look, text_width
from syllabus.render.word_parts import WordParts, printable, set_number
from syllabus.render.word_prose import ProseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.view.blocks import (
        Block,
        Cell,
        Document,
        Line,
        Table,
        TableRow,
    )

# Twentieths of a point that a letter takes in a table, bold and wide ones among them.
_LETTER = 120
# A column with no longer line than this is as wide as it is, if there is room.
_SHORT = 24


def render_docx(doc: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    import docx

    doc = replace(
        doc,
        title=printable(doc.title),
        code=printable(doc.code),
        institution=printable(doc.institution),
        term=printable(doc.term),
    )
    word = docx.Document()
    set_look(word, doc)
    parts = WordParts(word, doc)
    parts.paragraph(word, "Title", (Run(f"{doc.code} {doc.title}".strip()),))
    for text in filter(None, (doc.institution, doc.term)):
        parts.paragraph(word, "Subtitle", (Run(text),))
    writer = _Writer(parts)
    for block in doc.blocks:
        writer.block(block)
    parts.paragraph(word, "Colophon", (Run(doc.colophon),))
    _number_pages(parts)
    return _without_times(word)


class _Writer:
    """Adds blocks to a Word document."""

    def __init__(self, parts: WordParts) -> None:
        self._parts, self._word = parts, parts.word

    def block(self, block: Block) -> None:
        """Add a block at the end."""
        if isinstance(block, Heading):
            style = f"Heading {min(block.level - 1, 5)}"
            line = _beside(Run(block.text), block.again)
            self._parts.paragraph(self._word, style, line)
        elif isinstance(block, Prose):
            ProseWriter(self._parts, self._word).write(block)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Listing):
            self._listing(block)
        else:
            self._table(block)

    def _facts(self, facts: Facts) -> None:
        for label, (first, *others) in facts.rows:
            lines = [(Run(f"{label}: ", bold=True), *first), *others]
            self._parts.lines(self._parts.paragraph(self._word, "Fact"), lines)

    def _listing(self, listing: Listing) -> None:
        style = "List Number" if listing.ordered else "List Bullet"
        number = self._parts.new_list(style) if listing.ordered else None
        for item in listing.items:
            paragraph = self._parts.paragraph(self._word, style)
            if number is not None:
                set_number(paragraph, number)
            self._cell(self._word, item, paragraph, "List Continue")

    def _cell(self, into: Any, cell: Cell, first: Any, style: str) -> None:
        """Lines below each other, prose in paragraphs of its own.

        Args:
            into: The document or a cell of a table.
            cell: What to add.
            first: The paragraph to begin with, empty.
            style: That of all other paragraphs.
        """
        lines: list[Line] = []
        paragraph = first
        for part in cell:
            if not isinstance(part, Prose):
                lines.append(part)
                continue
            if lines:
                self._parts.lines(
                    paragraph or self._parts.paragraph(into, style), lines
                )
                lines, paragraph = [], None
            ProseWriter(self._parts, into, style, paragraph).write(part)
            paragraph = None
        if lines:
            self._parts.lines(paragraph or self._parts.paragraph(into, style), lines)

    def _table(self, table: Table) -> None:
        if table.caption:
            line = _beside(Run(table.caption), table.caption_again)
            self._parts.paragraph(self._word, "Caption", line)
        word = self._parts.table(self._word, 1, len(table.columns))
        word.autofit = False
        again = table.again or ((),) * len(table.columns)
        heads = zip(word.rows[0].cells, table.columns, again, strict=True)
        for cell, name, other in heads:
            self._fill(cell, ((Run(name, bold=True),), *([other] if other else ())))
        for row in table.rows:
            self._row(word, row)
        for column in table.numeric:
            _end_flush(word, column)
        _set_widths(word, column_widths(table, text_width(self._parts.doc)))

    def _row(self, word: Any, row: TableRow) -> None:
        added = word.add_row()
        add(added._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 - python-docx has no method for it
        cells = added.cells
        if row.spans:
            cells = [cells[0].merge(cells[-1])]
        for cell, content in zip(cells, row.cells, strict=True):
            self._fill(cell, content)

    def _fill(self, cell: Any, content: Cell) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table Text"
        self._cell(cell, content, paragraph, "Table Text")


def column_widths(table: Table, whole: int) -> list[int]:
    """The widths of a table's columns, by what stands in them.

    Args:
        table: The table.
        whole: The width of all of them, in twentieths of a point.
    """
    columns = range(len(table.columns))
    lengths = [_letters(table, n) for n in columns]
    fitting = [_LETTER * length + 2 * CELL_PADDING for length in lengths]
    widest = max(columns, key=lambda n: table.widths[n])
    settled = {n: fitting[n] for n in columns if n != widest and lengths[n] <= _SHORT}
    if sum(settled.values()) * 3 > whole * 2:  # too many: as the document has them
        settled = {}
    while True:
        rest = whole - sum(settled.values())
        shared = sum(table.widths[n] for n in columns if n not in settled)
        shares = {
            n: rest * table.widths[n] // shared for n in columns if n not in settled
        }
        # What a column does not need, others have.
        spare = [n for n in shares if n != widest and fitting[n] < shares[n]]
        if not spare:
            return [(settled | shares)[n] for n in columns]
        settled |= {n: fitting[n] for n in spare}


def _beside(run: Run, again: Line) -> Line:
    """Words, and the same in the second language behind them."""
    return (run, Run(" "), *again) if again else (run,)


def _letters(table: Table, column: int) -> int:
    """The letters of a column's longest line; the header's are bold, and wider."""
    cells = (row.cells[column] for row in table.rows if not row.spans)
    names = [table.columns[column], *(plain(line) for line in table.again[column:][:1])]
    header = max(map(_breadth, names)) * 5 // 4
    return max([header, *(_breadth(line) for cell in cells for line in _texts(cell))])


def _texts(cell: Cell) -> Iterator[str]:
    for part in cell:
        if isinstance(part, Prose):
            yield part.text
        else:
            yield "".join(run.text for run in part)


def _breadth(text: str) -> int:
    """The letters of a line; those of East Asia count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _end_flush(word: Any, column: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell in word.columns[column].cells:
        # Word's “right” is the end of a line, the left where it runs from the right.
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_widths(word: Any, widths: Sequence[int]) -> None:
    from docx.shared import Twips

    for column, width in zip(word.columns, widths, strict=True):
        column.width = Twips(width)
    for row in word.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            if cell._tc.grid_span == 1:  # noqa: SLF001 - as above
                cell.width = Twips(width)


def _number_pages(parts: WordParts) -> None:
    """The course and the page's number at the foot of each page."""
    doc = parts.doc
    paragraph = parts.word.sections[0].footer.paragraphs[0]
    paragraph.style = "Footer"
    parts.lines(paragraph, [(Run(f"{doc.code or doc.title}, {doc.term} – "),)])
    field = add(paragraph._p, "w:fldSimple", instr=" PAGE ")  # noqa: SLF001 - as above
    field.append(paragraph.add_run("1")._r)  # noqa: SLF001 - as above


def _without_times(word: Any) -> bytes:
    """The file with parts that all bear the same time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, EPOCH)
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(part))
    return fixed.getvalue()
