from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from syllabus.core.view.calendar import Event
from syllabus.render.ics import render_ics

STAMP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CLASS = Event(
    uid="1@syllabus",
    group="meetings",
    about="lecture-trees",
    kind="lecture",
    starts=dt.datetime.fromisoformat("2026-10-29T10:30"),
    ends=dt.datetime.fromisoformat("2026-10-29T11:50"),
    summary="CS 1: Lecture: Trees; leaves, \\ and 木" + " and more" * 20,
    location="Hall 1, north; door 2",
    description="One line\nand another",
    link="https://example.org/trees",
    stamp=STAMP,
)
DUE = Event(
    uid="2@syllabus",
    group="deadlines",
    about="a1",
    kind="deadline",
    starts=dt.date(2026, 11, 3),
    ends=dt.date(2026, 11, 4),
    summary="CS 1: A1 due",
    busy=False,
    cancelled=True,
    sequence=3,
    stamp=STAMP,
)


def read(zone: str = "America/Los_Angeles") -> tuple[bytes, Calendar]:
    text = render_ics([CLASS, DUE], name="CS 1, Fall 2026", zone=zone)
    return text, Calendar.from_ical(text)


def test_words_come_back_as_they_were() -> None:
    _, calendar = read()

    lecture, _ = calendar.events
    assert str(lecture["summary"]) == CLASS.summary
    assert str(lecture["location"]) == CLASS.location
    assert str(lecture["description"]) == CLASS.description
    assert str(lecture["url"]) == CLASS.link


def test_times_are_local_and_say_their_zone() -> None:
    text, calendar = read()

    assert b"DTSTART;TZID=America/Los_Angeles:20261029T103000\r\n" in text
    assert b"DTSTART;VALUE=DATE:20261103\r\n" in text
    lecture, _ = calendar.events
    assert lecture.start.isoformat() == "2026-10-29T10:30:00-07:00"


def test_times_without_a_zone_are_in_utc() -> None:
    text, _ = read("UTC")

    assert b"DTSTART:20261029T103000Z\r\n" in text
    assert b"VTIMEZONE" not in text


def test_times_of_a_zone_that_nobody_named_are_of_no_zone() -> None:
    text, _ = read("")

    assert b"DTSTART:20261029T103000\r\n" in text
    assert b"TIMEZONE" not in text


def test_what_is_cancelled_says_so() -> None:
    text, _ = read()

    assert text.count(b"STATUS:CANCELLED") == 1
    assert text.count(b"SEQUENCE:3\r\n") == 1


def test_no_line_is_longer_than_the_standard_allows() -> None:
    text, _ = read()

    assert max(map(len, text.split(b"\r\n"))) <= 75
