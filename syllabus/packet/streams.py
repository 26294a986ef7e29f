"""Streams of a hundred bytes, made at small cost, and the numbers in them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pikepdf import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf, Stream

_HEADER = b"\x78\x01\x01"
_LONGEST = 0xFFFF


def small_stream(pdf: Pdf, data: bytes) -> Stream:
    """Make a stream of at most 65535 bytes that is stored, not packed.

    Packing gains nothing on so few bytes and takes 30 times as long. Without a
    filter, the writer of the file would pack the stream all the same (RFC 1951,
    3.2.4).
    """
    size = len(data)
    block = size.to_bytes(2, "little") + (size ^ _LONGEST).to_bytes(2, "little")
    check = zlib.adler32(data).to_bytes(4, "big")
    stream = pdf.make_stream(_HEADER + block + data + check)
    stream["/Filter"] = Name.FlateDecode
    return stream


def number(value: float) -> str:
    """Write a number for a content stream, as short as its thousandths allow."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(values: Iterable[float]) -> str:
    """Write numbers for a content stream."""
    return " ".join(map(number, values))
