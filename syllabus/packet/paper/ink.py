"""What is drawn around slides: borders, note lines, page numbers, words at the foot.

All of it is marked as an artifact (ISO 32000-1, 14.8.2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syllabus.packet.labels import page_span
from syllabus.packet.pages import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.packet.font import FooterFont
    from syllabus.packet.paper.geometry import Leaf
    from syllabus.packet.paper.layout import Layout

FONT_NAME = "/SyllabusSheet"
"""The font's name among a sheet's resources."""
_WORDS_SIZE = 8.0
_NUMBER_SIZE = 6.5
_NUMBER_DROP = 8.0
"""From the lower edge of a slide to the baseline of its number."""
_BORDER = 0.5
_RULE = 0.4
_GREY = "0.3 g"
_LINK_COLOR = "0.04 0.27 0.55 rg"


class Drawing(NamedTuple):
    """Content of a sheet, and where on it the words of the link stand, if they do."""

    content: list[str]
    link_area: Box | None


class Ink:
    """Draws what stands around the slides of a leaf.

    Args:
        layout: How slides are laid out.
        labels: The label of each page of the packet.
        font: The font of numbers and words.
        link_words: The words of the link at the foot; empty if there is none.
    """

    def __init__(
        self,
        layout: Layout,
        labels: Sequence[str],
        font: FooterFont,
        link_words: str = "",
    ) -> None:
        self._layout = layout
        self._labels = labels
        self._font = font
        self._link_words = link_words

    def draw(self, leaf: Leaf) -> Drawing:
        """Draw all that stands around the slides of a leaf."""
        words, link_area = self._words(leaf)
        return Drawing([*self._lines(leaf), *filter(None, [words])], link_area)

    def _lines(self, leaf: Leaf) -> Iterator[str]:
        """Draw borders and note lines."""
        strokes = [
            _frame(placed.place)
            for placed in leaf.placements
            if placed.framed and self._layout.border
        ]
        if strokes:
            yield _artifact(f"q 0.55 G {_BORDER} w {' '.join(strokes)} Q")
        rules = [rule for box in leaf.notes for rule in self._rules(box)]
        if rules:
            yield _artifact(f"q 0.7 G {_RULE} w {' '.join(rules)} Q")

    def _rules(self, box: Box) -> Iterator[str]:
        """Rule a place for notes, the last line at its foot."""
        count = self._layout.note_lines
        for line in range(count):
            y = _number(box.y0 + line * box.height / count)
            yield f"{_number(box.x0)} {y} m {_number(box.x1)} {y} l S"

    def _words(self, leaf: Leaf) -> tuple[str, Box | None]:
        """Write the numbers of a page's slides and the line at its foot."""
        texts, link_area = [*self._slide_numbers(leaf)], None
        if leaf.foot is not None:
            at_foot, link_area = self._foot(leaf, leaf.foot)
            texts += at_foot
        if not texts:
            return "", None
        return (
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC "
            f"BT {' '.join(texts)} ET EMC"
        ), link_area

    def _slide_numbers(self, leaf: Leaf) -> Iterator[str]:
        if not self._layout.numbers:
            return
        for page, _, place, framed in leaf.placements:
            if framed:
                text = self._labels[page]
                x = place.x1 - self._font.width(text) * _NUMBER_SIZE
                yield self._text(text, x, place.y0 - _NUMBER_DROP, _NUMBER_SIZE)

    def _foot(self, leaf: Leaf, foot: Box) -> tuple[list[str], Box | None]:
        """Write page numbers at the outer end, words at the other, the link between."""
        size = _WORDS_SIZE
        outer = foot.x0 if leaf.number_left else foot.x1
        inward = 1 if leaf.number_left else -1
        texts: list[str] = []
        link_area = None
        span = page_span([placed.page for placed in leaf.placements], self._labels)
        parts = [(span, _GREY), (self._link_words, _LINK_COLOR)]
        for text, color in parts:
            if not text:
                continue
            width = self._font.width(text) * size
            x0, x1 = sorted((outer, outer + inward * width))
            texts.append(self._text(text, x0, foot.y0, size, color))
            if color == _LINK_COLOR:
                link_area = Box(x0, foot.y0 - 3, x1, foot.y0 + size)
            outer += inward * (width + 1.5 * size)
        room = (foot.x1 - outer if leaf.number_left else outer - foot.x0) / size
        words = self._font.fit(leaf.words, room)
        if words:
            end = foot.x1 - self._font.width(words) * size
            start = end if leaf.number_left else foot.x0
            texts.append(self._text(words, start, foot.y0, size))
        return texts, link_area

    def _text(
        self, text: str, x: float, y: float, size: float, color: str = _GREY
    ) -> str:
        written = self._font.written(text, x, y, size)
        return f"{color} {FONT_NAME} {_number(size)} Tf {written}"


def _frame(place: Box) -> str:
    """Give the rectangle whose line runs just outside of a slide."""
    out = _BORDER / 2
    corner = (place.x0 - out, place.y0 - out)
    return f"{numbers((*corner, place.width + _BORDER, place.height + _BORDER))} re S"


def _artifact(drawing: str) -> str:
    return f"/Artifact <</Type /Layout>> BDC {drawing} EMC"


def _number(value: float) -> str:
    """Write a number as short as its millionths allow."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(values: Iterable[float]) -> str:
    """Write numbers for a content stream."""
    return " ".join(map(_number, values))
