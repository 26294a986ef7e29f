"""Links, bookmarks and what else lies on slides come along to the sheets."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from syllabus.packet.assemble import assemble
from syllabus.packet.paper.groups import SlideGroup, slide_groups
from syllabus.packet.paper.layout import Layout, LayoutKind, Paper
from syllabus.packet.paper.write import ContentsLink, impose
from syllabus.packet.plan import FooterMode
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import bookmarks, links, picture
from tests.packet.make import (
    add_link,
    add_page,
    deck,
    footer_font,
    named_deck,
    opened,
    plan_for,
)

CONTENTS = ContentsLink("Contents", 0)
BARE = Layout(LayoutKind.FOUR, border=False, numbers=False)


def sheets_of(
    *decks: bytes, layout: Layout = BARE, front: int = 0, bare: bool = True
) -> bytes:
    """The sheets of decks; bare ones have no link to the contents."""
    prepared = [prepare_deck(data) for data in decks]
    plan = plan_for(*(d.pages for d in prepared), mode=FooterMode.NONE, front=front)
    own = deck(front, box=(0, 0, 612, 792)) if front else None
    packet = assemble(own, [d.data for d in prepared], plan, footer_font())
    groups = slide_groups(plan)
    return impose(packet, layout, groups, footer_font(), None if bare else CONTENTS)


def linking(*targets: tuple[int, int]) -> bytes:
    """A deck of as many pages as it needs with links from page to page."""

    def change(pdf: Pdf) -> None:
        for source, target in targets:
            dest = Array([pdf.pages[target].obj, Name.XYZ, 100, 400, 0])
            add_link(pdf, pdf.pages[source].obj, Dest=dest)

    return deck(max(map(max, targets)) + 1, change)


def annotation(pdf: Pdf, page: Object, kind: str, rect: list[int], **keys: Any) -> None:
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(
        pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array(rect), **keys)
        )
    )


def filled(pdf: Pdf, color: str, **keys: Any) -> Object:
    """An appearance: a square in one colour."""
    return pdf.make_stream(
        f"{color} rg 0 0 10 10 re f".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 10, 10]),
        **keys,
    )


def color_share(data: bytes, color: tuple[int, int, int], page: int = 0) -> float:
    """How much of a page's picture has a colour."""
    image = picture(data, page, scale=1)
    pixels = image.tobytes()
    count = sum(
        1
        for i in range(0, len(pixels), 3)
        if all(abs(pixels[i + n] - color[n]) < 24 for n in range(3))
    )
    return count / (image.width * image.height)


def test_links_lead_to_the_sheet_of_their_slide() -> None:
    out = sheets_of(linking((0, 5), (1, 2), (9, 0)))

    assert [[target for _, target in page] for page in links(out)] == [[1, 0], [], [0]]


def test_a_link_lies_where_it_lay_on_its_slide() -> None:
    out = sheets_of(linking((3, 0)))

    # The fourth of four: at the right, below; its scale by the height of its cell
    (((x0, y0, x1, y1), _),) = links(out)[0]
    with opened(out) as pdf:
        content = pdf.pages[0].obj.Contents.read_bytes().decode()
    a, _, _, d, e, f, *_ = map(
        float, content.split("/Slide4")[0].split("q ")[-1].split()[:6]
    )
    assert (x0, y0) == (round(10 * a + e), round(10 * d + f))
    assert (x1, y1) == (round(60 * a + e), round(40 * d + f))


def test_a_link_shows_its_slide_from_the_corner() -> None:
    out = sheets_of(linking((0, 3)))

    with opened(out) as pdf:
        dest: list[Any] = list(pdf.pages[0].obj.Annots[0].A.D)
        _, kind, left, top, zoom = dest
        assert (kind, zoom) == (Name.XYZ, None)
        # At the right, in the lower half of a landscape letter
        assert 396 < left < 440
        assert 250 < top < 320


