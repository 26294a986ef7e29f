"""The calendar as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icalendar import Event as Component

    from syllabus.core.view.calendar import Event

PRODUCT = "-//syllabus//course calendar//EN"
"""By which a calendar of ours is known."""


def render_ics(events: Sequence[Event], *, name: str, zone: str) -> bytes:
    """The events as a calendar that clients subscribe to or read in.

    Args:
        events: In order; their times are local to the zone.
        name: What clients call the calendar.
        zone: A zone of the tz database. Empty where it is not known: times are those
            of wherever the reader is then (RFC 5545, 3.3.5, form 1).
    """
    from icalendar import Calendar

    from syllabus.render.zones import time_zone

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if zone:
        calendar.add("x-wr-timezone", zone)
    timed = [e.starts for e in events if isinstance(e.starts, dt.datetime)]
    if timed and zone not in {"", "UTC"}:
        first, last = min(timed).date(), max(timed).date()
        calendar.add_component(time_zone(zone, first, last))
    for event in events:
        calendar.add_component(_component(event, zone))
    text: bytes = calendar.to_ical()
    return text


def _component(event: Event, zone: str) -> Component:
    from icalendar import Event as Component

    component = Component()
    component.add("uid", event.uid)
    component.add("dtstamp", event.stamp)
    component.add("sequence", event.sequence)
    _add_time(component, "dtstart", event.starts, zone)
    if event.ends is not None:
        _add_time(component, "dtend", event.ends, zone)
    component.add("summary", event.summary)
    for key, value in (
        ("location", event.location),
        ("description", event.description),
        ("url", event.link),
    ):
        if value:
            component.add(key, value)
    component.add("categories", [event.kind])
    component.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return component


def _add_time(
    component: Component, key: str, when: dt.datetime | dt.date, zone: str
) -> None:
    """A day, or a moment that says its zone by name, where there is one."""
    if isinstance(when, dt.datetime) and zone == "UTC":
        component.add(key, when.replace(tzinfo=dt.UTC))
    elif isinstance(when, dt.datetime) and zone:
        component.add(key, when, parameters={"TZID": zone})
    else:
        component.add(key, when)
