"""What the fonts of a deck say of the text that is shown with them.

Widths place the text; Unicode says what a listener hears. Both follow ISO
32000-1, 9.6 to 9.10; what cannot be read is unknown, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import pikepdf
from fontTools.agl import UV2AGL  # type: ignore[import-untyped]
from fontTools.encodings.StandardEncoding import (  # type: ignore[import-untyped]
    StandardEncoding,
)
from pikepdf import Array, Dictionary, Name, Object, Stream

from syllabus.packet.tags.glyphs import glyph_text, standard_text
from syllabus.packet.tags.scan import HEX_STRING, string_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

UNKNOWN = "\ufffd"
_FORBIDDEN = frozenset("\x00\ufeff\ufffe")
"""What no code may map to (ISO 14289-1, 7.21.7)."""
_DEFAULT_WIDTH = 500.0
_CODES = 256
_MAX_RANGE = 65_536
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_RANGE = re.compile(
    rb"(" + HEX_STRING + rb")\s*(" + HEX_STRING + rb")\s*"
    rb"(" + HEX_STRING + rb"|\[[^\]]*\])"
)
_PAIR = re.compile(rb"(" + HEX_STRING + rb")\s*(" + HEX_STRING + rb")")
_BUILT_IN = re.compile(rb"dup\s+(\d+)\s*/([^\s/]+)\s+put")
_SYMBOLIC = 4
"""The bit of /Flags for fonts with letters of their own (ISO 32000-1, 9.8.2)."""
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
"""
_CMAP_TAIL = "endcmap CMapName currentdict /CMap defineresource pop end end"
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_ADOBE = frozenset({"Japan1", "GB1", "CNS1", "Korea1", "KR"})


class Font:
    """A font as its dictionary describes it; ``used`` are the codes shown so far."""

    def __init__(self, font: Object) -> None:
        self.object = font
        self.kind = str(font.get("/Subtype"))
        self.code_length = 2 if self.kind == "/Type0" else 1
        self._shown: list[bytes] = []
        self._unicode: dict[int, str] | None = None
        self._pdf_descendant = _descendant(font)
        if self.code_length == 1:
            self._widths = _simple_widths(font)
            self._scale = _type3_scale(font) if self.kind == "/Type3" else 0.001
        else:
            self._cid_widths = _cid_widths(self._pdf_descendant)
            default = self._pdf_descendant.get_float("/DW")
            self._default = 1000.0 if default is None else default

    def width(self, codes: bytes) -> float:
        """Measure a string, in units of text space, without extra spacing."""
        self._shown.append(codes)
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
        return "".join(find(code, UNKNOWN) for code in self.codes(codes))

    def unknown_codes(self) -> int:
        """Count the codes that were shown and have no meaning in Unicode."""
        if self._is_adobe_collection():
            return 0
        mapping = self._texts()
        return sum(1 for code in self._shown_codes() if code not in mapping)

    def missing_glyphs(self) -> int:
        """Count the codes shown that lead to no glyph (ISO 14289-1, 7.21.8)."""
        if self.code_length == 2:
            identity = str(self.object.get("/Encoding", "")).startswith("/Identity")
            return int(identity and 0 in self._shown_codes())
        names = glyph_names(self.object)
        return sum(names.get(code) == ".notdef" for code in self._shown_codes())

    def mend(self, pdf: Pdf) -> None:
        """Write down the meaning of codes where readers need it and miss it.

        Only what the names of glyphs say is written (ISO 32000-1, 9.10.2); a
        name that no list holds stays unknown.
        """
        if not self._shown:
            return
        self._mend_composite()
        if self.code_length == 2:
            return
        mapping = self._texts()
        shown = [code for code in sorted(self._shown_codes()) if code in mapping]
        cmap = _said(self._cmap())
        names = glyph_names(self.object)
        if "/ToUnicode" in self.object:
            is_plain = all(cmap.get(code) for code in shown)
        else:
            is_plain = all(standard_text(names.get(code, "")) for code in shown)
        if not is_plain:
            self.object["/ToUnicode"] = pdf.make_stream(
                _written_cmap({code: mapping[code] for code in mapping})
            )

    def _mend_composite(self) -> None:
        """Write what readers take for granted, and drop a list that may be wrong.

        ISO 14289-1, 7.21.3.2 wants /CIDToGIDMap, whose default is /Identity;
        7.21.4.2 wants a /CIDSet to be complete, but wants none.
        """
        below = self._pdf_descendant
        descriptor = _descriptor(below)
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
        if (_descriptor(self.object).get_int("/Flags") or 0) & _SYMBOLIC:
            return encoding is None
        if isinstance(encoding, Dictionary):
            encoding = encoding.get("/BaseEncoding")
        return encoding in (Name.WinAnsiEncoding, Name.MacRomanEncoding)

    def _shown_codes(self) -> set[int]:
        """Give the codes that were shown; half a code at a string's end is none."""
        whole = (s[: len(s) - len(s) % self.code_length] for s in self._shown)
        return set(self.codes(b"".join(whole)))

    def is_embedded(self) -> bool:
        """Whether the font's program is in the file (ISO 14289-1, 7.21.4.1)."""
        if self.kind == "/Type3":
            return True
        found = _descriptor(self._pdf_descendant)
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
            by_name = {} if self.code_length == 2 else _by_encoding(self.object)
            self._unicode = _said(by_name) | _said(self._cmap())
        return self._unicode

    def _cmap(self) -> dict[int, str]:
        cmap = self.object.get("/ToUnicode")
        try:
            return _parsed_cmap(cmap.read_bytes()) if isinstance(cmap, Stream) else {}
        except pikepdf.PdfError:
            return {}


