"""What in a deck tells of the term that it was made for.

A worker imports this and nothing of the course's model.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MADE = re.compile(r"\s*(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")


@dataclass(frozen=True)
class DeckYears:
    """When a deck says it was made (2017-03-28), empty if it does not say; and words.

    ``words`` are those found on slides, each with the first slide that has it, from 1;
    0 is the title of the file.
    """

    made: str = ""
    words: tuple[tuple[int, str], ...] = ()


def years_of(path: str, pattern: str) -> DeckYears:
    """In a worker: read a deck for a pattern, upper and lower case alike.

    A deck that cannot be opened says nothing.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(Path(path).read_bytes())
    except (pdfium.PdfiumError, OSError):
        return DeckYears()
    with closing(pdf):
        told = pdf.get_metadata_dict()
        made = _MADE.match(told.get("CreationDate", ""))
        found: dict[str, int] = {}
        for number, text in enumerate([told.get("Title", ""), *_texts(pdf)]):
            for match in re.finditer(pattern, text, re.IGNORECASE):
                found.setdefault(match[0], number)
        words = sorted((number, word) for word, number in found.items())
    return DeckYears("-".join(made.groups()) if made else "", tuple(words))


def _texts(pdf: Any) -> list[str]:  # the library has no types
    texts = []
    for page in pdf:
        with closing(page), closing(page.get_textpage()) as text:
            texts.append(" ".join(text.get_text_bounded().split()))
    return texts
