"""The page map: where each deck stands in the packet, before the packet is made.

Packet pages count from 1 at the first divider, as they are printed; the front matter
before it has numbers of its own (i, ii, iii), so that nothing here waits for it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from syllabus.core.checks.subject import DeckFile, DeckState
from syllabus.core.editions import WHOLE
from syllabus.core.language import Language
from syllabus.core.schedule import release_moment
from syllabus.core.values import in_language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.editions import Edition
    from syllabus.core.model import Course, Deck, Entry
    from syllabus.core.schedule import Meeting


@dataclass(frozen=True)
class PacketDeck:
    """A deck's pages in the packet.

    ``page`` is the printed number of the first of ``pages`` pages; ``name`` the stable
    destination in the file ``packet`` that other documents link to. A deck whose slides
    are not in the packet has one page, which says ``absence``.
    """

    file: str
    name: str
    page: int
    pages: int
    title: str
    absence: str = ""
    packet: str = WHOLE.file


@dataclass(frozen=True)
class PacketPart:
    """A meeting in the packet: its divider's page, and its decks after it.

    ``repeats`` are decks that it shows too, but whose pages stand with another part.
    """

    meeting: Meeting
    page: int
    decks: tuple[PacketDeck, ...]
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageMap:
    """Every part of the packet in schedule order."""

    parts: tuple[PacketPart, ...]

    def find(self, file: str, entry: int | None = None) -> PacketDeck | None:
        """A deck by the file that the course names, with its own lecture if it can be.

        Args:
            file: The deck's file.
            entry: The schedule entry of a lecture that shows it; packets that have
                only a part of the course can each have the deck.
        """
        found = [(p.meeting.entry, d) for p in self.parts for d in p.decks]
        decks = [(at, deck) for at, deck in found if deck.file == file]
        decks.sort(key=lambda pair: pair[0] != entry)
        return decks[0][1] if decks else None

    @classmethod
    def joined(cls, maps: Iterable[PageMap]) -> PageMap:
        """The parts of several packets, for those who look for a deck in any."""
        return cls(tuple(part for pages in maps for part in pages.parts))

    @property
    def slides(self) -> int:
        """How many pages are slides."""
        return sum(d.pages for p in self.parts for d in p.decks if not d.absence)


@dataclass(frozen=True)
class Held:
    """Until when a deck is held back: a day, “after class”, or “never” handed out."""

    until: dt.date | Literal["after class", "never"]

    def sentence(self, language: Language) -> str:
        """“These slides are handed out after class.”."""
        if self.until == "never":
            return language.text("These slides are not handed out.")
        if self.until == "after class":
            return language.text("These slides are handed out after class.")
        day = language.day(self.until)
        return language.text("These slides are handed out on {day}.", day=day)

    def remark(self, language: Language) -> str:
        """“handed out after class”."""
        if self.until == "never":
            return language.text("not handed out")
        if self.until == "after class":
            return language.text("handed out after class")
        return language.text("handed out on {day}", day=language.day(self.until))


def held_back(subject: Subject, file: str, now: dt.datetime) -> Held | None:
    """Until when a deck is not to be handed out; None if it may be.

    All sections are handed one packet, and a deck that several lectures show stands in
    it once: it waits for the last section and the last lecture that hold it back.

    Args:
        subject: The course.
        file: The deck's file.
        now: Local time of the course, naive.
    """
    listed = [
        (number, other)
        for number, entry in enumerate(subject.course.schedule)
        for other in entry.decks
        if other.file == file and other.release
    ]
    if any(deck.release and deck.release.when == "never" for _, deck in listed):
        return Held("never")
    moments = {at: d for n, d in listed for at in _releases(subject, n, d) if now < at}
    if not moments:
        return None
    last = max(moments)
    release = moments[last].release
    if release and release.when == "after class":
        return Held("after class")
    return Held(last.date())


def _releases(subject: Subject, number: int, deck: Deck) -> Iterator[dt.datetime]:
    """When each section may have a deck, local and naive."""
    for table in subject.tables:
        meeting = table.of_entry(number)
        if deck.release and meeting:
            at = release_moment(deck.release.when, subject.course, table, meeting)
            if at:
                yield at


def releases(subject: Subject) -> Iterator[dt.datetime]:
    """Every moment (local, naive) at which a deck is released to a section."""
    for number, entry in enumerate(subject.course.schedule):
        for deck in entry.decks:
            yield from _releases(subject, number, deck)


def page_map(subject: Subject, now: dt.datetime, edition: Edition = WHOLE) -> PageMap:
    """Lay out a packet: decks in schedule order, each with its first lecture.

    Where sections differ, the first section's dates give the order.

    Args:
        subject: The course, its dates and its files.
        now: Local time of the course, naive: decks are held back until their release.
        edition: Which packet of the course.
    """
    layout = _Layout(subject, now, edition.file)
    for meeting in subject.tables[0].meetings:
        if edition.has(meeting.entry):
            layout.add(meeting)
    return PageMap(tuple(layout.parts))


class _Layout:
    """The pages of a packet so far."""

    def __init__(self, subject: Subject, now: dt.datetime, packet: str) -> None:
        self.parts: list[PacketPart] = []
        self._subject, self._now, self._packet = subject, now, packet
        self._language = Language.of_course(subject.course)
        self._page = 1
        self._names = destinations(subject.course)
        self._placed = set[str]()

    def add(self, meeting: Meeting) -> None:
        """Add a meeting's divider and the decks that no meeting before it had."""
        entry = self._subject.course.schedule[meeting.entry]
        if not entry.decks or meeting.kind == "break":
            return
        divider = self._take(1)
        decks, repeats = [], []
        for number, deck in enumerate(entry.decks):
            if deck.file in self._placed:
                repeats.append(deck.file)
            else:
                decks.append(self._deck(entry, number))
        self.parts.append(PacketPart(meeting, divider, tuple(decks), tuple(repeats)))

    def _take(self, pages: int) -> int:
        first = self._page
        self._page += pages
        return first

    def _deck(self, entry: Entry, number: int) -> PacketDeck:
        deck = entry.decks[number]
        files = self._subject.files
        found = files.decks.get(deck.file, DeckFile(DeckState.MISSING))
        absence = self._absence(deck.file, found)
        self._placed.add(deck.file)
        pages = 1 if absence else found.pages
        return PacketDeck(
            deck.file,
            self._names[deck.file],
            self._take(pages),
            pages,
            deck_title(entry, number, self._language),
            absence,
            self._packet,
        )

    def _absence(self, file: str, found: DeckFile) -> str:
        """Why the slides of a deck are not in the packet; empty if they are."""
        if held := held_back(self._subject, file, self._now):
            return held.sentence(self._language)
        if found.state is DeckState.READY:
            return ""
        return fault_sentences(self._language)[found.fault or found.state]


