"""Calendars of others: what becomes of an event, repeated ones, and what is refused."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from syllabus.importers.account import report_text
from syllabus.importers.ical import LARGEST_CALENDAR, read_ics
from syllabus.importers.page import Page
from syllabus.importers.recurrence import MOST
from syllabus.importers.schedule_page import Surroundings, import_page
from tests.importers.importing import course_of, dated, lost_words

CALENDAR = Path(__file__).parent / "tables" / "course.ics"


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of events, each given by its lines."""
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\n{head}{inside}END:VCALENDAR\n".encode()


def page_of(*events: str, head: str = "") -> Page:
    page, problems = read_ics(calendar(*events, head=head), "a.ics")
    assert problems == []
    return page


def rows(page: Page) -> list[list[str]]:
    (table,) = page.tables
    return [[cell.text for cell in row] for row in table.rows]


def days(page: Page) -> list[str]:
    return [row[0] for row in rows(page)]


def test_a_calendar_gives_its_course_and_report(
    golden: Callable[[str, str], None],
) -> None:
    # Programs end their lines with CR LF.
    raw = CALENDAR.read_bytes().replace(b"\n", b"\r\n")
    page, problems = read_ics(raw, "course.ics")
    result = import_page(page, Surroundings(("course.ics",)))

    assert problems == []
    assert result.text
    course = course_of(result)
    assert len(dated(course)) == len(course.schedule)
    assert lost_words(page, result.report) == {}
    golden("importers/course-ics.yaml", result.text)
    golden("importers/course-ics.txt", report_text(result.report) + "\n")


def test_a_weekly_event_is_written_out_without_what_was_left_out() -> None:
    page = page_of(
        "UID:1\nSUMMARY:Files\nDTSTART:20170328T103000\nDTEND:20170328T115000\n"
        "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5\nEXDATE:20170404T103000",
        "UID:1\nRECURRENCE-ID:20170406T103000\nSUMMARY:Pages\nDTSTART:20170407T090000",
    )

    assert [(row[0], row[1], row[2]) for row in rows(page)] == [
        ("2017-03-28", "10:30-11:50", "Files"),
        ("2017-03-30", "10:30-11:50", "Files"),
        ("2017-04-07", "", "Pages"),
        ("2017-04-11", "10:30-11:50", "Files"),
    ]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20170411", "2017-04-11"),
        ("20170411T103000", "2017-04-11"),
        ("20170411T083000Z", "2017-04-11"),
        ("20170411T082959Z", "2017-04-04"),
    ],
)
def test_the_end_of_a_rule_is_told_in_the_zone_of_its_event(
    until: str, last: str
) -> None:
    page = page_of(
        "DTSTART;TZID=Europe/Berlin:20170328T103000\nSUMMARY:Files\n"
        f"RRULE:FREQ=WEEKLY;UNTIL={until}"
    )

    assert days(page)[-1] == last


@pytest.mark.parametrize(
    ("rule", "count", "told"),
    [
        ("FREQ=DAILY", MOST, "no end"),
        ("FREQ=WEEKLY;COUNT=100000", 105, ""),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1, "no end"),
        ("FREQ=SECONDLY", 1, "within a day"),
        ("FREQ=YEARLY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30", 1, "no sense"),
        ("FREQ=MONTHLY;UNTIL=19990101", 1, ""),
    ],
)
def test_a_rule_is_followed_within_limits(rule: str, count: int, told: str) -> None:
    page = page_of(f"DTSTART;VALUE=DATE:20170328\nSUMMARY:Files\nRRULE:{rule}")

    assert len(days(page)) == count
    said = " ".join(words for subject, words in page.findings if subject == "Repeats")
    assert told in said
    assert bool(said) == bool(told)


def test_the_last_day_of_an_event_of_whole_days_does_not_count() -> None:
    page = page_of(
        "DTSTART;VALUE=DATE:20170320\nDTEND;VALUE=DATE:20170325\nSUMMARY:Spring break",
        "DTSTART;VALUE=DATE:20170401\nSUMMARY:Fair",
    )

    assert days(page) == ["2017-03-20 to 2017-03-24", "2017-04-01"]


