"""Make a deck ready to be joined: what is done once per deck and then kept.

A prepared deck is a PDF in which every link names its page, every page carries
its own attributes, every bookmark and layer is in one plain form, and nothing
is left that runs, reaches outside or names its makers.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import (
    Array,
    Dictionary,
    Name,
    ObjectStreamMode,
    StreamDecodeLevel,
    String,
)

from syllabus.packet.actions import Actions
from syllabus.packet.annotations import clean_annotations
from syllabus.packet.content import shut_off_unbalanced_content
from syllabus.packet.destinations import Destinations, top_of
from syllabus.packet.flatten import print_fields
from syllabus.packet.forms import clean_form
from syllabus.packet.layers import hides_something, normalise_layers
from syllabus.packet.opening import DeckRefused, DeckState, open_pdf
from syllabus.packet.outline import Entry, read_outline, write_outline
from syllabus.packet.pages import clean_page, list_pages
from syllabus.packet.room import ROOM, has_room
from syllabus.packet.sweep import sweep
from syllabus.packet.titles import slide_titles, titled_outline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pikepdf import Pdf

    from syllabus.packet.tags import AuthorsTags, Tagging, TagReport

PREPARED_FORM = 5
"""Counts up when prepared decks change; part of the key they are cached under."""

_CATALOG = frozenset({"/Type", "/Pages", "/Outlines", "/OCProperties", "/AcroForm"})


@dataclass(frozen=True, slots=True)
class PreparedDeck:
    """A deck ready to be joined.

    ``removed`` counts what was taken out, by the name PDF has for it; ``tags`` says
    who tagged the deck and what falls short, None if it was not to be tagged.
    """

    data: bytes
    pages: int
    removed: dict[str, int]
    tags: TagReport | None = None


def prepare_deck(
    data: bytes | Path,
    password: str = "",
    *,
    titles: bool = True,
    flatten_forms: bool = False,
    tagging: Tagging | None = None,
) -> PreparedDeck:
    """Make a deck ready to be joined.

    Args:
        data: The deck's bytes, or where it lies.
        password: What opens it.
        titles: Whether a second program looks at the deck: one without bookmarks gets
            its slides' titles as such, and room for footers is found.
        flatten_forms: Whether fields are printed into the pages.
        tagging: What tags are made with; None leaves the deck without tags.

    Raises:
        DeckRefused: If it is locked, damaged beyond repair, too large or no PDF.
    """
    raw = data if isinstance(data, bytes) else data.read_bytes()
    with open_pdf(raw, password) as pdf:
        try:
            read_titles = (lambda: slide_titles(raw, password)) if titles else None
            own = _authors_tags(pdf) if tagging is not None else None
            removed = prepare_in_place(pdf, read_titles, flatten_forms=flatten_forms)
            report = own.tag(pdf, tagging) if own and tagging is not None else None
            if titles and has_room(pdf, raw, password):
                pdf.Root[ROOM] = True
            prepared = _saved(pdf, identifier=hashlib.sha256(raw).digest()[:16])
        except pikepdf.PdfError as error:
            raise DeckRefused(
                DeckState.DAMAGED, "the file is damaged and could not be repaired"
            ) from error
        return PreparedDeck(prepared, len(pdf.pages), removed, report)


def _authors_tags(pdf: Pdf) -> AuthorsTags:
    # Half of the time that this module takes to import, for those who ask for tags.
    from syllabus.packet.tags import AuthorsTags

    return AuthorsTags.of(pdf)


def prepare_in_place(
    pdf: Pdf,
    read_titles: Callable[[], tuple[str, ...]] | None = None,
    *,
    flatten_forms: bool = False,
) -> dict[str, int]:
    """Prepare an open deck; give what was taken out and how often.

    Args:
        pdf: The deck.
        read_titles: Reads the titles of its slides, a title or "" for each page.
        flatten_forms: Whether fields are printed into the pages.
    """
    destinations = Destinations(pdf)
    actions = Actions(pdf, destinations)
    entries = read_outline(pdf, actions)
    for page in pdf.pages:
        clean_page(page.obj)
        clean_annotations(pdf, page.obj, actions)
        shut_off_unbalanced_content(pdf, page.obj)
    if flatten_forms:
        print_fields(pdf)
    clean_form(pdf, actions)
    normalise_layers(pdf)
    for key in pdf.Root.keys() - _CATALOG:
        if key == "/AA" or (key == "/OpenAction" and not _is_place(pdf.Root[key])):
            actions.removed[key.lstrip("/")] += 1
        del pdf.Root[key]
    if not entries and read_titles and not hides_something(pdf):
        entries = _titles_as_bookmarks(pdf, read_titles())
    write_outline(pdf, entries)
    return dict(sorted((actions.removed + sweep(pdf)).items()))


def _is_place(action: object) -> bool:
    """Whether a file only opens at a certain page, as most LaTeX decks do."""
    return not isinstance(action, Dictionary) or action.get("/S") == Name.GoTo


def _titles_as_bookmarks(pdf: Pdf, titles: tuple[str, ...]) -> list[Entry]:
    """Give a bookmark to each slide that begins something new."""
    pages = [page.obj for page in pdf.pages]
    if len(titles) != len(pages):  # pdfium mended the file in another way
        return []
    return [
        Entry(bytes(String(title)), top_of(pages[page]))
        for title, page in titled_outline(titles)
    ]


def _saved(pdf: Pdf, identifier: bytes) -> bytes:
    """Write a prepared deck the way it will be joined: page by page, anew.

    What a page does not reach stays behind, and a file that cannot be copied
    shows it here rather than in the packet.
    """
    with pikepdf.new() as fresh:
        list_pages(fresh, [fresh.copy_foreign(page.obj) for page in pdf.pages])
        for key in ("/OCProperties", "/AcroForm", "/Outlines", "/StructTreeRoot"):
            if key in pdf.Root:
                fresh.Root[key] = fresh.copy_foreign(pdf.Root[key])
        if ROOM in pdf.Root:
            fresh.Root[ROOM] = True
        if "/StructTreeRoot" in fresh.Root:
            from syllabus.packet.tags.tree import mark_catalog

            mark_catalog(fresh, str(pdf.Root.get("/Lang", "")))
        fresh.trailer["/ID"] = Array([String(identifier), String(identifier)])
        out = io.BytesIO()
        fresh.save(
            out,
            static_id=True,
            fix_metadata_version=False,
            object_stream_mode=ObjectStreamMode.generate,
            # What is packed stays as it is: unpacking is where a bomb goes off
            stream_decode_level=StreamDecodeLevel.none,
        )
    return out.getvalue()
