"""How a Word file looks: its styles, its paper, and what it says of itself.

The styles are changed, not the paragraphs, so that whoever edits the file can change
the look of all of it in one place.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from syllabus.core.language import Language

if TYPE_CHECKING:
    from syllabus.core.view.blocks import Document

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of everything: the file is the same for the same document."""

# Twentieths of a point: width, height of the paper; and what margins leave of it.
_PAPER = {"letter": (12240, 15840), "a4": (11906, 16838)}
_MARGIN = 1247  # 2.2 cm
LIST_INDENT = 360

_TEXT, _QUIET, _LINE, _LINK = "1A1A1A", "555555", "BFBFBF", "0B4F8A"
# Fonts that offices have. Letters, and what stands for them elsewhere.
_FONT, _CODE_FONT, _COMPLEX_FONT = "Calibri", "Consolas", "Arial"
_EAST_ASIAN = {
    "Hans": "Microsoft YaHei",
    "Hant": "Microsoft JhengHei",
    "Jpan": "Yu Gothic",
    "Kore": "Malgun Gothic",
}


class _Look(NamedTuple):
    """A style of paragraphs: sizes in points, spaces before and after, an indent."""

    size: float
    before: float = 0
    after: float = 6
    bold: bool = False
    italic: bool = False
    color: str = _TEXT
    font: str = _FONT
    indent: int = 0
    with_next: bool = False
    line: float = 1.15


_STYLES = {
    "Normal": _Look(10.5),
    "Title": _Look(22, after=2, bold=True, line=1),
    "Subtitle": _Look(11.5, after=0, color=_QUIET),
    "Heading 1": _Look(14, 18, 4, bold=True, with_next=True, line=1),
    "Heading 2": _Look(11.5, 10, 2, bold=True, with_next=True, line=1),
    "Heading 3": _Look(10.5, 8, 2, bold=True, with_next=True, line=1),
    "Heading 4": _Look(10.5, 8, 2, italic=True, with_next=True, line=1),
    "Heading 5": _Look(10.5, 8, 2, color=_QUIET, with_next=True, line=1),
    "Caption": _Look(11.5, 10, 3, bold=True, with_next=True, line=1),
    "List Bullet": _Look(10.5, after=3),
    "List Bullet 2": _Look(10.5, after=3),
    "List Bullet 3": _Look(10.5, after=3),
    "List Number": _Look(10.5, after=3),
    "List Number 2": _Look(10.5, after=3),
    "List Number 3": _Look(10.5, after=3),
    "List Continue": _Look(10.5, after=3),
    "List Continue 2": _Look(10.5, after=3),
    "List Continue 3": _Look(10.5, after=3),
    "Quote": _Look(10.5, color=_QUIET, indent=LIST_INDENT),
    "Code": _Look(9.5, font=_CODE_FONT, indent=LIST_INDENT, line=1),
    "Table Text": _Look(9.5, after=0, line=1),
    "Between Tables": _Look(4, after=0, line=1),
    "Fact": _Look(10.5, after=3),
    "Colophon": _Look(9, 18, 0, color=_QUIET, line=1),
    "Footer": _Look(9, after=0, color=_QUIET, line=1),
}
"""The looks by the names of their styles; Word knows most of these by itself."""

TABLE_STYLE = "Course Table"
_TABLE_STYLE = """
<w:style {namespace} w:type="table" w:customStyle="1" w:styleId="CourseTable">
  <w:name w:val="Course Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="{text}"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{text}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{line}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="45" w:type="dxa"/><w:left w:w="{padding}" w:type="dxa"/>
      <w:bottom w:w="45" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:bCs/></w:rPr>
    <w:tcPr><w:tcBorders>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{text}"/>
    </w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>
"""
CELL_PADDING = 70


def text_width(doc: Document) -> int:
    """The width between the margins, in twentieths of a point."""
    return _PAPER[doc.paper][0] - 2 * _MARGIN


def set_look(word: Any, doc: Document) -> None:
    """Give a new Word document its paper, its styles and its language."""
    _set_paper(word, doc)
    for name, look in _STYLES.items():
        _set_style(_style(word, name), look, doc)
    _add_character_styles(word)
    _add_table_style(word)
    _set_language(word, doc.language)
    _describe(word, doc)
    _drop_template_parts(word)


