"""Footers stand upright, in sight and off the slide, whatever the page is like."""

from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from syllabus.packet.assemble import assemble
from syllabus.packet.font import FooterFont
from syllabus.packet.pages import Box
from syllabus.packet.plan import Footer, FooterMode, Run
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.stamp import place_strip
from tests.packet.look import differing_pixels, links, picture, shown_box, text_of
from tests.packet.make import (
    add_link,
    add_page,
    deck,
    footer_font,
    opened,
    plan_for,
    saved,
    square,
)


def rotated(degrees: int) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        # To the edges, so that a page has no room of its own for the strip
        add_page(pdf, square(20, 20) + square(660, 480), Rotate=degrees)

    return change


def offset_crop(pdf: Pdf) -> None:
    # What lies outside the crop box must not show on the strip below it
    content = square(120, 120) + square(100, 40, 300, "0 0 1")
    add_page(pdf, content, CropBox=Array([100, 100, 500, 400]))


def negative_origin(pdf: Pdf) -> None:
    add_page(pdf, box=(-360, -270, 360, 270))


def user_unit(pdf: Pdf) -> None:
    add_page(pdf, box=(0, 0, 360, 270), UserUnit=2)


def unbalanced_q(pdf: Pdf) -> None:
    add_page(pdf, b"q q 0.5 0 0 0.5 300 200 cm " + square(20, 20))


def extra_big_q(pdf: Pdf) -> None:
    add_page(pdf, b"0.5 0 0 0.5 300 200 cm Q Q " + square(20, 20))


def no_contents(pdf: Pdf) -> None:
    add_page(pdf, Contents=None)


def shared_contents(pdf: Pdf) -> None:
    first = add_page(pdf, b"q")
    parts = pdf.make_indirect(
        Array([first.Contents, pdf.make_stream(square(20, 20)), pdf.make_stream(b"Q")])
    )
    first.Contents = parts
    add_page(pdf, Contents=parts)


def shared_resources(pdf: Pdf) -> None:
    resources = pdf.make_indirect(Dictionary(Font=Dictionary()))
    for _ in range(2):
        add_page(pdf).Resources = resources


def damaged_text(pdf: Pdf) -> None:
    add_page(pdf, square(20, 20) + b" BT (never closed")


AWKWARD: dict[str, Callable[[Pdf], None]] = {
    "rotated by 90": rotated(90),
    "rotated by 180": rotated(180),
    "rotated by 270": rotated(270),
    "rotated by -90": rotated(-90),
    "offset crop box": offset_crop,
    "negative origin": negative_origin,
    "user unit": user_unit,
    "unbalanced q": unbalanced_q,
    "extra Q": extra_big_q,
    "no contents": no_contents,
    "shared contents": shared_contents,
    "shared resources": shared_resources,
    "damaged text": damaged_text,
}


def awkward_deck(name: str) -> bytes:
    with pikepdf.new() as pdf:
        AWKWARD[name](pdf)
        return saved(pdf)


def packet_of(data: bytes, mode: FooterMode = FooterMode.MARGIN) -> bytes:
    prepared = prepare_deck(data)
    return assemble(
        None, [prepared.data], plan_for(prepared.pages, mode=mode), footer_font()
    )


def dark(image: Image.Image) -> int:
    """How many pixels are as dark as a footer's words."""
    return sum(image.convert("L").histogram()[:110])


def blue(image: Image.Image) -> int:
    """How many pixels have the colour of a link."""
    red, _, blue_ = image.split()
    pairs = zip(red.tobytes(), blue_.tobytes(), strict=True)
    return sum(1 for r, b in pairs if r < 90 and 100 < b < 200)


def strip_of(image: Image.Image, slide: Image.Image) -> Image.Image:
    assert image.width == slide.width
    assert image.height > slide.height
    return image.crop((0, slide.height, image.width, image.height))


