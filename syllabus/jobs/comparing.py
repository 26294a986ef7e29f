"""Compare two versions of a course: files, folders, revisions, what was published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from syllabus.core.changes import changes_between
from syllabus.core.language import Language
from syllabus.core.view.resolved import data_by_itself
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import Inputs
from syllabus.jobs.folder import NoCourseError, course_file
from syllabus.jobs.git import NoRevisionError, Revision, laid_out, working_copy
from syllabus.jobs.load import look_over
from syllabus.jobs.published import NothingPublishedError, read_published

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.changes import Change
    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.view.data import CourseData


Version: TypeAlias = "Path | Revision"
"""A course file, its folder, or either of them as git keeps it."""


class BrokenCourseError(SyllabusError):
    """A version that is to be compared has mistakes.

    Args:
        version: Which one.
        mistake: The first of them.
    """

    exit_code = ExitCode.PROBLEMS

    def __init__(self, version: Version, mistake: Diagnostic) -> None:
        super().__init__(f"{version} has mistakes and cannot be compared")
        file = PurePath(mistake.where.file).name
        self.add_note(f"{file}:{mistake.where.line}: {mistake.message}")


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


def compare_courses(old: Version, new: Version, now: dt.datetime) -> Comparison:
    """What changed from one course to another.

    Args:
        old: The older one.
        new: The newer one.
        now: The moment, aware: slides that are held back then do not count as given.

    Raises:
        BrokenCourseError: One of them has mistakes.
        SyllabusError: One of them could not be read.
    """
    return compare_with(data_by_itself(_read(old), now), new, now)


def compare_with_revision(old: Revision, now: dt.datetime) -> Comparison:
    """What changed in a course since a revision of it.

    Raises:
        BrokenCourseError: One of the two has mistakes.
        SyllabusError: One of them could not be read.
    """
    return compare_courses(old, working_copy(old), now)


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


def compare_with(kept: CourseData, course: Version, now: dt.datetime) -> Comparison:
    """What changed in a course since a version of which the data were kept.

    Raises:
        BrokenCourseError: It has mistakes.
        SyllabusError: It could not be read.
    """
    subject = _read(course)
    data = data_by_itself(subject, now)
    return Comparison(
        changes_between(kept, data),
        data,
        Language.of_course(subject.course),
        subject.course.term.week_begins,
    )


def _read(version: Version) -> Subject:
    if isinstance(version, Revision):
        with laid_out(version) as course:
            try:
                return _looked_over(version, course)
            except NoCourseError as error:
                raise NoRevisionError(version, "there is no course file") from error
    return _looked_over(version, version)


def _looked_over(version: Version, course: Path) -> Subject:
    loaded = look_over(course_file(course))
    if loaded.subject is None or loaded.failed:
        mistake = next(problem for problem in loaded.problems if problem.is_error)
        raise BrokenCourseError(version, mistake)
    return loaded.subject
