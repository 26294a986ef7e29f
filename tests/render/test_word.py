"""The Word file: what is in it, and what a word processor finds there."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # no stubs

from syllabus.core.language import Language
from syllabus.core.sections import SECTIONS
from syllabus.core.view.blocks import (
    Document,
    Facts,
    Heading,
    Listing,
    Prose,
    Run,
    Table,
    TableRow,
)
from syllabus.core.view.document import handout_document
from syllabus.render.omml import omml
from syllabus.render.word import column_widths, render_docx
from syllabus.render.word_parts import _directed, printable
from tests.render import views
from tests.render.test_any_text import full_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syllabus.core.view.handout import HandoutView

# ISO/IEC 29500-1, 17.3.1.26, 17.3.2.28 and 17.4.59: Word refuses another order.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr "
    "shd tabs bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
    "mirrorIndents jc textDirection outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern "
    "position sz szCs highlight u effect vertAlign rtl cs em lang oMath",
    "tblPr": "tblStyle bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan vMerge tcBorders shd vAlign",
}


def document(view: HandoutView) -> Document:
    return handout_document(view, SECTIONS, Language.of(view.language))


def document_of(*blocks: Any, **more: Any) -> Document:
    """A document of blocks, without anything else that is worth a test."""
    about: dict[str, Any] = dict.fromkeys(("code", "institution", "colophon"), "")
    about |= {"title": "Title", "term": "Term", "language": "en", "direction": "ltr"}
    return Document(**{**about, "paper": "a4", "blocks": blocks, **more})


def opened(doc: Document) -> Any:
    return docx.Document(io.BytesIO(render_docx(doc)))


def xml_of(doc: Document) -> Any:
    """The body of the file, as XML."""
    return opened(doc).element.body


SPACES = {qn("w:br"): "\n", qn("w:tab"): "\t", qn("w:cr"): "\n"}
"""What stands for a space of its own, as elements of text."""


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def said(doc: Document) -> Iterator[str]:
    """The words of every line of a document; prose has a test of its own."""
    yield from (doc.title, doc.code, doc.institution, doc.term, doc.colophon)
    for block in doc.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Facts):
            for label, lines in block.rows:
                yield label
                yield from ("".join(run.text for run in line) for line in lines)
        elif isinstance(block, Listing):
            yield from (words for item in block.items for words in said_in(item))
        elif isinstance(block, Table):
            yield from (block.caption, *block.columns)
            for row in block.rows:
                yield from (words for cell in row.cells for words in said_in(cell))


def said_in(cell: Any) -> Iterator[str]:
    for part in cell:
        if not isinstance(part, Prose):
            yield "".join(run.text for run in part)


@settings(max_examples=25, deadline=None)
@given(
    st.text(min_size=1, max_size=60)
    | st.text("<&>\"'\\`*_[]|$\x00\uffff א", min_size=1)
)
def test_all_that_the_course_says_is_in_the_file(text: str) -> None:
    doc = document(full_of(text))
    body = xml_of(doc)
    paragraphs = [
        "".join(
            SPACES.get(node.tag) or node.text or ""
            for node in paragraph.iter(qn("w:t"), *SPACES)
        )
        for paragraph in body.iter(qn("w:p"))
    ]
    lines = [folded(line) for paragraph in paragraphs for line in paragraph.split("\n")]
    whole = "\n".join([*map(folded, paragraphs), *lines])

    for words in said(doc):
        assert folded(printable(words)) in whole


PROSE = """\
# Big