def _set_paper(word: Any, doc: Document) -> None:
    from docx.shared import Twips

    width, height = _PAPER[doc.paper]
    for section in word.sections:
        section.page_width, section.page_height = Twips(width), Twips(height)
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Twips(_MARGIN))
        if doc.direction == "rtl":
            add(section._sectPr, "w:bidi")  # noqa: SLF001 - no other way to it


def _style(word: Any, name: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    if name in word.styles:
        return word.styles[name]
    return word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)


def _set_style(style: Any, look: _Look, doc: Document) -> None:
    from docx.shared import Pt, RGBColor, Twips

    own = style.element.get_or_add_rPr()
    for child in list(own):  # what the template has: other fonts, spaced letters
        own.remove(child)
    font, form = style.font, style.paragraph_format
    _set_fonts(own, look.font, doc)
    font.size, font.color.rgb = Pt(look.size), RGBColor.from_string(look.color)
    font.bold = font.cs_bold = look.bold or None
    font.italic = font.cs_italic = look.italic or None
    add(own, "w:szCs", val=str(round(2 * look.size)))
    properties = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:contextualSpacing"):
        for old in properties.findall(word_name(name)):
            properties.remove(old)
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing, form.keep_with_next = look.line, look.with_next or None
    if look.indent:
        form.left_indent = form.right_indent = Twips(look.indent)
    if doc.direction == "rtl":
        _add_direction(properties)


def _set_fonts(properties: Any, font: str, doc: Document) -> None:
    fonts = add(properties, "w:rFonts", ascii=font, hAnsi=font)
    complex_font = font if font == _CODE_FONT else _COMPLEX_FONT
    fonts.set(word_name("w:cs"), complex_font)
    script = Language.of(doc.language).script
    fonts.set(word_name("w:eastAsia"), _EAST_ASIAN.get(script, font))


def _add_direction(properties: Any) -> None:
    """Paragraphs from right to left; the element has its place among the others."""
    from docx.oxml.parser import OxmlElement

    followers = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind")
    later = (*followers, "w:contextualSpacing", "w:jc", "w:outlineLvl")
    properties.insert_element_before(OxmlElement("w:bidi"), *later)


def _add_character_styles(word: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(_LINK)
    link.font.underline = True
    code = word.styles.add_style("Code Character", WD_STYLE_TYPE.CHARACTER)
    code.font.name = _CODE_FONT


def _add_table_style(word: Any) -> None:
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    text = _TABLE_STYLE.format(
        namespace=nsdecls("w"), text=_TEXT, line=_LINE, padding=CELL_PADDING
    )
    word.styles.element.append(parse_xml(text))


def _set_language(word: Any, tag: str) -> None:
    """The language of all text that says no other."""
    for language in word.styles.element.iter(word_name("w:lang")):
        set_language(language, tag)
    settings = word.settings.element
    for language in settings.iter(word_name("w:themeFontLang")):
        set_language(language, tag)
    for setting in settings.iter(word_name("w:compatSetting")):
        if setting.get(word_name("w:name")) == "compatibilityMode":
            setting.set(word_name("w:val"), "15")  # of Word 2013 and all since


def set_language(element: Any, tag: str) -> None:
    """Name a language in ``w:lang``, for letters of every kind."""
    for key in ("w:val", "w:eastAsia", "w:bidi"):
        element.set(word_name(key), tag)


def _describe(word: Any, doc: Document) -> None:
    about = word.core_properties
    about.title = f"{doc.code} {doc.title}".strip()[:255]
    about.language = doc.language
    about.author = about.last_modified_by = doc.institution[:255]
    about.comments = about.keywords = ""
    about.revision = 1
    about.created = about.modified = dt.datetime(*EPOCH, tzinfo=dt.UTC)


def _drop_template_parts(word: Any) -> None:
    """Leave out what the template tells of itself: its picture, pages and program."""
    for holder in (word.part.package, word.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rpartition("/")[2] in _OF_TEMPLATE:
                del holder.rels[key]


_OF_TEMPLATE = {"thumbnail", "extended-properties", "customXml", "stylesWithEffects"}


def add(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element of WordprocessingML at the end of another."""
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(word_name(f"w:{key}"), value)
    parent.append(element)
    return element


def word_name(name: str) -> str:
    """A name with a prefix (``w:p``) as lxml has it."""
    from docx.oxml.ns import qn

    return str(qn(name))
