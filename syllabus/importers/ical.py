"""A calendar of others (.ics; RFC 5545): an event becomes a row of a schedule.

Times are kept as the clock shows them in the event's own zone; those in UTC are told in
the calendar's zone, where it has one. Repeated events are written out, for two years at
most. What is there for calendar programs only is left out and listed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.cells import Role
from syllabus.importers.ical_lines import Lines
from syllabus.importers.ical_text import described, plain_cell
from syllabus.importers.markers import find_marker, has_topic
from syllabus.importers.page import (
    Aside,
    Block,
    Cell,
    Page,
    Piece,
    Table,
    plain_characters,
)
from syllabus.importers.recurrence import Repeated, is_endless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_CALENDAR = 3_000_000
"""Bytes that a calendar may have; an academic calendar of ten years has under 1 MB."""

MOST_EVENTS = 5000

_ROLES = (
    *(Role.DATE, Role.HOURS, Role.TOPIC, Role.DUE),
    *(Role.ROOM, Role.SLIDES, Role.NOTES),
)
_IS_DUE = re.compile(r"\s+(?:is due|ist fällig|est à rendre)\.?$", re.IGNORECASE)
_TAG = re.compile(r"\s*\[[^\[\]]*\]$")
_ONCE = {
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "URL", "DESCRIPTION"),
    *("RECURRENCE-ID", "STATUS", "UID"),
}
_READ = _ONCE - {"UID"} | {"ATTACH", "COMMENT", "RRULE", "RDATE", "EXDATE"}


def read_ics(raw: bytes, file: str, zone: str = "") -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a calendar.

    Args:
        raw: The bytes.
        file: What the file is called in the report.
        zone: That in which a person wants the hours; "" for the events' own.

    Returns:
        The page, with a row for each event; and the problem of the file: with one the
        page is empty.
    """
    if len(raw) > LARGEST_CALENDAR:
        message = f"a calendar has at most {LARGEST_CALENDAR // 1000:,} kB"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message)]
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    calendar = parsed_calendar(text)
    if calendar is None:
        return Page(file), [_no_calendar(file, "it is none")]
    events = calendar.walk("VEVENT")
    if not events:
        return Page(file), [_no_calendar(file, "it has no events")]
    if len(events) > MOST_EVENTS:
        message = f"the calendar has more than {MOST_EVENTS:,} events"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message)]
    return _Reader(calendar, Lines(text, file), zone).page(), []


def _no_calendar(file: str, reason: str) -> Diagnostic:
    return Diagnostic(
        Where(file),
        "table-unreadable",
        f"this cannot be read as a calendar: {reason}",
        "export it again with the program that has it, as iCalendar (.ics)",
    )


def parsed_calendar(text: str) -> Any:
    """The calendar of a text; None where it is none."""
    from icalendar import Calendar

    if "BEGIN:VCALENDAR" not in text.upper():
        return None
    try:
        first, *_ = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return None
    return first if first.name == "VCALENDAR" else None


