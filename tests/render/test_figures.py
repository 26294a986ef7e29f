"""The figures of the handout: in proportion, told apart in grey, heard in sentences."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.pages import page_map
from syllabus.core.view.glance import DayView, MonthView
from syllabus.core.view.handout import handout_view
from syllabus.core.view.workload import WeekLoadView, WorkloadView
from syllabus.render.figures import (
    mark_drawing,
    month_drawing,
    share_drawing,
    workload_drawing,
)
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import render_pdf
from tests.core.courses import subject_of
from tests.render.pages import content, laid_out, structure

if TYPE_CHECKING:
    from PIL.Image import Image

    from syllabus.core.view.handout import HandoutView

MILLIMETRE = 96 / 25.4

DAYS = {
    "nothing": DayView("8", "2026-03-01"),
    "lecture": DayView("8", "2026-03-02", kinds=("lecture",)),
    "lab": DayView("8", "2026-03-03", kinds=("lab",)),
    "guest": DayView("8", "2026-03-04", kinds=("guest",)),
    "discussion": DayView("8", "2026-03-05", kinds=("discussion",)),
    "exam": DayView("8", "2026-03-06", kinds=("exam",)),
    "presentation": DayView("8", "2026-03-07", kinds=("presentation",)),
    "finals": DayView("8", "2026-03-08", in_finals=True),
    "break": DayView("8", "2026-03-09", off="Spring break"),
    "due": DayView("8", "2026-03-10", due=("Essay",)),
    "two due": DayView("8", "2026-03-11", due=("Essay", "Quiz")),
    "lecture, due": DayView("8", "2026-03-12", kinds=("lecture",), due=("Essay",)),
    "lecture, lab": DayView("8", "2026-03-13", kinds=("lecture", "lab")),
    "break, due": DayView("8", "2026-03-14", off="Spring break", due=("Essay",)),
}
FORTNIGHT = tuple(DAYS.values())
MONTH = MonthView(
    "March 2026", tuple("SMTWTFS"), (FORTNIGHT[:7], FORTNIGHT[7:]), "All."
)


def load_of(*weeks: tuple[float, ...], counted: bool = False) -> WorkloadView:
    views = (
        WeekLoadView(str(n), pieces, f"{sum(pieces):g}" if pieces else "")
        for n, pieces in enumerate(weeks, start=1)
    )
    return WorkloadView("", "Share", counted, tuple(views), "All.")


@dataclass(frozen=True)
class Box:
    """A rectangle of a drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Letters:
    """A piece of text of a drawing: its middle, its base line, its size."""

    text: str
    x: float
    y: float
    size: float


def boxes_in(svg: str) -> list[Box]:
    """Its rectangles in order of the inks."""
    rectangle = r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-"
    return [Box(*map(float, found)) for found in re.findall(rectangle, svg)]


def discs_in(svg: str) -> list[tuple[float, float]]:
    """The middle and radius of its circles, across the page."""
    circle = r"M([\d.]+) [\d.]+a([\d.]+) "
    found = [map(float, pair) for pair in re.findall(circle, svg)]
    return [(left + radius, radius) for left, radius in found]


def letters_in(svg: str) -> list[Letters]:
    """Its texts; digits in a row on one line are a number."""
    found: list[Letters] = []
    for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size, text = float(element.attrib["font-size"]), element.text or ""
        places = [[*map(float, element.attrib[key].split())] for key in "xy"]
        if "text-anchor" in element.attrib:
            found.append(Letters(text, places[0][0], places[1][0], size))
            continue
        for digit, x, y in zip(text, *places, strict=True):
            middle, last = x + size / 4, found[-1] if found else None
            near = last and last.y == y and middle - last.x < size * 0.8
            if last and near and middle > last.x and last.text.isdigit():
                found[-1] = Letters(last.text + digit, last.x + size / 4, y, size)
            else:
                found.append(Letters(digit, middle, y, size))
    return found


def box_of(svg: str) -> tuple[float, float]:
    width, height = ET.fromstring(svg).attrib["viewBox"].split()[2:]
    return float(width), float(height)


# Bars


