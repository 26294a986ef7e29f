"""Where things stand on the handout's pages: in rows, beside and below each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from syllabus.core.model import Image, Person
from syllabus.core.view.handout import FactView
from syllabus.core.view.schedule import (
    ItemView,
    LinkView,
    RowView,
    TimetableView,
    WeekView,
)
from syllabus.render.html import render_handout_html
from tests.render import views
from tests.render.pages import content, laid_out, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syllabus.core.view.handout import HandoutView

MILLIMETRE = 96 / 25.4


def pages_of(view: HandoutView) -> list[Any]:
    return laid_out(render_handout_html(view))


def boxes(pages: list[Any], kind: str, tag: str) -> Iterator[Any]:
    """The boxes of a tag, in order of the pages."""
    for page in pages:
        for box in content(page):
            if type(box).__name__ == kind and box.element_tag == tag:
                yield box


def lines(box: Any) -> list[Any]:
    """The texts in a box."""
    return [text for text in within(box) if type(text).__name__ == "TextBox"]


def baseline(text: Any) -> float:
    return float(text.position_y + text.baseline)


def page_numbers(pages: list[Any], tag: str) -> dict[Any, set[int]]:
    """On which pages each element of a tag stands."""
    found: dict[Any, set[int]] = {}
    for number, page in enumerate(pages):
        for box in content(page):
            if box.element is not None and box.element_tag == tag:
                found.setdefault(box.element, set()).add(number)
    return found


def timetable(*weeks: tuple[RowView, ...], section: str = "") -> TimetableView:
    numbered = (WeekView(number, rows) for number, rows in enumerate(weeks, start=1))
    return TimetableView(
        section, tuple(numbered), views.DLSYS.timetables[0].deadlines[:1]
    )


def row(number: int, **more: Any) -> RowView:
    plain = RowView(
        f"meeting-{number}", "lecture", "2017-03-28", "Tue, Mar 28", f"Topic {number}"
    )
    return replace(plain, **more)


LONG_LABELS = replace(
    views.BARE,
    facts=(
        FactView("Section 002, presentation and discussion", (LinkView("Friday"),)),
        FactView("Term", (LinkView("March 28 – June 1, 2017, " * 5),)),
        FactView("No class", (LinkView("Mon, May 29"),)),
        FactView("No class", (LinkView("Mon, June 5"),)),
        FactView("A last label that is as long as the first", (LinkView("Monday"),)),
    ),
    staff=views.DLSYS.staff,
)


def test_labels_stand_beside_their_values() -> None:
    pages = pages_of(LONG_LABELS)
    labels = [lines(box) for box in boxes(pages, "BlockBox", "dt")]
    values = [lines(box) for box in boxes(pages, "BlockBox", "dd")]
    first_values = values[:3] + values[4:]

    assert len(labels[0]) > 1
    for label, value in zip(labels, first_values, strict=True):
        assert baseline(label[0]) == pytest.approx(baseline(value[0]), abs=1)
    for before, after in pairwise(labels):
        assert before[-1].position_y + before[-1].height <= after[0].position_y


def test_the_facts_end_before_the_staff_begins() -> None:
    pages = pages_of(LONG_LABELS)
    last = [text for box in boxes(pages, "BlockBox", "dt") for text in lines(box)][-1]
    names = [text for text in lines(pages[0]) if text.text.startswith("Tianqi")]

    gap = names[0].position_y - last.position_y - last.height
    assert gap > 2.5 * MILLIMETRE


def test_a_day_with_only_a_deadline_is_a_row_like_the_others() -> None:
    work = RowView(
        "work-1",
        "deadline",
        "2017-04-02",
        "Sun, Apr 2",
        "",
        due=(LinkView("Problem set 1 due"), LinkView("Quiz due")),
    )
    plain = row(1, due=(LinkView("Problem set 0 due"), LinkView("Quiz due")))
    view = replace(views.BARE, timetables=(timetable((plain, work)),))
    rows = list(boxes(pages_of(view), "TableRowBox", "tr"))[1:3]
    texts = [[text for text in lines(box) if text.text != "1"] for box in rows]

    for box, found in zip(rows, texts, strict=True):
        assert found[0].position_y - box.position_y < 2.5 * MILLIMETRE
    day, mark = (
        next(text for text in texts[1] if words in text.text)
        for words in ("Sun, Apr 2", "Problem set 1 due")
    )
    assert baseline(day) == pytest.approx(baseline(mark), abs=0.5)
    assert rows[1].height == pytest.approx(rows[0].height, abs=2 * MILLIMETRE)


@pytest.mark.parametrize("name", ["description", "materials"])
def test_no_short_word_of_a_table_in_prose_is_broken(name: str) -> None:
    rows = ["|Week|Readings|Hours|", "|-|-|-|", f"|1|{'long words ' * 60}|12,000|"]
    table = "\n".join(rows)
    items = (ItemView("Book", "", table),)
    more: Any = {name: table if name == "description" else items}

    texts = {text.text for text in lines(pages_of(replace(views.BARE, **more))[0])}

    assert {"Week", "Readings", "Hours", "12,000"} <= texts


def test_a_table_of_long_words_stays_within_the_page() -> None:
    words = "|".join("W" * 11 for _ in range(5))
    table = f"|{words}|\n{'|-' * 5}|\n|{words}|"
    (page,) = pages_of(replace(views.BARE, description=table))

    right = page.content_box_x() + page.width
    assert all(text.position_x + text.width <= right + 0.5 for text in lines(page))


@pytest.mark.parametrize("shift", range(3))
def test_a_note_stays_with_its_title(shift: int) -> None:
    items = tuple(ItemView(f"Book {i}", "", "A note.") for i in range(120))
    notices = ("A line.",) * shift
    view = replace(views.BARE, materials=items, channels=items, notices=notices)
    pages = pages_of(view)

    assert len(pages) > 4
    assert all(len(numbers) == 1 for numbers in page_numbers(pages, "li").values())


@pytest.mark.parametrize("shift", range(4))
def test_the_head_of_a_part_stays_with_its_first_row(shift: int) -> None:
    rows = [row(n, part=f"Part {n}" * (n % 2)) for n in range(100)]
    weeks = [tuple(rows[n : n + 4]) for n in range(shift, 100, 4)]
    for table in (timetable(*weeks), timetable(tuple(rows[shift:]))):
        pages = pages_of(replace(views.BARE, timetables=(table,)))

        assert len(pages) > 3
        for page in pages:
            last = list(boxes([page], "TableRowBox", "tr"))[-1]
            assert last.element.get("class") != "part"


def test_a_part_begins_with_a_head_over_all_columns_and_its_week() -> None:
    table = timetable((row(1), row(2, part="Part II"), row(3)))
    with_work, without = (
        render_handout_html(replace(views.BARE, timetables=(one,)))
        for one in (table, replace(table, deadlines=()))
    )

    head = '<tr class="part"><th scope="rowgroup" colspan="{}">Part II</th></tr>\n'
    following = '<tr class="lecture">\n<td class="week">1</td>'
    assert with_work.count(head.format(5) + following) == 1
    assert without.count(head.format(4) + following) == 1
    assert with_work.count('<td class="week"></td>') == 1


@pytest.mark.parametrize("kind", ["break", "holiday"])
def test_the_shade_of_a_day_without_class_leaves_out_its_week(kind: str) -> None:
    table = timetable((row(1, kind=kind), row(2)))
    pages = pages_of(replace(views.BARE, timetables=(table,)))
    shaded, plain = list(boxes(pages, "TableRowBox", "tr"))[1:3]

    def colour(box: Any) -> tuple[float, ...]:
        return tuple(box.style["background_color"].to("srgb").coordinates)

    week, *others = shaded.children
    assert colour(shaded) < (1, 1, 1)
    assert colour(week) == (1, 1, 1)
    # They show the shade of the row.
    assert {box.style["background_color"].alpha for box in others} == {0}
    assert plain.style["background_color"].alpha == 0


def test_the_name_of_a_section_is_a_heading_above_its_table() -> None:
    tables = tuple(timetable((row(1),), section=f"Section {n}") for n in "AB")
    pages = pages_of(replace(views.BARE, timetables=tables))
    names = [t for t in lines(pages[0]) if t.text in {"Section A", "Section B"}]
    (topic, *_) = [t for t in lines(pages[0]) if t.text == "Topic 1"]

    assert len(names) == 4  # of the schedule, and of the deadlines
    for name in names:
        assert name.style["font_weight"] == 700
        assert name.style["font_size"] > 1.1 * topic.style["font_size"]


@pytest.mark.parametrize("paragraphs", range(22, 31))
def test_the_schedule_begins_where_its_first_two_rows_fit(paragraphs: int) -> None:
    rows = [row(n, notes="A note.\n\n" * 2) for n in range(40)]
    weeks = [tuple(rows[n : n + 4]) for n in range(0, 40, 4)]
    text = "A paragraph.\n\n" * paragraphs
    view = replace(views.BARE, description=text, timetables=(timetable(*weeks),))
    pages = pages_of(view)

    (begins,) = next(
        on
        for heading, on in page_numbers(pages, "h2").items()
        if heading.text == "Schedule"
    )
    # The heading, the head of the table and two rows are 46 mm high; a paragraph is 7.
    page = pages[0]
    last = [box for box in content(page) if type(box).__name__ == "TextBox"][-1]
    bottom = page.content_box_y() + page.height
    assert begins == 0 or bottom - last.position_y - last.height < 55 * MILLIMETRE


def test_the_masthead_holds_its_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="90"/>'
    )
    logo = Image(file="logo.svg", alt="Arms")
    html = render_handout_html(replace(views.BARE, logo=logo))
    (head,) = (
        box
        for box in content(laid_out(html, tmp_path)[0])
        if box.element_tag == "header"
    )
    (picture,) = (box for box in within(head) if box.element_tag == "img")

    assert picture.height == pytest.approx(22 * MILLIMETRE)
    assert picture.position_y + picture.height <= head.content_box_y() + head.height


def off_day(**more: Any) -> RowView:
    return row(1, kind="holiday", headline="Founders’ Day", tag="No class", **more)


DUE = (LinkView("Problem set 1 due"),)


def texts_by_row(*rows: RowView) -> list[list[str]]:
    """The texts of the schedule's rows below its head, without the week."""
    view = replace(views.BARE, timetables=(timetable(rows),))
    found = list(boxes(pages_of(view), "TableRowBox", "tr"))[1:-2]  # deadlines
    return [
        [text.text for cell in tr.children[1:] for text in lines(cell)] for tr in found
    ]


