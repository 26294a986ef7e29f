"""The folder of a course: where its file is and what lies in its slides folder."""

from __future__ import annotations

import os
from pathlib import Path

from syllabus.errors import ExitCode, SyllabusError

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
