"""The course as linked data: what search engines and planners read (schema.org)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from syllabus.core.view.calendar import Event
    from syllabus.core.view.data import CourseData

_STATUS = "https://schema.org/Event"


def linked_data(
    data: CourseData, events: tuple[Event, ...], description: str
) -> dict[str, Any]:
    """A schema.org ``Course`` with its offering and an ``Event`` for each meeting.

    Args:
        data: The course.
        events: Its calendar; deadlines and holidays are no events of schema.org.
        description: Plain text; the course's title stands in for none.
    """
    zone = ZoneInfo(data.timezone)
    offering = {
        "@type": "CourseInstance",
        "name": data.term.name,
        "startDate": data.term.first_day.isoformat(),
        "endDate": data.term.last_day.isoformat(),
        "instructor": [
            {"@type": "Person", "name": person.name} for person in data.staff
        ],
        "subEvent": [_event(e, zone) for e in events if e.group == "meetings"],
    }
    provider = {"@type": "Organization", "name": data.institution}
    found = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": data.title,
        "courseCode": data.code,
        "description": description or data.title,
        "inLanguage": data.language,
        "provider": provider if data.institution else None,
        "hasCourseInstance": _filled(offering),
    }
    return _filled(found)


def _event(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    gone = "Cancelled" if event.cancelled else "Scheduled"
    place = {"@type": "Place", "name": event.location}
    ends = event.ends if isinstance(event.ends, dt.datetime) else None
    found = {
        "@type": "EducationEvent",
        "name": event.summary,
        "startDate": _iso(event.starts, zone),
        "endDate": _iso(ends, zone) if ends else None,
        "eventStatus": f"{_STATUS}{gone}",
        "location": place if event.location else None,
        "url": event.link,
    }
    return _filled(found)


def _iso(when: dt.date, zone: ZoneInfo) -> str:
    """A day, or a moment with its offset."""
    if isinstance(when, dt.datetime):
        return when.replace(tzinfo=zone).isoformat()
    return when.isoformat()


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value}