def test_bars_are_as_high_as_what_is_due() -> None:
    svg = workload_drawing(load_of((20.0,), (), (10.0,), (2.5, 2.5)))
    *bars, axis = boxes_in(svg)
    heights = [axis.y - bar.y for bar in bars]

    assert heights[0] > 10
    assert [round(height / heights[0] * 20, 1) for height in heights] == [
        *(20, 10, 2.5, 5)
    ]


def test_blocks_of_a_bar_stand_on_one_another() -> None:
    lower, upper, _ = boxes_in(workload_drawing(load_of((5.0, 10.0), ())))

    assert upper.x == lower.x
    gap = lower.y - upper.y - upper.height
    assert 0.2 < gap < 0.4


@given(
    st.integers(2, 60),
    st.sampled_from(["8pt", "10pt", "12pt", "20pt"]),
    st.booleans(),
)
def test_numbers_of_weeks_do_not_touch(weeks: int, size: str, mirrored: bool) -> None:
    load = load_of(*[(12.5,)] * weeks)
    svg = workload_drawing(load, mirrored, size=size)
    rows: dict[float, list[tuple[float, float]]] = {}
    for letters in letters_in(svg):
        # A digit of the font takes half an em.
        half = len(letters.text) * 0.55 * letters.size / 2
        rows.setdefault(letters.y, []).append((letters.x - half, letters.x + half))

    for row in rows.values():
        row.sort()
        assert row[0][0] >= 0
        assert row[-1][1] <= box_of(svg)[0]
        assert all(left[1] < right[0] for left, right in pairwise(row))
    assert all(below - above > 2.5 for above, below in pairwise(sorted(rows)))


def test_drawings_run_from_the_right_like_the_page() -> None:
    load = load_of((20.0,), (), (10.0,))
    width = box_of(workload_drawing(load))[0]
    plain = {a.text: a.x for a in letters_in(workload_drawing(load))}
    mirrored = {a.text: a.x for a in letters_in(workload_drawing(load, True))}
    assert len(plain) == 5
    assert mirrored == pytest.approx({n: width - x for n, x in plain.items()}, abs=0.02)

    [bar] = boxes_in(share_drawing(0.25, True))
    assert bar.x + bar.width == box_of(share_drawing(0.25))[0]

    heads = [a.x for a in letters_in(month_drawing(MONTH, True)) if a.text in "SMTWF"]
    assert heads == sorted(heads, reverse=True)


def test_the_bar_of_a_share_is_as_long_as_its_part() -> None:
    [longest], [quarter] = (boxes_in(share_drawing(part)) for part in (1, 0.25))

    assert quarter.width == longest.width / 4


# Months, looked at


def picture(svg: str, scale: float) -> Image:
    """A drawing in grey, a millimetre being so many pixels."""
    import pypdfium2

    width, height = box_of(svg)
    page = (
        f"<html lang=en><title>x</title><style>@page {{ size: {width}mm {height}mm;"
        f"margin: 0 }} body {{ margin: 0 }} svg {{ display: block; width: {width}mm }}"
        f"</style>{svg}"
    )
    pages = pypdfium2.PdfDocument(io.BytesIO(render_pdf(page).data))
    image: Image = pages[0].render(scale=scale * 25.4 / 72).to_pil()
    return image.convert("L")


@pytest.mark.parametrize("accent", ["#111111", "#b00020", "#0b5fff"])
def test_days_are_told_apart_on_a_grey_printer(accent: str) -> None:
    svg = month_drawing(MONTH, accent=accent)
    image = picture(svg, scale=8)
    width, height = box_of(svg)
    head = height - 2 * 5.8
    tiles = {}
    for place, name in enumerate(DAYS):
        row, column = divmod(place, 7)
        left, top = column * width / 7 * 8, (head + row * 5.8) * 8
        tile = image.crop((int(left), int(top), int(left) + 42, int(top) + 43))
        # Where the dark parts of a print are, not what colour they have.
        levels = tile.tobytes()
        tiles[name] = [n < 170 for n in levels], [n < 235 for n in levels]

    for (one, shown), (other, also) in combinations(tiles.items(), 2):
        unlike = max(
            sum(a != b for a, b in zip(*pair, strict=True))
            for pair in zip(shown, also, strict=True)
        )
        assert unlike > 45, f"{one} looks like {other}"


