"""The schedule as a table, by week and as a list: the same said in each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import pytest

from syllabus.core.sections import ScheduleForm
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import render_pdf
from syllabus.render.themes import usual_look
from tests.render import views
from tests.render.pages import content, laid_out, pdf_text, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.view.handout import HandoutView

FORMS = get_args(ScheduleForm)
COURSES = {
    "bare": views.BARE,
    "dlsys": views.DLSYS,
    "hard": replace(views.HARD, logo=None),
}
NAMED = replace(
    views.DLSYS,
    timetables=tuple(
        replace(views.DLSYS.timetables[0], section=name) for name in ("A", "B")
    ),
)


def page(view: HandoutView, form: str) -> str:
    look = replace(usual_look(), schedule=form, sections=("schedule",))
    return render_handout_html(view, look)


def words(html: str) -> Counter[str]:
    """The words of the schedule itself."""
    body = html.split("<main>")[1].split("</main>")[0]
    return Counter(re.sub(r"<[^>]*>", " ", body).split())


@pytest.mark.parametrize("form", FORMS[1:])
@pytest.mark.parametrize("name", COURSES)
def test_every_form_says_what_the_table_says(name: str, form: str) -> None:
    view = COURSES[name]
    heads = {"Week", "Date", "No.", "Topic", "Assignments", "Schedule"}
    table, other = words(page(view, "table")), words(page(view, form))
    numbers = {
        *(str(week.number) for table in view.timetables for week in table.weeks),
        *(row.number for t in view.timetables for w in t.weeks for row in w.rows),
    }

    missing = {word for word in table - other if word not in heads | numbers}
    days = {*view.term_days.split(), ",", f",{view.term_days}"}
    # A day is printed once where the table has work on the row of a holiday.
    assert missing <= days


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", COURSES)
def test_no_line_of_a_form_is_printed_over_another(name: str, form: str) -> None:
    for sheet in laid_out(page(COURSES[name], form)):
        boxes = sorted(_texts(sheet), key=lambda box: box.position_y)
        for number, box in enumerate(boxes):
            assert box.position_x + box.width <= sheet.margin_width()
            for below in boxes[number + 1 :]:
                if below.position_y >= box.position_y + box.height:
                    break
                assert _clear(box, below), f"{box.text!r} and {below.text!r}"


def _texts(sheet: Any) -> Iterator[Any]:
    for box in content(sheet):
        if type(box).__name__ == "TextBox" and box.text.strip():
            yield box


def _clear(one: Any, other: Any) -> bool:
    """Whether two texts stand beside each other, or share no more than leading."""
    beside = (
        one.position_x + one.width <= other.position_x + 0.5
        or other.position_x + other.width <= one.position_x + 0.5
    )
    shared = min(one.position_y + one.height, other.position_y + other.height) - max(
        one.position_y, other.position_y
    )
    return bool(beside or shared < 0.35 * min(one.height, other.height))


def test_weeks_and_sections_are_headings() -> None:
    def headings(view: HandoutView, form: str) -> list[str]:
        roles = [role for _, role, _ in structure(render_pdf(page(view, form)).data)]
        return [role for role in roles if re.fullmatch(r"H\d", role)]

    weeks = len(views.DLSYS.timetables[0].weeks)
    assert headings(views.DLSYS, "weeks") == ["H1", "H2", *["H3"] * weeks]
    assert headings(NAMED, "weeks") == ["H1", "H2", *(["H3", *["H4"] * weeks] * 2)]
    assert headings(NAMED, "list") == ["H1", "H2", "H3", "H3"]


def test_a_list_goes_on_from_week_to_week_but_not_from_part_to_part() -> None:
    data = render_pdf(page(views.DLSYS, "list")).data
    lists = [depth for depth, role, _ in structure(data) if role == "L"]
    lists = [depth for depth in lists if depth == min(lists)]
    parts = [row for w in views.DLSYS_WEEKS for row in w.rows if row.part]

    assert len(lists) == len(parts) == 2
    text = pdf_text(data)
    places = [text.index(part.part) for part in parts]
    topics = [text.index(part.headline) for part in parts]
    assert all(above < below for above, below in pairwise([places[0], topics[0]]))
    assert places[1] < topics[1]
