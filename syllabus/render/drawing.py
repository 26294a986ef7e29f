"""Drawings of the handout as SVG: shapes and numbers. Lengths are in millimetres.

Words stand beside a drawing, not in it: WeasyPrint 70 sets the text of an SVG letter by
letter, which takes the joins from Arabic and the kerning from all. Numbers and single
letters are all that is written here. Styles do not reach into a drawing, so that its
inks are arguments.

Shapes of one ink are one path, and numbers of one type one text: an element costs more
than what is drawn with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "Syllabus Sans,Source Sans 3,sans-serif"
INK = "#111111"
PAPER = "#ffffff"
QUIET = "#595959"

# All digits of the font are this wide, in em, but for a hundredth.
_DIGIT = 0.5


@dataclass(frozen=True)
class Ink:
    """What a shape is drawn with: a colour that fills it, or a line of a width."""

    colour: str
    line: float = 0

    def attributes(self) -> dict[str, str]:
        """As SVG says it."""
        if not self.line:
            return {"fill": self.colour}
        return {
            "fill": "none",
            "stroke": self.colour,
            "stroke_width": _mm(self.line),
        }


@dataclass(frozen=True)
class Type:
    """How letters are set."""

    size: float
    colour: str = INK
    bold: bool = False

    def attributes(self) -> dict[str, str]:
        """As SVG says it."""
        return {
            "font_size": _mm(self.size),
            "font_weight": "bold" if self.bold else "normal",
            "fill": self.colour,
        }


class Drawing:
    """A sheet that shapes are drawn on. From the right, x counts from there.

    Args:
        width: That of the sheet.
        height: That of the sheet.
        inks: What is drawn with, in the order in which it lies over one another.
        from_the_right: Whether the drawing is mirrored.
    """

    def __init__(
        self,
        width: float,
        height: float,
        inks: Sequence[Ink],
        from_the_right: bool = False,
    ) -> None:
        self.width, self.height = width, height
        self._from_the_right = from_the_right
        self._shapes: dict[Ink, list[str]] = {ink: [] for ink in inks}
        self._digits: dict[Type, list[tuple[str, float, float]]] = {}
        self._letters: list[Markup] = []

    def _x(self, x: float, width: float = 0) -> float:
        """Where a shape of a width begins, counted from the left."""
        return self.width - x - width if self._from_the_right else x

    def box(self, ink: Ink, x: float, y: float, width: float, height: float) -> None:
        """A rectangle; a line lies within it."""
        half = ink.line / 2
        left, top = _mm(self._x(x, width) + half), _mm(y + half)
        across, down = _mm(width - ink.line), _mm(height - ink.line)
        self._shapes[ink].append(f"M{left} {top}h{across}v{down}h-{across}z")

    def disc(self, ink: Ink, x: float, y: float, radius: float) -> None:
        """A circle about a point."""
        left, r, across = _mm(self._x(x) - radius), _mm(radius), _mm(2 * radius)
        arc = f"a{r} {r} 0 1 0"
        self._shapes[ink].append(f"M{left} {_mm(y)}{arc} {across} 0{arc} -{across} 0z")

    def path(self, ink: Ink, *points: tuple[float, float]) -> None:
        """A line through points, closed where it is filled."""
        steps = "L".join(f"{_mm(self._x(x))} {_mm(y)}" for x, y in points)
        self._shapes[ink].append(f"M{steps}")

    def hatching(
        self, ink: Ink, x: float, y: float, width: float, height: float, pitch: float
    ) -> None:
        """Lines rising through a rectangle, cut off at its sides."""
        for n in range(1, int((width + height) / pitch) + 1):
            # From the left side (or the lower one) to the upper one (or the right).
            reach = n * pitch
            left, right = max(0.0, reach - height), min(width, reach)
            self.path(ink, (x + left, y + reach - left), (x + right, y + reach - right))

    def letters(self, kind: Type, x: float, y: float, words: str) -> None:
        """A number or letter, centred over a point of its base line."""
        if words.isdigit():
            left = self._x(x) - len(words) * _DIGIT * kind.size / 2
            self._digits.setdefault(kind, []).extend(
                (digit, left + place * _DIGIT * kind.size, y)
                for place, digit in enumerate(words)
            )
        elif words:
            at = {"x": _mm(self._x(x)), "y": _mm(y), "text_anchor": "middle"}
            self._letters.append(_element("text", words, **at, **kind.attributes()))

    def svg(self, description: str = "") -> Markup:
        """The sheet; without a description it is a decoration."""
        heard = (
            {"role": "img", "aria_label": description}
            if description
            else {"aria_hidden": "true"}
        )
        paths = [
            _element("path", d="".join(data), **ink.attributes())
            for ink, data in self._shapes.items()
            if data
        ]
        numbers = [
            _element(
                "text",
                "".join(digit for digit, _, _ in digits),
                x=" ".join(_mm(x) for _, x, _ in digits),
                y=" ".join(_mm(y) for _, _, y in digits),
                **kind.attributes(),
            )
            for kind, digits in self._digits.items()
        ]
        return _element(
            "svg",
            Markup().join([*paths, *self._letters, *numbers]),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_mm(self.width)} {_mm(self.height)}",
            font_family=FONT,
            **heard,
        )


def _element(name: str, content: str = "", **attributes: str) -> Markup:
    written = Markup().join(
        Markup(' {}="{}"').format(key.replace("_", "-"), value)
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, content)


def _mm(length: float) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".")
