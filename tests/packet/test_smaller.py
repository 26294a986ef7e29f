"""The smaller form of a packet looks the same and is the same, but for its pixels."""

import io
import random
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageStat

from syllabus.packet.smaller import LONGER_SIDE, smaller
from tests.needs import ROOT
from tests.packet.look import picture
from tests.packet.make import add_page, opened, saved
from tests.packet.tags.make import packet, tagged, tree

SLIDES = ROOT / "data" / "courses" / "dlsys-2017" / "slides"
SIZE = (1800, 1350)


@cache
def photograph(seed: int = 1, size: tuple[int, int] = SIZE) -> Image.Image:
    """Soft shapes, hard edges and grain, in colour."""
    grain = random.Random(seed)
    width, height = size
    planes = [
        Image.radial_gradient("L").resize(size),
        Image.linear_gradient("L").resize(size),
        Image.linear_gradient("L").rotate(90).resize(size),
    ]
    image = Image.merge("RGB", planes)
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = grain.randrange(width), grain.randrange(height)
        draw.ellipse((x, y, x + 200, y + 150), fill=tuple(grain.randbytes(3)))
    noise = Image.frombytes("RGB", size, grain.randbytes(3 * width * height))
    return Image.blend(image, noise.filter(ImageFilter.BoxBlur(1)), 0.08)


def disk(size: tuple[int, int] = SIZE) -> Image.Image:
    """A mask that shows the middle, with a soft edge."""
    mask = Image.new("L", size)
    width, height = size
    ImageDraw.Draw(mask).ellipse((300, 200, width - 300, height - 200), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(3))


def jpeg(image: Image.Image, **kept: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, **kept)
    return out.getvalue()


def jpx(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG2000")
    return out.getvalue()


def stream(pdf: Pdf, data: bytes, filter_name: str = "", **keys: Any) -> Stream:
    usual = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": SIZE[0],
        "Height": SIZE[1],
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceRGB,
    }
    keys = {key: value for key, value in (usual | keys).items() if value is not None}
    found = pdf.make_stream(b"", **keys)
    if filter_name:
        found.write(data, filter=Name(filter_name))
    else:
        found.write(zlib.compress(data), filter=Name.FlateDecode)
    for key in keys.keys() & {"DecodeParms"}:
        found[f"/{key}"] = keys[key]  # it went away with the writing
    return found


def grey(pdf: Pdf, image: Image.Image, **keys: Any) -> Stream:
    size: dict[str, Any] = {"Width": image.width, "Height": image.height}
    gray: dict[str, Any] = {"ColorSpace": Name.DeviceGray}
    return stream(pdf, image.convert("L").tobytes(), **size | gray | keys)


def in_space(pdf: Pdf, n: int, **keys: Any) -> Array:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return Array([Name.ICCBased, pdf.make_stream(profile, N=n, **keys)])


def palette(pdf: Pdf) -> Stream:
    image = photograph().quantize(256)
    colors = bytes(image.getpalette() or ()).ljust(768, b"\0")
    space = Array([Name.Indexed, Name.DeviceRGB, 255, String(colors)])
    return stream(pdf, image.tobytes(), ColorSpace=space)


def bilevel(pdf: Pdf, **keys: Any) -> Stream:
    image = photograph().convert("1")
    usual: dict[str, Any] = {"BitsPerComponent": 1, "ColorSpace": Name.DeviceGray}
    return stream(pdf, image.tobytes(), **usual | keys)


def stencil(pdf: Pdf) -> Stream:
    return bilevel(pdf, ImageMask=True, ColorSpace=None)


def sixteen(pdf: Pdf) -> Stream:
    wide = bytes(value for byte in photograph().tobytes() for value in (byte, byte))
    return stream(pdf, wide, BitsPerComponent=16)


RGB = photograph().tobytes()

