"""Shared texts and the institution's file, as files.

What was looked for and not found is an input of the build too: laid down later, it is
taken.
"""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.checks.subject import ImageState
from syllabus.core.institution import (
    INSTITUTION_FILE,
    ParsedInstitution,
    parse_institution,
)
from syllabus.core.library import Library, LibraryText, prose_parts
from syllabus.core.source import LARGEST, read_source_text
from syllabus.jobs.files import FileError
from syllabus.jobs.pictures import image_state

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Course
    from syllabus.core.source import Source
    from syllabus.jobs.files import Inputs

POLICIES = "policies"
LEVELS = 3
"""How many folders above a course an institution file is looked for."""


def shipped_policies() -> Path:
    """The folder of the texts that come with the program."""
    package = Path(__file__).parents[1]
    inside = package / POLICIES
    return inside if inside.is_dir() else package.parent / "data" / POLICIES


def read_institution(
    course: Course, source: Source, folder: Path, inputs: Inputs
) -> tuple[ParsedInstitution | None, list[Diagnostic]]:
    """The institution's file that a course names, or the nearest above it.

    Returns:
        The file as far as it can be understood, None if there is none; and its
        problems, or that it is not where the course says.
    """
    named = course.institution_file
    above = [folder.absolute(), *folder.absolute().parents][: LEVELS + 1]
    places = [folder / named] if named else [each / INSTITUTION_FILE for each in above]
    for place in places:
        try:
            raw = inputs.read(place, most=LARGEST)
        except FileError:
            if named:
                raise
            continue  # somebody else's folder
        if raw is not None:
            # Without “..”, as a person would write the place.
            parsed = parse_institution(raw, place.resolve().as_posix())
            return parsed, parsed.problems
    if not named:
        return None, []
    where = source.at(("institution_file",))
    message = f"there is no file {named}"
    return None, [source.problem(where, "missing-file", message)]


def read_logo(found: ParsedInstitution, inputs: Inputs) -> tuple[str, list[Diagnostic]]:
    """The logo of an institution as a `data:` address, and what is wrong with it."""
    logo = found.institution and found.institution.logo
    if not logo:
        return "", []
    source, where = found.source, found.source.at(("logo", "file"))
    data = inputs.read(Path(source.file).parent / logo.file)
    state = image_state(data, logo.file)
    if data is None or state is not ImageState.READY:
        missing = state is ImageState.MISSING
        message = f"there is no picture {logo.file}"
        if not missing:
            message = f"{logo.file} is no picture that can be read"
        code = "missing-image" if missing else "unreadable-image"
        return "", [source.problem(where, code, message)]
    if logo.alt is None:
        message = f"the picture {logo.file} has no description"
        hint = "add alt: with what it shows"
        where = source.at(("logo",))
        return "", [source.problem(where, "image-without-description", message, hint)]
    kind = mimetypes.guess_type(logo.file)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}", []


def read_library(
    course: Course, folder: Path, found: ParsedInstitution | None, inputs: Inputs
) -> tuple[Library, list[Diagnostic]]:
    """The shared texts that a course includes, and what keeps one from being text."""
    wanted = {prose.include for _, prose in prose_parts(course) if prose.include}
    institution = found.institution if found else None
    places = [folder / POLICIES]
    if found and institution:
        places.append(Path(found.source.file).parent / institution.policies)
    shipped = shipped_policies()
    texts: dict[str, LibraryText | None] = {}
    problems = []
    for name in sorted(wanted):
        texts[name] = None
        for place in (*places, shipped):
            raw = _read_within(place, f"{name}.md", inputs)
            if raw is not None:
                path = (place / f"{name}.md").absolute().as_posix()
                source, bad = read_source_text(raw, path)
                problems += bad
                texts[name] = LibraryText(source, place == shipped)
                break
    required = institution.required if institution else ()
    needed = bool(wanted) or bool(required)
    names = _names((*places, shipped)) if needed else ()
    fields = institution.filling if institution else {}
    return Library(texts, names, fields, required), problems


def _read_within(folder: Path, name: str, inputs: Inputs) -> bytes | None:
    """A file of a folder, unless a link leads out of it."""
    place = folder / name
    if not place.resolve().is_relative_to(folder.resolve()):
        return None
    return inputs.read(place, most=LARGEST)


def _names(folders: tuple[Path, ...]) -> tuple[str, ...]:
    found = {file.stem for folder in folders for file in folder.glob("*.md")}
    return tuple(sorted(name for name in found if name.islower()))  # no README
