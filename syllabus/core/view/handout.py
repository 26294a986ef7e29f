"""The handout: everything a class is told about a course, ready to be placed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.language import Language
from syllabus.core.library import language_of, prose_parts, text_of
from syllabus.core.values import in_language
from syllabus.core.view.glance import GlanceView, glance_views
from syllabus.core.view.schedule import (
    ItemView,
    LinkView,
    TimetableView,
    item_view,
    room_view,
    timetable_view,
)
from syllabus.core.view.workload import WorkloadView, workload_views

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from syllabus.core.checks.subject import Subject
    from syllabus.core.model import Course, Image, Pattern, Person
    from syllabus.core.pages import PageMap
    from syllabus.core.texts import Prose


@dataclass(frozen=True)
class FactView:
    """A line of the logistics: what, and its words."""

    label: str
    parts: tuple[LinkView, ...]


@dataclass(frozen=True)
class PolicyView:
    """A policy: its title and Markdown text.

    ``language`` is given where it may be another than the handout's.
    """

    title: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class ReferenceView:
    """An entry of the reading list: its anchor, its variables (CSL JSON), its link."""

    anchor: str
    item: Mapping[str, Any]
    href: str


@dataclass(frozen=True)
class HandoutView:
    """The handout. Text is plain unless it says Markdown; empty means left out.

    ``description``, ``prerequisites``, ``notices``, ``outcomes``, ``grading_note`` and
    the remarks of items, rows and deadlines are Markdown. ``second_language`` is what
    the schedule is printed in besides. ``version`` names the content.
    ``component_bars`` are the shares of the components as parts of the largest.
    """

    title: str
    code: str
    institution: str
    language: str
    paper: str
    term: str
    term_days: str
    logo: Image | None
    facts: tuple[FactView, ...]
    staff: tuple[Person, ...]
    description: str
    prerequisites: str
    materials: tuple[ItemView, ...]
    channels: tuple[ItemView, ...]
    components: tuple[tuple[str, str], ...]
    scale: tuple[tuple[str, str], ...]
    grading_note: str
    policies: tuple[PolicyView, ...]
    notices: tuple[str, ...]
    timetables: tuple[TimetableView, ...]
    version: str
    second_language: str = ""
    glances: tuple[GlanceView, ...] = ()
    workloads: tuple[WorkloadView, ...] = ()
    component_bars: tuple[float, ...] = ()
    outcomes: tuple[str, ...] = ()
    accessibility: PolicyView | None = None
    references: tuple[ReferenceView, ...] = ()


def handout_view(subject: Subject, pages: PageMap, now: dt.datetime) -> HandoutView:
    """Lay out the handout of a course without errors.

    Args:
        subject: The course, its dates and its files.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive: decks are held back until their release.
    """
    course, grading = subject.course, subject.course.grading
    language = Language.of_course(course)
    second = Language.second_of_course(course)
    return HandoutView(
        title=course.title,
        code=course.code or "",
        institution=course.institution or "",
        language=course.language,
        second_language=course.second_language or "",
        paper=course.paper,
        term=course.term.name,
        term_days=language.term(course.term.first_day, course.term.last_day),
        logo=course.logo,
        facts=tuple(_facts(course, language)),
        staff=course.staff,
        description=course.description or "",
        prerequisites=course.prerequisites or "",
        materials=tuple(
            item_view(item, subject.files.readings.anchor(("materials", number)))
            for number, item in enumerate(course.materials)
        ),
        channels=tuple(item_view(item) for item in course.channels),
        components=_shares(grading.components if grading else {}, language),
        scale=_shares(grading.scale if grading else {}, language),
        grading_note=(grading.note if grading else None) or "",
        policies=tuple(_policies(subject)),
        notices=course.notices,
        timetables=tuple(
            timetable_view(subject, table, pages, now, language, second)
            for table in subject.tables
        ),
        version=content_version(subject),
        glances=glance_views(subject, language),
        workloads=workload_views(subject, language),
        component_bars=_bars(grading.components if grading else {}),
        outcomes=course.outcomes,
        accessibility=_accessibility(subject),
        references=tuple(_references(subject)),
    )


def content_version(subject: Subject) -> str:
    """Seven hexadecimal digits that change with the text of the course."""
    digest = hashlib.sha256(subject.source.text.encode())
    for name, text in sorted(subject.files.texts.items()):
        digest.update(f"\0{name}\0{text.text if text else ''}".encode())
    for _, prose in prose_parts(subject.course):
        if prose.include:
            digest.update(f"\0{text_of(prose, subject.files)}".encode())
    for reference in subject.files.readings.listed:
        digest.update(f"\0{reference.key} {reference.item}".encode())
    return digest.hexdigest()[:7]


def class_facts(course: Course, language: Language) -> Iterator[FactView]:
    """When and where the class meets, pattern by pattern and section by section."""
    for pattern in course.pattern:
        label = language.kind(pattern.kind) if pattern.kind else language.text("Class")
        yield FactView(label, _when_and_where(pattern, language))
    for section in course.sections:
        name = in_language(section.name, language.tag)
        for pattern in section.pattern:
            label = name
            if pattern.kind:
                kind = language.kind(pattern.kind)
                label = language.text("{section}, {kind}", section=name, kind=kind)
            parts = _when_and_where(pattern, language)
            if section.staff:
                who = language.text("with {speaker}", speaker=section.staff)
                parts = (*parts, LinkView(who))
            yield FactView(label, parts)


def _facts(course: Course, language: Language) -> Iterator[FactView]:
    """When and where the class meets, and the days that are not like others."""
    yield from class_facts(course, language)
    days = language.term(course.term.first_day, course.term.last_day)
    yield FactView(language.text("Term"), (LinkView(days),))
    if course.term.finals:
        finals = language.days(course.term.finals)
        yield FactView(language.text("Finals"), (LinkView(finals),))
    for day, weekday in course.day_swaps.items():
        words = language.text(
            "{day} follows {weekday}’s schedule",
            day=language.short_day(day),
            weekday=language.weekday(weekday),
        )
        yield FactView(language.text("Changed day"), (LinkView(words),))
    for held, name in course.holidays.items():
        words = language.text(
            "{days}: {holiday}",
            days=language.days(held),
            holiday=in_language(name, language.tag),
        )
        yield FactView(language.kind("break"), (LinkView(words),))


def _when_and_where(pattern: Pattern, language: Language) -> tuple[LinkView, ...]:
    parts = [LinkView(language.weekdays(pattern.days))]
    if pattern.hours:
        parts.append(LinkView(language.hours(pattern.hours)))
    if pattern.room:
        parts.append(room_view(pattern.room, language))
    if pattern.first_day:
        first = language.short_day(pattern.first_day)
        parts.append(LinkView(language.text("from {day}", day=first)))
    if pattern.last_day:
        last = language.short_day(pattern.last_day)
        parts.append(LinkView(language.text("until {day}", day=last)))
    return tuple(parts)


def _shares(
    shares: dict[str, float], language: Language
) -> tuple[tuple[str, str], ...]:
    return tuple((name, language.percent(share)) for name, share in shares.items())


def _bars(shares: dict[str, float]) -> tuple[float, ...]:
    """Each share as a part of the largest; none where there is nothing to compare."""
    largest = max(shares.values(), default=0)
    if len(shares) < 2 or not largest:
        return ()
    return tuple(share / largest for share in shares.values())


def _references(subject: Subject) -> Iterator[ReferenceView]:
    readings = subject.files.readings
    for reference in readings.listed:
        anchor = readings.anchors[reference.key]
        yield ReferenceView(anchor, reference.item, reference.address)


def _policies(subject: Subject) -> Iterator[PolicyView]:
    for policy in subject.course.policies:
        yield _policy(subject, policy, policy.title or "")


def _accessibility(subject: Subject) -> PolicyView | None:
    statement = subject.course.accessibility
    return _policy(subject, statement, "") if statement else None


def _policy(subject: Subject, prose: Prose, title: str) -> PolicyView:
    shared = subject.files.library.texts.get(prose.include or "")
    return PolicyView(
        title or (shared.title if shared else "") or prose.include or "",
        text_of(prose, subject.files),
        language_of(prose, subject.files),
    )
