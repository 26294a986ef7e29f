"""Places to break words that are longer than any line.

WeasyPrint looks at the whole rest of a word for each line that it fills from it, so
that the time for a word grows with the square of its length.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

# Words of a language and most addresses are shorter.
_LONG_WORD = re.compile(r"[^\s\u200b\N{SOFT HYPHEN}]{100,}")
_LETTERS_OF_PIECE = 20
# What is not set in lines, or not shown.
_NOT_LINES = frozenset(("head", "style", "script", "svg", "math"))


def break_long_words(element: ET.Element) -> None:
    """Put `wbr` elements into overlong words; they leave nothing in copied text."""
    tag: object = element.tag  # of a comment, a function
    if not isinstance(tag, str) or tag.rpartition("}")[2] in _NOT_LINES:
        return
    children = list(element)
    for child in children:
        break_long_words(child)
    for place in range(len(children) - 1, -1, -1):
        child = children[place]
        child.tail, breaks = _broken(child.tail)
        element[place + 1 : place + 1] = breaks
    element.text, breaks = _broken(element.text)
    element[:0] = breaks


def _broken(text: str | None) -> tuple[str | None, list[ET.Element]]:
    """A text up to its first new break, and the breaks with what follows each."""
    if not text or not _LONG_WORD.search(text):
        return text, []
    first, *others = _pieces(text)
    breaks = []
    for piece in others:
        wbr = ET.Element("wbr")
        wbr.tail = piece
        breaks.append(wbr)
    return first, breaks


def _pieces(text: str) -> Iterator[str]:
    """Parts of a text between which it may be broken; no mark leaves its letter."""
    begins = 0
    for word in _LONG_WORD.finditer(text):
        last = word.start()
        for place in range(last, word.end()):
            if place - last >= _LETTERS_OF_PIECE and not _marks(text[place]):
                yield text[begins:place]
                begins = last = place
    yield text[begins:]


def _marks(letter: str) -> bool:
    """Whether a character belongs to the one before: an accent, a joiner."""
    return unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf", "Sk"}