TAKEN: dict[str, Callable[[Pdf], Stream]] = {
    "rgb": lambda pdf: stream(pdf, RGB),
    "grey": lambda pdf: grey(pdf, photograph()),
    "profile": lambda pdf: stream(pdf, RGB, ColorSpace=in_space(pdf, 3)),
    "jpeg": lambda pdf: stream(pdf, jpeg(photograph()), "/DCTDecode"),
    "grey-jpeg": lambda pdf: stream(
        pdf,
        jpeg(photograph().convert("L")),
        "/DCTDecode",
        ColorSpace=Name.DeviceGray,
    ),
    "rgb-jpeg": lambda pdf: stream(
        pdf, jpeg(photograph(), keep_rgb=True), "/DCTDecode"
    ),
    "mask": lambda pdf: stream(pdf, RGB, SMask=grey(pdf, disk())),
    "small-mask": lambda pdf: stream(pdf, RGB, SMask=grey(pdf, disk((900, 675)))),
    "plain-decode": lambda pdf: stream(pdf, RGB, Decode=Array([0, 1] * 3)),
}

LEFT: dict[str, Callable[[Pdf], Stream]] = {
    "decode": lambda pdf: stream(pdf, RGB, Decode=Array([1, 0] * 3)),
    "cmyk": lambda pdf: stream(
        pdf, photograph().convert("CMYK").tobytes(), ColorSpace=Name.DeviceCMYK
    ),
    "cmyk-jpeg": lambda pdf: stream(
        pdf,
        jpeg(photograph().convert("CMYK")),
        "/DCTDecode",
        ColorSpace=Name.DeviceCMYK,
    ),
    "palette": palette,
    "bilevel": bilevel,
    "stencil": stencil,
    "sixteen": sixteen,
    "jpx": lambda pdf: stream(
        pdf, jpx(photograph()), "/JPXDecode", ColorSpace=None, BitsPerComponent=None
    ),
    "color-key": lambda pdf: stream(pdf, RGB, Mask=Array([0, 90] * 3)),
    "stencil-mask": lambda pdf: stream(pdf, RGB, Mask=stencil(pdf)),
    "inverted-mask": lambda pdf: stream(
        pdf, RGB, SMask=grey(pdf, disk((900, 675)), Decode=Array([1, 0]))
    ),
    "matte": lambda pdf: stream(
        pdf, RGB, SMask=grey(pdf, disk(), Matte=Array([0, 0, 0]))
    ),
    "lab": lambda pdf: stream(
        pdf,
        RGB,
        ColorSpace=Array([Name.Lab, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))]),
    ),
    "range": lambda pdf: stream(
        pdf,
        RGB,
        ColorSpace=in_space(pdf, 3, Range=Array([0, 100, 0, 1, 0, 1])),
    ),
    "transform": lambda pdf: stream(
        pdf,
        jpeg(photograph()),
        "/DCTDecode",
        DecodeParms=Dictionary(ColorTransform=0),
    ),
    "short": lambda pdf: stream(pdf, RGB[:-5000]),
    "cut": lambda pdf: stream(pdf, jpeg(photograph())[:-5000], "/DCTDecode"),
    "not-a-jpeg": lambda pdf: stream(pdf, RGB, "/DCTDecode"),
    "other-size": lambda pdf: stream(
        pdf, jpeg(photograph().resize((1600, 1200))), "/DCTDecode"
    ),
    "grey-in-colour": lambda pdf: stream(
        pdf, jpeg(photograph().convert("L")), "/DCTDecode"
    ),
}


def slide_of(kind: Callable[[Pdf], Stream], *more: Callable[[Pdf], Stream]) -> bytes:
    """A page for each picture, which lies on green."""
    with pikepdf.new() as pdf:
        for make in (kind, *more):
            page = add_page(
                pdf, b"0 .6 .2 rg 0 0 720 540 re f q 640 0 0 480 40 30 cm /I Do Q"
            )
            page["/Resources"] = Dictionary(XObject=Dictionary(I=make(pdf)))
        return saved(pdf)


def pictures_in(data: bytes) -> list[tuple[int, bytes]]:
    """The width and the bytes of each picture of the first page."""
    with opened(data) as pdf:
        image = pdf.pages[0].obj["/Resources"]["/XObject"]["/I"]
        parts = [image, *(image[k] for k in ("/SMask", "/Mask") if k in image)]
        return [
            (int(part["/Width"]), part.read_raw_bytes())
            for part in parts
            if isinstance(part, Stream)
        ]