def test_a_view_that_fills_the_window_with_a_part_still_does() -> None:
    def change(pdf: Pdf) -> None:
        dest = Array([pdf.pages[0].obj, Name.FitR, 0, 0, 360, 540])
        add_link(pdf, pdf.pages[0].obj, Dest=dest)

    with opened(sheets_of(deck(1, change))) as pdf:
        dest: list[Any] = list(pdf.pages[0].obj.Annots[0].A.D)
        _, kind, x0, y0, x1, y1 = dest
        assert kind == Name.FitR
        assert float(y1 - y0) / float(x1 - x0) == pytest.approx(540 / 360, abs=0.02)


def test_named_destinations_stay_named_and_lead_to_sheets() -> None:
    out = sheets_of(deck(5), deck(3), front=2)
    reader = pypdf.PdfReader(io.BytesIO(out))

    found = {
        name: reader.get_destination_page_number(dest)
        for name, dest in reader.named_destinations.items()
    }

    assert found == {"lecture-1-deck-1": 2, "lecture-2-deck-1": 4}


def test_links_by_name_lead_to_sheets() -> None:
    data = named_deck({"a": 0, "b": 5}, pages=6)
    out = impose(data, BARE, [SlideGroup(0, 6)], footer_font())

    assert [target for _, target in links(out)[0]] == [0, 1]


def test_links_of_kept_pages_lead_to_sheets() -> None:
    def change(pdf: Pdf) -> None:
        first = add_page(pdf, box=(0, 0, 612, 792))
        slides = [add_page(pdf) for _ in range(6)]
        add_link(pdf, first, Dest=Array([slides[5], Name.Fit]))
        add_link(pdf, slides[4], Dest=Array([first, Name.Fit]))

    out = impose(deck(0, change), BARE, [SlideGroup(1, 6)], footer_font())

    assert [[target for _, target in page] for page in links(out)] == [[2], [], [0]]


def test_an_action_that_many_share_is_led_once() -> None:
    def change(pdf: Pdf) -> None:
        page = pdf.pages[5].obj
        action = pdf.make_indirect(Dictionary(S=Name.GoTo, D=Array([page, Name.Fit])))
        action.Next = Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]))
        for slide in pdf.pages:
            add_link(pdf, slide.obj, A=action)

    out = impose(deck(6, change), BARE, [SlideGroup(0, 6)], footer_font())

    assert [[target for _, target in page] for page in links(out)] == [[1] * 4, [1] * 2]
    with opened(out) as pdf:
        follows = pdf.pages[0].obj.Annots[0].A.Next
        assert follows.D[0].objgen == pdf.pages[1].obj.objgen


def test_a_link_that_lies_on_many_slides_is_put_on_each() -> None:
    def change(pdf: Pdf) -> None:
        link = add_link(pdf, pdf.pages[0].obj, Dest=Array([pdf.pages[0].obj, Name.Fit]))
        for page in list(pdf.pages)[1:]:
            page.obj.Annots = Array([link])

    places = [rect for rect, _ in links(sheets_of(deck(4, change)))[0]]

    assert len(set(places)) == 4


def test_web_links_stay_as_they_are() -> None:
    def change(pdf: Pdf) -> None:
        action = Dictionary(S=Name.URI, URI=String("https://example.org/"))
        add_link(pdf, pdf.pages[1].obj, A=action, Border=Array([0, 0, 2]))

    with opened(sheets_of(deck(2, change))) as pdf:
        (link,) = pdf.pages[0].obj.Annots
        assert str(link.A.URI) == "https://example.org/"
        assert link.P.objgen == pdf.pages[0].obj.objgen
        # A frame gets as much thinner as the slide gets smaller
        assert 0.8 < float(link.Border[2]) < 1.1


def test_a_link_outside_of_what_shows_is_left_out_and_one_at_the_edge_is_cut() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, CropBox=Array([30, 30, 500, 400]))
        add_link(pdf, page, Dest=Array([page, Name.Fit]))
        other = add_link(pdf, page, Dest=Array([page, Name.Fit]))
        other.Rect = Array([600, 10, 700, 40])

    layout = Layout(LayoutKind.ONE, border=False, numbers=False)
    (((x0, y0, _, _), _),) = links(sheets_of(deck(0, change), layout=layout))[0]

    # The corner of the slide: it is as high as margins and foot leave, and centred
    assert (x0, y0) == (round((792 - 470 * 524 / 370) / 2), 52)


