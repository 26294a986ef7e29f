"""A JPEG picture without what its maker wrote beside it."""

from __future__ import annotations

_START = b"\xff\xd8"
_SCAN = 0xDA
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_METADATA = frozenset({0xE1, 0xED, 0xFE})
"""Exif and XMP, Photoshop's own (captions, authors, paths), comments."""


def without_metadata(data: bytes) -> bytes:
    """Leave out segments that say who made a picture, when, where and with what.

    What shows the picture stays, Adobe's note on its colours included. Data that is
    not built like a JPEG is given back as it is (ISO/IEC 10918-1, B.1).
    """
    if not data.startswith(_START):
        return data
    kept = [_START]
    at = len(_START)
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return data
        kind = data[at + 1]
        if kind == _SCAN:
            return b"".join([*kept, data[at:]])
        length = (
            0 if kind in _STANDALONE else int.from_bytes(data[at + 2 : at + 4], "big")
        )
        end = at + 2 + length
        if kind not in _METADATA:
            kept.append(data[at:end])
        at = end
    return data