class _Reader:
    """Reads one calendar."""

    def __init__(self, calendar: Any, lines: Lines, zone: str) -> None:
        self._calendar, self._lines, self._wanted = calendar, lines, zone
        self._zone_named = _zone_of(calendar)
        self._tag, self._last = "", dt.date.min
        self._zones: Counter[str] = Counter()
        self._findings: list[tuple[str, str]] = []
        self._asides: list[Aside] = []

    def page(self) -> Page:
        """Everything in the calendar."""
        self._drop_broken()
        events = list(enumerate(self._calendar.walk("VEVENT")))
        self._tag = _tag(self._title(event) for _, event in events)
        # Events without an end come last: the others tell how far to follow them.
        found = [
            (start, row)
            for number, event in sorted(events, key=lambda one: is_endless(one[1]))
            for start, row in self._rows(number, event)
        ]
        found.sort(key=lambda item: item[0])
        if self._tag:
            told = f"“{self._tag.strip()}” ends every title, and was left out"
            self._findings.append(("Titles", told))
        name = str(self._calendar.get("X-WR-CALNAME", self._calendar.get("NAME", "")))
        where = self._lines.of_calendar("X-WR-CALNAME", "NAME")
        title = plain_characters(name).strip()
        zone = self._zone()
        self._tell_rest()
        return Page(
            self._lines.file,
            blocks=(Block("heading", title, where),) if title else (),
            tables=(Table((), tuple(row for _, row in found), _ROLES),),
            asides=tuple(self._asides),
            lines=tuple(self._lines.text),
            findings=tuple(self._findings),
            timezone=zone,
            events=True,
        )

    def _drop_broken(self) -> None:
        """Take what cannot be read, or is said twice, out of the events."""
        from icalendar import vBroken

        for number, event in enumerate(self._calendar.walk("VEVENT")):
            for name in list(event):
                if any(isinstance(one, vBroken) for one in _listed(event[name])):
                    where = self._lines.of_event(number, name)
                    text = f"{name}: {_text(event[name])}"
                    self._asides.append(Aside("broken", text, where))
                    del event[name]
                elif name in _ONCE and isinstance(event[name], list):
                    where = self._lines.of_event(number, name)
                    text = f"{name}: {_text(event[name][1:])}"
                    self._asides.append(Aside("said again", text, where))
                    event[name] = event[name][0]

    def _zone(self) -> str:
        """The zone of most of the events with a time; that which a person wants."""
        if self._wanted:
            told = f"{self._wanted}, given with --timezone"
            self._findings.append(("Time zone", told))
            return self._wanted
        named = [self._zone_named] if self._zone_named else []
        usual = [zone for zone, _ in self._zones.most_common()]
        zone = next((z for z in (*usual, *named) if z in available_timezones()), "")
        if zone == "UTC":
            told = "UTC, since the calendar does not say that of the class: name it "
            told += "with --timezone, like Europe/Berlin"
            self._findings.append(("Time zone", told))
        elif zone:
            self._findings.append(("Time zone", f"{zone}, as the calendar says"))
        if len(usual) > 1:
            listed = ", ".join(usual)
            told = f"events are in several zones, {listed}: hours are those of each"
            self._findings.append(("Time zone", told))
        return zone

    def _title(self, event: Any) -> str:
        """The title of an event, without what ends all of them."""
        return _text(event.get("SUMMARY", "")).removesuffix(self._tag)

    def _rows(
        self, number: int, event: Any
    ) -> Iterator[tuple[dt.datetime, tuple[Cell, ...]]]:
        """The rows of an event: one, or one for each time that it is held."""
        self._tell_machinery(number, event)
        where = self._lines.of_event(number, "SUMMARY")
        title = self._title(event)
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            self._asides.append(Aside("a cancelled event", title, where))
            return
        start = event.decoded("DTSTART", None) if "DTSTART" in event else None
        if not isinstance(start, dt.date):
            self._asides.append(Aside("an event without a day", title, where))
            return
        repeated = Repeated.of(event, self._calendar, self._last)
        if repeated.told:
            self._findings.append(("Repeats", f"“{title}”: {repeated.told}"))
        length = _length(event, start)
        self._last = max([self._last, *map(_day, repeated.starts)])
        for day in repeated.starts:
            yield _sortable(day), self._row(number, event, day, length)

    def _row(
        self, number: int, event: Any, start: dt.date, length: dt.timedelta
    ) -> tuple[Cell, ...]:
        at = self._lines.of_event
        days, hours, moment, rest = _when(self._local(start), length)
        topic = self._title(event)
        due: tuple[Piece, ...] = ()
        link = str(event.get("URL", ""))
        links = [link, *map(str, _listed(event.get("ATTACH", [])))]
        notes = [event.get("DESCRIPTION", ""), *_listed(event.get("COMMENT", []))]
        if _is_work(event, topic):
            name = _IS_DUE.sub("", topic)
            due = (Piece(name, href=link or None), Piece(moment and f" at {moment}"))
            # It is not clear at which end of its hours work is due.
            topic, hours, moment, rest, links = "", "", "", hours or rest, links[1:]
        told = [moment, rest, *map(str, notes)]
        return (
            plain_cell(at(number, "DTSTART"), days),
            plain_cell(at(number, "DTEND", "DURATION", "DTSTART"), hours),
            described(at(number, "SUMMARY"), [topic]),
            Cell(at(number, "SUMMARY"), "".join(piece.text for piece in due), due),
            plain_cell(at(number, "LOCATION"), str(event.get("LOCATION", ""))),
            described(at(number, "URL", "ATTACH"), links),
            described(at(number, "DESCRIPTION", "COMMENT"), told),
        )

    def _local(self, start: dt.date) -> dt.date:
        """A time as the clock of its place shows it."""
        if not isinstance(start, dt.datetime) or start.tzinfo is None:
            return start
        if self._wanted:
            return start.astimezone(ZoneInfo(self._wanted)).replace(tzinfo=None)
        zone = str(getattr(start.tzinfo, "key", "") or start.tzname() or "")
        if zone == "UTC" and self._zone_named in available_timezones():
            zone = self._zone_named
            start = start.astimezone(ZoneInfo(zone))
        self._zones[zone] += 1
        return start.replace(tzinfo=None)

    def _tell_machinery(self, number: int, event: Any) -> None:
        """What an event says to calendar programs."""
        names = [name for name in event if name not in _READ]
        names += [inner.name for inner in event.subcomponents]
        if names:
            where = self._lines.of_event(number, "")
            self._asides.append(Aside("for calendar programs", ", ".join(names), where))

    def _tell_rest(self) -> None:
        """The parts of the calendar that are no events."""
        for name, where in self._lines.others:
            self._asides.append(Aside("no event", name, where))


