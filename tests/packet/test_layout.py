"""What the packet of a course is planned to be."""

import datetime as dt
import io
from dataclasses import replace

import pypdf

from syllabus.core.checks.subject import DeckFile, DeckState, Inventory
from syllabus.core.editions import WHOLE
from syllabus.core.pages import page_map
from syllabus.core.view.packet import PacketView, packet_view
from syllabus.packet.assemble import assemble
from syllabus.packet.layout import plan_packet
from syllabus.packet.plan import Bookmark
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.verify import read_back
from tests.core.courses import subject_of
from tests.packet.make import deck

COURSE = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
pattern: {days: Tue/Thu}
schedule:
  - {topic: Why, decks: slides/lecture1.pdf}
  - {topic: Models, part: Models, decks: [slides/lecture2.pdf, old/lecture2.pdf]}
  - {topic: Gone, decks: gone.pdf}
  - {topic: More, part: Systems, decks: gone2.pdf}
  - {topic: Last, decks: slides/lecture5.pdf}
"""
SLIDES = {"slides/lecture1.pdf": 2, "slides/lecture2.pdf": 3, "old/lecture2.pdf": 1}
FRONT_PAGES = 3


def view_of(more: str = "") -> PacketView:
    decks = {name: DeckFile(DeckState.READY, n) for name, n in SLIDES.items()}
    decks["slides/lecture5.pdf"] = DeckFile(DeckState.READY, 2)
    for name in ("gone.pdf", "gone2.pdf"):
        decks[name] = DeckFile(DeckState.MISSING, 0, "there is no such file")
    subject = subject_of(COURSE + more, Inventory(decks=decks))
    now = dt.datetime.fromisoformat("2017-04-05T12:00")
    return packet_view(subject, page_map(subject, now), now)


def titles(bookmarks: tuple[Bookmark, ...], depth: int = 0) -> list[tuple[int, str]]:
    return [
        line
        for one in bookmarks
        for line in ((depth, one.title), *titles(one.children, depth + 1))
    ]


def labels_of(view: PacketView, *, on_paper: bool = False) -> list[str]:
    """The labels of the packet of a course as pypdf reads them."""
    view = replace(view, footer="none")
    plan = plan_packet(view, FRONT_PAGES, on_paper=on_paper)
    leaves = plan.page_count - 8
    decks = [prepare_deck(deck(n)).data for n in (*SLIDES.values(), 2)]
    packet = assemble(deck(leaves), decks, plan)
    assert read_back(packet, plan) == []
    return pypdf.PdfReader(io.BytesIO(packet)).page_labels


def test_bookmarks_name_part_week_lecture_and_deck() -> None:
    plan = plan_packet(view_of(), FRONT_PAGES)

    assert titles(plan.bookmarks) == [
        (0, "Cover"),
        (0, "Contents"),
        (0, "Week 1"),
        (1, "Lecture 1: Why"),
        (2, "Slides"),
        (0, "Models"),
        (1, "Week 1"),
        (2, "Lecture 2: Models"),
        (3, "Slides 1"),
        (3, "Slides 2"),
        (1, "Week 2"),
        (2, "Lecture 3: Gone"),
        (3, "Slides"),
        (0, "Systems"),
        (1, "Week 2"),
        (2, "Lecture 4: More"),
        (3, "Slides"),
        (1, "Week 3"),
        (2, "Lecture 5: Last"),
        (3, "Slides"),
    ]


def test_a_part_leads_to_the_divider_of_its_first_lecture() -> None:
    view = view_of()
    plan = plan_packet(view, FRONT_PAGES)

    pages = {one.title: one.page for one in plan.bookmarks}
    assert pages["Models"] == FRONT_PAGES - 1 + view.parts[1].page
    assert pages["Systems"] == FRONT_PAGES - 1 + view.parts[3].page


def test_pages_are_called_by_their_printed_numbers() -> None:
    assert labels_of(view_of()) == ["i", "ii", "iii", *map(str, range(1, 16))]


def test_slides_are_called_by_deck_and_number_where_asked_for() -> None:
    view = view_of("packet: {labels: slides}\n")
    one, two, other, last = (
        d.name.removeprefix("deck-")
        for p in view.parts
        for d in p.decks
        if d.file in {*SLIDES, "slides/lecture5.pdf"}
    )

    assert (one, last) == ("lecture1", "lecture5")
    assert len({one, two, other, last}) == 4
    assert labels_of(view) == [
        *("i", "ii", "iii", "1"),
        *(f"{one} 1", f"{one} 2", "4"),
        *(f"{two} 1", f"{two} 2", f"{two} 3", f"{other} 1"),
        *("9", "10", "11", "12", "13"),
        *(f"{last} 1", f"{last} 2"),
    ]


def test_slides_on_paper_keep_their_printed_numbers() -> None:
    view = view_of("packet: {labels: slides}\n")

    assert labels_of(view, on_paper=True) == labels_of(view_of())


def test_the_schedule_is_a_bookmark_and_a_name_of_its_own() -> None:
    plan = plan_packet(view_of(), FRONT_PAGES, 2)

    assert plan.bookmarks[2] == Bookmark("Schedule", 2)
    assert plan.destinations["schedule"] == 2
    assert plan.destinations["contents"] == plan.contents_page == 1


def test_a_packet_of_a_part_does_not_name_it_in_the_bookmarks() -> None:
    subject = subject_of(COURSE)
    now = dt.datetime.fromisoformat("2017-04-05T12:00")
    edition = replace(WHOLE, title="Models", entries=frozenset({1, 2}))
    view = packet_view(subject, page_map(subject, now, edition), now, edition)

    assert titles(plan_packet(view, 2).bookmarks)[2] == (0, "Week 1")
