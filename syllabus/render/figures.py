"""The figures of the handout: a month, the bars of the weeks, the bar of a share."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from syllabus.core.colour import mixed
from syllabus.core.theme import points
from syllabus.render.drawing import INK, PAPER, QUIET, Drawing, Ink, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from syllabus.core.view.glance import DayView, MonthView
    from syllabus.core.view.workload import WeekLoadView, WorkloadView

# A day of a month and the head of its column.
_DAY_WIDTH, _DAY_HEIGHT, _HEAD = 5.6, 5.8, 3.4
_TILE = (5.2, 5.4)
_MIDDLE, _BASE_LINE = 2.6, 2.75
_NUMBER, _LETTER, _COUNT = 2.7, 2.3, 2.1
_SYMBOL_AT, _SYMBOL, _SYMBOL_PITCH = 4.5, 0.65, 1.75
_MOST_DOTS = 3
# What is held in the hours of the class.
_TINTED = {"lecture", "guest", "presentation"}

_TINT = Ink("#dddddd")
_HATCH = Ink("#777777", 0.2)
_GAP = Ink(PAPER)
_FRAME = Ink(QUIET, 0.3)
_AXIS = Ink(INK)

# The bars of the weeks.
_CHART_WIDTH, _BAR_HEIGHT = 180.0, 15.0
_HIGHEST_COUNT = 4.0
_ABOVE_BARS, _BELOW_BARS = 3.5, 5.5
_MOST_WEEKS = 27
_WIDEST_BAR = 8.0
_LABEL = 2.5

# The bar of a share at its longest.
_SHARE = (24.0, 2.6)


def month_drawing(
    month: MonthView, from_the_right: bool = False, accent: str = INK
) -> Markup:
    """A month of a calendar.

    What a day bears is told by shapes that can lie over one another: a tint for a
    lecture, a hatching for no class, a frame for exam days, a disc behind the number
    for an exam, and a row of symbols.
    """
    height = _HEAD + len(month.weeks) * _DAY_HEIGHT
    inks = (_TINT, _HATCH, _GAP, _FRAME, *_accented(accent))
    sheet = Drawing(7 * _DAY_WIDTH, height, inks, from_the_right)
    for n, letter in enumerate(month.weekdays):
        sheet.letters(Type(_LETTER, QUIET), n * _DAY_WIDTH + _MIDDLE, 2.2, letter)
    for row, week in enumerate(month.weeks):
        for column, day in enumerate(week):
            if day:
                at = (column * _DAY_WIDTH, _HEAD + row * _DAY_HEIGHT)
                _draw_ground(sheet, *at, day, accent)
                _draw_number(sheet, *at, day)
                _draw_symbols(sheet, *at, day, accent)
    return sheet.svg(month.description)


def _accented(accent: str) -> tuple[Ink, Ink]:
    """What stands out: filled, and in lines."""
    return Ink(accent), Ink(accent, 0.3)


def _draw_ground(sheet: Drawing, x: float, y: float, day: DayView, accent: str) -> None:
    """What lies behind the number of a day."""
    middle = (x + _MIDDLE, y + _BASE_LINE - 0.95)
    if _TINTED & {*day.marks}:
        sheet.box(_TINT, x, y, *_TILE)
    if "break" in day.marks:
        sheet.hatching(_HATCH, x, y, *_TILE, pitch=1.0)
        sheet.box(_GAP, middle[0] - 1.6, middle[1] - 1.15, 3.2, 2.3)
    if "finals" in day.marks:
        sheet.box(_FRAME, x, y, *_TILE)
    if "exam" in day.marks:
        sheet.disc(_accented(accent)[0], *middle, 1.75)


def _draw_number(sheet: Drawing, x: float, y: float, day: DayView) -> None:
    colour = PAPER if "exam" in day.marks else INK if day.marks else QUIET
    kind = Type(_NUMBER, colour, bold=bool(day.kinds or day.due))
    sheet.letters(kind, x + _MIDDLE, y + _BASE_LINE, day.number)


def _draw_symbols(
    sheet: Drawing, x: float, y: float, day: DayView, accent: str
) -> None:
    """The symbols of a day in a row; many deadlines are a dot and their number."""
    symbols = [mark for mark in day.marks if mark in _SYMBOLS]
    many = len(day.due) > _MOST_DOTS
    if not many:
        symbols += ["due"] * (len(day.due) - 1)
    places = len(symbols) + many
    pitch = min(_SYMBOL_PITCH, _TILE[0] / max(1, places))
    size = min(_SYMBOL, pitch / 2.6)
    first = x + _MIDDLE - pitch * (places - 1) / 2
    for place, symbol in enumerate(symbols):
        at = (first + place * pitch, y + _SYMBOL_AT)
        _SYMBOLS[symbol](sheet, accent, *at, size)
    if many:
        last = first + (places - 1) * pitch
        sheet.letters(Type(_COUNT, bold=True), last, y + 5.2, str(len(day.due)))


def _draw_due(sheet: Drawing, accent: str, x: float, y: float, size: float) -> None:
    sheet.disc(_accented(accent)[0], x, y, size)


def _draw_lab(sheet: Drawing, accent: str, x: float, y: float, size: float) -> None:
    ink = _accented(accent)[1]
    sheet.box(ink, x - size, y - size, 2 * size, 2 * size)


def _draw_guest(sheet: Drawing, accent: str, x: float, y: float, size: float) -> None:
    r = 1.3 * size
    sheet.path(_accented(accent)[0], (x - r, y), (x, y - r), (x + r, y), (x, y + r))


def _draw_presentation(
    sheet: Drawing, accent: str, x: float, y: float, size: float
) -> None:
    r, base = 1.2 * size, y + 0.96 * size
    sheet.path(_accented(accent)[0], (x - r, base), (x + r, base), (x, y - r))


def _draw_discussion(
    sheet: Drawing, accent: str, x: float, y: float, size: float
) -> None:
    r, line, ink = 1.1 * size, 0.55 * size, _accented(accent)[0]
    sheet.box(ink, x - r, y - line / 2, 2 * r, line)
    sheet.box(ink, x - line / 2, y - r, line, 2 * r)


_SYMBOLS: dict[str, Callable[[Drawing, str, float, float, float], None]] = {
    "lab": _draw_lab,
    "guest": _draw_guest,
    "discussion": _draw_discussion,
    "presentation": _draw_presentation,
    "due": _draw_due,
}


def mark_drawing(mark: str, accent: str = INK) -> Markup:
    """What a mark of the months looks like, for their legend."""
    sheet = Drawing(3, 3, (_TINT, _HATCH, _FRAME, *_accented(accent)))
    if mark in _SYMBOLS:
        _SYMBOLS[mark](sheet, accent, 1.5, 1.5, 0.9)
    elif mark == "exam":
        sheet.disc(_accented(accent)[0], 1.5, 1.5, 1.5)
    elif mark == "break":
        sheet.hatching(_HATCH, 0, 0, 3, 3, pitch=1.0)
    elif mark == "finals":
        sheet.box(_FRAME, 0, 0, 3, 3)
    else:
        sheet.box(_TINT, 0, 0, 3, 3)
    return sheet.svg()


def workload_drawing(
    load: WorkloadView,
    from_the_right: bool = False,
    accent: str = INK,
    size: str = "10pt",
) -> Markup:
    """A bar for each week, of blocks as high as what is due is large.

    Weeks that are too many for their numbers to stand side by side go on below.

    Args:
        load: The weeks and what is due in them.
        from_the_right: Whether the weeks run from the right.
        accent: The colour of the bars, lightened.
        size: That of the text around it: the drawing's own grows with it.
    """
    scale = points(size) / 10
    rows = ceil(len(load.weeks) * scale / _MOST_WEEKS)
    in_row = ceil(len(load.weeks) / rows)
    highest = max(sum(week.pieces) for week in load.weeks)
    height = min(_BAR_HEIGHT, highest * _HIGHEST_COUNT) if load.counted else _BAR_HEIGHT
    row_height = _ABOVE_BARS + height + _BELOW_BARS
    bar = _bar_ink(accent)
    sheet = Drawing(
        _CHART_WIDTH / scale, rows * row_height, (bar, _AXIS), from_the_right
    )
    for row in range(rows):
        weeks = load.weeks[row * in_row : (row + 1) * in_row]
        base = (row + 1) * row_height - _BELOW_BARS
        pitch = sheet.width / in_row
        _draw_bars(sheet, bar, base, pitch, height / highest, weeks)
    return sheet.svg(load.description)


def _draw_bars(
    sheet: Drawing,
    bar: Ink,
    base: float,
    pitch: float,
    unit: float,
    weeks: Sequence[WeekLoadView],
) -> None:
    """The bars of some weeks; ``unit`` is the height of one, in millimetres."""
    width = min(_WIDEST_BAR, pitch * 0.7)
    for place, week in enumerate(weeks):
        middle, top = (place + 0.5) * pitch, base
        for piece in week.pieces:
            # A white line between the blocks, taken from their lower edge.
            gap = 0.3 if top < base else 0.0
            top -= piece * unit
            shown = max(0.0, piece * unit - gap)
            sheet.box(bar, middle - width / 2, top, width, shown)
        sheet.letters(Type(_LABEL, bold=True), middle, top - 0.8, week.total)
        sheet.letters(Type(_LABEL), middle, base + 3, week.number)
    sheet.box(_AXIS, 0, base, len(weeks) * pitch, 0.25)


def share_drawing(
    part: float, from_the_right: bool = False, accent: str = INK
) -> Markup:
    """The bar of a share, as long as its part (0 to 1) of the longest."""
    bar = _bar_ink(accent)
    sheet = Drawing(*_SHARE, (bar,), from_the_right)
    sheet.box(bar, 0, 0, _SHARE[0] * part, _SHARE[1])
    return sheet.svg()


def _bar_ink(accent: str) -> Ink:
    """Bars are large: they stand out in a lighter colour than symbols do."""
    return Ink(mixed(accent, PAPER, 0.75))
