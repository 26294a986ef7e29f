"""What a packet says of itself: title, language, version and identifier.

All of it comes from the plan and the sources, nothing from the decks' own
words about their makers and nothing from the clock.
"""

from __future__ import annotations

import hashlib
import io
from html import escape
from typing import TYPE_CHECKING, BinaryIO

from pikepdf import Array, Dictionary, Name, Stream, String

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

PRODUCER = "syllabus"
_ID_LENGTH = 16
_TAIL = 65536
"""Where the identifier stands: in the trailer, at the end of a file."""
_STATIC_ID = bytes.fromhex("31415926535897932384626433832795")
"""What qpdf writes in place of an identifier from the clock."""
_CLAIM = "<pdfuaid:part>1</pdfuaid:part>"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"{namespaces}>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>{claims}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def describe(pdf: Pdf, title: str, language: str, *, claims_ua: bool = False) -> None:
    """Write title and language wherever a reader looks for them."""
    root = pdf.Root
    root["/Lang"] = String(language)
    root["/PageMode"] = Name.UseOutlines
    root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
    root["/Metadata"] = pdf.make_stream(
        _XMP.format(
            title=escape(title),
            language=escape(language),
            producer=PRODUCER,
            namespaces=' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
            if claims_ua
            else "",
            claims="\n" + _CLAIM if claims_ua else "",
        ).encode(),
        Type=Name.Metadata,
        Subtype=Name.XML,
    )
    pdf.trailer["/Info"] = pdf.make_indirect(
        Dictionary(Title=String(title), Producer=String(PRODUCER))
    )


def claims_ua(pdf: Pdf) -> bool:
    """Whether a file that `describe` described says that it is PDF/UA."""
    metadata = pdf.Root.get("/Metadata")
    return isinstance(metadata, Stream) and _CLAIM.encode() in metadata.read_bytes()


def identifier(parts: Iterable[bytes]) -> bytes:
    """Make a file identifier of what went into the file."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()[:_ID_LENGTH]


def write_identifier(pdf: Pdf, value: bytes) -> None:
    """Set the first, lasting half of a file's identifier before it is saved."""
    pdf.trailer["/ID"] = Array([String(value), String(value)])


def finish_identifier(written: BinaryIO, value: bytes) -> None:
    """Set the second half in a file that was saved with a static one."""
    size = written.seek(0, io.SEEK_END)
    start = max(0, size - _TAIL)
    written.seek(start)
    at = written.read().rfind(b"<" + _STATIC_ID.hex().encode() + b">")
    if at >= 0:
        written.seek(start + at + 1)
        written.write(value.hex().encode())
