"""What lies on a deck's pages: links made explicit, the harmful taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, Stream

from syllabus.packet.clip import cut_to_page
from syllabus.packet.pages import visible_box

if TYPE_CHECKING:
    from pikepdf import Pdf

    from syllabus.packet.actions import Actions

_FIELD_KEYS = frozenset(
    {
        # what every annotation has; authors, dates and what runs by itself stay away
        "/Type",
        "/Subtype",
        "/Rect",
        "/Contents",
        "/P",
        "/F",
        "/AP",
        "/AS",
        "/Border",
        "/C",
        "/OC",
        "/Lang",
        "/BM",
        "/ca",
        "/CA",
        "/BS",
        "/H",
        "/DA",
        "/DS",
        "/Q",
        # form fields and their widgets
        "/Parent",
        "/Kids",
        "/FT",
        "/T",
        "/TU",
        "/TM",
        "/Ff",
        "/V",
        "/DV",
        "/MaxLen",
        "/Opt",
        "/TI",
        "/I",
        "/MK",
        "/RV",
    }
)
_MARKUP_KEYS = frozenset(
    {
        "/NM",
        "/QuadPoints",
        "/BE",
        "/RD",
        "/IC",
        "/L",
        "/LE",
        "/LL",
        "/LLE",
        "/LLO",
        "/CL",
        "/CO",
        "/Cap",
        "/CP",
        "/IT",
        "/InkList",
        "/Vertices",
        "/Sy",
        "/Name",
        "/RC",
        "/Popup",
        "/Open",
        "/IRT",
        "/RT",
        "/State",
        "/StateModel",
        "/Subj",
        "/FixedPrint",
    }
)
_ACTIVE = frozenset({"/A", "/Dest"})
_MEDIA = frozenset({"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})
_DROPPED = frozenset({"/FileAttachment", "/TrapNet", "/PrinterMark", "/Projection"})
_KEPT = (_FIELD_KEYS | _MARKUP_KEYS) - {"/T"}
"""What stays of annotations but fields: there /T is who wrote it."""
_STAMP_KEYS = ("/Rect", "/AP", "/AS", "/F", "/Contents", "/OC", "/NM")


def clean_annotations(pdf: Pdf, page: Object, actions: Actions) -> None:
    """Leave on a page only annotations that are safe to show anywhere.

    They end where the page does: it may grow, and what it did not show must not come
    to light.
    """
    if "/Annots" not in page:
        return
    annots = page.get("/Annots")
    if not isinstance(annots, Array):
        del page["/Annots"]
        return
    old = list(annots)
    slide = visible_box(page)
    kept = [a for annot in old if (a := _cleaned(pdf, annot, actions)) is not None]
    kept = [a for a in kept if cut_to_page(pdf, a, slide)]
    # A fresh array: pages of careless writers share theirs
    page["/Annots"] = Array(kept)
    if not kept:
        del page["/Annots"]


def _cleaned(pdf: Pdf, annot: object, actions: Actions) -> Object | None:
    """Give the annotation to keep in place of this one, or None."""
    if not isinstance(annot, Dictionary):
        return None
    kind = str(annot.get("/Subtype"))
    if kind in _MEDIA or kind in _DROPPED:
        actions.removed[kind.lstrip("/")] += 1
        return _still_picture(pdf, annot) if kind in _MEDIA else None
    _clean_keys(annot, actions, _FIELD_KEYS if kind == "/Widget" else _KEPT)
    if kind == "/Link" and "/A" not in annot:
        return None  # nobody could follow it
    return annot if annot.is_indirect else pdf.make_indirect(annot)


def clean_field(field: Object, actions: Actions) -> None:
    """Leave of a form field, on a page or not, only what is safe anywhere."""
    _clean_keys(field, actions, _FIELD_KEYS)


def _clean_keys(annot: Object, actions: Actions, kept: frozenset[str]) -> None:
    keys = annot.keys()
    if not keys.isdisjoint(_ACTIVE):
        _clean_action(annot, actions)
    for key in keys - kept - _ACTIVE:
        if key == "/AA":
            actions.removed["AA"] += 1
        del annot[key]


def _clean_action(annot: Object, actions: Actions) -> None:
    """Replace what an annotation does when clicked by its safe form."""
    action = annot.get("/A")
    if action is not None:
        safe = actions.safe(action)
    else:
        safe = actions.go_to(annot.get("/Dest"))
    if "/Dest" in annot:
        del annot["/Dest"]
    if safe is not None:
        annot["/A"] = safe
    elif "/A" in annot:
        del annot["/A"]


def _still_picture(pdf: Pdf, annot: Object) -> Object | None:
    """Keep what a film or model shows before it runs, if it shows anything."""
    looks = annot.get("/AP")
    if not isinstance(looks, Dictionary) or not isinstance(
        looks.get("/N"), (Stream, Dictionary)
    ):
        return None
    still = Dictionary(Type=Name.Annot, Subtype=Name.Stamp)
    for key in _STAMP_KEYS:
        value = annot.get(key)
        if value is not None:
            still[key] = value
    return pdf.make_indirect(still)
