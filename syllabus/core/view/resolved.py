"""Takes the data out of a course: what it says, with every date resolved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

from syllabus.core.identity import entry_ids
from syllabus.core.language import Language
from syllabus.core.library import language_of, text_of
from syllabus.core.pages import PageMap, deck_title, held_back
from syllabus.core.schedule import work_of
from syllabus.core.values import in_language
from syllabus.core.view.data import (
    AssignmentData,
    CourseData,
    DaysData,
    DeckData,
    GradingData,
    HolidayData,
    LinkData,
    MeetingData,
    MomentData,
    PatternData,
    PersonData,
    PolicyData,
    ShareData,
    SwapData,
    TermData,
    TimetableData,
    Weekday,
)
from syllabus.core.view.schedule import headline, section_name
from syllabus.core.zones import local_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.model import Entry, Grading, Item, Link, Pattern, Person, Term
    from syllabus.core.schedule import Meeting, Moment, Timetable
    from syllabus.core.texts import Prose

_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


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
        second_language=course.second_language or "",
        timezone=course.timezone,
        term=_term(course.term),
        staff=tuple(map(_person, course.staff)),
        description=course.description or "",
        outcomes=course.outcomes,
        prerequisites=course.prerequisites or "",
        materials=tuple(map(reader.link, course.materials)),
        channels=tuple(map(reader.link, course.channels)),
        grading=_grading(course.grading) if course.grading else None,
        policies=tuple(
            reader.policy(policy, policy.title or "") for policy in course.policies
        ),
        accessibility=(
            reader.policy(course.accessibility, "") if course.accessibility else None
        ),
        notices=course.notices,
        holidays=tuple(
            HolidayData(
                name=reader.said(name),
                first_day=days.first,
                last_day=days.last,
                in_second_language=reader.translated(name=name),
            )
            for days, name in course.holidays.items()
        ),
        day_swaps=tuple(
            SwapData(date=day, follows=_WEEKDAYS[weekday])
            for day, weekday in course.day_swaps.items()
        ),
        timetables=tuple(map(reader.timetable, subject.tables)),
    )


def data_by_itself(subject: Subject, now: dt.datetime) -> CourseData:
    """The data of a course without errors, whatever packets are made of its slides.

    Args:
        subject: The course, its dates and its files.
        now: The moment, aware.
    """
    course = subject.course
    local = local_time(now, course.timezone)
    nowhere = PageMap.joined(())
    return course_data(subject, nowhere, local, Language.of_course(course))


class _Reader:
    """Takes the data out of a course."""

    def __init__(
        self, subject: Subject, pages: PageMap, now: dt.datetime, language: Language
    ) -> None:
        course = subject.course
        self._subject, self._pages, self._now = subject, pages, now
        self._language, self._ids = language, entry_ids(course)
        self._second = Language.second_of_course(course)

    def said(self, text: str | None) -> str:
        """A text of the course in its language; empty where there is none."""
        return in_language(text or "", self._language.tag)

    def translated(self, **texts: str | None) -> dict[str, str]:
        """Those of a part's texts that are others in the second language."""
        return self._others({key: partial(_in, text) for key, text in texts.items()})

    def _others(self, texts: dict[str, Callable[[Language], str]]) -> dict[str, str]:
        second = self._second
        if second is None:
            return {}
        said = {key: text(second) for key, text in texts.items()}
        return {k: t for k, t in said.items() if t != texts[k](self._language)}

    def timetable(self, table: Timetable) -> TimetableData:
        """The schedule of the course, or of a section."""
        sections = self._subject.course.sections
        section = None if table.section is None else sections[table.section]
        name = section_name(self._subject, table)
        return TimetableData(
            section=self.said(name),
            in_second_language=self.translated(section=name),
            staff=(section.staff or "") if section else "",
            patterns=tuple(map(_pattern, table.patterns)),
            meetings=tuple(map(self.meeting, table.meetings)),
            assignments=tuple(self.assignments(table)),
        )

    def policy(self, prose: Prose, title: str) -> PolicyData:
        """A policy with its text, wherever that stands."""
        files = self._subject.files
        shared = files.library.texts.get(prose.include or "")
        return PolicyData(
            title=title or (shared.title if shared else "") or prose.include or "",
            text=text_of(prose, files),
            language=language_of(prose, files),
        )

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
            links=tuple(map(self.link, entry.links)),
            readings=tuple(map(self.link, entry.readings)),
            notes=self.said(entry.notes),
            in_second_language=self._others(
                {"topic": lambda language: headline(entry, language)}
            )
            | self.translated(part=entry.part, notes=entry.notes),
        )

    def link(self, item: Item | Link) -> LinkData:
        """Something named, with its link and its note if it has them."""
        return LinkData(
            title=self.said(item.title),
            link=item.link or "",
            note=getattr(item, "note", None) or "",
            in_second_language=self.translated(title=item.title),
        )

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
                in_second_language=self._others(
                    {"title": partial(deck_title, entry, place)}
                ),
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
                in_second_language=self.translated(
                    title=assignment.title, note=assignment.note
                ),
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


def _in(text: str | None, language: Language) -> str:
    return in_language(text or "", language.tag)


def _term(term: Term) -> TermData:
    finals = term.finals
    return TermData(
        name=term.name,
        first_day=term.first_day,
        last_day=term.last_day,
        finals=(
            DaysData(first_day=finals.first, last_day=finals.last) if finals else None
        ),
    )


def _pattern(pattern: Pattern) -> PatternData:
    hours = pattern.hours
    return PatternData(
        days=tuple(_WEEKDAYS[day] for day in pattern.days),
        starts=hours.starts if hours else None,
        ends=hours.ends if hours else None,
        room=pattern.room or "",
        kind=pattern.kind or "",
        first_day=pattern.first_day,
        last_day=pattern.last_day,
    )


def _grading(grading: Grading) -> GradingData:
    def shares(of: dict[str, float]) -> tuple[ShareData, ...]:
        return tuple(ShareData(name=name, percent=part) for name, part in of.items())

    return GradingData(
        components=shares(grading.components),
        scale=shares(grading.scale),
        note=grading.note or "",
    )
