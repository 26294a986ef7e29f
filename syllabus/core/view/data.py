"""The resolved course as data: every date, hour, room and deadline, for programs.

`CourseData` is what ``syllabus.json`` holds; its JSON Schema is published with the
program. The calendar is made from it, and a published version keeps it, so that what
changed can be told.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from syllabus.core.identity import entry_ids
from syllabus.core.pages import deck_title, held_back
from syllabus.core.schedule import work_of
from syllabus.core.values import in_language
from syllabus.core.view.schedule import headline, section_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.model import Entry, Item, Link, Person
    from syllabus.core.pages import PageMap
    from syllabus.core.schedule import Meeting, Moment, Timetable

SCHEMA = "urn:syllabus:course-data:1"
"""The name of the schema, which lies in ``docs/syllabus.schema.json``."""

Format = Literal[1]
"""Raised when a program that reads the data would read it wrong."""


class Data(BaseModel):
    """A part of the data. What the course does not say is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TermData(Data):
    """The teaching period; both days count."""

    name: str
    first_day: dt.date
    last_day: dt.date


class PersonData(Data):
    """Who teaches."""

    name: str
    role: str = ""
    mail: str = ""
    page: str = ""
    office: str = ""
    hours: str = Field(default="", description="Office hours, in words")


class LinkData(Data):
    """Something with an address on the web, or without one."""

    title: str
    link: str = ""


class DeckData(LinkData):
    """The slides of a meeting."""

    file: str = Field(description="As the course file names it")
    packet: str = Field(default="", description="The packet that has it, and its place")
    page: int | None = Field(default=None, description="Its first page in the packet")


class MomentData(Data):
    """A deadline, local time; without a time of day the whole day is meant."""

    date: dt.date
    time: dt.time | None = None


class MeetingData(Data):
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


class AssignmentData(Data):
    """Graded work and its days."""

    id: str
    title: str
    link: str = ""
    out: MomentData | None = None
    due: MomentData | None = None
    weight: float | None = Field(default=None, description="In percent")
    note: str = Field(default="", description="Markdown")


class HolidayData(Data):
    """Days without class; both count."""

    name: str
    first_day: dt.date
    last_day: dt.date


class TimetableData(Data):
    """The schedule of a course, or of one of its sections by name."""

    section: str = ""
    meetings: tuple[MeetingData, ...]
    assignments: tuple[AssignmentData, ...] = ()


class CourseData(Data):
    """A course with every date resolved."""

    format: Format = 1
    title: str
    code: str = ""
    institution: str = ""
    language: str
    timezone: str
    term: TermData
    staff: tuple[PersonData, ...] = ()
    holidays: tuple[HolidayData, ...] = ()
    timetables: tuple[TimetableData, ...]

    def text(self) -> str:
        """As JSON, without what is empty: the file's text."""
        dumped = self.model_dump(mode="json", exclude_defaults=True)
        told = {"$schema": SCHEMA, "format": self.format, **dumped}
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def data_schema() -> dict[str, Any]:
    """The JSON Schema of the data."""
    schema = CourseData.model_json_schema()
    named = {"type": "string", "const": SCHEMA}
    properties = {"$schema": named, **schema.pop("properties")}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    return {**head, **schema, "properties": properties}


def course_data(
    subject: Subject, pages: PageMap, now: dt.datetime, language: Language
) -> CourseData:
    """The data of a course without errors.

    Args:
        subject: The course, its dates and its files.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive: decks are held back until their release.
        language: The course's own; what is written in several is taken in this one.
    """
    course, reader = subject.course, _Reader(subject, pages, now, language)
    return CourseData(
        title=course.title,
        code=course.code or "",
        institution=course.institution or "",
        language=course.language,
        timezone=course.timezone,
        term=TermData(
            name=course.term.name,
            first_day=course.term.first_day,
            last_day=course.term.last_day,
        ),
        staff=tuple(map(_person, course.staff)),
        holidays=tuple(
            HolidayData(
                name=reader.said(name), first_day=days.first, last_day=days.last
            )
            for days, name in course.holidays.items()
        ),
        timetables=tuple(
            TimetableData(
                section=reader.said(section_name(subject, table)),
                meetings=tuple(map(reader.meeting, table.meetings)),
                assignments=tuple(reader.assignments(table)),
            )
            for table in subject.tables
        ),
    )


class _Reader:
    """Takes the data out of a course."""

    def __init__(
        self, subject: Subject, pages: PageMap, now: dt.datetime, language: Language
    ) -> None:
        self._subject, self._pages, self._now = subject, pages, now
        self._language, self._ids = language, entry_ids(subject.course)

    def said(self, text: str | None) -> str:
        """A text of the course in its language; empty where there is none."""
        return in_language(text or "", self._language.tag)

    def meeting(self, meeting: Meeting) -> MeetingData:
        """A dated entry with all that belongs to it."""
        entry = self._subject.course.schedule[meeting.entry]
        # A break takes its whole day, wherever the class would have met.
        meets = meeting.kind != "break"
        hours = meeting.hours if meets else None
        return MeetingData(
            id=self._ids[meeting.entry],
            kind=meeting.kind,
            topic=headline(entry, self._language),
            number=meeting.number,
            week=meeting.week,
            date=meeting.date,
            starts=hours.starts if hours else None,
            ends=hours.ends if hours else None,
            room=(meeting.room or "") if meets else "",
            speaker=entry.speaker or "",
            affiliation=entry.affiliation or "",
            partner=entry.partner or "",
            instead_of=entry.instead_of,
            pinned=meeting.pinned,
            part=self.said(entry.part),
            decks=tuple(self._decks(meeting, entry)),
            links=tuple(map(self._link, entry.links)),
            readings=tuple(map(self._link, entry.readings)),
            notes=self.said(entry.notes),
        )

    def _link(self, item: Item | Link) -> LinkData:
        return LinkData(title=self.said(item.title), link=item.link or "")

    def _decks(self, meeting: Meeting, entry: Entry) -> Iterator[DeckData]:
        """The decks that may be handed out, and where they are."""
        for place, deck in enumerate(entry.decks):
            if held_back(self._subject, deck.file, self._now):
                continue
            placed = self._pages.find(deck.file, meeting.entry)
            there = placed is not None and not placed.absence
            yield DeckData(
                title=deck_title(entry, place, self._language),
                file=deck.file,
                link=deck.link or "",
                packet=f"{placed.packet}#{placed.name}" if placed and there else "",
                page=placed.page if placed and there else None,
            )

    def assignments(self, table: Timetable) -> Iterator[AssignmentData]:
        """The graded work in the order of the file."""
        for work in work_of(self._subject.course, table):
            assignment = self._subject.course.assignments[work.number]
            yield AssignmentData(
                id=assignment.id,
                title=self.said(assignment.title),
                link=assignment.link or "",
                out=_moment(work.out),
                due=_moment(work.due),
                weight=assignment.weight,
                note=self.said(assignment.note),
            )


def _person(person: Person) -> PersonData:
    return PersonData(
        name=person.name,
        role=person.role or "",
        mail=person.mail or "",
        page=person.page or "",
        office=person.office or "",
        hours=person.hours or "",
    )


def _moment(at: Moment | None) -> MomentData | None:
    return MomentData(date=at.date, time=at.at) if at else None
