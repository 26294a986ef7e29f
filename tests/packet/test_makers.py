"""Pictures, layers and marked content do not tell who made them."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from syllabus.packet import jpx
from syllabus.packet.prepare import prepare_deck
from tests.packet.look import differing_pixels, picture
from tests.packet.make import add_page, deck, opened
from tests.packet.test_safe import everything, packet_of


def picture_deck(data: bytes, *filters: Name, parms: Array | None = None) -> bytes:
    """A slide with a picture of 256 by 256 pixels, packed as the filters say."""

    def change(pdf: Pdf) -> None:
        page = add_page(pdf, b"q 400 0 0 400 50 50 cm /Im Do Q")
        image = pdf.make_stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=256,
            Height=256,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB,
            Filter=Array(list(filters)),
        )
        if parms is not None:
            image.DecodeParms = parms
        page.Resources.XObject = Dictionary(Im=image)

    return deck(0, change)


def photo(kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("outer", "pack", "parms"),
    [
        ((Name.FlateDecode,), zlib.compress, None),
        ((Name.ASCIIHexDecode,), lambda data: data.hex().encode() + b">", None),
        (
            (Name.ASCIIHexDecode, Name.FlateDecode),
            lambda data: zlib.compress(data).hex().encode() + b">",
            Array([Dictionary(), Dictionary(), Dictionary(ColorTransform=1)]),
        ),
    ],
    ids=["flate", "hex", "hex and flate"],
)
def test_a_photo_that_is_packed_again_forgets_its_maker(
    outer: tuple[Name, ...], pack: Callable[[bytes], bytes], parms: Array | None
) -> None:
    told = pack(photo("JPEG", comment=b"secret comment", quality=90))
    data = picture_deck(told, *outer, Name.DCTDecode, parms=parms)
    prepared = prepare_deck(data)
    packet = packet_of(data)

    assert prepared.removed == {"picture metadata": 1}
    assert b"secret" not in packet
    with opened(packet) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Im
        assert image.Filter == Name.DCTDecode
        assert ("/DecodeParms" in image) == (parms is not None)
    assert differing_pixels(picture(data, 0), picture(packet, 0), tolerance=0) == 0
    assert picture(packet, 0).getextrema() != ((255, 255),) * 3


def test_a_photo_that_cannot_be_unpacked_stays_as_it_is() -> None:
    data = picture_deck(b"no zlib", Name.FlateDecode, Name.DCTDecode)

    assert prepare_deck(data).removed == {}


@pytest.mark.parametrize("kind", [b"xml ", b"uuid"])
def test_a_jpeg_2000_forgets_who_made_it_and_looks_the_same(kind: bytes) -> None:
    plain = photo("JPEG2000")
    box = kind + b"<x>secret</x>    "  # after the signature and the file's type
    told = plain[:32] + (len(box) + 4).to_bytes(4, "big") + box + plain[32:]
    data = picture_deck(told, Name.JPXDecode)
    packet = packet_of(data)

    assert jpx.without_metadata(told) == jpx.without_metadata(plain) == plain
    assert b"secret" not in packet
    assert differing_pixels(picture(data, 0), picture(packet, 0), tolerance=0) == 0
    assert picture(packet, 0).getextrema() != ((255, 255),) * 3


@given(st.binary(max_size=200))
def test_bytes_that_are_no_jpeg_2000_are_left_or_cut_but_never_changed(
    data: bytes,
) -> None:
    start = photo("JPEG2000")[:12]
    clean = jpx.without_metadata(start + data)

    assert jpx.without_metadata(data) == data
    assert clean == start + data or len(clean) < len(start + data)


def test_layers_do_not_tell_who_made_them() -> None:
    def change(pdf: Pdf) -> None:
        secret = Dictionary(Creator=String("secret"), Subtype=Name.Artwork)
        usage = Dictionary(
            CreatorInfo=secret,
            User=Dictionary(Type=Name.Ind, Name=String("secret")),
            Print=Dictionary(PrintState=Name.OFF, Who=String("secret")),
        )
        layers = [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.OCG,
                    Name=String(name),
                    Usage=usage,
                    PieceInfo=Dictionary(X=String("secret")),
                )
            )
            for name in ("listed", "not listed")
        ]
        several = Dictionary(Type=Name.OCMD, OCGs=layers[0], Who=String("secret"))
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(A=layers[0], B=layers[1], C=several)
        page.Contents = pdf.make_stream(b"/OC /A BDC EMC /OC /B BDC EMC /OC /C BDC EMC")
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers[:1]), D=Dictionary())

    packet = packet_of(deck(1, change))

    assert b"secret" not in everything(packet)
    with opened(packet) as pdf:
        listed = pdf.pages[0].obj.Resources.Properties
        assert listed.A.Usage.Print.PrintState == Name.OFF
        assert listed.C.OCGs.objgen == listed.A.objgen


def test_marked_content_keeps_what_is_heard_of_it_and_nothing_else() -> None:
    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        words = Dictionary(
            ActualText=String("heard"),
            MCID=3,
            Author=String("secret"),
            Metadata=pdf.make_stream(b"secret"),
        )
        page.Resources.Properties = Dictionary(A=words)
        page.Contents = pdf.make_stream(b"/Span /A BDC EMC")

    packet = packet_of(deck(1, change))

    assert b"secret" not in everything(packet)
    with opened(packet) as pdf:
        kept = pdf.pages[0].obj.Resources.Properties.A
        assert set(kept.keys()) == {"/ActualText", "/MCID"}