@pytest.mark.parametrize("name", AWKWARD)
def test_the_footer_is_upright_below_the_slide(name: str) -> None:
    data = awkward_deck(name)
    packet = packet_of(data)
    pages = len(opened(data).pages)

    for page in range(pages):
        slide = picture(data, page, scale=1)
        strip = strip_of(picture(packet, page, scale=1), slide)
        third = strip.width // 3
        left = strip.crop((0, 2, third, strip.height))
        right = strip.crop((2 * third, 2, strip.width, strip.height))
        # Words stand left and right, the link only left: so nothing is turned
        assert dark(left) > 25
        assert dark(right) > 3
        assert blue(left) > 25
        assert blue(right) == 0
        # Margins are free, and the strip is as high as the page's size says
        assert dark(strip.crop((0, 2, 8, strip.height))) == 0
        assert 0.02 < strip.height / max(slide.size) < 0.06
        assert f"slide {page + 1} of {pages}" in text_of(packet, page)


@pytest.mark.parametrize("mode", FooterMode)
@pytest.mark.parametrize("name", AWKWARD)
def test_the_slide_looks_as_it_did(name: str, mode: FooterMode) -> None:
    data = awkward_deck(name)
    packet = packet_of(data, mode)
    box = shown_box(data, 0)

    own = picture(data, 0, scale=1, box=box)
    shown = picture(packet, 0, scale=1, box=box)

    if mode is FooterMode.OVERLAY:
        cut = (0, 0, own.width, own.height - round(0.06 * max(own.size)))
        own, shown = own.crop(cut), shown.crop(cut)
    assert differing_pixels(shown, own) == 0


