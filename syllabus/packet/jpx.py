"""A JPEG 2000 picture without what its maker wrote beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_METADATA = frozenset({b"xml ", b"uuid", b"uinf"})
"""XMP and other XML, Exif and vendors' own, where to find more of it."""
_BY_PLACE = frozenset({b"ftbl", b"flst", b"cref"})
"""Boxes that name places in the file, which would move."""
_HEADER = 8
_LONG_HEADER = 16


def without_metadata(data: bytes) -> bytes:
    """Leave out boxes that say who made a picture, when, where and with what.

    Data that is not built of boxes is given back as it is (ISO/IEC 15444-1, I.4 and
    I.7): what is left in a bare codestream is a comment at most.
    """
    if not data.startswith(_SIGNATURE):
        return data
    boxes = list(_boxes(data))
    kinds = {kind for kind, _, _ in boxes}
    if b"jp2c" not in kinds or kinds & _BY_PLACE:
        return data
    return b"".join(data[a:b] for kind, a, b in boxes if kind not in _METADATA)


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give kind, start and end of each box; what is cut off ends with the data."""
    at = 0
    while at + _HEADER <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        least = _HEADER
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
            least = _LONG_HEADER
        end = at + max(length, least) if length else len(data)
        yield data[at + 4 : at + 8], at, min(end, len(data))
        at = end
