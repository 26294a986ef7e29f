"""The proof of a packet finds what is not in its place, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from syllabus.packet.assemble import assemble
from syllabus.packet.plan import PacketPlan
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.proof import Proof, front_page_count, packet_title, prove
from syllabus.packet.tags import Tagging
from syllabus.packet.witness import Witness
from tests.packet.make import add_link, footer_font, named_deck, opened, plan_for, saved
from tests.packet.test_titles import deck_of, slide

Decks = list[tuple[str, bytes]]


def linked_deck() -> bytes:
    """Three slides with links within the deck and to the web, and a bookmark."""
    with opened(deck_of(slide("Joins"), slide("Plans"), slide("Logs"))) as pdf:
        pages = [page.obj for page in pdf.pages]
        add_link(pdf, pages[0], Dest=Array([pages[2], Name.Fit]))
        add_link(
            pdf, pages[1], A=Dictionary(S=Name.URI, URI=String("https://example.org"))
        )
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("To the logs", 2))
        return saved(pdf)


@pytest.fixture(scope="module")
def decks() -> Decks:
    plain = deck_of(slide("Views"), slide("Views"), slide("Keys"))
    names = named_deck({"one": 1, "two": 2, "gone": 0})
    return [("a.pdf", linked_deck()), ("b.pdf", plain), ("c.pdf", names)]


@pytest.fixture(scope="module")
def plan() -> PacketPlan:
    return plan_for(3, 3, 3)


@pytest.fixture(scope="module")
def packet(decks: Decks, plan: PacketPlan) -> bytes:
    prepared = [prepare_deck(data).data for _, data in decks]
    return assemble(None, prepared, plan, footer_font())


def test_a_good_packet_has_all_in_its_place(
    packet: bytes, plan: PacketPlan, decks: Decks
) -> None:
    assert prove(packet, plan, decks) == Proof((), slides=9, links=5, bookmarks=3)


def retarget(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].A.D[0] = pdf.pages[1].obj


def move(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].Rect = Array([0, 0, 9, 9])


def redirect(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[0].A.URI = String("https://example.net")


def drop_link(pdf: Pdf) -> None:
    del pdf.pages[6].obj.Annots[0]


def drop_footer_link(pdf: Pdf) -> None:
    del pdf.pages[3].obj.Annots[-1]


def retarget_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.First.A.D[0] = pdf.pages[0].obj


def rename_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.First.Title = String("Elsewhere")


def drop_titles(pdf: Pdf) -> None:
    del pdf.Root.Outlines.First.Next.First


def lose_text(pdf: Pdf) -> None:
    pdf.pages[4].obj.Contents = pdf.make_stream(b"")


def lose_name(pdf: Pdf) -> None:
    pdf.Root.Names.Dests.Names = Array()


def lose_page(pdf: Pdf) -> None:
    del pdf.pages[8]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (retarget, "a.pdf, slide 1, link 1 leads to page 2, not to page 3"),
        (move, "a.pdf, slide 1, link 1 does not lie where it lay"),
        (
            redirect,
            "a.pdf, slide 2, link 1 leads to https://example.net, "
            "not to https://example.org",
        ),
        (drop_link, "c.pdf, slide 1: 2 links are there, not 3"),
        (drop_footer_link, "b.pdf, slide 1: its footer does not lead to the contents"),
        (retarget_bookmark, "a.pdf, bookmark 1 leads to page 1, not to page 3"),
        (
            rename_bookmark,
            "a.pdf, bookmark 1 says 'Elsewhere', not 'To the logs', or stands lower",
        ),
        (drop_titles, "b.pdf, bookmark 1, 'Views', is missing"),
        (lose_text, "b.pdf, slide 2: not all of its text is on page 5"),
        (lose_name, "destination 'lecture-1-deck-1' leads to page None, not 0"),
        (lose_page, "the packet has 8 pages, not 9"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_in_its_place_is_said(
    packet: bytes,
    plan: PacketPlan,
    decks: Decks,
    change: Callable[[Pdf], None],
    said: str,
) -> None:
    with opened(packet) as pdf:
        change(pdf)
        broken = saved(pdf)

    assert said in prove(broken, plan, decks).differences


def change_meaning(data: bytes, meanings: dict[str, str]) -> bytes:
    """A packet whose font says of some signs that they are other letters."""
    pairs = "".join(
        f"<{ord(sign):02X}> <{letter.encode('utf-16-be').hex()}>\n"
        for sign, letter in meanings.items()
    )
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "/CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(meanings)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    with opened(data) as pdf:
        font = pdf.pages[3].obj.Resources.Font.F
        font.ToUnicode = pdf.make_stream(table.encode())
        return saved(pdf)


def test_a_sign_that_tags_gave_its_meaning_is_the_same_text(
    packet: bytes, plan: PacketPlan, decks: Decks
) -> None:
    mended = change_meaning(packet, {"V": "\u25b6", "w": "\ufb01"})
    assert "\u25b6" in Witness(mended).letters(3)

    assert prove(mended, plan, decks).differences == ()


def shuffle(pdf: Pdf) -> None:
    """Write other letters at the same places."""
    content = pdf.pages[4].obj.Contents
    data = b"".join(part.read_bytes() for part in content)
    assert b"(Views)" in data
    pdf.pages[4].obj.Contents = pdf.make_stream(data.replace(b"(Views)", b"(VieVs)"))


def test_other_letters_at_the_same_places_are_another_text(
    packet: bytes, plan: PacketPlan, decks: Decks
) -> None:
    with opened(packet) as pdf:
        shuffle(pdf)
        broken = saved(pdf)

    assert (
        prove(broken, plan, decks)
        .differences[0]
        .startswith("b.pdf, slide 2: not all of its text")
    )


def doubly_named_deck() -> bytes:
    """A deck that has a name in each of the two tables, as PDF allows."""
    with opened(named_deck({"one": 1})) as pdf:
        first = pdf.pages[0].obj
        pdf.Root.Dests = Dictionary(two=Array([pdf.pages[2].obj, Name.Fit]))
        add_link(pdf, first, Dest=Name.two)
        add_link(pdf, first, A=Dictionary(S=Name.GoTo, D=String("gone")))
        add_link(pdf, first, A=Dictionary(S=Name.GoToR, F=String("x.pdf")))
        return saved(pdf)


def test_names_of_both_tables_are_followed_and_others_are_passed_over() -> None:
    deck, plan = doubly_named_deck(), plan_for(3)
    packet = assemble(None, [prepare_deck(deck).data], plan, footer_font())

    proof = prove(packet, plan, [("deck.pdf", deck)])

    assert proof.differences == ()
    assert proof.links == 2
    assert proof.passed_over == (
        ("links to a name that the deck does not have", 1),
        ("links to another file", 1),
    )
    with opened(packet) as pdf:
        pdf.pages[0].obj.Annots[1].A.D[0] = pdf.pages[1].obj
        broken = saved(pdf)
    assert prove(broken, plan, [("deck.pdf", deck)]).differences == (
        "deck.pdf, slide 1, link 2 leads to page 2, not to page 3",
    )


def test_a_deck_that_nobody_can_read_is_said_to_be_unproved(
    packet: bytes, plan: PacketPlan, decks: Decks
) -> None:
    proof = prove(packet, plan, [*decks[:2], ("c.pdf", b"%PDF-1.4")])

    assert proof.differences == ("c.pdf cannot be read, and so not be compared",)
    assert proof.slides == 6


def test_the_front_pages_are_those_before_page_1(
    packet: bytes, plan: PacketPlan
) -> None:
    assert front_page_count(packet) == 0
    assert packet_title(packet) == plan.title
    assert front_page_count(b"no PDF") is None


@pytest.mark.needs("shared")
def test_every_place_of_the_real_decks_is_proved(shared: Path) -> None:
    files = sorted((shared / "courses" / "latex-decks").glob("*.pdf"))
    files += sorted((shared / "courses" / "dlsys-2017" / "pdf").glob("*.pdf"))
    decks = [(path.name, path.read_bytes()) for path in files]
    prepared = [prepare_deck(data, tagging=Tagging("en")) for _, data in decks]
    plan = plan_for(*(deck.pages for deck in prepared))
    packet = assemble(None, [deck.data for deck in prepared], plan, footer_font())

    proof = prove(packet, plan, decks)

    assert proof.differences == ()
    assert proof.slides == 784
    assert proof.links > 2800
    assert proof.bookmarks > 600
    assert dict(proof.passed_over) == {
        "links to an address that is neither web nor mail": 112
    }


def test_a_packet_of_another_order_is_not_as_planned(
    packet: bytes, plan: PacketPlan, decks: Decks
) -> None:
    turned = replace(plan, runs=plan.runs[::-1])
    starts = list(accumulate(run.count for run in turned.runs))

    assert starts == [3, 6, 9]
    assert len(prove(packet, turned, decks).differences) > 3
