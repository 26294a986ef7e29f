"""The published version of a course: each build reads it, `syllabus publish` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from syllabus.core.checks.subject import DeckState
from syllabus.core.editions import NewSlides
from syllabus.core.pages import held_back
from syllabus.core.published import PUBLISHED, Published
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.files import Inputs


class PublishedVersionError(SyllabusError):
    """What is kept of the published version cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not say what was published")
        self.add_note(
            "put it back from a backup; without it, the calendar's events would be "
            "new ones, and every subscriber would see them twice"
        )


class NothingPublishedError(SyllabusError):
    """What is new is asked for, and nothing is known of what the class has."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__("the course was not published yet")
        self.add_note(
            "`syllabus publish` keeps what the class has; until then, name a day or an "
            "older version of the course"
        )


def new_slides(subject: Subject, decks: Decks, now: dt.datetime) -> NewSlides:
    """The entries with slides that the class does not have as they are now.

    Args:
        subject: The course.
        decks: Its decks, which were looked at.
        now: Local time of the course, naive: what is held back is not new yet.

    Raises:
        NothingPublishedError: No version was published.
        PublishedVersionError: It cannot be read.
    """
    published = read_published(decks.folder, decks.inputs)
    if published is None:
        raise NothingPublishedError
    zone = ZoneInfo(subject.course.timezone)
    given = slides_given(subject, decks, now)
    new = {
        file for file, digest in given.items() if published.slides.get(file) != digest
    }
    entries = enumerate(subject.course.schedule)
    return NewSlides(
        published.at.astimezone(zone).date(),
        frozenset(i for i, e in entries if any(d.file in new for d in e.decks)),
    )


def slides_given(subject: Subject, decks: Decks, now: dt.datetime) -> dict[str, str]:
    """The digests of the decks that the class may have, by file."""
    ready = (f for f, d in subject.files.decks.items() if d.state is DeckState.READY)
    return {
        file: decks.inputs.digest(decks.folder / file)
        for file in sorted(ready)
        if not held_back(subject, file, now)
    }


def read_published(course_folder: Path, inputs: Inputs) -> Published | None:
    """What the class was last told; None if nothing was published yet.

    Raises:
        PublishedVersionError: The file is there and is not as it was written.
    """
    path = course_folder / PUBLISHED
    raw = inputs.read(path)
    if raw is None:
        return None
    try:
        return Published.model_validate_json(raw)
    except ValidationError as error:
        raise PublishedVersionError(path) from error
