"""Open a stranger's PDF, within bounds, and say in words why it cannot be.

qpdf reads and mends most files; what it refuses is tried with pypdf, which
opens some files that qpdf cannot (a missing /Root).
"""

from __future__ import annotations

import io
import logging
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pypdf import PageObject, PdfReader

MAX_PAGES = 5_000
MAX_OBJECTS = 1_000_000
MAX_DECODED_BYTES = 128 * 1024 * 1024
"""Of one stream that is read: pages' content and lists of objects, no pictures."""

_HEADER_WINDOW = 1024
"""Readers look this far for `%PDF-`; some writers put bytes before it."""


class DeckState(StrEnum):
    """What can be done with a deck."""

    READY = "ready"
    MISSING = "missing"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"


class DeckRefused(Exception):  # noqa: N818 -- an answer about a deck, not an error
    """A deck cannot become pages; ``reason`` is a sentence without its stop."""

    def __init__(self, state: DeckState, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


def open_pdf(data: bytes | Path, password: str = "") -> pikepdf.Pdf:
    """Open a PDF that has pages.

    Raises:
        DeckRefused: If it is locked, damaged beyond repair, too large or no PDF.
    """
    _bound_decoding()
    try:
        pdf = _open_with_qpdf(data, password)
    except pikepdf.PasswordError:
        raise DeckRefused(
            DeckState.LOCKED, "the file is locked with a password"
        ) from None
    except pikepdf.PdfError:
        pdf = _rescue(data)
    try:
        _check_size(pdf)
    except DeckRefused:
        pdf.close()
        raise
    return pdf


def _bound_decoding() -> None:
    """Make qpdf stop at streams that unpack to more than a deck may cost."""
    settings.set_qpdf_limits(
        flate_max_memory=MAX_DECODED_BYTES,
        png_max_memory=MAX_DECODED_BYTES,
        run_length_max_memory=MAX_DECODED_BYTES,
        tiff_max_memory=MAX_DECODED_BYTES,
    )


def _open_with_qpdf(data: bytes | Path, password: str) -> pikepdf.Pdf:
    """Open with qpdf; a file whose pages cannot be found counts as refused."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    pdf = pikepdf.open(source, password=password)
    try:
        len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        # qpdf mends the page tree when pages are first asked for
        pdf.close()
        raise pikepdf.PdfError(str(error)) from error
    return pdf


def _check_size(pdf: pikepdf.Pdf) -> None:
    pages = len(pdf.pages)
    if pages == 0:
        raise DeckRefused(DeckState.DAMAGED, "the file has no pages")
    if pages > MAX_PAGES:
        raise DeckRefused(
            DeckState.TOO_LARGE, f"the file has {pages} pages, over {MAX_PAGES}"
        )
    # The cross-reference table: the size alone, no object is read
    size = pdf.trailer.get_int("/Size") or 0
    if size > MAX_OBJECTS:
        raise DeckRefused(
            DeckState.TOO_LARGE, f"the file has {size} objects, over {MAX_OBJECTS}"
        )


def _rescue(data: bytes | Path) -> pikepdf.Pdf:
    """Have pypdf write anew what qpdf cannot open."""
    raw = data if isinstance(data, bytes) else data.read_bytes()
    refuse_what_is_no_pdf(raw)
    damaged = DeckRefused(
        DeckState.DAMAGED, "the file is damaged and could not be repaired"
    )
    try:
        return _open_with_qpdf(_rewritten_by_pypdf(raw), "")
    except Exception as error:
        # pypdf raises anything on a damaged file
        if "crypt" in type(error).__name__.lower():
            damaged = DeckRefused(
                DeckState.LOCKED, "the file is locked with a password"
            )
        raise damaged from error


def _rewritten_by_pypdf(raw: bytes) -> bytes:
    """Read with pypdf and write what it found."""
    import pypdf  # late: few files need it

    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            writer = pypdf.PdfWriter()
            for page in _pages_within_bounds(pypdf.PdfReader(io.BytesIO(raw))):
                writer.add_page(page)
            out = io.BytesIO()
            writer.write(out)
    finally:
        logger.setLevel(level)
    return out.getvalue()


def _pages_within_bounds(reader: PdfReader) -> Iterator[PageObject]:
    """Give a reader's pages, as many as a deck may have and one more."""
    for number, page in enumerate(reader.pages):
        if number > MAX_PAGES:
            return
        yield page


def refuse_what_is_no_pdf(raw: bytes) -> None:
    """Raise DeckRefused with a helpful word for files of other kinds."""
    if not raw.strip():
        raise DeckRefused(DeckState.NOT_PDF, "the file is empty")
    if b"%PDF-" in raw[:_HEADER_WINDOW]:
        return
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DeckRefused(
            DeckState.NOT_PDF,
            "the file is an office document; export it as PDF",
        )
    if raw.lstrip()[:1] == b"<":
        raise DeckRefused(DeckState.NOT_PDF, "the file is a web page, not a PDF")
    raise DeckRefused(DeckState.NOT_PDF, "the file is not a PDF")
