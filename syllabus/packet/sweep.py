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

from pikepdf import Array, Dictionary, Name, Object, Stream

from syllabus.packet.jpeg import without_metadata

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
        if isinstance(obj, Stream):
            _clean_stream(obj, removed)
        elif isinstance(obj, Dictionary):
            _clean_dictionary(obj, removed)
    return removed


def _clean_stream(stream: Object, removed: Counter[str]) -> None:
    keys = stream.keys()
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
    packed = _only(image.get("/Filter"))
    if packed == Name.FlateDecode:
        _blank_if_broken(image, removed)
    elif packed == Name.DCTDecode:
        data = image.read_raw_bytes()
        clean = without_metadata(data)
        if len(clean) != len(data):
            removed["picture metadata"] += 1
            settings = _only(image.get("/DecodeParms"))
            image.write(
                clean,
                filter=Name.DCTDecode,
                decode_parms=settings if isinstance(settings, Dictionary) else None,
            )


def _only(value: object) -> object:
    """Give the one item of an array, or what stands in place of the array."""
    if isinstance(value, Array):
        return value[0] if len(value) == 1 else None
    return value


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


def _clean_dictionary(dictionary: Object, removed: Counter[str]) -> None:
    keys = dictionary.keys()
    kind = ""
    if "/S" in keys and str(dictionary["/S"]) in _HARMFUL_ACTIONS:
        kind = str(dictionary["/S"])
    elif "/EF" in keys and dictionary.get("/Type") in (Name.Filespec, Name.F):
        kind = "/Filespec"
    if kind:
        removed[kind.lstrip("/")] += 1
        for key in keys:
            del dictionary[key]
