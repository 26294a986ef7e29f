"""Whether a page's content leaves the graphics state as it found it.

What is drawn after content with an unmatched `q` or `Q` lands in the wrong
place. One page in a hundred is so; its content becomes a form XObject, which
readers shut off by themselves.
"""

from __future__ import annotations

import re
import warnings
import zlib
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from syllabus.packet.opening import MAX_DECODED_BYTES, DeckRefused, DeckState, Fault
from syllabus.packet.pages import content_streams, media_box

if TYPE_CHECKING:
    from pikepdf import Pdf

_ALL_BUT_Q = bytes(set(range(256)) - set(b"qQ"))
_OPERATOR = re.compile(rb"[qQ](?<![^\s\]>)}].)(?![^\s\[(<%/])", re.DOTALL)
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_FORM_NAME = "/SyllabusSlide"


def is_balanced(content: bytes) -> bool:
    """Whether each `q` has its `Q`, in this order, and no text is left open.

    Cheap tests first: the bytes q and Q alone, then those that stand alone (text
    holds the letters too), then the content read in full.
    """
    return (
        _pairs_up(content.translate(None, _ALL_BUT_Q))
        or _pairs_up(b"".join(_OPERATOR.findall(content)))
        or _pairs_up(_operators_of(content, "q Q"))
    ) and _is_closed(content)


def _is_closed(content: bytes) -> bool:
    """Whether an operator that follows the content is read as one."""
    plain = _ESCAPED.sub(b"", content) if b"\\" in content else content
    if plain.count(b"(") == plain.count(b")"):
        return True
    return _operators_of(content + b"\n/Probe MP", "MP").endswith(b"MP")


def _pairs_up(letters: bytes) -> bool:
    """Whether a run of q and Q pairs up like brackets."""
    if letters.count(b"q") != letters.count(b"Q"):
        return False
    while letters:
        shorter = letters.replace(b"qQ", b"")
        if len(shorter) == len(letters):
            return False
        letters = shorter
    return True


def _operators_of(content: bytes, wanted: str) -> bytes:
    """Give the operators of content that are wanted, read as a reader does."""
    with pikepdf.new() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed = pikepdf.parse_content_stream(scratch.make_stream(content), wanted)
        except pikepdf.PdfError:
            return b"Q"
    return b"".join(str(instruction.operator).encode() for instruction in parsed)


def _decoded(stream: Object) -> bytes:
    """Decode a content stream; if that fails, leave in it what can be read.

    A reader shows the part before the damage too.
    """
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        packed = stream.read_raw_bytes()
    try:
        kept = zlib.decompressobj().decompress(packed, MAX_DECODED_BYTES + 1)
    except zlib.error:
        kept = b""
    if len(kept) > MAX_DECODED_BYTES:
        raise DeckRefused(
            DeckState.TOO_LARGE,
            f"a page unpacks to more than {MAX_DECODED_BYTES // 1024**2} MB",
            Fault.UNPACKS,
        )
    # Only whole lines: the last operator may be cut
    kept = kept[: kept.rfind(b"\n") + 1]
    stream.write(kept)
    return kept


def shut_off_unbalanced_content(pdf: Pdf, page: Object) -> bool:
    """Put a page's content into a form XObject if it is not balanced.

    Returns:
        Whether the content was moved.
    """
    streams = content_streams(page)
    content = b"\n".join(map(_decoded, streams))
    if is_balanced(content):
        return False
    box = media_box(page)
    form = pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(box),
        Resources=page["/Resources"],
    )
    page["/Resources"] = Dictionary(XObject=Dictionary({_FORM_NAME: form}))
    page["/Contents"] = pdf.make_stream(f"{_FORM_NAME} Do".encode())
    return True
