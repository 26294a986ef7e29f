"""A course file in an even form: its meaning, its comments and its order stay.

What is uneven by accident is made even: line ends, white space nobody sees, tabs,
indentation, days without noughts. What a person may have meant stays: order, quotes,
the spaces that align values, up to two blank lines in a row.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import yaml

from syllabus.core.formatting.dates import padded, with_days_in_full
from syllabus.core.formatting.indent import indented
from syllabus.core.formatting.pieces import COMMENT, Pieces, spliced
from syllabus.core.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.formatting.pieces import Edit

_MARK = "\ufeff"  # the byte order mark of some editors
_BLANKS = 2


def formatted(text: str) -> str:
    """A course file in an even form.

    A step that would change what the file says is left out.

    Args:
        text: The file; it is read without problems of form.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    ends = Counter(re.findall(r"\r\n|\r|\n", text)).most_common(1)
    text = re.sub(r"\r\n|\r", "\n", text.removeprefix(_MARK))
    for step in _STEPS:
        new = step(text)
        if new != text and says_the_same(text, new):
            text = new
    return mark + text.replace("\n", ends[0][0] if ends else "\n")


def says_the_same(one: str, other: str) -> bool:
    """Whether two course files have the same values and comments, days in full."""
    return _said(one) == _said(other)


def _said(text: str) -> object:
    source, problems = read_source(text.encode("utf-8", "surrogatepass"), "")
    if problems:
        return [problem.message for problem in problems]
    plain = re.sub(r"\r\n|\r", "\n", text.removeprefix(_MARK))
    try:
        return padded(source.data), Pieces(plain).comments()
    except yaml.YAMLError as error:
        return str(error)


def _without_tabs(text: str) -> str:
    """A space for the tabs between values."""
    pieces = Pieces(text)
    return spliced(text, _between(pieces, r"(?<=[^\n\t])\t[ \t]*(?=[^ \t\n])", " "))


# Some readers take what follows it without a space for a part of its name.
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+\Z")


def _spaced(text: str) -> str:
    """No space before a colon or a comma, one behind a comma."""
    pieces = Pieces(text)
    before = [
        (start, end, new)
        for start, end, new in _between(pieces, r"(?<=[^\s])[ ]+(?=[,:])", "")
        if not _ALIAS.search(text, pieces.start_of(pieces.line_of(start)), start)
    ]
    behind = _between(pieces, r",(?=[^\s])", ", ")
    return spliced(text, [*before, *behind])


def _between(pieces: Pieces, pattern: str, new: str) -> Iterator[Edit]:
    """Edits of what matches between scalars, but for comments."""
    wanted = re.compile(pattern)
    for start, end in pieces.gaps():
        comments = [found.span() for found in COMMENT.finditer(pieces.text, start, end)]
        # One character more, for a pattern to look at.
        for found in wanted.finditer(pieces.text, start, end + 1):
            noted = any(first <= found.start() < last for first, last in comments)
            if found.end() <= end and not noted:
                yield *found.span(), new


def _without_trailing_space(text: str) -> str:
    """No white space at the end of a line, but where it is in a value."""
    pieces = Pieces(text)
    return "\n".join(
        line if number + 1 in pieces.within else line.rstrip(" \t")
        for number, line in enumerate(pieces.lines)
    )


def _without_blank_lines(text: str) -> str:
    """No blank lines at the beginning and the end, and at most two elsewhere."""
    pieces = Pieces(text)
    kept: list[str] = []
    blanks = _BLANKS
    for number, line in enumerate(pieces.lines):
        blanks = 0 if line or number in pieces.within else blanks + 1
        if blanks <= _BLANKS:
            kept.append(line)
    return "\n".join(kept)


def _ended(text: str) -> str:
    """One newline at the end."""
    return text.rstrip("\n") + "\n" if text else text


_STEPS = (
    _without_tabs,
    _spaced,
    _without_trailing_space,
    with_days_in_full,
    indented,
    _without_blank_lines,
    _ended,
)
