"""Slides on sheets look as they did, upright and whole; the file is sound."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageChops

from syllabus.packet.assemble import assemble
from syllabus.packet.labels import (
    labels_of_pages,
    page_span,
    pages_in_span,
    write_labels,
)
from syllabus.packet.pages import Box
from syllabus.packet.paper.geometry import PageShape
from syllabus.packet.paper.groups import SlideGroup, slide_groups
from syllabus.packet.paper.layout import Layout, LayoutKind, Order, Paper
from syllabus.packet.paper.sheets import plan_sheets
from syllabus.packet.paper.write import ContentsLink, impose, write_sheets
from syllabus.packet.plan import FooterMode, LabelRange, LabelStyle, PacketPlan
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.verify import read_back_sheets
from tests.needs import ROOT
from tests.packet.look import picture, text_of
from tests.packet.make import (
    add_page,
    deck,
    footer_font,
    named_deck,
    opened,
    plan_for,
    saved,
    square,
)
from tests.packet.test_footers import AWKWARD, awkward_deck

CONTENTS = ContentsLink("Contents", 0)


def packet_of(*decks: bytes, front: int = 0) -> tuple[bytes, PacketPlan]:
    prepared = [prepare_deck(data) for data in decks]
    plan = plan_for(
        *(deck.pages for deck in prepared), mode=FooterMode.NONE, front=front
    )
    own = deck(front, box=(0, 0, 612, 792)) if front else None
    return assemble(own, [d.data for d in prepared], plan, footer_font()), plan


def sheets_of(
    *decks: bytes, layout: Layout, front: int = 0, font: bytes | None = None
) -> bytes:
    packet, plan = packet_of(*decks, front=front)
    font = font or footer_font()
    return impose(packet, layout, slide_groups(plan), font, CONTENTS)


def coarse(image: Image.Image) -> Image.Image:
    """A picture in large pixels, in which smoothed edges do not count."""
    return image.convert("RGB").resize((48, 36), Image.Resampling.BOX)


def looks_alike(one: Image.Image, other: Image.Image) -> bool:
    difference = ImageChops.difference(coarse(one), coarse(other))
    return not any(difference.convert("L").histogram()[50:])


def shape_of(data: bytes, page: int) -> PageShape:
    """What a reader shows of a page, by its picture."""
    width, height = picture(data, page, scale=1).size
    return PageShape(Box(0, 0, width, height))


def place_on_sheet(sheet: Image.Image, place: Box, scale: float) -> Image.Image:
    x0, y0, x1, y1 = (v * scale for v in place)
    return sheet.crop(
        (round(x0), round(sheet.height - y1), round(x1), round(sheet.height - y0))
    )


def assert_shown_alike(data: bytes, layout: Layout) -> None:
    """Each page of a deck shows on its sheet as it shows by itself."""
    count = len(opened(data).pages)
    groups = [SlideGroup(0, count)]
    plain = Layout(layout.kind, layout.paper, layout.order, border=False, numbers=False)
    out = impose(data, plain, groups, footer_font())
    shapes = [shape_of(data, page) for page in range(count)]
    expected = plan_sheets(shapes, groups, plain)

    assert len(opened(out).pages) == len(expected)
    for number, sheet in enumerate(expected):
        shown = picture(out, number, scale=2)
        assert shown.size == pytest.approx((2 * sheet.width, 2 * sheet.height), abs=2)
        for placed in sheet.placements:
            own = picture(data, placed.page, scale=1)
            assert looks_alike(place_on_sheet(shown, placed.place, 2), own), placed.page
            is_empty = own.convert("L").getextrema() == (255, 255)
            assert is_empty or not looks_alike(own.rotate(180), own)


def shapes_apart() -> bytes:
    """A deck whose pages differ in size and in what shows that they are upright."""

    def change(pdf: Pdf) -> None:
        for box in [
            (0, 0, 720, 540),
            (0, 0, 960, 540),
            (0, 0, 363, 272),
            (0, 0, 612, 792),
        ]:
            corner = square(20, 20, 120) + square(
                box[2] - 100, box[3] - 60, 60, "0 0 1"
            )
            add_page(pdf, corner, box)

    return deck(0, change)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("kind", LayoutKind)
def test_slides_of_mixed_sizes_look_as_they_did(kind: LayoutKind, paper: Paper) -> None:
    assert_shown_alike(shapes_apart(), Layout(kind, paper, Order.COLUMN))


@pytest.mark.parametrize("kind", [LayoutKind.ONE, LayoutKind.SIX, LayoutKind.BOOKLET])
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_pages_are_upright_and_in_sight(name: str, kind: LayoutKind) -> None:
    data = awkward_deck(name)

    assert_shown_alike(data, Layout(kind))
    assert_shown_alike(prepare_deck(data).data, Layout(kind))


def test_what_lies_outside_the_crop_box_does_not_show() -> None:
    data = awkward_deck("offset crop box")
    out = impose(data, Layout(LayoutKind.ONE), [SlideGroup(0, 1)], footer_font())

    with opened(out) as pdf:
        box = pdf.pages[0].obj.Resources.XObject.Slide1.BBox
        assert [float(n) for n in box] == [100, 100, 500, 400]
    sheet = picture(out, 0, scale=1)
    # The blue square is cut at the slide's right and upper edge
    assert sheet.getpixel((10, 300)) == (255, 255, 255)
    assert sheet.getpixel((396, 600)) == (255, 255, 255)


@pytest.mark.needs("qpdf")
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("kind", LayoutKind)
def test_qpdf_finds_nothing_wrong(
    kind: LayoutKind, paper: Paper, tmp_path: Path
) -> None:
    file = tmp_path / "sheets.pdf"
    decks = [awkward_deck(name) for name in AWKWARD]
    file.write_bytes(sheets_of(*decks, layout=Layout(kind, paper), front=2))

    result = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_same_packet_gives_the_same_bytes() -> None:
    packet, plan = packet_of(deck(5), deck(3))
    layout = Layout(LayoutKind.FOUR)

    def again(layout: Layout = layout) -> bytes:
        return impose(packet, layout, slide_groups(plan), footer_font(), CONTENTS)

    assert again() == again()
    identifiers = [opened(data).trailer.ID[0] for data in (again(), packet)]
    other = opened(again(Layout(LayoutKind.FOUR, border=False))).trailer.ID[0]
    assert len({bytes(i) for i in (*identifiers, other)}) == 3


def test_an_open_packet_stays_as_it_is() -> None:
    packet, plan = packet_of(deck(5))
    with opened(packet) as pdf:
        out = impose(pdf, Layout(LayoutKind.TWO), slide_groups(plan), footer_font())
        assert len(pdf.pages) == 5
    assert len(opened(out).pages) == 3


def test_a_packet_in_a_file_gives_the_same_sheets(tmp_path: Path) -> None:
    packet, plan = packet_of(deck(5))
    file = tmp_path / "packet.pdf"
    file.write_bytes(packet)
    layout, groups = Layout(LayoutKind.TWO), slide_groups(plan)

    with (tmp_path / "sheets.pdf").open("w+b") as target:
        write_sheets(target, file, layout, groups, footer_font())

    expected = impose(packet, layout, groups, footer_font())
    assert (tmp_path / "sheets.pdf").read_bytes() == expected


def test_sheets_say_title_and_language_and_drop_tags_that_nothing_leads_to() -> None:
    def tag(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot = pdf.make_indirect(
            Dictionary(Type=Name.StructTreeRoot)
        )
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = pikepdf.String("de-CH")
        pdf.trailer.Info = Dictionary(Title=pikepdf.String("Folien für alle"))
        pdf.Root.Metadata = pdf.make_stream(b"<pdfuaid:part>1</pdfuaid:part>")
        for page in pdf.pages:
            page.obj.StructParents = 0

    data = deck(3, tag)
    out = impose(data, Layout(LayoutKind.TWO), [SlideGroup(0, 2)], footer_font())

    with opened(out) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
        assert str(pdf.Root.Lang) == "de-CH"
        assert str(pdf.trailer.Info.Title) == "Folien für alle"
        assert "Folien für alle".encode() in pdf.Root.Metadata.read_bytes()
        assert b"pdfuaid" not in pdf.Root.Metadata.read_bytes()
        assert b"/StructParents" not in out
        assert not any("/StructParents" in page.obj for page in pdf.pages)


def test_labels_of_sheets_are_those_of_their_pages() -> None:
    out = sheets_of(deck(5), deck(3), layout=Layout(LayoutKind.FOUR), front=2)

    labels = pypdf.PdfReader(io.BytesIO(out)).page_labels

    assert labels == ["i", "ii", "1–4", "5", "6–8"]


def test_pages_that_follow_each_other_are_named_by_both_ends() -> None:
    labels = ["i", "ii", "1", "2", "3", "4"]

    assert page_span([0], labels) == "i"
    assert page_span([5, 1, 2], labels) == "ii–1, 4"
    assert page_span([], labels) == ""


@given(st.lists(st.integers(0, 40), unique=True))
def test_what_names_pages_is_read_back(pages: list[int]) -> None:
    ranges = [LabelRange(0, LabelStyle.ROMAN), LabelRange(19, LabelStyle.DECIMAL)]
    labels = labels_of_pages(ranges, 41)

    assert pages_in_span(page_span(pages, labels), labels) == sorted(pages)


def test_labels_of_pages_are_those_that_another_reader_gives() -> None:
    ranges = [
        LabelRange(0, LabelStyle.ROMAN),
        LabelRange(2100, LabelStyle.DECIMAL, 7, "lecture3 "),
        LabelRange(2103, LabelStyle.PREFIX_ONLY, prefix="end"),
    ]
    with pikepdf.new() as pdf:
        for _ in range(2105):
            pdf.add_blank_page()
        write_labels(pdf, ranges)
        data = saved(pdf)

    assert (
        labels_of_pages(ranges, 2105) == pypdf.PdfReader(io.BytesIO(data)).page_labels
    )


@pytest.mark.parametrize("kind", LayoutKind)
def test_sheets_are_read_back(kind: LayoutKind) -> None:
    packet, plan = packet_of(deck(5), named_deck({"a": 2}), front=2)
    groups = slide_groups(plan)
    out = impose(packet, Layout(kind), groups, footer_font(), CONTENTS)
    with opened(out) as pdf:
        pdf.Root.Outlines.Last.Dest = Array([pdf.pages[0].obj, Name.Fit])
        wrong_bookmark = saved(pdf)
    with opened(out) as pdf:
        links = [a for p in pdf.pages for a in p.obj.get("/Annots", []) if "/A" in a]
        gone = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 9, 9]))
        links[-2].A.D = Array([pdf.make_indirect(gone), Name.Fit])
        wrong_link = saved(pdf)
    with opened(out) as pdf:
        pdf.Root.PageLabels.Nums[-1].P = String("i")
        wrong_label = saved(pdf)

    assert read_back_sheets(out, plan) == []
    [bookmark] = read_back_sheets(wrong_bookmark, plan)
    assert "Lecture 2" in bookmark
    assert read_back_sheets(wrong_link, plan)
    [label] = read_back_sheets(wrong_label, plan)
    assert "not every page is on one sheet" in label
    assert read_back_sheets(b"%PDF-1.7 nothing", plan)


def test_a_sheet_says_its_pages_its_lecture_and_the_page_of_each_slide() -> None:
    font = (ROOT / "templates" / "fonts" / "SourceSans3-Regular.otf").read_bytes()
    out = sheets_of(deck(5), layout=Layout(LayoutKind.FOUR), font=font)

    words = text_of(out, 0)

    assert "CSE 599 · Lecture 1" in words
    assert "Contents" in words
    assert "1–4" in words
    assert all(str(number) in words.split() for number in (1, 2, 3, 4))
    assert "5" in text_of(out, 1).split()


def test_numbers_are_left_out_where_they_are_not_wanted() -> None:
    layout = Layout(LayoutKind.FOUR, numbers=False)

    words = text_of(sheets_of(deck(4), layout=layout), 0).split()

    assert "Contents" in words
    assert not {"2", "3"} & set(words)


def test_all_that_is_added_is_an_artifact() -> None:
    out = sheets_of(deck(3), layout=Layout(LayoutKind.THREE_NOTES))

    with opened(out) as pdf:
        content = pdf.pages[0].obj.Contents.read_bytes()
    outside = b" ".join(part.split(b"EMC")[-1] for part in content.split(b"/Artifact"))
    assert content.count(b"/Artifact") == 3
    assert outside.count(b" Do ") == 3
    assert not any(word in outside.split() for word in (b"Tj", b"S", b"f"))


def test_note_lines_stand_beside_each_slide() -> None:
    def lines(count: int) -> int:
        layout = Layout(LayoutKind.THREE_NOTES, note_lines=count, border=False)
        with opened(sheets_of(deck(2), layout=layout)) as pdf:
            return pdf.pages[0].obj.Contents.read_bytes().count(b" l S")

    assert lines(7) == 14
    assert lines(0) == 0


def test_borders_are_drawn_where_wanted() -> None:
    def dark(border: bool) -> int:
        data = deck(1, content=b"")
        layout = Layout(LayoutKind.ONE, border=border, numbers=False)
        out = impose(data, layout, [SlideGroup(0, 1)], footer_font())
        image = picture(out, 0, scale=2).convert("L")
        return sum(
            image.crop((0, 0, image.width, image.height - 110)).histogram()[:220]
        )

    assert dark(border=True) > 2000
    assert dark(border=False) == 0


def test_a_whole_page_of_the_paper_s_size_stays_a_page() -> None:
    out = sheets_of(deck(1), layout=Layout(LayoutKind.SIX), front=1)

    with opened(out) as pdf:
        assert "/XObject" not in pdf.pages[0].obj.Resources
        assert "/Slide2" in pdf.pages[1].obj.Resources.XObject
    a4 = sheets_of(deck(1), layout=Layout(LayoutKind.SIX, Paper.A4), front=1)
    with opened(a4) as pdf:
        assert "/Slide1" in pdf.pages[0].obj.Resources.XObject


def test_a_booklet_asks_to_be_printed_on_both_sides_unscaled() -> None:
    out = sheets_of(deck(9), layout=Layout(LayoutKind.BOOKLET))

    with opened(out) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert wishes.Duplex == Name.DuplexFlipShortEdge
        assert wishes.PrintScaling == Name("/None")
        assert len(pdf.pages) == 4


def test_a_hidden_layer_stays_hidden() -> None:
    def change(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("A")))
        page = add_page(pdf, b"/OC /A BDC " + square(100, 100, 300) + b" EMC")
        page.Resources.Properties = Dictionary(A=layer)
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )

    layout = Layout(LayoutKind.TWO, border=False, numbers=False)
    out = sheets_of(deck(0, change), layout=layout)

    image = picture(out, 0)
    upper = image.crop((0, 0, image.width, 330))
    assert upper.getextrema() == ((255, 255),) * 3
    with opened(out) as pdf:
        assert len(pdf.Root.OCProperties.D.OFF) == 1


def test_blending_keeps_to_the_colours_of_the_screen() -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)

    out = sheets_of(deck(1, Group=group), layout=Layout(LayoutKind.TWO))

    with opened(out) as pdf:
        page = pdf.pages[0].obj
        assert Name.DeviceRGB == page.Group.CS
        assert Name.Transparency == page.Resources.XObject.Slide1.Group.S


def test_time_is_in_proportion_to_the_pages() -> None:
    """A slide is one form, drawn once: what is written grows by what slides hold."""

    def objects(pages: int) -> int:
        out = sheets_of(deck(pages), layout=Layout(LayoutKind.SIX))
        with opened(out) as pdf:
            return len(pdf.objects)

    small, large, larger = objects(60), objects(120), objects(180)
    assert large - small == pytest.approx(larger - large, rel=0.05)
    assert (larger - large) / 60 < 2


def test_an_empty_packet_of_slides_is_no_problem() -> None:
    with pikepdf.new() as pdf:
        add_page(pdf)
        data = saved(pdf)

    out = impose(data, Layout(LayoutKind.BOOKLET), [], footer_font())

    assert len(opened(out).pages) == 2
