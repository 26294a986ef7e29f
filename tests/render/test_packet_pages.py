"""The packet's own pages as a PDF."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import tinyhtml5

from syllabus.core.checks.subject import DeckFile, DeckState, Inventory
from syllabus.core.editions import WHOLE
from syllabus.core.pages import page_map
from syllabus.core.view.packet import packet_view
from syllabus.render.html import leaf_names, render_packet_html
from syllabus.render.pdf import FrontMatter, LayoutError, render_packet_pdf
from tests.core.courses import subject_of
from tests.render import views
from tests.render.pages import content, laid_out, link_annotations, pdf_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syllabus.core.editions import Edition
    from syllabus.core.view.packet import PacketForm, PacketPartView, PacketView
    from tests.verapdf import Verapdf

PX_PER_PT = 96 / 72
PX_PER_MM = 96 / 25.4
VIEWS = {"dlsys": views.DLSYS_PACKET, "hard": views.HARD_PACKET}
NO_LOGO = {name: replace(view, logo=None) for name, view in VIEWS.items()}


@pytest.fixture(scope="module")
def made() -> dict[str, FrontMatter]:
    return {name: printed(view) for name, view in NO_LOGO.items()}


def printed(view: PacketView) -> FrontMatter:
    return render_packet_pdf(render_packet_html(view), leaf_names(view))


@pytest.mark.needs("pdftotext")
def test_the_text_of_the_pages_is_as_it_was(
    made: dict[str, FrontMatter], golden: Callable[[str, str], None]
) -> None:
    golden("render/dlsys-packet.txt", pdf_text(made["dlsys"].data, "-layout"))


@pytest.mark.parametrize("name", VIEWS)
def test_each_divider_and_placeholder_is_one_page(
    name: str, made: dict[str, FrontMatter]
) -> None:
    front = made[name]
    with pikepdf.open(io.BytesIO(front.data)) as pdf:
        pages = len(pdf.pages)

    assert pages == front.front_pages + len(front.leaves)
    assert front.leaves == (leaf_names(VIEWS[name]))
    assert (front.blocked, front.warnings) == ((), ())


def test_leaves_stand_in_the_order_of_the_packet(made: dict[str, FrontMatter]) -> None:
    assert made["dlsys"].leaves[3:6] == ("part-5", "deck-guest-5", "part-6")


@pytest.mark.needs("pdftotext")
def test_each_leaf_bears_its_number_in_the_packet(
    made: dict[str, FrontMatter],
) -> None:
    front = made["dlsys"]
    pages = pdf_text(front.data, "-layout").split("\f")[front.front_pages :]
    numbers = [
        number
        for part in views.DLSYS_PACKET.parts
        for number in (part.page, *(d.page for d in part.decks if d.absence))
    ]

    for page, number in zip(pages, numbers, strict=False):
        assert page.split()[-1] == str(number)


def test_links_lead_into_the_packet(made: dict[str, FrontMatter]) -> None:
    links = link_annotations(made["dlsys"].data)
    names = {d.name for p in views.DLSYS_PACKET.parts for d in p.decks if not d.absence}
    leaves = set(made["dlsys"].leaves)

    inside = {link["dest"] for link in links if link["dest"]}
    into = {link["uri"] for link in links if link["uri"].startswith("packet:")}
    assert into == {f"packet:{name}" for name in names}
    assert inside == {"contents", *leaves}


def contents(view: PacketView) -> list[list[str]]:
    """The lines of the contents, each the words of its cells."""
    page = tinyhtml5.parse(render_packet_html(view), namespace_html_elements=False)
    table = next(page.iter("table"))
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in table.iter("tr")
    ][1:]


def lecture(number: int, **more: Any) -> PacketPartView:
    decks = (views._deck(f"deck-{number}", 10 * number + 1, 8),)
    part = replace(
        views.DLSYS_PACKET.parts[0],
        part="",
        name=f"part-{number}",
        number=str(number),
        headline=f"Topic {number}",
        page=10 * number,
        decks=decks,
    )
    return replace(part, **more)


def test_a_lecture_with_one_deck_is_one_line_of_the_contents() -> None:
    two = tuple(views._deck(f"x{i}", 20 + i, 5, f"Slides {i}") for i in (1, 2))
    absent = (views._deck("y", 31, 1, absence="It is missing."),)
    before = (views._deck("x1", 21, 5, "Overview"),)
    view = replace(
        NO_LOGO["dlsys"],
        parts=(
            lecture(1),
            lecture(2, decks=two),
            lecture(3, decks=absent),
            lecture(4, repeats=before),
            lecture(5, decks=(), repeats=before),
        ),
    )

    assert [line[2:] for line in contents(view)] == [
        ["Topic 1", "8 slides", "10"],
        ["Topic 2", "", "20"],
        ["Slides 1", "5 slides", "21"],
        ["Slides 2", "5 slides", "22"],
        ["Topic 3", "not in this packet", "30"],
        ["Topic 4", "", "40"],
        ["Slides", "8 slides", "41"],
        ["Overview (see page 21)", "5 slides", ""],
        ["Topic 5", "", "50"],
        ["Overview (see page 21)", "5 slides", ""],
    ]


def test_a_part_of_the_course_is_a_line_of_the_contents() -> None:
    view = replace(
        NO_LOGO["dlsys"],
        parts=(lecture(1), lecture(2, part="Part II"), lecture(3)),
    )

    assert [len(line) for line in contents(view)] == [5, 1, 5, 5]
    assert contents(view)[1] == ["Part II"]


def test_the_head_of_a_part_stays_with_its_lecture() -> None:
    parts = tuple(lecture(n, part=f"Part {n}") for n in range(1, 60))
    pages = laid_out(
        render_packet_html(replace(NO_LOGO["dlsys"], parts=parts, schedule=()))
    )

    rows = [
        [box.element.get("class") for box in content(page) if is_row(box)]
        for page in pages
    ]
    assert sum(bool(found) for found in rows) > 2
    assert all(found[-1] == "lecture" for found in rows if found)


def is_row(box: Any) -> bool:
    return type(box).__name__ == "TableRowBox" and box.element is not None


def test_the_cover_says_how_many_slides_there_are_in_how_many_lectures() -> None:
    html = render_packet_html(NO_LOGO["dlsys"])

    assert '<p class="summary">476 slides in 12 lectures</p>' in html


COURSE = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
pattern: {days: Tue/Thu}
schedule:
  - {topic: Why, decks: a.pdf}
  - {topic: Models, part: "Part I"}
  - {topic: More models, decks: b.pdf}
  - {topic: Gone, decks: gone.pdf}
  - {topic: Systems, part: "Part II", decks: a.pdf}
"""


