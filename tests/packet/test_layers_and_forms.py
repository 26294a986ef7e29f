"""What a deck hides stays hidden; what is filled in stays apart and filled in."""

import io
from typing import Any

import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from syllabus.packet.assemble import assemble
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import differing_pixels, picture
from tests.packet.make import add_link, add_page, deck, opened, plan_for, square

RED, BLUE = (255, 0, 0), (0, 0, 255)


def packet_of(*decks: bytes) -> bytes:
    prepared = [prepare_deck(data) for data in decks]
    plan = plan_for(*(d.pages for d in prepared), footers=False)
    return assemble(None, [d.data for d in prepared], plan)


def layered_deck(hidden_by: str) -> bytes:
    """A slide with a question in red and an answer in blue, which is hidden."""

    def change(pdf: Pdf) -> None:
        question, answer = (
            pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
            for name in ("Question", "Answer")
        )
        page = add_page(
            pdf,
            b"/OC /Q BDC " + square(20, 20) + b" EMC "
            b"/OC /A BDC " + square(220, 20, color="0 0 1") + b" EMC",
        )
        page.Resources.Properties = Dictionary(Q=question, A=answer)
        configs: dict[str, dict[str, Any]] = {
            "OFF": {"OFF": Array([answer])},
            "BaseState": {"BaseState": Name.OFF, "ON": Array([question])},
        }
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([question, answer]),
            D=Dictionary(
                Order=Array([String("Slide"), Array([question, answer])]),
                AS=Array(
                    [
                        Dictionary(
                            Event=Name.Print,
                            Category=Array([Name.Print]),
                            OCGs=Array([answer]),
                        )
                    ]
                ),
                **configs[hidden_by],
            ),
            Configs=Array([Dictionary(Name=String("all"), BaseState=Name.ON)]),
        )

    return deck(0, change)


def colors(data: bytes, page: int) -> tuple[bool, bool]:
    """Whether question and answer show on a page."""
    shown = picture(data, page, scale=1)
    return shown.getpixel((50, 490)) == RED, shown.getpixel((250, 490)) == BLUE


@pytest.mark.parametrize("hidden_by", ["OFF", "BaseState"])
def test_a_hidden_answer_stays_hidden(hidden_by: str) -> None:
    data = layered_deck(hidden_by)
    packet = packet_of(deck(1), data, deck(1))

    assert colors(data, 0) == (True, False)
    assert colors(packet, 1) == (True, False)


def test_each_deck_keeps_the_state_of_its_own_layers() -> None:
    with opened(layered_deck("OFF")) as pdf:
        pdf.Root.OCProperties.D.OFF = Array()
        out = io.BytesIO()
        pdf.save(out)
    packet = packet_of(
        layered_deck("OFF"), out.getvalue(), layered_deck("BaseState"), deck(1)
    )

    assert [colors(packet, n) for n in range(3)] == [
        (True, False),
        (True, True),
        (True, False),
    ]


def test_layers_keep_their_order_and_rules() -> None:
    packet = packet_of(layered_deck("OFF"), layered_deck("OFF"))

    with opened(packet) as pdf:
        properties = pdf.Root.OCProperties
        assert len(properties.OCGs) == 4
        assert len(properties.D.AS) == 2
        assert properties.D.AS[1].OCGs[0].objgen == properties.OCGs[3].objgen
        assert len(properties.D.Order) == 4
        assert str(properties.D.Order[2]) == "Slide"
        assert "/Configs" not in properties


def test_a_button_still_switches_its_layer() -> None:
    with opened(layered_deck("OFF")) as pdf:
        answer = pdf.Root.OCProperties.OCGs[1]
        add_link(
            pdf,
            pdf.pages[0].obj,
            A=Dictionary(S=Name.SetOCGState, State=Array([Name.Toggle, answer])),
        )
        out = io.BytesIO()
        pdf.save(out)

    with opened(packet_of(out.getvalue())) as pdf:
        action = pdf.pages[0].obj.Annots[0].A
        assert Name.SetOCGState == action.S
        assert action.State[1].objgen == pdf.Root.OCProperties.OCGs[1].objgen


def form_deck(value: str, *, listed: bool = True, **keys: Any) -> bytes:
    """A slide with a text field called "name"."""

    def change(pdf: Pdf) -> None:
        page = add_page(pdf)
        look = pdf.make_stream(
            b"0 0 1 rg 0 0 100 20 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 100, 20]),
        )
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                V=String(value),
                Rect=Array([300, 300, 400, 320]),
                AP=Dictionary(N=look),
                F=4,
                P=page,
            )
        )
        page.Annots = Array([field])
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field] if listed else []),
            DA=String("/Helv 0 Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=font)),
            **keys,
        )

    return deck(0, change)


def fields(data: bytes) -> dict[str, str]:
    found = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    return {name: str(f["/V"]) for name, f in found.items() if "/V" in f}


def test_equal_fields_of_two_decks_stay_two_with_their_values() -> None:
    packet = packet_of(form_deck("Ada"), deck(1), form_deck("Grace"))

    assert fields(packet) == {"deck1.name": "Ada", "deck3.name": "Grace"}
    with opened(packet) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert str(form.Fields[0].DA) == "/Helv 0 Tf 0 g"
        assert form.DR.Font.Helv.BaseFont == Name.Helvetica
        widget = pdf.pages[2].obj.Annots[0]
        assert widget.Parent.objgen == form.Fields[1].objgen


def test_fields_look_as_they_did() -> None:
    data = form_deck("Ada")
    own = picture(data, 0, fields=True)
    joined = picture(packet_of(data), 0, fields=True)

    assert own.getpixel((155, 115)) == BLUE
    assert differing_pixels(own, joined) == 0


def test_a_field_that_its_form_does_not_list_is_kept() -> None:
    assert fields(packet_of(form_deck("Ada", listed=False))) == {"deck1.name": "Ada"}


def test_a_field_without_a_look_gets_one() -> None:
    with opened(form_deck("Ada", NeedAppearances=True)) as pdf:
        del pdf.pages[0].obj.Annots[0].AP
        out = io.BytesIO()
        pdf.save(out)

    with opened(packet_of(out.getvalue())) as pdf:
        assert "/N" in pdf.pages[0].obj.Annots[0].AP


def test_a_signature_goes_and_its_picture_stays() -> None:
    def sign(pdf: Pdf) -> Object:
        field = pdf.pages[0].obj.Annots[0]
        field.FT = Name.Sig
        field.V = pdf.make_indirect(
            Dictionary(Type=Name.Sig, Name=String("secret"), Contents=String("x"))
        )
        pdf.Root.AcroForm.SigFlags = 3
        return field

    with opened(form_deck("Ada")) as pdf:
        sign(pdf)
        out = io.BytesIO()
        pdf.save(out)
    packet = packet_of(out.getvalue())

    assert fields(packet) == {}
    assert b"secret" not in packet
    own = picture(out.getvalue(), 0, fields=True)
    assert own.getpixel((155, 115)) == BLUE
    assert differing_pixels(own, picture(packet, 0, fields=True)) == 0
