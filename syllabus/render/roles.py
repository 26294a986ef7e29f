"""What a single element of a page is to a listener: its role, words and attributes.

The roles are the standard structure types of PDF 1.7 (ISO 32000-1, 14.8.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.render.missing import TRUE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
"""Roles that hold paragraphs, never words of their own."""

INLINE = frozenset(
    {"Code", "Figure", "Formula", "Link", "Note", "Quote", "Reference", "Span"}
)
"""Roles that stand within a line."""

PICTURES = frozenset({"Figure", "Formula"})

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = f"{_SVG}svg"
_ROLES = {
    "a": "Link",
    "address": "Div",
    "article": "Art",
    "aside": "Div",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "code": "Code",
    "details": "Div",
    "div": "Div",
    "dl": "L",
    "figcaption": "Caption",
    "figure": "Div",
    "footer": "Div",
    "header": "Div",
    "hgroup": "Div",
    "img": "Figure",
    _DRAWING: "Figure",
    "main": "Part",
    "nav": "Div",
    "ol": "L",
    "p": "P",
    "pre": "P",
    "q": "Quote",
    "section": "Sect",
    "summary": "P",
    "table": "Table",
    "tbody": "TBody",
    "td": "TD",
    "tfoot": "TFoot",
    "th": "TH",
    "thead": "THead",
    "tr": "TR",
    "ul": "L",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
# What an element says of itself by ``role`` goes before what its tag says.
_SAID = {
    "doc-endnote": "Note",
    "doc-footnote": "Note",
    "doc-noteref": "Reference",
    "img": "Figure",
    "math": "Formula",
}
_NUMBERINGS = {
    "circle": "Circle",
    "decimal": "Decimal",
    "disc": "Disc",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "lower-roman": "LowerRoman",
    "none": "None",
    "square": "Square",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "upper-roman": "UpperRoman",
}


def role_of(box: Any) -> str:
    """The role of a box's element; "" where it has none and its parent's counts."""
    return "" if "::" in box.element_tag else _role(box.element)


def _role(element: Any) -> str:
    if element.tag == "a" and not element.get("href"):
        return ""
    usual = "Span" if _is_span(element) else ""
    return _SAID.get(element.get("role"), _ROLES.get(element.tag, usual))


def _is_span(element: Any) -> bool:
    """Whether words within a line have something of their own to say."""
    return bool(language(element) or element.get(TRUE_WORDS) or expansion(element))


def is_decoration(element: Any) -> bool:
    """Whether this is a picture that says nothing, or said to be for the eye only."""
    if element.get("aria-hidden") == "true":
        return True
    return _role(element) in PICTURES and not alternative(element).strip()


def alternative(picture: Any) -> str:
    """The words for a picture or a drawing."""
    said = picture.get("alt") or picture.get("aria-label")
    return said or picture.findtext(f"{_SVG}title") or ""


def language(element: Any) -> str:
    """The language that an element has of its own."""
    return element.get("lang") or ""


def expansion(element: Any) -> str:
    """What an abbreviation stands for."""
    return (element.get("title") or "") if element.tag == "abbr" else ""


def words(element: Any) -> str:
    """The words of a link, pictures included; its address where it has none."""
    said = element.get("aria-label") or "".join(_pieces(element))
    return " ".join(said.split()) or element.get("href") or ""


def _pieces(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or is_decoration(element):
        return  # a comment, or nothing to be heard
    if _role(element) in PICTURES:
        yield alternative(element)
        return
    yield element.get(TRUE_WORDS) or element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def numbering(box: Any) -> str:
    """How a list is numbered."""
    if box.element_tag == "dl":
        return "None"
    usual = "Decimal" if box.element_tag == "ol" else "Disc"
    style = box.style["list_style_type"]
    return _NUMBERINGS.get(style, usual) if isinstance(style, str) else usual


def cell_attributes(box: Any, role: str) -> dict[str, Any]:
    """What a cell heads, and over how much it stretches."""
    said: dict[str, Any] = {}
    if role == "TH":
        said["Scope"] = f"/{_scope(box.element)}"
    if box.colspan != 1:
        said["ColSpan"] = box.colspan
    if box.rowspan != 1:
        said["RowSpan"] = box.rowspan
    return {"O": "/Table", **said} if said else {}


def _scope(element: Any) -> str:
    # A head over a group of rows is one of all the columns that it spans.
    return "Row" if element.get("scope") == "row" else "Column"
