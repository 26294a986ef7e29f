"""The check of a printed file against a standard, by a library that did not print it.

veraPDF is what the tests go by; it needs Java and seconds. This one needs neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = {"ua1": "PDF/UA-1", "3a": "PDF/A-3a"}
_TRACE_WORDS = 8
_MOST_ROWS, _MOST_CELLS = 100_000, 10_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something of a page that not everyone can read.

    ``code`` is that of its diagnostic. ``traces`` are texts that its source would have,
    the surest first: the page does not know where they were written.
    """

    code: str
    message: str
    hint: str = ""
    traces: tuple[str, ...] = ()


def audit(
    data: bytes, elements: Mapping[int, Any], profile: str = "ua1"
) -> list[Finding]:
    """Check a PDF.

    Args:
        data: The PDF.
        elements: The elements of the page by the numbers of their objects in the PDF.
        profile: ua1, or 3a for PDF/A-3a.
    """
    from page import PageError, SafetyLimits, validate_pdf_bytes

    # A schedule may be long; the file is our own.
    limits = SafetyLimits(
        max_table_grid_rows=_MOST_ROWS, max_table_grid_cells=_MOST_CELLS
    )
    name = _NAMES[profile]
    try:
        report = validate_pdf_bytes(data, profile=profile, limits=limits)
    except PageError as error:
        return [Finding("falls-short", f"the file cannot be held to {name}: {error}")]
    return [
        Finding(
            "falls-short",
            f"the file falls short of {name}: {failure.message}",
            traces=tuple(_traces(failure.object_id, elements)),
        )
        for failure in report.failures
    ]


def _traces(object_id: Any, elements: Mapping[int, Any]) -> list[str]:
    """The first words of the element that an object is of, and its first piece."""
    element = object_id and elements.get(object_id.object_number)
    if element is None:
        return []
    pieces = [" ".join(text.split()) for text in element.itertext() if text.strip()]
    said = " ".join(pieces).split()
    return [" ".join(said[:_TRACE_WORDS]), *pieces[:1]]
