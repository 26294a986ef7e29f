"""Changes as data, for programs: the sentences, and all that changed.

`ChangesData` is what ``syllabus diff --format json`` prints; its JSON Schema is
published with the program.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from syllabus.core.telling.words import About
from syllabus.core.view.data import Data, named_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.core.change_words import Group
    from syllabus.core.changes import Change
    from syllabus.core.language import Language

SCHEMA = "urn:syllabus:changes:1"
"""The name of the schema, which lies in ``docs/changes.schema.json``."""


class SentenceData(Data):
    """A change in words, and the days on which it matters, if there are any."""

    text: str
    about: About
    first_day: dt.date | None = None
    last_day: dt.date | None = None


class GroupData(Data):
    """What matters from a week on; without a first day, what has no day of its own."""

    title: str
    first_day: dt.date | None = Field(default=None, description="Of the week")
    sentences: tuple[SentenceData, ...]


class ChangeData(Data):
    """A thing that is new, gone or other.

    Its facts are those of ``syllabus.json``, without what follows from others (numbers,
    weeks, pages).
    """

    section: str = Field(default="", description="Empty for the whole course")
    what: Literal[
        "", "meetings", "assignments", "holidays", "staff", "policies", "section"
    ] = Field(default="", description="Empty for what the course has once")
    name: str = Field(default="", description="What it was called among its like")
    renamed: str = Field(default="", description="What it is called now, if not that")
    before: dict[str, Any] | None = Field(
        default=None, description="Missing: it is new"
    )
    after: dict[str, Any] | None = Field(
        default=None, description="Missing: it is gone"
    )


class ChangesData(Data):
    """What changed from one version of a course to the next."""

    format: Literal[1] = 1
    language: str = Field(description="Of the sentences")
    groups: tuple[GroupData, ...] = Field(description="Soonest first")
    changes: tuple[ChangeData, ...] = Field(description="Complete, in no special order")

    def text(self) -> str:
        """As JSON, without what is empty."""
        dumped = self.model_dump(mode="json", exclude_defaults=True)
        told = {"$schema": SCHEMA, "format": self.format, **dumped}
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def changes_data(
    changes: Sequence[Change], groups: Sequence[Group], language: Language
) -> ChangesData:
    """The data of changes.

    Args:
        changes: All of them.
        groups: What is told of them.
        language: In which language.
    """
    return ChangesData(
        language=language.words,
        groups=tuple(
            GroupData(
                title=group.title,
                first_day=group.first_day,
                sentences=tuple(
                    SentenceData(
                        text=s.text, about=s.about, first_day=s.first, last_day=s.last
                    )
                    for s in group.sentences
                ),
            )
            for group in groups
        ),
        changes=tuple(ChangeData.model_validate(vars(change)) for change in changes),
    )


def changes_schema() -> dict[str, Any]:
    """The JSON Schema of the data."""
    return named_schema(ChangesData, SCHEMA)
