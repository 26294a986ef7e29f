"""A document as Markdown for a repository's page (CommonMark with tables).

The page has a fixed form, so that `syllabus.importers.own_page` reads it back: a
heading for each section, a line for each fact, and what a meeting is in bold before its
topic.
"""

from __future__ import annotations

import re
from itertools import count, groupby, pairwise
from typing import TYPE_CHECKING

from syllabus.core.language import Language
from syllabus.core.prose import parser
from syllabus.core.view.blocks import (
    TOPIC,
    Facts,
    Heading,
    Listing,
    Prose,
    Table,
)
from syllabus.render.prose import prose_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.view.blocks import (
        Block,
        Cell,
        Document,
        Line,
        Run,
        TableRow,
    )

_SIGN = re.compile(r"([\\`*_{}\[\]<>|$&])")
# At the beginning of a line these would begin something else than a paragraph, and a
# heading would end with signs that are not shown.
_BEGINS_BLOCK = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+=~](?=[\s=~-]|$)|\d{1,9}(?=[.)]))"
)
_ENDS_HEADING = re.compile(r"(#+)$")
_SPACE = re.compile(r"\s+")
_FENCES = {"fence", "code_block"}


def render_markdown(doc: Document) -> str:
    """The document as Markdown; each block has an empty line behind it."""
    code = f"**{_text(doc.code)}** " if doc.code else ""
    head = [
        f"# {code}{_heading(doc.title)}",
        *map(paragraph, (doc.institution, doc.term)),
    ]
    blocks = [*head, *map(_block, doc.blocks), f"*{_text(doc.colophon)}*"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_headed(block.text, block.again)}"
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
        items = map(_item, marks, block.items)
        return "\n".join(items)
    return _table(block)


def _item(mark: str, item: Cell) -> str:
    """An item of a list: its lines, and its prose in blocks of their own."""
    lines = "<br>".join(_line(part) for part in item if not isinstance(part, Prose))
    prose = [_prose(part) for part in item if isinstance(part, Prose)]
    text = "\n\n".join([_begun(lines)] * bool(lines) + prose)
    inside = re.sub(r"\n(?=[^\n])", "\n" + " " * (len(mark) + 1), text)
    return f"{mark} {inside}"


def _table(table: Table) -> str:
    named = _headed(table.caption, table.caption_again)
    caption = [f"### {named}", ""] if table.caption else []
    rule = ["---:" if n in table.numeric else "---" for n in range(len(table.columns))]
    rows = [_row(row, len(rule)) for row in table.rows]
    again = table.again or ((),) * len(rule)
    head = [_beside(_text(n), a) for n, a in zip(table.columns, again, strict=True)]
    lines = [head, rule, *rows]
    return "\n".join([*caption, *(f"| {' | '.join(line)} |" for line in lines)])


def _row(row: TableRow, columns: int) -> list[str]:
    cells = [_cell(cell) for cell in row.cells]
    if row.kind:
        cells[TOPIC] = f"**{_text(row.kind)}:** {cells[TOPIC]}"
    return cells + [""] * (columns - len(cells))


def _cell(cell: Cell) -> str:
    """What stands in a cell: one line, with breaks in it."""
    parts = (_flat_in_language(p) if isinstance(p, Prose) else [_line(p)] for p in cell)
    lines = (line.strip() for part in parts for line in part)
    # The only sign that divides cells wherever it stands, in code too.
    return "<br>".join(filter(None, lines)).replace("|", r"\|")


def _flat_in_language(prose: Prose) -> Iterator[str]:
    for line in filter(str.strip, _flat(prose)):
        # Only what this program marks begins like a mark.
        words = re.sub(r"<(?=span lang=|/span>)", "&lt;", line)
        yield _in_language(words.strip(), prose.language)


def _flat(prose: Prose) -> Iterator[str]:
    """The lines of prose, without blocks that need lines of their own."""
    lines = _prose(prose).splitlines()
    done = 0
    for token in parser().parse("\n".join(lines)):
        if token.map is None or token.type not in {*_FENCES, "math_block"}:
            continue
        first, last = token.map
        yield from lines[done:first]
        if token.type == "math_block":
            yield f"${' '.join(token.content.split())}$"
        else:
            yield from map(_code, token.content.splitlines())
        done = last
    yield from lines[done:]


def _code(line: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if line.strip() else ""


def _line(line: Line) -> str:
    return "".join(
        _in_language("".join(map(_run, runs)), language)
        for language, runs in groupby(line, key=lambda run: run.language)
    )


def _in_language(text: str, tag: str) -> str:
    """Markdown that is marked as in another language than the page, if it is."""
    if not tag or not text:
        return text
    direction = ' dir="rtl"' if Language.of(tag).direction == "rtl" else ""
    return f'<span lang="{tag}"{direction}>{text}</span>'


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
    """Text that Markdown shows as it is, within a line."""
    return _SIGN.sub(r"\\\1", _SPACE.sub(" ", text))


def _headed(text: str, again: Line) -> str:
    return _beside(_heading(text), again)


def _beside(text: str, again: Line) -> str:
    return f"{text} {_line(again)}" if again else text


def _heading(text: str) -> str:
    return _ENDS_HEADING.sub(_escaped, _text(text).strip())


def _escaped(match: re.Match[str]) -> str:
    return match[1].replace("#", "\\#")


def paragraph(text: str) -> str:
    """Text that Markdown shows as it is, in a paragraph or a line of a list."""
    return _begun(_text(text))


def _begun(line: str) -> str:
    """A line that begins a paragraph, and nothing else."""
    return _BEGINS_BLOCK.sub(_escaped_beginning, line)


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
    text = "\n".join(line for line in lines if line is not None).strip()
    return f"{text}{_missing_fence(text)}"


def _missing_fence(text: str) -> str:
    """What ends code that is not ended: all that follows would be in it."""
    tokens = parser().parse(text)
    if not tokens or tokens[-1].type != "fence":
        return ""
    ended = parser().parse(f"{text}\n\nword")[-1].type == "paragraph_close"
    return "" if ended else f"\n{tokens[-1].markup}"


def _hashes(tag: str) -> str:
    level = tag.removeprefix("h")
    return "#" * int(level) + " " if level.isdigit() else ""
