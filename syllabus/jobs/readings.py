"""The bibliography files of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.literature import Entries
from syllabus.core.source import LARGEST, read_source_text

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.core.model import Course
    from syllabus.core.source import Source
    from syllabus.jobs.files import Inputs


def read_readings(
    course: Course, source: Source, folder: Path, inputs: Inputs
) -> Entries:
    """Read the entries of all bibliography files, in their order.

    Of two entries with the same key in different files, the first counts.
    """
    entries = Entries()
    files = course.bibliography.files if course.bibliography else ()
    inside = source.has_key(("bibliography", "files"))
    for number, file in enumerate(files):
        path = folder / file
        place = (
            ("bibliography", "files", number) if inside else ("bibliography", number)
        )
        where = source.at(place)
        if not path.resolve().is_relative_to(folder.resolve()):
            message = f"{file} leads out of the course folder"
            hint = "copy the file into the course folder"
            problem = source.problem(where, "outside-course", message, hint)
        elif (raw := inputs.read(path, most=LARGEST)) is None:
            message = f"there is no file {file}"
            problem = source.problem(where, "missing-file", message)
        else:
            _add(entries, raw, path.absolute().as_posix())
            continue
        entries.problems.append(problem)
    return entries


def _add(entries: Entries, raw: bytes, name: str) -> None:
    text, problems = read_source_text(raw, name)
    entries.problems += problems
    if problems:
        return
    if name.casefold().endswith(".json"):
        from syllabus.core.csl import read_csl as read
    else:
        from syllabus.core.bibtex import read_bibtex as read
    found = read(text)
    entries.found += found.found
    entries.broken |= found.broken
    entries.problems += found.problems
