"""A course read from its folder: the model, its dates, its files and its problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.diagnostics import Diagnostic, in_order
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
from syllabus.jobs.pictures import image_state
from syllabus.jobs.themes import read_themes
from syllabus.jobs.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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
    with Workers() as workers:
        return load_course(path, Decks(path.parent, Inputs(), Cache(), workers))


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
    course = parsed.course
    files, problems = _inventory(course, parsed.source, decks)
    themes, found = read_themes(decks.folder, inputs, theme)
    files, problems = replace(files, themes=themes), problems + found
    tables = tuple(resolve(course))
    subject = Subject(course, parsed.source, tables, files, parsed.broken)
    found = in_order([*parsed.problems, *problems, *check_course(subject)])
    return Loaded(subject, found)


def _inventory(
    course: Course, source: Source, decks: Decks
) -> tuple[Inventory, list[Diagnostic]]:
    folder, inputs = decks.folder, decks.inputs
    texts, problems = _texts(course, source, decks)
    found = Inventory(
        decks=decks.look(d.file for entry in course.schedule for d in entry.decks),
        texts=texts,
        images={
            name: image_state(inputs.read(folder / name), name)
            for name in _image_names(course, texts.values())
        },
        slides=slide_names(folder),
        formulas=_broken_formulas(_all_prose(course, texts.values())),
    )
    return found, problems


def _texts(
    course: Course, source: Source, decks: Decks
) -> tuple[dict[str, Source | None], list[Diagnostic]]:
    """The texts that policies include, and what keeps one from being text."""
    texts: dict[str, Source | None] = {}
    problems = []
    for number, policy in enumerate(course.policies):
        if policy.file is None or policy.file in texts:
            continue
        place = decks.folder / policy.file
        texts[policy.file] = None
        if not place.resolve().is_relative_to(decks.folder.resolve()):
            where = source.at(("policies", number, "file"))
            message = f"{policy.file} leads out of the course folder"
            hint = "copy the text into the course folder"
            problems.append(source.problem(where, "outside-course", message, hint))
            # Not read, and not called missing either.
            texts[policy.file] = Source(policy.file, "")
        elif (raw := decks.inputs.read(place, most=LARGEST)) is not None:
            name = place.absolute().as_posix()
            texts[policy.file], found = read_source_text(raw, name)
            problems += found
    return texts, problems


def _image_names(course: Course, texts: Iterable[Source | None]) -> list[str]:
    prose = _all_prose(course, texts)
    names = [name for text in prose for name in image_files(text)]
    return names + ([course.logo.file] if course.logo else [])


def _all_prose(course: Course, texts: Iterable[Source | None]) -> list[str]:
    prose = [text for _, text in prose_fields(course)]
    return prose + [text.text for text in texts if text]


def _broken_formulas(prose: Iterable[str]) -> dict[tuple[str, str], str]:
    """The formulas that cannot be printed, and why."""
    found = {(f.kind, f.target) for text in prose for f in formulas(text)}
    if not found:
        return {}
    from syllabus.render.maths import formula_fault

    display = FORMULA_KINDS[True]
    faults = {(k, tex): formula_fault(tex, display=k == display) for k, tex in found}
    return {key: fault for key, fault in faults.items() if fault}
