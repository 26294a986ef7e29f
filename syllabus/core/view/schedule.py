"""The schedule as it is printed: rows by week, and the deadlines as a list."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.pages import deck_title, held_back
from syllabus.core.schedule import meeting_dates, week_of, work_of
from syllabus.core.words import (
    DAYS,
    KIND_LABELS,
    clock,
    hours_in_words,
    range_in_words,
    short_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.model import Course, Entry, Item
    from syllabus.core.pages import PageMap
    from syllabus.core.schedule import Meeting, Moment, Timetable, Work


@dataclass(frozen=True)
class LinkView:
    """Words, where they lead (empty: nowhere) and a remark in small print."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class RowView:
    """A line of the schedule.

    ``anchor`` is its own within a timetable. ``kind`` is a meeting's kind, or holiday,
    or deadline (a day with nothing but work out or due). ``tag`` is a kind in words
    where the headline does not say it; ``marks`` are changes from the usual: a room,
    hours, a joint or moved session. ``notes`` is Markdown. ``part`` is the part of the
    course that begins with it.
    """

    anchor: str
    kind: str
    iso_date: str
    day: str
    headline: str
    number: str = ""
    tag: str = ""
    byline: str = ""
    marks: tuple[LinkView, ...] = ()
    links: tuple[LinkView, ...] = ()
    readings: tuple[ItemView, ...] = ()
    notes: str = ""
    out: tuple[LinkView, ...] = ()
    due: tuple[LinkView, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class ItemView:
    """A named thing: its title, its link if any, a Markdown remark."""

    title: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class WeekView:
    """The rows of a week of the term; weeks count from 1."""

    number: int
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class DeadlineView:
    """An assignment with its days in words; an empty one is not known."""

    title: str
    href: str
    out: str
    due: str
    due_iso: str
    weight: str
    note: str


@dataclass(frozen=True)
class TimetableView:
    """The schedule of a course, or of a section by name."""

    section: str
    weeks: tuple[WeekView, ...]
    deadlines: tuple[DeadlineView, ...]


Keyed = tuple[tuple[dt.date, dt.time, int], RowView]
"""A row with what it is sorted by: day, time, and a number where these are equal."""


def item_view(item: Item) -> ItemView:
    """An item of the course for the renderers."""
    return ItemView(item.title, item.link or "", item.note or "")


def timetable_view(
    subject: Subject, table: Timetable, pages: PageMap, now: dt.datetime
) -> TimetableView:
    """Print a timetable: meetings, holidays and lone deadlines in order of time."""
    works = work_of(subject.course, table)
    rows: list[Keyed] = [
        (meeting.key, _meeting_row(subject, meeting, pages, now))
        for meeting in table.meetings
    ]
    rows = [*_with_work(subject, works, rows), *_holiday_rows(subject, table)]
    rows.sort(key=lambda keyed: keyed[0])
    # What is out before the term is printed above its first week.
    term = subject.course.term
    weeks = groupby(rows, key=lambda keyed: max(1, week_of(term, keyed[0][0])))
    return TimetableView(
        section_name(subject, table),
        tuple(WeekView(n, tuple(row for _, row in group)) for n, group in weeks),
        tuple(_deadlines(subject, works)),
    )


def headline(entry: Entry) -> str:
    """What an entry is called: its topic, or its kind and speaker."""
    if entry.topic:
        return entry.topic
    label = KIND_LABELS[entry.kind]
    return f"{label} by {entry.speaker}" if entry.speaker else label


def tag(entry: Entry) -> str:
    """The kind in words where neither headline nor byline says it."""
    label = KIND_LABELS[entry.kind]
    said = re.search(rf"\b{label}\b", headline(entry), re.IGNORECASE)
    # Pitches and talks say by themselves what they are.
    if entry.kind in {"lecture", "presentation"} or said:
        return ""
    return "" if entry.kind == "guest" and entry.speaker else label


def byline(entry: Entry) -> str:
    """Who speaks, and from where, as far as the headline does not say it."""
    who = entry.speaker or ""
    if who and entry.affiliation:
        who = f"{who}, {entry.affiliation}"
    if not who:
        return entry.affiliation or ""
    if entry.topic is None:
        return entry.affiliation or ""
    return (
        f"{KIND_LABELS['guest']} by {who}" if entry.kind == "guest" else f"with {who}"
    )


def marks(course: Course, meeting: Meeting) -> tuple[LinkView, ...]:
    """What is not as usual with a meeting."""
    entry, found = course.schedule[meeting.entry], []
    if meeting.date in course.day_swaps:
        day = DAYS[course.day_swaps[meeting.date]]
        found.append(LinkView(f"Follows {day}’s schedule"))
    if entry.partner:
        found.append(LinkView(f"Joint with {entry.partner}"))
    if entry.instead_of:
        found.append(LinkView(f"Instead of {short_day(entry.instead_of)}"))
    if entry.extra:
        found.append(LinkView("Extra meeting"))
    if entry.hours and meeting.hours:
        found.append(LinkView(f"Hours: {hours_in_words(meeting.hours)}"))
    if entry.room:
        found.append(room_view(entry.room, "Room: "))
    return tuple(found)


def room_view(room: str, before: str = "") -> LinkView:
    """A room; one that is a meeting link reads as words, not as an address."""
    return LinkView("Online", room) if "://" in room else LinkView(f"{before}{room}")


def _meeting_row(
    subject: Subject,
    meeting: Meeting,
    pages: PageMap,
    now: dt.datetime,
) -> RowView:
    entry = subject.course.schedule[meeting.entry]
    decks = tuple(
        _deck_link(subject, meeting.entry, i, pages, now)
        for i in range(len(entry.decks))
    )
    return RowView(
        anchor=f"meeting-{meeting.entry + 1}",
        kind=meeting.kind,
        iso_date=meeting.date.isoformat(),
        day=short_day(meeting.date),
        headline=headline(entry),
        number=str(meeting.number or ""),
        tag=tag(entry),
        byline=byline(entry),
        marks=marks(subject.course, meeting),
        links=decks + tuple(LinkView(link.title, link.link) for link in entry.links),
        readings=tuple(item_view(item) for item in entry.readings),
        notes=entry.notes or "",
        part=entry.part or "",
    )


def _deck_link(
    subject: Subject, number: int, place: int, pages: PageMap, now: dt.datetime
) -> LinkView:
    """The slides' address where one is given, else their place in the packet."""
    entry = subject.course.schedule[number]
    deck, title = entry.decks[place], deck_title(entry, place)
    if held := held_back(subject, deck.file, now):
        return LinkView(
            title, note=held.removesuffix(".").replace("These slides are ", "")
        )
    placed = pages.find(deck.file, number)
    if placed is None or placed.absence:
        return LinkView(title, deck.link or "", "" if deck.link else "not available")
    return LinkView(
        title,
        deck.link or f"{placed.packet}#{placed.name}",
        f"packet p. {placed.page}",
    )


def _with_work(
    subject: Subject, works: Sequence[Work], rows: Sequence[Keyed]
) -> Iterator[Keyed]:
    """Put what is out and due into the first row of its day, or into one of its own."""
    days = _work_by_day(subject, works)
    for key, row in rows:
        marked = days.pop(key[0], None) if row.kind != "break" else None
        yield key, _marked(row, marked) if marked else row
    for day, marked in days.items():
        row = RowView(f"work-{day}", "deadline", day.isoformat(), short_day(day), "")
        yield (day, dt.time.max, 0), _marked(row, marked)


def _marked(row: RowView, marked: dict[str, tuple[LinkView, ...]]) -> RowView:
    return replace(row, out=marked.get("out", ()), due=marked.get("due", ()))


def _work_by_day(
    subject: Subject, works: Sequence[Work]
) -> dict[dt.date, dict[str, tuple[LinkView, ...]]]:
    """What is out and due on each day of which there is something to say."""
    days: dict[dt.date, dict[str, tuple[LinkView, ...]]] = {}
    for work in works:
        assignment = subject.course.assignments[work.number]
        for side in ("out", "due"):
            at: Moment | None = getattr(work, side)
            if at:
                when = f" at {clock(at.at)}" if at.at else ""
                link = LinkView(
                    f"{assignment.title} {side}{when}", assignment.link or ""
                )
                marked = days.setdefault(at.date, {})
                marked[side] = (*marked.get(side, ()), link)
    return days


def _holiday_rows(subject: Subject, table: Timetable) -> Iterator[Keyed]:
    """The holidays that take a class day from this timetable."""
    course = subject.course
    weekdays = {day for pattern in table.patterns for day in pattern.days}
    days = meeting_dates(course.term, weekdays, (), course.day_swaps)
    for number, (held, name) in enumerate(course.holidays.items(), start=1):
        if any(day in held for day in days):
            first = max(held.first, course.term.first_day)
            yield (
                (first, dt.time.min, -1),
                RowView(
                    f"holiday-{number}",
                    "holiday",
                    first.isoformat(),
                    range_in_words(held),
                    name,
                    tag=KIND_LABELS["break"],
                ),
            )


def _deadlines(subject: Subject, works: Sequence[Work]) -> Iterator[DeadlineView]:
    """The assignments by the day they are due; those without one come last."""
    for work in sorted(works, key=lambda work: work.due_key):
        assignment = subject.course.assignments[work.number]
        yield DeadlineView(
            title=assignment.title,
            href=assignment.link or "",
            out=_moment_in_words(work.out),
            due=_moment_in_words(work.due),
            due_iso=work.due.date.isoformat() if work.due else "",
            weight="" if assignment.weight is None else f"{assignment.weight:g} %",
            note=assignment.note or "",
        )


def _moment_in_words(at: Moment | None) -> str:
    if at is None:
        return ""
    return short_day(at.date) + (f", {clock(at.at)}" if at.at else "")


def section_name(subject: Subject, table: Timetable) -> str:
    """The section that a timetable is for; empty where the course has none."""
    sections = subject.course.sections
    return "" if table.section is None else sections[table.section].name