@pytest.mark.parametrize("kind", LayoutKind)
def test_every_sheet_with_slides_leads_to_the_contents(kind: LayoutKind) -> None:
    out = sheets_of(deck(9), deck(3), layout=Layout(kind), front=2, bare=False)

    for page, found in enumerate(links(out)):
        with opened(out) as pdf:
            names = pdf.pages[page].obj.Resources.get("/XObject", Dictionary()).keys()
        if any(name not in {"/Slide1", "/Slide2"} for name in names):
            assert 0 in [target for _, target in found], page


def test_bookmarks_lead_to_sheets() -> None:
    def change(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Deep", 4))
            outline.root[0].children.append(pikepdf.OutlineItem("Deeper", 0))

    out = sheets_of(deck(5, change), deck(2), front=2)

    assert bookmarks(out) == [
        (0, "Lecture 1", 2),
        (1, "Deep", 3),
        (2, "Deeper", 2),
        (0, "Lecture 2", 4),
    ]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_fields_and_marks_are_drawn_with_their_slide(turned: int) -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"", Rotate=turned)
        for kind, rect, color in [
            ("/Widget", [0, 0, 360, 270], "0 1 0"),
            ("/Highlight", [360, 270, 720, 540], "0 0 1"),
        ]:
            look = filled(pdf, color)
            annotation(pdf, page, kind, rect, F=4, AP=Dictionary(N=look))

    data = deck(0, change)
    layout = Layout(LayoutKind.TWO, border=False, numbers=False)
    out = impose(data, layout, [SlideGroup(0, 1)], footer_font())

    with opened(out) as pdf:
        assert "/Annots" not in pdf.pages[0].obj
        assert "/AcroForm" not in pdf.Root
    green, blue = (color_share(out, c) for c in ((0, 255, 0), (0, 0, 255)))
    assert green == pytest.approx(blue, rel=0.05)
    assert green > 0.05


def test_a_field_shows_the_state_it_is_in() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"")
        looks = Dictionary(On=filled(pdf, "0 1 0"), Off=filled(pdf, "1 0 0"))
        annotation(
            pdf, page, "/Widget", [0, 0, 720, 540],
            FT=Name.Btn, AS=Name.On, AP=Dictionary(N=looks),
        )  # fmt: skip

    data = deck(0, change)
    out = impose(data, BARE, [SlideGroup(0, 1)], footer_font())

    assert color_share(out, (0, 255, 0)) > 0.1
    assert color_share(out, (255, 0, 0)) == 0


@pytest.mark.parametrize("flag", [2, 32])
def test_what_does_not_show_on_a_slide_does_not_show_on_the_sheet(flag: int) -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"")
        look = Dictionary(N=filled(pdf, "0 1 0"))
        annotation(pdf, page, "/Stamp", [0, 0, 720, 540], F=flag, AP=look)

    out = impose(deck(0, change), BARE, [SlideGroup(0, 1)], footer_font())

    assert color_share(out, (0, 255, 0)) == 0


def test_a_mark_on_a_hidden_layer_stays_hidden() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"")
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Answers")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )
        look = Dictionary(N=filled(pdf, "0 1 0"))
        annotation(pdf, page, "/Stamp", [0, 0, 360, 540], AP=look, OC=layer)
        look = Dictionary(N=filled(pdf, "0 0 1"))
        annotation(pdf, page, "/Stamp", [360, 0, 720, 540], AP=look)

    out = sheets_of(deck(0, change))

    assert color_share(out, (0, 255, 0)) == 0
    assert color_share(out, (0, 0, 255)) > 0.05


