"""What the glyphs of a simple font are called (ISO 32000-1, 9.6.6)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from fontTools.agl import UV2AGL  # type: ignore[import-untyped]
from fontTools.encodings.StandardEncoding import (  # type: ignore[import-untyped]
    StandardEncoding,
)
from pikepdf import Dictionary, Name, Object, Stream

from syllabus.packet.tags.glyphs import glyph_text
from syllabus.packet.tags.widths import CODES, descriptor_of, listed

_BUILT_IN = re.compile(rb"dup\s+(\d+)\s*/([^\s/]+)\s+put")
SYMBOLIC = 4
"""The bit of /Flags for fonts with letters of their own (ISO 32000-1, 9.8.2)."""


def texts_by_name(font: Object) -> dict[int, str]:
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
    for item in listed(own.get("/Differences")):
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
        flags = descriptor_of(font).get_int("/Flags") or 0
        is_symbolic = bool(flags & SYMBOLIC) and not is_named
        if is_symbolic or font.get("/Subtype") == Name.Type3:
            return {}
    return {c: n for c, n in enumerate(StandardEncoding) if n != ".notdef"}


def _built_in_encoding(font: Object) -> dict[int, str]:
    """Give the encoding within the program of a Type 1 font, if it has one."""
    descriptor = descriptor_of(font)
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
    texts = {c: bytes([c]).decode(name, "ignore") for c in range(32, CODES)}
    return {c: UV2AGL.get(ord(t), f"uni{ord(t):04X}") for c, t in texts.items() if t}
