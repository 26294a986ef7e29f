"""The titles of slides, read off the pages of a deck that has no bookmarks.

A title is what a reader would call the slide by: the largest text near its top, or
the largest of all where the slide is little else (a title or section slide). What
stands on most slides at one place, at the foot, or is no word is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from ctypes import c_double
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST = 100
"""Characters of a title; a bookmark that is longer is cut between words."""

_MOST_CHARACTERS = 20_000
"""Of a page: what has more is no slide, and reading it takes its time."""
_MOST_LINES = 3
_TOP = 0.35
"""Titles begin in this part of a slide, from the top, but for slides of little else."""
_FOOT = 0.9
_FEW_LINES = 6
_STANDS_OUT = 1.15
"""How much larger than most text a title is where it does not stand at the top."""
_AT_TOP = 1.04
"""The same for what stands above all else."""
_SAME_SIZE = 0.04
_LINE_HEIGHT = 1.45
_ALIGNED = 0.03

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BULLET = re.compile(r"[•●○▪■◆►▶➢➤✓–—*·‣⁃-]\s")
_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_CONTINUED = re.compile(r"\s*[(\[]?\bcont(?:inued|['’]?d|\.|)[)\]]?\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_HYPHEN = "\ufffe"
"""What pdfium gives for the hyphen that ends a line."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text as a page is shown: 0 to 1 from its left and from its top.

    ``size`` is that of the letters, ``height`` that of the page, in points.
    """

    text: str
    size: float
    left: float
    right: float
    top: float
    height: float
    width: float

    @property
    def place(self) -> tuple[str, int, int]:
        """What a running head has in common from page to page."""
        words = _NUMBER.sub("#", self.text)
        return words, round(self.left * 50), round(self.top * 50)


def slide_titles(data: bytes, password: str = "") -> tuple[str, ...]:
    """Read the titles of the slides of a deck.

    Gives one for each page, empty where there is none; nothing at all of a file that
    pdfium cannot open.
    """
    import pypdfium2  # late: a deck with bookmarks needs none of it

    try:
        pdf = pypdfium2.PdfDocument(data, password or None)
    except pypdfium2.PdfiumError:
        return ()
    try:
        pages = [_lines_of(pdf, number) for number in range(len(pdf))]
    finally:
        pdf.close()
    running = _running_lines(pages)
    return tuple(_title(lines, running) for lines in pages)


def titled_outline(titles: Iterable[str]) -> list[tuple[str, int]]:
    """Give title and page, from 0, of each slide that begins something new.

    A slide that is built up step by step is a page for each step; its title stands
    once. A page without a title belongs to the one before.
    """
    outline: list[tuple[str, int]] = []
    last = ""
    for page, title in enumerate(titles):
        name = _CONTINUED.sub("", title).casefold()
        if name and name != last:
            outline.append((title, page))
            last = name
    return outline


def _lines_of(pdf: Any, number: int) -> list[_Line]:
    """Read the lines of a page; none of a page that pdfium cannot read."""
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        return []
    try:
        text_page = page.get_textpage()
        if not 0 < text_page.count_chars() <= _MOST_CHARACTERS:
            return []
        return list(_Reader(page, text_page).lines())
    except pypdfium2.PdfiumError:
        return []
    finally:
        page.close()


class _Reader:
    """Reads lines and where they lie; asks pdfium about two letters of each."""

    def __init__(self, page: Any, text_page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._page = text_page
        self._matrix = pdfium.FS_MATRIX()
        self._edges = c_double(), c_double(), c_double(), c_double()
        self._turned = page.get_rotation() // 90 % 4
        self._box = page.get_bbox()
        left, bottom, right, top = self._box
        sides = right - left, top - bottom
        self._width, self._height = sides if self._turned % 2 == 0 else sides[::-1]
        self._text: str = text_page.get_text_range()

    def lines(self) -> Iterator[_Line]:
        start = 0
        for raw in self._text.split("\n"):
            line = self._line(raw, start)
            if line:
                yield line
            start += _units(raw) + 1

    def _line(self, raw: str, start: int) -> _Line | None:
        text = _folded(raw)
        if not text:
            return None
        first = len(raw) - len(raw.lstrip())
        # A bullet or an index is not of the size of the words after it.
        word = _WORD.search(raw)
        letter = self._index(start + _units(raw[: word.start() if word else first]))
        size = self._size(letter)
        if not size:
            return None
        left, _ = self._corner(self._index(start + first))
        _, top = self._corner(letter)
        last = self._index(start + _units(raw.rstrip()) - 1)
        right, _ = self._corner(last, end=True)
        if not (0 <= top <= 1 and left < 1 and right > 0):
            return None
        return _Line(text, size, left, right, top, self._height, self._width)

    def _size(self, index: int) -> float:
        """The size of a letter as it is shown, in points; 0 if it does not stand."""
        self._pdfium.FPDFText_GetMatrix(self._page, index, self._matrix)
        a, b = self._matrix.a, self._matrix.b
        along, aside = ((a, b), (b, a), (-a, b), (-b, a))[self._turned]
        if along < abs(aside):
            return 0.0
        grown = float((self._matrix.c**2 + self._matrix.d**2) ** 0.5)
        return float(self._pdfium.FPDFText_GetFontSize(self._page, index)) * grown

    def _corner(self, index: int, *, end: bool = False) -> tuple[float, float]:
        """Where a letter begins on its base line, or ends, as the page is shown."""
        left, right, bottom, top = self._edges
        if not end:
            self._pdfium.FPDFText_GetCharOrigin(self._page, index, left, top)
            return self._shown(left.value, top.value)
        self._pdfium.FPDFText_GetCharBox(self._page, index, *self._edges)
        x = right if self._turned in {0, 1} else left
        y = top if self._turned in {0, 1} else bottom
        return self._shown(x.value, y.value)

    def _index(self, at: int) -> int:
        index: int = self._pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, at)
        return index

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A place from 0 to 1 from the left and the top of the page as shown."""
        left, bottom, right, top = self._box
        across = (x - left) / (right - left or 1)
        up = (y - bottom) / (top - bottom or 1)
        return ((across, 1 - up), (up, across), (1 - across, up), (1 - up, 1 - across))[
            self._turned
        ]