def test_a_mark_that_readers_draw_themselves_moves_with_its_slide() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"")
        corners = [100, 300, 300, 300, 100, 200, 300, 200]
        annotation(
            pdf, page, "/Highlight", [100, 200, 300, 300],
            QuadPoints=Array(corners), C=Array([1, 1, 0]), F=4,
        )  # fmt: skip

    with opened(sheets_of(deck(0, change))) as pdf:
        (mark,) = pdf.pages[0].obj.Annots
        x0, y0, x1, y1 = map(float, mark.Rect)
        points = [float(n) for n in mark.QuadPoints]
        assert points == pytest.approx([x0, y1, x1, y1, x0, y0, x1, y0], abs=0.01)
        assert x1 - x0 < 150


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_note_that_does_not_turn_with_its_slide_stays_upright(turned: int) -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"", box=(0, 0, 400, 400), Rotate=turned)
        annotation(
            pdf, page, "/FreeText", [150, 180, 250, 200],
            F=16, DA=String("0 g /Helv 20 Tf"),
        )  # fmt: skip

    with opened(sheets_of(deck(0, change))) as pdf:
        x0, y0, x1, y1 = (float(n) for n in pdf.pages[0].obj.Annots[0].Rect)
        assert (x1 - x0) / (y1 - y0) == pytest.approx(5, abs=0.01)
        # Its letters fit into it as before
        letters = bytes(pdf.pages[0].obj.Annots[0].DA).split()[3]
        assert float(letters) == pytest.approx(y1 - y0, abs=0.01)


def test_a_value_without_a_look_is_given_one() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"")
        annotation(
            pdf, page, "/Widget", [0, 0, 720, 540], F=4,
            FT=Name.Tx, T=String("name"), V=String("MMMM"),
            DA=String("/Helv 200 Tf 0 g"),
        )  # fmt: skip
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )  # fmt: skip
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([page.Annots[0]]),
            NeedAppearances=True,
            DR=Dictionary(Font=Dictionary(Helv=pdf.make_indirect(font))),
        )

    out = impose(deck(0, change), BARE, [SlideGroup(0, 1)], footer_font())

    assert color_share(out, (0, 0, 0)) > 0.005


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=12
    ),
    st.sampled_from(LayoutKind),
    st.integers(0, 12),
)
def test_all_links_find_their_slide(
    targets: list[tuple[int, int]], kind: LayoutKind, slides: int
) -> None:
    def change(pdf: Pdf) -> None:
        for source, target in targets:
            dest = Array([pdf.pages[target].obj, Name.Fit])
            add_link(pdf, pdf.pages[source].obj, Dest=dest)

    out = impose(deck(12, change), Layout(kind), [SlideGroup(0, slides)], FONT)

    sheet_of = {}
    with opened(out) as pdf:
        for number, page in enumerate(pdf.pages):
            forms: dict[str, Any] = dict(page.obj.Resources.XObject.items())
            for name in forms:
                sheet_of[int(name.removeprefix("/Slide")) - 1] = number
    assert sorted(sheet_of) == list(range(12))
    found = [target for page in links(out) for _, target in page]
    assert sorted(found) == sorted(sheet_of[target] for _, target in targets)


FONT = footer_font()


@pytest.mark.needs("shared")
def test_all_links_and_bookmarks_of_real_decks_find_their_slide(shared: Path) -> None:
    files = sorted((shared / "courses" / "latex-decks").glob("*.pdf"))
    prepared = [prepare_deck(file) for file in files]
    plan = plan_for(*(d.pages for d in prepared), mode=FooterMode.NONE)
    packet = assemble(None, [d.data for d in prepared], plan, footer_font())
    layout = Layout(LayoutKind.THREE_NOTES, Paper.A4)

    out = impose(packet, layout, slide_groups(plan), footer_font())

    sheet_of, sheets = {}, 0
    for group in slide_groups(plan):
        for place in range(group.count):
            sheet_of[group.first + place] = sheets + place // 3
        sheets += -(-group.count // 3)
    expected: list[list[int]] = [[] for _ in range(sheets)]
    for page, found in enumerate(links(packet)):
        expected[sheet_of[page]] += [sheet_of[target] for _, target in found]
    assert sum(map(len, expected)) > 2000
    assert [[target for _, target in page] for page in links(out)] == expected
    assert bookmarks(out) == [
        (depth, title, None if page is None else sheet_of[page])
        for depth, title, page in bookmarks(packet)
    ]
