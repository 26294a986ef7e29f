"""A course read from its folder: the model, its dates, its files and its problems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.diagnostics import Diagnostic, in_order
from syllabus.core.parse import parse_course
from syllabus.core.prose import image_files, prose_fields
from syllabus.core.schedule import resolve
from syllabus.core.source import read_source_text
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs
from syllabus.jobs.folder import NoCourseError, slide_names
from syllabus.jobs.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syllabus.core.model import Course
    from syllabus.core.source import Source


@dataclass(frozen=True)
class Loaded:
    """What there is to know of a course; ``subject`` is None if it has no dates."""

    subject: Subject | None
    problems: list[Diagnostic]

    @property
    def failed(self) -> bool:
        """Whether a mistake keeps the course from being built."""
        return self.subject is None or any(p.is_error for p in self.problems)


def look_over(path: Path) -> Loaded:
    """Read a course on its own, to check it and no more."""
    with Workers() as workers:
        return load_course(path, Decks(path.parent, Inputs(), Cache(), workers))


def load_course(path: Path, decks: Decks) -> Loaded:
    """Read a course file and everything it names, and run every rule.

    Args:
        path: The course file.
        decks: The decks of its folder; keeps the stamps of all that is read.
    """
    inputs = decks.inputs
    raw = inputs.read(path)
    if raw is None:
        raise NoCourseError(path)
    parsed = parse_course(raw, _shown(path))
    if parsed.course is None:
        return Loaded(None, in_order(parsed.problems))
    course = parsed.course
    files, problems = _inventory(course, decks)
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


def _inventory(course: Course, decks: Decks) -> tuple[Inventory, list[Diagnostic]]:
    folder, inputs = decks.folder, decks.inputs
    included = dict.fromkeys(p.file for p in course.policies if p.file)
    texts, problems = _texts(included, folder, inputs)
    found = Inventory(
        decks=decks.look(d.file for entry in course.schedule for d in entry.decks),
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
    names = [name for text in prose for name in image_files(text)]
    return names + ([course.logo.file] if course.logo else [])
