"""Read a course and take a part of it for a table on the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.language import ENGLISH, Language
from syllabus.core.view.listing import listings
from syllabus.core.view.resolved import data_by_itself
from syllabus.core.zones import local_time
from syllabus.jobs.load import look_over

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.view.listing import Listing, Part


@dataclass(frozen=True)
class Shown:
    """The tables of a part, or none where mistakes keep the course from having it."""

    problems: tuple[Diagnostic, ...]
    tables: tuple[Listing, ...] | None = None


def show_course(
    path: Path, part: Part, now: dt.datetime, day: dt.date | None = None
) -> Shown:
    """A part of a course as it stands.

    Args:
        path: The course file.
        part: What to show.
        now: The moment, aware; its day in the course's time zone is today.
        day: Another day in the place of today.
    """
    loaded = look_over(path)
    problems = tuple(p for p in loaded.problems if p.is_error)
    if loaded.subject is None or loaded.failed:
        return Shown(problems)
    course = loaded.subject.course
    data = data_by_itself(loaded.subject, now)
    words = Language.of(ENGLISH, course.clock)
    today = day or local_time(now, course.timezone).date()
    return Shown((), listings(data, part, today, course.term.week_begins, words))
