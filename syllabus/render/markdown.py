"""A document as Markdown for a repository's page (CommonMark with tables)."""

from __future__ import annotations

import re
from itertools import count, pairwise
from typing import TYPE_CHECKING

from syllabus.core.prose import parser
from syllabus.core.view.document import Facts, Heading, Listing, Prose, Table
from syllabus.render.prose import prose_tokens

if TYPE_CHECKING:
    from syllabus.core.view.document import Block, Cell, Document, Line, Run

_SIGN = re.compile(r"([\\`*_{}\[\]<>|$&])")
# At the beginning of a line these would begin something else than a paragraph.
_BEGINS_BLOCK = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+=~](?=[\s=~-]|$)|\d{1,9}(?=[.)]))"
)
_SPACE = re.compile(r"\s+")


def render_markdown(doc: Document) -> str:
    """The document as Markdown; each block has an empty line behind it."""
    title = f"{doc.code} {doc.title}".strip()
    head = [f"# {_text(title)}", _text(doc.institution), _text(doc.term)]
    blocks = [*head, *map(_block, doc.blocks), f"*{_text(doc.colophon)}*"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_text(block.text)}"
    if isinstance(block, Prose):
        return _prose(block)
    if isinstance(block, Facts):
        rows = [
            f"- **{_text(label)}:** {_line(line)}"
            for label, lines in block.rows
            for line in lines
        ]
        return "\n".join(rows)
    if isinstance(block, Listing):
        marks = (f"{n}." if block.ordered else "-" for n in count(1))
        return "\n".join(
            f"{mark} {_cell(item)}"
            for mark, item in zip(marks, block.items, strict=False)
        )
    return _table(block)


def _table(table: Table) -> str:
    caption = [f"### {_text(table.caption)}", ""] if table.caption else []
    rule = ["---:" if n in table.numeric else "---" for n in range(len(table.columns))]
    rows = [
        ["**" + _cell(row.cells[0]).strip("*") + "**"] + [""] * (len(rule) - 1)
        if row.spans
        else [_cell(cell) for cell in row.cells]
        for row in table.rows
    ]
    lines = [[_text(name) for name in table.columns], rule, *rows]
    return "\n".join([*caption, *(f"| {' | '.join(line)} |" for line in lines)])


def _cell(cell: Cell) -> str:
    """What stands in a cell or an item: one line, with breaks in it."""
    parts = [_prose(p) if isinstance(p, Prose) else _line(p) for p in cell]
    lines = [line for part in parts for line in part.splitlines()]
    return "<br>".join(line.strip() for line in lines if line.strip())


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    text = _text(run.text)
    if run.bold or run.italic:
        # The stars stand close to the words, else they are no marks.
        lead, words, trail = _parted(text)
        mark = "**" if run.bold else "*"
        text = f"{lead}{mark}{words}{mark}{trail}" if words else text
    return f"[{text}](<{_address(run.link)}>)" if run.link else text


def _parted(text: str) -> tuple[str, str, str]:
    words = text.strip()
    start = text.find(words)
    return text[:start], words, text[start + len(words) :]


def _address(url: str) -> str:
    return re.sub(r"[<>\\|\s]", lambda sign: f"%{ord(sign[0]):02X}", url)


def _text(text: str) -> str:
    """Text that Markdown shows as it is."""
    found = _SIGN.sub(r"\\\1", _SPACE.sub(" ", text))
    return _BEGINS_BLOCK.sub(_escaped_beginning, found)


def _escaped_beginning(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _prose(prose: Prose) -> str:
    """Markdown as it was written, its headings below those of the document."""
    lines: list[str | None] = list(prose.text.splitlines())
    mended = {
        tuple(token.map): token
        for token in prose_tokens(prose.text, prose.level, *prose.titles)
        if token.type == "heading_open" and token.map
    }
    tokens = parser().parse(prose.text)
    for token, inline in pairwise(tokens):
        if token.type != "heading_open" or not token.map or token.level:
            continue
        first, last = token.map
        lines[first:last] = [None] * (last - first)
        if heading := mended.get((first, last)):
            lines[first] = f"{_hashes(heading.tag)}{inline.content}"
    return "\n".join(line for line in lines if line is not None).strip()


def _hashes(tag: str) -> str:
    level = tag.removeprefix("h")
    return "#" * int(level) + " " if level.isdigit() else ""
