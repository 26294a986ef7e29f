"""Formulas as Office MathML, which word processors show and edit as formulas.

Made from the MathML of `syllabus.render.maths`. The elements are those of ISO/IEC
29500-1, 22.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from syllabus.render.maths import FormulaError, mathml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_Element = ElementTree.Element
_TOKENS = {"mi", "mn", "mo", "mtext", "ms"}
_GROUPS = {"math", "mrow", "mstyle", "mpadded"}
# Operators that take what stands behind them as their operand.
_N_ARY = frozenset("∑∏∐∫∬∭∮⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_PARTS = {
    "mfrac": ("f", ("num", "den")),
    "msub": ("sSub", ("e", "sub")),
    "msup": ("sSup", ("e", "sup")),
    "msubsup": ("sSubSup", ("e", "sub", "sup")),
    "munder": ("limLow", ("e", "lim")),
    "mover": ("limUpp", ("e", "lim")),
}
"""MathML's elements with a fixed number of children, and Office's names for them."""
_LIMITS = {
    "msub": ("sub",),
    "msup": ("sup",),
    "munder": ("sub",),
    "mover": ("sup",),
    "msubsup": ("sub", "sup"),
    "munderover": ("sub", "sup"),
}


def omml(latex: str) -> str:
    """A formula as the XML of an ``m:oMath`` element.

    Raises:
        FormulaError: It is not understood, or has what Office's formulas have not.
    """
    root = ElementTree.fromstring(mathml(latex, display=False))  # noqa: S314 - ours
    ElementTree.register_namespace("m", _OMML)
    return ElementTree.tostring(_made("oMath", *_sequence([root])), "unicode")


def _made(name: str, *children: _Element, **attributes: str) -> _Element:
    named = {f"{{{_OMML}}}{key}": value for key, value in attributes.items()}
    element = ElementTree.Element(f"{{{_OMML}}}{name}", named)
    element.extend(children)
    return element


def _properties(of: str, **values: str) -> _Element:
    children = (_made(name, val=value) for name, value in values.items())
    return _made(f"{of}Pr", *children)


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2]


def _words(element: _Element) -> str:
    return element.text or ""


def _flat(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Elements with the children of groups in the place of these."""
    for element in elements:
        if _name(element) in _GROUPS:
            yield from _flat(element)
        else:
            yield element


def _sequence(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Elements one behind the other, as Office has them."""
    rest = list(_flat(elements))
    while rest:
        element = rest.pop(0)
        if _is_n_ary(element):
            # Office asks for an operand; it reaches to the end, as it is read.
            yield _n_ary(element, rest)
            return
        end = _closing(element, rest)
        if end is None:
            yield _one(element)
            continue
        closing = _words(rest[end]) if end < len(rest) else ""
        yield _fenced(_words(element), rest[:end], closing)
        rest = rest[end + 1 :]


def _is_n_ary(element: _Element) -> bool:
    base = next(_flat(element[:1]), None) if len(element) else element
    told = base is not None and _name(base) == "mo" and _words(base) in _N_ARY
    return told and (not len(element) or _name(element) in _LIMITS)


def _n_ary(element: _Element, operand: list[_Element]) -> _Element:
    sign = _words(next(_flat(element[:1])) if len(element) else element)
    told = dict(zip(_LIMITS.get(_name(element), ()), element[1:], strict=True))
    values = {"chr": sign, "limLoc": "undOvr" if sign in "∑∏∐" else "subSup"}
    values |= {f"{side}Hide": "1" for side in ("sub", "sup") if side not in told}
    sides = (
        _made(side, *_sequence([told[side]] if side in told else []))
        for side in ("sub", "sup")
    )
    inside = _made("e", *_sequence(operand))
    return _made("nary", _properties("nary", **values), *sides, inside)


def _closing(element: _Element, rest: list[_Element]) -> int | None:
    """Where the bracket is that closes a growing one; None for anything else."""
    if _name(element) != "mo":
        return None
    if rest and _name(rest[0]) == "mtable":
        # A matrix has brackets that are not said to grow; that of cases is not closed.
        return 1 if _words(element) in set("([{|‖⟨") else None
    depth = 1 if element.get("form") == "prefix" else 0
    for place, other in enumerate(rest if depth else ()):
        depth += {"prefix": 1, "postfix": -1}.get(other.get("form", ""), 0)
        if not depth:
            return place
    return None


def _fenced(begin: str, inside: list[_Element], end: str) -> _Element:
    values = _properties("d", begChr=begin, endChr=end)
    return _made("d", values, _made("e", *_sequence(inside)))


def _one(element: _Element) -> _Element:
    name = _name(element)
    if name in _TOKENS:
        return _run(element)
    if make := _MAKERS.get(name):
        return make(element)
    if name == "mover" and "true" in {e.get("accent") for e in (element, *element)}:
        accent = _properties("acc", chr=_accent(_words(element[1])))
        return _made("acc", accent, _made("e", *_sequence(element[:1])))
    if name in _PARTS:
        return _part(*_PARTS[name], list(element))
    raise FormulaError(f"Office's formulas have no {name}")


def _root(element: _Element) -> _Element:
    """A root; all in a square root is under it, else the last is its degree."""
    if _name(element) == "mroot":
        degree = _made("deg", *_sequence(element[1:]))
        return _made("rad", degree, _made("e", *_sequence(element[:1])))
    hidden = _properties("rad", degHide="1")
    return _made("rad", hidden, _made("deg"), _made("e", *_sequence(element)))


def _both_limits(element: _Element) -> _Element:
    below = _part("limLow", ("e", "lim"), element[:2])
    return _made("limUpp", _made("e", below), _made("lim", *_sequence(element[2:])))


def _space(_: _Element) -> _Element:
    return _made("r", _text(" "))


def _part(kind: str, names: tuple[str, ...], children: list[_Element]) -> _Element:
    parts = (
        _made(name, *_sequence([child]))
        for name, child in zip(names, children, strict=True)
    )
    return _made(kind, *parts)


def _matrix(table: _Element) -> _Element:
    rows = [
        _made("mr", *(_made("e", *_sequence(cell)) for cell in row)) for row in table
    ]
    return _made("m", *rows)


def _run(element: _Element) -> _Element:
    words = _words(element)
    # Names like “sin” and words stand upright; Office slants letters by itself.
    upright = _name(element) in {"mtext", "ms"} or (len(words) > 1 and words.isalpha())
    style = [_properties("r", sty="p")] if upright else []
    return _made("r", *style, _text(words))


def _text(words: str) -> _Element:
    text = _made("t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = words
    return text


def _accent(sign: str) -> str:
    """The combining character that sets an accent above its letter."""
    return {
        "^": "\N{COMBINING CIRCUMFLEX ACCENT}",
        "~": "\N{COMBINING TILDE}",
        "→": "\N{COMBINING RIGHT ARROW ABOVE}",
        "―": "\N{COMBINING OVERLINE}",
        "¯": "\N{COMBINING OVERLINE}",
        "˙": "\N{COMBINING DOT ABOVE}",
        "¨": "\N{COMBINING DIAERESIS}",
    }.get(sign, sign)


_MAKERS: dict[str, Callable[[_Element], _Element]] = {
    "msqrt": _root,
    "mroot": _root,
    "munderover": _both_limits,
    "mtable": _matrix,
    "mspace": _space,
}
