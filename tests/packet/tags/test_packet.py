"""Tags on their whole way: prepared, planned, assembled, validated."""

from pathlib import Path

import pikepdf
import pytest

from syllabus.packet.assemble import assemble
from syllabus.packet.plan import Bookmark, PacketPlan, Run
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.tags import Origin, Tagging, may_claim_ua
from syllabus.packet.verify import read_back
from tests.packet.make import footer_font, plan_for
from tests.packet.tags.make import painted, reachable
from tests.packet.tags.slides import BODY, IMAGE, TITLE, deck, form, resources, slide
from tests.packet.tags.test_author import PAGE, author_tree
from tests.packet.tags.test_join import assert_parent_tree_agrees, names, opened
from tests.verapdf import Verapdf

UNTAGGED = deck((TITLE, BODY), (TITLE, IMAGE))
AUTHORED = deck(PAGE, change=author_tree)


def test_a_deck_is_tagged_only_if_asked() -> None:
    assert prepare_deck(UNTAGGED).tags is None
    report = prepare_deck(UNTAGGED, tagging=Tagging("en")).tags
    assert report is not None
    assert report.origin is Origin.HERE


def test_a_deck_s_own_word_on_its_language_counts() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Lang = pikepdf.String("de-AT")

    data = prepare_deck(deck((BODY,), change=change), tagging=Tagging("en")).data

    with opened(data) as pdf:
        assert str(pdf.Root.Lang) == "de-AT"


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_a_packet_of_tagged_decks_is_tagged(tmp_path: Path) -> None:
    decks = [prepare_deck(d, tagging=Tagging("en")) for d in (UNTAGGED, AUTHORED)]
    plan = plan_for(2, 1, front=1)
    front = deck(PAGE, change=author_tree)

    data = assemble(front, [d.data for d in decks], plan, footer_font())

    assert decks[1].tags is not None
    assert decks[1].tags.origin is Origin.AUTHOR
    assert read_back(data, plan) == []
    document = names(data)[1]
    assert [part if isinstance(part, str) else part[0] for part in document[1:]] == [
        "H1",
        "P",
        "Part",
        "Part",
    ]
    file = tmp_path / "packet.pdf"
    file.write_bytes(data)
    with pikepdf.open(file) as pdf:
        assert_parent_tree_agrees(pdf)
        titles = [str(e.get("/T", "")) for e in pdf.Root.StructTreeRoot.K[0].K]
        assert titles == ["", "", "Lecture 1", "Lecture 2"]
    assert reachable(file)["F"] == painted(file)["F"] == 3


def test_lectures_are_sections() -> None:
    one = prepare_deck(UNTAGGED, tagging=Tagging("en")).data
    plan = PacketPlan(
        title="All",
        language="en",
        runs=(Run(1, 0, 2), Run(2, 0, 2)),
        bookmarks=(
            Bookmark("Week 1", 0, (Bookmark("L1", 0, (Bookmark("a", 0, deck=1),)),)),
            Bookmark("Week 2", 2, (Bookmark("L2", 2, (Bookmark("b", 2, deck=2),)),)),
        ),
    )

    with opened(assemble(None, [one, one], plan)) as pdf:
        sects = list(pdf.Root.StructTreeRoot.K[0].K)
        assert [str(sect.T) for sect in sects] == ["L1", "L2"]
        assert [str(sect.K[0].T) for sect in sects] == ["a", "b"]


def test_equal_decks_keep_the_tags_of_their_forms() -> None:
    data = deck(
        change=lambda pdf: slide(
            pdf, b"/Fm Do", Resources=resources(pdf, Fm=form(pdf, TITLE + BODY))
        )
    )
    one = prepare_deck(data, tagging=Tagging("en")).data

    with opened(assemble(None, [one, one], plan_for(1, 1), footer_font())) as pdf:
        assert_parent_tree_agrees(pdf)
        drawn = [page.obj.Resources.XObject.Fm.objgen for page in pdf.pages]
        stems = [part.K[0].K[0].K.Stm.objgen for part in pdf.Root.StructTreeRoot.K[0].K]
        assert drawn == stems


def test_a_packet_with_a_deck_without_tags_claims_nothing() -> None:
    tagged = prepare_deck(AUTHORED, tagging=Tagging("en")).data
    plain = prepare_deck(UNTAGGED).data

    data = assemble(
        None, [tagged, plain], plan_for(1, 2), footer_font(), claims_ua=True
    )

    assert b"pdfuaid" not in data


def test_a_packet_that_falls_short_does_not_claim_pdf_ua(
    verapdf: Verapdf, tmp_path: Path
) -> None:
    deck = prepare_deck(UNTAGGED, tagging=Tagging("en"))
    assert deck.tags is not None
    claims = may_claim_ua([deck.tags])

    data = assemble(None, [deck.data], plan_for(2), footer_font(), claims_ua=claims)

    file = tmp_path / "packet.pdf"
    file.write_bytes(data)
    (result,) = verapdf.check([file])
    # Helvetica is not embedded, and nobody described the picture
    rules = {failure["rule"] for failure in result["failures"]}
    assert rules == {"5-1", "7.3-1", "7.21.4.1-1"}


def test_a_deck_without_tags_leaves_the_others_theirs(tmp_path: Path) -> None:
    tagged, plain = (
        prepare_deck(deck(PAGE, (BODY,), change=author_tree), tagging=wish)
        for wish in (Tagging("en"), None)
    )
    plan = plan_for(2, 2, 2, front=1)
    front = deck(PAGE, change=author_tree)
    decks = [tagged.data, plain.data, tagged.data]

    data = assemble(front, decks, plan, footer_font())

    assert read_back(data, plan) == []
    file = tmp_path / "packet.pdf"
    file.write_bytes(data)
    with pikepdf.open(file) as pdf:
        assert_parent_tree_agrees(pdf)
        parts = [e for e in pdf.Root.StructTreeRoot.K[0].K if "/T" in e]
        assert [str(e["/T"]) for e in parts] == ["Lecture 1", "Lecture 2", "Lecture 3"]
        # Of the plain deck, the links of the footers are all that has tags
        assert [str(kid.S) for kid in parts[1].K] == ["/Div"]


def test_decks_of_which_none_has_tags_leave_the_front_matter_its_own() -> None:
    plain = prepare_deck(deck(PAGE, change=author_tree)).data

    with opened(assemble(None, [plain], plan_for(1), footer_font())) as pdf:
        assert "/StructTreeRoot" not in pdf.Root


@pytest.mark.parametrize("tagging", [Tagging("en"), None])
def test_pdf_ua_is_not_claimed_of_a_packet_with_a_plain_deck(
    tagging: Tagging | None,
) -> None:
    decks = [prepare_deck(UNTAGGED, tagging=t).data for t in (Tagging("en"), tagging)]

    data = assemble(None, decks, plan_for(2, 2), footer_font(), claims_ua=True)

    with opened(data) as pdf:
        claimed = b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
    assert claimed == (tagging is not None)
