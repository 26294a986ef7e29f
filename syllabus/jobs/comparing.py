"""Compare two versions of a course: files, folders, and what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.changes import changes_between
from syllabus.core.view.resolved import data_by_itself
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import Inputs
from syllabus.jobs.folder import course_file
from syllabus.jobs.load import look_over
from syllabus.jobs.published import NothingPublishedError, read_published

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.changes import Change
    from syllabus.core.view.data import CourseData


class BrokenCourseError(SyllabusError):
    """A course that is to be compared has mistakes."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} has mistakes and cannot be compared")
        self.add_note(f"`syllabus check {path}` tells them")


def compare_courses(old: Path, new: Path, now: dt.datetime) -> tuple[Change, ...]:
    """What changed from one course to another.

    Args:
        old: A course file or its folder.
        new: Another.
        now: The moment, aware: slides that are held back then do not count as given.

    Raises:
        BrokenCourseError: One of them has mistakes.
        SyllabusError: A file could not be read.
    """
    return changes_between(_read(old, now), _read(new, now))


def compare_with_published(course: Path, now: dt.datetime) -> tuple[Change, ...]:
    """What changed in a course since it was published.

    Raises:
        NothingPublishedError: It never was.
        BrokenCourseError: It has mistakes.
        SyllabusError: A file could not be read.
    """
    published = read_published(course_file(course).parent, Inputs())
    if published is None:
        raise NothingPublishedError
    return changes_between(published.course, _read(course, now))


def _read(course: Path, now: dt.datetime) -> CourseData:
    loaded = look_over(course_file(course))
    if loaded.subject is None or loaded.failed:
        raise BrokenCourseError(course)
    # Where the slides stand in the packet is no change of the course.
    return data_by_itself(loaded.subject, now)