def test_the_legend_shows_marks_that_differ() -> None:
    marks = ("lecture", "lab", "guest", "discussion", "exam", "presentation")
    pictures = [
        picture(mark_drawing(mark), 8).tobytes()
        for mark in (*marks, "finals", "break", "due")
    ]

    assert len(set(pictures)) == len(pictures)


def test_many_deadlines_are_a_dot_and_their_number() -> None:
    day = DayView("8", "2026-03-01", due=("a", "b", "c", "d", "e"))
    month = replace(MONTH, weeks=((day, *[None] * 6),))
    svg = month_drawing(month)

    assert len(discs_in(svg)) == 1
    assert [letters.text for letters in letters_in(svg)][7:] == ["8", "5"]
    three = replace(month, weeks=((replace(day, due=("a", "b", "c")), *[None] * 6),))
    assert len(discs_in(month_drawing(three))) == 3


@pytest.mark.parametrize("due", range(10))
def test_what_a_day_bears_stays_in_it(due: int) -> None:
    kinds = ("lab", "guest", "discussion", "presentation")
    bearing = DayView("8", "2026-03-01", kinds=kinds, due=tuple("x" * due))
    svg = month_drawing(replace(MONTH, weeks=((bearing, *[None] * 6),)))

    discs, boxes = discs_in(svg), boxes_in(svg)
    assert all(radius <= x <= 5.6 - radius for x, radius in discs)
    assert all(0 <= box.x <= 5.6 - box.width for box in boxes)
    assert len(boxes) == 4, "a tint, a lab's square and a discussion's cross"


# What is heard


def test_a_description_is_not_markup() -> None:
    said = 'Due: 4 ("<b>R&D</b>").'
    svg = month_drawing(replace(MONTH, description=said))

    assert ET.fromstring(svg).attrib["aria-label"] == said


BUSY = """\
title: Busy
term: {name: Fall 2026, first_day: 2026-08-31, last_day: 2026-12-18}
pattern: {days: Mon/Wed, hours: 10:30-11:50}
grading: {components: {Homework: 60, Exam: 40}}
assignments:
  - {id: a, title: Essay, out: 2026-08-31, due: 2026-10-02, weight: 20}
  - {id: b, title: Quiz, out: 2026-08-31, due: 2026-11-06, weight: 10}
schedule: [Introduction, {exam: Test}]
"""


def view_of(text: str = BUSY) -> HandoutView:
    subject, now = subject_of(text), dt.datetime.fromisoformat("2026-09-01")
    return handout_view(subject, page_map(subject, now), now)


def test_a_listener_hears_each_month_as_one_picture() -> None:
    view = view_of()
    data = render_pdf(render_handout_html(view)).data
    heard = [said["Alt"] for _, role, said in structure(data) if role == "Figure"]

    [glance], [load] = view.glances, view.workloads
    assert heard == [*(month.description for month in glance.months), load.description]


def test_what_is_for_the_eye_only_is_not_heard() -> None:
    page = (
        "<html lang=en><title>x</title><p>heard</p>"
        f"<div aria-hidden=true><p>seen</p></div>{mark_drawing('due')}"
    )
    assert [role for _, role, _ in structure(render_pdf(page).data)] == [
        "Document",
        "P",
    ]


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize(
    "last_day", ["2026-10-30", "2026-11-20", "2026-12-18"], ids=["3", "4", "5 months"]
)
def test_a_term_takes_a_row_of_the_page(paper: str, last_day: str) -> None:
    text = BUSY.replace("2026-12-18", last_day).replace(
        "title: Busy", f"title: B\npaper: {paper}"
    )
    view = view_of(text.replace("2026-11-06", "2026-10-20"))
    pages = laid_out(render_handout_html(view))
    boxes = [
        box
        for page in pages
        for box in content(page)
        if box.element is not None and box.element.get("class")
    ]
    months = [box for box in boxes if box.element.get("class") == "month"]
    [glance] = [b for b in boxes if b.element.get("class") == "wide glance"]

    assert len({box.position_y for box in months}) == 1
    assert glance.height < 60 * MILLIMETRE
