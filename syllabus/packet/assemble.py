"""Join front matter and prepared decks into one packet.

Pages are copied one by one and listed with one write, which keeps the time in
proportion to the pages.
"""

from __future__ import annotations

import gc
import hashlib
import io
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import pikepdf
from pikepdf import (
    AccessMode,
    Array,
    Dictionary,
    Object,
    ObjectStreamMode,
    Pdf,
    StreamDecodeLevel,
    String,
    settings,
)

from syllabus.packet.actions import Actions
from syllabus.packet.dedupe import merge_equal_objects
from syllabus.packet.destinations import Destinations, top_of
from syllabus.packet.font import FooterFont
from syllabus.packet.forms import join_form
from syllabus.packet.front import lead_links_into_packet, name_pages_in_links
from syllabus.packet.gaps import drop_links_between, leads_nowhere
from syllabus.packet.identity import (
    describe,
    finish_identifier,
    identifier,
    write_identifier,
)
from syllabus.packet.labels import write_labels
from syllabus.packet.layers import join_layers
from syllabus.packet.outline import Entry, read_outline, write_outline
from syllabus.packet.pages import list_pages
from syllabus.packet.plan import FRONT, FooterMode, check_plan
from syllabus.packet.room import ROOM
from syllabus.packet.stamp import ContentsLink, Stamper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from syllabus.packet.plan import Bookmark, PacketPlan

_OLDEST_VERSION = "1.7"

Source: TypeAlias = "bytes | Path | Pdf"
"""A PDF: its bytes, where it lies, or the file already open."""


@dataclass(slots=True)
class _Packet:
    """A packet in the making: the file, its sources and its pages so far."""

    pdf: Pdf
    sources: list[Pdf | None]
    plan: PacketPlan
    pages: list[Object] = field(default_factory=list)

    def front_pages(self) -> list[Object]:
        """Give the pages that came from the front matter."""
        numbered = zip(self.pages, self.plan.pages(), strict=True)
        return [page for page, (source, _, _) in numbered if source == FRONT]


def assemble(
    front: Source | None,
    decks: Sequence[Source],
    plan: PacketPlan,
    font: bytes | FooterFont | None = None,
    *,
    merge_equal: bool = True,
    claims_ua: bool = False,
) -> bytes:
    """Join front matter and prepared decks into one packet.

    The arguments are those of `write_packet`.
    """
    out = io.BytesIO()
    write_packet(
        out, front, decks, plan, font, merge_equal=merge_equal, claims_ua=claims_ua
    )
    return out.getvalue()


def write_packet(
    target: BinaryIO,
    front: Source | None,
    decks: Sequence[Source],
    plan: PacketPlan,
    font: bytes | FooterFont | None = None,
    *,
    merge_equal: bool = True,
    claims_ua: bool = False,
) -> None:
    """Write front matter and prepared decks as one packet into an open file.

    Args:
        target: Open for reading and writing, empty.
        front: The front matter as one PDF, or None if there is none.
        decks: Decks as `prepare_deck` gives them, in the order of their numbers. If
            any has tags, the packet has; it names those without.
        plan: What the packet is to be.
        font: A TrueType or OpenType font file for the footers, of which what they
            need is embedded; or one that was cut down already.
        merge_equal: Keep equal fonts and pictures of several decks once.
        claims_ua: Whether the reports of all decks allow the file to say that it is
            PDF/UA (`may_claim_ua`); the front matter is judged here.

    Raises:
        ValueError: If the plan asks for what its sources do not have.
    """
    with _quickly(), ExitStack() as stack:
        sources = [_opened(source, stack) for source in (front, *decks)]
        pdf = stack.enter_context(pikepdf.new())
        check_plan(plan, tuple(len(s.pages) if s else 0 for s in sources))
        packet = _Packet(pdf, sources, plan)
        if (own := sources[FRONT]) is not None:
            name_pages_in_links(own)
        tagged = any(map(_has_tags, sources[FRONT + 1 :]))
        claims_ua = tagged and _make_joinable(packet, claims_ua=claims_ua)
        _join(packet, font, merge_equal=merge_equal, tagged=tagged)
        describe(pdf, plan.title, plan.language, claims_ua=claims_ua)
        digests = [
            _digest_of(given, source)
            for given, source in zip((front, *decks), sources, strict=True)
            if given is not None and source is not None
        ]
        _save(packet, target, identifier([repr(plan).encode(), *digests]))
        # Let go of the pages first: a file that is closed under them takes its time
        packet.pages.clear()


