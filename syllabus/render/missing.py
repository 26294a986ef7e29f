"""Boxes in place of characters that no font of the machine has.

A PDF/UA file may not show a font's own sign for what it lacks (ISO 14289-1, 7.21.8), so
a box that is a character is printed instead; what it stands for is kept beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

BOX = "\N{WHITE SQUARE}"
TRUE_WORDS = "data-true-words"
"""The attribute of an element of boxes that says what they stand for."""

_WARNING = re.compile(r'\.notdef glyph .* fonts: "(.)" \(U\+', re.DOTALL)
# The only attribute that is printed: for the heads of pages.
_PRINTED = "data-running"
# The serif has no box.
_FONT = 'font-family: "Syllabus Sans", sans-serif; font-style: normal'


def characters_without_glyph(warnings: Iterable[str]) -> set[str]:
    """The characters that WeasyPrint warned of."""
    return {found[1] for warning in warnings if (found := _WARNING.match(warning))}


def replace_characters(page: Any, missing: Collection[str]) -> None:
    """Put boxes for characters in the text of a parsed page."""
    body = page.find("body")
    if not missing or body is None:
        return
    run = re.compile(f"([{re.escape(''.join(sorted(missing)))}]+)")
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            continue  # a comment
        if run.search(words := "".join(element.itertext())):
            # For bookmarks, which are shown in fonts of the reader's machine.
            element.set("data-words", " ".join(words.split()))
        if _PRINTED in element.attrib:
            printed = run.sub(lambda m: BOX * len(m[0]), element.get(_PRINTED))
            element.set(_PRINTED, printed)
        for child in reversed(list(element)):
            place = list(element).index(child) + 1
            child.tail = _put(run, element, place, child.tail)
        element.text = _put(run, element, 0, element.text)


def _put(run: re.Pattern[str], parent: Any, place: int, text: str | None) -> str | None:
    """Insert elements for the boxes of a text; give what stands before the first."""
    before, *rest = run.split(text or "")
    for number, (words, after) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        boxes = parent.makeelement("span", {TRUE_WORDS: words, "style": _FONT})
        boxes.text, boxes.tail = BOX * len(words), after
        parent.insert(place + number, boxes)
    return before
