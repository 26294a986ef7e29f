"""Rules about the files beside the course file: decks, pictures and texts."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syllabus.core.checks.prose import image_problem
from syllabus.core.checks.subject import DeckState
from syllabus.core.library import prose_parts
from syllabus.core.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import DeckFile, Rules, Subject
    from syllabus.core.diagnostics import Diagnostic

DECK_CODES = {
    DeckState.MISSING: "missing-deck",
    DeckState.LOCKED: "locked-deck",
    DeckState.DAMAGED: "unreadable-deck",
    DeckState.NOT_PDF: "deck-not-pdf",
    DeckState.TOO_LARGE: "unreadable-deck",
}

_HINTS = {
    DeckState.LOCKED: "save a copy without the password, or give --password-file",
    DeckState.DAMAGED: "export the deck again as PDF",
    DeckState.TOO_LARGE: "export it in several parts",
}
_EXPORT = {
    ".pptx": "export it from PowerPoint: File › Export › PDF",
    ".ppt": "export it from PowerPoint: File › Export › PDF",
    ".odp": "export it from Impress: File › Export As › PDF",
    ".key": "export it from Keynote: File › Export To › PDF",
}
_MOST_NAMED = 8
SLIDE_SUFFIXES = {".pdf", *_EXPORT}


def decks_readable(subject: Subject) -> Iterator[Diagnostic]:
    """Every deck is there and can be read; else its lecture gets a placeholder."""
    seen = set[str]()
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            found = subject.files.decks.get(deck.file)
            if found and found.state in DECK_CODES and deck.file not in seen:
                seen.add(deck.file)
                yield subject.problem(
                    ("schedule", i, "decks", j, "file"),
                    DECK_CODES[found.state],
                    f"{deck.file}: {found.reason}",
                    _deck_hint(subject, deck.file, found),
                )


def decks_sound(subject: Subject) -> Iterator[Diagnostic]:
    """No deck had to be mended: what a damaged file lost cannot be known."""
    seen = set[str]()
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            found = subject.files.decks.get(deck.file)
            if found and found.mended and deck.file not in seen:
                seen.add(deck.file)
                yield subject.problem(
                    ("schedule", i, "decks", j, "file"),
                    "mended-deck",
                    f"{deck.file}: the file is damaged and was mended",
                    "look at its slides in the packet, and export the deck again",
                )


def _deck_hint(subject: Subject, file: str, found: DeckFile) -> str:
    if found.state is DeckState.NOT_PDF:
        return _EXPORT.get(PurePosixPath(file).suffix.lower(), "a deck is a PDF file")
    if found.state is not DeckState.MISSING:
        return _HINTS[found.state]
    lower = {name.lower(): name for name in _unused(subject)}
    near = difflib.get_close_matches(file.lower(), lower, n=1, cutoff=0.8)
    return (
        f"did you mean {lower[near[0]]}?"
        if near
        else "until it is there, a page of the packet says that it is missing"
    )


def _unused(subject: Subject) -> list[str]:
    """The slide files that no meeting names."""
    used = {deck.file for entry in subject.course.schedule for deck in entry.decks}
    return [
        name
        for name in subject.files.slides
        if PurePosixPath(name).suffix.lower() in SLIDE_SUFFIXES and name not in used
    ]


def decks_once(subject: Subject) -> Iterator[Diagnostic]:
    """A deck that two lectures show stands in the packet once, with the first."""
    first: dict[str, int] = {}
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            path = ("schedule", i, "decks", j, "file")
            if deck.file in first:
                yield subject.problem(
                    path,
                    "duplicate-deck",
                    f"{deck.file} is listed at line {first[deck.file]} too",
                    "the packet has it once, there; both lectures link to it",
                )
            first.setdefault(deck.file, subject.at(*path).line)


def slides_used(subject: Subject) -> Iterator[Diagnostic]:
    """Every slide file in the slides folder belongs to a meeting."""
    unused = _unused(subject)
    if unused:
        rest = len(unused) - _MOST_NAMED
        more = f" and {counted(rest, 'more file')}" if rest > 0 else ""
        yield subject.source.problem(
            subject.source.key(("schedule",)),
            "unused-deck",
            f"no meeting uses {', '.join(unused[:_MOST_NAMED])}{more}",
            "name them in an entry's decks:, or move them out of slides/",
        )


def texts_readable(subject: Subject) -> Iterator[Diagnostic]:
    """The file of every policy is there."""
    for path, prose in prose_parts(subject.course):
        if prose.file and subject.files.texts.get(prose.file, ...) is None:
            message = f"there is no file {prose.file}"
            yield subject.problem((*path, "file"), "missing-file", message)


def logo_described(subject: Subject) -> Iterator[Diagnostic]:
    """The logo is there and has a description."""
    logo = subject.course.logo
    if logo and (bad := image_problem(subject, logo.file)):
        yield subject.problem(("logo", "file"), *bad)
    if logo and logo.alt is None:
        yield subject.problem(
            ("logo",),
            "image-without-description",
            f"the picture {logo.file} has no description",
            "add alt: with what it shows",
        )


CHECKS: Rules = {
    decks_readable: frozenset(),
    decks_sound: frozenset(),
    decks_once: frozenset(),
    slides_used: frozenset({"schedule", "schedule.decks"}),
    texts_readable: frozenset(),
    logo_described: frozenset(),
}
