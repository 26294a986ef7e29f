"""Form fields: made harmless in a deck, named apart in a packet.

The fields of each deck come below one field of the packet that bears the
deck's name, so that equal names in two decks stay two fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Stream, String

from syllabus.packet.annotations import clean_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf

    from syllabus.packet.actions import Actions

_FIELD_KEYS = frozenset({"/Parent", "/T", "/TU", "/TM", "/V", "/DV", "/Ff", "/MK"})
_MAX_FIELDS = 100_000


def clean_form(pdf: Pdf, actions: Actions) -> None:
    """Leave of a form its fields with values and looks, and nothing that runs.

    A signature holds for the file that was signed, not for a packet: its field
    goes, its picture stays.
    """
    form = _taken_out(pdf, actions)
    _stamp_signatures(pdf)
    fields = _clean_fields(_top_fields(pdf, form), actions)
    if not fields:
        return
    clean = Dictionary(Fields=Array(fields))
    for key in ("/DA", "/DR", "/Q"):
        value = form.get(key)
        if value is not None:
            clean[key] = value
    pdf.Root["/AcroForm"] = pdf.make_indirect(clean)


def _taken_out(pdf: Pdf, actions: Actions) -> Object:
    """Take a form out of a file, its looks settled and its signatures undone."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return Dictionary()
    if isinstance(form, Dictionary) and isinstance(form.get("/Fields"), Array):
        if form.get_bool("/NeedAppearances") is True:
            pdf.generate_appearance_streams()
        pdf.acroform.disable_digital_signatures()
    del pdf.Root["/AcroForm"]
    if not isinstance(form, Dictionary):
        return Dictionary()
    if "/XFA" in form:
        del form["/XFA"]
        actions.removed["XFA"] += 1
    return form


def _stamp_signatures(pdf: Pdf) -> None:
    """Make stamps of what were signatures: viewers pass over a field of no kind."""
    for page in pdf.pages:
        annots = page.obj.get("/Annots")
        for annot in annots if isinstance(annots, Array) else ():
            if annot.get("/Subtype") == Name.Widget and _kind(annot) is None:
                annot["/Subtype"] = Name.Stamp
                for key in annot.keys() & _FIELD_KEYS:
                    del annot[key]


def _kind(field: Object) -> Object | None:
    """Give what kind of field one is, itself or by a parent."""
    seen = ObjectSet()
    node: object = field
    while isinstance(node, Dictionary) and seen.add(node):
        if "/FT" in node:
            return node["/FT"]
        node = node.get("/Parent")
    return None


def _top_fields(pdf: Pdf, form: Object) -> list[Object]:
    """Give the fields that stand below no other.

    Some writers put a field on a page and forget to list it.
    """
    listed = form.get("/Fields")
    top = [f for f in listed if _is_field(f)] if isinstance(listed, Array) else []
    known = ObjectSet(top)
    for page in pdf.pages:
        annots = page.obj.get("/Annots")
        for annot in annots if isinstance(annots, Array) else ():
            if annot.get("/Subtype") == Name.Widget:
                field = _topmost(annot)
                if known.add(field):
                    top.append(field)
    return top


def _is_field(value: object) -> bool:
    return (
        isinstance(value, Dictionary)
        and value.is_indirect
        and value.get("/Subtype") != Name.Stamp
    )


def _topmost(field: Object) -> Object:
    """Follow a field's parents to the last one."""
    seen = ObjectSet([field])
    parent = field.get("/Parent")
    while isinstance(parent, Dictionary) and parent.is_indirect and seen.add(parent):
        field, parent = parent, parent.get("/Parent")
    return field


def _clean_fields(top: list[Object], actions: Actions) -> list[Object]:
    """Clean a tree of fields; give its top level."""
    seen = ObjectSet()
    pending: list[object] = list(top)
    while pending and len(seen) < _MAX_FIELDS:
        field = pending.pop()
        if not isinstance(field, Dictionary) or not seen.add(field):
            continue
        clean_field(field, actions)
        kids = field.get("/Kids")
        if isinstance(kids, Array):
            pending.extend(list(kids))
    return top


def join_form(
    packet: Pdf, form: Object, deck_name: str, own: Callable[[Object], Object]
) -> None:
    """Add a deck's form, cleaned, to that of the packet.

    Args:
        packet: The file to add to; the deck's pages are in it.
        form: The deck's /AcroForm.
        deck_name: The field name under which the deck's fields come.
        own: Brings an object of the deck into the packet.
    """
    copy = own(form)
    if "/AcroForm" not in packet.Root:
        packet.Root["/AcroForm"] = packet.make_indirect(
            Dictionary(Fields=Array(), DR=Dictionary())
        )
    joined = packet.Root["/AcroForm"]
    fields = list(copy["/Fields"])
    parent = packet.make_indirect(Dictionary(T=String(deck_name), Kids=Array(fields)))
    for key in ("/DA", "/Q"):
        if key in copy:
            parent[key] = copy[key]
    for field in fields:
        field["/Parent"] = parent
    joined["/Fields"].append(parent)
    _join_resources(joined["/DR"], copy.get("/DR"))


def _join_resources(joined: Object, added: object) -> None:
    """Add the fonts and the like that fields are written with.

    Of two with one name the first stays: what shows comes from each field's own
    appearance, and nearly all call the same standard font by that name.
    """
    if not isinstance(added, Dictionary):
        return
    for kind, entries in added.items():
        if not isinstance(entries, Dictionary):
            continue
        if not isinstance(joined.get(kind), Dictionary):
            joined[kind] = Dictionary()
        for name, value in entries.items():
            if name not in joined[kind] and isinstance(value, (Dictionary, Stream)):
                joined[kind][name] = value
