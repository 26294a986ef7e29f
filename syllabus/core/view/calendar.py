"""The calendar: a course's meetings, deadlines and holidays as events.

An event keeps its identity (UID) from one published version to the next, however far
its day moves; what changed since counts one revision (SEQUENCE) more and has a later
stamp, and what is gone stays as cancelled (RFC 5545, 3.8.7.4 and 3.8.1.11).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Literal, TypeVar

from syllabus.core.identity import matched_assignments, matched_meetings, told_apart
from syllabus.core.view.data import Data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.core.language import Language
    from syllabus.core.published import Published
    from syllabus.core.view.data import (
        AssignmentData,
        CourseData,
        LinkData,
        MeetingData,
        TimetableData,
    )

Group = Literal["meetings", "deadlines", "holidays"]
GROUPS: tuple[Group, ...] = ("meetings", "deadlines", "holidays")
"""The feeds of a calendar."""

_DAY = dt.timedelta(days=1)


class Event(Data):
    """An event, local time of the course.

    ``starts`` and ``ends`` are both days, the last not counting, or both moments;
    ``ends`` is None for a deadline with a time of day. ``group`` is the feed that it
    belongs to, ``about`` what it is in ``section`` (empty: in all).
    """

    uid: str
    group: Group
    section: str = ""
    about: str
    kind: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date | None = None
    summary: str
    location: str = ""
    description: str = ""
    link: str = ""
    busy: bool = True
    cancelled: bool = False
    sequence: int = 0
    stamp: dt.datetime

    @property
    def content(self) -> dict[str, object]:
        """All that a reader sees: two events with the same are the same revision."""
        return self.model_dump(exclude={"sequence", "stamp"})


def calendar_events(
    data: CourseData, language: Language, published: Published | None = None
) -> tuple[Event, ...]:
    """The events of a course in order of time.

    Args:
        data: The course with its dates.
        language: What the program's own words are in.
        published: What the class was last told; an event that is unchanged since is
            the same to the byte.
    """
    calendar = _Calendar(data, language, published)
    events = [*calendar.meetings(), *calendar.deadlines(), *calendar.holidays()]
    known = {event.uid: event for event in published.events} if published else {}
    current = [_revision(event, known.pop(event.uid, None)) for event in events]
    gone = [_cancelled(event, calendar.stamp) for event in known.values()]
    return tuple(sorted([*current, *gone], key=_order))


def _order(event: Event) -> tuple[str, str]:
    return (event.starts.isoformat(), event.uid)


def _revision(event: Event, known: Event | None) -> Event:
    """The event as it was published if nothing changed, else one revision more."""
    if known is None or event.content == known.content:
        return known or event
    return event.model_copy(update={"sequence": known.sequence + 1})


def _cancelled(event: Event, stamp: dt.datetime) -> Event:
    if event.cancelled:
        return event
    changes = {"cancelled": True, "sequence": event.sequence + 1, "stamp": stamp}
    return event.model_copy(update=changes)


class _Calendar:
    """Makes the events of a course."""

    def __init__(
        self, data: CourseData, language: Language, published: Published | None
    ) -> None:
        self._data, self._language = data, language
        self._uids = _Uids(data, published)
        self.stamp = published.at if published else _before(data)

    def meetings(self) -> Iterator[Event]:
        """The meetings; a break takes its whole day."""
        for section, meeting in _by_section(self._data, lambda t: t.meetings):
            ends: dt.date
            starts, ends = meeting.date, meeting.date + _DAY
            if meeting.starts and meeting.ends:
                starts = dt.datetime.combine(meeting.date, meeting.starts)
                ends = dt.datetime.combine(meeting.date, meeting.ends)
            is_break = meeting.kind == "break"
            online = "://" in meeting.room
            yield self._event(
                "holidays" if is_break else "meetings",
                section,
                meeting.id,
                kind=meeting.kind,
                starts=starts,
                ends=ends,
                summary=self._headed(section, self._named(meeting)),
                location=self._language.text("Online") if online else meeting.room,
                description=self._description(meeting),
                link=meeting.room if online else _address(meeting),
                busy=not is_break,
            )

    def deadlines(self) -> Iterator[Event]:
        """When work is due; what is never due is no event."""
        for section, work in _by_section(self._data, lambda t: t.assignments):
            if work.due is None:
                continue
            day, time = work.due.date, work.due.time
            due = self._language.text("{title} due", title=work.title)
            yield self._event(
                "deadlines",
                section,
                work.id,
                kind="deadline",
                starts=dt.datetime.combine(day, time) if time else day,
                ends=None if time else day + _DAY,
                summary=self._headed(section, due),
                description=work.note,
                link=work.link,
                busy=False,
            )

    def holidays(self) -> Iterator[Event]:
        """Days without class."""
        holidays = self._data.holidays
        names = told_apart(f"holiday-{holiday.name}" for holiday in holidays)
        for name, holiday in zip(names, holidays, strict=True):
            yield self._event(
                "holidays",
                "",
                name,
                kind="holiday",
                starts=holiday.first_day,
                ends=holiday.last_day + _DAY,
                summary=self._headed(
                    "", f"{self._language.kind('break')}: {holiday.name}"
                ),
                busy=False,
            )

    def _event(self, group: Group, section: str, about: str, **what: object) -> Event:
        uid = self._uids.of(group, section, about)
        return Event.model_validate(
            {
                "uid": uid,
                "group": group,
                "section": section,
                "about": about,
                "stamp": self.stamp,
                **what,
            }
        )

    def _headed(self, section: str, words: str) -> str:
        course = self._data.code or self._data.title
        return f"{course}{f', {section}' if section else ''}: {words}"

    def _named(self, meeting: MeetingData) -> str:
        kind = self._language.kind(meeting.kind)
        return meeting.topic if meeting.topic == kind else f"{kind}: {meeting.topic}"

    def _description(self, meeting: MeetingData) -> str:
        """What there is to know, a line each; Markdown reads well as it is."""
        who = ", ".join(filter(None, (meeting.speaker, meeting.affiliation)))
        joint = meeting.partner and self._language.text(
            "Joint with {partner}", partner=meeting.partner
        )
        linked: list[LinkData] = [*meeting.readings, *meeting.links, *meeting.decks]
        lines = [f"{i.title}: {i.link}" if i.link else i.title for i in linked]
        return "\n".join(filter(None, [who, joint, *lines, meeting.notes]))


def _before(data: CourseData) -> dt.datetime:
    """The stamp of what was never published: in the past, and no clock is asked."""
    return dt.datetime(data.term.first_day.year - 1, 1, 1, tzinfo=dt.UTC)


def _address(meeting: MeetingData) -> str:
    """The first thing on the web that belongs to a meeting."""
    things: list[LinkData] = [*meeting.decks, *meeting.links]
    return next((thing.link for thing in things if thing.link), "")


_Thing = TypeVar("_Thing", "MeetingData", "AssignmentData")


def _by_section(
    data: CourseData, things: Callable[[TimetableData], tuple[_Thing, ...]]
) -> Iterator[tuple[str, _Thing]]:
    """Each thing with its section; what is the same in all of them once, with none."""
    first, *others = map(things, data.timetables)
    common = [thing for thing in first if all(thing in other for other in others)]
    yield from (("", thing) for thing in common)
    for table in data.timetables:
        yield from ((table.section, t) for t in things(table) if t not in common)


class _Uids:
    """Gives events their UIDs: those they were published under, else new ones."""

    def __init__(self, data: CourseData, published: Published | None) -> None:
        self._course = "\0".join((data.code, data.title, data.term.name))
        self._sections = [table.section for table in data.timetables]
        self._names = _names_before(published.course, data) if published else {}
        events = published.events if published else ()
        # A name that went to another event when its own was cancelled is the other's.
        self._published = {
            (event.group, event.section, event.about): event.uid
            for event in sorted(events, key=lambda event: not event.cancelled)
        }
        self._taken = {event.uid for event in events}
        self._free = set(self._published.values())

    def of(self, group: Group, section: str, about: str) -> str:
        """A UID: opaque and globally unique (RFC 7986, 5.3)."""
        known = (self._published.get(key) for key in self._keys(group, section, about))
        if uid := next((uid for uid in known if uid in self._free), None):
            self._free.remove(uid)
            return uid
        return self._new(group, section, about)

    def _keys(
        self, group: Group, section: str, about: str
    ) -> Iterator[tuple[Group, str, str]]:
        """What the event may have been published as, the likeliest first.

        What came to differ between sections may have been an event for all of them:
        the first section keeps it, so that nobody's entry is called off. What is the
        same for all now may have been one for each.
        """
        sections = [section] if section else self._sections
        names = [self._names.get((group, s, about), about) for s in sections]
        yield group, section, names[0]
        if section:
            yield group, "", names[0]
        else:
            yield from ((group, s, n) for s, n in zip(sections, names, strict=True))

    def _new(self, group: Group, section: str, about: str) -> str:
        named = "\0".join((self._course, group, section, about))
        digest = hashlib.sha256(named.encode())
        while (uid := f"{digest.hexdigest()[:32]}@syllabus") in self._taken:
            # The name is that of an event which has another name now.
            digest.update(b"again")
        self._taken.add(uid)
        return uid


def _names_before(
    old: CourseData, new: CourseData
) -> dict[tuple[Group, str, str], str]:
    """What meetings and assignments are called now, and were when published.

    A section that is new is compared with the first one.
    """
    names: dict[tuple[Group, str, str], str] = {}
    tables = {table.section: table for table in old.timetables}
    for table in new.timetables:
        section, was = table.section, tables.get(table.section, old.timetables[0])
        for n, o in matched_meetings(was.meetings, table.meetings).items():
            for group in ("meetings", "holidays"):
                names[group, section, table.meetings[n].id] = was.meetings[o].id
        for n, o in matched_assignments(was.assignments, table.assignments).items():
            about = table.assignments[n].id
            names["deadlines", section, about] = was.assignments[o].id
    return names