@contextmanager
def _quickly() -> Iterator[None]:
    """Spare what a join gains nothing from.

    It makes many objects and no cycles, and packs nothing but what it adds itself,
    in small pieces.
    """
    collects = gc.isenabled()
    gc.disable()
    settings.set_flate_compression_level(1)
    try:
        yield
    finally:
        settings.set_flate_compression_level(-1)
        if collects:
            gc.enable()


def _has_tags(deck: Pdf | None) -> bool:
    """Whether a deck was tagged when it was prepared: no other has a tree."""
    return deck is not None and "/StructTreeRoot" in deck.Root


def _make_joinable(packet: _Packet, *, claims_ua: bool) -> bool:
    """Give every source a tree, and say whether the packet may claim PDF/UA.

    A deck that could not be tagged gets one that names it and reaches nothing.
    """
    from syllabus.packet.tags import may_claim_ua, tag_deck
    from syllabus.packet.tags.tree import new_tree

    front, *decks = packet.sources
    plain = [deck for deck in decks if deck is not None and not _has_tags(deck)]
    for deck in plain:
        new_tree(deck).finish()
    claims_ua = claims_ua and not plain
    if front is None:
        return claims_ua
    language = packet.plan.language
    report = tag_deck(front, language=language, for_claim=claims_ua)
    return claims_ua and may_claim_ua([report])


def _join(
    packet: _Packet,
    font: bytes | FooterFont | None,
    *,
    merge_equal: bool,
    tagged: bool,
) -> None:
    """Bring pages and all that belongs to them into the packet."""
    _copy_pages(packet)
    if merge_equal:
        merge_equal_objects(packet.pdf, packet.pages)
    for number, source in enumerate(packet.sources):
        if source is not None:
            _carry_document_parts(packet, number, source, tagged=tagged)
    _write_outline(packet)
    _write_destinations(packet)
    write_labels(packet.pdf, packet.plan.labels)
    _stamp(packet, font)
    if tagged:
        from syllabus.packet.tags.planned import join_planned_tags

        join_planned_tags(packet.pdf, packet.sources, packet.pages, packet.plan)


def _opened(source: Source | None, stack: ExitStack) -> Pdf | None:
    """Open a source unless it is open; close at the end what was opened here."""
    if source is None or isinstance(source, Pdf):
        return source
    if isinstance(source, bytes):
        return stack.enter_context(pikepdf.open(io.BytesIO(source)))
    # Mapped into memory, a file that is read once costs more than it saves
    return stack.enter_context(pikepdf.open(source, access_mode=AccessMode.stream))


def _copy_pages(packet: _Packet) -> None:
    """Bring all pages into the packet."""
    own = packet.pdf.copy_foreign
    originals = [[p.obj for p in s.pages] if s else [] for s in packet.sources]
    wanted: dict[int, set[int]] = {}
    for source, page, _ in packet.plan.pages():
        wanted.setdefault(source, set()).add(page)
    for source, numbers in wanted.items():
        if len(numbers) < len(originals[source]):
            drop_links_between(originals[source], numbers)
    packet.pages = [own(originals[s][page]) for s, page, _ in packet.plan.pages()]
    list_pages(packet.pdf, packet.pages)


def _carry_document_parts(
    packet: _Packet, number: int, source: Pdf, *, tagged: bool
) -> None:
    """Bring over what belongs to a source as a whole: tags, layers, fields."""
    pdf = packet.pdf
    if number == FRONT:
        if "/StructTreeRoot" in source.Root and not tagged:
            pdf.Root["/StructTreeRoot"] = pdf.copy_foreign(source.Root.StructTreeRoot)
        return
    if "/OCProperties" in source.Root:
        join_layers(pdf, source.Root["/OCProperties"], pdf.copy_foreign)
    if "/AcroForm" in source.Root:
        name = f"deck{number}"
        join_form(pdf, source.Root["/AcroForm"], name, pdf.copy_foreign)


