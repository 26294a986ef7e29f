"""Streams of a few hundred bytes, packed at small cost."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pikepdf import Name

if TYPE_CHECKING:
    from pikepdf import Pdf, Stream

_LEVEL = 6
_WINDOW_BITS = 12
_MEMORY = 5
"""With the usual window and tables, making them ready takes six times as long as
packing a footer does."""


def small_stream(pdf: Pdf, data: bytes) -> Stream:
    """Make a stream of few bytes."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY)
    packed = packer.compress(data) + packer.flush()
    return pdf.make_stream(packed, Filter=Name.FlateDecode)
