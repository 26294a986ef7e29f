"""Markdown prose as HTML that fits into a page: its headings, links and pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from markupsafe import Markup
from pydantic_core import PydanticCustomError

from syllabus.core.prose import parser
from syllabus.core.values import parse_address, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_LOWEST_HEADING = 6
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:")
_SHOWN_ADDRESS = re.compile(r"^(?:https?://|mailto:)")


def prose_html(text: str, level: int) -> Markup:
    """Markdown as HTML blocks.

    Args:
        text: The prose.
        level: What its highest heading becomes: 3 makes it an h3. With 0 there can be
            no headings (in a table): they become paragraphs.
    """
    markdown = parser()
    tokens = list(_mended(markdown.parse(text), level))
    # Escaped by the renderer: raw HTML is text to this parser.
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704


def prose_line_html(text: str) -> Markup:
    """Markdown as HTML; a single paragraph goes without its tags."""
    html = prose_html(text, 0).strip()
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html[3:-4]
    return Markup(html)  # noqa: S704


def shown_address(url: str) -> str:
    """An address as it is printed: without its scheme, and a slash at its end."""
    return _SHOWN_ADDRESS.sub("", url, count=1).removesuffix("/")


def unbroken_days(days: str) -> Markup:
    """Days in words that may be broken only behind the dash of a range."""
    first, dash, last = days.partition(" – ")
    parts = [first + " –", last] if dash else [first]
    spans = (Markup('<span class="day">{}</span>').format(part) for part in parts)
    return Markup(" ").join(spans)


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters, cut between words if it can be."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words, space, _ = cut.rpartition(" ")
    return f"{(words if space else cut).rstrip()}…"


def length_class(text: str) -> str:
    """A style class for a heading that has to fit: normal, long or very-long."""
    return "normal" if len(text) <= 70 else "long" if len(text) <= 160 else "very-long"


def course_file_url(path: str) -> str:
    """The relative address of a file of the course folder, for `src`."""
    return quote(path)


def is_course_file(url: str) -> bool:
    """Whether a picture's address is that of a file within the course folder."""
    if _SCHEME.match(url):
        return False
    try:
        parse_path(unquote(url))
    except PydanticCustomError:
        return False
    return True


def _mended(tokens: list[Token], level: int) -> Iterator[Token]:
    """Tokens that make sound HTML below a heading of the page."""
    open_levels: list[int] = []
    for number, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            if _is_empty(tokens, number):
                continue
            _shift(token, level, open_levels)
        elif token.type == "inline":
            if not token.content and tokens[number - 1].type == "heading_open":
                continue
            token.children = list(_mended_inline(token.children or []))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        yield token


def _is_empty(tokens: Sequence[Token], number: int) -> bool:
    """Whether a heading token belongs to a heading without words."""
    step = 1 if tokens[number].type == "heading_open" else -1
    return not tokens[number + step].content.strip()


def _shift(token: Token, level: int, open_levels: list[int]) -> None:
    """Set a heading one level below the one that it stands under, skipping none."""
    if not level:
        token.tag = "p"
        return
    if token.type == "heading_open":
        source = int(token.tag[1:])
        while open_levels and open_levels[-1] >= source:
            open_levels.pop()
        open_levels.append(source)
    token.tag = f"h{min(level + len(open_levels) - 1, _LOWEST_HEADING)}"


def _mended_inline(tokens: list[Token]) -> Iterator[Token]:
    """Leave out links and pictures that cannot be; show addresses without a scheme."""
    dropped: list[bool] = []
    for number, token in enumerate(tokens):
        if token.type == "link_open":
            dropped.append(not _opens(tokens, number))
        if token.type in {"link_open", "link_close"}:
            drop = dropped[-1] if dropped else True
            if token.type == "link_close" and dropped:
                dropped.pop()
            if drop:
                continue
        elif token.type == "image":
            token = _picture(token)
        elif token.type == "text" and dropped:
            token.content = _SHOWN_ADDRESS.sub("", token.content, count=1)
        yield token


def _opens(tokens: Sequence[Token], number: int) -> bool:
    """Whether a link has an address that a reader can open, and words."""
    if tokens[number + 1].type == "link_close":
        return False
    try:
        parse_address(str(tokens[number].attrs.get("href", "")))
    except PydanticCustomError:
        return False
    return True


def _picture(token: Token) -> Token:
    """A picture of the course, or else the words for it."""
    if token.content.strip() and is_course_file(str(token.attrs.get("src", ""))):
        return token
    text = token.copy()
    text.type, text.tag, text.children = "text", "", None
    return text
