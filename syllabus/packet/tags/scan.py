"""Cut a content stream into instructions without changing a byte of it.

Tags only insert into a page's content, so that nothing need be parsed into
objects and written anew. One regular expression takes an instruction a match;
two more take long runs of lines and colours, which mean nothing here.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

WHITE = rb"[\x00\t\n\f\r ]"
_END = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)"
_NUMBER = rb"[-+.\d]++"
_NAME = rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]*+"
HEX_STRING = rb"<[0-9A-Fa-f\x00\t\n\f\r ]*+>"
_COMMENT = rb"%[^\r\n]*+"


def _nested(opening: bytes, inside: bytes, closing: bytes, depth: int) -> bytes:
    """Give a pattern for brackets within brackets, to a depth."""
    pattern = opening + rb"(?:" + inside + rb")*+" + closing
    for _ in range(depth):
        pattern = opening + rb"(?:" + inside + rb"|" + pattern + rb")*+" + closing
    return pattern


STRING = _nested(rb"\(", rb"[^()\\]++|\\.", rb"\)", 5)
_ATOM = rb"|".join(
    (
        _NUMBER,
        WHITE + rb"++",
        STRING,
        HEX_STRING,
        _NAME,
        _COMMENT,
        rb"(?:true|false|null)" + _END,
    )
)
_ARRAY = _nested(rb"\[", _ATOM, rb"\]", 1)
_DICTIONARY = _nested(rb"<<", _ATOM + rb"|" + _ARRAY, rb">>", 2)
_OPERANDS = rb"(?:" + _ATOM + rb"|" + _ARRAY + rb"|" + _DICTIONARY + rb")*+"

# Ends that look like EI within the data of an inline image are told by what
# follows: content is ASCII but for its strings.
_INLINE = (
    # Its keys are few: without the bound, many a BI would each be sought to the end
    rb"(?P<inline>.{0,2000}?"
    + WHITE
    + rb"ID"
    + WHITE
    + rb".*?"
    + WHITE
    + rb"EI(?=(?:"
    + WHITE
    + rb"[\x00\t\n\f\r\x20-\x7e]{0,14})?\Z|"
    + WHITE
    + rb"[\x00\t\n\f\r\x20-\x7e]{15}))"
)
_PAINTING = rb"f f* F b b* B B* s S sh"
_SETTING = rb"rg RG g G k K cs CS scn SCN sc SC w J j M i ri gs d re m l c v y h n W W*"
_PLAIN_OPERAND = rb"(?:" + _NUMBER + rb"|" + WHITE + rb"++|" + _NAME + rb"|[\[\]])*+"


def _one_of(operators: bytes) -> bytes:
    """Give a pattern for any of some operators, the longest first."""
    longest_first = sorted(operators.split(), key=len, reverse=True)
    return rb"(?:" + rb"|".join(map(re.escape, longest_first)) + rb")" + _END


# No capturing group within: in a possessive repeat CPython loses track of them.
_STROKE = _PLAIN_OPERAND + _one_of(_PAINTING + b" " + _SETTING)
_MOVE = rb"(?:" + _NUMBER + rb"|" + WHITE + rb"++)*+cm" + _END


def _saved(inside: bytes) -> bytes:
    """Give a pattern for drawing between q and Q, the matrix moved or not."""
    drawing = rb"|".join((_STROKE, _MOVE, *([inside] if inside else [])))
    return WHITE + rb"*+q" + _END + rb"(?:" + drawing + rb")*+" + WHITE + rb"*+Q" + _END


_SAVED = re.compile(_saved(_saved(b"")))
_RUN = re.compile(rb"(?:" + _STROKE + rb"|" + _SAVED.pattern + rb")*+")
_PAINTED = re.compile(rb"(?<![^\x00\t\n\f\r \d\]])" + _one_of(_PAINTING))
_INSTRUCTION = re.compile(
    rb"(?P<operands>"
    + _OPERANDS
    + rb")(?:BI"
    + _END
    + _INLINE
    + rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*+))|(?P<junk>[(<\[{\])>}])",
    re.DOTALL,
)
_OPEN_PATH = re.compile(
    rb"(?:" + WHITE + rb"|[\d\])])(?:re|[mlcvyh]|W\*?)" + WHITE + rb"*\Z"
)

DRAWING = b"drawing"
"""Stands as operator for a run of instructions that draw lines."""
QUIET = b"quiet"
"""Stands for a run that only sets colours and the like or clips."""
INLINE = b"BI"
"""Stands for a whole inline image."""


class Instruction(NamedTuple):
    """An operator with its operands; start and end count bytes."""

    operator: bytes
    start: int
    end: int
    operands: bytes


class UnreadableContent(Exception):  # noqa: N818 -- an answer about a stream
    """A stream holds what is no content."""


_PAINTS = frozenset(_PAINTING.split())
_DRAWS = _PAINTS | frozenset(_SETTING.split())
_made = partial(tuple.__new__, Instruction)


def instructions(content: bytes) -> Iterator[Instruction]:
    """Give the instructions of a content stream in order.

    Raises:
        UnreadableContent: At a bracket without its other half.
    """
    find, run = _INSTRUCTION.search, _RUN.match
    position = 0
    while match := find(content, position):
        start, position = match.span()
        operands, inline, operator, junk = match.groups()
        if operator in _DRAWS or operator == b"q":
            begun = position if operator in _DRAWS else start
            end = run(content, begun).end()  # type: ignore[union-attr]  # it matches ""
            if end > start:
                paints = operator in _PAINTS or _PAINTED.search(content, begun, end)
                position = end
                operator, operands = DRAWING if paints else QUIET, b""
        elif junk is not None:
            raise UnreadableContent(start)
        elif inline is not None:
            operator, operands = INLINE, inline
        yield _made((operator, start, position, operands))


def leaves_path_open(drawing: bytes) -> bool:
    """Whether a run of drawing ends within a path that is yet to be painted."""
    return _OPEN_PATH.search(drawing[-40:]) is not None


_IN_ARRAY = re.compile(
    rb"(" + STRING + rb"|" + HEX_STRING + rb")|(" + _NUMBER + rb")", re.DOTALL
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NOT_HEX = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))


def string_bytes(token: bytes) -> bytes:
    """Give what a literal or hexadecimal string holds."""
    if token[:1] == b"<":
        digits = token.translate(None, _NOT_HEX)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    inside = token[1:-1]
    return _ESCAPE.sub(_unescaped, inside) if b"\\" in inside else inside


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, other = match.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if other in {b"\n", b"\r", b"\r\n"}:
        return b""
    return _ESCAPED.get(other, other)


def pieces_of(operands: bytes) -> list[bytes | float]:
    """Give the strings that TJ or Tj shows, and the moves between them, in order."""
    return [
        string_bytes(text) if text else number_of(number)
        for text, number in _IN_ARRAY.findall(operands)
    ]


def number_of(token: bytes) -> float:
    """Read a number as readers do: what is none counts as 0."""
    try:
        return float(token)
    except ValueError:
        return 0.0


def numbers_of(operands: bytes) -> list[float]:
    """Read operands that are numbers."""
    try:
        return list(map(float, operands.split()))
    except ValueError:
        return [number_of(token) for token in re.findall(_NUMBER, operands)]


def name_of(operands: bytes) -> str:
    """Give the first name among operands, as pikepdf spells it."""
    found = re.search(_NAME, operands)
    if found is None:
        return ""
    raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), found.group())
    return raw.decode("utf-8", "surrogateescape")
