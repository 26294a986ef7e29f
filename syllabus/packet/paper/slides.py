"""A page of the packet as a form XObject: not read, only moved, cut to what shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pikepdf import Array, Dictionary, Name, Object

from syllabus.packet.pages import content_streams
from syllabus.packet.paper.moved import looks_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pikepdf import Pdf

    from syllabus.packet.paper.geometry import PageShape
    from syllabus.packet.paper.moved import Looks


class Slide(NamedTuple):
    """A page as a form XObject.

    ``form`` shows it all; ``content`` holds the page's own content, which is the same
    if nothing else is drawn with it. ``drawn`` are the annotations that ``form``
    draws over it; in those with a place in the tags the number is that of their marked
    content.
    """

    form: Object
    content: Object
    drawn: tuple[Object, ...] = ()


def slide_form(pdf: Pdf, page: Object, shape: PageShape) -> Slide:
    """Make a page a form XObject that shows what shows of the page."""
    form = _content_as_form(pdf, page)
    form["/BBox"] = Array([round(v, 4) for v in shape.box])
    form["/Resources"] = page["/Resources"]
    if isinstance(page.get("/Group"), Dictionary):
        form["/Group"] = page["/Group"]
    looks = looks_on(page, shape.turned)
    if not looks:
        return Slide(form, form)
    return Slide(_with_looks(pdf, form, looks), form, tuple(one.annot for one in looks))


def _content_as_form(pdf: Pdf, page: Object) -> Object:
    """Take a page's content as it is, or joined if it lies in several streams."""
    streams = content_streams(page)
    form: Object
    if len(streams) == 1:
        form = pdf.make_stream(streams[0].read_raw_bytes())
        for key in ("/Filter", "/DecodeParms"):
            if key in streams[0]:
                form[key] = streams[0][key]
    else:
        form = pdf.make_stream(b"\n".join(part.read_bytes() for part in streams))
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    return form


def _with_looks(pdf: Pdf, slide: Object, looks: Sequence[Looks]) -> Object:
    """Draw over a slide what lies on it; a layer hides what it hid."""
    forms, layers = Dictionary({"/Slide": slide}), Dictionary()
    content = [b"/Slide Do"]
    for one in looks:
        forms[one.name] = one.form
        tagged = "/StructParent" in one.annot
        mark = f"/Span <</MCID {one.number}>> BDC" if tagged else "/Artifact BMC"
        drawn = [mark.encode(), one.content, b"EMC"]
        if one.layer is not None:
            layers[one.name] = one.layer
            drawn = [f"/OC {one.name} BDC".encode(), *drawn, b"EMC"]
        content += drawn
    return pdf.make_stream(
        b"\n".join(content),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=slide["/BBox"],
        Resources=Dictionary(XObject=forms, Properties=layers),
    )
