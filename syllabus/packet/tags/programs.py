"""What the programs of embedded fonts say of their glyphs: widths and meanings.

fontTools reads them, in a tenth of a second for some: only what is about to be
called PDF/UA is looked at so closely.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from pikepdf import Name, Object, Stream

from syllabus.packet.tags.encoding import SYMBOLIC, glyph_names
from syllabus.packet.tags.glyphs import standard_text
from syllabus.packet.tags.scan import numbers_of
from syllabus.packet.tags.widths import descriptor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_EXEC_KEY, _GLYPH_KEY = 55665, 4330
_SKIPPED = 4
"""Random bytes before what is encrypted (Adobe Type 1 Font Format, 7)."""
_FIRST_NUMBER = 32
_GLYPH = re.compile(rb"/([^\s/]+)\s+(\d+)\s+(?:RD|-\|)\s")
_UNICODE = ((3, 10), (3, 1), (0, 6), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0))
_PRIVATE = range(0xE000, 0xF900)


def program_widths(font: Object, below: Object, codes: Iterable[int]) -> dict[int, Any]:
    """Give the widths that a font's program has, in thousandths of an em.

    Args:
        font: The font; with one byte a code, or composite and its codes glyph numbers
            of the descendant (/Identity).
        below: Its descendant, or itself.
        codes: Those to look up; one without a glyph is left out.

    Raises:
        Exception: Whatever fontTools raises on a damaged program.
    """
    find = _finder(font, below)
    found = {code: find(code) for code in codes}
    return {code: width for code, width in found.items() if width is not None}


def _finder(font: Object, below: Object) -> Callable[[int], float | None]:
    if font.get("/Subtype") == Name.Type3:
        return _drawn(font)
    descriptor = descriptor_of(below)
    if isinstance(program := descriptor.get("/FontFile2"), Stream):
        return _truetype(font, below, program.read_bytes())
    names = glyph_names(font) if font.get("/Subtype") != Name.Type0 else None
    if isinstance(program := descriptor.get("/FontFile3"), Stream):
        return _compact(names, program)
    widths = _type1_widths(descriptor["/FontFile"].read_bytes())
    return lambda code: widths.get((names or {}).get(code, ""))


def _drawn(font: Object) -> Callable[[int], float | None]:
    """Read what the glyphs of a Type 3 font begin with (ISO 32000-1, 9.6.5)."""
    glyphs, names = font["/CharProcs"], glyph_names(font)

    def width(code: int) -> float | None:
        glyph = glyphs.get("/" + names.get(code, ""))
        if not isinstance(glyph, Stream):
            return None
        operands, _, _ = glyph.read_bytes().partition(b"d")
        return numbers_of(operands)[0]

    return width


def _truetype(
    font: Object, below: Object, program: bytes
) -> Callable[[int], float | None]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    parsed = TTFont(io.BytesIO(program), lazy=True)
    scale: float = 1000 / parsed["head"].unitsPerEm
    metrics, order = parsed["hmtx"].metrics, parsed.getGlyphOrder()
    if font.get("/Subtype") == Name.Type0:
        moved = below.get("/CIDToGIDMap")
        table = moved.read_bytes() if isinstance(moved, Stream) else None

        def of_number(code: int) -> float | None:
            number = code
            if table is not None:
                number = int.from_bytes(table[2 * code : 2 * code + 2], "big")
            if number >= len(order):
                return None
            return float(metrics[order[number]][0]) * scale

        return of_number
    named = _names_by_code(font, parsed)

    def of_code(code: int) -> float | None:
        return float(metrics[named[code]][0]) * scale if code in named else None

    return of_code


def _names_by_code(font: Object, parsed: Any) -> dict[int, str]:
    """Find the glyphs of a simple TrueType font (ISO 32000-1, 9.6.6.4)."""
    tables = {(t.platformID, t.platEncID): t.cmap for t in parsed["cmap"].tables}
    symbolic = (descriptor_of(font).get_int("/Flags") or 0) & SYMBOLIC
    found: dict[int, str] = dict(tables.get((1, 0), {}))
    if symbolic and (own := tables.get((3, 0))):
        found |= {code & 0xFF: name for code, name in own.items()}
    elif not symbolic and (by_text := tables.get((3, 1))):
        for code, name in glyph_names(font).items():
            text = standard_text(name)
            if len(text) == 1 and ord(text) in by_text:
                found[code] = by_text[ord(text)]
    return found


def _compact(
    names: dict[int, str] | None, program: Object
) -> Callable[[int], float | None]:
    from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]

    data = program.read_bytes()
    if program.get("/Subtype") == Name.OpenType:
        from fontTools.ttLib import TTFont

        fonts = TTFont(io.BytesIO(data), lazy=True)["CFF "].cff
    else:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    glyphs = top.CharStrings
    scale: float = 1000 * getattr(top, "FontMatrix", (0.001,))[0]

    def width(code: int) -> float | None:
        if names is not None:
            name = names.get(code, "")
        elif hasattr(top, "ROS"):
            name = f"cid{code:05d}"
        else:
            name = top.charset[code] if code < len(top.charset) else ""
        return _type2_width(glyphs[name]) * scale if name in glyphs else None

    return width


def _type2_width(glyph: Any) -> float:
    from fontTools.misc.psCharStrings import (  # type: ignore[import-untyped]
        T2WidthExtractor,
    )

    private = glyph.private
    reader = T2WidthExtractor(
        getattr(private, "Subrs", []),
        glyph.globalSubrs,
        private.nominalWidthX,
        private.defaultWidthX,
    )
    reader.execute(glyph)
    return float(reader.width)


def _type1_widths(program: bytes) -> dict[str, float]:
    """Read the widths of a Type 1 font: what each glyph's hsbw or sbw says."""
    from fontTools.misc.eexec import decrypt  # type: ignore[import-untyped]

    start = program.index(b"eexec") + len(b"eexec")
    while program[start : start + 1] in b"\r\n \t":
        start += 1
    private, _ = decrypt(program[start:], _EXEC_KEY)
    widths = {}
    for match in _GLYPH.finditer(private):
        packed = private[match.end() : match.end() + int(match[2])]
        code, _ = decrypt(packed, _GLYPH_KEY)
        if (width := _first_width(code[_SKIPPED:])) is not None:
            widths[match[1].decode("latin-1")] = width
    return widths