def _said(mapping: dict[int, str]) -> dict[int, str]:
    """Leave out what stands for no character (ISO 14289-1, 7.21.7)."""
    return {c: text for c, text in mapping.items() if text and not _FORBIDDEN & {*text}}


def _descendant(font: Object) -> Object:
    """Give the font that holds widths and program: itself unless composite."""
    below = font.get("/DescendantFonts")
    if isinstance(below, Array) and len(below) and isinstance(below[0], Dictionary):
        return below[0]
    return font


def _descriptor(font: Object) -> Object:
    found = font.get("/FontDescriptor")
    return found if isinstance(found, Dictionary) else Dictionary()


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, Array) else []


def _floats(value: object) -> list[float]:
    return [
        float(item) if isinstance(item, (int, Decimal)) else 0.0
        for item in _items(value)
    ]


def _simple_widths(font: Object) -> list[float]:
    missing = _descriptor(font).get_float("/MissingWidth")
    listed = _floats(font.get("/Widths"))
    if not listed and font.get("/Subtype") != Name.Type3:
        return [_DEFAULT_WIDTH] * _CODES
    widths = [missing or 0.0] * _CODES
    first = font.get_int("/FirstChar") or 0
    for code, width in enumerate(listed, start=first):
        if 0 <= code < _CODES:
            widths[code] = width
    return widths


def _type3_scale(font: Object) -> float:
    matrix = _floats(font.get("/FontMatrix"))
    return abs(matrix[0]) if matrix and matrix[0] else 0.001


