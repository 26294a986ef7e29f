"""``calendar.ics`` of our own, back to a course file; it is known by its PRODID.

A calendar has the days, hours, kinds, topics and rooms of meetings, the deadlines and
the days without class. The weekly pattern is found from the days; the term reaches
from the first event to the last.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Diagnostic, Where, one_line
from syllabus.core.identity import subject_name, told_apart
from syllabus.core.view.data import CourseData
from syllabus.core.words import counted
from syllabus.importers.account import Report, Verdict
from syllabus.importers.ical import parsed_calendar
from syllabus.importers.ical_lines import Lines
from syllabus.importers.numbering import DEFAULT
from syllabus.importers.own_course import fault_of
from syllabus.importers.own_json import import_data
from syllabus.importers.own_patterns import patterns_seen
from syllabus.importers.own_summary import Summaries, summaries_of
from syllabus.importers.schedule_page import Imported
from syllabus.importers.work import work_id
from syllabus.render.ics import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.language import Language
    from syllabus.core.source import Path

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Event:
    """An event: what it is, of which section (empty: of all), and its place."""

    kind: str
    section: str
    words: str
    starts: dt.date
    ends: dt.date | None
    room: str
    description: str
    where: Where

    @property
    def day(self) -> dt.date:
        """Its first day."""
        return _day(self.starts)


def import_own_ics(raw: bytes, file: str) -> Imported | None:
    """Import a calendar of our own; None for any other file.

    Args:
        raw: The bytes of the file.
        file: What it is called in the report.
    """
    if PRODUCT.encode() not in raw:
        return None
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    calendar = parsed_calendar(text)
    if calendar is None or str(calendar.get("PRODID", "")) != PRODUCT:
        return None
    events = list(enumerate(calendar.walk("VEVENT")))
    held = [(n, e) for n, e in events if str(e.get("STATUS", "")) != "CANCELLED"]
    lines = Lines(text, file)
    said = summaries_of(
        str(calendar.get("X-WR-CALNAME", "")),
        [(str(e.get("SUMMARY", "")), _kind(e)) for _, e in held],
    )
    if said is None or not _are_whole([event for _, event in held]):
        return None
    zone, top = (
        str(calendar.get("X-WR-TIMEZONE", "")),
        lines.of_calendar("X-WR-CALNAME"),
    )
    reader = _Calendar(said, zone, top)
    for number, event in held:
        reader.add(event, lines.of_event(number, ""))
    data = CourseData.model_validate(reader.data())
    if fault := fault_of(data):
        message = one_line(f"this calendar was changed since it was written: {fault}")
        problem = Diagnostic(Where(file), "table-unreadable", message)
        return Imported(None, Report(file), (problem,))
    unsaid = {"language", *(() if zone else ("timezone",))}
    imported = import_data(data, file, reader.at, unsaid)
    for number, event in events:
        if (number, event) not in held:
            where, words = lines.of_event(number, ""), str(event.get("SUMMARY", ""))
            imported.report.tell(where, words, Verdict.LEFT_OUT, "it was called off")
    first, last = data.term.first_day, data.term.last_day
    told = f"{counted(len(held), 'event')}, from {first} to {last}: the term's own days"
    imported.report.find("Term", f"{told} stand in no calendar")
    return imported


def _kind(event: Any) -> str:
    return next(iter(event.categories), "")


def _are_whole(events: Sequence[Any]) -> bool:
    """Whether events have what ours have, and are not those of deadlines alone."""
    return any(_kind(event) not in {"deadline", "holiday"} for event in events) and all(
        not event.errors and _when(event, "DTSTART") for event in events
    )


def _when(event: Any, name: str) -> dt.date | None:
    """The day or moment of a property; None where it is neither, or not there."""
    when = getattr(event.get(name), "dt", None)
    return when if isinstance(when, dt.date) else None


def _day(when: dt.date) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when


def _time(when: dt.date | None) -> dt.time | None:
    return when.time() if isinstance(when, dt.datetime) else None


class _Calendar:
    """Collects events as the data that they were made of."""

    def __init__(self, said: Summaries, zone: str, top: Where) -> None:
        self._said, self._zone, self._top = said, zone, top
        self._events: list[_Event] = []
        self._places: dict[Path, Where] = {}

    def at(self, path: Path) -> Where:
        """Where a part of the data stands."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, self._top)

    def add(self, event: Any, where: Where) -> None:
        """Take an event over."""
        kind = _kind(event)
        section, words = self._said.parted(str(event.get("SUMMARY", "")), kind)
        room, address = str(event.get("LOCATION", "")), str(event.get("URL", ""))
        if address and room == self._said.language.text("Online"):
            room = address
        self._events.append(
            _Event(
                kind=kind,
                section=section,
                words=words,
                starts=_when(event, "DTSTART") or dt.date.min,
                ends=_when(event, "DTEND"),
                room=room,
                description=str(event.get("DESCRIPTION", "")),
                where=where,
            )
        )

    def data(self) -> dict[str, Any]:
        """The data of the course."""
        sections = dict.fromkeys(e.section for e in self._events if e.section)
        off = [event for event in self._events if event.kind == "holiday"]
        for place, event in enumerate(off):
            self._places["holidays", place] = event.where
        days = [day for event in self._events for day in (event.day, _last(event))]
        return {
            "title": self._said.course,
            "language": self._said.language.tag,
            "timezone": self._zone or "UTC",
            "term": {
                "name": self._said.term,
                "first_day": min(days),
                "last_day": max(days),
            },
            "holidays": [
                {"name": e.words, "first_day": e.day, "last_day": _last(e)} for e in off
            ],
            "timetables": [
                self._table(number, name, min(days))
                for number, name in enumerate(sections or ("",))
            ],
        }

    def _table(self, number: int, section: str, first_day: dt.date) -> dict[str, Any]:
        mine = [event for event in self._events if event.section in {"", section}]
        held = [event for event in mine if event.kind not in {"deadline", "holiday"}]
        due = [event for event in mine if event.kind == "deadline"]
        for what, events in (("meetings", held), ("assignments", due)):
            for place, event in enumerate(events):
                self._places["timetables", number, what, place] = event.where
        meetings = list(self._meetings(held, first_day))
        return {
            "section": section,
            "patterns": patterns_seen(meetings),
            "meetings": meetings,
            "assignments": list(_assignments(due)),
        }

    def _meetings(
        self, events: Sequence[_Event], first_day: dt.date
    ) -> Iterator[dict[str, Any]]:
        names = told_apart(subject_name(event.kind, event.words) for event in events)
        monday = first_day - first_day.weekday() * _DAY
        number = 0
        for name, event in zip(names, events, strict=True):
            # As it is with the usual kinds: a calendar has no numbers.
            number += event.kind in DEFAULT
            yield {
                "id": name,
                "kind": event.kind,
                "topic": event.words,
                "number": number if event.kind in DEFAULT else None,
                "week": (event.day - monday).days // 7 + 1,
                "date": event.day,
                "starts": _time(event.starts),
                "ends": _time(event.ends),
                "room": event.room,
                # A break belongs to its day.
                "pinned": event.kind == "break",
                **_described(event.description, self._said.language),
            }


