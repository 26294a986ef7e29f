"""What becomes of a deck without tags."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from syllabus.packet.tags import DRAWING, EVERY, Origin, Rule
from tests.packet.tags.make import painted, pictures, reachable, structure, tagged, tree
from tests.packet.tags.slides import (
    BODY,
    BOX,
    IMAGE,
    TITLE,
    assert_well_marked,
    content,
    deck,
    form,
    resources,
    slide,
)


def sections(data: bytes) -> list[object]:
    """The kids of each slide's Sect, without what is in them."""
    (part,) = tree(data)[1:]
    assert isinstance(part, list)
    return [[kid[0] for kid in sect[1:]] for sect in part[1:]]


def test_a_slide_is_a_heading_paragraphs_and_figures() -> None:
    made = tagged(deck((BOX, TITLE, BODY, IMAGE)))

    assert sections(made.data) == [["H1", "P", "Figure"]]
    assert made.report.origin is Origin.HERE
    assert_well_marked(made.data)


def test_later_slides_have_lower_headings() -> None:
    made = tagged(deck((TITLE, BODY), (TITLE, BODY), (BODY,)))

    assert sections(made.data) == [["H1", "P"], ["H2", "P"], ["P"]]


def test_a_title_is_read_first_wherever_it_is_drawn() -> None:
    made = tagged(deck((BODY, TITLE)))

    assert sections(made.data) == [["H1", "P"]]


@pytest.mark.parametrize(
    "parts",
    [
        (TITLE, BODY, IMAGE, BOX),
        (b"q", TITLE, b"q", IMAGE, b"Q", BODY),
        (b"Q Q", TITLE, b"Q", BODY),
        (b"BT /F 20 Tf 60 300 Td (no end) Tj",),
        (b"BT /F 20 Tf 60 300 Td (twice) Tj BT (begun) Tj ET ET",),
        (b"/P <</MCID 0>> BDC", TITLE, b"EMC EMC", BODY),
        (b"/P <</MCID 7>> BDC", TITLE, b"/Span <</MCID 8>> BDC", BODY),
        (b"BT /F 20 Tf 60 300 Td /P BMC (in) Tj EMC (out) Tj ET",),
        (b"/Artifact BMC", BOX, TITLE, b"EMC", BODY),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G ID a EI", BODY),
        (b"0 0 m 5 5 l", b"1 0 0 RG S", BODY, b"10 10 5 5 re % x\nf"),
        (b"",),
        (b"q Q",),
    ],
)
def test_marks_nest_and_nothing_painted_changes(parts: tuple[bytes, ...]) -> None:
    made = tagged(deck(parts, (BODY,)))

    assert_well_marked(made.data)
    assert pictures(made.data) == pictures(made.plain)


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_every_character_can_be_reached(tmp_path: Path) -> None:
    file = tmp_path / "deck.pdf"
    file.write_bytes(tagged(deck((TITLE, BODY, IMAGE), (BODY,))).data)

    assert painted(file) - reachable(file) == {}


def test_decoration_is_no_part_of_the_tree() -> None:
    made = tagged(deck((BOX, BODY)))

    assert sections(made.data) == [["P"]]
    assert b"/Artifact BMC" in content(made.data)


def test_a_running_foot_is_an_artifact_and_a_text_that_stands_once_is_not() -> None:
    foot = b"BT /F 10 Tf 60 20 Td (Course, page %d) Tj ET"
    pages = [(TITLE, BODY, foot % n) for n in range(4)]

    note = b"BT /F 10 Tf 60 20 Td (A note) Tj ET"
    made = tagged(deck(*pages, (TITLE, BODY, note)))

    assert sections(made.data)[1] == ["H2", "P"]
    assert sections(made.data)[4] == ["H2", "P", "P"]
    assert b"/Artifact <</Type /Pagination>> BDC" in content(made.data, 1)


def test_a_picture_behind_every_slide_is_decoration() -> None:
    other = b"q 90 0 0 90 500 100 cm /I Do Q"

    made = tagged(deck((IMAGE, BODY), (IMAGE, BODY), (IMAGE, other, BODY)))

    assert sections(made.data) == [["P"], ["P"], ["Figure", "P"]]


def test_strips_of_one_picture_are_one_figure() -> None:
    strips = b" ".join(
        b"q 200 0 0 20 60 %d cm /I Do Q" % y for y in range(100, 200, 20)
    )
    made = tagged(deck((strips, BODY)))

    assert made.report.undescribed == ((0, 0),)


# Descriptions


