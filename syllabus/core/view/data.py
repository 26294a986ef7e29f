"""The resolved course as data: everything that the class is told, for programs.

`CourseData` is what ``syllabus.json`` holds; its JSON Schema is published with the
program. The calendar is made from it, and a published version keeps it, so that what
changed can be told.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from syllabus.core.sections import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "urn:syllabus:course-data:1"
"""The name of the schema, which lies in ``docs/syllabus.schema.json``."""

Format = Literal[1]
"""Raised when a program that reads the data would read it wrong."""


Weekday = Literal[
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
]


class Data(BaseModel):
    """A part of the data. What the course does not say is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TranslatedData(Data):
    """A part with texts that may be written in the course's second language, too."""

    in_second_language: dict[str, str] = Field(
        default_factory=dict, description="Its texts in that language, by their keys"
    )


class DaysData(Data):
    """A day, or days in a row; both count."""

    first_day: dt.date
    last_day: dt.date


class TermData(DaysData):
    """The teaching period; both days count."""

    name: str
    finals: DaysData | None = Field(default=None, description="Without regular class")


class PatternData(Data):
    """When and where the regular class meets."""

    days: tuple[Weekday, ...]
    starts: dt.time | None = None
    ends: dt.time | None = None
    room: str = ""
    kind: str = Field(
        default="", description="Only meetings of this kind take its days"
    )
    first_day: dt.date | None = None
    last_day: dt.date | None = None


class SwapData(Data):
    """A day that has the classes of another weekday."""

    date: dt.date
    follows: Weekday


class PersonData(Data):
    """Who teaches."""

    name: str
    role: str = ""
    mail: str = ""
    page: str = ""
    office: str = ""
    hours: str = Field(default="", description="Office hours, in words")


class LinkData(TranslatedData):
    """Something with an address on the web, or without one."""

    title: str
    link: str = ""
    note: str = Field(default="", description="Markdown")


class ShareData(Data):
    """A component of the grade and its share, or a letter and the least it takes."""

    name: str
    percent: float


class GradingData(Data):
    """How the work is graded."""

    components: tuple[ShareData, ...] = ()
    scale: tuple[ShareData, ...] = ()
    note: str = Field(default="", description="Markdown")


class PolicyData(Data):
    """A policy, its text in Markdown wherever it was written."""

    title: str
    text: str
    language: str = Field(default="", description="Where it is not the course's")


class DeckData(LinkData):
    """The slides of a meeting."""

    file: str = Field(description="As the course file names it")
    packet: str = Field(default="", description="The packet that has it, and its place")
    page: int | None = Field(default=None, description="Its first page in the packet")


class MomentData(Data):
    """A deadline, local time; without a time of day the whole day is meant."""

    date: dt.date
    time: dt.time | None = None


class MeetingData(TranslatedData):
    """A dated entry of the schedule. Hours are local to the course's time zone."""

    id: str = Field(description="Stays when the schedule moves")
    kind: str
    topic: str = Field(description="Or, without one, what it is called")
    number: int | None = Field(default=None, description="As it is printed")
    week: int = Field(description="Of the term, from 1")
    date: dt.date
    starts: dt.time | None = None
    ends: dt.time | None = None
    room: str = ""
    speaker: str = ""
    affiliation: str = ""
    partner: str = Field(default="", description="The course of a joint session")
    instead_of: dt.date | None = Field(
        default=None, description="The class day that a moved meeting stands for"
    )
    pinned: bool = Field(default=False, description="Whether its day was written")
    part: str = Field(default="", description="The part of the course it begins")
    decks: tuple[DeckData, ...] = ()
    links: tuple[LinkData, ...] = ()
    readings: tuple[LinkData, ...] = ()
    notes: str = Field(default="", description="Markdown")


class AssignmentData(TranslatedData):
    """Graded work and its days."""

    id: str
    title: str
    link: str = ""
    out: MomentData | None = None
    due: MomentData | None = None
    weight: float | None = Field(default=None, description="In percent")
    note: str = Field(default="", description="Markdown")


class HolidayData(TranslatedData, DaysData):
    """Days without class; both count."""

    name: str


class TimetableData(TranslatedData):
    """The schedule of a course, or of one of its sections by name."""

    section: str = ""
    staff: str = Field(default="", description="Who teaches the section")
    patterns: tuple[PatternData, ...] = ()
    meetings: tuple[MeetingData, ...]
    assignments: tuple[AssignmentData, ...] = ()


class CourseData(Data):
    """A course with every date resolved."""

    format: Format = 1
    title: str
    code: str = ""
    institution: str = ""
    language: str
    second_language: str = ""
    timezone: str
    term: TermData
    staff: tuple[PersonData, ...] = ()
    description: str = Field(default="", description="Markdown")
    outcomes: tuple[str, ...] = Field(default=(), description="Each Markdown")
    prerequisites: str = Field(default="", description="Markdown")
    materials: tuple[LinkData, ...] = ()
    channels: tuple[LinkData, ...] = ()
    grading: GradingData | None = None
    policies: tuple[PolicyData, ...] = ()
    accessibility: PolicyData | None = None
    notices: tuple[str, ...] = Field(default=(), description="Each Markdown")
    holidays: tuple[HolidayData, ...] = ()
    day_swaps: tuple[SwapData, ...] = ()
    timetables: tuple[TimetableData, ...]

    def shown(self, sections: Iterable[str]) -> CourseData:
        """Without the parts whose own sections are not among those of a handout."""
        hidden = {*SECTIONS} & {*CourseData.model_fields} - {*sections}
        fields = CourseData.model_fields
        return self.model_copy(update={name: fields[name].default for name in hidden})

    def told(self) -> dict[str, Any]:
        """As JSON has it, without what is empty."""
        dumped = self.model_dump(mode="json", exclude_defaults=True)
        return {"$schema": SCHEMA, "format": self.format, **dumped}

    def text(self) -> str:
        """As JSON: the file's text."""
        return json.dumps(self.told(), ensure_ascii=False, indent=2) + "\n"


def data_schema() -> dict[str, Any]:
    """The JSON Schema of the data."""
    return named_schema(CourseData, SCHEMA)


def named_schema(model: type[Data], name: str) -> dict[str, Any]:
    """The JSON Schema of data that name their schema."""
    schema = model.model_json_schema()
    named = {"type": "string", "const": name}
    properties = {"$schema": named, **schema.pop("properties")}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name}
    return {**head, **schema, "properties": properties}