def _zone_of(calendar: Any) -> str:
    """The zone that a calendar names for itself: its only one, if it says no more."""
    zones = [str(zone.get("TZID", "")) for zone in calendar.walk("VTIMEZONE")]
    only = zones[0] if len(zones) == 1 else ""
    return str(calendar.get("X-WR-TIMEZONE", "")) or only


def _tag(titles: Iterable[str]) -> str:
    """The brackets that end every title of several: Canvas names its course so."""
    tags = [match[0] if (match := _TAG.search(one)) else "" for one in titles]
    return tags[0] if len(tags) > 1 and len(set(tags)) == 1 else ""


def _is_work(event: Any, title: str) -> bool:
    """Whether an event is a deadline, by its title or as Canvas and Moodle have it."""
    named = str(event.get("UID", "")).startswith("event-assignment-")
    if named or _IS_DUE.search(title):
        return True
    marker = find_marker(title)
    if marker is None or has_topic(marker):
        return False
    return marker.what in {"out", "due"}


def _text(value: Any) -> str:
    return plain_characters(", ".join(map(str, _listed(value)))).strip()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _length(event: Any, start: dt.date) -> dt.timedelta:
    """How long an event lasts (RFC 5545, 3.6.1): a day, or no time, by default."""
    if "DURATION" in event:
        length = event.decoded("DURATION")
    else:
        end = event.decoded("DTEND") if "DTEND" in event else start
        same = isinstance(end, dt.datetime) == isinstance(start, dt.datetime)
        aware = getattr(end, "tzinfo", None), getattr(start, "tzinfo", None)
        comparable = same and (aware[0] is None) == (aware[1] is None)
        length = end - start if comparable else dt.timedelta()
    if not isinstance(length, dt.timedelta) or length < dt.timedelta():
        return dt.timedelta()
    return length


def _when(start: dt.date, length: dt.timedelta) -> tuple[str, str, str, str]:
    """The days of an event, its hours, its moment if it has no length, and the rest."""
    if not isinstance(start, dt.datetime):
        return _days(start, start + length), "", "", ""
    end = start + length
    day, begins = f"{start:%Y-%m-%d}", f"{start:%H:%M}"
    if not length:
        return day, "", begins, ""
    if start.date() == end.date():
        return day, f"{begins}-{end:%H:%M}", "", ""
    return day, "", "", f"{begins} to {end:%Y-%m-%d %H:%M}"


def _days(first: dt.date, end: dt.date) -> str:
    """The days of an event of whole days; the last, ``end``, does not count."""
    last = max(first, end - dt.timedelta(days=1))
    return str(first) if first == last else f"{first} to {last}"


def _day(start: dt.date) -> dt.date:
    return start.date() if isinstance(start, dt.datetime) else start


def _sortable(start: dt.date) -> dt.datetime:
    if isinstance(start, dt.datetime):
        return start.replace(tzinfo=None)
    return dt.datetime.combine(start, dt.time.min)