def course_view(text: str = COURSE, edition: Edition = WHOLE) -> PacketView:
    decks = {name: DeckFile(DeckState.READY, 10) for name in ("a.pdf", "b.pdf")}
    decks["gone.pdf"] = DeckFile(DeckState.MISSING, 0, "there is no such file")
    subject = subject_of(text, Inventory(decks=decks))
    now = dt.datetime.fromisoformat("2017-04-05T12:00")
    return packet_view(subject, page_map(subject, now), now, edition)


def test_a_part_begins_with_its_first_lecture_that_has_slides() -> None:
    assert [(part.headline, part.part) for part in course_view().parts] == [
        ("Why", ""),
        ("More models", "Part I"),
        ("Gone", ""),
        ("Systems", "Part II"),
    ]


def test_a_part_that_the_cover_names_is_not_named_again() -> None:
    text = COURSE.replace("  - {topic: Why, decks: a.pdf}\n", "")
    view = course_view(text, replace(WHOLE, title="Part I"))

    assert [part.part for part in view.parts] == ["", "", "Part II"]
    assert [part.part for part in course_view(text).parts] == ["Part I", "", "Part II"]


def test_lectures_without_slides_are_not_counted() -> None:
    assert course_view().summary == "20 slides in 3 lectures"


def test_nothing_lies_beyond_the_sheet() -> None:
    for page in laid_out(render_packet_html(NO_LOGO["dlsys"])):
        for box in content(page):
            if type(box).__name__ == "TextBox":
                assert (
                    box.position_x + box.width
                    <= page.width + page.content_box_x() + 0.5
                )
                assert (
                    box.position_y + box.height
                    <= page.content_box_y() + page.height + 1
                )