def _cid_widths(font: Object) -> dict[int, float]:
    """Read /W of a CIDFont (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    pending: list[float] = []
    for item in _items(font.get("/W")):
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


def _by_encoding(font: Object) -> dict[int, str]:
    """Map the codes of a simple font by the names of its glyphs."""
    texts = {code: glyph_text(name) for code, name in glyph_names(font).items()}
    return {code: text for code, text in texts.items() if text}


def glyph_names(font: Object) -> dict[int, str]:
    """Name the glyphs of a simple font by code (ISO 32000-1, 9.6.6)."""
    encoding = font.get("/Encoding")
    own = encoding if isinstance(encoding, Dictionary) else Dictionary()
    base = encoding if isinstance(encoding, Name) else own.get("/BaseEncoding")
    names = _base_names(font, base, is_named=encoding is not None)
    code = 0
    for item in _items(own.get("/Differences")):
        if isinstance(item, Name):
            names[code] = str(item)[1:]
            code += 1
        elif isinstance(item, (int, Decimal)):
            code = int(item)
    return names


def _base_names(font: Object, base: object, *, is_named: bool) -> dict[int, str]:
    """Name the glyphs that /Differences leaves alone."""
    if base == Name.WinAnsiEncoding:
        return dict(_codec("cp1252"))
    if base == Name.MacRomanEncoding:
        return dict(_codec("mac_roman"))
    if base is None:
        built_in = _built_in_encoding(font)
        if built_in:
            return built_in
        flags = _descriptor(font).get_int("/Flags") or 0
        is_symbolic = bool(flags & _SYMBOLIC) and not is_named
        if is_symbolic or font.get("/Subtype") == Name.Type3:
            return {}
    return {c: n for c, n in enumerate(StandardEncoding) if n != ".notdef"}


def _built_in_encoding(font: Object) -> dict[int, str]:
    """Give the encoding within the program of a Type 1 font, if it has one."""
    descriptor = _descriptor(font)
    program = descriptor.get("/FontFile")
    compact = descriptor.get("/FontFile3")
    try:
        if isinstance(program, Stream):
            clear = program.read_bytes().split(b"eexec", 1)[0]
            return {int(c): n.decode("latin-1") for c, n in _BUILT_IN.findall(clear)}
        if isinstance(compact, Stream):
            return _cff_encoding(compact.read_bytes())
    except Exception:  # noqa: BLE001 -- fontTools raises anything on damaged fonts
        return {}
    return {}


def _cff_encoding(data: bytes) -> dict[int, str]:
    import io  # late: few fonts need it

    from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]

    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    encoding = fonts[0].Encoding
    if encoding == "StandardEncoding":
        return {}
    return {c: n for c, n in enumerate(encoding) if n != ".notdef"}


@lru_cache(maxsize=4)
def _codec(name: str) -> dict[int, str]:
    """Name the glyphs of an encoding that Python knows as a text encoding."""
    texts = {c: bytes([c]).decode(name, "ignore") for c in range(32, _CODES)}
    return {c: UV2AGL.get(ord(t), f"uni{ord(t):04X}") for c, t in texts.items() if t}


def _written_cmap(mapping: dict[int, str]) -> bytes:
    """Write a /ToUnicode stream for one-byte codes."""
    pairs = [
        f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in sorted(mapping.items())
    ]
    sections = [
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (pairs[i : i + 100] for i in range(0, len(pairs), 100))
    ]
    return (_CMAP_HEAD + "".join(sections) + _CMAP_TAIL).encode()


def _parsed_cmap(data: bytes) -> dict[int, str]:
    """Read the mappings of a /ToUnicode stream (ISO 32000-1, 9.10.3)."""
    mapping: dict[int, str] = {}
    for kind, body in _SECTION.findall(data):
        if kind == b"bfchar":
            for code, text in _PAIR.findall(body):
                mapping[_code(code)] = _utf16(string_bytes(text))
        else:
            for first, last, texts in _RANGE.findall(body):
                mapping.update(_mapped_range(_code(first), _code(last), texts))
    return mapping


def _mapped_range(first: int, last: int, texts: bytes) -> dict[int, str]:
    last = min(last, first + _MAX_RANGE)
    if texts.startswith(b"["):
        listed = re.findall(HEX_STRING, texts)[: last - first + 1]
        return {first + i: _utf16(string_bytes(text)) for i, text in enumerate(listed)}
    start = _utf16(string_bytes(texts))
    if not start:
        return {}
    head, tail = start[:-1], ord(start[-1])
    top = min(last - first, 0x10FFFF - tail)
    return {first + i: head + chr(tail + i) for i in range(top + 1)}


def _code(token: bytes) -> int:
    return int.from_bytes(string_bytes(token), "big")


def _utf16(raw: bytes) -> str:
    if len(raw) == 1:
        return chr(raw[0])
    return raw.decode("utf-16-be", "ignore")
