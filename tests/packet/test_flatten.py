"""Forms that are printed into the pages of their deck."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from syllabus.packet.opening import DeckRefused
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import differing_pixels, links, picture, text_of
from tests.packet.make import add_link, opened, saved
from tests.packet.test_layers_and_forms import form_deck


def changed(data: bytes, change: Callable[[Pdf, Object], object]) -> bytes:
    """A deck whose first field was changed."""
    with opened(data) as pdf:
        change(pdf, pdf.pages[0].obj.Annots[0])
        return saved(pdf)


def flat(data: bytes) -> bytes:
    return prepare_deck(data, flatten_forms=True).data


def annotations(data: bytes) -> list[str]:
    with opened(data) as pdf:
        assert "/AcroForm" not in pdf.Root
        annots: Any = pdf.pages[0].obj.get("/Annots", [])
        return [str(annot.Subtype) for annot in annots]


def remove_look(_: Pdf, field: Object) -> None:
    del field.AP


def test_a_field_becomes_part_of_its_page_and_looks_as_it_did() -> None:
    data = form_deck("Ada")

    assert annotations(flat(data)) == []
    own = picture(data, 0, fields=True)
    assert own.getpixel((155, 115)) == (0, 0, 255)
    assert differing_pixels(own, picture(flat(data), 0)) == 0


def test_without_being_asked_a_form_stays() -> None:
    with opened(prepare_deck(form_deck("Ada")).data) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == 1


@pytest.mark.parametrize("flags", [0, 1 << 12], ids=["one line", "many lines"])
def test_a_value_without_a_look_is_printed(flags: int) -> None:
    def change(pdf: Pdf, field: Object) -> None:
        remove_look(pdf, field)
        field.Ff = flags

    data = changed(form_deck("Ada Lovelace"), change)

    assert "Ada" not in text_of(data, 0)
    assert "Ada Lovelace" in text_of(flat(data), 0)


def test_a_look_that_is_out_of_date_is_made_anew() -> None:
    data = form_deck("Ada Lovelace", NeedAppearances=True)

    assert "Ada Lovelace" in text_of(flat(data), 0)


def test_links_and_remarks_stay_what_they_are() -> None:
    def change(pdf: Pdf, _: Object) -> None:
        page = pdf.pages[0].obj
        add_link(pdf, page, Dest=Array([page, Name.Fit]))
        look = pdf.make_stream(
            b"0 1 0 rg 0 0 9 9 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 9, 9]),
        )
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Rect=Array([200, 200, 220, 220]),
            Contents=String("A remark"),
            AP=Dictionary(N=look),
        )
        page.Annots.append(pdf.make_indirect(note))

    data = changed(form_deck("Ada"), change)

    assert annotations(flat(data)) == ["/Link", "/Text"]
    assert links(flat(data)) == links(data) != [[]]


@pytest.mark.parametrize("flag", [2, 32], ids=["hidden", "not on screen"])
def test_a_field_that_does_not_show_is_not_printed(flag: int) -> None:
    def change(_: Pdf, field: Object) -> None:
        field.F = flag

    data = changed(form_deck("Ada"), change)

    assert annotations(flat(data)) == []
    assert picture(flat(data), 0).getpixel((155, 115)) == (255, 255, 255)


def test_a_field_on_a_hidden_layer_stays_hidden() -> None:
    def change(pdf: Pdf, field: Object) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Answers")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )
        field.OC = layer

    data = changed(form_deck("Ada"), change)

    assert annotations(flat(data)) == []
    assert picture(flat(data), 0).getpixel((155, 115)) == (255, 255, 255)


def test_of_a_box_the_state_it_is_in_is_printed() -> None:
    def change(pdf: Pdf, field: Object) -> None:
        field.AP = Dictionary(N=Dictionary(On=field.AP.N, Off=pdf.make_stream(b"")))
        for look in field.AP.N.values():
            look.update({"/Subtype": Name.Form, "/BBox": [0, 0, 100, 20]})
        field.update({"/FT": Name.Btn, "/AS": Name.On, "/V": Name.On})

    data = changed(form_deck("Ada"), change)
    off = changed(data, lambda _, field: field.update({"/AS": Name.Off}))

    assert picture(flat(data), 0).getpixel((155, 115)) == (0, 0, 255)
    assert picture(flat(off), 0).getpixel((155, 115)) == (255, 255, 255)


@pytest.mark.needs("shared")
def test_real_forms_are_printed(shared: Path) -> None:
    forms = 0
    for path in sorted((shared / "corpus").glob("*/*.pdf")):
        try:
            kept, printed = prepare_deck(path), prepare_deck(path, flatten_forms=True)
        except DeckRefused:
            continue
        assert printed.pages == kept.pages, path
        with pikepdf.open(io.BytesIO(kept.data)) as pdf:
            forms += "/AcroForm" in pdf.Root
        with pikepdf.open(io.BytesIO(printed.data)) as pdf:
            assert "/AcroForm" not in pdf.Root, path
            for page in pdf.pages:
                annots: Any = page.obj.get("/Annots", [])
                assert all(a.get("/Subtype") != Name.Widget for a in annots), path
    assert forms > 20
