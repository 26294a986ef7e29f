"""Print the fields of a form into the pages: what they say stays, the form goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Annotation, Array, Dictionary, Name, Object, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import AcroFormField, Pdf

_ON_SCREEN = "screen"
"""Fields that show only on paper, or not at all, are not printed: a packet is read."""


def print_fields(pdf: Pdf) -> None:
    """Make the fields of a form part of the pages they stand on.

    Fields without a look get one first. Links and other annotations stay as they are.
    """
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and isinstance(form.get("/Fields"), Array):
        _draw_fields(pdf, anew=form.get_bool("/NeedAppearances") is True)
        # While this stands qpdf takes every look to be out of date
        if "/NeedAppearances" in form:
            del form["/NeedAppearances"]
    others = [_set_aside(page.obj) for page in pdf.pages]
    pdf.flatten_annotations(_ON_SCREEN)
    for page, annots in zip(pdf.pages, others, strict=True):
        if annots:
            page.obj["/Annots"] = Array(annots)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    if isinstance(form, Dictionary):
        # Fields that were nowhere to be seen are gone with the others
        form["/Fields"] = Array()
        pdf.Root["/AcroForm"] = form


def _set_aside(page: Object) -> list[Object]:
    """Leave only fields among the annotations of a page; give the others."""
    annots = page.get("/Annots")
    every = [a for a in annots if isinstance(a, Dictionary)] if annots else []
    fields = [a for a in every if a.get("/Subtype") == Name.Widget]
    for field in fields:
        _keep_hidden(field)
    if annots is not None:
        page["/Annots"] = Array(fields)
    return [a for a in every if a.get("/Subtype") != Name.Widget]


def _keep_hidden(field: Object) -> None:
    """Give a field's layer to its look, which is what remains of it."""
    if "/OC" not in field:
        return
    for look in _looks(field):
        if "/OC" not in look:
            look["/OC"] = field["/OC"]


def _looks(field: Object) -> Iterator[Object]:
    """The pictures that a field can show: one, or one for each state."""
    normal = field.get("/AP", Dictionary()).get("/N")
    if isinstance(normal, Stream):
        yield normal
    elif isinstance(normal, Dictionary):
        yield from (look for look in normal.values() if isinstance(look, Stream))


def _draw_fields(pdf: Pdf, *, anew: bool) -> None:
    """Give a look to the fields with text that have none, or a new one to all."""
    form = pdf.acroform
    for page in pdf.pages:
        for annot in form.get_widget_annotations_for_page(page):
            if anew or not any(_looks(annot.obj)):
                _draw(pdf, form.get_field_for_annotation(annot), annot)


def _draw(pdf: Pdf, field: AcroFormField, annot: Annotation) -> None:
    from pikepdf.form import ExtendedAppearanceStreamGenerator

    if not (field.is_text or field.is_choice):
        return
    try:
        if field.is_text:
            ExtendedAppearanceStreamGenerator(pdf, pdf.acroform).generate_text(field)
            return
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        # It needs to know more of the font than many forms say
        pass
    field.generate_appearance(annot)
