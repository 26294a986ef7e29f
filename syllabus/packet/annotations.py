"""What lies on a deck's pages: links made explicit, the harmful taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, Stream

if TYPE_CHECKING:
    from pikepdf import Pdf

    from syllabus.packet.actions import Actions

_KEPT = frozenset(
    {
        # every annotation; authors, dates and what runs by itself stay away
        "/Type",
        "/Subtype",
        "/Rect",
        "/Contents",
        "/P",
        "/NM",
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
        # links and markup
        "/A",
        "/H",
        "/QuadPoints",
        "/BS",
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
        "/DA",
        "/DS",
        "/Q",
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
_ACTIVE = frozenset({"/A", "/Dest"})
_MEDIA = frozenset({"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})
_DROPPED = frozenset({"/FileAttachment", "/TrapNet", "/PrinterMark", "/Projection"})
_AUTHORED = frozenset({"/T"})
_STAMP_KEYS = ("/Rect", "/AP", "/AS", "/F", "/Contents", "/OC", "/NM")


def clean_annotations(pdf: Pdf, page: Object, actions: Actions) -> None:
    """Leave on a page only annotations that are safe to show anywhere."""
    if "/Annots" not in page:
        return
    annots = page.get("/Annots")
    if not isinstance(annots, Array):
        del page["/Annots"]
        return
    old = list(annots)
    kept = [
        a for a in (_cleaned(pdf, annot, actions) for annot in old) if a is not None
    ]
    # A fresh array: pages of careless writers share theirs
    page["/Annots"] = Array(kept)
    if not kept:
        del page["/Annots"]


def _cleaned(pdf: Pdf, annot: object, actions: Actions) -> Object | None:
    """Give the annotation to keep in place of this one, or None."""
    if not isinstance(annot, Dictionary):
        return None
    keys = annot.keys()
    kind = str(annot.get("/Subtype"))
    if kind in _MEDIA or kind in _DROPPED:
        actions.removed[kind.lstrip("/")] += 1
        return _still_picture(pdf, annot) if kind in _MEDIA else None
    if not keys.isdisjoint(_ACTIVE):
        _clean_action(annot, actions)
    unwanted = keys - _KEPT - _ACTIVE
    if kind != "/Widget":
        unwanted |= keys & _AUTHORED
    for key in unwanted:
        if key == "/AA":
            actions.removed["AA"] += 1
        del annot[key]
    return annot if annot.is_indirect else pdf.make_indirect(annot)


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
