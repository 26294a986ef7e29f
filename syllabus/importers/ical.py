"""A calendar of others (.ics; RFC 5545): an event becomes a row of a schedule.

Times are kept as the clock shows them in the event's own zone; those in UTC are told in
the calendar's zone, where it has one. Repeated events are written out, for two years at
most. What is there for calendar programs only is left out and listed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.cells import Role
from syllabus.importers.csv_text import no_table
from syllabus.importers.ical_lines import Lines
from syllabus.importers.ical_text import described, plain_cell
from syllabus.importers.markers import find_marker
from syllabus.importers.page import Aside, Block, Cell, Page, Table, plain_characters
from syllabus.importers.recurrence import Repeated

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_CALENDAR = 3_000_000
"""Bytes that a calendar may have; an academic calendar of ten years has under 1 MB."""

MOST_EVENTS = 5000

_ROLES = (Role.DATE, Role.HOURS, Role.TOPIC, Role.ROOM, Role.SLIDES, Role.NOTES)
_ONCE = {
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "URL", "DESCRIPTION"),
    *("RECURRENCE-ID", "STATUS", "UID"),
}
_READ = _ONCE - {"UID"} | {"ATTACH", "COMMENT", "RRULE", "RDATE", "EXDATE"}


def read_ics(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a calendar.

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
        return Page(file), [no_table(file, "it is no calendar")]
    events = calendar.walk("VEVENT")
    if not events:
        return Page(file), [no_table(file, "this calendar has no events")]
    if len(events) > MOST_EVENTS:
        message = f"the calendar has more than {MOST_EVENTS:,} events"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message)]
    return _Reader(calendar, Lines(text, file)).page(), []


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

    def __init__(self, calendar: Any, lines: Lines) -> None:
        self._calendar, self._lines = calendar, lines
        self._zone_named = str(calendar.get("X-WR-TIMEZONE", ""))
        self._zones: Counter[str] = Counter()
        self._findings: list[tuple[str, str]] = []
        self._asides: list[Aside] = []

    def page(self) -> Page:
        """Everything in the calendar."""
        self._drop_broken()
        found = [
            (start, row)
            for number, event in enumerate(self._calendar.walk("VEVENT"))
            for start, row in self._rows(number, event)
        ]
        found.sort(key=lambda item: item[0])
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
        """The zone of most of the events with a time."""
        named = [self._zone_named] if self._zone_named else []
        usual = [zone for zone, _ in self._zones.most_common()]
        zone = next((z for z in (*usual, *named) if z in available_timezones()), "")
        if zone:
            self._findings.append(("Time zone", f"{zone}, as the calendar says"))
        if len(usual) > 1:
            listed = ", ".join(usual)
            told = f"events are in several zones, {listed}: hours are those of each"
            self._findings.append(("Time zone", told))
        return zone if zone != "UTC" else ""

    def _rows(
        self, number: int, event: Any
    ) -> Iterator[tuple[dt.datetime, tuple[Cell, ...]]]:
        """The rows of an event: one, or one for each time that it is held."""
        self._tell_machinery(number, event)
        where = self._lines.of_event(number, "SUMMARY")
        title = _text(event.get("SUMMARY", ""))
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            self._asides.append(Aside("a cancelled event", title, where))
            return
        start = event.decoded("DTSTART", None) if "DTSTART" in event else None
        if not isinstance(start, dt.date):
            self._asides.append(Aside("an event without a day", title, where))
            return
        repeated = Repeated.of(event, self._calendar)
        if repeated.told:
            self._findings.append(("Repeats", f"“{title}”: {repeated.told}"))
        length = _length(event, start)
        for day in repeated.starts:
            yield _sortable(day), self._row(number, event, day, length)

    def _row(
        self, number: int, event: Any, start: dt.date, length: dt.timedelta
    ) -> tuple[Cell, ...]:
        at = self._lines.of_event
        start = self._local(start)
        end = start + length
        title = _text(event.get("SUMMARY", ""))
        hours, more = "", ""
        if not isinstance(start, dt.datetime):
            days = _days(start, end)
        elif length and f"{start:%j}" == f"{end:%j}":
            days, hours = f"{start:%Y-%m-%d}", f"{start:%H:%M}-{end:%H:%M}"
        else:
            days = f"{start:%Y-%m-%d}"
            marker = find_marker(title)
            is_work = marker is not None and marker.what in {"out", "due"}
            more = f"{start:%H:%M}" + (f" to {end:%Y-%m-%d %H:%M}" if length else "")
            title, more = (f"{title} at {more}", "") if is_work else (title, more)
        links = [event.get("URL", ""), *_listed(event.get("ATTACH", []))]
        notes = [event.get("DESCRIPTION", ""), *_listed(event.get("COMMENT", []))]
        when = at(number, "DTSTART")
        return (
            plain_cell(when, days),
            plain_cell(at(number, "DTEND", "DURATION", "DTSTART"), hours),
            described(at(number, "SUMMARY"), [title]),
            plain_cell(at(number, "LOCATION"), str(event.get("LOCATION", ""))),
            described(at(number, "URL", "ATTACH"), list(map(str, links))),
            described(at(number, "DESCRIPTION", "COMMENT"), [more, *map(str, notes)]),
        )

    def _local(self, start: dt.date) -> dt.date:
        """A time as the clock of its place shows it."""
        if not isinstance(start, dt.datetime) or start.tzinfo is None:
            return start
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


def _days(first: dt.date, end: dt.date) -> str:
    """The days of an event of whole days; the last, ``end``, does not count."""
    last = max(first, end - dt.timedelta(days=1))
    return str(first) if first == last else f"{first} to {last}"


def _sortable(start: dt.date) -> dt.datetime:
    if isinstance(start, dt.datetime):
        return start.replace(tzinfo=None)
    return dt.datetime.combine(start, dt.time.min)