def test_a_figure_is_described_by_a_person_or_reported() -> None:
    other = b"q 90 0 0 90 500 100 cm /I Do Q"

    made = tagged(deck((IMAGE, other, BODY)), {(0, 1): "A cat"})

    assert made.report.undescribed == ((0, 0),)
    assert made.report.falls_short[Rule.FIGURE_WITHOUT_DESCRIPTION] == 1
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        figures = [o for o in pdf.objects if is_figure(o)]
        assert [str(f.get("/Alt", "")) for f in figures] == ["", "A cat"]
        assert [float(n) for n in figures[1]["/A"].BBox] == [500, 100, 590, 190]


def is_figure(obj: object) -> bool:
    return isinstance(obj, Dictionary) and obj.get("/S") == Name.Figure


def test_a_person_can_call_a_picture_decoration() -> None:
    made = tagged(deck((IMAGE, BODY)), {(0, 0): ""})

    assert sections(made.data) == [["P"]]
    assert Rule.FIGURE_WITHOUT_DESCRIPTION not in made.report.falls_short


def test_a_drawing_is_reported_until_a_person_describes_it() -> None:
    silent = tagged(deck((CURVES, BODY)))
    told = tagged(deck((CURVES, BODY)), {(0, DRAWING): "Falling lines"})

    assert silent.report.falls_short[Rule.DRAWING_WITHOUT_DESCRIPTION] == 1
    assert sections(silent.data) == [["P"]]
    assert Rule.DRAWING_WITHOUT_DESCRIPTION not in told.report.falls_short
    assert sections(told.data) == [["Figure", "P"]]
    assert_well_marked(told.data)


CURVES = b"".join(b"%d 200 m %d 300 l S\n" % (x, x + 9) for x in range(60, 200, 2))


def test_a_person_can_call_the_drawings_of_a_deck_decoration() -> None:
    pages = deck((CURVES, BODY), (CURVES, BODY))

    made = tagged(pages, {(EVERY, DRAWING): ""})
    told = tagged(pages, {(EVERY, DRAWING): "", (1, DRAWING): "Falling lines"})

    assert Rule.DRAWING_WITHOUT_DESCRIPTION not in made.report.falls_short
    assert sections(made.data) == [["P"], ["P"]]
    assert sections(told.data) == [["P"], ["Figure", "P"]]


def test_a_drawing_that_its_author_marks_as_an_artifact_is_not_reported() -> None:
    made = tagged(deck((b"/Artifact BMC", CURVES, b"EMC", BODY)))

    assert Rule.DRAWING_WITHOUT_DESCRIPTION not in made.report.falls_short


def test_words_that_stand_for_content_are_kept() -> None:
    span = b"/Span <</ActualText (ffi)>> BDC BT /F 20 Tf 60 300 Td (x) Tj ET EMC"

    made = tagged(deck((TITLE, span)))

    assert_well_marked(made.data)
    assert b"/ActualText" in content(made.data)
    assert sections(made.data) == [["H1", "P"]]


# Layers


def layered(pdf: Pdf, *, hidden: bool) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("answer")))
    off = [layer] if hidden else []
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array(off))
    )
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)


LAYER = b"/OC /L BDC BT /F 20 Tf 60 200 Td (Answer) Tj ET EMC"


@pytest.mark.parametrize("hidden", [True, False])
def test_what_a_layer_hides_is_not_heard(hidden: bool) -> None:
    data = deck((TITLE, BODY, LAYER), change=lambda pdf: layered(pdf, hidden=hidden))

    made = tagged(data)

    assert sections(made.data) == [["H1", "P"] if hidden else ["H1", "P", "P"]]
    assert b"/OC /L BDC" in content(made.data)
    assert_well_marked(made.data)
    assert pictures(made.data) == pictures(made.plain)


def test_a_layer_without_its_end_gets_one() -> None:
    data = deck(
        (TITLE, b"/OC /L BDC", BODY), change=lambda pdf: layered(pdf, hidden=False)
    )

    assert_well_marked(tagged(data).data)


def test_no_mark_lies_over_the_edge_of_a_saved_state() -> None:
    lines = [
        b"q 1 0 0 1 0 %d cm BT /F 20 Tf 60 0 Td (line) Tj ET Q" % y
        for y in (380, 356, 332)
    ]
    made = tagged(deck((*lines, b"q BT /F 20 Tf 60 308 Td (line) Tj ET", BOX, b"Q")))

    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        brackets: list[str] = []
        for instruction in pikepdf.parse_content_stream(pdf.pages[0]):
            operator = str(instruction.operator)
            if operator in {"q", "BDC", "BMC"}:
                brackets.append(operator[0])
            elif operator in {"Q", "EMC"}:
                assert brackets.pop() == ("q" if operator == "Q" else "B")
    assert sections(made.data) == [["P"]]


# Forms


