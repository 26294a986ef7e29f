"""The published version of a course: each build reads it, `syllabus publish` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from syllabus.core.published import PUBLISHED, Published
from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.jobs.files import Inputs


class PublishedVersionError(SyllabusError):
    """What is kept of the published version cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} does not say what was published")
        self.add_note(
            "put it back from a backup; without it, the calendar's events would be "
            "new ones, and every subscriber would see them twice"
        )


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
