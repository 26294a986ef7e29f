"""Prose fields: CommonMark with tables, without raw HTML.

One parser reads the prose for the rules and for every output, so that what was checked
is what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt
from pydantic_core import PydanticCustomError

from syllabus.core.values import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from syllabus.core.model import Course
    from syllabus.core.source import Path


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
    return markdown


@dataclass(frozen=True)
class Found:
    """Something in a text that a rule looks at; ``line`` counts from 0 in the text.

    ``kind`` is html, image or link; ``target`` the tag, file (its name, not its URL) or
    address; ``alt`` the description of an image.
    """

    kind: str
    line: int
    target: str
    alt: str = ""


def find_in_prose(text: str) -> Iterator[Found]:
    """The raw HTML, images and links of a text, in its order."""
    # Pictures and links are those of the text as it is printed, without HTML: what
    # stands within an HTML block would be missed otherwise.
    found = [f for html in (True, False) for f in _find(text, html=html)]
    yield from sorted(found, key=lambda f: f.line)


def _find(text: str, *, html: bool) -> Iterator[Found]:
    for block in parser(html=html).parse(text):
        line = block.map[0] if block.map else 0
        if block.type == "html_block":
            yield Found("html", line, block.content.strip().partition("\n")[0])
        for token in block.children or ():
            if token.type in {"softbreak", "hardbreak"}:
                line += 1
            if (found := _found(token, line)) and (found.kind == "html") == html:
                yield found


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
    return None


def image_files(text: str) -> list[str]:
    """The picture files of the course that a text shows, as their paths are written."""
    images = (found.target for found in find_in_prose(text) if found.kind == "image")
    return [name for name in images if _is_path(name)]


def _is_path(name: str) -> bool:
    try:
        parse_path(name)
    except PydanticCustomError:
        return False
    return True


def prose_fields(course: Course) -> Iterator[tuple[Path, str]]:
    """Every Markdown text of the course file and the path to it."""
    fields: list[tuple[Path, str | None]] = [
        (("description",), course.description),
        (("prerequisites",), course.prerequisites),
        (("grading", "note"), course.grading.note if course.grading else None),
    ]
    fields += [(("notices", i), text) for i, text in enumerate(course.notices)]
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
    yield from ((path, text) for path, text in fields if text)