def _last(event: _Event) -> dt.date:
    """The last day of an event; the end of one that has whole days does not count."""
    if event.ends is None or isinstance(event.ends, dt.datetime):
        return event.day
    return max(event.day, event.ends - _DAY)


def _described(text: str, language: Language) -> dict[str, Any]:
    """What the description says: the partner's course, links; all else is a note.

    That there are slides is not said without their files.
    """
    before, _, after = language.text("Joint with {partner}", partner="\n").partition(
        "\n"
    )
    found: dict[str, Any] = {"partner": "", "links": []}
    notes = []
    slides = re.escape(language.text("Slides {number}", number="\n"))
    usual = re.compile(slides.replace(re.escape("\n"), r"\d+"))
    for line in text.split("\n"):
        if line == language.text("Slides") or usual.fullmatch(line):
            continue
        title, _, link = line.rpartition(": ")
        inner = line.removeprefix(before).removesuffix(after)
        if title and link.startswith(("https://", "http://", "mailto:")):
            found["links"].append({"title": title, "link": link})
        elif len(inner) == len(line) - len(before) - len(after) > 0:
            found["partner"] = inner
        else:
            notes.append(line)
    return found | {"notes": "\n".join(notes).strip()}


def _assignments(events: Sequence[_Event]) -> Iterator[dict[str, Any]]:
    names = told_apart(work_id(event.words) for event in events)
    for name, event in zip(names, events, strict=True):
        due = {"date": event.day, "time": _time(event.starts)}
        yield {"id": name, "title": event.words, "due": due}
