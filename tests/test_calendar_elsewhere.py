"""The calendar as another program reads it: ical.js, which mail programs use."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.view.calendar import calendar_events
from syllabus.core.view.resolved import course_data
from syllabus.render.ics import render_ics
from tests.core.courses import subject_of
from tests.needs import NPM

if TYPE_CHECKING:
    from syllabus.core.view.calendar import Event

pytestmark = pytest.mark.needs("node", "node_modules")

ENGLISH = Language.of("en")
NOW = dt.datetime.fromisoformat("2020-01-01T00:00")
# Terms over a change of the clocks, in zones with a rule, with changes of their own,
# and with none.
TERMS = [
    ("America/Los_Angeles", "2017-03-01", "2017-03-31"),
    ("America/New_York", "2026-10-20", "2026-11-20"),
    ("Europe/Berlin", "2027-03-10", "2027-04-10"),
    ("Asia/Jerusalem", "2026-10-10", "2026-11-10"),
    ("Africa/Casablanca", "2026-02-01", "2026-03-31"),
    ("Australia/Sydney", "2027-03-20", "2027-04-20"),
    ("Asia/Kathmandu", "2026-09-01", "2026-10-01"),
    ("UTC", "2026-09-01", "2026-10-01"),
]


def events_of(zone: str, first: str, last: str) -> tuple[Event, ...]:
    days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    topics = "".join(f"  - Topic {n}, with “signs”; {n}\n" for n in range(days + 1))
    subject = subject_of(
        f"title: Clocks\ntimezone: {zone}\n"
        f"term: {{name: T, first_day: {first}, last_day: {last}}}\n"
        "pattern: {days: Mon/Tue/Wed/Thu/Fri/Sat/Sun, hours: 10:30-11:50, "
        "room: 'A, 1'}\n"
        f"assignments: [{{id: a, title: A, due: {last} at 17:00}}]\n"
        f"schedule:\n{topics}"
    )
    data = course_data(subject, page_map(subject, NOW), NOW, ENGLISH)
    return calendar_events(data, ENGLISH)


def read(text: bytes) -> list[dict[str, Any]]:
    command = ["node", str(NPM / "read_calendar.mjs")]
    ran = subprocess.run(command, input=text, capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def utc(when: dt.datetime | dt.date | None, zone: str) -> str:
    assert isinstance(when, dt.datetime)
    moment = when.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(("zone", "first", "last"), TERMS)
def test_every_meeting_is_at_its_local_time(zone: str, first: str, last: str) -> None:
    events = events_of(zone, first, last)

    found = read(render_ics(events, name="Clocks", zone=zone))

    assert [(e["uid"], e["starts"], e["summary"], e["location"]) for e in found] == [
        (event.uid, utc(event.starts, zone), event.summary, event.location)
        for event in events
    ]
    assert [e["ends"] for e in found] == [
        utc(event.ends or event.starts, zone) for event in events
    ]
