"""Compare two versions of a course: files, folders, and what was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.changes import changes_between
from syllabus.core.language import Language
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
    from syllabus.core.checks.subject import Subject
    from syllabus.core.view.data import CourseData


class BrokenCourseError(SyllabusError):
    """A course that is to be compared has mistakes."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} has mistakes and cannot be compared")
        self.add_note(f"`syllabus check {path}` tells them")


@dataclass(frozen=True)
class Comparison:
    """Two versions of a course, side by side.

    Attributes:
        changes: What changed from one to the other.
        course: The newer one.
        language: Its own, with its clock.
        week_begins: The weekday that its weeks begin with, Monday = 0.
    """

    changes: tuple[Change, ...]
    course: CourseData
    language: Language
    week_begins: int


def compare_courses(old: Path, new: Path, now: dt.datetime) -> Comparison:
    """What changed from one course to another.

    Args:
        old: A course file or its folder.
        new: Another.
        now: The moment, aware: slides that are held back then do not count as given.

    Raises:
        BrokenCourseError: One of them has mistakes.
        SyllabusError: A file could not be read.
    """
    return compare_with(data_by_itself(_read(old), now), new, now)


def compare_with_published(course: Path, now: dt.datetime) -> Comparison:
    """What changed in a course since it was published.

    Raises:
        NothingPublishedError: It never was.
        BrokenCourseError: It has mistakes.
        SyllabusError: A file could not be read.
    """
    published = read_published(course_file(course).parent, Inputs())
    if published is None:
        raise NothingPublishedError
    return compare_with(published.course, course, now)


def compare_with(kept: CourseData, course: Path, now: dt.datetime) -> Comparison:
    """What changed in a course since a version of which the data were kept.

    Raises:
        BrokenCourseError: It has mistakes.
        SyllabusError: A file could not be read.
    """
    subject = _read(course)
    data = data_by_itself(subject, now)
    course = subject.course
    return Comparison(
        changes_between(kept, data),
        data,
        Language.of_course(course),
        course.term.week_begins,
    )


def _read(course: Path) -> Subject:
    loaded = look_over(course_file(course))
    if loaded.subject is None or loaded.failed:
        raise BrokenCourseError(course)
    return loaded.subject
