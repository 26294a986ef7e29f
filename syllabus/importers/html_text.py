"""The text of an HTML page, and its elements with their places.

lxml (libxml2) reads what people and programs write: tags that are not closed,
attributes without quotes. It tells no columns, so each tag is told its place before.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.csv_text import decoded_text
from syllabus.importers.page import plain_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_HTML = 2_000_000
"""Bytes a page may have; long real ones have under 500,000 with all their scripts."""

MOST_ELEMENTS = 50_000
"""Elements a page may have; long real ones have 10,000."""

MOST_ROWS = 3_000
"""Rows that its tables may have together."""

DEEPEST = 200
"""Levels of elements in one another; real pages have under 60."""

PLACE = "data-syllabus-place"

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE
)
_TAG = re.compile(r"<[A-Za-z][\w:-]*(?=[\s/>])")
_MARK = re.compile(rf" {PLACE}=\d+:\d+ ?")
_ANY_TAG = re.compile(r"<(?:!doctype|/?[a-z][\w-]*[\s/>])", re.IGNORECASE)


def html_text(raw: bytes, file: str) -> str | Diagnostic:
    """The text of a page; a problem where the bytes are none.

    Its encoding is what a byte order mark says, else UTF-8 if all of it is, else what
    the page says of itself, else Windows-1252, as the HTML standard has it.
    """
    if len(raw) > LARGEST_HTML:
        message = f"a page has at most {LARGEST_HTML // 1_000_000} MB"
        hint = "is this the page with the schedule?"
        return Diagnostic(Where(file), "file-too-large", message, hint)
    decoded = decoded_text(raw)
    if decoded is None:
        return _no_page(file, "it has bytes that no text has")
    text, encoding = decoded
    said = _CHARSET.search(raw[:4096])
    if encoding == "cp1252" and said:
        text = _as_said(raw, said[1].decode("ascii")) or text
    if text.strip() and not _ANY_TAG.search(text):
        return _no_page(file, "it has no tag of HTML")
    return plain_characters(text)


def _as_said(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(codecs.lookup(name).name)
    except (LookupError, UnicodeDecodeError):
        return None


def _no_page(file: str, reason: str) -> Diagnostic:
    return Diagnostic(
        Where(file),
        "table-unreadable",
        f"this cannot be read as an HTML page: {reason}",
        "save the page with a browser, as HTML, and import that file",
    )


def parse_html(text: str, file: str) -> Any | Diagnostic:
    """The root of a page's elements (lxml's); each tells its `place`.

    None of a page without elements. Elements that lie in one another too deep are a
    problem: libxml2 leaves out what is below 2,048 others.
    """
    from lxml import etree  # type: ignore[import-untyped]  # no stubs

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(("".join(_marked(text)) or " ").encode(), parser)
    if root is None:
        return None
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS or _rows(root) > MOST_ROWS:
        message = (
            f"a page has at most {MOST_ELEMENTS:,} elements and {MOST_ROWS:,} rows"
        )
        hint = "is this the page with the schedule?"
        return Diagnostic(Where(file), "file-too-large", message, hint)
    if _is_deep(root):
        message = "the elements of this page lie in one another too deep to be read"
        return Diagnostic(Where(file), "table-unreadable", message)
    return root


def _rows(root: Any) -> int:
    return sum(1 for _ in root.iter("tr"))


def _is_deep(root: Any) -> bool:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _marked(text: str) -> Iterator[str]:
    """The text with its place in each tag.

    It stands without quotes: in a comment or in the value of an attribute it ends
    nothing, and `unmarked` takes it away again.
    """
    end, line, line_start = 0, 1, 0
    for match in _TAG.finditer(text):
        line += text.count("\n", end, match.start())
        line_start = text.rfind("\n", 0, match.start()) + 1
        yield text[end : match.end()]
        yield f" {PLACE}={line}:{match.start() - line_start + 1} "
        end = match.end()
    yield text[end:]


def unmarked(text: str) -> str:
    """A text of the page (a comment, an attribute) as the page has it."""
    return _MARK.sub("", text)


def place(element: Any, file: str) -> Where:
    """Where the tag of an element begins; that of its parent if it has none itself."""
    while element is not None:
        if isinstance(element.tag, str) and (said := element.get(PLACE)):
            line, _, column = said.partition(":")
            return Where(file, int(line), int(column))
        element = element.getparent()
    return Where(file, 1, 1)