def test_work_on_a_day_without_class_stands_in_its_row() -> None:
    together = [
        ["Tue, Mar 28", "No class:", " Founders’ Day", "● ", "Problem set 1 due"],
        ["Tue, Mar 28", "Topic 3"],
    ]

    assert texts_by_row(off_day(due=DUE), row(3)) == together


def test_the_day_of_the_row_above_is_said_again_quietly() -> None:
    rows = (row(1), row(2), row(3, day="Thu, Mar 30"), row(4))
    view = replace(views.BARE, timetables=(timetable(rows),))
    days = [
        next(lines(box.children[1]).__iter__())
        for box in list(boxes(pages_of(view), "TableRowBox", "tr"))[1:5]
    ]
    shades = [day.style["color"].to("srgb").coordinates[0] for day in days]

    assert [day.text for day in days] == [one.day for one in rows]
    assert shades[0] == shades[2] == shades[3] < shades[1] <= 0.4


@pytest.mark.parametrize("language", ["ar", "he", "fa-IR", "ur", "az-Arab"])
def test_pages_of_languages_from_the_right_are_mirrored(language: str) -> None:
    view = replace(
        views.DLSYS,
        notices=("A notice",),
        timetables=(timetable((row(1),)),),
    )
    usual, mirrored = pages_of(view), pages_of(replace(view, language=language))

    middle = usual[0].content_box_x() + usual[0].width / 2
    # Columns are as wide as the words of the language need: their order is mirrored.
    for there, here in zip(
        boxes(usual, "TableRowBox", "tr"),
        boxes(mirrored, "TableRowBox", "tr"),
        strict=True,
    ):
        across = [cell.position_x for cell in there.children]
        back = [cell.position_x for cell in here.children]
        assert across == sorted(across)
        assert back == sorted(back, reverse=True)
        assert len(across) == len(back)
    (rule,) = (box for box in content(mirrored[0]) if box.border_right_width > 2)
    assert [text.text for text in lines(rule)] == ["A notice"]
    titles = [text for text in lines(mirrored[0]) if text.text in {"Staff", "Tianqi"}]
    assert all(t.position_x > middle for t in titles)


