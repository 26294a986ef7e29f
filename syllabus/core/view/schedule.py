"""The schedule as it is printed: rows by week, and the deadlines as a list."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.pages import deck_title, held_back
from syllabus.core.schedule import meeting_dates, week_of, work_of
from syllabus.core.values import DateRange, in_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.model import Course, Entry, Item
    from syllabus.core.pages import PageMap
    from syllabus.core.schedule import Meeting, Moment, Timetable, Work


@dataclass(frozen=True)
class LinkView:
    """Words, where they lead (empty: nowhere) and a remark in small print.

    ``second`` are the words in the second language, where they are others.
    """

    text: str
    href: str = ""
    note: str = ""
    second: str = ""


@dataclass(frozen=True)
class RowView:
    """A line of the schedule.

    ``anchor`` is its own within a timetable. ``kind`` is a meeting's kind, or holiday,
    or deadline (a day with nothing but work out or due). ``tag`` is a kind in words
    where the headline does not say it; ``marks`` are changes from the usual: a room,
    hours, a joint or moved session. ``notes`` is Markdown. ``part`` is the part of the
    course that begins with it. ``second`` is the same line in the second language.
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
    second: RowView | None = None


@dataclass(frozen=True)
class ItemView:
    """A named thing: its title, its link if any, a Markdown remark.

    ``entry`` is the anchor of its entry in the reading list, where it is cited.
    """

    title: str
    href: str = ""
    note: str = ""
    entry: str = ""


@dataclass(frozen=True)
class WeekView:
    """The rows of a week of the term; weeks count from 1.

    ``days`` are the first and the last day of the rows, in words.
    """

    number: int
    rows: tuple[RowView, ...]
    days: str = ""


@dataclass(frozen=True)
class DeadlineView:
    """An assignment with its days in words; an empty one is not known.

    ``week`` is the number of the week in which it is due. ``second`` is the same in the
    second language.
    """

    title: str
    href: str
    out: str
    due: str
    due_iso: str
    weight: str
    note: str
    week: str = ""
    second: DeadlineView | None = None


@dataclass(frozen=True)
class TimetableView:
    """The schedule of a course, or of a section by name.

    ``second`` is the section's name in the second language.
    """

    section: str
    weeks: tuple[WeekView, ...]
    deadlines: tuple[DeadlineView, ...]
    second: str = ""


_OFF = {"break", "holiday"}

Keyed = tuple[tuple[dt.date, dt.time, int], RowView]
"""A row with what it is sorted by: day, time, and a number where these are equal."""


def item_view(item: Item, entry: str = "") -> ItemView:
    """An item of the course for the renderers; ``entry`` is its place in the list."""
    return ItemView(item.title, item.link or "", item.note or "", entry)


def timetable_view(
    subject: Subject,
    table: Timetable,
    pages: PageMap,
    now: dt.datetime,
    language: Language,
    second: Language | None = None,
) -> TimetableView:
    """Print a timetable: meetings, holidays and lone deadlines in order of time.

    Args:
        subject: The course, its dates and its files.
        table: The dates of the course, or of a section.
        pages: Where the decks stand in the packet.
        now: Local time of the course, naive.
        language: What it is printed in.
        second: What it is printed in besides.
    """
    printed = _Printer(subject, table, pages, now, language).timetable()
    if second is None:
        return printed
    again = _Printer(subject, table, pages, now, second).timetable()
    return _in_both(printed, again)


def headline(entry: Entry, language: Language) -> str:
    """What an entry is called: its topic, or its kind and speaker."""
    if entry.topic:
        return in_language(entry.topic, language.tag)
    label = language.kind(entry.kind)
    if not entry.speaker:
        return label
    return language.text("{kind} by {speaker}", kind=label, speaker=entry.speaker)


def tag(entry: Entry, language: Language) -> str:
    """The kind in words where neither headline nor byline says it."""
    label = language.kind(entry.kind)
    # Not within a longer word: a lab is not said by “labour”.
    said = rf"(?<![a-zß-ÿ]){re.escape(label)}(?![a-zß-ÿ])"
    if entry.kind == "lecture" or re.search(
        said, headline(entry, language), re.IGNORECASE
    ):
        return ""
    return "" if entry.kind == "guest" and entry.speaker else label


def byline(entry: Entry, language: Language) -> str:
    """Who speaks, and from where, as far as the headline does not say it."""
    place = entry.affiliation or ""
    if not entry.speaker or entry.topic is None:
        return place
    who = entry.speaker
    if place:
        who = language.text("{speaker}, {affiliation}", speaker=who, affiliation=place)
    if entry.kind == "guest":
        kind = language.kind("guest")
        return language.text("{kind} by {speaker}", kind=kind, speaker=who)
    return language.text("with {speaker}", speaker=who)