def with_form(pdf: Pdf, inside: bytes, *draws: bytes) -> None:
    drawn = form(pdf, inside)
    for draw in draws:
        slide(pdf, draw, Resources=resources(pdf, Fm=drawn))


def test_the_text_of_a_form_drawn_once_is_tagged_within_it() -> None:
    data = deck(change=lambda pdf: with_form(pdf, TITLE + BODY, b"/Fm Do"))

    made = tagged(data)

    assert sections(made.data) == [["H1", "P"]]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        drawn = pdf.pages[0].obj.Resources.XObject.Fm
        key = drawn.StructParents
        assert b"/MCID 0" in drawn.read_bytes()
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        assert len(nums[nums.index(key) + 1]) == 2


def test_a_form_drawn_twice_is_tagged_where_it_is_drawn() -> None:
    draws = (b"/Fm Do", b"1 0 0 1 9 9 cm /Fm Do")
    data = deck(change=lambda pdf: with_form(pdf, BODY, *draws))

    made = tagged(data)

    assert sections(made.data) == [["P"], ["P"]]
    assert_well_marked(made.data)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert b"BDC" not in pdf.pages[0].obj.Resources.XObject.Fm.read_bytes()


@pytest.mark.needs("pdfinfo", "pdftotext")
@pytest.mark.parametrize("draws", [(b"/Fm Do",), (b"/Fm Do", b"/Fm Do")])
@pytest.mark.parametrize("mark", [b"/P <</MCID 3>> BDC ", b"/P BMC "])
def test_marks_in_forms_that_no_tree_knows_hide_nothing(
    mark: bytes, draws: tuple[bytes, ...], tmp_path: Path
) -> None:
    inside = mark + TITLE + b" EMC " + BODY
    file = tmp_path / "deck.pdf"
    data = deck(change=lambda pdf: with_form(pdf, inside, *draws))
    file.write_bytes(tagged(data).data)

    assert painted(file) - reachable(file) == {}


def test_a_form_that_draws_itself_ends() -> None:
    def change(pdf: Pdf) -> None:
        drawn = form(pdf, TITLE + b" /Fm Do")
        drawn.Resources.XObject.Fm = drawn
        slide(pdf, b"/Fm Do", Resources=resources(pdf, Fm=drawn))

    assert tagged(deck(change=change)).report.origin is Origin.HERE


def test_a_page_that_is_not_balanced_is_tagged_in_its_form() -> None:
    made = tagged(deck((b"q q", TITLE, BODY)))

    assert sections(made.data) == [["H1", "P"]]


def test_pages_that_share_their_content_are_tagged_apart() -> None:
    def change(pdf: Pdf) -> None:
        slide(pdf, TITLE, BODY)
        slide(pdf)
        pdf.pages[1].obj.Contents = pdf.pages[0].obj.Contents

    made = tagged(deck(change=change))

    assert sections(made.data) == [["H1", "P"], ["H2", "P"]]


# Annotations


def annotated(pdf: Pdf, **keys: object) -> None:
    rect = keys.pop("Rect", [50, 370, 200, 400])
    annot = Dictionary({f"/{k}": v for k, v in keys.items()} | {"/Type": Name.Annot})
    annot["/Rect"] = Array(rect)  # type: ignore[arg-type]
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annot)])


WEB = Dictionary(S=Name.URI, URI=String("https://example.org/"))


