"""Read from a small font file what a PDF must say of it (ISO/IEC 14496-22)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

_TABLE_RECORD = 16
_SEGMENTED, _GROUPED = 4, 12
_POSTSCRIPT_NAME = 6
_LAST = 0xFFFF


class Metrics(NamedTuple):
    """Measures of a whole font, in its own units."""

    units_per_em: int
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


@dataclass(frozen=True, slots=True)
class Sfnt:
    """A TrueType or OpenType font file."""

    data: bytes
    tables: dict[str, bytes]

    @classmethod
    def read(cls, data: bytes) -> Sfnt:
        """Find the tables of a font file.

        Raises:
            ValueError: If it is not one, or a collection of several.
        """
        if data[:4] not in {b"\0\1\0\0", b"OTTO", b"true"}:
            raise ValueError("not a TrueType or OpenType font")
        count = struct.unpack_from(">H", data, 4)[0]
        tables = {}
        for n in range(count):
            tag, _, offset, length = struct.unpack_from(
                ">4sLLL", data, 12 + n * _TABLE_RECORD
            )
            tables[tag.decode("latin-1")] = data[offset : offset + length]
        return cls(data, tables)

    @property
    def metrics(self) -> Metrics:
        """Give the measures of the whole font."""
        head, hhea = self.tables["head"], self.tables["hhea"]
        ascent, descent = struct.unpack_from(">hh", hhea, 4)
        units_per_em = struct.unpack_from(">H", head, 18)[0]
        box = struct.unpack_from(">4h", head, 36)
        return Metrics(units_per_em, box, ascent, descent)

    @property
    def widths(self) -> list[int]:
        """Give the width of each glyph, in the font's units."""
        glyphs = struct.unpack_from(">H", self.tables["maxp"], 4)[0]
        measured = struct.unpack_from(">H", self.tables["hhea"], 34)[0]
        pairs = struct.unpack_from(f">{2 * measured}H", self.tables["hmtx"])
        return [pairs[2 * min(glyph, measured - 1)] for glyph in range(glyphs)]

    @property
    def name(self) -> str:
        """Give the font's PostScript name, "" if it has none."""
        table = self.tables.get("name", b"")
        count, start = struct.unpack_from(">HH", table, 2) if table else (0, 0)
        for n in range(count):
            platform, _, _, kind, length, offset = struct.unpack_from(
                ">6H", table, 6 + 12 * n
            )
            if kind == _POSTSCRIPT_NAME:
                raw = table[start + offset : start + offset + length]
                return raw.decode("latin-1" if platform == 1 else "utf-16-be")
        return ""

    @property
    def characters(self) -> dict[str, int]:
        """Map each character of the font to its glyph."""
        cmap = self.tables["cmap"]
        found: dict[int, int] = {}
        for n in range(struct.unpack_from(">H", cmap, 2)[0]):
            offset = struct.unpack_from(">HHL", cmap, 4 + 8 * n)[2]
            kind = struct.unpack_from(">H", cmap, offset)[0]
            if kind == _SEGMENTED:
                found |= _segmented(cmap[offset:])
            elif kind == _GROUPED:
                found |= _grouped(cmap[offset:])
        return {chr(code): glyph for code, glyph in sorted(found.items()) if glyph}


def _segmented(table: bytes) -> dict[int, int]:
    """Read a table of format 4."""
    count = struct.unpack_from(">H", table, 6)[0] // 2
    row = f">{count}H"
    ends = struct.unpack_from(row, table, 14)
    starts = struct.unpack_from(row, table, 16 + 2 * count)
    deltas = struct.unpack_from(row, table, 16 + 4 * count)
    offsets = struct.unpack_from(row, table, 16 + 6 * count)
    found = {}
    for n in range(count):
        for code in range(starts[n], min(ends[n] + 1, _LAST)):
            glyph = code
            if offsets[n]:
                at = 16 + 6 * count + 2 * n + offsets[n] + 2 * (code - starts[n])
                glyph = struct.unpack_from(">H", table, at)[0]
                if not glyph:
                    continue
            found[code] = (glyph + deltas[n]) & _LAST
    return found


def _grouped(table: bytes) -> dict[int, int]:
    """Read a table of format 12."""
    found = {}
    for n in range(struct.unpack_from(">L", table, 12)[0]):
        start, end, glyph = struct.unpack_from(">LLL", table, 16 + 12 * n)
        for code in range(start, end + 1):
            found[code] = glyph + code - start
    return found
