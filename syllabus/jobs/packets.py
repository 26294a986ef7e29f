"""Make the packets of a course: front matter and decks, joined and read back."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from syllabus.core.pages import page_map
from syllabus.core.values import DECORATION
from syllabus.core.view.packet import packet_view
from syllabus.core.words import counted
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.deckwork import Tagging
from syllabus.jobs.typeset import Typeset
from syllabus.packet.layout import deck_files, plan_packet
from syllabus.packet.paper.layout import MOST_FOLDED, LayoutKind, Paper
from syllabus.packet.removed import removed_in_words
from syllabus.render.html import leaf_names, render_packet_html

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future

    from syllabus.core.checks.subject import Subject
    from syllabus.core.editions import Edition
    from syllabus.core.model import Course
    from syllabus.core.view.packet import PacketForm
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.deckwork import Prepared
    from syllabus.jobs.typeset import Typesetter
    from syllabus.packet.font import FooterFont
    from syllabus.packet.paper.layout import Layout
    from syllabus.packet.plan import PacketPlan


_ROMAN = "ivxlcdm"
"""What the numbers of front pages are written with."""


class PacketWrongError(SyllabusError):
    """The packet, read back by another program, is not what it should be."""

    exit_code = ExitCode.BUG

    def __init__(self, differences: list[str]) -> None:
        super().__init__(f"the packet was made wrong: {'; '.join(differences[:3])}")
        self.add_note("the last good packet is kept; please report this")


def _tagging(course: Course) -> dict[str, Tagging]:
    """What each deck is tagged with: the course's language and words for pictures."""
    words: dict[str, dict[tuple[int, int], str]] = {}
    for entry in course.schedule:
        for deck in entry.decks:
            known = words.setdefault(deck.file, {})
            known |= {
                (slide - 1, n - 1): "" if text == DECORATION else text
                for (slide, n), text in deck.alt.items()
            }
    language = course.language
    return {
        file: Tagging(language, tuple(sorted(w.items()))) for file, w in words.items()
    }


def _notes(prepared: Mapping[str, Prepared]) -> Iterator[str]:
    """Deck by deck: who tagged it, what falls short, and what was taken out."""
    for file, deck in prepared.items():
        said = list(_remarks(deck))
        if said:
            yield f"{file}: {'; '.join(said)}"


def _remarks(deck: Prepared) -> Iterator[str]:
    if deck.tagged:
        yield deck.tagged
    elif deck.wish.tagging is not None:
        yield f"not tagged: {deck.plain}"
    if deck.short:
        yield f"falls short: {'; '.join(deck.short)}"
    if removed := removed_in_words(deck.removed):
        yield f"taken out: {removed}"


def _form(layout: Layout | None) -> PacketForm:
    """What a packet's own pages are typeset for."""
    if layout is None:
        return "screen"
    return "booklet" if layout.kind is LayoutKind.BOOKLET else "paper"


@dataclass(frozen=True)
class Shop:
    """What the making of every output needs; ``now`` is local to the course, naive."""

    subject: Subject
    now: dt.datetime
    decks: Decks
    typesetter: Typesetter

    def page_key(self, kind: str, html: str) -> str:
        """The cache's key of a page: its text and what it may show."""
        files = self.subject.files
        folder, inputs = self.decks.folder, self.decks.inputs
        there = sorted({*files.images, *files.themes.files})
        shown = [inputs.digest(folder / name) for name in there]
        return self.decks.cache.key(kind, html, *shown)


