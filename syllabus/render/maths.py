"""Formulas, written in LaTeX: drawn for pages, and as MathML for browsers.

Imported only for a course that has a formula; the libraries are imported when the first
one is read.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from syllabus.render.operators import with_applied_operators, with_spaced_operators

# Units of a drawing to the em; coordinates keep three decimals.
_EM = 100
_LONGEST = 2000
# In em: what a column of text holds, scaled down by a third at most; and half a page.
_WIDEST, _TALLEST = 48, 36
_NUMBER = r"-?\d+(?:\.\d+)?"
_UNKNOWN = re.compile(r"<(?:mi|mo|mtext)[^>]*>(\\[A-Za-z]*|[{}&])</")
_TAG = re.compile(r"\\tag\{(.*)\}")
_NAMES = {
    "NoAvailableTokensError": "something is missing at its end",
    "NumeratorNotFoundError": "a numerator is missing",
    "DenominatorNotFoundError": "a denominator is missing",
    "ExtraLeftOrMissingRightError": r"\left and \right do not match",
    "MissingSuperScriptOrSubscriptError": "nothing stands behind ^ or _",
    "DoubleSubscriptsError": "it has two subscripts in a row: use braces",
    "DoubleSuperscriptsError": "it has two superscripts in a row: use braces",
    "LimitsMustFollowMathOperatorError": r"\limits does not follow an operator",
    "InvalidStyleForGenfracError": r"\genfrac has a style that is none",
    "MissingEndError": r"\begin has no \end",
    "InvalidWidthError": "a width is not a length",
    "RecursionError": "it is nested too deeply",
}


class FormulaError(ValueError):
    """A formula that cannot be printed; the message says why, as part of a sentence."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The inside of a formula's SVG; lengths in em, ``depth`` below the baseline."""

    inside: str
    view_box: str
    width: float
    height: float
    depth: float


def formula_html(latex: str, *, display: bool) -> Markup:
    """A formula for a printed page: a drawing, with its source for those who listen.

    One that cannot be drawn is printed as its source.
    """
    try:
        drawing = _drawing(latex, display)
    except FormulaError:
        return _source_html(latex, display=display)
    style = f"width:{drawing.width:.3f}em"
    if not display:
        style += f";vertical-align:{-drawing.depth:.3f}em"
    return Markup(
        '<svg class="{}" role="math" aria-label="{}" fill="currentColor" '
        'viewBox="{}" style="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(
        _class(display=display),
        spoken(latex),
        drawing.view_box,
        style,
        Markup(drawing.inside),  # noqa: S704 - drawn by ziamath
    )


def formula_mathml(latex: str, *, display: bool) -> Markup:
    """A formula for a browser, which sets it and reads it aloud by itself.

    One that is not understood is shown as its source.
    """
    try:
        made = mathml(latex, display=display)
    except FormulaError:
        return _source_html(latex, display=display)
    words = Markup('<math class="{}" alttext="{}" ').format(
        _class(display=display), spoken(latex)
    )
    applied = with_applied_operators(made)
    return Markup(applied.replace("<math ", words, 1))  # noqa: S704 - both are escaped


def _source_html(latex: str, *, display: bool) -> Markup:
    name = _class(display=display)
    return Markup('<code class="{}">{}</code>').format(name, latex)


def _class(*, display: bool) -> str:
    return "formula display" if display else "formula"


def spoken(latex: str) -> str:
    """A formula on one line, as its alternative text."""
    return " ".join(latex.split())


def formula_fault(latex: str, *, display: bool) -> str | None:
    """Why a formula cannot be printed; None if it can."""
    try:
        _drawing(latex, display)
    except FormulaError as error:
        return str(error)
    return None


@cache
def mathml(latex: str, *, display: bool) -> Markup:
    """A formula as a MathML element, for browsers.

    Raises:
        FormulaError: It is not LaTeX that can be understood.
    """
    if len(latex) > _LONGEST:
        raise FormulaError(f"it has more than {_LONGEST} characters")
    from latex2mathml.converter import convert

    try:
        made = convert(latex, display="block" if display else "inline")
    except Exception as error:
        raise FormulaError(_reason(error)) from error
    if unknown := _UNKNOWN.search(made):
        what = "command" if unknown[1][1:] else "place for"
        raise FormulaError(f"there is no {what} {unknown[1]}")
    try:
        root = ElementTree.fromstring(made)  # noqa: S314 - by latex2mathml just now
    except ElementTree.ParseError as error:
        raise FormulaError("it is not a formula") from error
    if any("href" in element.attrib for element in root.iter()):
        raise FormulaError(r"\href cannot stand in it: link the words around it")
    return Markup(made)  # noqa: S704 - read as XML above


def _reason(error: Exception) -> str:
    return _NAMES.get(type(error).__name__, "it is not a formula")


@cache
def _ziamath() -> Any:
    with warnings.catch_warnings():
        # Of its way to find its font, on some versions of Python.
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath
        from ziamath.config import config

    # Every drawing stands for itself: names of shapes would clash on a page.
    config.svg2 = False
    config.precision = 3
    return ziamath


@cache
def _drawing(latex: str, display: bool) -> _Drawing:
    mathml(latex, display=display)  # refuses what ziamath would print as it stands
    try:
        # It says by warnings, too, what it does not understand.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = _drawn(latex, inline=not display)
            root = made.svgxml()
    # It has no errors of its own: assertions, lookups and arithmetic fail in it.
    except Exception as error:
        raise FormulaError(_reason(error)) from error
    if missing := _missing_characters(made):
        raise FormulaError(f"the mathematical font has no {missing}")
    return _measured(root)


def _drawn(latex: str, *, inline: bool) -> Any:
    """What ziamath draws of LaTeX, as its ``Latex`` does, and operators set apart."""
    ziamath = _ziamath()
    tag = _TAG.search(latex)
    number = ziamath.zmath.EqNumbering.text(tag[1]) if tag else None
    made = ziamath.tex.tex2mml(_TAG.sub("", latex), inline=inline)
    return ziamath.Math(with_spaced_operators(made), size=_EM, number=number)


def _missing_characters(made: Any) -> str:
    """The characters of a formula that its font does not have."""
    words = "".join(made.mathml.itertext())
    return "".join(
        char
        for char in dict.fromkeys(words)
        if not char.isspace() and made.font.glyphindex(char) == 0
    )


def _measured(root: ElementTree.Element) -> _Drawing:
    box = root.attrib["viewBox"]
    if not re.fullmatch(rf"{_NUMBER}(?: {_NUMBER}){{3}}", box):
        raise FormulaError("it has no size")
    _, top, width, height = (float(number) / _EM for number in box.split())
    if not (0 < width <= _WIDEST and 0 < height <= _TALLEST):
        raise FormulaError("it does not fit on a page")
    for element in root.iter():
        for name in ("fill", "stroke"):
            if element.get(name) == "black":
                element.set(name, "currentColor")
    inside = "".join(ElementTree.tostring(child, "unicode") for child in root)
    return _Drawing(inside, box, width, height, height + top)