@pytest.mark.parametrize(
    ("name", "form", "paper", "page", "strip"),
    [
        ("hard", "paper", "letter", (612, 792), 540),
        ("dlsys", "paper", "a4", (595, 842), 523),
        ("dlsys", "booklet", "letter", (396, 612), 338),
        ("hard", "booklet", "a4", (421, 595), 363),
    ],
)
def test_pages_for_paper_fill_it_and_headings_fit_above_the_slides(
    name: str,
    form: PacketForm,
    paper: str,
    page: tuple[int, int],
    strip: int,
) -> None:
    front = printed(replace(NO_LOGO[name], form=form, paper=paper))
    with pikepdf.open(io.BytesIO(front.data)) as pdf:
        sizes = [tuple(round(float(n)) for n in p.mediabox[2:]) for p in pdf.pages]

    assert set(sizes[: front.front_pages]) == {page}
    for leaf, (width, height) in zip(
        front.leaves, sizes[front.front_pages :], strict=True
    ):
        if leaf.startswith("part-"):
            assert strip - 6 <= width <= strip + 1
            assert height <= 80
        else:
            assert (width, height) == (420, 315)


@pytest.mark.parametrize("form", ["paper", "booklet"])
@pytest.mark.parametrize("name", VIEWS)
def test_all_words_on_paper_can_be_read_and_stand_on_their_page(
    name: str, form: PacketForm
) -> None:
    view = replace(NO_LOGO[name], form=form, paper="letter")
    for page in laid_out(render_packet_html(view)):
        texts = [box for box in content(page) if type(box).__name__ == "TextBox"]
        # A card is halved at most
        least = 13 if round(page.width / PX_PER_MM) == 132 else 8
        for box in texts:
            assert box.style["font_size"] / PX_PER_PT >= least - 0.01, box.text
            assert box.position_x + box.width <= page.margin_width() + 0.5, box.text


def test_a_packet_without_slides_has_a_cover_and_contents() -> None:
    front = printed(replace(NO_LOGO["dlsys"], parts=(), schedule=()))

    assert (front.front_pages, front.leaves) == (2, ())


@pytest.mark.needs("shared", "java")
def test_the_pages_pass_a_validator(
    made: dict[str, FrontMatter], verapdf: Verapdf, tmp_path: Path
) -> None:
    path = tmp_path / "front.pdf"
    path.write_bytes(made["dlsys"].data)

    (report,) = verapdf.check([path])
    assert report["compliant"], report


def test_a_leaf_of_two_pages_is_our_mistake() -> None:
    view = NO_LOGO["dlsys"]
    second = '<section class="leaf divider letter" id="part-3">'
    html = render_packet_html(view)
    assert second in html
    broken = html.replace(second, f"<section>more</section>{second}")

    with pytest.raises(LayoutError, match="one page"):
        render_packet_pdf(broken, leaf_names(view))


def schedule(view: PacketView) -> list[list[str]]:
    """The lines of the schedule, each the words of its cells."""
    page = tinyhtml5.parse(render_packet_html(view), namespace_html_elements=False)
    [section] = [s for s in page.iter("section") if s.get("id") == "schedule"]
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in section.iter("tr")
    ]


def test_the_schedule_has_every_meeting_with_its_work_and_its_page() -> None:
    text = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
pattern: {days: Tue/Thu}
holidays: {2017-04-04: Spring break}
assignments: [{id: a1, title: Problem set 1}]
schedule:
  - {topic: Why, decks: a.pdf, out: a1}
  - {topic: Models, due: a1}
  - {guest: Chips, speaker: Grace Hopper, room: CSE 305, part: Part II, decks: b.pdf}
