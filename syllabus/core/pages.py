"""The page map: where each deck stands in the packet, before the packet is made.

Packet pages count from 1 at the first divider, as they are printed; the front matter
before it has numbers of its own (i, ii, iii), so that nothing here waits for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syllabus.core.checks.subject import DeckFile, DeckState
from syllabus.core.schedule import release_moment
from syllabus.core.words import day_in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.model import Deck, Entry
    from syllabus.core.schedule import Meeting, Timetable


@dataclass(frozen=True)
class PacketDeck:
    """A deck's pages in the packet.

    ``page`` is the printed number of the first of ``pages`` pages; ``name`` the stable
    destination that other documents link to. A deck whose slides are not in the packet
    has one page, which says ``absence``.
    """

    file: str
    name: str
    page: int
    pages: int
    title: str
    absence: str = ""


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

    @property
    def decks(self) -> dict[str, PacketDeck]:
        """The decks by the file that the course names."""
        return {deck.file: deck for part in self.parts for deck in part.decks}

    @property
    def slides(self) -> int:
        """How many pages are slides."""
        return sum(d.pages for p in self.parts for d in p.decks if not d.absence)


def held_back(
    subject: Subject, table: Timetable, deck: Deck, meeting: Meeting, now: dt.datetime
) -> str:
    """Why a deck is not to be handed out yet; empty if it may be.

    Args:
        subject: The course.
        table: The dates by which the deck is released.
        deck: A deck of the meeting.
        meeting: The meeting that shows it.
        now: Local time of the course, naive.
    """
    if deck.release is None:
        return ""
    if deck.release.when == "never":
        return "These slides are not handed out."
    at = release_moment(deck.release.when, subject.course, table, meeting)
    if at is None or now >= at:
        return ""
    if deck.release.when == "after class":
        return "These slides are handed out after class."
    return f"These slides are handed out on {day_in_words(at.date())}."


def releases(subject: Subject) -> Iterator[dt.datetime]:
    """Every moment (local, naive) at which a deck is released."""
    for table in subject.tables[:1]:
        for meeting in table.meetings:
            for deck in subject.course.schedule[meeting.entry].decks:
                if deck.release:
                    at = release_moment(
                        deck.release.when, subject.course, table, meeting
                    )
                    if at:
                        yield at


def page_map(subject: Subject, now: dt.datetime) -> PageMap:
    """Lay out the packet: decks in schedule order, each with its first lecture.

    Where sections differ, the first section's dates give the order.
    """
    page, placed = 1, dict[str, str]()
    parts = []
    table = subject.tables[0]
    for meeting in table.meetings:
        entry = subject.course.schedule[meeting.entry]
        if not entry.decks or meeting.kind == "break":
            continue
        divider, decks, repeats = page, [], []
        page += 1
        for i, deck in enumerate(entry.decks):
            if deck.file in placed:
                repeats.append(deck.file)
                continue
            found = subject.files.decks.get(deck.file, DeckFile(DeckState.MISSING))
            absence = held_back(subject, table, deck, meeting, now) or (
                "" if found.state is DeckState.READY else _sentence(found.reason)
            )
            name = _destination(deck.file, set(placed.values()))
            placed[deck.file] = name
            pages = 1 if absence else found.pages
            decks.append(
                PacketDeck(deck.file, name, page, pages, deck_title(entry, i), absence)
            )
            page += pages
        parts.append(PacketPart(meeting, divider, tuple(decks), tuple(repeats)))
    return PageMap(tuple(parts))


def deck_title(entry: Entry, number: int) -> str:
    """What a deck is called: its title, else “Slides”, numbered if there are more."""
    title = entry.decks[number].title
    if title:
        return title
    return "Slides" if len(entry.decks) == 1 else f"Slides {number + 1}"


def _sentence(reason: str) -> str:
    text = reason or "the slides are missing"
    return f"{text[0].upper()}{text[1:]}."


def _destination(file: str, used: set[str]) -> str:
    """A name from the deck's file, so that it stays when the schedule moves."""
    stem = PurePosixPath(file).with_suffix("").name.lower()
    name = "deck-" + (re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "slides")
    unique, number = name, 1
    while unique in used:
        number += 1
        unique = f"{name}-{number}"
    return unique
