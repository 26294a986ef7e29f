"""The one font of all footers, cut down to the characters that they use."""

from __future__ import annotations

import hashlib
import io
import logging
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from pikepdf import Pdf

_UNITS = 1000
_REPLACEMENT = "?"


class FooterFont:
    """A font that writes the given texts.

    Args:
        font: A TrueType or OpenType font file.
        texts: All that will be written with it. A character that the font lacks
            is written as a question mark.
    """

    def __init__(self, font: bytes, texts: Iterable[str]) -> None:
        characters = set().union(*texts) | set(_REPLACEMENT + "… ")
        self._font = _cut_down(font, characters)
        self._glyphs: dict[str, int] = {}
        scale = _UNITS / self._font["head"].unitsPerEm
        names = {n: i for i, n in enumerate(self._font.getGlyphOrder())}
        metrics = self._font["hmtx"].metrics
        for code, name in self._font.getBestCmap().items():
            self._glyphs[chr(code)] = names[name]
        self._widths = [
            round(metrics[name][0] * scale) for name in self._font.getGlyphOrder()
        ]
        self._known: dict[str, tuple[str, float]] = {}

    def set_text(self, text: str) -> tuple[str, float]:
        """Give a text as a hexadecimal PDF string and its width in ems."""
        if text not in self._known:
            other = self._glyphs[_REPLACEMENT]
            glyphs = [self._glyphs.get(c, other) for c in text]
            width = sum(self._widths[g] for g in glyphs) / _UNITS
            self._known[text] = (f"<{''.join(f'{g:04X}' for g in glyphs)}>", width)
        return self._known[text]

    def width(self, text: str) -> float:
        """Give the width of a text in ems."""
        return self.set_text(text)[1]

    def fit(self, text: str, width: float) -> str:
        """Give as much of a text as fits into a width in ems, "…" at its end."""
        if self.width(text) <= width:
            return text
        room = width - self.width("…")
        kept = 0
        other = self._glyphs[_REPLACEMENT]
        for character in text:
            room -= self._widths[self._glyphs.get(character, other)] / _UNITS
            if room < 0:
                break
            kept += 1
        return text[:kept].rstrip() + "…" if kept else ""

    def embed(self, pdf: Pdf) -> Object:
        """Write the font into a file."""
        name = Name("/" + _tagged_name(self._font, self._glyphs))
        outlines = "glyf" in self._font
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2 if outlines else Name.CIDFontType0,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, name)),
            DW=_UNITS,
            W=Array([0, Array(self._widths)]),
        )
        if outlines:
            descendant.CIDToGIDMap = Name.Identity
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )

    def _descriptor(self, pdf: Pdf, name: Name) -> Dictionary:
        head, hhea = self._font["head"], self._font["hhea"]
        scale = _UNITS / head.unitsPerEm
        box = [round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array(box),
            ItalicAngle=0,
            Ascent=round(hhea.ascent * scale),
            Descent=round(hhea.descent * scale),
            CapHeight=round(hhea.ascent * scale),
            StemV=80,
        )
        if "glyf" in self._font:
            out = io.BytesIO()
            self._font.save(out)
            descriptor.FontFile2 = pdf.make_stream(
                out.getvalue(), Length1=len(out.getvalue())
            )
        else:
            descriptor.FontFile3 = pdf.make_stream(
                self._font.getTableData("CFF "), Subtype=Name.CIDFontType0C
            )
        return descriptor

    def _to_unicode(self) -> bytes:
        """Write the table by which readers find the characters again."""
        lines = [
            f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for character, glyph in sorted(self._glyphs.items())
        ]
        blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
                "/CIDSystemInfo",
                "<</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
                "1 begincodespacerange <0000> <FFFF> endcodespacerange",
                *(
                    "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
                    for block in blocks
                ),
                "endcmap CMapName currentdict /CMap defineresource pop end end",
            ]
        ).encode()


def _cut_down(font: bytes, characters: set[str]) -> TTFont:
    """Keep of a font the glyphs of some characters, and no layout rules."""
    # slow to import
    from fontTools import subset, ttLib  # type: ignore[import-untyped]

    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = subset.Options(
        layout_features=[],
        name_IDs=[6],
        notdef_outline=True,
        hinting=False,
        recalc_timestamp=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "kern", "DSIG", "meta", "STAT", "post"],
    )
    whole = ttLib.TTFont(io.BytesIO(font), recalcTimestamp=False, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(whole)
    out = io.BytesIO()
    whole.save(out)
    return ttLib.TTFont(io.BytesIO(out.getvalue()), recalcTimestamp=False)


def _tagged_name(font: TTFont, glyphs: dict[str, int]) -> str:
    """Give the font's name with the six letters that mark a part of a font."""
    digest = hashlib.sha256("".join(sorted(glyphs)).encode()).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    name = font["name"].getDebugName(6) if "name" in font else None
    return f"{tag}+{name or 'Footer'}".replace(" ", "")