def fault_sentences(language: Language) -> dict[str, str]:
    """What a placeholder page says of a deck, by its fault or else its state."""
    return {
        DeckState.MISSING: language.text("There is no such file."),
        "folder": language.text("There is a folder of this name, not a file."),
        "unreadable": language.text("The file cannot be read."),
        DeckState.LOCKED: language.text("The file is locked with a password."),
        DeckState.DAMAGED: language.text(
            "The file is damaged and could not be repaired."
        ),
        "no-pages": language.text("The file has no pages."),
        "layers-lost": language.text(
            "The file is damaged, and parts that are hidden would show."
        ),
        "given-up": language.text("Reading the file took too long or failed."),
        DeckState.NOT_PDF: language.text("The file is not a PDF."),
        "empty": language.text("The file is empty."),
        "office-document": language.text("The file is an office document, not a PDF."),
        "web-page": language.text("The file is a web page, not a PDF."),
        DeckState.TOO_LARGE: language.text("The file is too large."),
        "many-pages": language.text("The file has too many pages."),
        "many-objects": language.text("The file has too many parts."),
        "unpacks": language.text("The file is too large when unpacked."),
    }


def deck_title(entry: Entry, number: int, language: Language) -> str:
    """What a deck is called: its title, else “Slides”, numbered if there are more."""
    title = entry.decks[number].title
    if title:
        return in_language(title, language.tag)
    if len(entry.decks) == 1:
        return language.text("Slides")
    return language.text("Slides {number}", number=number + 1)


def destinations(course: Course) -> dict[str, str]:
    """A name in the packet for each deck, from its file alone.

    It stays when the schedule moves. Where letters are lost, or two files would have
    one name, a hash of the path tells them apart, whichever comes first.
    """
    files = dict.fromkeys(d.file for entry in course.schedule for d in entry.decks)
    plain = {file: _plain(PurePosixPath(file).with_suffix("").name) for file in files}
    counts = Counter(plain.values())
    names = {}
    for file, words in plain.items():
        sure = counts[words] == 1 and PurePosixPath(file).name.isascii() and words
        digest = hashlib.sha256(file.encode()).hexdigest()[:6]
        names[file] = f"deck-{words}" if sure else f"deck-{words or 'slides'}-{digest}"
    return names


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
