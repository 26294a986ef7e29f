"""Hold a packet against its decks: each link, bookmark and text in its place.

Both sides are read anew by programs that had no part in the making: links and
bookmarks by pypdf, text by pdfium, in the decks as their authors wrote them.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from syllabus.packet.labels import ends_of_span, roman_labels
from syllabus.packet.plan import FooterMode
from syllabus.packet.titles import slide_titles, titled_outline
from syllabus.packet.verify import read_back, read_back_sheets, sheets_of_pages
from syllabus.packet.witness import (
    Elsewhere,
    Entry,
    Letter,
    Place,
    Witness,
    open_deck,
    quiet_pypdf,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.packet.plan import Bookmark, Footer, PacketPlan
    from syllabus.packet.witness import Link, Target


@dataclass(frozen=True)
class Proof:
    """What differs, in words, and how much was compared.

    ``passed_over`` counts the links and bookmarks that lead to nothing that could be
    compared, by why. ``comparable`` is false if the packet has other pages than its
    plan, so that nothing has a place.
    """

    differences: tuple[str, ...]
    slides: int = 0
    links: int = 0
    bookmarks: int = 0
    passed_over: tuple[tuple[str, int], ...] = ()
    comparable: bool = True

    @classmethod
    def joined(cls, proofs: Sequence[Proof]) -> Proof:
        """What several proofs of one packet found together."""
        passed_over: Counter[str] = Counter()
        for proof in proofs:
            passed_over.update(dict(proof.passed_over))
        return cls(
            tuple(word for proof in proofs for word in proof.differences),
            sum(proof.slides for proof in proofs),
            sum(proof.links for proof in proofs),
            sum(proof.bookmarks for proof in proofs),
            tuple(sorted(passed_over.items())),
            all(proof.comparable for proof in proofs),
        )


def front_page_count(data: bytes) -> int | None:
    """Count the pages of a packet before the one that is numbered 1.

    None of what is no PDF.
    """
    import pypdf

    try:
        labels = pypdf.PdfReader(io.BytesIO(data)).page_labels
    except Exception:  # noqa: BLE001 - pypdf raises anything on what is no packet
        return None
    # On sheets a label names several pages, which all are an end of it in front
    named = {name for label in labels for name in ends_of_span(label)}
    return sum(name in named for name in roman_labels(len(named)))


def schedule_page(data: bytes) -> int | None:
    """Give the page, from 0, that a packet's schedule begins on, if it says so.

    On sheets it is the first page of its sheet that can be it.
    """
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    found = reader.named_destinations.get("schedule")
    place = None if found is None else reader.get_destination_page_number(found)
    if place is None:
        return None
    own = set(ends_of_span(reader.page_labels[place]))
    front = enumerate(roman_labels(len(reader.page_labels) * 2))
    return next((page for page, name in front if page > 1 and name in own), None)


def packet_title(data: bytes) -> str:
    """Give the title that a packet bears."""
    import pypdf

    about = pypdf.PdfReader(io.BytesIO(data)).metadata
    return str(about.title or "") if about else ""


def prove(
    data: bytes,
    plan: PacketPlan,
    decks: Sequence[tuple[str, bytes]],
    *,
    on_paper: bool = False,
) -> Proof:
    """Compare a packet with its plan and, slide by slide, with its decks.

    Args:
        data: The packet.
        plan: What it is to be.
        decks: Names and bytes of the decks, in the order of their numbers.
        on_paper: Whether its slides are laid out on sheets.
    """
    pages = prove_pages(data, plan, on_paper=on_paper)
    if not pages.comparable:
        return pages
    packet = Witness(data)
    found = (
        prove_deck(packet, plan, number, name, deck, on_paper=on_paper)
        for number, (name, deck) in enumerate(decks, start=1)
    )
    return Proof.joined((pages, *found))


def prove_pages(data: bytes, plan: PacketPlan, *, on_paper: bool = False) -> Proof:
    """Compare a packet with its plan alone; the arguments are those of `prove`."""
    differences = (read_back_sheets if on_paper else read_back)(data, plan)
    others = ("the packet ", "the sheets ")
    return Proof(
        tuple(differences),
        comparable=not any(word.startswith(others) for word in differences),
    )


def prove_deck(
    packet: Witness,
    plan: PacketPlan,
    number: int,
    name: str,
    deck: bytes,
    *,
    on_paper: bool = False,
) -> Proof:
    """Compare a packet with one of its decks, which its plan calls by a number."""
    with quiet_pypdf():
        comparison = _Comparison(packet, plan, on_paper=on_paper)
        comparison.take(number, name, deck)
    return Proof(
        tuple(comparison.differences),
        comparison.slides,
        comparison.links,
        comparison.bookmarks,
        tuple(sorted(comparison.passed_over.items())),
    )


class _Comparison:
    """A packet that is compared with one deck after another."""

    def __init__(self, packet: Witness, plan: PacketPlan, *, on_paper: bool) -> None:
        self._packet = packet
        self._on_paper = on_paper
        self._places: Sequence[int] = range(plan.page_count)
        if on_paper:
            self._places = sheets_of_pages(plan, packet.labels)
        self._plan = plan
        self._stamped = (
            plan.footer_mode is not FooterMode.NONE and plan.contents_page is not None
        )
        self._own = dict(_own_entries(packet.outline(), plan.bookmarks))
        self._pages: dict[int, dict[int, tuple[int, Footer | None]]] = {}
        for number, (source, page, footer) in enumerate(plan.pages()):
            place = self._places[number]
            self._pages.setdefault(source, {})[page] = place, footer
        self.differences: list[str] = []
        self.slides = self.links = self.bookmarks = 0
        self.passed_over: Counter[str] = Counter()

    def take(self, number: int, name: str, data: bytes) -> None:
        """Compare the packet with a deck, which the plan calls by a number."""
        pages = self._pages.get(number, {})
        deck = open_deck(data, len(pages))
        if deck is None:
            self.differences.append(f"{name} cannot be read, and so not be compared")
            return
        try:
            for page, (place, footer) in pages.items():
                where = f"{name}, slide {page + 1}"
                self._compare_text(where, deck, page, place)
                self._compare_links(where, number, deck.links(page), place, footer)
            self._compare_outline(name, number, deck)
        finally:
            deck.close()
        self.slides += len(pages)

    def _compare_text(self, where: str, deck: Witness, page: int, place: int) -> None:
        """Look for each letter; tags may have corrected which one a sign stands for."""
        if deck.letters(page) in self._packet.letters(place):
            return
        wanted = deck.letters_by_place(page)
        found = self._packet.letters_by_place(place)
        if not (_in_a_row if self._on_paper else _at_their_places)(wanted, found):
            self._say(f"{where}: not all of its text is on {self._named(place)}")

    def _compare_links(
        self,
        where: str,
        number: int,
        wanted: list[Link],
        place: int,
        footer: Footer | None,
    ) -> None:
        found = self._packet.links(place)
        if self._on_paper:
            self._compare_links_on_sheet(where, number, wanted, place)
            return
        if footer is not None and self._stamped:
            last, found = found[-1:], found[:-1]
            if [target for _, target in last] != [self._plan.contents_page]:
                self._say(f"{where}: its footer does not lead to the contents")
        leading = self._leading(wanted)
        found = [link for link in found if not isinstance(link[1], Elsewhere)]
        if len(found) != len(leading):
            self._say(f"{where}: {len(found)} links are there, not {len(leading)}")
            return
        for (count, deck), packet in zip(leading.items(), found, strict=True):
            self._compare_link(f"{where}, link {count}", number, deck, packet)

    def _leading(self, links: list[Link]) -> dict[int, Link]:
        """The links that lead somewhere, by their number; the others are counted."""
        away = [to for _, to in links if isinstance(to, Elsewhere)]
        self.passed_over.update(f"links {to.why}" for to in away)
        numbered = enumerate(links, start=1)
        return {n: link for n, link in numbered if not isinstance(link[1], Elsewhere)}

    def _compare_links_on_sheet(
        self, where: str, number: int, wanted: list[Link], place: int
    ) -> None:
        """Compare where links lead; they lie beside those of other slides."""
        leading = self._leading(wanted).values()
        moved = (self._moved(number, target) for _, target in leading)
        targets: Counter[Target] = Counter(moved)
        self.links += targets.total()
        missing = targets - Counter(target for _, target in self._packet.links(place))
        for target in missing:
            self._say(f"{where}: no link of its sheet leads to {self._named(target)}")

    def _compare_link(
        self,
        where: str,
        number: int,
        wanted: Link,
        found: Link,
    ) -> None:
        target = self._moved(number, wanted[1])
        self.links += 1
        if wanted[0] != found[0]:
            self._say(f"{where} does not lie where it lay")
        if target != found[1]:
            leads = self._named(found[1])
            self._say(f"{where} leads to {leads}, not to {self._named(target)}")

    def _moved(self, number: int, target: Target) -> Target:
        """The place in the packet of a target in a deck."""
        return self._pages[number][target][0] if isinstance(target, int) else target

    def _compare_outline(self, name: str, number: int, deck: Witness) -> None:
        outline = deck.outline()
        away = [to for _, _, to in _flat(outline) if isinstance(to, Elsewhere)]
        self.passed_over.update(f"bookmarks {to.why}" for to in away)
        wanted = list(_flat(_leading_entries(outline)))
        found = list(_flat(_leading_entries(self._own.get(number, []))))
        if not outline and (found or not deck.has_layers):
            # What a deck hides is not told by titles: then there are none
            titles = titled_outline(slide_titles(deck.data))
            wanted = [(0, title, page) for title, page in titles]
        for count, pair in enumerate(zip_longest(wanted, found), start=1):
            self._compare_entry(f"{name}, bookmark {count}", number, *pair)

    def _compare_entry(
        self,
        where: str,
        number: int,
        wanted: tuple[int, str, Target] | None,
        found: tuple[int, str, Target] | None,
    ) -> None:
        if wanted is None or found is None:
            title = (wanted or found or (0, "", 0))[1]
            self._say(f"{where}, {title!r}, is {'missing' if wanted else 'too many'}")
            return
        if isinstance(wanted[2], Elsewhere):
            return
        self.bookmarks += 1
        if wanted[:2] != found[:2]:
            self._say(f"{where} says {found[1]!r}, not {wanted[1]!r}, or stands lower")
        target = self._moved(number, wanted[2])
        if target != found[2]:
            leads = self._named(found[2])
            self._say(f"{where} leads to {leads}, not to {self._named(target)}")

    def _named(self, target: Target) -> str:
        """A target as one finds it: by the number printed on the page."""
        if isinstance(target, int):
            return f"page {self._packet.labels[target]}"
        return target if isinstance(target, str) else "nothing"

    def _say(self, difference: str) -> None:
        self.differences.append(difference)


def _at_their_places(wanted: list[Letter], found: list[Letter]) -> bool:
    """Whether a letter stands wherever one is wanted, by one meaning of each sign."""
    there: dict[Place, set[str]] = {}
    for letter in found:
        there.setdefault(letter.place, set()).add(letter.text)
    return all(letter.place in there for letter in wanted) and _mean_one(
        (letter, letter.text if letter.text in texts else min(texts))
        for letter in wanted
        if (texts := there[letter.place])
    )


def _in_a_row(wanted: list[Letter], found: list[Letter]) -> bool:
    """Whether letters follow each other somewhere, by one meaning of each sign."""
    starts = range(len(found) - len(wanted) + 1)
    texts = [letter.text for letter in found]
    return any(_mean_one(zip(wanted, texts[start:], strict=False)) for start in starts)


def _mean_one(pairs: Iterable[tuple[Letter, str]]) -> bool:
    """Whether each sign of a font stands for the same letter throughout.

    A sign that the deck gave no meaning may have any.
    """
    meanings: dict[tuple[str, str], str] = {}
    return all(
        not letter.text.isprintable()
        or meanings.setdefault((letter.font, letter.text), text) == text
        for letter, text in pairs
    )


def _leading_entries(entries: list[Entry]) -> list[Entry]:
    """The bookmarks that lead somewhere or stand above such."""
    pruned = [replace(e, children=_leading_entries(e.children)) for e in entries]
    return [e for e in pruned if e.children or not isinstance(e.target, Elsewhere)]


def _own_entries(
    found: list[Entry], planned: tuple[Bookmark, ...]
) -> Iterator[tuple[int, list[Entry]]]:
    """Give the entries of each deck's own outline: they follow the planned ones."""
    for entry, bookmark in zip(found, planned, strict=False):
        if bookmark.deck is not None:
            yield bookmark.deck, entry.children[len(bookmark.children) :]
        yield from _own_entries(entry.children, bookmark.children)


def _flat(entries: list[Entry]) -> Iterator[tuple[int, str, Target]]:
    """Depth, title and target of entries and those below them, in order."""
    pending = [(0, entry) for entry in reversed(entries)]
    while pending:
        depth, entry = pending.pop()
        yield depth, entry.title, entry.target
        pending += [(depth + 1, child) for child in reversed(entry.children)]
