"""The folder of a course: where its file is and what lies in its slides folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Iterator

COURSE_FILE = "course.yaml"
SLIDES = "slides"
THEME = "theme"


class NoCourseError(SyllabusError):
    """There is no course file where one was looked for."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        nothing = not path.exists() and path.name != COURSE_FILE
        what = "file or folder" if nothing else "course file"
        super().__init__(f"there is no {what} {path}")
        self.add_note("name a course folder, or lay one down with `syllabus new`")


def course_file(course: Path) -> Path:
    """The course file that a folder, or the file itself, stands for.

    Raises:
        NoCourseError: It is not there.
    """
    path = course / COURSE_FILE if course.is_dir() else course
    if not path.is_file():
        raise NoCourseError(path)
    return path


LEVELS = 3
"""How many folders below one that is none itself courses are looked for."""


def course_files(folder: Path) -> list[Path]:
    """The files of a folder's courses, in the order of their names.

    A course folder, or a course file, has its own alone: what lies in a course is part
    of it. Hidden folders are not looked into, and a link to a course is no other one.

    Raises:
        NoCourseError: There is none.
    """
    found: dict[Path, Path] = {}
    for path in _courses_in(folder, LEVELS) if folder.is_dir() else ():
        found.setdefault(path.resolve(), path)
    return list(found.values()) or [course_file(folder)]


def _courses_in(folder: Path, levels: int) -> Iterator[Path]:
    if (folder / COURSE_FILE).is_file():
        yield folder / COURSE_FILE
    elif levels:
        with contextlib.suppress(PermissionError):  # somebody else's folder
            for below in sorted(folder.iterdir()):
                if not below.name.startswith(".") and below.is_dir():
                    yield from _courses_in(below, levels - 1)


def course_name(path: Path) -> str:
    """What a course's outputs are filed under: the name of the folder of its file."""
    return path.parent.resolve().name or "course"


def slide_names(folder: Path) -> tuple[str, ...]:
    """The files in a course's slides folder, as the course would name them."""
    return _names(folder, SLIDES)


def theme_names(folder: Path) -> tuple[str, ...]:
    """The files in a course's own theme folder, relative to the course."""
    return _names(folder, THEME)


def _names(folder: Path, part: str) -> tuple[str, ...]:
    names = []
    for place, folders, files in os.walk(folder / part):
        folders.sort()
        within = Path(place).relative_to(folder).as_posix()
        names += [f"{within}/{name}" for name in files if name[0] not in ".~"]
    return tuple(sorted(names))
