"""Read and write /ToUnicode: what the codes of a font mean (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re

from syllabus.packet.tags.scan import HEX_STRING, string_bytes

_FORBIDDEN = frozenset("\x00\ufeff\ufffe")
"""What no code may map to (ISO 14289-1, 7.21.7)."""
_MAX_RANGE = 65_536
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_RANGE = re.compile(
    rb"(" + HEX_STRING + rb")\s*(" + HEX_STRING + rb")\s*"
    rb"(" + HEX_STRING + rb"|\[[^\]]*\])"
)
_PAIR = re.compile(rb"(" + HEX_STRING + rb")\s*(" + HEX_STRING + rb")")
_HEAD = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
"""
_TAIL = "endcmap CMapName currentdict /CMap defineresource pop end end"


def said(mapping: dict[int, str]) -> dict[int, str]:
    """Leave out what stands for no character (ISO 14289-1, 7.21.7)."""
    return {c: text for c, text in mapping.items() if text and not _FORBIDDEN & {*text}}


def written_cmap(mapping: dict[int, str], code_length: int) -> bytes:
    """Write a /ToUnicode stream for codes of one or two bytes."""
    digits = 2 * code_length
    pairs = [
        f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in sorted(mapping.items())
    ]
    sections = [
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (pairs[i : i + 100] for i in range(0, len(pairs), 100))
    ]
    head = _HEAD.format(first="0" * digits, last="F" * digits)
    return (head + "".join(sections) + _TAIL).encode()


def parsed_cmap(data: bytes) -> dict[int, str]:
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
