"""Time zones of the calendar, against the tz database."""

from __future__ import annotations

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from syllabus.render.zones import time_zone

_ZONES = (
    "America/Los_Angeles",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
)


def offsets(zone: dt.tzinfo, days: list[dt.datetime]) -> list[dt.timedelta | None]:
    return [day.replace(tzinfo=zone).utcoffset() for day in days]


@pytest.mark.parametrize("name", _ZONES)
@pytest.mark.parametrize("year", [2017, 2026])
def test_every_class_hour_is_as_the_database_has_it(name: str, year: int) -> None:
    first = dt.date(year, 1, 4)
    days = [
        dt.datetime.combine(first + dt.timedelta(days=n), dt.time(9))
        for n in range(500)
    ]

    zone = time_zone(name, days[0].date(), days[-1].date())
    text = b"BEGIN:VCALENDAR\r\n" + zone.to_ical() + b"END:VCALENDAR\r\n"

    read = tzical(io.StringIO(text.decode())).get(name)
    assert read
    assert offsets(read, days) == offsets(ZoneInfo(name), days)


def test_a_zone_with_a_yearly_rule_is_written_as_one() -> None:
    text = time_zone(
        "Europe/Berlin", dt.date(2027, 2, 1), dt.date(2027, 7, 1)
    ).to_ical()

    assert text.count(b"RRULE:FREQ=YEARLY;BYDAY=-1SU") == 2
    assert b"RDATE" not in text


def test_a_zone_that_left_its_rule_has_each_change() -> None:
    text = time_zone(
        "Asia/Jerusalem", dt.date(2026, 3, 1), dt.date(2026, 7, 1)
    ).to_ical()

    assert b"RRULE" not in text
    assert b"DTSTART:20260327T020000" in text
