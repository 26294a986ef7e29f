"""A file that keeps its sources inside: PDF/A-3a, and PDF/UA-1 beside it.

Source: ISO 19005-3, 6.6.2.3 (a schema that PDF/A does not know is described in the
file's metadata) and 6.8 (attached files).
"""

from __future__ import annotations

import datetime as dt
import io
import mimetypes
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIANT = "pdf/a-3a"

# Of no moment: a file is the same whenever it was made.
_MOMENT = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
_TYPES = {
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".md": "text/markdown",
    ".ics": "text/calendar",
}
_UA = re.sub(
    rb"\n *",
    b" ",
    b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""
  pdfuaid:part="1"/>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
""",
)
_END = b"</rdf:RDF>"


def attachments(files: Mapping[str, bytes]) -> list[Any]:
    """Files as WeasyPrint attaches them.

    Args:
        files: What is in them, by their names in the PDF.
    """
    from weasyprint import Attachment

    for ending, kind in _TYPES.items():
        mimetypes.add_type(kind, ending)
    return [
        Attachment(
            file_obj=io.BytesIO(data),
            name=name,
            description=name,
            created=_MOMENT,
            modified=_MOMENT,
            # What it was made of; the calendar says the same in another form.
            relationship="Alternative" if name.endswith(".ics") else "Source",
        )
        for name, data in files.items()
    ]


@contextmanager
def bearing_an_open_file() -> Iterator[None]:
    """Bear that WeasyPrint 70 does not close the file of its colour profile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def claim_ua(metadata: Any) -> None:
    """Say in the metadata of a PDF/A file that it is PDF/UA-1 too."""
    (content,) = metadata.stream
    metadata.stream = [content.replace(_END, _UA + _END)]
    metadata.compress = False
