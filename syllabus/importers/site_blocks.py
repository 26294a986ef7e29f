"""What builders of sites put around Markdown: admonitions, tabs and divs.

    !!! note "Bring a laptop"          MkDocs; what is in it is indented
    === "Week 1"                       MkDocs: a tab
    ::: {.callout-note title="Room"}   Quarto, Pandoc
    :::

Their titles are for readers, the rest is not. What is in them is read like the rest of
the page, so each line tells how far it was moved to the left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BLOCK = re.compile(
    r"(?P<pad> *)(?P<mark>!!!|\?\?\?\+?|===[!+]*)[ ]+(?P<kind>[\w -]*?)[ ]*"
    r"(?:\"(?P<title>[^\"]*)\")?[ ]*"
)
_DIV = re.compile(r" *:{3,}[ ]*(?P<said>\{[^}]*\}|[\w-][\w .-]*)?[ ]*:*[ ]*")
_TITLE = re.compile(r"\btitle=\"([^\"]*)\"")
_CODE = re.compile(r" *(```|~~~)")


@dataclass(frozen=True)
class Line:
    """A line as Markdown, ``moved`` to the left; ``aside`` is what was taken out."""

    text: str
    moved: int = 0
    aside: str = ""


def without_site_blocks(lines: Sequence[str]) -> Iterator[Line]:
    """The lines of a page, a `Line` for each, with blocks of the site opened up."""
    inside: list[int] = []  # how far the text of each open block is indented
    code = ""
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        while line.strip() and inside and indent < inside[-1]:
            inside.pop()
        moved = min(inside[-1], indent) if inside else 0
        text = line[moved:]
        fence = _CODE.match(text)
        if fence and (not code or fence[1] == code):
            code = "" if code else fence[1]
        if code or fence:
            yield Line(text, moved)
        elif block := _BLOCK.fullmatch(text):
            inside.append(moved + len(block["pad"]) + 4)
            yield _opened(text, block, moved)
        elif div := _DIV.fullmatch(text):
            title = _TITLE.search(div["said"] or "")
            shown = f"**{title[1]}**" if title else ""
            yield Line(shown, moved, text.strip())
        else:
            yield Line(text, moved)


def _opened(text: str, block: re.Match[str], moved: int) -> Line:
    """The title of a block: bold, or that of a tab as a heading."""
    title = block["title"] or ""
    aside = text.replace(f'"{title}"', "").strip()
    if block["mark"].startswith("==="):
        return Line(f"### {title}" if title else "", moved, aside)
    return Line(f"**{title}**" if title else "", moved, aside)
