"""Drawings of the handout as SVG: days, bars. Lengths are in millimetres.

Words stand beside a drawing, not in it: WeasyPrint 70 sets the text of an SVG letter by
letter, which takes the joins from Arabic and the kerning from all. Digits and single
letters are all that is written here. Styles do not reach into a drawing, so that its
ink and font are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT = "Syllabus Sans,Source Sans 3,sans-serif"
INK = "#111111"
PAPER = "#ffffff"
QUIET = "#595959"
TINT = "#dddddd"
HATCH = "#777777"


@dataclass(frozen=True)
class Drawing:
    """Shapes on a sheet, as pieces of SVG. From the right, x counts from there.

    ``accent`` is the colour of what stands out.
    """

    width: float
    height: float
    from_the_right: bool = False
    accent: str = INK

    def x(self, x: float, width: float = 0) -> float:
        """Where a shape of a width begins, counted from the left."""
        return self.width - x - width if self.from_the_right else x

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str = "",
        **more: str,
    ) -> Markup:
        """A rectangle."""
        return _element(
            "rect",
            x=_mm(self.x(x, width)),
            y=_mm(y),
            width=_mm(width),
            height=_mm(height),
            fill=fill or self.accent,
            **more,
        )

    def frame(
        self, x: float, y: float, width: float, height: float, stroke: str, line: float
    ) -> Markup:
        """An empty rectangle; its line lies within."""
        return self.box(
            x + line / 2,
            y + line / 2,
            width - line,
            height - line,
            "none",
            stroke=stroke,
            stroke_width=_mm(line),
        )

    def disc(self, x: float, y: float, radius: float) -> Markup:
        """A filled circle about a point."""
        return _element(
            "circle", cx=_mm(self.x(x)), cy=_mm(y), r=_mm(radius), fill=self.accent
        )

    def path(self, points: Iterable[tuple[float, float]], **style: str) -> Markup:
        """A line through points, closed where it is filled."""
        return self.paths([points], **style)

    def paths(
        self, lines: Iterable[Iterable[tuple[float, float]]], **style: str
    ) -> Markup:
        """Several lines of one style."""
        d = " ".join(
            "M" + "L".join(f"{_mm(self.x(x))} {_mm(y)}" for x, y in points)
            for points in lines
        )
        return _element("path", d=d, **style)

    def hatching(
        self, x: float, y: float, width: float, height: float, pitch: float
    ) -> Markup:
        """Lines rising through a rectangle, cut off at its sides."""
        lines = []
        for n in range(1, int((width + height) / pitch) + 1):
            # The line from the left side (or the lower one) to the upper (or right).
            reach = n * pitch
            left, right = max(0.0, reach - height), min(width, reach)
            lines.append(((x + left, y + reach - left), (x + right, y + reach - right)))
        return self.paths(lines, stroke=HATCH, stroke_width="0.2", fill="none")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        fill: str = INK,
        bold: bool = False,
    ) -> Markup:
        """A number or letter, centred over a point of its base line."""
        return _element(
            "text",
            words,
            x=_mm(self.x(x)),
            y=_mm(y),
            font_size=_mm(size),
            font_weight="bold" if bold else "normal",
            fill=fill,
        )

    def svg(self, shapes: Iterable[Markup], description: str = "") -> Markup:
        """The sheet with its shapes; without a description it is a decoration."""
        heard = (
            {"role": "img", "aria_label": description}
            if description
            else {"aria_hidden": "true"}
        )
        return _element(
            "svg",
            Markup().join(shapes),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_mm(self.width)} {_mm(self.height)}",
            font_family=FONT,
            text_anchor="middle",
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
