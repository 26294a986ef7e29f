"""The state that text is shown in, and where the next of it stands.

ISO 32000-1, 9.3 and 9.4: what q saves, and the two matrices that each BT begins
anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from syllabus.packet.tags.matrix import IDENTITY, mapped, multiply
from syllabus.packet.tags.scan import numbers_of

if TYPE_CHECKING:
    from syllabus.packet.pages import Box
    from syllabus.packet.tags.fonts import Font, Shown
    from syllabus.packet.tags.matrix import Matrix

    _Placed = tuple[Box, float, float, float, float, float, bool]
    TextSaved = tuple[Font | None, float, float, float, float, float, float, float]

_ASCENT = 0.8
_DESCENT = 0.2


TEXT_NUMBERS = {
    b"Tc": ("char_space", 1.0),
    b"Tw": ("word_space", 1.0),
    b"Tz": ("stretch", 0.01),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
    b"Tr": ("mode", 1.0),
}
"""The operators that set a number: which, and in what unit."""


_SAVED = ("font", "size", *(key for key, _ in TEXT_NUMBERS.values()))
_saved = attrgetter(*_SAVED)


@dataclass(slots=True)
class TextState:
    """What the operators of text have set."""

    font: Font | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: float = 0
    matrix: Matrix = IDENTITY
    line: Matrix = IDENTITY

    def saved(self) -> TextSaved:
        """Give the part of the state that q saves."""
        saved: TextSaved = _saved(self)
        return saved

    def restore(self, saved: TextSaved) -> None:
        """Take back what was saved."""
        for key, value in zip(_SAVED, saved, strict=True):
            setattr(self, key, value)

    def set_number(self, operator: bytes, operands: bytes) -> None:
        """Do as an operator says that sets a number (Tc, Tw, Tz, TL, Ts, Tr)."""
        numbers = numbers_of(operands)
        if numbers:
            key, scale = TEXT_NUMBERS[operator]
            setattr(self, key, numbers[-1] * scale)

    def begin(self) -> None:
        """Begin a text object."""
        self.matrix = self.line = IDENTITY

    def set_matrix(self, m: Matrix) -> None:
        """Begin a line at a matrix."""
        self.matrix = self.line = m

    def move(self, x: float, y: float) -> None:
        """Begin a line at a distance from the start of the last."""
        a, b, c, d, e, f = self.line
        self.matrix = self.line = (
            *(a, b, c, d),
            x * a + y * c + e,
            x * b + y * d + f,
        )

    def show(self, shown: Shown, ctm: Matrix) -> _Placed:
        """Place a piece of text, and go to where it ends.

        Returns:
            Its box, its size, where its base line begins and ends (x and y each),
            and whether that goes along the page rather than up.
        """
        size, rise = self.size, self.rise
        width = shown.width * size + shown.count * self.char_space
        if self.word_space:
            width += shown.spaces * self.word_space
        width = (width - shown.moved * 0.001 * size) * self.stretch
        m = multiply(self.matrix, ctm)
        a, b, c, d, e, f = self.matrix
        self.matrix = (a, b, c, d, width * a + e, width * b + f)
        a, b, c, d, e, f = m
        x, y = rise * c + e, rise * d + f
        return (
            mapped(m, 0, rise - _DESCENT * size, width, rise + _ASCENT * size),
            abs(size) * (c * c + d * d) ** 0.5,
            x,
            y,
            x + width * a,
            y + width * b,
            abs(b) <= abs(a),
        )


def matrix_of(operands: bytes) -> Matrix | None:
    """Read the operands of cm or Tm."""
    numbers = numbers_of(operands)
    if len(numbers) < 6:
        return None
    a, b, c, d, e, f = numbers[-6:]
    return (a, b, c, d, e, f)