One **bold** and *slanted* `code` [link](https://example.edu/a), [bonjour]{lang=fr}.

> quoted

3. three
   - inner

   more of three
4. four

```
  x = 1
```

| a | b |
| - | - |
| c | $n^2$ |
"""


def test_prose_has_the_styles_of_its_blocks() -> None:
    word = opened(document_of(Prose(PROSE, 3)))
    styles = [(p.style.name, p.text) for p in word.paragraphs[2:-1]]

    assert styles == [
        ("Heading 2", "Big"),
        ("Normal", "One bold and slanted code link, bonjour."),
        ("Quote", "quoted"),
        ("List Number", "three"),
        ("List Bullet 2", "inner"),
        ("List Continue", "more of three"),
        ("List Number", "four"),
        ("Code", "  x = 1"),
    ]
    assert [[c.text for c in row.cells] for row in word.tables[0].rows] == [
        ["a", "b"],
        ["c", ""],
    ]
    (formula,) = word.element.body.iter("{*}oMath")
    assert "".join(formula.itertext()) == "n2"
    (french,) = word.element.body.iter(qn("w:lang"))
    assert french.get(qn("w:val")) == "fr"


def test_each_numbered_list_begins_with_one() -> None:
    items = Listing((((Run("a"),),), ((Run("b"),),)), ordered=True)
    prose = Prose("1. c\n2. d", 3)
    body = xml_of(document_of(items, prose, items))
    keys = [number.get(qn("w:val")) for number in body.iter(qn("w:numId"))]

    assert len(keys) == 6
    assert [keys[0], keys[2], keys[4]] == [keys[1], keys[3], keys[5]]
    assert len(set(keys)) == 3


def test_an_item_that_is_prose_has_its_bullet() -> None:
    word = opened(document_of(Listing(((Prose("one\n\ntwo"),),))))

    assert [(p.style.name, p.text) for p in word.paragraphs[2:-1]] == [
        ("List Bullet", "one"),
        ("List Continue", "two"),
    ]


def test_tables_one_below_the_other_stay_two() -> None:
    table = Table("", ("A",), (TableRow((((Run("a"),),),)),), (1,))
    body = xml_of(document_of(table, table))
    names = [etree.QName(element).localname for element in body]

    assert "tbl tbl" not in " ".join(names)
    assert names.count("tbl") == 2


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_properties_stand_in_the_order_that_word_asks_for(tag: str) -> None:
    view = replace(views.HARD, logo=None, language=tag)
    with zipfile.ZipFile(io.BytesIO(render_docx(document(view)))) as file:
        roots = [
            etree.fromstring(file.read(f"word/{name}.xml"))
            for name in ("document", "styles", "footer1")
        ]
    checked = 0
    for root in roots:
        for name, order in _ORDER.items():
            for element in root.iter(qn(f"w:{name}")):
                names = [etree.QName(child).localname for child in element]
                places = [order.split().index(one) for one in names]
                assert places == sorted(set(places)), (name, names)
                checked += 1
    assert checked > 500


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    def row(*cells: str) -> TableRow:
        return TableRow(tuple(((Run(text),),) for text in cells))

    rows = (row("1", "Wed, Jan 13", "A topic of more than a few words, and more"),)
    table = Table("", ("Week", "Date", "Topic"), rows, (8, 15, 77))
    week, date, topic = column_widths(table, 9000)

    assert week < date < topic
    assert week + date + topic <= 9000
    assert week >= 120 * 5
    long = Table("", ("A", "B"), (row("x" * 90, "y" * 90),), (3, 1))
    assert column_widths(long, 8000) == [6000, 2000]


def test_words_from_right_to_left_are_told_from_others() -> None:
    assert list(_directed("مختبر C++ 17", rtl=True)) == [
        ("مختبر ", True),
        ("C", False),
        ("++ 17", True),
    ]
    assert list(_directed("the word (سلام)!", rtl=False)) == [
        ("the word (", False),
        ("سلام", True),
        (")!", False),
    ]


@given(st.text(), st.booleans())
def test_no_letter_is_lost_between_directions(text: str, rtl: bool) -> None:
    assert "".join(part for part, _ in _directed(text, rtl=rtl)) == text


def test_a_document_from_right_to_left_is_set_so() -> None:
    table = Table("", ("A", "B"), (TableRow((((Run("a"),),),) * 2),), (1, 1))
    word = opened(document_of(table, language="ar", direction="rtl"))

    assert word.styles["Normal"].element.pPr.find(qn("w:bidi")) is not None
    assert word.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert word.sections[0]._sectPr.find(qn("w:bidi")) is not None


def test_the_file_tells_nothing_of_the_template_nor_of_when_it_was_made() -> None:
    doc = document(views.DLSYS)
    data = render_docx(doc)

    assert data == render_docx(doc)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [part.filename for part in file.infolist()]
        assert {part.date_time[0] for part in file.infolist()} == {1980}
        whole = b"".join(map(file.read, names)).decode("utf-8", "replace")
    assert [name for name in names if name.startswith("docProps/")] == [
        "docProps/core.xml"
    ]
    assert "python-docx" not in whole
    assert "Macintosh" not in whole
    about = opened(doc).core_properties
    assert (about.author, about.title) == (doc.institution, f"{doc.code} {doc.title}")


def test_formulas_can_be_edited() -> None:
    def plain(latex: str) -> str:
        return re.sub(r' xml\S+"(?=[ />])|\bm:| (?=/>)', "", omml(latex))

    def run(words: str) -> str:
        return f"<r><t>{words}</t></r>"

    half = f"<f><num>{run('1')}</num><den>{run('2')}</den></f>"
    assert plain(r"\frac{1}{2}") == f"<oMath>{half}</oMath>"
    brackets = '<dPr><begChr val="("/><endChr val=")"/></dPr>'
    assert f"<d>{brackets}<e>{half}</e></d>" in plain(r"\left(\frac12\right)")
    assert f"<e>{run('x')}</e></nary>" in plain(r"\sum_{i=1}^n x")
    assert plain(r"\begin{cases}1&2\\3&4\end{cases}").count("<mr>") == 2


def test_a_formula_that_word_does_not_have_is_its_source() -> None:
    word = opened(document_of(Prose(r"See $\boxed{x}$.", 3)))

    assert word.paragraphs[2].text == r"See \boxed{x}."


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What LibreOffice makes of files in two languages: flat OpenDocument."""
    folder: Path = tmp_path_factory.mktemp("word")
    for tag in ("en", "ar"):
        view = replace(views.HARD, logo=None, language=tag)
        (folder / f"{tag}.docx").write_bytes(render_docx(document(view)))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--headless", "--convert-to", "fodt", "--outdir", folder),
            *(folder / "en.docx", folder / "ar.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {
        tag: etree.parse(folder / f"{tag}.fodt", etree.XMLParser(huge_tree=True))
        for tag in ("en", "ar")
    }


_ODF = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"
    for name, space in {
        "fo": "xsl-fo-compatible",
        "style": "style",
        "table": "table",
        "text": "text",
    }.items()
} | {"xlink": "http://www.w3.org/1999/xlink"}


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_word_processor_finds_the_structure(
    converted: dict[str, Any], tag: str
) -> None:
    doc = document(replace(views.HARD, logo=None, language=tag))
    tree = converted[tag]

    def find(path: str) -> Any:
        return tree.xpath(path, namespaces=_ODF)

    headings = [
        (int(h.get(f"{{{_ODF['text']}}}outline-level")), folded("".join(h.itertext())))
        for h in find("//text:h")
    ]
    expected = [
        (b.level - 1, folded(b.text)) for b in doc.blocks if isinstance(b, Heading)
    ]
    assert [h for h in headings if h in expected] == expected
    columns = [[*map(folded, b.columns)] for b in doc.blocks if isinstance(b, Table)]
    heads = [
        [folded("".join(cell.itertext())) for cell in row.iter("{*}table-cell")]
        for row in find("//table:table-header-rows/table:table-row")
    ]
    assert [head for head in heads if head in columns] == columns
    addresses = set(find("//text:a/@xlink:href"))
    assert {person.page for person in views.HARD.staff if person.page} <= addresses
    name = "language-complex" if tag == "ar" else "language"
    space = "style" if tag == "ar" else "fo"
    (language,) = find(
        "//style:default-style[@style:family='paragraph']"
        f"/style:text-properties/@{space}:{name}"
    )
    assert language == tag
