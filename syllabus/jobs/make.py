"""Make the outputs of a course that has no errors: bytes out of a subject.

What was made before from the same is taken from the cache; what must be made is made in
workers, the two PDFs and the decks side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from syllabus.core.pages import page_map
from syllabus.core.view.handout import content_version, handout_view
from syllabus.core.view.packet import packet_view
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import OUTPUTS, PRINT_PAGE

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.pages import PageMap
    from syllabus.jobs.build import Order
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.typeset import Typesetter


class PacketWrongError(SyllabusError):
    """The packet, read back by another program, is not what it should be."""

    exit_code = ExitCode.BUG

    def __init__(self, differences: list[str]) -> None:
        super().__init__(f"the packet was made wrong: {'; '.join(differences[:3])}")
        self.add_note("the last good packet is kept; please report this")


class Made(NamedTuple):
    """Files to write, or the problems that were found only in making them."""

    files: dict[Path, bytes]
    problems: tuple[Diagnostic, ...] = ()


def make_outputs(
    subject: Subject, order: Order, decks: Decks, typesetter: Typesetter
) -> Made:
    """Make what is ordered of a course.

    Raises:
        SyllabusError: A library is missing, or the packet came out wrong.
    """
    now = _local(order.now, subject)
    pages = page_map(subject, now)
    shop = _Shop(subject, decks, typesetter)
    handout = _Handout(shop, pages, now) if "syllabus" in order.only else None
    packet = _Packet(shop, pages, now) if "packet" in order.only else None
    files: dict[Path, bytes] = {}
    problems: tuple[Diagnostic, ...] = ()
    if packet:
        files[order.folder / OUTPUTS["packet"]] = packet.finish()
    if handout:
        files[order.folder / OUTPUTS["syllabus"]], blocked = handout.finish()
        problems = tuple(_blocked(subject, address) for address in blocked)
        if order.keep_html:
            files[order.folder / PRINT_PAGE] = handout.html.encode()
    return Made(files, problems)


def _local(now: dt.datetime, subject: Subject) -> dt.datetime:
    """The moment as the clock of the course shows it."""
    return now.astimezone(ZoneInfo(subject.course.timezone)).replace(tzinfo=None)


@dataclass(frozen=True)
class _Shop:
    """What the making of every output needs."""

    subject: Subject
    decks: Decks
    typesetter: Typesetter

    def page_key(self, kind: str, html: str) -> str:
        """The cache's key of a page: its text and the pictures it shows."""
        there = self.subject.files.images
        folder, inputs = self.decks.folder, self.decks.inputs
        shown = [inputs.digest(folder / name) for name in sorted(there) if there[name]]
        return self.decks.cache.key(kind, html, *shown)


class _Handout:
    """A handout that is being made from the moment it is named."""

    def __init__(self, shop: _Shop, pages: PageMap, now: dt.datetime) -> None:
        from syllabus.render.html import render_handout_html

        self.html = render_handout_html(handout_view(shop.subject, pages, now))
        self._shop = shop
        self._key = shop.page_key("handout", self.html)
        self._begun = shop.typesetter.begin_handout(self._key, self.html)

    def finish(self) -> tuple[bytes, tuple[str, ...]]:
        """The PDF, and the addresses that the renderer was not allowed to read."""
        done = self._shop.typesetter.finish(self._key, self._begun, "the handout")
        return done.data, done.blocked


class _Packet:
    """A packet that is being made from the moment it is named."""

    def __init__(self, shop: _Shop, pages: PageMap, now: dt.datetime) -> None:
        from syllabus.packet.layout import deck_files
        from syllabus.render.html import render_packet_html

        self._shop = shop
        version = content_version(shop.subject)
        self._view = packet_view(shop.subject, pages, now, version)
        self._front_key = shop.page_key("front", render_packet_html(self._view))
        decks = shop.decks
        self._files = deck_files(self._view)
        digests = [decks.inputs.digest(decks.folder / file) for file in self._files]
        view = repr(self._view)
        self._key = decks.cache.key("packet", view, self._front_key, *digests)
        self._made = decks.cache.get(self._key)
        if self._made is None:
            self._front = shop.typesetter.begin_front(self._front_key, self._view)
            self._prepared = decks.prepare(self._files)

    def finish(self) -> bytes:
        """The packet, read back by a second parser."""
        if self._made is None:
            self._made = self._join()
            self._shop.decks.cache.put(self._key, self._made)
        return self._made

    def _join(self) -> bytes:
        # Imported while the workers work.
        from syllabus.packet.assemble import assemble
        from syllabus.packet.layout import plan_packet
        from syllabus.packet.verify import read_back
        from syllabus.render.templates import footer_font

        typesetter, decks = self._shop.typesetter, self._shop.decks
        prepared = [decks.prepared(f, begun) for f, begun in self._prepared.items()]
        front = typesetter.finish(self._front_key, self._front, "the front matter")
        plan = plan_packet(self._view, front.front_pages)
        typesetter.tell("joining the packet")
        data = assemble(front.data, prepared, plan, footer_font())
        typesetter.tell("reading the packet back")
        if differences := read_back(data, plan):
            raise PacketWrongError(differences)
        return data


def _blocked(subject: Subject, address: str) -> Diagnostic:
    """The problem of a picture that the renderer was not allowed to read."""
    from syllabus.core.prose import find_in_prose, prose_fields

    where = subject.at()
    for path, text in prose_fields(subject.course):
        for found in find_in_prose(text):
            if found.kind == "image" and address.endswith(found.target):
                where = subject.source.within(path, found.line)
    if (logo := subject.course.logo) and address.endswith(logo.file):
        where = subject.at("logo", "file")
    return subject.source.problem(
        where,
        "blocked-resource",
        f"{address} is not inside the course folder",
        "copy the file into the course folder; links that lead out are not followed",
    )
