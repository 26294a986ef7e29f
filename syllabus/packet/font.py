"""The letters of footers: a font cut down to what they use, and words drawn besides."""

from __future__ import annotations

import hashlib
import io
import logging
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.sfnt import Sfnt
from syllabus.packet.streams import number
from syllabus.packet.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

_UNITS = 1000
_ALWAYS = "… –,0123456789"
"""What shortened texts and the numbers on sheets need."""


def is_beyond(font: bytes, text: str) -> bool:
    """Whether a text has characters that a font lacks."""
    return not text.isascii() and not set(text) <= Sfnt.read(font).characters.keys()


def cut_font(font: bytes, texts: Iterable[str]) -> bytes:
    """Cut a font down to what some texts need, which takes a tenth of a second.

    The same font and characters always give the same bytes, so that they can be
    kept from one packet to the next.

    Args:
        font: A TrueType or OpenType font file.
        texts: All that will be written with it.
    """
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
    characters = set().union(*texts) | set(_ALWAYS)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(whole)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


class FooterFont:
    """A font that writes footers.

    A text that it lacks a character of, and that is not drawn, is left out as a whole:
    a part of it would be another text.

    Args:
        font: A TrueType or OpenType font file.
        texts: What will be written, to which the font is cut down (`cut_font`);
            None embeds it as it is.
        words: Texts that are drawn.
    """

    def __init__(
        self,
        font: bytes,
        texts: Iterable[str] | None = None,
        words: Words | None = None,
    ) -> None:
        self._sfnt = Sfnt.read(font if texts is None else cut_font(font, texts))
        self._words = words or Words()
        self._glyphs = self._sfnt.characters
        self._scale = _UNITS / self._sfnt.metrics.units_per_em
        self._widths = [round(width * self._scale) for width in self._sfnt.widths]
        self._known: dict[str, tuple[str, float]] = {}

    @property
    def digest(self) -> bytes:
        """What tells it from others."""
        return hashlib.sha256(self._sfnt.data + self._words.digest).digest()

    def drawn(self, text: str) -> str:
        """Give the name of the form that draws a text, "" if the font writes it."""
        found = self._words.drawn.get(text)
        return found.name if found else ""

    def written(self, text: str, x: float, y: float, size: float) -> str:
        """Give the operators that write a text, between those of a text object.

        Args:
            text: What to write.
            x: Where it begins.
            y: Its base line.
            size: Of its letters; that of the font in the text object, too.
        """
        place = f"{number(x)} {number(y)}"
        if name := self.drawn(text):
            scale = number(size)
            return f"ET q {scale} 0 0 {scale} {place} cm {name} Do Q BT"
        return f"1 0 0 1 {place} Tm {self._set_text(text)[0]} Tj"

    def _set_text(self, text: str) -> tuple[str, float]:
        """Give a text as a hexadecimal PDF string and its width in ems."""
        if text not in self._known:
            known = self._glyphs.keys() >= set(text)
            glyphs = [self._glyphs[c] for c in text] if known else []
            width = sum(self._widths[g] for g in glyphs) / _UNITS
            self._known[text] = (f"<{''.join(f'{g:04X}' for g in glyphs)}>", width)
        return self._known[text]

    def width(self, text: str) -> float:
        """Give the width of a text in ems."""
        found = self._words.drawn.get(text)
        return found.width if found else self._set_text(text)[1]

    def fit(self, text: str, width: float) -> str:
        """Give as much of a text as fits into a width in ems, "…" at its end.

        What is drawn cannot be cut: it fits or is left out.
        """
        own = self.width(text)
        if not own or own <= width:
            return text if own else ""
        if self.drawn(text):
            return ""
        room = width - self.width("…")
        kept = 0
        for character in text:
            room -= self._widths[self._glyphs[character]] / _UNITS
            if room < 0:
                break
            kept += 1
        return text[:kept].rstrip() + "…" if kept else ""

    def embed_words(self, pdf: Pdf) -> dict[str, Object]:
        """Bring the forms that draw texts into a file, by their names."""
        return self._words.embed(pdf)

    def embed(self, pdf: Pdf) -> Object:
        """Write the font into a file."""
        name = Name("/" + _tagged_name(self._sfnt.name, self._glyphs))
        outlines = self._has_truetype_outlines
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
        metrics = self._sfnt.metrics
        ascent = round(metrics.ascent * self._scale)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([round(side * self._scale) for side in metrics.box]),
            ItalicAngle=0,
            Ascent=ascent,
            Descent=round(metrics.descent * self._scale),
            CapHeight=ascent,
            StemV=80,
        )
        if self._has_truetype_outlines:
            data = self._sfnt.data
            descriptor.FontFile2 = pdf.make_stream(data, Length1=len(data))
        else:
            descriptor.FontFile3 = pdf.make_stream(
                self._sfnt.tables["CFF "], Subtype=Name.CIDFontType0C
            )
        return descriptor

    @property
    def _has_truetype_outlines(self) -> bool:
        return "glyf" in self._sfnt.tables

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


def _tagged_name(name: str, glyphs: dict[str, int]) -> str:
    """Give a font's name with the six letters that mark a part of a font."""
    digest = hashlib.sha256("".join(sorted(glyphs)).encode()).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    return f"{tag}+{name or 'Footer'}".replace(" ", "")
