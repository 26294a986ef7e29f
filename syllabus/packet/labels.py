"""Page labels: i, ii, iii for the front matter, then 1, 2, 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, String

from syllabus.packet.plan import LabelStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pikepdf import Pdf

    from syllabus.packet.plan import LabelRange

_BETWEEN, _TO = ", ", "–"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def write_labels(pdf: Pdf, labels: Iterable[LabelRange]) -> None:
    """Write the page labels of a file, if any."""
    numbers = Array()
    for label in sorted(labels, key=lambda label: label.start):
        entry = Dictionary()
        if label.style is not LabelStyle.PREFIX_ONLY:
            entry["/S"] = Name(f"/{label.style}")
        if label.prefix:
            entry["/P"] = String(label.prefix)
        if label.first != 1:
            entry["/St"] = label.first
        numbers.append(label.start)
        numbers.append(entry)
    if len(numbers):
        pdf.Root["/PageLabels"] = pdf.make_indirect(Dictionary(Nums=numbers))


def labels_of_pages(labels: Iterable[LabelRange], count: int) -> list[str]:
    """What a reader shows for each of so many pages, roman or decimal numbers."""
    found = [str(page + 1) for page in range(count)]
    for label in sorted(labels, key=lambda label: label.start):
        for page in range(label.start, count):
            number = label.first + page - label.start
            words = _roman(number) if label.style is LabelStyle.ROMAN else str(number)
            if label.style is LabelStyle.PREFIX_ONLY:
                words = ""
            found[page] = f"{label.prefix}{words}"
    return found


def roman_labels(count: int) -> list[str]:
    """i, ii, iii: the labels of so many pages of front matter."""
    return [_roman(number) for number in range(1, count + 1)]


def _roman(number: int) -> str:
    """“xiv”."""
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words


def page_span(pages: Sequence[int], labels: Sequence[str]) -> str:
    """Name pages by their labels: those that follow each other by both ends."""
    spans: list[list[int]] = []
    for page in sorted(pages):
        if spans and spans[-1][-1] == page - 1:
            spans[-1].append(page)
        else:
            spans.append([page])
    return _BETWEEN.join(
        labels[span[0]] + (f"{_TO}{labels[span[-1]]}" if len(span) > 1 else "")
        for span in spans
    )


def ends_of_span(words: str) -> list[str]:
    """Give the labels that stand in what `page_span` wrote."""
    return re.split(f"{_BETWEEN}|{_TO}", words)


def pages_in_span(words: str, labels: Sequence[str]) -> list[int]:
    """Give the pages that `page_span` named.

    Raises:
        ValueError: If it names what has no such label.
    """
    pages: list[int] = []
    for span in filter(None, words.split(_BETWEEN)):
        first, _, last = span.partition(_TO)
        start = labels.index(first)
        pages += range(start, labels.index(last or first, start) + 1)
    return pages
