"""What becomes of an author's tags, whole or damaged."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from syllabus.packet.tags import Origin, Rule
from tests.packet.tags.make import (
    Tagged,
    painted,
    pictures,
    reachable,
    tagged,
    tree,
)
from tests.packet.tags.slides import (
    BODY,
    IMAGE,
    TITLE,
    assert_well_marked,
    deck,
    form,
    resources,
    slide,
)

PAGE = (
    b"/H1 <</MCID 0>> BDC " + TITLE + b" EMC",
    b"/P <</MCID 1>> BDC " + BODY + b" EMC",
)


def author_tree(pdf: Pdf, *, kinds: tuple[str, str] = ("H1", "P")) -> Object:
    """Give every page a tree of a heading and a paragraph; give the Document."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = element(pdf, "Document", root)
    nums: list[object] = []
    for number, page in enumerate(pdf.pages):
        kids = [
            element(pdf, k, document, Pg=page.obj, K=n) for n, k in enumerate(kinds)
        ]
        document["/K"].extend(kids)
        page.obj["/StructParents"] = number
        nums += [number, Array(kids)]
    root["/K"] = document
    root["/ParentTree"] = pdf.make_indirect(Dictionary(Nums=Array(nums)))
    pdf.Root["/StructTreeRoot"] = root
    pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
    return document


def element(pdf: Pdf, kind: str, parent: Object, **keys: object) -> Object:
    entries = {"/S": Name("/" + kind), "/P": parent, "/K": Array()}
    return pdf.make_indirect(
        Dictionary(entries | {f"/{key}": value for key, value in keys.items()})
    )


def authored(change: Callable[[Pdf, Object], object] | None = None) -> Tagged:
    def tag(pdf: Pdf) -> None:
        document = author_tree(pdf)
        if change is not None:
            change(pdf, document)

    return tagged(deck(PAGE, PAGE, change=tag))


def outline(made: Tagged) -> list[object]:
    """The kids of the deck's Part."""
    part = tree(made.data)[1]
    assert isinstance(part, list)
    return part[1:]


def test_an_author_s_tags_are_kept() -> None:
    made = authored()

    assert made.report.origin is Origin.AUTHOR
    assert not made.report.repaired
    assert outline(made) == [["H1", 0], ["P", 1]] * 2
    assert pictures(made.data) == pictures(made.plain)


def kid(document: Object, number: int = 0) -> Object:
    found: Object = document["/K"][number]
    return found


DAMAGES: dict[str, Callable[[Pdf, Object], object]] = {
    "no parent tree": lambda pdf, _: pdf.Root.StructTreeRoot.__delitem__("/ParentTree"),
    "a cycle": lambda _, top: kid(top, 1).__setitem__("/K", Array([1, top])),
    "content that is not there": lambda _, top: kid(top).__setitem__(
        "/K", Array([0, 99])
    ),
    "content of no page": lambda pdf, top: top["/K"].append(
        element(pdf, "P", top, K=5)
    ),
    "a second claim": lambda pdf, top: top["/K"].append(
        element(pdf, "P", top, Pg=pdf.pages[0].obj, K=0)
    ),
    "kids that are none": lambda _, top: top["/K"].extend([String("x"), Name.x]),
    "a null": lambda _, top: kid(top).__setitem__("/K", Array([0, None])),
    "an element without a type": lambda pdf, top: top["/K"].append(
        pdf.make_indirect(Dictionary(K=3))
    ),
    "parents that are wrong": lambda pdf, top: kid(top).__setitem__(
        "/P", pdf.pages[0].obj
    ),
    "an annotation that is not there": lambda pdf, top: top["/K"].append(
        element(pdf, "Link", top, K=Dictionary(Type=Name.OBJR, Obj=Dictionary()))
    ),
}


@pytest.mark.needs("pdfinfo", "pdftotext", "qpdf")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_trees_are_mended(
    damage: Callable[[Pdf, Object], object], tmp_path: Path
) -> None:
    made = authored(damage)

    assert made.report.origin is Origin.AUTHOR
    assert [k for k in outline(made) if len(k) > 1] == [["H1", 0], ["P", 1]] * 2  # type: ignore[arg-type]
    file = tmp_path / "deck.pdf"
    file.write_bytes(made.data)
    assert painted(file) - reachable(file) == {}
    assert pikepdf.open(file).check_pdf_syntax() == []


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_text_that_the_tree_leaves_out_is_added_to_its_page(tmp_path: Path) -> None:
    loose = b"BT /F 20 Tf 60 100 Td (Left out) Tj ET"

    def change(pdf: Pdf) -> None:
        author_tree(pdf)

    made = tagged(deck((*PAGE, loose), PAGE, change=change))

    assert outline(made) == [["H1", 0], ["P", 1], ["P", 2], ["H1", 0], ["P", 1]]
    assert made.report.falls_short[Rule.TEXT_OUT_OF_TAGS] == 1
    assert_well_marked(made.data)
    file = tmp_path / "deck.pdf"
    file.write_bytes(made.data)
    assert painted(file) - reachable(file) == {}


