"""Keep a course as it is now as the version that the class was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.editions import course_editions
from syllabus.core.language import Language
from syllabus.core.pages import PageMap, page_map
from syllabus.core.published import PUBLISHED, Published
from syllabus.core.view.calendar import calendar_events
from syllabus.core.view.resolved import course_data
from syllabus.core.zones import local_time
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs, write_files
from syllabus.jobs.load import load_course
from syllabus.jobs.published import read_published, slides_given
from syllabus.jobs.workers import Workers

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic


@dataclass(frozen=True)
class Publishing:
    """How publishing ended.

    ``published`` is None where mistakes in the course prevented it; ``before`` is the
    version that it replaced; ``file`` is where it lies.
    """

    problems: tuple[Diagnostic, ...]
    file: Path
    published: Published | None = None
    before: Published | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the class knows all of it already."""
        return bool(self.before) and self.published == self.before

    @property
    def changed_events(self) -> int:
        """How many events of the calendar are new, other or gone."""
        known = self.before.events if self.before else ()
        now = self.published.events if self.published else ()
        return sum(event not in known for event in now)


def next_published(path: Path, now: dt.datetime) -> Published | None:
    """A course as it would be published now; None where it has mistakes."""
    return _read(path, now).published


def publish_course(path: Path, now: dt.datetime) -> Publishing:
    """Keep a course as published, unless it has mistakes.

    Args:
        path: The course file.
        now: The moment of publishing, aware.

    Raises:
        SyllabusError: A file could not be read or written.
    """
    found = _read(path, now)
    if found.published:
        write_published(found.file, found.published)
    return found


def write_published(file: Path, published: Published) -> None:
    """Keep a version as what the class was told."""
    write_files({file: (published.model_dump_json(indent=1) + "\n").encode()})


def _read(path: Path, now: dt.datetime) -> Publishing:
    file, inputs = path.parent / PUBLISHED, Inputs()
    with Workers() as workers:
        decks = Decks(path.parent, inputs, Cache(), workers)
        loaded = load_course(path, decks)
    problems = tuple(loaded.problems)
    before = read_published(path.parent, inputs)
    if loaded.subject is None or loaded.failed:
        return Publishing(problems, file, before=before)
    published = _published(loaded.subject, decks, now, before)
    return Publishing(problems, file, published, before)


def _published(
    subject: Subject, decks: Decks, now: dt.datetime, before: Published | None
) -> Published:
    """The course as it is now; the version before if nothing is new in it."""
    course = subject.course
    local = local_time(now, course.timezone)
    language = Language.of_course(course)
    editions = course_editions(course, subject.tables[0])
    pages = PageMap.joined(page_map(subject, local, edition) for edition in editions)
    data = course_data(subject, pages, local, language)
    events = calendar_events(data, language, before)
    slides = slides_given(subject, decks, local)
    told = (data, events, slides)
    if before and (before.course, before.events, before.slides) == told:
        return before
    at = now.replace(microsecond=0)
    return Published(at=at, course=data, events=events, slides=slides)
