"""The packet's front matter: cover, contents, dividers and placeholders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.core.editions import WHOLE
from syllabus.core.view.handout import content_version
from syllabus.core.view.schedule import (
    LinkView,
    RowView,
    byline,
    headline,
    marks,
    tag,
    timetable_view,
)
from syllabus.core.words import (
    KIND_LABELS,
    counted,
    day_in_words,
    short_day,
    term_in_words,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.editions import Edition
    from syllabus.core.model import Image
    from syllabus.core.pages import PacketDeck, PacketPart, PageMap


@dataclass(frozen=True)
class PacketDeckView:
    """A deck on a divider, in the contents and, where it is absent, on its own page.

    ``page`` is the printed number of its first page; ``name`` its destination;
    ``slides`` its length in words.
    """

    title: str
    name: str
    page: int
    pages: int
    slides: str
    absence: str
    file: str


@dataclass(frozen=True)
class PacketPartView:
    """A lecture: a line of the contents, a divider and the decks behind it.

    ``name`` is the destination of its divider, ``label`` what footers call it. ``part``
    is the part of the course that it is in, where the lecture before it is in another.
    """

    name: str
    page: int
    week: int
    number: str
    label: str
    short_day: str
    day: str
    headline: str
    tag: str
    byline: str
    marks: tuple[LinkView, ...]
    out: tuple[LinkView, ...]
    due: tuple[LinkView, ...]
    decks: tuple[PacketDeckView, ...]
    repeats: tuple[PacketDeckView, ...]
    part: str = ""


@dataclass(frozen=True)
class PacketView:
    """The packet around its decks.

    ``edition`` says which part of the course it has; empty for all of it. ``lectures``
    counts those that it has slides of. ``footer`` says where the line below a slide
    stands: margin, overlay or none; ``labels`` what readers call the pages: pages or
    slides; ``tags`` whether slides are tagged.
    """

    title: str
    edition: str
    code: str
    institution: str
    language: str
    paper: str
    term: str
    term_days: str
    logo: Image | None
    staff: tuple[str, ...]
    slides: str
    lectures: str
    parts: tuple[PacketPartView, ...]
    version: str
    footer: str
    labels: str = "pages"
    tags: bool = False


def packet_view(
    subject: Subject, pages: PageMap, now: dt.datetime, edition: Edition = WHOLE
) -> PacketView:
    """Lay out the packet of a course without errors; its dates are the first section's.

    Args:
        subject: The course, its dates and its files.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive.
        edition: Which packet of the course.
    """
    course = subject.course
    printed = timetable_view(subject, subject.tables[0], pages, now)
    rows = {row.anchor: row for week in printed.weeks for row in week.rows}
    parts = tuple(_parts(subject, pages, rows, edition))
    with_slides = [
        part
        for part in parts
        if not all(deck.absence for deck in part.decks + part.repeats)
    ]
    return PacketView(
        title=course.title,
        edition=edition.title,
        code=course.code or "",
        institution=course.institution or "",
        language=course.language,
        paper=course.paper,
        term=course.term.name,
        term_days=term_in_words(course.term.first_day, course.term.last_day),
        logo=course.logo,
        staff=tuple(person.name for person in course.staff),
        slides=counted(pages.slides, "slide"),
        lectures=counted(len(with_slides), "lecture"),
        parts=parts,
        version=content_version(subject),
        footer=course.packet.footer,
        labels=course.packet.labels,
        tags=course.packet.tags,
    )


def _parts(
    subject: Subject, pages: PageMap, rows: dict[str, RowView], edition: Edition
) -> Iterator[PacketPartView]:
    """The lectures, and before which of them a part of the course begins.

    A part can have begun with a meeting that has no slides. What the cover says
    already is not said again.
    """
    begun, within = "", {}
    for anchor, row in rows.items():
        within[anchor] = begun = row.part or begun
    before = edition.title
    for lecture in pages.parts:
        anchor = f"meeting-{lecture.meeting.entry + 1}"
        part = _part(subject, lecture, pages, rows[anchor])
        yield replace(part, part="" if within[anchor] == before else within[anchor])
        before = within[anchor]


def _part(
    subject: Subject, part: PacketPart, pages: PageMap, row: RowView
) -> PacketPartView:
    meeting, entry = part.meeting, subject.course.schedule[part.meeting.entry]
    kind = KIND_LABELS[meeting.kind]
    return PacketPartView(
        name=f"part-{part.meeting.entry + 1}",
        page=part.page,
        week=meeting.week,
        number=str(meeting.number or ""),
        label=f"Lecture {meeting.number}" if meeting.number else kind,
        short_day=short_day(meeting.date),
        day=day_in_words(meeting.date),
        headline=headline(entry),
        tag=tag(entry),
        byline=byline(entry),
        marks=marks(subject.course, meeting),
        out=row.out,
        due=row.due,
        decks=tuple(_deck(deck) for deck in part.decks),
        repeats=tuple(_deck(deck) for deck in map(pages.find, part.repeats) if deck),
    )


def _deck(deck: PacketDeck) -> PacketDeckView:
    slides = "no slides" if deck.absence else counted(deck.pages, "slide")
    return PacketDeckView(
        deck.title, deck.name, deck.page, deck.pages, slides, deck.absence, deck.file
    )
