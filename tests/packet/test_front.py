"""The packet's own pages keep their links and tags after they were moved."""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from pikepdf import NumberTree
from weasyprint import HTML

from syllabus.packet.assemble import assemble
from syllabus.packet.plan import Bookmark, LabelRange, LabelStyle, PacketPlan, Run
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.verify import read_back
from tests.packet.look import links, text_of
from tests.packet.make import deck, footer_font, opened, plan_for, saved

FRONT = """<html lang="en"><head><title>Front</title><style>
@page { size: 400pt 300pt } section { break-before: page }</style></head><body>
<h1>All slides</h1>
<section id="contents"><h2>Contents</h2>
<p><a href="#one">Lecture 1</a> <a href="packet:lecture-1-deck-1">its slides</a></p>
<p><a href="#two">Lecture 2</a> <a href="packet:lecture-2-deck-1">its slides</a></p>
<p><a href="https://example.org/">The course</a></p></section>
<section id="one"><h2>Divider 1</h2><p><a href="#contents">Contents</a></p></section>
<section id="two"><h2>Divider 2</h2></section></body></html>"""


@pytest.fixture(scope="module")
def front() -> bytes:
    data: bytes = HTML(string=FRONT).write_pdf(pdf_variant="pdf/ua-1")
    return data


@pytest.fixture(scope="module")
def plan() -> PacketPlan:
    decks = plan_for(2, 3)
    first, second = decks.runs
    return replace(
        decks,
        runs=(Run(0, 0, 2), Run(0, 2, 1), first, Run(0, 3, 1), second),
        bookmarks=(
            Bookmark("Contents", 1),
            Bookmark("Lecture 1", 2, (Bookmark("Slides", 3, deck=1),)),
            Bookmark("Lecture 2", 5, (Bookmark("Slides", 6, deck=2),)),
        ),
        labels=(
            LabelRange(0, LabelStyle.ROMAN),
            LabelRange(2, LabelStyle.DECIMAL, first=7),
        ),
        destinations={"lecture-1-deck-1": 3, "lecture-2-deck-1": 6},
        contents_page=1,
    )


@pytest.fixture(scope="module")
def packet(front: bytes, plan: PacketPlan) -> bytes:
    decks = [prepare_deck(deck(2)).data, prepare_deck(deck(3)).data]
    return assemble(front, decks, plan, footer_font())


def test_pages_stand_in_the_order_of_the_plan(packet: bytes) -> None:
    texts = [text_of(packet, page) for page in range(9)]

    assert "All slides" in texts[0]
    assert "Contents" in texts[1]
    assert "Divider 1" in texts[2]
    assert "slide 1 of 2" in texts[3]
    assert "Divider 2" in texts[5]
    assert "slide 3 of 3" in texts[8]


def test_links_of_the_front_matter_lead_to_moved_pages_and_slides(
    packet: bytes,
) -> None:
    on_page = [[target for _, target in page] for page in links(packet)]

    assert on_page[1] == [2, 3, 5, 6]
    assert on_page[2] == [1]
    assert on_page[3] == [1]


def test_no_link_of_the_private_scheme_is_left_and_web_links_are(packet: bytes) -> None:
    with opened(packet) as pdf:
        addresses = [
            str(annot.A.URI)
            for page in pdf.pages
            for annot in page.obj.get("/Annots", [])
            if "/URI" in annot.get("/A", {})
        ]

    assert addresses == ["https://example.org/"]


def test_a_link_to_no_destination_is_a_mistake_of_ours(
    front: bytes, plan: PacketPlan
) -> None:
    decks = [prepare_deck(deck(2)).data, prepare_deck(deck(3)).data]
    without = replace(plan, destinations={"lecture-1-deck-1": 3})

    with pytest.raises(ValueError, match="lecture-2-deck-1"):
        assemble(front, decks, without, footer_font())


def test_tags_of_the_front_matter_lead_to_its_pages(packet: bytes) -> None:
    with opened(packet) as pdf:
        parents = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        tagged = []
        for number, page in enumerate(pdf.pages):
            if "/StructParents" in page.obj:
                tagged.append(number)
                elements = list(parents[int(page.obj.StructParents)])
                assert elements
                assert all(e.Pg.objgen == page.obj.objgen for e in elements)

    assert tagged == [0, 1, 2, 5]


def test_labels_number_front_pages_in_roman(packet: bytes, plan: PacketPlan) -> None:
    labels = pypdf.PdfReader(io.BytesIO(packet)).page_labels

    assert labels[:4] == ["i", "ii", "7", "8"]
    assert read_back(packet, plan) == []


def test_names_lead_from_other_files_to_the_decks(packet: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(packet))
    dests = reader.named_destinations

    assert reader.get_destination_page_number(dests["lecture-2-deck-1"]) == 6


def test_the_packet_says_what_it_is_and_claims_no_more(packet: bytes) -> None:
    with opened(packet) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert str(pdf.docinfo.Title) == "CSE 599: all slides"
        assert set(pdf.docinfo.keys()) == {"/Title", "/Producer"}
        assert "CSE 599: all slides" in xmp
        assert "pdfuaid" not in xmp
        assert str(pdf.Root.Lang) == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.PageMode == pikepdf.Name.UseOutlines
        first, second = map(bytes, pdf.trailer.ID)
        assert first == second
        assert first != bytes.fromhex("31415926535897932384626433832795")


def test_other_slides_give_another_identifier(front: bytes, plan: PacketPlan) -> None:
    def identifier(*decks: bytes) -> bytes:
        prepared = [prepare_deck(d).data for d in decks]
        with opened(assemble(front, prepared, plan, footer_font())) as pdf:
            return bytes(pdf.trailer.ID[0])

    one = identifier(deck(2), deck(3))

    assert one == identifier(deck(2), deck(3))
    assert one != identifier(deck(2), deck(3, box=(0, 0, 100, 100)))


def test_a_deck_without_front_matter_is_a_packet_too() -> None:
    plan = plan_for(2, footers=False)

    packet = assemble(None, [prepare_deck(deck(2)).data], plan)

    assert read_back(packet, plan) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"runs": (Run(2, 0, 1),)}, "source 2"),
        ({"runs": (Run(1, 0, 3),)}, "has 2 pages"),
        ({"runs": (Run(1, 0, 2), Run(1, 1, 1))}, "used twice"),
        ({"runs": (Run(1, 0, 2, ()),)}, "as many footers"),
        ({"contents_page": 2}, "no page 2"),
        ({"bookmarks": (Bookmark("a", 0, (Bookmark("b", 9),)),)}, "no page 9"),
    ],
)
def test_a_plan_that_its_sources_cannot_meet_is_refused(
    change: dict[str, object], words: str
) -> None:
    plan = replace(plan_for(2, footers=False), **change)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match=words):
        assemble(None, [deck(2)], plan)


def test_reading_back_finds_a_lost_page_and_a_changed_bookmark() -> None:
    plan = plan_for(2, footers=False)
    packet = assemble(None, [prepare_deck(deck(2)).data], plan)
    with opened(packet) as pdf:
        pdf.Root.Outlines.First.Title = "Lecture 9"
        pdf.Root.Outlines.First.A = pikepdf.Dictionary()
        pdf.Root.Outlines.First.Dest = [pdf.pages[1].obj, pikepdf.Name.Fit]
        changed = saved(pdf)
        del pdf.pages[1]
        shorter = saved(pdf)

    assert read_back(packet, plan) == []
    assert len(read_back(changed, plan)) == 2
    assert read_back(shorter, plan) == ["the packet has 1 pages, not 2"]
    assert read_back(b"%PDF-1.7 nothing", plan) != []
