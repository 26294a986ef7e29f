"""What is equal in several decks is kept once, and nothing looks different."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from syllabus.packet.assemble import assemble
from syllabus.packet.dedupe import merge_equal_objects
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import differing_pixels, picture
from tests.packet.make import add_page, deck, opened, plan_for, square
from tests.packet.test_layers_and_forms import colors, layered_deck


def picture_deck(*shades: int, pages: int = 1) -> bytes:
    """A deck whose pages each show one picture for each shade of grey."""

    def change(pdf: Pdf) -> None:
        for _ in range(pages):
            draw = b"".join(
                b"q 40 0 0 40 %d 40 cm /Im%d Do Q " % (50 * n, n)
                for n in range(len(shades))
            )
            page = add_page(pdf, draw)
            page.Resources.XObject = Dictionary(
                {f"/Im{n}": grey(pdf, shade) for n, shade in enumerate(shades)}
            )

    return deck(0, change)


def grey(pdf: Pdf, shade: int) -> pikepdf.Object:
    # Colour space and its profile are objects of their own, two levels down
    space = pdf.make_indirect(
        Array([Name.CalGray, pdf.make_indirect(Dictionary(WhitePoint=[1, 1, 1]))])
    )
    return pdf.make_stream(
        bytes([shade]) * 400,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=20,
        Height=20,
        BitsPerComponent=8,
        ColorSpace=space,
    )


def packet_of(*decks: bytes, merge_equal: bool = True) -> bytes:
    prepared = [prepare_deck(data) for data in decks]
    plan = plan_for(*(d.pages for d in prepared), footers=False)
    return assemble(None, [d.data for d in prepared], plan, merge_equal=merge_equal)


def count_images(data: bytes) -> int:
    with opened(data) as pdf:
        return sum(
            isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == Name.Image
            for obj in pdf.objects
        )


def test_equal_pictures_of_two_decks_are_kept_once() -> None:
    one, two = picture_deck(10, 200), picture_deck(200, 90, 10)

    assert count_images(packet_of(one, two, merge_equal=False)) == 5
    assert count_images(packet_of(one, two)) == 3


def test_a_second_pass_finds_nothing_more() -> None:
    packet = packet_of(
        picture_deck(1, 2, pages=3), picture_deck(2, 3), merge_equal=False
    )

    with opened(packet) as pdf:
        pages = [page.obj for page in pdf.pages]
        assert merge_equal_objects(pdf, pages) > 5
        assert merge_equal_objects(pdf, pages) == 0


def test_pages_stay_pages_even_if_they_are_equal() -> None:
    with opened(packet_of(deck(2), deck(2))) as pdf:
        assert len({page.obj.objgen for page in pdf.pages}) == 4
        assert len({page.obj.Contents.objgen for page in pdf.pages}) == 1


def test_equal_layers_of_two_decks_keep_their_own_states() -> None:
    with opened(layered_deck("OFF")) as pdf:
        pdf.Root.OCProperties.D.OFF = Array()
        out = io.BytesIO()
        pdf.save(out)

    packet = packet_of(layered_deck("OFF"), out.getvalue())

    assert [colors(packet, n) for n in range(2)] == [(True, False), (True, True)]


def test_what_a_string_says_is_no_reference() -> None:
    with opened(deck(2)) as pdf:
        for page in pdf.pages:
            obj = pdf.make_indirect(Dictionary(X=1))
            says = String(f"{obj.objgen[0]} 0 R")
            page.obj.Resources.Properties = Dictionary(
                A=pdf.make_indirect(Dictionary(Says=says, Is=obj))
            )
        merge_equal_objects(pdf, [page.obj for page in pdf.pages])
        said = {str(p.obj.Resources.Properties.A.Says) for p in pdf.pages}
        held = {p.obj.Resources.Properties.A.Is.objgen for p in pdf.pages}
    assert len(said) == 2
    assert len(held) == 1


def test_a_form_that_holds_itself_does_not_hold_the_join_up() -> None:
    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"/Fm Do")
        form = pdf.make_stream(
            square(20, 20), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99]
        )
        form.Resources = Dictionary(XObject=Dictionary(Fm=form))
        page.Resources.XObject = Dictionary(Fm=form)

    packet = packet_of(deck(0, change), deck(0, change))

    assert differing_pixels(picture(packet, 0), picture(packet, 1)) == 0


shades = st.lists(st.integers(0, 5).map(lambda n: n * 50), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(st.lists(shades, min_size=1, max_size=4))
def test_merging_changes_no_pixel(decks: list[list[int]]) -> None:
    files = [picture_deck(*shades, pages=2) for shades in decks]
    whole = packet_of(*files, merge_equal=False)

    merged = packet_of(*files)

    assert count_images(merged) == len({shade for shades in decks for shade in shades})
    for page in range(2 * len(decks)):
        assert differing_pixels(picture(whole, page), picture(merged, page)) == 0


@pytest.mark.needs("shared")
def test_ten_copies_of_real_decks_take_the_room_of_one(shared: object) -> None:
    from tests.needs import SHARED

    files = sorted((SHARED / "courses" / "latex-decks").glob("*.pdf"))[:3]
    prepared = [prepare_deck(file.read_bytes()) for file in files]

    def size(times: int) -> int:
        plan = plan_for(*(d.pages for d in prepared * times), footers=False)
        return len(assemble(None, [d.data for d in prepared * times], plan))

    once = size(1)
    # Pages and links are their own each time
    assert size(10) < 2 * once