@pytest.mark.parametrize("name", AWKWARD)
def test_an_overlay_keeps_the_page_and_is_drawn_over_it(name: str) -> None:
    data = awkward_deck(name)
    packet = packet_of(data, FooterMode.OVERLAY)

    own, shown = picture(data, 0, scale=1), picture(packet, 0, scale=1)
    strip = shown.crop((0, round(own.height * 0.95), own.width, own.height))

    assert shown.size == own.size
    assert dark(strip.crop((strip.width * 2 // 3, 0, strip.width, strip.height))) > 3
    assert blue(strip.crop((0, 0, strip.width // 3, strip.height))) > 25


@pytest.mark.parametrize("mode", [FooterMode.MARGIN, FooterMode.OVERLAY])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_link_to_the_contents_lies_on_its_word(
    degrees: int, mode: FooterMode
) -> None:
    packet = packet_of(deck(2, Rotate=degrees), mode)
    with opened(packet) as pdf:
        rect = [float(n) for n in pdf.pages[1].obj.Annots[-1].Rect]

    word = picture(packet, 1, scale=2, box=tuple(rect))

    assert links(packet)[1][-1][1] == 0
    assert blue(word) > 0.15 * word.width * word.height
    # Nothing of the word lies around the link
    wide = (rect[0] - 2, rect[1] - 2, rect[2] + 2, rect[3] + 2)
    assert abs(blue(picture(packet, 1, scale=2, box=wide)) - blue(word)) < 30


def test_no_footer_means_no_change_to_the_page() -> None:
    data = deck(1)
    packet = packet_of(data, FooterMode.NONE)

    with opened(packet) as pdf:
        assert list(pdf.pages[0].obj.MediaBox) == [0, 0, 720, 540]
        assert "/Annots" not in pdf.pages[0].obj


def test_a_footer_is_an_artifact_whose_text_can_be_copied() -> None:
    packet = packet_of(deck(1))

    with opened(packet) as pdf:
        parts = pdf.pages[0].obj.Contents
        content = b" ".join(parts[n].read_bytes() for n in range(3))
    assert content.startswith(b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
    assert content.count(b"EMC") == 1
    assert "CSE 599 · Lecture 1" in text_of(packet, 0)


def test_a_long_text_is_cut_before_it_meets_the_next() -> None:
    long = Footer("A topic with many words " * 20, "slide 1 of 1", "p1")
    plan = plan_for(1)
    plan = replace(plan, runs=(Run(1, 0, 1, (long,)),))

    text = text_of(assemble(None, [prepare_deck(deck(1)).data], plan, footer_font()), 0)

    assert "A topic with many words" in text
    assert "…" in text
    assert "slide 1 of 1" in text


def test_all_words_fit_on_a_very_narrow_page() -> None:
    packet = packet_of(deck(1, box=(0, 0, 60, 540)))
    image = picture(packet, 0, scale=4)

    assert "slide 1 of 1" in text_of(packet, 0)
    assert dark(image.crop((0, image.height - 20, 8, image.height))) == 0


def test_a_packet_can_be_a_deck() -> None:
    plan = plan_for(2)
    words = (Footer("zyxwvu"), Footer("zyxwvu"))
    plan = replace(plan, runs=(Run(1, 0, 2, words),), contents_link="wvxyz")
    inner = assemble(None, [prepare_deck(deck(2)).data], plan, footer_font())

    outer = packet_of(inner)

    # Each with its own font, by whatever name the page has it
    assert "zyxwvu" in text_of(outer, 1)
    assert "slide 2 of 2" in text_of(outer, 1)
    assert links(outer)[1][0][1] == 0


PAPER = (0, 0, 612, 792)


def on_paper(degrees: int, box: tuple[float, ...] = PAPER) -> Callable[[Pdf], None]:
    """A page that is taller than wide when shown, blank but for its middle."""

    def change(pdf: Pdf) -> None:
        x0, y0, x1, y1 = box
        turned = degrees in {90, 270}
        media = (x0, y0, x0 + y1 - y0, y0 + x1 - x0) if turned else box
        white = f"1 g {' '.join(map(str, media))} re f ".encode()
        middle = square(x0 + 300, y0 + 300)
        add_page(pdf, white + middle, box=media, Rotate=degrees)

    return change


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [PAPER, (-300, -100, 312, 692)])
def test_a_footer_stands_in_a_blank_margin_of_paper(
    degrees: int, box: tuple[float, ...]
) -> None:
    data = deck(0, on_paper(degrees, box))
    page = picture(packet_of(data), 0, scale=1)
    own = picture(data, 0, scale=1)

    assert page.size == own.size == (612, 792)
    height = round(0.034 * (612 * 792) ** 0.5)
    strip = page.crop((0, own.height - height + 2, own.width, own.height))
    third = own.width // 3
    assert dark(strip.crop((0, 0, third, strip.height))) > 25
    assert dark(strip.crop((2 * third, 0, own.width, strip.height))) > 3
    assert blue(strip.crop((0, 0, third, strip.height))) > 25
    above = (0, 0, own.width, own.height - height - 1)
    assert differing_pixels(page.crop(above), own.crop(above)) == 0


def with_link(pdf: Pdf) -> None:
    on_paper(0)(pdf)
    add_link(pdf, pdf.pages[0].obj, A=Dictionary(S=Name.URI, URI=String("https://a.b")))


def with_layers(pdf: Pdf) -> None:
    on_paper(0)(pdf)
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("answer")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())


def with_ink(pdf: Pdf) -> None:
    on_paper(0)(pdf)
    # A hair's line in light grey
    add_page(pdf, b"0.9 G 0.2 w 400 12 m 500 12 l S", box=PAPER)


def wide(pdf: Pdf) -> None:
    add_page(pdf, square(300, 300), box=(0, 0, 792, 612))


@pytest.mark.parametrize("change", [with_link, with_layers, with_ink, wide])
def test_a_page_grows_where_its_margin_is_not_surely_blank(
    change: Callable[[Pdf], None],
) -> None:
    data = deck(0, change)
    packet = packet_of(data)

    # All pages of a deck alike
    for page in range(len(opened(data).pages)):
        assert (
            picture(packet, page, scale=1).height > picture(data, page, scale=1).height
        )


sides = st.floats(50, 5000, allow_nan=False)
corners = st.floats(-3000, 3000, allow_nan=False)


@given(corners, corners, sides, sides, st.sampled_from([0, 90, 180, 270]))
def test_the_strip_lies_beside_the_slide_and_within_the_page(
    x: float, y: float, width: float, height: float, turned: int
) -> None:
    slide = Box(x, y, x + width, y + height)

    strip = place_strip(slide, slide, turned, grows=True)

    a, b, c, d, e, f = strip.matrix
    corners_of_strip = [
        (a * u + c * v + e, b * u + d * v + f)
        for u in (0, strip.width)
        for v in (0, strip.height)
    ]
    for px, py in corners_of_strip:
        assert strip.crop.x0 - 1e-6 <= px <= strip.crop.x1 + 1e-6
        assert strip.crop.y0 - 1e-6 <= py <= strip.crop.y1 + 1e-6
        inside = x + 1e-6 < px < x + width - 1e-6 and y + 1e-6 < py < y + height - 1e-6
        assert not inside
    added = strip.crop.width * strip.crop.height - width * height
    assert added == pytest.approx(strip.width * strip.height, rel=1e-6)
    assert abs(a * d - b * c) == 1


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.floats(0, 30))
def test_a_fitted_text_fits_and_is_whole_if_it_can_be(text: str, width: float) -> None:
    font = FooterFont(footer_font())

    fitted = font.fit(text, width)

    assert font.width(fitted) <= max(width, font.width("…"))
    if font.width(text) <= width:
        assert fitted == text


NOTE = (600.0, -60.0, 700.0, 40.0)
"""A place that reaches over a slide's lower edge, where the footer will stand."""


def noted_deck(kind: Name, *, states: bool) -> bytes:
    """A slide with something blue that reaches over its lower edge."""

    def change(pdf: Pdf) -> None:
        look = pdf.make_stream(
            b"0 0 1 rg 0 0 50 50 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 50, 50]),
        )
        note = Dictionary(
            Type=Name.Annot,
            Subtype=kind,
            Rect=Array(NOTE),
            F=4,
            AP=Dictionary(N=Dictionary(On=look) if states else look),
            Contents=String("A stamp"),
        )
        if states:
            note.AS = Name.On
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    return deck(1, change)


@pytest.mark.parametrize("states", [False, True], ids=["one look", "a look a state"])
def test_what_reaches_over_a_slide_s_edge_ends_there(states: bool) -> None:
    data = noted_deck(Name.Stamp, states=states)
    packet = assemble(None, [prepare_deck(data).data], plan_for(1), footer_font())
    plain = assemble(None, [prepare_deck(deck(1)).data], plan_for(1), footer_font())

    box = shown_box(data, 0)
    strip = (box[0], shown_box(packet, 0)[1], box[2], box[1])
    assert strip[1] < strip[3]
    assert picture(packet, 0, box=box).tobytes() == picture(data, 0, box=box).tobytes()
    ours, theirs = (picture(one, 0, box=strip) for one in (packet, plain))
    assert ours.tobytes() == theirs.tobytes()


def test_what_lies_off_a_slide_does_not_show_over_its_footer() -> None:
    def change(pdf: Pdf) -> None:
        rect = Array([10, -30, 60, -5])
        there = Array([pdf.pages[0].obj, Name.Fit])
        add_link(pdf, pdf.pages[0].obj, Dest=there).Rect = rect
        add_link(pdf, pdf.pages[0].obj, Dest=there)

    packet = assemble(
        None, [prepare_deck(deck(1, change)).data], plan_for(1), footer_font()
    )

    with opened(packet) as pdf:
        rects = [[float(n) for n in a.Rect] for a in pdf.pages[0].obj.Annots]
    assert rects[0] == [10, 10, 60, 40]
    assert len(rects) == 2  # the footer's own is the last