"""

    assert schedule(course_view(text)) == [
        ["Week", "Date", "No.", "Topic", "Assignments", "Page"],
        ["1", "Tue, Mar 28", "1", "Why", "Problem set 1 out", "1"],
        ["", "Thu, Mar 30", "2", "Models", "Problem set 1 due", ""],
        ["2", "Tue, Apr 4", "", "No class: Spring break", "", ""],
        ["Part II"],
        [
            *("", "Thu, Apr 6", "3"),
            "Chips, Guest lecture by Grace Hopper (Room: CSE 305)",
            *("", "12"),
        ],
    ]


@pytest.mark.parametrize(
    ("entries", "more"),
    [
        ("[{topic: Why, decks: a.pdf}, {topic: More, decks: b.pdf}]", False),
        ("[{topic: Why, decks: a.pdf}, {topic: More}]", True),
        ("[{topic: Why, decks: a.pdf, due: a1}]", True),
        ("[{topic: Why}]", False),
    ],
)
def test_the_schedule_is_left_out_where_the_contents_say_it_all(
    entries: str, more: bool
) -> None:
    head = COURSE.split("schedule:")[0] + "assignments: [{id: a1, title: Essay}]\n"
    view = course_view(f"{head}schedule: {entries}\n")

    assert bool(view.schedule) == more


def test_a_packet_of_a_part_has_no_schedule() -> None:
    part = replace(WHOLE, title="Week 1", entries=frozenset({0}))

    assert course_view().schedule
    assert not course_view(edition=part).schedule


def test_every_section_has_its_own_schedule() -> None:
    text = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
sections:
  - {name: Morning, pattern: {days: Tue}}
  - {name: Evening, pattern: {days: Wed}}
schedule: [{topic: Why, decks: a.pdf}]
"""
    lines = schedule(course_view(text))

    assert [line[1] for line in lines if line[1] != "Date"] == [
        "Tue, Mar 28",
        "Wed, Mar 29",
    ]


def test_the_schedule_begins_on_the_page_that_is_told(
    made: dict[str, FrontMatter],
) -> None:
    pages = laid_out(render_packet_html(NO_LOGO["hard"]))
    names = [
        {b.element.get("id") for b in content(p) if b.element is not None}
        for p in pages
    ]

    begun = [n for n, found in enumerate(names) if "schedule" in found]
    front = made["hard"]
    assert front.schedule_page == begun[0]
    assert 2 < begun[0] < begun[-1] == front.front_pages - 1


@pytest.mark.parametrize("name", VIEWS)
def test_every_page_but_the_contents_leads_to_the_contents(
    name: str, made: dict[str, FrontMatter]
) -> None:
    front = made[name]
    with pikepdf.open(io.BytesIO(front.data)) as pdf:
        leads = [
            any(a.get("/Dest") == "contents" for a in page.obj.get("/Annots", []))
            for page in pdf.pages
        ]

    first = front.schedule_page
    assert first
    assert leads == [True, *[False] * (first - 1), *[True] * (len(leads) - first)]


def test_the_cover_says_when_and_where_the_class_meets() -> None:
    head = COURSE.split("pattern:")[0]
    one = "pattern: {days: Tue/Thu, hours: 10:30-11:50, room: Hall 1}\n"
    two = "pattern: [{days: Tue}, {days: Fri, kind: lab, room: Lab 2}]\n"
    four = "pattern: [{days: Mon}, {days: Tue}, {days: Wed}, {days: Thu}]\n"
    rest = "schedule: [{topic: Why, decks: a.pdf}]\n"

    assert [course_view(head + days + rest).meets for days in (one, two, four)] == [
        ("Tuesday and Thursday, 10:30–11:50\N{NO-BREAK SPACE}AM, Hall 1",),
        ("Class: Tuesday", "Lab: Friday, Lab 2"),
        (),
    ]
