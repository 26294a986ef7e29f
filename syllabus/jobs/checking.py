"""Check courses: each by itself, and against what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.checks.dates import ALL_DATES
from syllabus.core.diagnostics import in_order
from syllabus.core.world.clashes import clashes
from syllabus.jobs.folder import course_files
from syllabus.jobs.load import look_over_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic


@dataclass(frozen=True)
class World:
    """What courses are held against, besides themselves and each other.

    ``holidays`` is what `read_holidays` takes.
    """

    holidays: str | None = None


def check_courses(path: Path, world: World) -> list[Diagnostic]:
    """The problems of a course, or of all courses below a folder, in order of place.

    Raises:
        NoCourseError: There is none.
        HolidaysError, NoHolidaysError, NoLibraryError: See `read_holidays`.
        FileError: A file cannot be read.
    """
    loaded = look_over_all(course_files(path))
    problems = [problem for one in loaded for problem in one.problems]
    subjects = [one.subject for one in loaded if one.subject]
    # Dates that rest on what could not be understood are not held against anything.
    dated = [subject for subject in subjects if not ALL_DATES & subject.broken]
    if len(dated) > 1:
        problems += clashes(dated)
    if world.holidays:
        problems += _on_holidays(dated, world.holidays)
    return in_order(problems)


def _on_holidays(subjects: Sequence[Subject], source: str) -> Iterator[Diagnostic]:
    from syllabus.core.values import DateRange
    from syllabus.core.world.holidays import meetings_on_public_holidays
    from syllabus.jobs.holidays import read_holidays

    for subject in subjects:
        term = subject.course.term
        days = {m.date.weekday() for table in subject.tables for m in table.meetings}
        within = DateRange(term.first_day, term.last_day)
        public = read_holidays(source, within, days)
        yield from meetings_on_public_holidays(subject, public.days)
