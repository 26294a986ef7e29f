"""Prose fields: CommonMark with tables and formulas, without raw HTML.

One parser reads the prose for the rules and for every output, so that what was checked
is what is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pydantic_core import PydanticCustomError

from syllabus.core.values import Translated, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

    from syllabus.core.model import Course
    from syllabus.core.source import Path


FORMULAS = {"math_inline": False, "math_inline_double": True, "math_block": True}
"""The types of tokens that are formulas, and whether they stand on a line of their own.

`markup` of such a token is what stands before and behind it.
"""

FORMULA_KINDS = ("formula", "display")
"""What `find_in_prose` calls them: within a line, and on a line of their own."""

# Between two dollar signs: an amount, and then words.
_AMOUNT = re.compile(r"\d[\d.,]*[.,;:]?\s+[^\W\d_]{2,}[^\\^_=<>{}]*")


def _accept(url: str) -> bool:
    """Take any address: `syllabus.core.checks.prose` judges it."""
    return bool(url)


@cache
def parser(*, html: bool = False) -> MarkdownIt:
    """The Markdown parser; with ``html``, raw HTML becomes tokens instead of text."""
    markdown = MarkdownIt("commonmark", {"html": html, "typographer": False})
    markdown.enable(["table"])
    # Every link becomes a token: an address that cannot be opened is reported, and the
    # renderer leaves it out, instead of its brackets being printed.
    markdown.validateLink = _accept  # type: ignore[method-assign]
    markdown.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    markdown.core.ruler.push("amounts", _leave_amounts)
    # Words in another language: “[bonjour]{lang=fr}”.
    markdown.use(attrs_plugin, after=("span_close",), spans=True, allowed=("lang",))
    return markdown


def _leave_amounts(state: StateCore) -> None:
    """Make text again of what stands between two amounts: “$20, or 30$ with books”."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "math_inline" and _AMOUNT.fullmatch(token.content):
                token.type, token.content = "text", f"${token.content}$"
                token.tag = token.markup = ""


@dataclass(frozen=True)
class Found:
    """Something in a text that a rule looks at; ``line`` counts from 0 in the text.

    ``kind`` is html, image, link, language, formula or display (a formula on a line of
    its own); ``target`` the tag, file (its name, not its URL), address, language tag or
    formula; ``alt`` the description of an image.
    """

    kind: str
    line: int
    target: str
    alt: str = ""


def find_in_prose(text: str) -> Iterator[Found]:
    """The raw HTML, images, links, languages and formulas of a text, in its order."""
    # Pictures and links are those of the text as it is printed, without HTML: what
    # stands within an HTML block would be missed otherwise.
    found = [f for html in (True, False) for f in _find(text, html=html)]
    yield from sorted(found, key=lambda f: f.line)


def _find(text: str, *, html: bool) -> Iterator[Found]:
    for block in parser(html=html).parse(text):
        line = block.map[0] if block.map else 0
        if block.type == "html_block":
            yield Found("html", line, block.content.strip().partition("\n")[0])
        for token in (block, *(block.children or ())):
            if token.type in {"softbreak", "hardbreak"}:
                line += 1
            if (found := _found(token, line)) and (found.kind == "html") == html:
                yield found
            if token.type in FORMULAS:
                line += token.content.count("\n")


def _found(token: Token, line: int) -> Found | None:
    if token.type == "html_inline" and not token.content.startswith("</"):
        return Found("html", line, token.content)
    if token.type == "image":
        url = str(token.attrs.get("src", ""))
        file = unquote(url)
        # No file has such a name, and some functions do not even bear it (“%00”).
        return Found("image", line, file if file.isprintable() else url, token.content)
    if token.type == "link_open":
        return Found("link", line, str(token.attrs.get("href", "")))
    if token.type == "span_open" and "lang" in token.attrs:
        return Found("language", line, str(token.attrs.get("lang", "")))
    if token.type in FORMULAS:
        blank = token.content[: -len(token.content.lstrip()) or None]
        kind = FORMULA_KINDS[FORMULAS[token.type]]
        return Found(kind, line + blank.count("\n"), token.content.strip())
    return None


def plain_words(text: str) -> str:
    """What Markdown says, on one line without its signs, for where it is not read."""
    said = []
    for token in parser().parse(text):
        leaves = token.children or ([token] if token.content else [])
        words = (
            " " if leaf.type.endswith("break") else leaf.content for leaf in leaves
        )
        said.append("".join(words))
    return " ".join(" ".join(said).split())


def image_files(text: str) -> list[str]:
    """The picture files of the course that a text shows, as their paths are written."""
    images = (found.target for found in find_in_prose(text) if found.kind == "image")
    return [name for name in images if _is_path(name)]


def formulas(text: str) -> Iterator[Found]:
    """The formulas that a text shows."""
    if "$" in text:
        yield from (f for f in find_in_prose(text) if f.kind in FORMULA_KINDS)


def _is_path(name: str) -> bool:
    try:
        parse_path(name)
    except PydanticCustomError:
        return False
    return True


_VAGUE = frozenset(
    {"here", "click here", "link", "this link", "this", "more", "read more", "download"}
)


def is_vague(words: str) -> bool:
    """Whether the words of a link say nothing to those who hear only them.

    Source: WCAG 2.1, 2.4.4.
    """
    return words.casefold() in _VAGUE or bool(re.match(r"(?i)https?:|www\.", words))


def prose_fields(course: Course) -> Iterator[tuple[Path, str]]:
    """Every Markdown text of the course file and the path to it."""
    fields: list[tuple[Path, str | None]] = [
        (("description",), course.description),
        (("prerequisites",), course.prerequisites),
        (("grading", "note"), course.grading.note if course.grading else None),
    ]
    fields += [
        ((key, i), text)
        for key in ("notices", "outcomes")
        for i, text in enumerate(getattr(course, key))
    ]
    if course.accessibility:
        fields.append((("accessibility", "text"), course.accessibility.text))
    for name, key, items in (
        ("materials", "note", course.materials),
        ("channels", "note", course.channels),
        ("policies", "text", course.policies),
        ("assignments", "note", course.assignments),
        ("schedule", "notes", course.schedule),
    ):
        fields += [((name, i, key), getattr(part, key)) for i, part in enumerate(items)]
    fields += [
        (("schedule", i, "readings", j, "note"), item.note)
        for i, entry in enumerate(course.schedule)
        for j, item in enumerate(entry.readings)
    ]
    for path, text in fields:
        if isinstance(text, Translated):
            yield from (((*path, tag), t) for tag, t in text.in_languages.items())
        elif text:
            yield path, text