def unlikeness(one: bytes, other: bytes, page: int = 0) -> tuple[float, int]:
    """How far a page's colours are apart, on average and at most, of 255.

    Seen from where grain is no longer seen: renderers average it each in their way.
    """
    seen = [
        picture(data, page, scale=0.75).filter(ImageFilter.BoxBlur(1))
        for data in (one, other)
    ]
    found = ImageChops.difference(*seen)
    planes = [plane.getextrema() for plane in found.split()]
    worst = max(int(high) for _, high in planes)  # type: ignore[arg-type]  # of one plane
    return max(ImageStat.Stat(found).mean), worst


@pytest.mark.parametrize("kind", TAKEN.values(), ids=TAKEN)
def test_a_large_picture_gets_fewer_pixels_and_looks_the_same(
    kind: Callable[[Pdf], Stream],
) -> None:
    data = slide_of(kind)

    made = smaller(data)

    assert made is not None
    assert len(made) < len(data) / 3
    assert pictures_in(made)[0][0] == LONGER_SIDE
    mean, worst = unlikeness(data, made)
    assert mean < 1.5
    assert worst < 40
    assert smaller(data) == made
    assert smaller(made) is None


@pytest.mark.parametrize("kind", LEFT.values(), ids=LEFT)
def test_a_picture_that_might_look_different_is_left_alone(
    kind: Callable[[Pdf], Stream],
) -> None:
    data = slide_of(kind, TAKEN["jpeg"], TAKEN["rgb"])

    made = smaller(data)

    assert made is not None
    assert pictures_in(made)[0] == pictures_in(data)[0]
    assert unlikeness(data, made) == (0, 0)


def test_no_colour_that_a_mask_hides_comes_to_light() -> None:
    visible = Image.new("RGB", SIZE, (128, 128, 128))
    hidden = Image.new("RGB", SIZE, (255, 0, 255))
    image = Image.composite(visible, hidden, disk().point(lambda v: 255 if v else 0))
    data = slide_of(lambda pdf: stream(pdf, image.tobytes(), SMask=grey(pdf, disk())))
    # So plain a picture gains nothing; with noise where nobody sees it, it does.
    noisy = Image.composite(
        image, photograph(), disk().point(lambda v: 255 if v else 0)
    )
    data = slide_of(lambda pdf: stream(pdf, noisy.tobytes(), SMask=grey(pdf, disk())))

    made = smaller(data)

    assert made is not None
    assert pictures_in(made)[0][0] == pictures_in(made)[1][0] == LONGER_SIDE
    assert unlikeness(data, made)[1] < 12


def with_photographs(path: Path, count: int) -> bytes:
    """A deck with a photograph on each of its first pages."""
    with pikepdf.open(path) as pdf:
        for number in range(count):
            page = pdf.pages[number]
            photo = stream(pdf, jpeg(photograph(number)), "/DCTDecode")
            page.contents_add(b"q 200 0 0 150 60 60 cm /Photo Do Q")
            page.add_resource(photo, Name.XObject, Name.Photo)
        return saved(pdf)


@pytest.fixture(scope="module")
def large() -> bytes:
    """A packet that says it is PDF/UA, with large photographs."""
    named = {(page, 0): "A photograph" for page in range(3)}
    decks = [
        with_photographs(SLIDES / "lecture1.pdf", 3),
        (SLIDES / "alex_smola_guest_lecture.pdf").read_bytes(),
    ]
    return packet([tagged(deck, named).data for deck in decks], claims_ua=True)


def said(data: bytes) -> list[tuple[str, int]]:
    """The text of each page as a reader finds it, and how many links it has."""
    with opened(data) as pdf:
        links = [len(page.obj.get("/Annots", ())) for page in pdf.pages]
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return list(zip(texts, links, strict=True))


def test_a_packet_keeps_all_but_its_pixels(large: bytes) -> None:
    made = smaller(large)

    assert made is not None
    assert len(made) < len(large) / 3
    assert said(made) == said(large)
    assert tree(made) == tree(large)
    with opened(made) as new, opened(large) as old:
        assert sorted(new.Root.keys()) == sorted(old.Root.keys())