def words_of_link(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.Tabs == Name.S
        return str(pdf.pages[0].obj.Annots[0].Contents)


def test_a_link_is_in_its_text_and_says_what_it_covers() -> None:
    data = deck((TITLE, BODY), change=lambda p: annotated(p, Subtype=Name.Link, A=WEB))

    made = tagged(data)

    assert words_of_link(made.data) == "First line"
    part = tree(made.data)[1]
    assert part[1][2] == ["P", ["Link", 1, "/OBJR"], 2]  # type: ignore[index]


def test_a_link_over_nothing_says_where_it_leads() -> None:
    data = deck(
        (TITLE, BODY),
        change=lambda p: annotated(
            p, Subtype=Name.Link, A=WEB, Rect=[600, 10, 610, 20]
        ),
    )

    made = tagged(data)

    assert words_of_link(made.data) == "https://example.org/"
    assert sections(made.data) == [["H1", "P", "Link"]]


def test_a_field_without_a_name_for_people_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        annotated(pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("field1"))
        pdf.Root.AcroForm = Dictionary(Fields=Array(list(pdf.pages[0].obj.Annots)))

    made = tagged(deck((BODY,), change=change))

    assert sections(made.data) == [["P", "Form"]]
    assert made.report.falls_short[Rule.FIELD_WITHOUT_NAME] == 1


def test_a_note_without_words_is_reported() -> None:
    data = deck((BODY,), change=lambda p: annotated(p, Subtype=Name.Square))

    made = tagged(data)

    assert sections(made.data) == [["P", "Annot"]]
    assert made.report.falls_short[Rule.ANNOTATION_WITHOUT_DESCRIPTION] == 1


# Fonts


def set_font(pdf: Pdf, **keys: object) -> None:
    font = Dictionary({f"/{key}": value for key, value in keys.items()})
    pdf.pages[0].obj.Resources.Font = Dictionary(F=pdf.make_indirect(font))


def test_text_that_means_nothing_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        names = Array([65, Name.g1, Name.B])
        encoding = Dictionary(Differences=names)
        set_font(
            pdf, Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.X, Encoding=encoding
        )

    made = tagged(deck((b"BT /F 20 Tf 60 300 Td (AB) Tj ET",), change=change))

    assert made.report.falls_short[Rule.TEXT_WITHOUT_UNICODE] == 1
    assert made.report.falls_short[Rule.FONT_NOT_EMBEDDED] == 1


@pytest.mark.needs("pdftotext")
def test_glyphs_that_tex_names_get_their_meaning(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        names = Array([65, Name.summationdisplay, Name.parenleftBig])
        encoding = Dictionary(Differences=names)
        set_font(
            pdf, Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.X, Encoding=encoding
        )

    made = tagged(deck((b"BT /F 20 Tf 60 300 Td (AB) Tj ET",), change=change))

    file = tmp_path / "deck.pdf"
    file.write_bytes(made.data)
    assert Rule.TEXT_WITHOUT_UNICODE not in made.report.falls_short
    assert painted(file) == {"∑": 1, "(": 1}


def test_type_3_text_is_text() -> None:
    def change(pdf: Pdf) -> None:
        glyph = pdf.make_stream(b"500 0 d0 0 0 400 400 re f")
        set_font(
            pdf,
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 500, 500]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(a=glyph),
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            FirstChar=97,
            LastChar=97,
            Widths=Array([500]),
        )

    made = tagged(deck((b"BT /F 20 Tf 60 300 Td (aaaa) Tj ET",), change=change))

    assert sections(made.data) == [["P"]]
    assert made.report.shortfalls == ()


# As a whole


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_titles_are_found_on_turned_pages(turn: int) -> None:
    matrix = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 540 0"}
    matrix |= {180: "-1 0 0 -1 720 540", 270: "0 -1 1 0 0 720"}
    box = [0, 0, 540, 720] if turn in {90, 270} else [0, 0, 720, 540]

    def change(pdf: Pdf) -> None:
        slide(
            pdf,
            matrix[turn].encode() + b" cm",
            BODY,
            TITLE,
            Rotate=turn,
            MediaBox=Array(box),
        )

    assert sections(tagged(deck(change=change)).data) == [["H1", "P"]]


def test_columns_that_are_drawn_in_disorder_are_read_in_order() -> None:
    at = b"BT /F 20 Tf %d %d Td (%b) Tj ET"
    places = [(60, 100, b"a3"), (60, 200, b"a2"), (60, 300, b"a1")]
    places += [(400, 100, b"b3"), (400, 200, b"b2"), (400, 300, b"b1")]
    data = deck(tuple(at % place for place in places))

    made = tagged(data)

    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        slide_kids = pdf.Root.StructTreeRoot.K[0].K[0].K
        assert [int(kid.K) for kid in slide_kids] == [2, 1, 0, 5, 4, 3]


def test_a_deck_that_is_tagged_again_stays_as_it_is() -> None:
    once = tagged(deck((TITLE, BODY, IMAGE)))
    again = tagged(once.data)

    assert again.report.origin is Origin.AUTHOR
    assert content(again.data) == content(once.data)
    assert [k[0] for k in tree(again.data)[1][1][1:]] == ["H1", "P", "Figure"]  # type: ignore[index]


def test_equal_decks_get_equal_bytes() -> None:
    data = deck((TITLE, BODY, IMAGE), (BODY,))

    assert tagged(data).data == tagged(data).data


@pytest.mark.needs("pdfinfo")
def test_no_language_is_reported_and_none_is_made_up(tmp_path: Path) -> None:
    made = tagged(deck((BODY,)), language="")

    assert Rule.NO_LANGUAGE in made.report.falls_short
    file = tmp_path / "deck.pdf"
    file.write_bytes(made.data)
    assert "First line" in structure(file)


def test_content_that_is_broken_off_is_tagged_as_far_as_readers_show_it() -> None:
    made = tagged(deck((BODY, b"BT /F 20 Tf 60 200 Td (open Tj ET"), (BODY,)))

    assert sections(made.data)[1] == ["P"]
    assert pictures(made.data) == pictures(made.plain)
