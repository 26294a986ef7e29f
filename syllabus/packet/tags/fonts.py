"""What the fonts of a deck say of the text that is shown with them.

Widths place the text; Unicode says what a listener hears. Both follow ISO
32000-1, 9.6 to 9.10; what cannot be read is unknown, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from syllabus.packet.tags.cmap import parsed_cmap, said, written_cmap
from syllabus.packet.tags.encoding import SYMBOLIC, glyph_names, texts_by_name
from syllabus.packet.tags.glyphs import standard_text
from syllabus.packet.tags.programs import program_widths, texts_in_program
from syllabus.packet.tags.scan import pieces_of
from syllabus.packet.tags.widths import (
    cid_widths,
    descriptor_of,
    simple_widths,
    type3_scale,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

UNKNOWN = "\ufffd"
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_ADOBE = frozenset({"Japan1", "GB1", "CNS1", "Korea1", "KR"})


_TOLERANCE = 1.0
"""By how much two widths may differ, in thousandths of an em (7.21.5)."""
_WORD_GAP = -180.0
"""A move that reads as a space, in thousandths of an em; LaTeX writes no spaces."""


class Shown:
    """A piece of text as Tj or TJ shows it, measured in ems.

    ``codes`` are the strings together, ``count`` is the number of characters;
    ``moved`` sums the moves between them. With ``is_move`` there is no string.

    Args:
        font: What it is shown with, if that is known.
        operands: The operands of the operator.
    """

    __slots__ = (
        "_pieces",
        "_text",
        "codes",
        "count",
        "font",
        "is_move",
        "moved",
        "width",
    )

    def __init__(self, font: Font | None, operands: bytes) -> None:
        self.font = font
        self._pieces = pieces_of(operands)
        self._text: str | None = None
        strings = [p for p in self._pieces if type(p) is bytes]
        self.is_move = not strings  # to validators even an empty string is text
        self.codes = b"".join(strings)
        self.moved = sum([p for p in self._pieces if type(p) is float])
        self.count = len(self.codes) // font.code_length if font is not None else 0
        self.width = font.width(self.codes) if font is not None else 0.0

    @property
    def spaces(self) -> int:
        """How often the spacing of words applies (ISO 32000-1, 9.3.3)."""
        if self.font is None or self.font.code_length > 1:
            return 0
        return self.codes.count(b" ")

    @property
    def text(self) -> str:
        """What it says, with a space for each wide gap."""
        if self._text is None:
            self._text = "".join(map(self._said, self._pieces))
        return self._text

    def _said(self, piece: bytes | float) -> str:
        if isinstance(piece, bytes):
            return self.font.text(piece) if self.font is not None else ""
        return " " if piece < _WORD_GAP else ""


class Font:
    """A font as its dictionary describes it."""

    def __init__(self, font: Object) -> None:
        self.object = font
        self.kind = str(font.get("/Subtype"))
        self.code_length = 2 if self.kind == "/Type0" else 1
        self._shown: dict[bytes, Shown] = {}
        self._unicode: dict[int, str] | None = None
        self._pdf_descendant = _descendant(font)
        if self.code_length == 1:
            self._widths = simple_widths(font)
            self._scale = type3_scale(font) if self.kind == "/Type3" else 0.001
        else:
            self._cid_widths = cid_widths(self._pdf_descendant)
            default = self._pdf_descendant.get_float("/DW")
            self._default = 1000.0 if default is None else default

    def shown(self, operands: bytes) -> Shown:
        """Give what Tj or TJ shows with these operands; equal ones are read once."""
        known = self._shown.get(operands)
        if known is None:
            known = self._shown[operands] = Shown(self, operands)
        return known

    def width(self, codes: bytes) -> float:
        """Measure a string, in units of text space, without extra spacing."""
        if self.code_length == 1:
            return sum(map(self._widths.__getitem__, codes)) * self._scale
        find, default = self._cid_widths.get, self._default
        return sum(find(code, default) for code in self.codes(codes)) * 0.001

    @property
    def used(self) -> bool:
        """Whether anything was shown with the font."""
        return bool(self._shown)

    def codes(self, text: bytes) -> Iterable[int]:
        """Give the character codes of a string."""
        if self.code_length == 1:
            return text
        return [
            high << 8 | low for high, low in zip(text[::2], text[1::2], strict=False)
        ]

    def text(self, codes: bytes) -> str:
        """Give the Unicode text of a string; what is not known is U+FFFD."""
        find = self._texts().get
        return "".join([find(code, UNKNOWN) for code in self.codes(codes)])

    def unknown_codes(self) -> int:
        """Count the codes that were shown and have no meaning in Unicode."""
        if self._is_adobe_collection():
            return 0
        mapping = self._texts()
        return sum(1 for code in self._shown_codes() if code not in mapping)

    def missing_glyphs(self) -> int:
        """Count the codes shown that lead to no glyph (ISO 14289-1, 7.21.8)."""
        if self.code_length == 2:
            return int(self._is_identity() and 0 in self._shown_codes())
        names = glyph_names(self.object)
        return sum(names.get(code) == ".notdef" for code in self._shown_codes())

    def mend(self, pdf: Pdf) -> None:
        """Write down the meaning of codes where readers need it and miss it.

        Only what the names of glyphs or the font's own program say is written (ISO
        32000-1, 9.10.2); a name that no list holds stays unknown.
        """
        if not self._shown:
            return
        if self.code_length == 2:
            self._mend_composite()
        mapping = self._texts()
        shown = [code for code in sorted(self._shown_codes()) if code in mapping]
        cmap = said(self._cmap())
        if self.code_length == 2 or "/ToUnicode" in self.object:
            is_plain = all(cmap.get(code) for code in shown)
        else:
            names = glyph_names(self.object)
            is_plain = all(standard_text(names.get(code, "")) for code in shown)
        if not is_plain:
            wanted = mapping if self.code_length == 1 else shown
            self.object["/ToUnicode"] = pdf.make_stream(
                written_cmap({c: mapping[c] for c in wanted}, self.code_length)
            )

    def _mend_composite(self) -> None:
        """Write what readers take for granted, and drop a list that may be wrong.

        ISO 14289-1, 7.21.3.2 wants /CIDToGIDMap, whose default is /Identity;
        7.21.4.2 wants a /CIDSet to be complete, but wants none.
        """
        below = self._pdf_descendant
        descriptor = descriptor_of(below)
        if "/CIDSet" in descriptor:
            del descriptor["/CIDSet"]
        is_truetype = below.get("/Subtype") == Name.CIDFontType2
        if is_truetype and "/FontFile2" in descriptor and "/CIDToGIDMap" not in below:
            below["/CIDToGIDMap"] = Name.Identity

    def is_consistent(self) -> bool:
        """Whether a TrueType font has the encoding of its kind (7.21.6)."""
        if self.kind != "/TrueType":
            return True
        encoding = self.object.get("/Encoding")
        if (descriptor_of(self.object).get_int("/Flags") or 0) & SYMBOLIC:
            return encoding is None
        if isinstance(encoding, Dictionary):
            encoding = encoding.get("/BaseEncoding")
        return encoding in (Name.WinAnsiEncoding, Name.MacRomanEncoding)

    def _shown_codes(self) -> set[int]:
        """Give the codes that were shown; half a code at a string's end is none."""
        found = (shown.codes for shown in self._shown.values())
        whole = (s[: len(s) - len(s) % self.code_length] for s in found)
        return set(self.codes(b"".join(whole)))

    def is_embedded(self) -> bool:
        """Whether the font's program is in the file (ISO 14289-1, 7.21.4.1)."""
        if self.kind == "/Type3":
            return True
        found = descriptor_of(self._pdf_descendant)
        program = found.get("/FontFile")
        if isinstance(program, Stream) and "/Subtype" in program:
            # Filed under the key of another kind: strict readers do not find it
            found["/FontFile3"] = program
            del found["/FontFile"]
        return any(isinstance(found.get(key), Stream) for key in _PROGRAMS)

    def _is_adobe_collection(self) -> bool:
        """Whether Adobe's tables give the meaning of the codes."""
        info = self._pdf_descendant.get("/CIDSystemInfo")
        if self.code_length == 1 or not isinstance(info, Dictionary):
            return False
        return str(info.get("/Ordering", "")) in _ADOBE

    def _texts(self) -> dict[int, str]:
        """Give the meaning of each code that has one."""
        if self._unicode is None:
            cmap = said(self._cmap())
            if self.code_length == 1:
                known = said(texts_by_name(self.object))
            else:
                known = {} if cmap else said(self._texts_in_program())
            self._unicode = known | cmap
        return self._unicode

    def _texts_in_program(self) -> dict[int, str]:
        """Give what the font's own program says of its codes, if these are glyphs."""
        if not self._is_identity() or self._is_adobe_collection():
            return {}
        try:
            return texts_in_program(self._pdf_descendant)
        except Exception:  # noqa: BLE001 -- fontTools raises anything on damaged fonts
            return {}

    def _is_identity(self) -> bool:
        """Whether the codes of a composite font are numbers of characters."""
        return str(self.object.get("/Encoding", "")).startswith("/Identity")

    def unproven_widths(self) -> int:
        """Count the codes shown whose widths the program does not bear out (7.21.5)."""
        if not self._shown or not self.is_embedded():
            return 0
        codes = self._shown_codes()
        if self.code_length == 2 and not self._is_identity():
            return len(codes)  # the program knows them by other numbers
        try:
            found = program_widths(self.object, self._pdf_descendant, codes)
        except Exception:  # noqa: BLE001 -- fontTools raises anything on damaged fonts
            return len(codes)
        return sum(
            code not in found or abs(found[code] - self._own_width(code)) > _TOLERANCE
            for code in codes
        )

    def _own_width(self, code: int) -> float:
        if self.code_length == 1:
            return self._widths[code]
        return self._cid_widths.get(code, self._default)

    def _cmap(self) -> dict[int, str]:
        cmap = self.object.get("/ToUnicode")
        try:
            return parsed_cmap(cmap.read_bytes()) if isinstance(cmap, Stream) else {}
        except pikepdf.PdfError:
            return {}


def _descendant(font: Object) -> Object:
    """Give the font that holds widths and program: itself unless composite."""
    below = font.get("/DescendantFonts")
    if isinstance(below, Array) and len(below) and isinstance(below[0], Dictionary):
        return below[0]
    return font
