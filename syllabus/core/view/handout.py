"""The handout: everything a class is told about a course, ready to be placed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.view.schedule import (
    ItemView,
    LinkView,
    TimetableView,
    item_view,
    room_view,
    timetable_view,
)
from syllabus.core.words import (
    DAYS,
    KIND_LABELS,
    hours_in_words,
    range_in_words,
    short_day,
    term_in_words,
    weekdays_in_words,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.model import Course, Image, Pattern, Person
    from syllabus.core.pages import PageMap


@dataclass(frozen=True)
class FactView:
    """A line of the logistics: what, and its words."""

    label: str
    parts: tuple[LinkView, ...]


@dataclass(frozen=True)
class PolicyView:
    """A policy: its title and Markdown text."""

    title: str
    text: str


@dataclass(frozen=True)
class HandoutView:
    """The handout. Text is plain unless it says Markdown; empty means left out.

    ``description``, ``prerequisites``, ``notices``, ``grading_note`` and the remarks of
    items, rows and deadlines are Markdown. ``version`` names the content.
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


def handout_view(subject: Subject, pages: PageMap, now: dt.datetime) -> HandoutView:
    """Lay out the handout of a course without errors.

    Args:
        subject: The course, its dates and its files.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive: decks are held back until their release.
    """
    course, grading = subject.course, subject.course.grading
    return HandoutView(
        title=course.title,
        code=course.code or "",
        institution=course.institution or "",
        language=course.language,
        paper=course.paper,
        term=course.term.name,
        term_days=term_in_words(course.term.first_day, course.term.last_day),
        logo=course.logo,
        facts=tuple(_facts(course)),
        staff=course.staff,
        description=course.description or "",
        prerequisites=course.prerequisites or "",
        materials=tuple(item_view(item) for item in course.materials),
        channels=tuple(item_view(item) for item in course.channels),
        components=_shares(grading.components if grading else {}),
        scale=_shares(grading.scale if grading else {}),
        grading_note=(grading.note if grading else None) or "",
        policies=tuple(_policies(subject)),
        notices=course.notices,
        timetables=tuple(
            timetable_view(subject, table, pages, now) for table in subject.tables
        ),
        version=content_version(subject),
    )


def content_version(subject: Subject) -> str:
    """Seven hexadecimal digits that change with the text of the course."""
    digest = hashlib.sha256(subject.source.text.encode())
    for name, text in sorted(subject.files.texts.items()):
        digest.update(f"\0{name}\0{text.text if text else ''}".encode())
    return digest.hexdigest()[:7]


def _facts(course: Course) -> Iterator[FactView]:
    """When and where the class meets, pattern by pattern and section by section."""
    for pattern in course.pattern:
        label = KIND_LABELS[pattern.kind] if pattern.kind else "Class"
        yield FactView(label, _when_and_where(pattern))
    for section in course.sections:
        for pattern in section.pattern:
            kind = f", {KIND_LABELS[pattern.kind].lower()}" if pattern.kind else ""
            staff = (LinkView(section.staff),) if section.staff else ()
            yield FactView(section.name + kind, _when_and_where(pattern) + staff)
    yield FactView(
        "Term", (LinkView(term_in_words(course.term.first_day, course.term.last_day)),)
    )
    if course.term.finals:
        yield FactView("Finals", (LinkView(range_in_words(course.term.finals)),))
    for day, weekday in course.day_swaps.items():
        words = f"{short_day(day)} follows {DAYS[weekday]}’s schedule"
        yield FactView("Changed day", (LinkView(words),))
    for days, name in course.holidays.items():
        yield FactView("No class", (LinkView(f"{range_in_words(days)}: {name}"),))


def _when_and_where(pattern: Pattern) -> tuple[LinkView, ...]:
    parts = [LinkView(weekdays_in_words(pattern.days))]
    if pattern.hours:
        parts.append(LinkView(hours_in_words(pattern.hours)))
    if pattern.room:
        parts.append(room_view(pattern.room))
    if pattern.first_day:
        parts.append(LinkView(f"from {short_day(pattern.first_day)}"))
    if pattern.last_day:
        parts.append(LinkView(f"until {short_day(pattern.last_day)}"))
    return tuple(parts)


def _shares(shares: dict[str, float]) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{share:g} %") for name, share in shares.items())


def _policies(subject: Subject) -> Iterator[PolicyView]:
    for policy in subject.course.policies:
        included = subject.files.texts.get(policy.file or "")
        yield PolicyView(
            policy.title, policy.text or (included.text if included else "")
        )