def marks(course: Course, meeting: Meeting, language: Language) -> tuple[LinkView, ...]:
    """What is not as usual with a meeting."""
    entry, found = course.schedule[meeting.entry], []
    if meeting.date in course.day_swaps:
        day = language.weekday(course.day_swaps[meeting.date])
        found.append(
            LinkView(language.text("Follows {weekday}’s schedule", weekday=day))
        )
    if entry.partner:
        joint = language.text("Joint with {partner}", partner=entry.partner)
        found.append(LinkView(joint))
    if entry.instead_of:
        usual = language.short_day(entry.instead_of)
        found.append(LinkView(language.text("Instead of {day}", day=usual)))
    if entry.extra:
        found.append(LinkView(language.text("Extra meeting")))
    if entry.hours and meeting.hours:
        hours = language.hours(meeting.hours)
        found.append(LinkView(language.text("Hours: {hours}", hours=hours)))
    if entry.room:
        found.append(room_view(entry.room, language, labelled=True))
    return tuple(found)


def room_view(room: str, language: Language, *, labelled: bool = False) -> LinkView:
    """A room; one that is a meeting link reads as words, not as an address."""
    if "://" in room:
        return LinkView(language.text("Online"), room)
    return LinkView(language.text("Room: {room}", room=room) if labelled else room)


@dataclass(frozen=True)
class _Printer:
    """Prints a timetable in a language."""

    subject: Subject
    table: Timetable
    pages: PageMap
    now: dt.datetime
    language: Language

    def timetable(self) -> TimetableView:
        """The rows by week, and the deadlines."""
        works = work_of(self.subject.course, self.table)
        meetings = self.table.meetings
        days = [(one.key, self._meeting_row(one)) for one in meetings]
        rows = [*self._with_work(works, [*days, *self._holiday_rows()])]
        rows.sort(key=lambda keyed: keyed[0])
        # What is out before the term is printed above its first week.
        term = self.subject.course.term
        weeks = groupby(rows, key=lambda keyed: max(1, week_of(term, keyed[0][0])))
        return TimetableView(
            self._said(section_name(self.subject, self.table)),
            tuple(self._week(number, list(rows)) for number, rows in weeks),
            tuple(self._deadlines(works)),
        )

    def _week(self, number: int, rows: Sequence[Keyed]) -> WeekView:
        first, last = rows[0][0][0], rows[-1][0][0]
        days = self.language.days(DateRange(first, last))
        return WeekView(number, tuple(row for _, row in rows), days)

    def _said(self, text: str | None) -> str:
        return in_language(text or "", self.language.tag)

    def _meeting_row(self, meeting: Meeting) -> RowView:
        course, language = self.subject.course, self.language
        entry = course.schedule[meeting.entry]
        decks = [self._deck_link(meeting.entry, i) for i in range(len(entry.decks))]
        links = [LinkView(self._said(link.title), link.link) for link in entry.links]
        cited = self.subject.files.readings
        path = ("schedule", meeting.entry, "readings")
        return RowView(
            anchor=f"meeting-{meeting.entry + 1}",
            kind=meeting.kind,
            iso_date=meeting.date.isoformat(),
            day=language.short_day(meeting.date),
            headline=headline(entry, language),
            number=str(meeting.number or ""),
            tag=tag(entry, language),
            byline=byline(entry, language),
            marks=marks(course, meeting, language),
            links=(*decks, *links),
            readings=tuple(
                item_view(item, cited.anchor((*path, j)))
                for j, item in enumerate(entry.readings)
            ),
            notes=self._said(entry.notes),
            part=self._said(entry.part),
        )

    def _deck_link(self, number: int, place: int) -> LinkView:
        """The slides' address where one is given, else their place in the packet."""
        entry, language = self.subject.course.schedule[number], self.language
        deck, title = entry.decks[place], deck_title(entry, place, language)
        if held := held_back(self.subject, deck.file, self.now):
            return LinkView(title, note=held.remark(language))
        placed = self.pages.find(deck.file, number)
        if placed is None or placed.absence:
            missing = language.text("not available")
            return LinkView(title, deck.link or "", "" if deck.link else missing)
        return LinkView(
            title,
            deck.link or f"{placed.packet}#{placed.name}",
            language.text("packet p. {page}", page=placed.page),
        )

    def _with_work(
        self, works: Sequence[Work], rows: Sequence[Keyed]
    ) -> Iterator[Keyed]:
        """Put what is out and due into a row of its day, or one of its own."""
        days, places = self._work_by_day(works), self._places_of_work(rows)
        for key, row in rows:
            here = places.get(key[0]) == row.anchor and key[0] in days
            yield key, _marked(row, days.pop(key[0])) if here else row
        for day, marked in days.items():
            words = self.language.short_day(day)
            row = RowView(f"work-{day}", "deadline", day.isoformat(), words, "")
            yield (day, dt.time.max, 0), _marked(row, marked)

    def _places_of_work(self, rows: Sequence[Keyed]) -> dict[dt.date, str]:
        """The anchor of the row that says what is out and due, by its day.

        It is the first with class, else one that says there is none. Days that are
        printed as a range are none of them.
        """
        places: dict[dt.date, str] = {}
        for (day, *_), row in sorted(rows, key=lambda keyed: keyed[1].kind in _OFF):
            if row.day == self.language.short_day(day):
                places.setdefault(day, row.anchor)
        return places

    def _work_by_day(
        self, works: Sequence[Work]
    ) -> dict[dt.date, dict[str, tuple[LinkView, ...]]]:
        """What is out and due on each day of which there is something to say."""
        days: dict[dt.date, dict[str, tuple[LinkView, ...]]] = {}
        for work in works:
            assignment = self.subject.course.assignments[work.number]
            title = self._said(assignment.title)
            for side, at, words in (
                ("out", work.out, self._out_words),
                ("due", work.due, self._due_words),
            ):
                if at:
                    link = LinkView(words(title, at.at), assignment.link or "")
                    marked = days.setdefault(at.date, {})
                    marked[side] = (*marked.get(side, ()), link)
        return days

    def _out_words(self, title: str, at: dt.time | None) -> str:
        if at is None:
            return self.language.text("{title} out", title=title)
        time = self.language.clock(at)
        return self.language.text("{title} out at {time}", title=title, time=time)

    def _due_words(self, title: str, at: dt.time | None) -> str:
        if at is None:
            return self.language.text("{title} due", title=title)
        time = self.language.clock(at)
        return self.language.text("{title} due at {time}", title=title, time=time)

    def _holiday_rows(self) -> Iterator[Keyed]:
        """The holidays that take a class day from this timetable."""
        course = self.subject.course
        weekdays = {day for pattern in self.table.patterns for day in pattern.days}
        days = meeting_dates(course.term, weekdays, (), course.day_swaps)
        for number, (held, name) in enumerate(course.holidays.items(), start=1):
            if any(day in held for day in days):
                first = max(held.first, course.term.first_day)
                row = RowView(
                    f"holiday-{number}",
                    "holiday",
                    first.isoformat(),
                    self.language.days(held),
                    self._said(name),
                    tag=self.language.kind("break"),
                )
                yield (first, dt.time.min, -1), row

    def _deadlines(self, works: Sequence[Work]) -> Iterator[DeadlineView]:
        """The assignments by the day they are due; those without one come last."""
        for work in sorted(works, key=lambda work: work.due_key):
            assignment = self.subject.course.assignments[work.number]
            weight = assignment.weight
            yield DeadlineView(
                title=self._said(assignment.title),
                href=assignment.link or "",
                out=self._moment(work.out),
                due=self._moment(work.due),
                due_iso=work.due.date.isoformat() if work.due else "",
                weight="" if weight is None else self.language.percent(weight),
                note=self._said(assignment.note),
                week=self._week_of(work.due),
            )

    def _week_of(self, at: Moment | None) -> str:
        if at is None:
            return ""
        return self.language.number(week_of(self.subject.course.term, at.date))

    def _moment(self, at: Moment | None) -> str:
        if at is None:
            return ""
        day = self.language.short_day(at.date)
        if at.at is None:
            return day
        time = self.language.clock(at.at)
        return self.language.text("{day}, {time}", day=day, time=time)


