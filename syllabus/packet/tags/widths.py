"""How wide the characters of a font are, as its dictionary says."""

from __future__ import annotations

from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object

DEFAULT_WIDTH = 500.0
CODES = 256
"""Of a font with one byte a code."""
_MAX_RANGE = 65_536


def descriptor_of(font: Object) -> Object:
    """Give the descriptor of a font, an empty one if it has none."""
    found = font.get("/FontDescriptor")
    return found if isinstance(found, Dictionary) else Dictionary()


def listed(value: object) -> list[object]:
    """Give the items of an array; what is none has none."""
    return list(value) if isinstance(value, Array) else []


def _floats(value: object) -> list[float]:
    return [
        float(item) if isinstance(item, (int, Decimal)) else 0.0
        for item in listed(value)
    ]


def simple_widths(font: Object) -> list[float]:
    """Read the widths of a font with one byte a code, in glyph space (9.2.4)."""
    missing = descriptor_of(font).get_float("/MissingWidth")
    given = _floats(font.get("/Widths"))
    if not given and font.get("/Subtype") != Name.Type3:
        return [DEFAULT_WIDTH] * CODES
    widths = [missing or 0.0] * CODES
    first = font.get_int("/FirstChar") or 0
    for code, width in enumerate(given, start=first):
        if 0 <= code < CODES:
            widths[code] = width
    return widths


def type3_scale(font: Object) -> float:
    """Give what takes the widths of a Type 3 font to text space."""
    matrix = _floats(font.get("/FontMatrix"))
    return abs(matrix[0]) if matrix and matrix[0] else 0.001


def cid_widths(font: Object) -> dict[int, float]:
    """Read /W of a CIDFont (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    pending: list[float] = []
    for item in listed(font.get("/W")):
        if isinstance(item, Array):
            start = int(pending[-1]) if pending else 0
            widths.update(enumerate(_floats(item), start=start))
            pending = []
        elif isinstance(item, (int, Decimal)):
            pending.append(float(item))
            if len(pending) == 3:
                first, last, width = pending
                last = min(last, first + _MAX_RANGE)
                widths.update(dict.fromkeys(range(int(first), int(last) + 1), width))
                pending = []
    return widths