def test_a_tree_that_reaches_next_to_nothing_is_replaced() -> None:
    def change(pdf: Pdf) -> None:
        author_tree(pdf)

    made = tagged(deck((TITLE, BODY, b"/P <</MCID 0>> BDC EMC"), change=change))

    assert made.report.origin is Origin.HERE
    assert_well_marked(made.data)


def test_a_tree_without_content_is_replaced() -> None:
    def change(pdf: Pdf) -> None:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root["/K"] = element(pdf, "Document", root)
        pdf.Root["/StructTreeRoot"] = root

    assert tagged(deck((BODY,), change=change)).report.origin is Origin.HERE


def test_the_tags_of_a_page_that_is_not_balanced_are_found_in_its_form() -> None:
    def change(pdf: Pdf) -> None:
        author_tree(pdf)

    made = tagged(deck((b"q", *PAGE), change=change))

    assert made.report.origin is Origin.AUTHOR
    assert outline(made) == [["H1", "/MCR"], ["P", "/MCR"]]


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_tags_within_a_form_are_kept(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        drawn = form(pdf, b"\n".join(PAGE))
        slide(pdf, b"/Fm Do", Resources=resources(pdf, Fm=drawn))
        document = author_tree(pdf)
        for number, one in enumerate(document["/K"]):
            one["/K"] = Dictionary(
                Type=Name.MCR, Pg=pdf.pages[0].obj, Stm=drawn, MCID=number
            )
        pdf.pages[0].obj.Resources.XObject.Fm = drawn

    made = tagged(deck(change=change))

    assert made.report.origin is Origin.AUTHOR
    file = tmp_path / "deck.pdf"
    file.write_bytes(made.data)
    assert painted(file) - reachable(file) == {}


def test_nested_content_is_kept() -> None:
    inner = (
        b"/P <</MCID 0>> BDC " + TITLE + b" /P <</MCID 1>> BDC " + BODY + b" EMC EMC"
    )

    def change(pdf: Pdf) -> None:
        author_tree(pdf)

    assert outline(tagged(deck((inner,), change=change))) == [["H1", 0], ["P", 1]]


# Types, headings, names


def test_types_of_the_author_are_mapped_and_standard_ones_stay_standard() -> None:
    def change(pdf: Pdf, document: Object) -> None:
        kid(document)["/S"] = Name.Subtitle
        kid(document, 1)["/S"] = Name.Unknown
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(
            Subtitle=Name.H1, P=Name.Figure, Loop=Name.Loop
        )

    made = authored(change)

    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        roles = dict(pdf.Root.StructTreeRoot.RoleMap)
    assert roles["/Subtitle"] == "/H1"
    assert roles["/Unknown"] == "/NonStruct"
    assert "/P" not in roles
    assert Rule.FIGURE_WITHOUT_DESCRIPTION not in made.report.falls_short


def test_headings_skip_no_level() -> None:
    def change(pdf: Pdf, document: Object) -> None:
        kid(document, 0)["/S"] = Name.H3
        kid(document, 2)["/S"] = Name.H6

    kinds = [one[0] for one in outline(authored(change))]  # type: ignore[index]

    assert kinds == ["H1", "P", "H2", "P"]


def test_figures_take_the_descriptions_of_people_by_their_order_on_the_page() -> None:
    parts = (*PAGE, b"/Figure <</MCID 2>> BDC " + IMAGE + b" EMC")

    def change(pdf: Pdf) -> None:
        document = author_tree(pdf)
        document["/K"].append(
            element(pdf, "Figure", document, Pg=pdf.pages[0].obj, K=2)
        )

    silent = tagged(deck(parts, change=change))
    told = tagged(deck(parts, change=change), {(0, 0): "A square"})

    assert silent.report.undescribed == ((0, 0),)
    assert told.report.undescribed == ()


def test_an_author_s_description_stays() -> None:
    def change(_: Pdf, document: Object) -> None:
        kid(document, 1)["/S"] = Name.Figure
        kid(document, 1)["/Alt"] = String("Two lines")

    made = authored(change)

    assert Rule.FIGURE_WITHOUT_DESCRIPTION not in made.report.falls_short
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert str(pdf.Root.StructTreeRoot.K[0].K[1].Alt) == "Two lines"


def test_a_cell_outside_a_row_is_reported() -> None:
    def change(_: Pdf, document: Object) -> None:
        kid(document, 1)["/S"] = Name.TD

    assert authored(change).report.falls_short[Rule.STRUCTURE_INVALID] == 1
