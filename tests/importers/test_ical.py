"""Calendars of others: what becomes of an event, repeated ones, and what is refused."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.importers.account import report_text
from syllabus.importers.checking import course_errors
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
        ("FREQ=DAILY", 184, "no end"),
        ("FREQ=DAILY;COUNT=500", MOST, "far one"),
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


def test_an_event_without_an_end_is_followed_to_the_last_of_the_others() -> None:
    page = page_of(
        "DTSTART:20170328T103000\nSUMMARY:Files\nRRULE:FREQ=WEEKLY",
        "DTSTART;VALUE=DATE:20170418\nSUMMARY:Exam",
    )

    assert days(page) == [
        *("2017-03-28", "2017-04-04", "2017-04-11", "2017-04-18", "2017-04-18")
    ]
    assert any("no end" in told for _, told in page.findings)


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
    assert page_of(event).timezone == "UTC"
    zone = "BEGIN:VTIMEZONE\nTZID:America/Los_Angeles\nEND:VTIMEZONE\n"
    assert page_of(event, head=zone).timezone == "America/Los_Angeles"


def test_a_deadline_keeps_its_time_and_other_moments_are_notes() -> None:
    page = page_of(
        "DTSTART:20170328T170000\nSUMMARY:HW1 due",
        "DTSTART:20170329T170000\nSUMMARY:Doors open",
        "DTSTART:20170330T220000\nDTEND:20170331T010000\nSUMMARY:Night of code",
    )

    due, doors, night = rows(page)
    assert due[2:4] == ["", "HW1 due at 17:00"]
    assert doors[6] == "17:00"
    assert night[6] == "22:00 to 2017-03-31 01:00"


def test_hours_of_a_deadline_are_a_note_since_they_have_two_ends() -> None:
    page = page_of("DTSTART:20170328T220000\nDTEND:20170328T230000\nSUMMARY:HW1 due")

    ((day, hours, topic, due, *_, notes),) = rows(page)
    assert (day, hours, topic, due) == ("2017-03-28", "", "", "HW1 due")
    assert notes == "22:00-23:00"


def test_assignments_of_canvas_are_due_with_their_page_and_without_its_tag() -> None:
    page = page_of(
        "UID:event-assignment-7\nSUMMARY:Filters\\, and edges [CS 240]\n"
        "DTSTART;TZID=Europe/Berlin:20170328T235900\nURL:https://canvas.example.org/7",
        "UID:event-calendar-event-8\nSUMMARY:Caches [CS 240]\n"
        "DTSTART;TZID=Europe/Berlin:20170328T101500\nDURATION:PT1H",
        "UID:event-calendar-event-9\nSUMMARY:Locks [CS 240]\n"
        "DTSTART;TZID=Europe/Berlin:20170330T101500\nDURATION:PT1H",
    )

    course = course_of(import_page(page))

    (work,) = course.assignments
    assert work.title == "Filters, and edges"
    assert work.link == "https://canvas.example.org/7"
    assert work.due
    assert work.due.text == "2017-03-28 23:59"
    assert [topic for _, topic in dated(course)] == ["Caches", "Locks"]
    told = "“[CS 240]” ends every title, and was left out"
    assert ("Titles", told) in page.findings


def test_hours_are_told_in_the_zone_that_a_person_says() -> None:
    raw = calendar(
        "UID:event-assignment-7\nSUMMARY:Filters\nURL:https://canvas.example.org/7\n"
        "DTSTART:20170329T065900Z\nDESCRIPTION:See https://example.org/sheet",
        "SUMMARY:Reading response is due\nDTSTART:20170329T065900Z",
        "SUMMARY:Caches\nDTSTART:20170328T173000Z\nDURATION:PT1H20M",
        "SUMMARY:Locks\nDTSTART;TZID=Europe/Berlin:20170330T193000\nDURATION:PT1H",
        head="X-WR-TIMEZONE:Europe/Berlin\n",
    )

    page, _ = read_ics(raw, "a.ics", "America/Los_Angeles")
    course = course_of(import_page(page))

    assert course.timezone == "America/Los_Angeles"
    assert {work.title: work.due and work.due.text for work in course.assignments} == {
        "Filters": "2017-03-28 23:59",
        "Reading response": "2017-03-28 23:59",
    }
    assert [row[1] for row in rows(page) if row[1]] == ["10:30-11:50", "10:30-11:30"]
    # What a deadline's description links to makes no class of it.
    assert [topic for _, topic in dated(course)] == ["Caches", "Locks"]


def test_a_deadline_alone_makes_no_class() -> None:
    lectures = (
        f"DTSTART:201703{day}T103000\nDURATION:PT1H\nSUMMARY:Part {day}"
        for day in (14, 21, 28)
    )
    deadline = "DTSTART;VALUE=DATE:20170404\nSUMMARY:HW1 due"

    course = course_of(import_page(page_of(*lectures, deadline)))

    assert [str(day) for day, _ in dated(course)] == [
        *("2017-03-14", "2017-03-21", "2017-03-28")
    ]
    (work,) = course.assignments
    assert work.due
    assert work.due.text == "2017-04-04"


def test_the_parts_of_an_event_have_their_lines() -> None:
    page = page_of(
        "SUMMARY:Files\nDTSTART:20170328T103000\nDESCRIPTION:One\n Two\nLOCATION:CSE"
    )

    ((day, _, topic, _, room, _, notes),) = page.tables[0].rows
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
        (b"", "table-unreadable", "as a calendar: it is none"),
        (b"\x89PNG\r\n\x1a\n\x00", "table-unreadable", "as a calendar: it is none"),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:",
            "table-unreadable",
            "as a calendar: it is none",
        ),
        (calendar(), "table-unreadable", "as a calendar: it has no events"),
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


def test_free_days_are_known_in_other_languages() -> None:
    page = page_of(
        "DTSTART:20171219T101500\nDURATION:PT1H\nSUMMARY:Dateien",
        "DTSTART;VALUE=DATE:20171223\nDTEND;VALUE=DATE:20180107\n"
        "SUMMARY:Weihnachtsferien",
        "DTSTART;VALUE=DATE:20180501\nSUMMARY:Fête du travail",
    )

    course = course_of(import_page(page))

    assert list(course.holidays.values()) == ["Weihnachtsferien", "Fête du travail"]
    assert [topic for _, topic in dated(course)] == ["Dateien"]


def test_an_academic_calendar_alone_has_no_class() -> None:
    page = page_of("DTSTART;VALUE=DATE:20170320\nSUMMARY:Spring break")

    (problem,) = import_page(page).problems

    assert problem.code == "no-schedule-table"


def test_an_event_of_which_all_days_are_left_out_gives_no_row() -> None:
    page = page_of(
        "DTSTART:20170328T103000\nSUMMARY:Files\nRRULE:FREQ=WEEKLY;COUNT=1\n"
        "EXDATE:20170328T103000"
    )

    assert days(page) == []


def test_no_day_is_read_twice() -> None:
    page = page_of(
        "DTSTART:20170328T103000\nSUMMARY:Files\nRDATE:20170330T103000,20170328T103000"
    )

    assert days(page) == [str(dt.date(2017, 3, 28)), str(dt.date(2017, 3, 30))]


@settings(deadline=None, max_examples=150)
@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, 2500),
            st.integers(0, 40),
            st.sampled_from(
                ["", "\n", ";", ":", "=", ",", "\\", "-9", "RRULE:", "DTSTART:", "\x00"]
            ),
        ),
        max_size=4,
    )
)
def test_a_calendar_with_bytes_amiss_is_read_or_refused(
    cuts: list[tuple[int, int, str]],
) -> None:
    text = CALENDAR.read_text("utf-8")
    for at, length, put in cuts:
        text = text[:at] + put + text[at + length :]

    page, problems = read_ics(text.encode(), "a.ics")

    assert bool(page.tables) != bool(problems)
    result = import_page(page)
    assert result.text or result.problems
    refused = course_errors(result.text, "course.yaml") if result.text else []
    assert {problem.code for problem in refused} <= {"term-too-long"}