def _first_width(code: bytes) -> float | None:
    """Follow a Type 1 charstring to where it sets its width."""
    stack: list[float] = []
    at = 0
    while at < len(code):
        if code[at] >= _FIRST_NUMBER:
            number, at = _number(code, at)
            stack.append(number)
        elif code[at] == 13:  # hsbw: side bearing and width
            return stack[1]
        elif code[at : at + 2] == b"\x0c\x07":  # sbw: the same in two directions
            return stack[2]
        elif code[at : at + 2] == b"\x0c\x0c":  # div
            stack[-2:] = [stack[-2] / stack[-1]]
            at += 2
        else:
            break
    return None


def _number(code: bytes, at: int) -> tuple[int, int]:
    """Read a number of a charstring (Adobe Type 1 Font Format, 6.2), and go past it."""
    first = code[at]
    if first < 247:
        return first - 139, at + 1
    if first < 251:
        return (first - 247) * 256 + code[at + 1] + 108, at + 2
    if first < 255:
        return -(first - 251) * 256 - code[at + 1] - 108, at + 2
    return int.from_bytes(code[at + 1 : at + 5], "big", signed=True), at + 5


def texts_in_program(below: Object) -> dict[int, str]:
    """Give what the characters of a composite TrueType font stand for.

    Its own table from characters to glyphs says so. Of several characters for a
    glyph (a space and a no-break space) the first is given; characters for private
    use say nothing.
    """
    program = descriptor_of(below).get("/FontFile2")
    if not isinstance(program, Stream):
        return {}
    from fontTools.ttLib import TTFont

    parsed = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
    tables = {(t.platformID, t.platEncID): t.cmap for t in parsed["cmap"].tables}
    table: dict[int, str] = next((tables[key] for key in _UNICODE if key in tables), {})
    by_glyph: dict[int, str] = {}
    for character, name in sorted(table.items()):
        if character not in _PRIVATE:
            by_glyph.setdefault(parsed.getGlyphID(name), chr(character))
    moved = below.get("/CIDToGIDMap")
    if not isinstance(moved, Stream):
        return by_glyph
    numbers = memoryview(moved.read_bytes())
    glyphs = [
        int.from_bytes(numbers[i : i + 2], "big") for i in range(0, len(numbers), 2)
    ]
    return {code: by_glyph[g] for code, g in enumerate(glyphs) if g in by_glyph}
