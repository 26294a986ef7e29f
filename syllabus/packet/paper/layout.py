"""How slides are to be laid out on paper. Lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_FOLDED = 15
"""More sheets of paper are too thick to be folded into each other."""
THICKEST_SIGNATURE = 50
"""More sheets than any stapler takes."""
_WIDEST_MARGIN = 144.0
_MOST_NOTE_LINES = 30


class LayoutKind(StrEnum):
    """How many slides stand on a sheet."""

    ONE = "1"
    TWO = "2"
    THREE_NOTES = "3-notes"
    FOUR = "4"
    SIX = "6"
    BOOKLET = "booklet"


class Paper(StrEnum):
    """The paper that sheets are printed on."""

    LETTER = "letter"
    A4 = "a4"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height when upright."""
        return (612.0, 792.0) if self is Paper.LETTER else (595.276, 841.89)


class Order(StrEnum):
    """In which direction slides follow each other on a sheet."""

    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Layout:
    """How slides are laid out on sheets.

    ``gap`` is the least space between two slides. ``numbers`` prints the packet's
    page number below each slide; leave it out where slides have footers of their own.
    ``signature`` is how many sheets of a booklet are folded into each other; 0: all.

    Raises:
        ValueError: If margins or note lines leave no room, or a signature is too thick.
    """

    kind: LayoutKind
    paper: Paper = Paper.LETTER
    order: Order = Order.ROW
    border: bool = True
    margin: float = 36.0
    gap: float = 14.0
    note_lines: int = 7
    numbers: bool = True
    signature: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.margin <= _WIDEST_MARGIN and 0 <= self.gap <= self.margin):
            raise ValueError(
                f"a margin is 0 to {_WIDEST_MARGIN:g} points wide and a gap no wider"
            )
        if not 0 <= self.note_lines <= _MOST_NOTE_LINES:
            raise ValueError(f"a slide has 0 to {_MOST_NOTE_LINES} note lines")
        if not 0 <= self.signature <= THICKEST_SIGNATURE:
            raise ValueError(f"a signature has 1 to {THICKEST_SIGNATURE} sheets")
