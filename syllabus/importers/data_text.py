"""The content of a course file as its text, written as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from syllabus.importers.course_text import WIDTH, key_value, scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = {"schedule", "assignments", "staff", "policies"}
"""Lists whose items stand apart from each other where they have more than one line."""


_NOT_ON_A_PAGE = "the time zone, and the slides' files"


def course_file(
    data: Mapping[str, Any], page: str, missing: str = _NOT_ON_A_PAGE
) -> str:
    """Write a course file; reading it gives the same content back.

    Args:
        data: Texts, lists and mappings of them.
        page: The page that it was imported from; empty for a text without a comment.
        missing: What a person has to add, for the comment.
    """
    name = "".join(sign if sign.isprintable() else "?" for sign in page)
    blocks = [[_HEAD.format(page=name, missing=missing)]] if page else []
    short = False
    for key, value in data.items():
        lines = list(_lines(key, value, 0))
        if short and len(lines) == 1:
            blocks[-1] += lines
        else:
            blocks.append(lines)
        short = len(lines) == 1
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


_HEAD = """\
# Imported from {page}.
# Yours to add is what it does not say: {missing}."""


def _lines(key: str, value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    shown = scalar(key)
    if isinstance(value, str):
        yield from key_value(shown, value, indent)
    elif isinstance(value, Mapping):
        yield f"{pad}{shown}:"
        for inner, one in value.items():
            yield from _lines(inner, one, indent + 2)
    elif flow := _flow(shown, value, indent):
        yield flow
    else:
        yield f"{pad}{shown}:"
        yield from _items(value, indent + 2, apart=key in _APART)


def _flow(key: str, values: Sequence[Any], indent: int) -> str:
    """A short list of words on one line; "" for any other."""
    if not all(isinstance(value, str) and len(value.split()) == 1 for value in values):
        return ""
    line = f"{' ' * indent}{key}: [{', '.join(scalar(v, flow=True) for v in values)}]"
    return line if len(line) <= WIDTH else ""


def _items(values: Sequence[Any], indent: int, *, apart: bool) -> Iterator[str]:
    before = 1
    for number, value in enumerate(values):
        lines = list(_item(value, indent))
        if apart and number and max(before, len(lines)) > 1:
            yield ""
        yield from lines
        before = len(lines)


def _item(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    # A topic alone is a lecture.
    alone = not isinstance(value, str) and list(value) == ["topic"]
    text = value["topic"] if alone else value
    if isinstance(text, str):
        yield from key_value("-", text, indent)
        return
    inside = (
        line for key, one in value.items() for line in _lines(key, one, indent + 2)
    )
    for number, line in enumerate(inside):
        yield f"{pad}- {line[indent + 2 :]}" if not number else line