class Packet:
    """A packet that is being made from the moment it is named.

    Args:
        shop: What is needed for it.
        edition: Which part of the course it has.
        layout: How its slides lie on paper; None for one slide a page as it is.
    """

    def __init__(self, shop: Shop, edition: Edition, layout: Layout | None) -> None:
        self.file = (edition.laid_out(layout.kind) if layout else edition).file
        pages = page_map(shop.subject, shop.now, edition)
        self._shop = shop
        form = _form(layout)
        self._view = packet_view(shop.subject, pages, shop.now, edition, form)
        self._layout = layout and replace(layout, paper=Paper(self._view.paper))
        self._files = deck_files(self._view)
        html = render_packet_html(self._view)
        self._front_key = shop.page_key("front", html)
        self._key = self._cache_key()
        self._notes: tuple[str, ...] = ()
        self._unused: tuple[tuple[str, int, int], ...] = ()
        self._words_key = ""
        self._made = b""
        if stored := shop.decks.cache.get(self._key):
            head, _, self._made = stored.partition(b"\n")
            notes, unused = json.loads(head)
            self._notes = tuple(notes)
            self._unused = tuple((file, page, n) for file, page, n in unused)
        leaves = leaf_names(self._view)
        self._front = shop.typesetter.begin_front(self._front_key, html, leaves)
        if not self._made:
            self._drawn, self._words = self._begin_words()
            tagging = _tagging(shop.subject.course) if self._view.tags else None
            self._prepared = shop.decks.prepare(self._files, tagging)

    def _begin_words(self) -> tuple[tuple[str, ...], Future[Any] | Typeset]:
        """Begin to draw the words of footers that their one font cannot write."""
        from syllabus.packet.font import is_beyond
        from syllabus.render.folder import footer_font

        texts = sorted(plan_packet(self._view, front_pages=0).footer_texts())
        font, language = footer_font(), self._view.language
        drawn = tuple(text for text in texts if is_beyond(font, text))
        if not drawn:
            return (), Typeset(b"")
        self._words_key = self._shop.decks.cache.key("words", language, *drawn)
        begin = self._shop.typesetter.begin_words
        return drawn, begin(self._words_key, drawn, language)

    def _cache_key(self) -> str:
        decks = self._shop.decks
        digests = [decks.inputs.digest(decks.folder / file) for file in self._files]
        tagging = _tagging(self._shop.subject.course) if self._view.tags else None
        chosen = repr((self._view, self._layout, decks.flatten_forms, tagging))
        made_of = (chosen, self._front_key, *digests)
        return decks.cache.key("packet", *made_of)

    def finish(self) -> Typeset:
        """The packet, read back by a second parser."""
        typesetter, cache = self._shop.typesetter, self._shop.decks.cache
        font = None if self._made else self._get_ready()
        front = typesetter.finish(self._front_key, self._front, "the front matter")
        if font:
            self._made = self._join(front, font)
            if not front.blocked:
                head = json.dumps((self._notes, self._unused)).encode()
                cache.put(self._key, head + b"\n" + self._made)
        return replace(front, data=self._made, notes=self._notes, unused=self._unused)

    def _get_ready(self) -> FooterFont:
        """Do what can be done while the workers work: import, and cut the font."""
        import pypdf  # noqa: F401 - for the reading back

        from syllabus.packet.font import FooterFont, cut_font
        from syllabus.packet.words import Words
        from syllabus.render.folder import footer_font

        cache = self._shop.decks.cache
        texts = {
            *plan_packet(self._view, front_pages=0).footer_texts(),
            _ROMAN,  # on sheets, front pages are named
        }
        key = cache.key("footer-font", "".join(sorted(set().union(*texts))))
        cut = cache.get(key)
        if cut is None:
            cut = cut_font(footer_font(), texts)
            cache.put(key, cut)
        typesetter = self._shop.typesetter
        made = typesetter.finish(self._words_key, self._words, "the footers")
        return FooterFont(cut, words=Words(self._drawn, made.data))

    def _join(self, front: Typeset, font: FooterFont) -> bytes:
        from syllabus.packet.assemble import assemble
        from syllabus.packet.verify import read_back

        typesetter, decks = self._shop.typesetter, self._shop.decks
        pages = (front.front_pages, front.schedule_page)
        plan = plan_packet(self._view, *pages, on_paper=self._layout is not None)
        prepared = {f: decks.prepared(f, begun) for f, begun in self._prepared.items()}
        self._notes = tuple(_notes(prepared))
        self._unused = tuple(
            (file, page, n)
            for file, deck in prepared.items()
            for page, n in deck.unused
        )
        # PDF/UA is a promise about the whole file.
        sound = all(deck.tagged and not deck.short for deck in prepared.values())
        parts = [deck.data for deck in prepared.values()]
        typesetter.tell("joining the packet")
        data = assemble(front.data, parts, plan, font, claims_ua=sound)
        typesetter.tell("reading the packet back")
        if differences := read_back(data, plan):
            raise PacketWrongError(differences)
        return self._on_sheets(data, plan, font) if self._layout else data

    def _on_sheets(self, data: bytes, plan: PacketPlan, font: FooterFont) -> bytes:
        from syllabus.packet.paper.groups import slide_groups
        from syllabus.packet.paper.write import ContentsLink, write_sheets
        from syllabus.packet.verify import read_back_sheets

        assert self._layout  # noqa: S101 - only then are there sheets
        self._shop.typesetter.tell("laying the slides out on paper")
        contents = ContentsLink(
            plan.contents_link, plan.contents_page or 0, plan.contents_description
        )
        groups = slide_groups(plan)
        out = io.BytesIO()
        sides = write_sheets(out, data, self._layout, groups, font, contents)
        if differences := read_back_sheets(out.getvalue(), plan):
            raise PacketWrongError(differences)
        if self._layout.kind is LayoutKind.BOOKLET:
            self._notes += (f"{self.file}: {_booklet_note(sides // 2, self._layout)}",)
        return out.getvalue()


def _booklet_note(sheets: int, layout: Layout) -> str:
    """How much paper a booklet takes, and how it is folded."""
    paper = f"{counted(sheets, 'sheet')} of paper, printed on both sides"
    if layout.signature:
        return f"{paper}, folded {layout.signature} at a time"
    if sheets > MOST_FOLDED:
        return f"{paper}; too thick to fold at once, see --signature"
    return paper