def _write_destinations(packet: _Packet) -> None:
    """Write the stable names and lead the front matter's links to them."""
    named = {
        name: top_of(packet.pages[page])
        for name, page in packet.plan.destinations.items()
    }
    pairs = [
        part
        for name, dest in sorted(named.items(), key=lambda item: item[0].encode())
        for part in (String(name), dest)
    ]
    if pairs:
        packet.pdf.Root["/Names"] = Dictionary(
            Dests=packet.pdf.make_indirect(Dictionary(Names=Array(pairs)))
        )
    lead_links_into_packet(packet.front_pages(), named)


def _write_outline(packet: _Packet) -> None:
    entries = [_entry(packet, bookmark) for bookmark in packet.plan.bookmarks]
    write_outline(packet.pdf, entries)


def _entry(packet: _Packet, bookmark: Bookmark) -> Entry:
    """Turn a bookmark of the plan into an entry, a deck's own outline below it."""
    children = [_entry(packet, child) for child in bookmark.children]
    deck = packet.sources[bookmark.deck] if bookmark.deck is not None else None
    if deck is not None:
        children += _own_outline(packet.pdf, deck)
    return Entry(
        title=bytes(String(bookmark.title)),
        action=top_of(packet.pages[bookmark.page]),
        children=children,
        is_open=bookmark.is_open,
    )


def _own_outline(pdf: Pdf, deck: Pdf) -> list[Entry]:
    """Give a deck's own bookmarks with actions that belong to the packet."""
    entries = read_outline(deck, Actions(deck, Destinations(deck)))
    pending = list(entries)
    while pending:
        entry = pending.pop()
        pending.extend(entry.children)
        if entry.action is not None:
            action = pdf.copy_foreign(entry.action)
            entry.action = None if leads_nowhere(action) else action
    return entries


def _stamp(packet: _Packet, font: bytes | FooterFont | None) -> None:
    """Put the footers on the pages."""
    plan = packet.plan
    footers = [footer for _, _, footer in plan.pages()]
    if plan.footer_mode is FooterMode.NONE or not any(footers):
        return
    if font is None:
        raise ValueError("footers need a font")
    link = None
    if plan.contents_page is not None:
        link = ContentsLink(
            plan.contents_link,
            plan.contents_description,
            top_of(packet.pages[plan.contents_page]),
        )
    if isinstance(font, bytes):
        font = FooterFont(font, plan.footer_texts())
    stamper = Stamper(packet.pdf, font, plan.footer_mode, link)
    roomy = [source is not None and ROOM in source.Root for source in packet.sources]
    for page, (source, _, footer) in zip(packet.pages, plan.pages(), strict=True):
        if footer is not None:
            stamper.stamp(page, footer, has_room=roomy[source])


def _save(packet: _Packet, target: BinaryIO, value: bytes) -> None:
    """Write the packet with an identifier."""
    write_identifier(packet.pdf, value)
    # Only what the packet adds is packed here, and in small pieces
    packet.pdf.save(
        target,
        static_id=True,
        fix_metadata_version=False,
        stream_decode_level=StreamDecodeLevel.none,
        min_version=max(
            [_OLDEST_VERSION, *(s.pdf_version for s in packet.sources if s)]
        ),
        object_stream_mode=ObjectStreamMode.generate,
    )
    finish_identifier(target, value)


def _digest_of(given: Source, source: Pdf) -> bytes:
    """Give what tells a source from others.

    A prepared deck has an identifier made of its content; other files are read.
    """
    known = source.trailer.get("/ID")
    if isinstance(known, Array) and len(known):
        return bytes(known[0])
    if isinstance(given, Pdf):
        return b""
    data = given if isinstance(given, bytes) else given.read_bytes()
    return hashlib.sha256(data).digest()