def test_a_time_in_utc_is_told_in_the_zone_of_the_calendar() -> None:
    event = "DTSTART:20170328T173000Z\nDTEND:20170328T185000Z\nSUMMARY:Files"

    page = page_of(event, head="X-WR-TIMEZONE:America/Los_Angeles\n")

    assert rows(page)[0][:2] == ["2017-03-28", "10:30-11:50"]
    assert page.timezone == "America/Los_Angeles"
    assert page_of(event).timezone == ""


def test_a_deadline_keeps_its_time_and_other_moments_are_notes() -> None:
    page = page_of(
        "DTSTART:20170328T170000\nSUMMARY:HW1 due",
        "DTSTART:20170329T170000\nSUMMARY:Doors open",
        "DTSTART:20170330T220000\nDTEND:20170331T010000\nSUMMARY:Night of code",
    )

    due, doors, night = rows(page)
    assert due[2] == "HW1 due at 17:00"
    assert doors[5] == "17:00"
    assert night[5] == "22:00 to 2017-03-31 01:00"


def test_the_parts_of_an_event_have_their_lines() -> None:
    page = page_of(
        "SUMMARY:Files\nDTSTART:20170328T103000\nDESCRIPTION:One\n Two\nLOCATION:CSE"
    )

    ((day, _, topic, room, _, notes),) = page.tables[0].rows
    assert [cell.where.line for cell in (topic, day, notes, room)] == [3, 4, 5, 7]
    assert notes.text == "10:30 OneTwo"


def test_what_is_for_programs_is_listed() -> None:
    page = page_of(
        "UID:1\nDTSTART:20170328T103000\nSUMMARY:Files\nBEGIN:VALARM\nEND:VALARM",
        "SUMMARY:Without a day",
        "DTSTART:20170330T103000\nSUMMARY:Gone\nSTATUS:CANCELLED",
        head="BEGIN:VTODO\nEND:VTODO\n",
    )

    assert {(aside.what, aside.text) for aside in page.asides} == {
        ("for calendar programs", "UID, VALARM"),
        ("an event without a day", "Without a day"),
        ("a cancelled event", "Gone"),
        ("no event", "VTODO"),
    }
    assert days(page) == ["2017-03-28"]


@pytest.mark.parametrize(
    ("raw", "code", "reason"),
    [
        (b"", "table-unreadable", "no calendar"),
        (b"\x89PNG\r\n\x1a\n\x00", "table-unreadable", "no calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:", "table-unreadable", "no calendar"),
        (calendar(), "table-unreadable", "no events"),
        (bytes(LARGEST_CALENDAR + 1), "file-too-large", "at most"),
        (calendar(*["SUMMARY:x"] * 5001), "file-too-large", "5,000 events"),
    ],
)
def test_what_is_no_calendar_with_events_is_one_problem(
    raw: bytes, code: str, reason: str
) -> None:
    page, (problem,) = read_ics(raw, "a.ics")

    assert problem.code == code
    assert reason in problem.message
    assert page.tables == ()


def test_a_broken_value_costs_its_event_alone() -> None:
    page = page_of(
        "DTSTART:2017\nSUMMARY:Broken",
        "DTSTART:20170327T103000\nRRULE:FREQ=WEEKLY;BYDAY=XX\nSUMMARY:Pages",
        "DTSTART:20170328T103000\nDTEND;VALUE=DATE:20170327\nSUMMARY:Files",
        "DTSTART:20170330T103000\nDURATION:-PT1H\nSUMMARY:Caches\nSUMMARY:Twice",
    )

    assert [(row[0], row[2]) for row in rows(page)] == [
        ("2017-03-27", "Pages"),
        ("2017-03-28", "Files"),
        ("2017-03-30", "Caches"),
    ]
    assert [(aside.what, aside.text) for aside in page.asides] == [
        ("broken", "DTSTART: 2017"),
        ("broken", "RRULE: FREQ=WEEKLY;BYDAY=XX"),
        ("said again", "SUMMARY: Twice"),
        ("an event without a day", "Broken"),
    ]


def test_an_academic_calendar_alone_has_no_class() -> None:
    page = page_of("DTSTART;VALUE=DATE:20170320\nSUMMARY:Spring break")

    (problem,) = import_page(page).problems

    assert problem.code == "no-schedule-table"


def test_no_day_is_read_twice() -> None:
    page = page_of(
        "DTSTART:20170328T103000\nSUMMARY:Files\nRDATE:20170330T103000,20170328T103000"
    )

    assert days(page) == [str(dt.date(2017, 3, 28)), str(dt.date(2017, 3, 30))]
