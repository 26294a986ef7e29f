"""The figures of the handout: a month, the bars of the weeks, the bar of a share."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from syllabus.core.colour import mixed
from syllabus.core.theme import points
from syllabus.render.drawing import INK, PAPER, QUIET, TINT, Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markupsafe import Markup

    from syllabus.core.view.glance import DayView, MonthView
    from syllabus.core.view.workload import WeekLoadView, WorkloadView

# A day of a month and the head of its column.
_DAY_WIDTH, _DAY_HEIGHT, _HEAD = 5.6, 5.8, 3.4
_TILE = (5.2, 5.4)
_MIDDLE, _BASE_LINE = 2.6, 2.75
_NUMBER, _LETTER = 2.7, 2.3
_SYMBOL_AT, _SYMBOL, _SYMBOL_PITCH = 4.5, 0.65, 1.75
_MOST_DOTS = 3
# What is held in the hours of the class.
_TINTED = {"lecture", "guest", "presentation"}

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
    sheet = Drawing(7 * _DAY_WIDTH, height, from_the_right, accent)
    shapes = [
        sheet.text(n * _DAY_WIDTH + _MIDDLE, 2.2, letter, _LETTER, QUIET)
        for n, letter in enumerate(month.weekdays)
    ]
    for row, week in enumerate(month.weeks):
        for column, day in enumerate(week):
            if day:
                at = (column * _DAY_WIDTH, _HEAD + row * _DAY_HEIGHT)
                shapes += [*_ground(sheet, *at, day), _number(sheet, *at, day)]
                shapes += _symbols(sheet, *at, day)
    return sheet.svg(shapes, month.description)


def _ground(sheet: Drawing, x: float, y: float, day: DayView) -> Iterator[Markup]:
    """What lies behind the number of a day."""
    middle = (x + _MIDDLE, y + _BASE_LINE - 0.95)
    if _TINTED & {*day.marks}:
        yield sheet.box(x, y, *_TILE, fill=TINT)
    if "break" in day.marks:
        yield sheet.hatching(x, y, *_TILE, pitch=1.0)
        yield sheet.box(middle[0] - 1.6, middle[1] - 1.15, 3.2, 2.3, fill=PAPER)
    if "finals" in day.marks:
        yield sheet.frame(x, y, *_TILE, stroke=QUIET, line=0.3)
    if "exam" in day.marks:
        yield sheet.disc(*middle, 1.75)


def _number(sheet: Drawing, x: float, y: float, day: DayView) -> Markup:
    fill = PAPER if "exam" in day.marks else INK if day.marks else QUIET
    return sheet.text(
        x + _MIDDLE,
        y + _BASE_LINE,
        day.number,
        _NUMBER,
        fill,
        bold=bool(day.kinds or day.due),
    )


def _symbols(sheet: Drawing, x: float, y: float, day: DayView) -> Iterator[Markup]:
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
        yield _SYMBOLS[symbol](sheet, *at, size)
    if many:
        last = first + (places - 1) * pitch
        yield sheet.text(last, y + 5.2, str(len(day.due)), 2.1, bold=True)


def _due(sheet: Drawing, x: float, y: float, size: float) -> Markup:
    return sheet.disc(x, y, size)


def _lab(sheet: Drawing, x: float, y: float, size: float) -> Markup:
    return sheet.frame(x - size, y - size, 2 * size, 2 * size, sheet.accent, 0.4 * size)


def _guest(sheet: Drawing, x: float, y: float, size: float) -> Markup:
    r = 1.3 * size
    return sheet.path(
        [(x - r, y), (x, y - r), (x + r, y), (x, y + r)], fill=sheet.accent
    )


def _presentation(sheet: Drawing, x: float, y: float, size: float) -> Markup:
    r = 1.2 * size
    corners = [(x - r, y + 0.8 * r), (x + r, y + 0.8 * r), (x, y - r)]
    return sheet.path(corners, fill=sheet.accent)


def _discussion(sheet: Drawing, x: float, y: float, size: float) -> Markup:
    r, line = 1.1 * size, f"{0.55 * size:.2f}"
    strokes = [[(x - r, y), (x + r, y)], [(x, y - r), (x, y + r)]]
    return sheet.paths(strokes, stroke=sheet.accent, stroke_width=line, fill="none")


_SYMBOLS: dict[str, Callable[[Drawing, float, float, float], Markup]] = {
    "lab": _lab,
    "guest": _guest,
    "discussion": _discussion,
    "presentation": _presentation,
    "due": _due,
}


def mark_drawing(mark: str, accent: str = INK) -> Markup:
    """What a mark of the months looks like, for their legend."""
    sheet = Drawing(3, 3, accent=accent)
    if mark in _SYMBOLS:
        shapes = [_SYMBOLS[mark](sheet, 1.5, 1.5, 0.9)]
    elif mark == "exam":
        shapes = [sheet.disc(1.5, 1.5, 1.5)]
    elif mark == "break":
        shapes = [sheet.hatching(0, 0, 3, 3, pitch=1.0)]
    elif mark == "finals":
        shapes = [sheet.frame(0, 0, 3, 3, QUIET, 0.3)]
    else:
        shapes = [sheet.box(0, 0, 3, 3, fill=TINT)]
    return sheet.svg(shapes)


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
    sheet = Drawing(_CHART_WIDTH / scale, rows * row_height, from_the_right, accent)
    shapes: list[Markup] = []
    for row in range(rows):
        weeks = load.weeks[row * in_row : (row + 1) * in_row]
        base = (row + 1) * row_height - _BELOW_BARS
        shapes += _bars(sheet, base, sheet.width / in_row, height / highest, weeks)
    return sheet.svg(shapes, load.description)


def _bars(
    sheet: Drawing,
    base: float,
    pitch: float,
    unit: float,
    weeks: Sequence[WeekLoadView],
) -> Iterator[Markup]:
    """The bars of some weeks; ``unit`` is the height of one, in millimetres."""
    width = min(_WIDEST_BAR, pitch * 0.7)
    for place, week in enumerate(weeks):
        middle, top = (place + 0.5) * pitch, base
        for piece in week.pieces:
            top -= piece * unit
            # A white line between the blocks, taken from their lower edge.
            shown = max(0.0, piece * unit - (0.3 if top + piece * unit < base else 0))
            yield sheet.box(
                middle - width / 2, top, width, shown, fill=_bar_fill(sheet)
            )
        yield sheet.text(middle, top - 0.8, week.total, _LABEL, bold=True)
        yield sheet.text(middle, base + 3, week.number, _LABEL)
    yield sheet.box(0, base, len(weeks) * pitch, 0.25, INK)


def share_drawing(
    part: float, from_the_right: bool = False, accent: str = INK
) -> Markup:
    """The bar of a share, as long as its part (0 to 1) of the longest."""
    sheet = Drawing(*_SHARE, from_the_right, accent)
    bar = sheet.box(0, 0, _SHARE[0] * part, _SHARE[1], fill=_bar_fill(sheet))
    return sheet.svg([bar])


def _bar_fill(sheet: Drawing) -> str:
    """Bars are large: they stand out in a lighter colour than symbols do."""
    return mixed(sheet.accent, PAPER, 0.75)
