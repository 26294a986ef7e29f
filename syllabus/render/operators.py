"""Named operators in MathML (sin, log, max): applied to what follows, and set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Callable

    _Finder = Callable[[ElementTree.Element], ElementTree.Element | None]

# Taken off while the tree is changed: ElementTree would write a prefix everywhere.
_XMLNS = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_APPLIED = "\u2061"
"""FUNCTION APPLICATION: not seen, and heard as “of” (MathML 3, 3.2.5.5)."""
_THIN = "0.1667em"
"""The space that TeX leaves around operators: 3 mu of 18 (The TeXbook, chapter 18)."""
_AROUND_MOD = "0.2778em"
"""The space around a mod between two things: 5 mu (The TeXbook, appendix B)."""
_SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_ROWS = {"math", "mrow", "mtd", "mstyle", "msqrt", "mphantom", "mpadded"}
"""What sets its children beside each other (MathML 3, 3.1.3.2)."""
_BETWEEN = "mod"
"""A word that stands between two things, as a sign does, and is applied to none."""
_FENCES = set("([{|‖⟨⌊⌈")
_LARGE = set("∑∏∐∫∬∭∮⋀⋁⋂⋃⨀⨁⨂⨄⨆")


def with_applied_operators(mathml: str) -> str:
    """A formula whose named operators are applied to what they stand before.

    Args:
        mathml: A ``math`` element as latex2mathml writes it.
    """
    made = ElementTree.tostring(_with_applied(mathml, _named), "unicode")
    return made.replace("<math", f"<math{_XMLNS}", 1)


def with_spaced_operators(mathml: str) -> ElementTree.Element:
    """The same for ziamath, which draws what cannot be seen, too.

    The space that it leaves around words depends on their elements, and it leaves none
    around sums with limits: here all are operators with a space that is said.
    """
    root = _with_applied(mathml, _operator)
    for part in root.iter():
        if part.text == _APPLIED:
            part.tag, part.text = "mspace", None
            part.attrib = {"width": part.attrib["rspace"]}
        elif _is_word(part):
            between = part.tag == "mo" and part.text == _BETWEEN
            space = _AROUND_MOD if between else "0"
            part.tag, part.attrib = "mo", {**part.attrib, "lspace": space}
            part.attrib["rspace"] = space
    return root


def _with_applied(mathml: str, operator: _Finder) -> ElementTree.Element:
    root = ElementTree.fromstring(mathml.replace(_XMLNS, "", 1))  # noqa: S314 - by latex2mathml
    for row in [each for each in root.iter() if each.tag in _ROWS]:
        _apply(row, operator)
    return root


def _apply(row: ElementTree.Element, operator: _Finder) -> None:
    """Put what cannot be seen behind each operator of a row, and space around it."""
    parts = list(row)
    for place, part in reversed(list(enumerate(parts))):
        name = operator(part)
        if name is None:
            continue
        if name.tag == "mo":  # its own space is that of a relation
            name.attrib |= {"lspace": "0", "rspace": "0"}
        following = parts[place + 1] if place + 1 < len(parts) else None
        if following is not None and not _is_sign(following):
            row.insert(place + 1, _applied(space=following))
        before = parts[place - 1] if place else None
        if before is not None and not (
            before.tag in {"mo", "mspace"} or operator(before) is not None
        ):
            row.insert(place, ElementTree.Element("mspace", width=_THIN))


def _applied(space: ElementTree.Element) -> ElementTree.Element:
    fenced = (space.text or "") in _FENCES
    found = ElementTree.Element("mo", lspace="0", rspace="0" if fenced else _THIN)
    found.text = _APPLIED
    return found


def _named(part: ElementTree.Element) -> ElementTree.Element | None:
    """The name of an operator, without its scripts; None if the part is none."""
    base = _base(part)
    return base if _is_word(base) and base.text != _BETWEEN else None


def _operator(part: ElementTree.Element) -> ElementTree.Element | None:
    """The name or the large sign of an operator, without its scripts, if it is one."""
    base = _base(part)
    return base if base.text and base.text in _LARGE else _named(part)


def _base(part: ElementTree.Element) -> ElementTree.Element:
    return part[0] if part.tag in _SCRIPTED and len(part) else part


def _is_word(part: ElementTree.Element) -> bool:
    # “arg max” has a thin space in it.
    text = "".join((part.text or "").split())
    return part.tag in {"mi", "mo"} and len(text) > 1 and text.isalpha()


def _is_sign(part: ElementTree.Element) -> bool:
    """Whether a part ends what comes before it: an operator is not applied to it."""
    text = part.text or ""
    return part.tag == "mo" and text not in _FENCES | _LARGE and not text.isalpha()