def _marked(row: RowView, marked: dict[str, tuple[LinkView, ...]]) -> RowView:
    return replace(row, out=marked.get("out", ()), due=marked.get("due", ()))


def _in_both(printed: TimetableView, again: TimetableView) -> TimetableView:
    """A timetable with each line's words in a second language beside it."""
    weeks = (
        replace(week, rows=tuple(map(_row_in_both, week.rows, other.rows)))
        for week, other in zip(printed.weeks, again.weeks, strict=True)
    )
    deadlines = (
        replace(deadline, second=other)
        for deadline, other in zip(printed.deadlines, again.deadlines, strict=True)
    )
    return replace(
        printed,
        weeks=tuple(weeks),
        deadlines=tuple(deadlines),
        second=again.section if again.section != printed.section else "",
    )


def _row_in_both(row: RowView, other: RowView) -> RowView:
    return replace(
        row,
        marks=tuple(map(_link_in_both, row.marks, other.marks)),
        links=tuple(map(_link_in_both, row.links, other.links)),
        out=tuple(map(_link_in_both, row.out, other.out)),
        due=tuple(map(_link_in_both, row.due, other.due)),
        second=other,
    )


def _link_in_both(link: LinkView, other: LinkView) -> LinkView:
    return replace(link, second=other.text if other.text != link.text else "")


def section_name(subject: Subject, table: Timetable) -> str:
    """The section that a timetable is for; empty where the course has none."""
    sections = subject.course.sections
    return "" if table.section is None else sections[table.section].name
