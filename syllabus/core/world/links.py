"""The links of a course, and what is wrong with those that were asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from syllabus.core.base import Model
from syllabus.core.checks.prose import place_of
from syllabus.core.diagnostics import Diagnostic, one_line
from syllabus.core.library import prose_parts
from syllabus.core.prose import find_in_prose, prose_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Where
    from syllabus.core.prose import Found
    from syllabus.core.source import Path, Source

_ADDRESS = re.compile(r"https?://\S+")

_UNFILLED = "%7B%7B"
"""“{{”, as an address of Markdown has it: a field of a shared text."""


@dataclass(frozen=True)
class Link:
    """A link of a course: its address, without what follows “#”, and its place.

    ``slide`` is that of a deck, from 1, where the place is the deck's.
    """

    address: str
    where: Where
    excerpt: str = ""
    slide: int = 0


@dataclass(frozen=True)
class Answer:
    """What the web says of an address.

    ``code`` is that of the problem, empty if there is none; ``why`` says it in words,
    ``address`` is the new one where it moved.
    """

    code: str = ""
    why: str = ""
    address: str = ""


FINE = Answer()

_SAID = {
    "link-dead": (
        "{address} is not there: {why}",
        "write where it is now, or take the link out",
    ),
    "link-moved": ("{address} has moved to {new}", "write the new address"),
    "link-soft-404": (
        "{address} answers, but most likely not with what was there: {why}",
        "open it, and write where the page is now",
    ),
    "link-certificate": (
        "{address} cannot prove that it is itself: {why}",
        "browsers warn their readers; tell who keeps the site, or link elsewhere",
    ),
    "link-refused": (
        "{address} is not shown to everybody: {why}",
        "open it as a student would; some sites refuse programs alone",
    ),
    "link-unanswered": ("{address} did not answer: {why}", "check again later"),
    "link-private": (
        "{address} was not asked: {why}",
        "a student elsewhere cannot open it; link to what the public can reach",
    ),
}
"""What is said of each code, and what to do."""


def link_problem(link: Link, answer: Answer) -> Diagnostic | None:
    """What is wrong with a link by what the web says of it, if anything is."""
    if not answer.code:
        return None
    message, hint = _SAID[answer.code]
    said = message.format(address=link.address, why=answer.why, new=answer.address)
    if link.slide:
        said = f"slide {link.slide}: {said}"
    return Diagnostic(link.where, answer.code, one_line(said), hint, link.excerpt)


def links_of(subject: Subject) -> list[Link]:
    """Every link to the web: of values, of prose, of shared texts, of literature."""
    found = [
        *written_links(subject.course, subject.source),
        *_in_prose(subject),
        *_in_literature(subject),
    ]
    return list(dict.fromkeys(found))


def deck_links(
    subject: Subject, found: Mapping[str, Iterable[tuple[int, str]]]
) -> Iterator[Link]:
    """The links on slides, at the lines that name the decks.

    Args:
        subject: The course.
        found: By deck: slides from 1, and addresses on them.
    """
    for i, entry in enumerate(subject.course.schedule):
        for j, deck in enumerate(entry.decks):
            where = subject.at("schedule", i, "decks", j, "file")
            first: dict[str, Link] = {}
            for slide, address in found.get(deck.file, ()):
                if _ADDRESS.fullmatch(address):
                    link = _link(subject.source, where, address)
                    first.setdefault(link.address, replace(link, slide=slide))
            yield from first.values()


def written_links(model: Model, source: Source) -> Iterator[Link]:
    """The addresses among a model's values that its file has, each at its place."""
    for path, text in _texts(model, ()):
        if _ADDRESS.fullmatch(text) and _is_written(source, path):
            yield _link(source, source.at(path), text)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))


def _is_written(source: Source, path: Path) -> bool:
    """Whether the file itself says it: literature and institutions add to a course."""
    *above, last = path
    return isinstance(last, int) or source.has_key((*above, last))


def _link(source: Source, where: Where, address: str) -> Link:
    return Link(urldefrag(address).url, where, source.line(where.line))


def _in_prose(subject: Subject) -> Iterator[Link]:
    source = subject.source
    for path, text in prose_fields(subject.course):
        for found in _web_links(text):
            where = place_of(source, source.within(path, found.line), found)
            yield _link(source, where, found.target)
    shared = subject.files.library.texts
    files = [text for text in subject.files.texts.values() if text]
    files += [text.source for text in shared.values() if text and not text.shipped]
    for file in files:
        for found in _web_links(file.text):
            where = place_of(file, file.at_line(found.line + 1), found)
            yield _link(file, where, found.target)
    for path, prose in prose_parts(subject.course):
        included = shared.get(prose.include or "")
        if included and included.shipped:  # nobody can mend it there
            for found in _web_links(included.source.text):
                yield _link(source, source.at((*path, "include")), found.target)


def _web_links(text: str) -> Iterable[Found]:
    if "http" not in text:
        return ()
    found = (f for f in find_in_prose(text) if f.kind == "link")
    return [
        f for f in found if _ADDRESS.fullmatch(f.target) and _UNFILLED not in f.target
    ]


def _in_literature(subject: Subject) -> Iterator[Link]:
    for reference in subject.files.readings.listed:
        if _ADDRESS.fullmatch(reference.address):
            yield Link(urldefrag(reference.address).url, reference.where)