@pytest.mark.parametrize("language", ["en", "de-AT", "az-Latn", "ks-Deva", "art"])
def test_pages_of_other_languages_are_not(language: str) -> None:
    html = render_handout_html(replace(views.BARE, language=language))

    assert f'<html lang="{language}">' in html


LONG_WORD = "W" * 1800
LONG_PARTS: dict[str, dict[str, Any]] = {
    "name": {"staff": (Person(name=LONG_WORD), Person(name="Ada"))},
    "label": {"facts": (FactView(LONG_WORD, (LinkView("Monday"),)),)},
    "component": {"components": ((LONG_WORD, "50 %"), ("Rest", "50 %"))},
    "scale": {
        "scale": tuple((f"{'W' * 20} {n}", "1 %") for n in range(90)),
        "components": (("All", "100 %"),),
    },
    "room": {
        "timetables": (timetable((row(1, marks=(LinkView(LONG_WORD * 2),)),)),),
    },
}


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", LONG_PARTS)
def test_what_is_too_long_for_its_box_is_all_on_the_pages(
    name: str, paper: str
) -> None:
    pages = pages_of(replace(views.BARE, paper=paper, **LONG_PARTS[name]))

    printed = ""
    for page in pages:
        right = page.content_box_x() + page.width
        bottom = page.content_box_y() + page.height
        for box in content(page):
            if type(box).__name__ == "TextBox":
                assert box.position_x + box.width <= right + 0.5
                assert box.position_y + box.height <= bottom + 0.5
                printed += box.text
    assert printed.count("W") >= 1800


def test_a_name_wider_than_its_column_is_parted_between_syllables() -> None:
    view = replace(
        views.BARE,
        language="de",
        components=(("Mitarbeitsbereitschaftserklärung", "10 %"), ("Projekt", "90 %")),
        component_bars=(0.1, 1),
    )
    name, short = (
        [text.text for text in lines(box)]
        for box in boxes(pages_of(view), "TableCellBox", "th")
        if box.element.get("scope") == "row"
        and box.element.text in dict(view.components)
    )

    assert name == ["Mitarbeitsbereit\N{HYPHEN}", "schaftserklärung"]
    assert short == ["Projekt"]
