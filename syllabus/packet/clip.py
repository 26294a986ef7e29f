"""What lies on a page, cut to what the page shows.

A reader cuts annotations off where the page ends. A page that grows by a strip would
show more of them, over the strip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Annotation, Array, Dictionary, Name, Object, Stream

from syllabus.packet.pages import Box, box_of

if TYPE_CHECKING:
    from pikepdf import Pdf

_HIDDEN = 2
_NO_ROTATE = 16


def cut_to_page(pdf: Pdf, annot: Object, shown: Box) -> bool:
    """Cut an annotation to what shows of its page.

    A field that lies off the page is hidden, since its form still has it.

    Args:
        pdf: The file.
        annot: The annotation.
        shown: What shows of its page.

    Returns:
        Whether anything of it is left.
    """
    place = box_of(annot, "/Rect")
    if place is None or _holds(shown, place):
        return True
    flags = annot.get_int("/F") or 0
    if flags & _NO_ROTATE:
        return True  # where it shows depends on how the reader turns the page
    if not _overlap(place, shown):
        annot["/F"] = flags | _HIDDEN
        return annot.get("/Subtype") == Name.Widget
    part = place.within(shown)
    looks = annot.get("/AP")
    if isinstance(looks, Dictionary):
        annot["/AP"] = Dictionary({"/N": _cut_looks(pdf, annot, part)})
    annot["/Rect"] = Array([round(side, 4) for side in part])
    return True


def _holds(outer: Box, inner: Box) -> bool:
    return inner == inner.within(outer) and _overlap(outer, inner)


def _overlap(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0) and min(
        one.y1, other.y1
    ) > max(one.y0, other.y0)


def _cut_looks(pdf: Pdf, annot: Object, part: Box) -> Object:
    """Cut the looks of an annotation: one, or one for each state."""
    normal = annot["/AP"].get("/N")
    if isinstance(normal, Stream):
        return _cut_look(pdf, annot, normal, part)
    states: list[tuple[str, Object]] = (
        list(normal.items()) if isinstance(normal, Dictionary) else []
    )
    return Dictionary(
        {
            state: _cut_look(pdf, annot, look, part)
            for state, look in states
            if isinstance(look, Stream)
        }
    )


def _cut_look(pdf: Pdf, annot: Object, look: Object, part: Box) -> Object:
    """Draw a look at its old place in a form as large as the part that shows."""
    look["/Type"], look["/Subtype"] = Name.XObject, Name.Form
    whole = Dictionary(Rect=annot["/Rect"], AP=Dictionary(N=look))
    content = Annotation(whole).get_page_content_for_appearance(Name.Whole, 0)
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([round(side, 4) for side in part]),
        Resources=Dictionary(XObject=Dictionary({"/Whole": look})),
    )
