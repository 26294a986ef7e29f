"""What a Word file is made of: paragraphs, runs of words, lists and tables."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any

from syllabus.core.language import Language
from syllabus.render.word_look import TABLE_STYLE, add, set_language, word_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.view.blocks import Document, Line, Run

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Show a replacement for characters that XML cannot hold."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class WordParts:
    """Adds parts to a file, or to a cell of a table in it (``into``)."""

    def __init__(self, word: Any, doc: Document) -> None:
        self.word, self.doc = word, doc

    def paragraph(self, into: Any, style: str, line: Line = ()) -> Any:
        """Add a paragraph with a line in it."""
        paragraph = into.add_paragraph(style=style)
        self.lines(paragraph, [line])
        return paragraph

    def lines(self, paragraph: Any, lines: Sequence[Line]) -> None:
        """Add lines to a paragraph, below each other."""
        for place, line in enumerate(lines):
            if place:
                paragraph.add_run().add_break()
            for run in line:
                self.run(paragraph, run)

    def run(self, paragraph: Any, run: Run, *, code: bool = False) -> None:
        """Add words to a paragraph, those from right to left apart from others."""
        into = _hyperlink(paragraph, run.link) if run.link else paragraph._p  # noqa: SLF001 - python-docx has no method for links, nor for most below
        language = Language.of(run.language or self.doc.language)
        rtl = language.direction == "rtl"
        for text, from_right in _directed(printable(run.text), rtl=rtl):
            word = paragraph.add_run(text)
            into.append(word._r)  # noqa: SLF001 - as above
            if run.link or code:
                word.style = "Hyperlink" if run.link else "Code Character"
            font = word.font
            font.bold = font.cs_bold = run.bold or None
            font.italic = font.cs_italic = run.italic or None
            font.rtl = from_right or None
            if run.language:
                properties = word._r.get_or_add_rPr()  # noqa: SLF001 - as above
                set_language(add(properties, "w:lang"), run.language)

    def new_list(self, style: str) -> int:
        """The key of a list of its own in a style of numbered lists, from 1 on."""
        numbering = self.word.part.numbering_part.element
        usual = self.word.styles[style].element.pPr.numPr.numId.val
        new = numbering.add_num(numbering.num_having_numId(usual).abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def table(self, into: Any, rows: int, columns: int) -> Any:
        """Add an empty table; its first row has the headers of the columns."""
        if into is self.word and _ends_with_table(into):
            self.paragraph(into, "Between Tables")  # else Word makes one of the two
        table = into.add_table(rows, columns)
        table.style = TABLE_STYLE
        look = table._tbl.tblPr.find(word_name("w:tblLook"))  # noqa: SLF001 - as above
        for key in list(look.attrib):
            del look.attrib[key]
        look.set(word_name("w:val"), "0020")
        look.set(word_name("w:firstRow"), "1")
        if self.doc.direction == "rtl":
            from docx.enum.table import WD_TABLE_DIRECTION

            table.table_direction = WD_TABLE_DIRECTION.RTL
        add(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", val="true")  # noqa: SLF001 - as above
        return table


def set_number(paragraph: Any, key: int) -> None:
    """Make a paragraph an item of a list of its own (`WordParts.new_list`)."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - no method for it
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = key


def _hyperlink(paragraph: Any, url: str) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE

    kind = RELATIONSHIP_TYPE.HYPERLINK
    key = paragraph.part.relate_to(url, kind, is_external=True)
    link = add(paragraph._p, "w:hyperlink")  # noqa: SLF001 - no method for it
    link.set(word_name("r:id"), key)
    return link


def _ends_with_table(word: Any) -> bool:
    body = word.element.body
    # Its last element is the paper.
    return len(body) > 1 and bool(body[-2].tag == word_name("w:tbl"))


def _directed(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Parts of a text, and whether each runs from right to left.

    What has no direction takes that of what stands on both sides, else that of the
    text (Unicode's bidirectional algorithm, N1 and N2).

    Args:
        text: Any text.
        rtl: Whether it runs from right to left as a whole.
    """
    strong = [_DIRECTIONS.get(unicodedata.bidirectional(sign)) for sign in text]
    found: list[bool] = []
    for direction, group in groupby(strong):
        end = len(found) + len(list(group))
        if direction is None:
            before = found[-1] if found else rtl
            after = strong[end] if end < len(strong) else rtl
            direction = before if before == after else rtl
        found += [direction] * (end - len(found))
    pairs = zip(found, text, strict=True)
    for from_right, signs in groupby(pairs, key=lambda pair: pair[0]):
        yield "".join(sign for _, sign in signs), from_right


_DIRECTIONS = {"R": True, "AL": True, "L": False}
