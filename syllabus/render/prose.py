"""Markdown prose as HTML that fits into a page.

Headings, links and pictures are mended, formulas drawn, and code is marked.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import bidirectional
from urllib.parse import quote, unquote

from markdown_it.token import Token
from markupsafe import Markup
from pydantic_core import PydanticCustomError

from syllabus.core.language import Language
from syllabus.core.prose import FORMULAS, parser
from syllabus.core.values import parse_address, parse_language, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOWEST_HEADING = 6
_WORD = re.compile(r"\w+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:")
_LETTER_AND_SIGN = re.compile(r"([^\W\d_])([-+\N{MINUS SIGN}])")
# How many capital letters fit beside each other in prose, on the narrower paper.
_LETTERS_BELOW_HEADINGS = 56
_LETTERS_IN_TABLE = 32
_SHOWN_ADDRESS = re.compile(r"^(?:https?://|mailto:)")


FormulaWriter: TypeAlias = "Callable[[str, bool], Markup]"
"""Writes a formula as HTML: its LaTeX, and whether it has a line of its own."""


def drawn(latex: str, display: bool) -> Markup:
    """A formula as a drawing, for print."""
    from syllabus.render.maths import formula_html

    return formula_html(latex, display=display)


def prose_html(
    text: str, level: int, *titles: str, formula: FormulaWriter = drawn
) -> Markup:
    """Markdown as HTML blocks.

    Args:
        text: The prose.
        level: What its highest heading becomes: 3 makes it an h3. With 0 there can be
            no headings (in a table): they become paragraphs.
        titles: What stands above it already. A heading that begins the text and says
            the same as one of them is left out.
        formula: What writes formulas.
    """
    markdown, tokens = parser(), prose_tokens(text, level, *titles)
    for token in tokens:
        children = token.children or ()
        token.children = [_made(child, formula) for child in children]
    tokens = [_made(token, formula) for token in tokens]
    _keep_words_whole(tokens, _LETTERS_BELOW_HEADINGS if level else _LETTERS_IN_TABLE)
    # Escaped by the renderer: raw HTML is text to this parser.
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704


def prose_tokens(text: str, level: int, *titles: str) -> list[Token]:
    """Markdown as tokens whose headings, links and pictures are mended.

    Every form of a course writes these; the arguments are those of `prose_html`.
    """
    return list(_mended(_without_title(parser().parse(text), titles), level))


def prose_line_html(text: str, *, formula: FormulaWriter = drawn) -> Markup:
    """Markdown as HTML; a single paragraph goes without its tags."""
    html = prose_html(text, 0, formula=formula).strip()
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html[3:-4]
    return Markup(html)  # noqa: S704


def shown_address(url: str) -> str:
    """An address as it is printed: without its scheme, and a slash at its end."""
    return _SHOWN_ADDRESS.sub("", url, count=1).removesuffix("/")


def printed_grade(name: str) -> str:
    """A letter grade with the sign for minus: a hyphen is read as a dash, or not.

    The sign stands behind a letter that runs from the left, in every language.
    """
    found = _LETTER_AND_SIGN.fullmatch(name)
    if not found:
        return name
    letter, sign = found[1], found[2].replace("-", "\N{MINUS SIGN}")
    if bidirectional(letter) != "L":
        return letter + sign
    return Markup('<bdi dir="ltr">{}{}</bdi>').format(letter, sign)


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
    """The relative address of a file of the course folder, for `src`.

    A picture that was given as its bytes (`data:`) stays as it is.
    """
    return path if path.startswith("data:") else quote(path)


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


def _made(token: Token, formula: FormulaWriter) -> Token:
    """A token with the HTML of what is not only marked up: a formula, or code."""
    if token.type in FORMULAS:
        html = formula(token.content.strip(), FORMULAS[token.type])
        kind = "html_block" if token.block else "html_inline"
        return Token(kind, "", 0, content=html)
    if token.type in {"fence", "code_block"}:
        from syllabus.render.code import code_html

        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        return Token("html_block", "", 0, content=code_html(token.content, language))
    if token.type == "code_inline":
        token.attrSet("dir", "ltr")
    return token


def _without_title(tokens: list[Token], titles: Sequence[str]) -> list[Token]:
    """Tokens without a heading at their beginning that repeats a title."""
    if not tokens or tokens[0].type != "heading_open":
        return tokens
    said = _spoken(_words(tokens[1]))
    if said and said in map(_spoken, titles):
        return tokens[3:]
    return tokens


def _words(inline: Token) -> str:
    """What is read of a line, without its markup."""
    said = {"text", "code_inline", "image"}
    return "".join(t.content for t in inline.children or () if t.type in said)


def _spoken(text: str) -> str:
    """A text as far as two titles can differ: without case and punctuation."""
    return " ".join(_WORD.findall(text.casefold()))


def _keep_words_whole(tokens: Sequence[Token], letters: int) -> None:
    """Mark the columns of tables whose words need not be broken.

    Args:
        tokens: The prose; its tables have no tables inside.
        letters: How many fit beside each other. Columns of short words come first.
    """
    for number, token in enumerate(tokens):
        if token.type != "table_open":
            continue
        columns = _columns(tokens[number:])
        rest = letters - len(columns)  # the space between them
        for column in sorted(columns, key=_longest_word):
            rest -= _longest_word(column)
            for opening, _ in column if rest >= 0 else ():
                opening.attrSet("class", "whole-words")


_Cell: TypeAlias = "tuple[Token, str]"
"""What opens a cell, and its words."""


def _columns(tokens: Sequence[Token]) -> list[tuple[_Cell, ...]]:
    """The columns of the table that tokens begin with."""
    rows: list[list[_Cell]] = []
    for token, following in pairwise(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append((token, _words(following)))
    return list(zip(*rows, strict=True))


def _longest_word(column: Sequence[_Cell]) -> int:
    return max((len(word) for _, text in column for word in text.split()), default=0)


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
        elif token.type in {"image", "span_open"}:
            token = _picture(token) if token.type == "image" else _span(token)
        elif token.type == "text" and dropped:
            token.content = _SHOWN_ADDRESS.sub("", token.content, count=1)
        yield token


def _span(token: Token) -> Token:
    """Words in another language: its tag and its direction; none if it is no tag."""
    span = token.copy()
    try:
        language = Language.of(parse_language(token.attrs.get("lang", "")))
    except PydanticCustomError:
        span.attrs = {}
    else:
        span.attrs = {"lang": language.tag, "dir": language.direction}
    return span


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
