"""A course read from its folder: the model, its dates, its files and its problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.citations import with_readings
from syllabus.core.diagnostics import Diagnostic, in_order, without_secrets
from syllabus.core.institution import with_defaults
from syllabus.core.library import prose_parts
from syllabus.core.parse import parse_course
from syllabus.core.prose import (
    FORMULA_KINDS,
    formulas,
    image_files,
    prose_fields,
)
from syllabus.core.schedule import resolve
from syllabus.core.source import LARGEST, Source, read_source_text
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs
from syllabus.jobs.folder import NoCourseError, slide_names
from syllabus.jobs.library import read_institution, read_library, read_logo
from syllabus.jobs.pictures import image_state
from syllabus.jobs.readings import read_readings
from syllabus.jobs.themes import read_themes
from syllabus.jobs.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from syllabus.core.institution import ParsedInstitution
    from syllabus.core.library import Library
    from syllabus.core.model import Course


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
    return look_over_all([path])[0]


def look_over_all(paths: Iterable[Path]) -> list[Loaded]:
    """Read several courses to check them, each as if it were on its own."""
    with Workers() as workers:
        cache = Cache()
        return [
            load_course(path, Decks(path.parent, Inputs(), cache, workers))
            for path in paths
        ]


def load_course(path: Path, decks: Decks, theme: str | None = None) -> Loaded:
    """Read a course file and everything it names, and run every rule.

    Args:
        path: The course file.
        decks: The decks of its folder; keeps the stamps of all that is read.
        theme: A theme in the place of the one that the course names.

    Raises:
        NoThemeError: There is no theme of that name.
    """
    inputs = decks.inputs
    raw = inputs.read(path, most=LARGEST)
    if raw is None:
        raise NoCourseError(path)
    parsed = parse_course(raw, path.absolute().as_posix())
    if parsed.course is None:
        return Loaded(None, in_order(parsed.problems))
    course, shared, problems = _with_institution(parsed.course, parsed.source, decks)
    entries = read_readings(course, parsed.source, decks.folder, inputs)
    course, readings, found = with_readings(course, parsed.source, entries)
    problems += entries.problems + found
    files, found = _inventory(course, parsed.source, decks, shared)
    problems += found
    themes, found = read_themes(decks.folder, inputs, theme)
    files, problems = replace(files, themes=themes, readings=readings), problems + found
    problems += _target_problems(parsed.source)
    tables = tuple(resolve(course))
    subject = Subject(course, parsed.source, tables, files, parsed.broken)
    found = in_order([*parsed.problems, *problems, *check_course(subject)])
    return Loaded(subject, without_secrets(found))


def _target_problems(source: Source) -> list[Diagnostic]:
    if not source.has_key(("announce",)):
        return []
    from syllabus.announce.settings import target_problems

    return target_problems(source)


def _inventory(
    course: Course, source: Source, decks: Decks, shared: ParsedInstitution | None
) -> tuple[Inventory, list[Diagnostic]]:
    folder, inputs = decks.folder, decks.inputs
    texts, problems = _texts(course, source, decks)
    library, found_there = read_library(course, folder, shared, inputs)
    prose = _all_prose(course, texts, library)
    found = Inventory(
        decks=decks.look(d.file for entry in course.schedule for d in entry.decks),
        texts=texts,
        images={
            name: image_state(inputs.read(folder / name), name)
            for name in _image_names(course, prose)
        },
        slides=slide_names(folder),
        formulas=_broken_formulas(prose),
        library=library,
    )
    return found, problems + found_there


def _with_institution(
    course: Course, source: Source, decks: Decks
) -> tuple[Course, ParsedInstitution | None, list[Diagnostic]]:
    """The course with what its institution gives, its file, and what is wrong there."""
    found, problems = read_institution(course, source, decks.folder, decks.inputs)
    if found and found.institution:
        logo, wrong = read_logo(found, decks.inputs)
        course = with_defaults(course, found.institution, logo)
        problems = problems + wrong
    return course, found, problems


def _texts(
    course: Course, source: Source, decks: Decks
) -> tuple[dict[str, Source | None], list[Diagnostic]]:
    """The files that parts stand in, and what keeps one from being text."""
    texts: dict[str, Source | None] = {}
    problems = []
    for path, prose in prose_parts(course):
        if prose.file is None or prose.file in texts:
            continue
        place = decks.folder / prose.file
        texts[prose.file] = None
        if not place.resolve().is_relative_to(decks.folder.resolve()):
            where = source.at((*path, "file"))
            message = f"{prose.file} leads out of the course folder"
            hint = "copy the text into the course folder"
            problems.append(source.problem(where, "outside-course", message, hint))
            # Not read, and not called missing either.
            texts[prose.file] = Source(prose.file, "")
        elif (raw := decks.inputs.read(place, most=LARGEST)) is not None:
            name = place.absolute().as_posix()
            texts[prose.file], found = read_source_text(raw, name)
            problems += found
    return texts, problems


def _image_names(course: Course, prose: Iterable[str]) -> list[str]:
    names = [name for text in prose for name in image_files(text)]
    own = course.logo and not course.logo.file.startswith("data:")
    return names + ([course.logo.file] if course.logo and own else [])


def _all_prose(
    course: Course, texts: Mapping[str, Source | None], library: Library
) -> list[str]:
    prose = [text for _, text in prose_fields(course)]
    prose += [text.text for text in texts.values() if text]
    return prose + [text.source.text for text in library.texts.values() if text]


def _broken_formulas(prose: Iterable[str]) -> dict[tuple[str, str], str]:
    """The formulas that cannot be printed, and why."""
    found = {(f.kind, f.target) for text in prose for f in formulas(text)}
    if not found:
        return {}
    from syllabus.render.maths import formula_fault

    display = FORMULA_KINDS[True]
    faults = {(k, tex): formula_fault(tex, display=k == display) for k, tex in found}
    return {key: fault for key, fault in faults.items() if fault}
