"""Days without class from a text list and from academic calendars."""

import datetime as dt

import pytest

from syllabus.core.values import DateRange
from syllabus.importers.holidays import HolidaysError, read_calendar, read_list

TERM = DateRange(dt.date(2018, 3, 27), dt.date(2018, 5, 31))


def calendar(*events: str) -> bytes:
    lines = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{lines}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def event(name: str, first: str = "20180410", more: str = "") -> str:
    return f"UID:{name}\nDTSTART;VALUE=DATE:{first}\nSUMMARY:{name}{more}"


def found(*events: str) -> list[tuple[str, str]]:
    days = read_calendar(calendar(*events), "a.ics", TERM).days
    return [
        (f"{d.first}" if d.first == d.last else f"{d.first} {d.last}", n)
        for d, n in days
    ]


def test_a_list_has_days_ranges_and_comments() -> None:
    text = (
        "# Spring\n\n2018-05-28 Memorial Day\n"
        "2018-04-02 to 2018-04-06: Spring break  # a week\n"
        "2018-04-20 – 2018-04-21 Fair\n"
    )

    assert [
        (str(d.first), str(d.last), n) for d, n in read_list(text, "a.txt").days
    ] == [
        ("2018-04-02", "2018-04-06", "Spring break"),
        ("2018-04-20", "2018-04-21", "Fair"),
        ("2018-05-28", "2018-05-28", "Memorial Day"),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("May 28 Memorial Day", "write a day and its name"),
        ("2018-05-28", "write a day and its name"),
        ("2018-02-30 Nothing", "the calendar has no day 2018-02-30"),
        ("2018-05-02 to 2018-05-01 Back", "ends before it begins"),
        ("2018-01-01 Again", "2018-01-01 is there twice"),
    ],
)
def test_a_line_that_is_not_understood_is_named(line: str, message: str) -> None:
    with pytest.raises(HolidaysError, match=rf"^a\.txt:2: .*{message}"):
        read_list(f"2018-01-01 New Year\n{line}\n", "a.txt")


@pytest.mark.parametrize(
    "name",
    [
        *("Memorial Day", "Memorial Day Holiday", "No classes: Founders' Day"),
        *("Spring Break", "University closed", "Classes cancelled", "Reading Day"),
        *("Pfingstmontag (Feiertag)", "vorlesungsfrei", "Thanksgiving Recess"),
    ],
)
def test_titles_of_days_without_class_are_known(name: str) -> None:
    assert found(event(name)) == [("2018-04-10", name)]


@pytest.mark.parametrize(
    "name",
    [
        *("Last day to drop", "First day of spring quarter", "Convocation"),
        *("Spring break begins", "Classes resume after the holiday", "Tax Day"),
        *("Grades due before the break", "Housing closes"),
    ],
)
def test_other_titles_are_passed_over_with_the_reason(name: str) -> None:
    all_of_it = read_calendar(calendar(event(name)), "a.ics", TERM)

    assert all_of_it.days == ()
    (line,) = all_of_it.passed_over
    assert line.startswith(f"2018-04-10 {name}: ")


def test_an_event_of_several_days_ends_the_day_before_its_end() -> None:
    five = "\nDTEND;VALUE=DATE:20180415"
    three = "\nDURATION:P3D"

    assert found(event("Spring Break", more=five)) == [
        ("2018-04-10 2018-04-14", "Spring Break")
    ]
    assert found(event("Spring Break", more=three)) == [
        ("2018-04-10 2018-04-12", "Spring Break")
    ]


def test_only_whole_days_that_are_not_cancelled_or_observed_count() -> None:
    meeting = "UID:1\nDTSTART:20180410T100000Z\nSUMMARY:Holiday party"
    gone = event("Spring Break", more="\nSTATUS:CANCELLED")
    observed = event("Tax holiday", more="\nDESCRIPTION:Observance")
    public = event("Some Day", more="\nDESCRIPTION:Public holiday")

    assert found(meeting, gone, observed, public) == [("2018-04-10", "Some Day")]


def test_a_category_tells_too_and_days_outside_the_term_are_not_spoken_of() -> None:
    tagged = event("Founders", more="\nCATEGORIES:Academic,Holiday")

    assert found(tagged, event("Labor Day", "20180903")) == [("2018-04-10", "Founders")]
    other = read_calendar(calendar(event("Concert", "20180903")), "a.ics", TERM)
    assert other.passed_over == ()


def test_a_holiday_of_every_year_is_found_in_this_one() -> None:
    yearly = event("Independence Day", "20100501", "\nRRULE:FREQ=YEARLY")
    ended = event("Old Holiday", "20100502", "\nRRULE:FREQ=YEARLY;UNTIL=20150101")

    assert found(yearly, ended) == [("2018-05-01", "Independence Day")]


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7", b"BEGIN:VCALENDAR\r\nX", b"\xff\xfe"]
)
def test_what_is_no_calendar_is_refused(raw: bytes) -> None:
    with pytest.raises(HolidaysError, match=r"^a\.ics: this is not a calendar file"):
        read_calendar(raw, "a.ics", TERM)
