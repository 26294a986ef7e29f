"""A course read from its folder: the model, its dates, its files and its problems."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import DeckFile, DeckState, Inventory, Subject
from syllabus.core.diagnostics import Diagnostic, in_order
from syllabus.core.parse import parse_course
from syllabus.core.prose import find_in_prose, prose_fields
from syllabus.core.schedule import resolve
from syllabus.core.source import read_source_text
from syllabus.jobs.files import FileError
from syllabus.jobs.folder import NoCourseError, slide_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syllabus.core.model import Course
    from syllabus.core.source import Source
    from syllabus.jobs.cache import Cache
    from syllabus.jobs.files import Inputs


@dataclass(frozen=True)
class Loaded:
    """What there is to know of a course; ``subject`` is None if it has no dates."""

    subject: Subject | None
    problems: list[Diagnostic]

    @property
    def failed(self) -> bool:
        """Whether a mistake keeps the course from being built."""
        return self.subject is None or any(p.is_error for p in self.problems)


def load_course(path: Path, inputs: Inputs, cache: Cache) -> Loaded:
    """Read a course file and everything it names, and run every rule.

    Args:
        path: The course file.
        inputs: Keeps the stamps of what is read.
        cache: Keeps what is known of a deck under the hash of its bytes.
    """
    raw = inputs.read(path)
    if raw is None:
        raise NoCourseError(path)
    parsed = parse_course(raw, _shown(path))
    if parsed.course is None:
        return Loaded(None, in_order(parsed.problems))
    course = parsed.course
    files, problems = _inventory(course, path.parent, inputs, cache)
    tables = tuple(resolve(course))
    subject = Subject(course, parsed.source, tables, files, parsed.broken)
    found = in_order([*parsed.problems, *problems, *check_course(subject)])
    return Loaded(subject, found)


def _shown(path: Path) -> str:
    """A path as messages print it: from the working directory where that is shorter."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _inventory(
    course: Course, folder: Path, inputs: Inputs, cache: Cache
) -> tuple[Inventory, list[Diagnostic]]:
    decks = dict.fromkeys(d.file for entry in course.schedule for d in entry.decks)
    included = dict.fromkeys(p.file for p in course.policies if p.file)
    texts, problems = _texts(included, folder, inputs)
    found = Inventory(
        decks={file: _deck(folder / file, inputs, cache) for file in decks},
        texts=texts,
        images={
            name: inputs.read(folder / name) is not None
            for name in _image_names(course, texts.values())
        },
        slides=slide_names(folder),
    )
    return found, problems


def _texts(
    names: Iterable[str], folder: Path, inputs: Inputs
) -> tuple[dict[str, Source | None], list[Diagnostic]]:
    texts: dict[str, Source | None] = {}
    problems = []
    for name in names:
        raw = inputs.read(folder / name)
        texts[name] = None
        if raw is not None:
            texts[name], found = read_source_text(raw, _shown(folder / name))
            problems += found
    return texts, problems


def _image_names(course: Course, texts: Iterable[Source | None]) -> list[str]:
    prose = [text for _, text in prose_fields(course)]
    prose += [text.text for text in texts if text]
    names = [
        found.target
        for text in prose
        for found in find_in_prose(text)
        if found.kind == "image" and "://" not in found.target
    ]
    return names + ([course.logo.file] if course.logo else [])


def _deck(path: Path, inputs: Inputs, cache: Cache) -> DeckFile:
    try:
        data = inputs.read(path)
    except FileError as error:
        return DeckFile(DeckState.MISSING, reason=str(error))
    if data is None:
        return DeckFile(DeckState.MISSING, reason="there is no such file")
    key = cache.key("deck-facts", inputs.digest(path))
    if stored := cache.get(key):
        facts = json.loads(stored)
        return DeckFile(**{**facts, "state": DeckState(facts["state"])})
    from syllabus.packet.deck import inspect_deck

    facts = inspect_deck(data)
    deck = DeckFile(DeckState(facts.state.value), facts.pages, facts.reason)
    cache.put(key, json.dumps(asdict(deck)).encode())
    return deck
