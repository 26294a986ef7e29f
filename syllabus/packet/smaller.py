"""A smaller form of a packet: its large pictures with fewer pixels, as JPEG.

All else is as it was: text, links, tags, bookmarks, labels. A picture is left alone
where it is not certain that it would look the same: fewer than eight bits a colour,
palettes, inks (CMYK, separations), JPEG 2000, colours that are turned around or are
masks, pictures in a page's own content.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from syllabus.packet.identity import finish_identifier, identifier, write_identifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Name, Object, Pdf, Stream
    from PIL.Image import Image as Picture

    _Packing = Callable[[Picture], tuple[bytes, Name]]

LONGER_SIDE = 1200
"""Pixels of a picture at most: on a slide 10 inches wide, 120 to the inch."""

_QUALITY = 80
"""Of JPEG. Below 75 the edges of letters in screenshots get halos that show."""

_LEAST_GAIN = 0.9
"""A form that is not smaller by a tenth is not worth being another one."""

_MOST_PIXELS = 80_000_000
"""Of a picture that is unpacked, for the memory that it takes."""

_JPEG_END = b"\xff\xd9"
_MODES = {1: "L", 3: "RGB"}
_SPACES = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_SPECIAL = {"/ImageMask", "/Mask", "/Matte", "/SMaskInData"}
"""What ties pixels to something else; a matte those of a mask to its picture's.

Source: ISO 32000-1, 8.9.6 and 11.6.5.3.
"""
_LOSSLESS = {
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/ASCIIHexDecode",
    "/ASCII85Decode",
}


def smaller(data: bytes) -> bytes | None:
    """Make the smaller form of a PDF.

    The same bytes give the same form.

    Args:
        data: A PDF without a password.

    Returns:
        Its smaller form; None where that is not smaller by a tenth.
    """
    import pikepdf
    from pikepdf import ObjectStreamMode, StreamDecodeLevel

    with pikepdf.open(io.BytesIO(data)) as pdf:
        if not _resample_all(pdf):
            return None
        value = identifier((data, b"smaller"))
        write_identifier(pdf, value)
        out = io.BytesIO()
        pdf.save(
            out,
            static_id=True,
            fix_metadata_version=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
        )
    finish_identifier(out, value)
    made = out.getvalue()
    return made if len(made) < _LEAST_GAIN * len(data) else None


def _resample_all(pdf: Pdf) -> bool:
    """Give all pictures fewer pixels that can take it; whether there are any."""
    from pikepdf import Name, Stream

    pictures = [
        obj
        for obj in pdf.objects
        if isinstance(obj, Stream) and obj.get("/Subtype") == Name.Image
    ]
    masks = {
        mask.objgen: mask
        for picture in pictures
        if isinstance(mask := picture.get("/SMask"), Stream)
    }
    others = [picture for picture in pictures if picture.objgen not in masks]
    changed = [_resample(picture, _as_jpeg) for picture in others]
    # Afterwards, since colours are weighted by them; and without loss, for edges.
    changed += [_resample(mask, _packed) for mask in masks.values()]
    return any(changed)


def _resample(picture: Stream, pack: _Packing) -> bool:
    """Give a picture fewer pixels, if it can take that and gains by it."""
    width, height = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
    scale = LONGER_SIDE / max(width, height, 1)
    if scale >= 1 or width * height > _MOST_PIXELS:
        return False
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = _with_fewer_pixels(picture, size)
    if small is None:
        return False
    data, filter_name = pack(small)
    if len(data) >= len(picture.read_raw_bytes()):
        return False
    picture.write(data, filter=filter_name)
    picture["/Width"], picture["/Height"] = size
    return True


def _as_jpeg(image: Picture) -> tuple[bytes, Name]:
    from pikepdf import Name

    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), Name.DCTDecode


def _packed(image: Picture) -> tuple[bytes, Name]:
    from pikepdf import Name

    return zlib.compress(image.tobytes(), 9), Name.FlateDecode


def _with_fewer_pixels(picture: Stream, size: tuple[int, int]) -> Picture | None:
    """A picture in another size; None where that is not sure to look the same."""
    from pikepdf import Stream
    from PIL.Image import Resampling

    image = _decoded(picture)
    mask = picture.get("/SMask")
    if image is None or mask is None:
        return image and image.resize(size, Resampling.LANCZOS)
    alpha = _decoded(mask) if isinstance(mask, Stream) else None
    return alpha and _resized_under(image, alpha, size)


def _resized_under(image: Picture, alpha: Picture, size: tuple[int, int]) -> Picture:
    """A picture in another size, into which no colour comes that a mask hides."""
    from PIL import Image, ImageStat
    from PIL.Image import Resampling

    mode = image.mode
    image.putalpha(alpha.resize(image.size, Resampling.BILINEAR))
    resized = image.resize(size, Resampling.LANCZOS)
    colors = resized.convert(mode)
    seen = resized.getchannel("A").point(lambda value: 255 if value else 0)
    if not seen.getbbox():
        return colors
    # JPEG would let an edge to black shine through to what is seen.
    mean = tuple(map(round, ImageStat.Stat(colors, seen).mean))
    filled = Image.new(mode, size, mean if len(mean) > 1 else mean[0])
    filled.paste(colors, mask=seen)
    return filled


def _decoded(picture: Stream) -> Picture | None:
    """The pixels of a picture of eight-bit grey or RGB that is as it shows."""
    from pikepdf import PdfError
    from PIL import Image

    components = _components(picture.get("/ColorSpace"))
    plain = (
        components
        and picture.get("/BitsPerComponent") == 8
        and _SPECIAL.isdisjoint(picture.keys())
        and _is_plain(picture.get("/Decode"), components)
    )
    if not plain:
        return None
    size = int(picture["/Width"]), int(picture["/Height"])
    mode = _MODES[components]
    try:
        if _filters(picture) == ["/DCTDecode"] and "/DecodeParms" not in picture:
            data = picture.read_raw_bytes()
            if not data.rstrip(b"\0\r\n ").endswith(_JPEG_END):
                return None  # cut short
            image = Image.open(io.BytesIO(data), formats=["JPEG"])
            image.load()
            return image if (image.size, image.mode) == (size, mode) else None
        if not set(_filters(picture)) <= _LOSSLESS:
            return None
        return Image.frombytes(mode, size, picture.read_bytes())
    except (PdfError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Broken: readers may show it each in their own way.
        return None


def _components(space: Object | None) -> int:
    """How many numbers a colour has, of a space that JPEG can hold; else 0."""
    from pikepdf import Array, Name

    if isinstance(space, Name):
        return _SPACES.get(str(space), 0)
    if not isinstance(space, Array) or not len(space):
        return 0
    if space[0] != Name.ICCBased:
        return _SPACES.get(str(space[0]), 0)
    count = int(space[1].get("/N", 0))
    return count if count in _MODES and _is_plain(space[1].get("/Range"), count) else 0


def _is_plain(numbers: Object | None, components: int) -> bool:
    """Whether an array of bounds is the one that counts without it."""
    return numbers is None or [float(n) for n in numbers] == [0.0, 1.0] * components


def _filters(picture: Stream) -> list[str]:
    """The filters of a stream, outermost first."""
    from pikepdf import Array

    named = picture.get("/Filter")
    filters = [] if named is None else named if isinstance(named, Array) else [named]
    return [str(one) for one in filters]
