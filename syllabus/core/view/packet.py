"""The packet's front matter: cover, contents, dividers and placeholders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from syllabus.core.editions import WHOLE
from syllabus.core.language import Language
from syllabus.core.view.handout import class_facts, content_version
from syllabus.core.view.schedule import (
    LinkView,
    RowView,
    TimetableView,
    timetable_view,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.editions import Edition
    from syllabus.core.model import Course, Image
    from syllabus.core.pages import PacketDeck, PacketPart, PageMap

PacketForm = Literal["screen", "paper", "booklet"]
"""What a packet is read on: pages of their own, sheets of slides, folded halves."""

_MOST_LINES = 3
"""How many lines the cover has for when the class meets."""


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

    ``name`` is the destination of its divider, ``label`` what footers call it,
    ``anchor`` its line in the schedule. ``part`` is the part of the course that it is
    in, where the lecture before it is in another.
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
    anchor: str = ""


@dataclass(frozen=True)
class PacketView:
    """The packet around its decks.

    ``edition`` says which part of the course it has; empty for all of it. ``summary``
    counts its slides and the lectures that it has slides of. ``footer`` says where the
    line below a slide stands: margin, overlay or none; ``labels`` what readers call
    the pages: pages or slides; ``tags`` whether slides are tagged. ``meets`` says when
    and where the class meets; ``schedule`` is empty where it has no more to say than
    the contents. ``form`` is what it is read on.
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
    summary: str
    parts: tuple[PacketPartView, ...]
    version: str
    footer: str
    labels: str = "pages"
    tags: bool = False
    meets: tuple[str, ...] = ()
    schedule: tuple[TimetableView, ...] = ()
    form: PacketForm = "screen"

    @property
    def dividers(self) -> dict[str, PacketPartView]:
        """The lectures with slides by their lines in the schedule."""
        return {part.anchor: part for part in self.parts}


def packet_view(
    subject: Subject,
    pages: PageMap,
    now: dt.datetime,
    edition: Edition = WHOLE,
    form: PacketForm = "screen",
) -> PacketView:
    """Lay out the packet of a course without errors; its dates are the first section's.

    Args:
        subject: The course, its dates and its files.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive.
        edition: Which packet of the course.
        form: What it is read on.
    """
    course = subject.course
    language = Language.of_course(course)
    printed = timetable_view(subject, subject.tables[0], pages, now, language)
    rows = {row.anchor: row for week in printed.weeks for row in week.rows}
    parts = tuple(_parts(pages, rows, edition, language))
    tables = subject.tables[1:] if edition.entries is None else ()
    others = (timetable_view(subject, t, pages, now, language) for t in tables)
    schedule = (printed, *others) if edition.entries is None else ()
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
        term_days=language.term(course.term.first_day, course.term.last_day),
        logo=course.logo,
        staff=tuple(person.name for person in course.staff),
        summary=language.plural(
            "{slides} in {n} lecture",
            "{slides} in {n} lectures",
            len(with_slides),
            slides=language.plural("{n} slide", "{n} slides", pages.slides),
        ),
        parts=parts,
        version=content_version(subject),
        footer=course.packet.footer,
        labels=course.packet.labels,
        tags=course.packet.tags,
        meets=_meets(course, language),
        schedule=schedule if _says_more(schedule, parts) else (),
        form=form,
    )


def _meets(course: Course, language: Language) -> tuple[str, ...]:
    """When and where the class meets, for the cover; nothing where it takes long."""
    facts = tuple(class_facts(course, language))
    comma = language.text_in("between two parts", ", ")
    lines = [comma.join(part.text for part in fact.parts) for fact in facts]
    if len(facts) == 1:
        return tuple(lines)
    lines = [
        language.text("{what}: {when}", what=fact.label, when=line)
        for fact, line in zip(facts, lines, strict=True)
    ]
    return tuple(lines) if len(lines) <= _MOST_LINES else ()


def _says_more(
    schedule: Sequence[TimetableView], parts: Sequence[PacketPartView]
) -> bool:
    """Whether a schedule has more to say than the contents do.

    That is a meeting without slides, a day without class, work, or other dates.
    """
    told = {part.anchor for part in parts}
    rows = [row for table in schedule for week in table.weeks for row in week.rows]
    more = any(row.anchor not in told or row.out or row.due for row in rows)
    return bool(parts) and (more or len(schedule) > 1)


def _parts(
    pages: PageMap,
    rows: dict[str, RowView],
    edition: Edition,
    language: Language,
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
        part = _part(lecture, pages, rows[anchor], language)
        yield replace(part, part="" if within[anchor] == before else within[anchor])
        before = within[anchor]


def _part(
    part: PacketPart,
    pages: PageMap,
    row: RowView,
    language: Language,
) -> PacketPartView:
    meeting = part.meeting
    repeats = [deck for deck in map(pages.find, part.repeats) if deck]
    return PacketPartView(
        name=f"part-{part.meeting.entry + 1}",
        page=part.page,
        week=meeting.week,
        number=str(meeting.number or ""),
        label=language.text("Lecture {number}", number=meeting.number)
        if meeting.number
        else language.kind(meeting.kind),
        short_day=row.day,
        day=language.day(meeting.date),
        headline=row.headline,
        tag=row.tag,
        byline=row.byline,
        marks=row.marks,
        out=row.out,
        due=row.due,
        decks=tuple(_deck(deck, language) for deck in part.decks),
        repeats=tuple(_deck(deck, language) for deck in repeats),
        anchor=row.anchor,
    )


def _deck(deck: PacketDeck, language: Language) -> PacketDeckView:
    slides = (
        language.text("no slides")
        if deck.absence
        else language.plural("{n} slide", "{n} slides", deck.pages)
    )
    return PacketDeckView(
        deck.title, deck.name, deck.page, deck.pages, slides, deck.absence, deck.file
    )
