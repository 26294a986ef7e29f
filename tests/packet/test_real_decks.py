"""The packet of real decks, held against another join, parser and renderer.

It is made as a build makes it: with tags, behind printed front matter.
"""

import io
import subprocess
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from syllabus.packet.assemble import assemble
from syllabus.packet.deck import inspect_deck
from syllabus.packet.plan import PacketPlan
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.tags import Tagging
from syllabus.packet.titles import slide_titles, titled_outline
from syllabus.packet.verify import read_back
from syllabus.render.pdf import render_pdf
from tests.packet.look import bookmarks, differing_pixels, links, picture, shown_box
from tests.packet.make import footer_font, opened, plan_for, saved

pytestmark = pytest.mark.needs("shared")


FRONT = 2
COVER = """<html lang=en><title>Slides</title><h1>Slides</h1>
<section style="break-before: page" id=contents><h1>Contents</h1>
<a href="packet:lecture-1-deck-1">Lecture 1</a></section>"""


class Joined(NamedTuple):
    """Decks, their packet and another join of the same decks."""

    decks: list[bytes]
    starts: list[int]
    plan: PacketPlan
    packet: bytes
    again: bytes
    other: bytes


@pytest.fixture(scope="module")
def joined(shared: Path) -> Joined:
    courses = shared / "courses"
    files = sorted((courses / "latex-decks").glob("*.pdf"))
    files += sorted((courses / "dlsys-2017" / "pdf").glob("*.pdf"))
    decks = [file.read_bytes() for file in files]
    prepared = [prepare_deck(deck, tagging=Tagging("en")) for deck in decks]
    plan = plan_for(*(deck.pages for deck in prepared), front=FRONT)
    front, ready = render_pdf(COVER).data, [deck.data for deck in prepared]
    packet = assemble(front, ready, plan, footer_font())
    starts = list(accumulate((deck.pages for deck in prepared), initial=FRONT))
    again = assemble(front, ready, plan, footer_font())
    return Joined(decks, starts, plan, packet, again, _joined_by_pikepdf(decks))


def _joined_by_pikepdf(decks: list[bytes]) -> bytes:
    with pikepdf.new() as pdf:
        sources = [pikepdf.open(io.BytesIO(deck)) for deck in decks]
        for source in sources:
            pdf.add_pages_from(source)
        data = saved(pdf)
        for source in sources:
            source.close()
    return data


def test_every_page_is_there(joined: Joined) -> None:
    assert joined.starts[-1] == FRONT + 308 + 476
    assert joined.plan.page_count == FRONT + 784
    assert read_back(joined.packet, joined.plan) == []


def test_every_link_leads_to_the_slide_that_another_join_finds(joined: Joined) -> None:
    ours = links(joined.packet, text=joined.plan.contents_link)[FRONT:]
    expected = [
        [(rect, target + FRONT) for rect, target in on_page]
        for on_page in links(joined.other)
    ]

    assert sum(map(len, expected)) > 2_000
    # Links to the first and last page by name lead to the deck's own in a packet
    for page, (found, wanted) in enumerate(zip(ours, expected, strict=True)):
        assert found == wanted, f"page {page}"


def test_every_link_leads_to_the_slide_that_its_deck_says(joined: Joined) -> None:
    ours = links(joined.packet, text=joined.plan.contents_link)

    for deck, start in zip(joined.decks, joined.starts, strict=False):
        for page, wanted in enumerate(links(deck)):
            moved = [(rect, target + start) for rect, target in wanted]
            assert ours[start + page] == moved


def titles_of(deck: bytes) -> list[tuple[int, str, int]]:
    """What a deck without bookmarks has in their place."""
    return [(0, title, page) for title, page in titled_outline(slide_titles(deck))]


def test_every_bookmark_leads_to_its_slide_below_its_lecture(joined: Joined) -> None:
    expected: list[tuple[int, str, int | None]] = []
    for number, deck in enumerate(joined.decks, start=1):
        start = joined.starts[number - 1]
        expected.append((0, f"Lecture {number}", start))
        expected += [
            (depth + 1, title, None if page is None else page + start)
            for depth, title, page in bookmarks(deck) or titles_of(deck)
        ]

    assert len(expected) > len(joined.decks) + 50
    assert bookmarks(joined.packet) == expected


def test_inspection_counts_pages_and_bookmarks(joined: Joined) -> None:
    for number, deck in enumerate(joined.decks):
        facts = inspect_deck(deck)
        assert facts.ready
        assert facts.pages == joined.starts[number + 1] - joined.starts[number]
        assert facts.bookmarks == len(bookmarks(deck))


@pytest.mark.needs("qpdf")
def test_qpdf_finds_nothing_wrong(joined: Joined, tmp_path: Path) -> None:
    file = tmp_path / "packet.pdf"
    file.write_bytes(joined.packet)

    result = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


def test_slides_look_as_in_their_decks(joined: Joined) -> None:
    for number, deck in enumerate(joined.decks):
        start, end = joined.starts[number : number + 2]
        for page in {0, (end - start) // 2, end - start - 1}:
            box = shown_box(deck, page)
            own = picture(deck, page, box=box)
            shown = picture(joined.packet, start + page, box=box)
            assert own.getextrema() != ((255, 255),) * 3
            # A row of pixels that the slide fills in part shows the strip's edge
            edge = 1 if own.width > own.height else 0.04 * own.height
            whole = (0, 0, own.width, own.height - round(edge))
            different = differing_pixels(shown.crop(whole), own.crop(whole))
            assert different == 0, (number, page)
            whole_page = picture(deck, page)
            grown = picture(joined.packet, start + page).height / whole_page.height
            # Notes on paper with a blank margin have the footer in it
            upright = whole_page.height > whole_page.width
            assert (grown < 1.005) if upright else (grown > 1.02), (number, page)


def test_the_same_decks_give_the_same_bytes(joined: Joined) -> None:
    assert joined.again == joined.packet


def test_the_packet_is_tagged_from_cover_to_end(joined: Joined) -> None:
    with opened(joined.packet) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert all("/StructParents" in page.obj for page in pdf.pages)
