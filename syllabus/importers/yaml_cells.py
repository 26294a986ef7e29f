"""Values of a YAML file as cells: texts with their Markdown and HTML, links, lists."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from syllabus.importers.addresses import is_deck, is_web_address
from syllabus.importers.page import (
    EM,
    STRONG,
    Cell,
    Piece,
    bare_addresses,
    plain_characters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syllabus.core.diagnostics import Where

_ADDRESSES = {"url", "link", "href", "src", "file", "pdf", "path", "slides", "website"}
_MARKS = {
    "em_open": EM,
    "em_close": -EM,
    "strong_open": STRONG,
    "strong_close": -STRONG,
}
_ANCHOR = re.compile(r"""<a\s[^>]*href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LIQUID = re.compile(r"\{\{\s*['\"]([^'\"]*)['\"]\s*\|[^{}]*\}\}|\{\{[^{}]*\}\}")
_WORD_BREAK = re.compile(r"[_-]+|(?<=[a-z])(?=[A-Z])")


def heading_of(key: str) -> str:
    """The words of a key: lecture_slides and dueDate as a reader would write them."""
    return " ".join(_WORD_BREAK.sub(" ", key).split())


def yaml_cell(where: Where, value: Any, name: str = "") -> Cell:
    """A cell of a value: a text, a list with a line for each item, or a mapping.

    Args:
        where: Its place.
        value: Texts, lists and mappings of them, or None.
        name: What an address that stands alone is called.
    """
    pieces = list(_pieces(value, name))
    text = plain_characters("".join(piece.text for piece in pieces)).strip()
    return Cell(where, text, tuple(pieces))


def _pieces(value: Any, name: str = "") -> Iterator[Piece]:
    if isinstance(value, dict):
        yield from _of_mapping(value)
    elif isinstance(value, list):
        yield from _lines(_pieces(item, name) for item in value)
    elif value and _is_address(value):
        yield Piece(name or value.strip(), href=_bare(value))
    elif value:
        lines = plain_characters(value).strip().split("\n")
        yield from _lines(map(_of_line, lines))


def _lines(parts: Iterable[Iterator[Piece]]) -> Iterator[Piece]:
    """Parts of a cell, each on a line of its own."""
    for number, part in enumerate(parts):
        if number:
            yield Piece("\n")
        yield from part


def _of_mapping(value: Mapping[str, Any]) -> Iterator[Piece]:
    """Something named with its address as a link; other mappings as “key: value”."""
    texts = {k: plain_characters(v) for k, v in value.items() if isinstance(v, str)}
    address = next(
        (k for k, v in texts.items() if k.lower() in _ADDRESSES and _is_address(v)), ""
    )
    name = next((k for k in texts if k != address and not _is_address(texts[k])), "")
    rest = {k: v for k, v in value.items() if k not in {address, name} and v}
    if address:
        shown = texts[name] if name else texts[address]
        yield Piece(" ".join(shown.split()), href=_bare(texts[address]))
    elif name:
        rest = {name: texts[name], **rest}
    for number, (key, item) in enumerate(rest.items()):
        if number or address:
            yield Piece(", ")
        yield Piece(f"{heading_of(key)}: ")
        yield from _pieces(item, heading_of(key))


def _of_line(text: str) -> Iterator[Piece]:
    """The pieces of a line, in which sites write Markdown and HTML."""
    mark, href = 0, None
    (inline,) = _markdown().parseInline(text.strip())
    for token in inline.children or ():
        mark += _MARKS.get(token.type, 0)
        if token.type == "link_open":
            href = _bare(str(token.attrs.get("href", "")))
        elif token.type == "link_close" or token.content.lower() == "</a>":
            href = None
        elif token.type == "html_inline":
            anchor = _ANCHOR.match(token.content)
            href = _bare(anchor[1]) if anchor else href
        elif token.content:
            yield from bare_addresses(Piece(token.content, mark, href))


def _is_address(text: str) -> bool:
    bare = _bare(text)
    one = bool(bare) and not re.search(r"\s", bare)
    return one and (is_web_address(bare) or is_deck(bare) or _is_path(bare))


def _is_path(text: str) -> bool:
    return bool(re.fullmatch(r"\.{0,2}/[^\s]*\w", text)) and not text.startswith("//")


def _bare(address: str) -> str:
    """An address without the Liquid around it: ``{{ '/a.pdf' | relative_url }}``."""
    return _LIQUID.sub(lambda match: match[1] or "", address.strip())


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    # Addresses keep the file's spelling; whoever uses them judges them.
    # The library's way to set how links are kept: methods are replaced.
    markdown.normalizeLink = str  # type: ignore[method-assign,assignment]
    markdown.validateLink = bool  # type: ignore[method-assign,assignment]
    return markdown
