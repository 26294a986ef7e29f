"""What becomes of trees that are joined."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Pdf, String

from syllabus.packet.pages import list_pages
from syllabus.packet.tags import TaggedRun, TaggedSource, join_tags
from syllabus.packet.tags.split import TreeSplitter
from tests.packet.make import saved
from tests.packet.tags.make import packet, painted, reachable, structure, tagged, tree
from tests.packet.tags.slides import BODY, IMAGE, TITLE, deck, form, resources, slide
from tests.packet.tags.test_author import PAGE, author_tree, kid

PLAIN = tagged(deck((TITLE, BODY, IMAGE), (TITLE, BODY))).data


def front(pages: int) -> bytes:
    """Front matter: a cover and dividers, all below one element."""

    def change(pdf: Pdf) -> None:
        document = author_tree(pdf)
        holder = pdf.make_indirect(
            Dictionary(S=Name.Sect, P=document, K=document["/K"])
        )
        for number, one in enumerate(holder["/K"]):
            one["/P"] = holder
            if number > 1 and one["/S"] == Name.H1:
                one["/S"] = Name.H2
        document["/K"] = Array([holder])

    return tagged(deck(*[PAGE] * pages, change=change)).data


def opened(data: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(data))


def assert_parent_tree_agrees(pdf: Pdf) -> None:
    """Every reference from content into the tree leads to the element that has it.

    ISO 32000-1, 14.7.4.4; also, every element's parent is the one it is a kid of.
    """
    keys = _number_tree(pdf.Root.StructTreeRoot.ParentTree)
    claimed: dict[tuple[Any, int], Any] = {}
    seen = ObjectSet()
    pending: list[tuple[Any, Any]] = [
        (pdf.Root.StructTreeRoot, pdf.Root.StructTreeRoot.K)
    ]
    pages = ObjectSet(page.obj for page in pdf.pages)
    while pending:
        parent, value = pending.pop()
        if isinstance(value, Array):
            pending += [(parent, one) for one in value]
        elif isinstance(value, int):
            assert parent.Pg in pages
            assert keys[parent.Pg.StructParents][value] == parent
            claimed[parent.Pg.objgen, value] = parent
        elif value.get("/Type") == Name.MCR:
            holder = value.get("/Stm", value.Pg)
            assert keys[holder.StructParents][value.MCID] == parent
            claimed[holder.objgen, value.MCID] = parent
        elif value.get("/Type") == Name.OBJR:
            assert keys[value.Obj.StructParent] == parent
            assert value.Pg in pages
        else:
            assert seen.add(value), "an element twice"
            assert parent == value.P
            pending.append((value, value.get("/K", Array())))
    for page in pdf.pages:
        for mcid, element in enumerate(keys[page.obj.StructParents]):
            assert element is None or (page.obj.objgen, mcid) in claimed


def _number_tree(node: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for below in node.get("/Kids", ()):
        found |= _number_tree(below)
    nums = list(node.get("/Nums", ()))
    return found | dict(zip(nums[::2], nums[1::2], strict=True))


def names(data: bytes) -> Any:
    """The tree without what is in slides."""

    def shown(node: Any) -> Any:
        kids = [shown(k) for k in node[1:] if isinstance(k, list)]
        return [node[0], *kids] if kids else node[0]

    return shown(tree(data))


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_what_was_reachable_stays_reachable(tmp_path: Path) -> None:
    file = tmp_path / "packet.pdf"
    file.write_bytes(packet([PLAIN, PLAIN, PLAIN]))

    with pikepdf.open(file) as pdf:
        assert_parent_tree_agrees(pdf)
    heard = reachable(file)
    assert heard["s"] == 3 * (reachable_in(PLAIN, tmp_path)["s"])
    assert heard["A"] >= 6


def reachable_in(data: bytes, folder: Path) -> Any:
    file = folder / "one.pdf"
    file.write_bytes(data)
    return reachable(file)


def test_a_packet_is_a_document_of_parts() -> None:
    slides = (["Sect", "H1", "P", "Figure"], ["Sect", "H2", "P"])
    part = ["Part", *slides, ["Div", "Link", "Link"]]

    assert names(packet([PLAIN, PLAIN])) == ["Root", ["Document", part, part]]


def test_front_matter_is_split_at_its_dividers_and_decks_stand_below() -> None:
    data = packet([PLAIN, PLAIN], front(3), front_pages=1)

    document = names(data)[1]
    assert document[1] == ["Sect", "H1", "P"]
    for lecture in document[2:]:
        assert lecture[0] == "Sect"
        assert lecture[1] == ["Sect", "H2", "P"]
        assert lecture[2][1][1] == "H3"
        assert lecture[2][2][1] == "H4"
    with opened(data) as pdf:
        assert_parent_tree_agrees(pdf)
        sects = pdf.Root.StructTreeRoot.K[0].K
        assert [str(s.get("/T", "")) for s in sects][1:] == ["Lecture 1", "Lecture 2"]


def test_links_in_footers_have_elements() -> None:
    with opened(packet([PLAIN])) as pdf:
        keys = _number_tree(pdf.Root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            link = page.obj.Annots[-1]
            assert str(keys[link.StructParent].S) == "/Link"
            assert str(link.Contents) == "Contents"
            assert page.obj.Tabs == Name.S


def test_types_that_two_authors_use_for_two_things_are_told_apart() -> None:
    def using(kind: Name) -> bytes:
        def change(pdf: Pdf) -> None:
            document = author_tree(pdf)
            kid(document, 1)["/S"] = Name.Mine
            kid(document, 1)["/C"] = Name.Look
            pdf.Root.StructTreeRoot.RoleMap = Dictionary(Mine=kind)
            pdf.Root.StructTreeRoot.ClassMap = Dictionary(
                Look=Dictionary(O=Name.Layout, SpaceBefore=len(str(kind)))
            )

        return tagged(deck(PAGE, change=change)).data

    data = packet([using(Name.P), using(Name.Note), using(Name.P)])

    with opened(data) as pdf:
        root = pdf.Root.StructTreeRoot
        parts = list(root.K[0].K)
        kinds = [root.RoleMap[str(part.K[1].S)] for part in parts]
        assert kinds == [Name.P, Name.Note, Name.P]
        spaces = [int(root.ClassMap[str(p.K[1].C)].SpaceBefore) for p in parts]
        assert spaces == [2, 5, 2]


def test_names_of_elements_stay_distinct_and_headers_follow() -> None:
    def change(pdf: Pdf) -> None:
        document = author_tree(pdf)
        kid(document, 0)["/ID"] = String("cell")
        kid(document, 1)["/A"] = Dictionary(
            O=Name.Table, Headers=Array([String("cell")])
        )

    one = tagged(deck(PAGE, change=change)).data

    with opened(packet([one, one])) as pdf:
        root = pdf.Root.StructTreeRoot
        ids = [bytes(part.K[0].ID) for part in root.K[0].K]
        headers = [bytes(part.K[1].A.Headers[0]) for part in root.K[0].K]
        assert len(set(ids)) == 2
        assert headers == ids
        listed = list(root.IDTree.Names)
        assert [bytes(key) for key in listed[::2]] == sorted(ids)


def test_forms_of_equal_decks_keep_tags_of_their_own() -> None:
    def change(pdf: Pdf) -> None:
        drawn = form(pdf, TITLE + BODY)
        slide(pdf, b"/Fm Do", Resources=resources(pdf, Fm=drawn))

    one = tagged(deck(change=change)).data

    with opened(packet([one, one])) as pdf:
        assert_parent_tree_agrees(pdf)
        keys = [p.obj.Resources.XObject.Fm.StructParents for p in pdf.pages]
        assert len(set(keys)) == 2


@pytest.mark.needs("pdfinfo")
def test_a_packet_of_some_pages_speaks_of_no_others(tmp_path: Path) -> None:
    data = tagged(deck((TITLE,), (BODY,), (IMAGE,), (TITLE,))).data
    with opened(data) as source, pikepdf.new() as pdf:
        wanted = [1, 2]
        own: list[Object | None] = [None] * 4
        for number in wanted:
            own[number] = pdf.copy_foreign(source.pages[number].obj)
        list_pages(pdf, [page for page in own if page is not None])
        join_tags(pdf, [TaggedSource(source, own, "Part")], [TaggedRun(0, 1, 2)], "en")
        file = tmp_path / "packet.pdf"
        file.write_bytes(saved(pdf))

    assert names(file.read_bytes())[1] == [
        "Document",
        ["Part", ["Sect", "P"], ["Sect", "Figure"]],
    ]
    assert "A slide" not in structure(file)
    assert painted(file) - reachable(file) == {}


def test_a_source_without_tags_is_refused() -> None:
    with opened(deck((BODY,))) as source, pikepdf.new() as pdf:
        page = pdf.copy_foreign(source.pages[0].obj)
        list_pages(pdf, [page])
        with pytest.raises(ValueError, match="no tags"):
            join_tags(pdf, [TaggedSource(source, [page], "x")], [TaggedRun(0, 0, 1)])


def test_a_deck_in_another_language_says_so() -> None:
    other = tagged(deck((BODY,)), language="fr").data

    with opened(packet([PLAIN, other])) as pdf:
        parts = list(pdf.Root.StructTreeRoot.K[0].K)
        assert [str(part.get("/Lang", "")) for part in parts] == ["", "fr"]


def test_the_private_index_stays_out_of_the_packet() -> None:
    assert b"SyllabusIndex" not in packet([PLAIN, PLAIN])


def test_empty_cells_go_where_their_row_goes() -> None:
    pdf = pikepdf.new()
    pages = [pdf.add_blank_page().obj for _ in range(2)]

    def element(kind: str, *kids: object, **more: object) -> pikepdf.Object:
        entries = {"/K": Array(list(kids))} if kids else {}
        made = Dictionary({"/S": Name(f"/{kind}"), **entries})
        for key, value in more.items():
            made[f"/{key}"] = value
        return pdf.make_indirect(made)

    rows = [
        element("TR", element("TD"), element("TD", 0, Pg=page), element("TD"))
        for page in pages
    ]
    top = element("Document", element("Table", *rows))
    groups = {page.objgen: number for number, page in enumerate(pages)}
    found = TreeSplitter(pdf, groups, set()).split(top)

    assert list(found) == [0, 1]
    for [table] in found.values():
        [row] = table.K
        assert ["/K" in cell for cell in row.K] == [False, True, False]
