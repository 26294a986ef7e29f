"""On sheets of paper slides are heard as they were in the packet, in its order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, String

from syllabus.packet.paper.groups import SlideGroup
from syllabus.packet.paper.layout import Layout, LayoutKind
from syllabus.packet.paper.write import ContentsLink, impose
from tests.needs import ROOT
from tests.packet.make import add_link, footer_font, opened, saved
from tests.packet.tags.make import packet, structure, tagged
from tests.packet.tags.slides import BODY, BOX, TITLE, deck
from tests.packet.test_nup_links import annotation, filled
from tests.verapdf import Verapdf

SLIDES = ROOT / "data" / "courses" / "dlsys-2017" / "slides"
CLAIM = b"<pdfuaid:part>1</pdfuaid:part>"


@pytest.fixture(scope="module")
def slides() -> bytes:
    """A packet of a deck that was tagged here and one that its author tagged."""
    decks = [SLIDES / "lecture1.pdf", SLIDES / "alex_smola_guest_lecture.pdf"]
    return packet([tagged(path).data for path in decks], claims_ua=True)


def on_paper(data: bytes, kind: LayoutKind) -> bytes:
    with opened(data) as pdf:
        count = len(pdf.pages)
    groups = [SlideGroup(0, 3, "First"), SlideGroup(3, count - 3, "Second")]
    contents = ContentsLink("Contents", 0)
    return impose(data, Layout(kind), groups, footer_font(), contents)


def heard(data: bytes, path: Path) -> list[str]:
    """The words and the elements that hold them, but for links."""
    path.write_bytes(data)
    lines = [line.strip() for line in structure(path).splitlines()]
    return [line for line in lines if not re.match(r"Div|Link|Object", line)]


def elements(root: Object) -> Iterator[Object]:
    pending = [root["/K"]]
    while pending:
        node = pending.pop()
        if isinstance(node, Array):
            pending += list(node)
        elif isinstance(node, Dictionary) and "/S" in node:
            yield node
            if "/K" in node:
                pending.append(node["/K"])


def kids(element: Object) -> list[Any]:
    found = element.get("/K", Array())
    return list(found) if isinstance(found, Array) else [found]


def forms_within(holder: Object) -> Iterator[Object]:
    for form in holder["/Resources"].get("/XObject", Dictionary()).values():
        yield form
        if form.get("/Subtype") == Name.Form and "/Resources" in form:
            yield from forms_within(form)


def assert_tree_holds(pdf: Pdf) -> None:
    """What elements refer to is on their sheets, and the parent tree leads back."""
    root = pdf.Root["/StructTreeRoot"]
    parents = NumberTree(root["/ParentTree"])
    pages = {page.obj.objgen: page.obj for page in pdf.pages}
    shown = {
        key: {form.objgen for form in forms_within(page)} for key, page in pages.items()
    }
    contents = references = 0
    for element in elements(root):
        assert "/Pg" not in element or element["/Pg"].objgen in pages
        for kid in kids(element):
            assert not isinstance(kid, int), "content of a page that is no more"
            if "/MCID" in kid:
                contents += 1
                assert kid["/Stm"].objgen in shown[kid["/Pg"].objgen]
                listed = parents[int(kid["/Stm"]["/StructParents"])]
                assert listed[int(kid["/MCID"])] == element
            elif "/Obj" in kid:
                references += 1
                lying = {a.objgen for a in pages[kid["/Pg"].objgen]["/Annots"]}
                assert kid["/Obj"].objgen in lying
                assert parents[int(kid["/Obj"]["/StructParent"])] == element
    annots = [a for page in pages.values() for a in page.get("/Annots", ())]
    keys = [int(annot["/StructParent"]) for annot in annots]
    assert len(set(keys)) == len(keys) == references
    assert contents
    assert int(root["/ParentTreeNextKey"]) > max(parents.keys())


@pytest.mark.needs("pdfinfo")
@pytest.mark.parametrize("kind", LayoutKind)
def test_slides_are_heard_in_the_order_of_the_packet(
    kind: LayoutKind, slides: bytes, tmp_path: Path
) -> None:
    as_it_was = heard(slides, tmp_path / "packet.pdf")

    assert heard(on_paper(slides, kind), tmp_path / "sheets.pdf") == as_it_was
    assert len(as_it_was) > 100


@pytest.mark.parametrize("kind", LayoutKind)
def test_each_reference_leads_to_its_sheet_and_back(
    kind: LayoutKind, slides: bytes
) -> None:
    with opened(on_paper(slides, kind)) as pdf:
        assert_tree_holds(pdf)
        assert all(page.obj["/Tabs"] == Name.S for page in pdf.pages)


def test_sheets_claim_what_the_packet_claims_and_keep_the_promise(
    slides: bytes, verapdf: Verapdf, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{kind}.pdf" for kind in LayoutKind]
    for kind, path in zip(LayoutKind, paths, strict=True):
        path.write_bytes(on_paper(slides, kind))
        assert CLAIM in path.read_bytes()

    assert [r.get("failures") for r in verapdf.check(paths)] == [[]] * len(paths)


def test_content_that_names_its_page_is_led_to_its_sheet(slides: bytes) -> None:
    with opened(slides) as pdf:
        for element in elements(pdf.Root["/StructTreeRoot"]):
            listed = [
                Dictionary(Type=Name.MCR, Pg=element["/Pg"], MCID=kid)
                if isinstance(kid, int)
                else kid
                for kid in kids(element)
            ]
            element["/K"] = Array(listed)
        named = saved(pdf)

    with opened(on_paper(named, LayoutKind.FOUR)) as pdf:
        assert_tree_holds(pdf)


def test_the_link_at_the_foot_is_heard_after_its_lecture() -> None:
    first, second = deck((TITLE,), (BODY,), (BOX,)), deck((TITLE,), (BOX,))
    data = packet([tagged(first).data, tagged(second).data])
    out = on_paper(data, LayoutKind.TWO)

    with opened(out) as pdf:
        (document,) = kids(pdf.Root["/StructTreeRoot"])
        parts = kids(document)
        # The first lecture's last sheet has a drawing only, of which nothing is heard
        assert len(parts) == 2 + 1
        for part, sheets in [(parts[0], [0]), (parts[1], [2])]:
            links = [kid["/Pg"].objgen for kid in kids(kids(part)[-1])]
            assert links == [pdf.pages[sheet].obj.objgen for sheet in sheets]


def test_one_link_on_many_slides_is_heard_on_each() -> None:
    def change(pdf: Pdf) -> None:
        web = Dictionary(S=Name.URI, URI=String("https://example.org/"))
        link = add_link(pdf, pdf.pages[0].obj, A=web)
        pdf.pages[1].obj["/Annots"] = Array([link])

    data = tagged(deck((TITLE,), (TITLE,), (BODY,), change=change)).data
    with opened(on_paper(packet([data]), LayoutKind.SIX)) as pdf:
        assert_tree_holds(pdf)
        annots = [annot for page in pdf.pages for annot in page.obj["/Annots"]]
        assert len([annot for annot in annots if "/URI" in annot["/A"]]) == 2


def with_field_and_stamp(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    annotation(
        pdf, page, "/Widget", [0, 0, 360, 270],
        FT=Name.Tx, T=String("name"), TU=String("Your name"), F=4,
        AP=Dictionary(N=filled(pdf, "0 1 0")),
    )  # fmt: skip
    pdf.Root.AcroForm = Dictionary(Fields=Array([page["/Annots"][0]]))
    annotation(
        pdf, page, "/Stamp", [360, 270, 720, 540],
        F=4, Contents=String("A seal"), AP=Dictionary(N=filled(pdf, "0 0 1")),
    )  # fmt: skip


def test_what_is_printed_into_a_slide_is_heard_where_it_was() -> None:
    data = tagged(deck((TITLE,), (TITLE,), (BODY,), change=with_field_and_stamp)).data
    out = on_paper(packet([data], claims_ua=True), LayoutKind.TWO)

    with opened(out) as pdf:
        assert_tree_holds(pdf)
        made = list(elements(pdf.Root["/StructTreeRoot"]))
        (field,) = [e for e in made if e["/S"] == Name.Form]
        (stamp,) = [e for e in made if e["/S"] == Name.Span]
        assert field["/A"] == Dictionary(O=Name.PrintField, Role=Name.tv)
        assert str(stamp["/Alt"]) == "A seal"
        for element in (field, stamp):
            (kid,) = kids(element)
            mark = f"/Span <</MCID {int(kid['/MCID'])}>> BDC".encode()
            assert mark in kid["/Stm"].read_bytes()
    assert CLAIM not in out, "what is drawn was not looked at as content is"
