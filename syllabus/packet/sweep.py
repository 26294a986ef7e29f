"""Take out of every object what a packet must not carry or give away.

Pages, annotations and bookmarks are cleaned where they are read. This goes over
all objects that are left: pictures carry their makers' names and paths, forms
can name other files, streams can lie outside the file.

Only what an object is by itself decides. A key alone says nothing: in a
resource dictionary it is a name that the deck chose.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from syllabus.packet import jpeg, jpx
from syllabus.packet.layers import clean_layer

if TYPE_CHECKING:
    from pikepdf import Pdf

_UNWANTED_IN_STREAMS = frozenset(
    # of no use in a packet
    {"/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/StructParents"}
    | {"/StructParent", "/PTEX.FileName", "/PTEX.InfoDict", "/PTEX.PageNumber"}
    # data or pages that lie in other files, and files within this one
    | {"/F", "/FFilter", "/FDecodeParms", "/Ref", "/AF"}
)
_EMPTIED_STREAMS = frozenset({"/Metadata", "/EmbeddedFile"})
_STRIPPED = {
    "/DCTDecode": jpeg.without_metadata,
    "/JPXDecode": jpx.without_metadata,
}
_PROPERTIES = frozenset(
    # what marked content says of itself (ISO 32000-1, 14.6.2, 14.8.2.2 and 14.9)
    {"/MCID", "/Lang", "/Alt", "/ActualText", "/E"}
    | {"/Type", "/Subtype", "/BBox", "/Attached"}
)
_ZLIB_HEADER = 2
_ZLIB_CHECK = 31
"""The header of Flate data is a multiple of this (RFC 1950)."""
_HARMFUL_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/Hide",
        "/GoToR",
        "/GoToE",
        "/GoTo3DView",
        "/GoToDp",
        "/Thread",
        "/Trans",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)


def sweep(pdf: Pdf) -> Counter[str]:
    """Clean all objects of a file and count what was active in them."""
    removed: Counter[str] = Counter()
    for obj in pdf.objects:
        if isinstance(obj, (Dictionary, Stream)):
            keys = obj.keys()
            clean = _clean_stream if isinstance(obj, Stream) else _clean_dictionary
            clean(obj, keys, removed)
            _clean_marks(obj, keys)
    return removed


def _clean_marks(obj: Object, keys: set[str]) -> None:
    """Clean layers, and what marked content says of itself in a resource dictionary."""
    if "/Type" in keys:
        clean_layer(obj)
    if "/OC" in keys:
        clean_layer(obj.get("/OC"))
    resources = obj.get("/Resources") if "/Resources" in keys else None
    listed = resources.get("/Properties") if isinstance(resources, Dictionary) else None
    if not isinstance(listed, Dictionary):
        return
    for properties in listed.values():
        if isinstance(properties, Dictionary) and not clean_layer(properties):
            for key in properties.keys() - _PROPERTIES:
                del properties[key]


def _clean_stream(stream: Object, keys: set[str], removed: Counter[str]) -> None:
    for key in keys & _UNWANTED_IN_STREAMS:
        del stream[key]
    if "/Type" in keys:
        kind = str(stream["/Type"])
        if kind in _EMPTIED_STREAMS:
            removed[kind.lstrip("/")] += 1
            stream.write(b"")
            for key in stream.keys() - {"/Length"}:
                del stream[key]
        elif kind == "/XObject" and str(stream.get("/Subtype")) == "/Image":
            _clean_image(stream, removed)


def _clean_image(image: Object, removed: Counter[str]) -> None:
    filters = _listed(image.get("/Filter"))
    if filters == [Name.FlateDecode]:
        _blank_if_broken(image, removed)
        return
    strip = _STRIPPED.get(str(filters[-1])) if filters else None
    data = _unpacked(image, filters[:-1]) if strip else None
    if strip is None or data is None:
        return
    clean = strip(data)
    if len(clean) != len(data):
        removed["picture metadata"] += 1
        settings = _listed(image.get("/DecodeParms"))[len(filters) - 1 :]
        image.write(
            clean,
            filter=Name(str(filters[-1])),
            decode_parms=next((s for s in settings if isinstance(s, Dictionary)), None),
        )


def _listed(value: object) -> list[object]:
    """Give the items of an array, or what stands in place of the array."""
    if isinstance(value, Array):
        return list(value)
    return [] if value is None else [value]


def _unpacked(image: Object, outer: list[object]) -> bytes | None:
    """Undo the filters around a picture's own; None if that cannot be done."""
    data = image.read_raw_bytes()
    if not outer:
        return data
    settings = image.get("/DecodeParms")
    with pikepdf.new() as scratch:
        packed = scratch.make_stream(data)
        packed["/Filter"] = Array([Name(str(name)) for name in outer])
        if isinstance(settings, Array):
            # qpdf takes even empty settings for a filter that has none as a fault
            own = [
                dict(s.items()) if isinstance(s, Dictionary) else {} for s in settings
            ]
            packed["/DecodeParms"] = Array(
                [Dictionary(s) if s else None for s in own[: len(outer)]]
            )
        try:
            return packed.read_bytes()
        except pikepdf.PdfError:
            return None


def _blank_if_broken(image: Object, removed: Counter[str]) -> None:
    """Put a picture that shows nothing in place of one that cannot be unpacked.

    Readers show nothing there either, but each with complaints of its own.
    """
    header = bytes(memoryview(image.get_raw_stream_buffer())[:_ZLIB_HEADER])
    if len(header) == _ZLIB_HEADER and int.from_bytes(header, "big") % _ZLIB_CHECK == 0:
        return
    removed["broken image"] += 1
    for key in image.keys() - {"/Type", "/Subtype", "/Length"}:
        del image[key]
    image.Width = image.Height = image.BitsPerComponent = 1
    image.ImageMask = True
    image.write(b"\xff")


def _clean_dictionary(
    dictionary: Object, keys: set[str], removed: Counter[str]
) -> None:
    kind = ""
    if "/S" in keys and str(dictionary["/S"]) in _HARMFUL_ACTIONS:
        kind = str(dictionary["/S"])
    elif "/EF" in keys and dictionary.get("/Type") in (Name.Filespec, Name.F):
        kind = "/Filespec"
    if kind:
        removed[kind.lstrip("/")] += 1
        for key in keys:
            del dictionary[key]