def _units(text: str) -> int:
    """How many characters pdfium counts: two for one beyond the first 65,536."""
    if text.isascii() or max(text) < "\U00010000":
        return len(text)
    return len(text.encode("utf-16-le", "replace")) // 2


def _folded(raw: str) -> str:
    """Text as one types it: plain spaces, nothing that cannot be seen.

    Ligatures are letters already: pdfium parts them.
    """
    text = _SPACES.sub(" ", raw).strip()
    if text.isascii() and text.isprintable():
        return text
    seen = (c for c in text if c in {" ", _HYPHEN} or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def _running_lines(pages: Sequence[Sequence[_Line]]) -> set[tuple[str, int, int]]:
    """Find what stands at one place of most pages: running heads and feet, logos.

    A deck of a few pages may be one slide that is built up, and has none.
    """
    few = 8
    if len(pages) < few:
        return set()
    counted = Counter(
        place for lines in pages for place in {line.place for line in lines}
    )
    most = len(pages) * 0.6
    return {place for place, count in counted.items() if count > most}


def _title(lines: Sequence[_Line], running: set[tuple[str, int, int]]) -> str:
    """Choose the title among the lines of a page."""
    own = [line for line in lines if line.place not in running and line.top < _FOOT]
    named = [line for line in own if _is_name(line.text)]
    if not named:
        return ""
    head = _largest([line for line in named if line.top < _TOP])
    if head and _is_large(head, own, _AT_TOP if _is_first(head, own) else _STANDS_OUT):
        return _shortened(_whole(head, own))
    chosen = _largest(named)
    if chosen and (len(own) <= _FEW_LINES or _is_large(chosen, own, _STANDS_OUT)):
        return _shortened(_whole(chosen, own))
    return ""


def _is_name(text: str) -> bool:
    """Whether a line can name a slide: it has a word and is not an item of a list."""
    return bool(_WORD.search(text)) and not _BULLET.match(text)


def _largest(lines: Sequence[_Line]) -> _Line | None:
    """The largest line; of equal ones the highest, of these the first."""
    best = max((line.size for line in lines), default=0) * (1 - _SAME_SIZE)
    large = [line for line in lines if line.size >= best]
    return min(large, key=lambda o: (round(o.top, 2), o.left), default=None)


def _is_first(line: _Line, lines: Sequence[_Line]) -> bool:
    """Whether nothing stands above a line."""
    return all(other.top >= line.top - line.size / line.height for other in lines)


def _is_large(line: _Line, lines: Sequence[_Line], factor: float) -> bool:
    """Whether a line is larger, by a factor, than most of the letters of its page."""
    others = sorted((o.size, len(o.text)) for o in lines if o is not line)
    half = sum(count for _, count in others) / 2
    for size, count in others:
        half -= count
        if half <= 0:
            return line.size >= size * factor
    return True


def _whole(first: _Line, lines: Sequence[_Line]) -> str:
    """The text of a title that begins with a line and may go on below it."""
    below = sorted((o for o in lines if o.top > first.top), key=lambda o: o.top)
    rows = [first]
    for line in below:
        if len(rows) < _MOST_LINES and _goes_on(rows[-1], line):
            rows.append(line)
    return _joined(_across(row, lines) for row in rows)


def _goes_on(above: _Line, line: _Line) -> bool:
    """Whether a line is the next one of the same title."""
    step = (line.top - above.top) * line.height
    return (
        abs(line.size - above.size) <= above.size * _SAME_SIZE
        and above.size / 2 < step <= above.size * _LINE_HEIGHT
        and not _BULLET.match(line.text)
        and (
            abs(line.left - above.left) < _ALIGNED
            or abs(line.left + line.right - above.left - above.right) < 2 * _ALIGNED
        )
    )


def _across(row: _Line, lines: Sequence[_Line]) -> str:
    """The text of a line and of what pdfium gave apart in it: a formula's pieces."""
    text, right = row.text, row.right
    beside = (
        o
        for o in lines
        if o is not row
        and o.left >= row.right - 0.01
        and abs(o.top - row.top) * o.height < row.size / 2
        and o.size >= row.size / 2
    )
    for piece in sorted(beside, key=lambda o: o.left):
        gap = (piece.left - right) * piece.width
        if gap > row.size * 1.5:
            break
        text += (" " if gap > row.size / 6 else "") + piece.text
        right = piece.right
    return text


def _joined(rows: Iterable[str]) -> str:
    """Lines in a row; a word that is parted between two is whole again."""
    text = ""
    for row in rows:
        text = f"{text[:-1]}{row}" if text.endswith(_HYPHEN) else f"{text} {row}"
    return text.strip().replace(_HYPHEN, "-")


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
