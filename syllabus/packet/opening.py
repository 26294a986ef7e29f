"""Open a stranger's PDF, within bounds, and say in words why it cannot be.

qpdf reads and mends most files; what it refuses is tried with pypdf, which
opens some files that qpdf cannot (a missing /Root). Of a file that was mended it
is said, since what it lost is not known.
"""

from __future__ import annotations

import io
import logging
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, settings

if TYPE_CHECKING:
    from pathlib import Path

MAX_PAGES = 5_000
MAX_OBJECTS = 1_000_000
MAX_DECODED_BYTES = 128 * 1024 * 1024
"""Of one stream that is read: pages' content and lists of objects, no pictures."""

_HEADER_WINDOW = 1024
"""Readers look this far for `%PDF-`; some writers put bytes before it."""
_REBUILT = "file is damaged"
"""How qpdf's warning begins where it had to look for the objects by itself. It warns
of trifles, too, that readers pass over, such as an object at offset 0."""


class DeckState(StrEnum):
    """What can be done with a deck."""

    READY = "ready"
    MISSING = "missing"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"


class Fault(StrEnum):
    """What exactly keeps a deck out, where its state alone does not say it."""

    EMPTY = "empty"
    OFFICE = "office-document"
    WEB_PAGE = "web-page"
    NO_PAGES = "no-pages"
    LAYERS_LOST = "layers-lost"
    MANY_PAGES = "many-pages"
    MANY_OBJECTS = "many-objects"
    UNPACKS = "unpacks"


class DeckRefused(Exception):  # noqa: N818 -- an answer about a deck, not an error
    """A deck cannot become pages.

    ``reason`` is a sentence without its stop; ``fault`` is for those who say it in
    other words, empty if the state says all.
    """

    def __init__(
        self, state: DeckState, reason: str, fault: Fault | Literal[""] = ""
    ) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
        self.fault = fault


def open_pdf(data: bytes | Path, password: str = "") -> pikepdf.Pdf:
    """Open a PDF that has pages.

    Raises:
        DeckRefused: If it is locked, damaged beyond repair, too large or no PDF.
    """
    return open_or_mend(data, password)[0]


def open_or_mend(data: bytes | Path, password: str = "") -> tuple[pikepdf.Pdf, bool]:
    """Open a PDF that has pages, and say whether it was damaged and is mended.

    Raises:
        DeckRefused: If it is locked, damaged beyond repair, too large or no PDF.
    """
    _bound_decoding()
    try:
        pdf = _open_with_qpdf(data, password)
        mended = any(_REBUILT in str(warning) for warning in pdf.get_warnings())
    except pikepdf.PasswordError:
        raise DeckRefused(
            DeckState.LOCKED, "the file is locked with a password"
        ) from None
    except pikepdf.PdfError:
        pdf, mended = _rescue(data), True
    try:
        _check_size(pdf)
        if mended:
            _check_layers(pdf)
    except DeckRefused:
        pdf.close()
        raise
    return pdf, mended


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
        raise DeckRefused(DeckState.DAMAGED, "the file has no pages", Fault.NO_PAGES)
    if pages > MAX_PAGES:
        raise DeckRefused(
            DeckState.TOO_LARGE,
            f"the file has {pages} pages, over {MAX_PAGES}",
            Fault.MANY_PAGES,
        )
    # The cross-reference table: the size alone, no object is read
    size = pdf.trailer.get_int("/Size") or 0
    if size > MAX_OBJECTS:
        raise DeckRefused(
            DeckState.TOO_LARGE,
            f"the file has {size} objects, over {MAX_OBJECTS}",
            Fault.MANY_OBJECTS,
        )


def _check_layers(pdf: pikepdf.Pdf) -> None:
    """Refuse a mended file that lost what says which of its layers show.

    Readers show a layer that the catalog does not list (ISO 32000-2, 8.11.4.2): an
    answer that is hidden would be seen.
    """
    properties = pdf.Root.get("/OCProperties")
    if (
        isinstance(properties, Dictionary)
        and isinstance(properties.get("/OCGs"), Array)
        and isinstance(properties.get("/D"), Dictionary)
    ):
        return
    if any(
        isinstance(obj, (Dictionary, Stream))
        and ("/OC" in obj or obj.get("/Type") in (Name.OCG, Name.OCMD))
        for obj in pdf.objects
    ):
        raise DeckRefused(
            DeckState.DAMAGED,
            "the file is damaged, and what says which layers show is lost",
            Fault.LAYERS_LOST,
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
            # The whole catalog: it says, for one, which layers are hidden
            writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
            out = io.BytesIO()
            writer.write(out)
    finally:
        logger.setLevel(level)
    return out.getvalue()


def refuse_what_is_no_pdf(raw: bytes) -> None:
    """Raise DeckRefused with a helpful word for files of other kinds."""
    if not raw.strip():
        raise DeckRefused(DeckState.NOT_PDF, "the file is empty", Fault.EMPTY)
    if b"%PDF-" in raw[:_HEADER_WINDOW]:
        return
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DeckRefused(
            DeckState.NOT_PDF,
            "the file is an office document; export it as PDF",
            Fault.OFFICE,
        )
    if raw.lstrip()[:1] == b"<":
        raise DeckRefused(
            DeckState.NOT_PDF, "the file is a web page, not a PDF", Fault.WEB_PAGE
        )
    raise DeckRefused(DeckState.NOT_PDF, "the file is not a PDF")
