from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from syllabus.core.values import (
    DateRange,
    Hours,
    parse_address,
    parse_date,
    parse_date_range,
    parse_flag,
    parse_hours,
    parse_mail,
    parse_number,
    parse_path,
    parse_room,
    parse_text,
    parse_time,
    parse_weekday,
    parse_weekdays,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None))


def refused(parse: Callable[[object], object], value: object) -> str:
    """The code with which a value is refused."""
    with pytest.raises(PydanticCustomError) as caught:
        parse(value)
    return caught.value.type


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_of_a_course_is_read_as_it_is_written(day: dt.date) -> None:
    assert parse_date(f" {day} ") == day


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2017-3-28",
            "28.03.2017",
            "March 28",
            "2017-02-29",
            "2017-13-01",
            "20170328",
        ),
        *("1899-12-31", "2200-01-01", "0000-01-01", "2017-03-28T10:00", "2017–03–28"),
    ],
)
def test_what_is_no_day_of_a_course_is_refused(text: str) -> None:
    assert refused(parse_date, text) == "bad-value"


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        *(("0:00", 0, 0), ("9:30", 9, 30), ("09:30", 9, 30), ("23:59", 23, 59)),
        *(("5:30 pm", 17, 30), ("5:30PM", 17, 30), ("5 p.m.", 17, 0), ("12 am", 0, 0)),
        *(("12:01 pm", 12, 1), ("11am", 11, 0)),
    ],
)
def test_times_are_read(text: str, hour: int, minute: int) -> None:
    assert parse_time(text) == dt.time(hour, minute)


@pytest.mark.parametrize(
    "text", ["10", "24:00", "9:60", "13 pm", "0:30 am", "noon", "9.30", "-1:00", "9:5"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refused(parse_time, text) == "bad-value"


@given(TIMES, TIMES)
def test_hours_are_read_or_end_before_they_begin(one: dt.time, other: dt.time) -> None:
    text = f"{one:%H:%M}-{other:%H:%M}"
    if one < other:
        assert parse_hours(text) == Hours(one, other)
    else:
        assert refused(parse_hours, text) == "bad-value"


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("10:30-11:50", "10:30", "11:50"),
        ("10:30 – 11:50", "10:30", "11:50"),
        ("10:30 to 11:50", "10:30", "11:50"),
        ("9:00 am - 10:20 am", "09:00", "10:20"),
        ("1:30-2:50 pm", "13:30", "14:50"),
        ("11:30-1:20 pm", "11:30", "13:20"),
        ("11-12 pm", "11:00", "12:00"),
        ("12-1 pm", "12:00", "13:00"),
        ("9-10:20 a.m.", "09:00", "10:20"),
        ("9:00 am-1:00 pm", "09:00", "13:00"),
    ],
)
def test_am_and_pm_go_for_both_ends_where_that_makes_hours(
    text: str, starts: str, ends: str
) -> None:
    hours = parse_hours(text)

    assert (f"{hours.starts:%H:%M}", f"{hours.ends:%H:%M}") == (starts, ends)


@pytest.mark.parametrize(
    "text", ["10:30", "10-11", "11:50-10:30", "13-2 pm", "9-10-11"]
)
def test_what_are_no_hours_is_refused(text: str) -> None:
    assert refused(parse_hours, text) == "bad-value"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("Mon", 0), ("tues", 1), ("Wed.", 2), ("THURS", 3), ("fridays", 4)),
        *(("Saturday", 5), ("Sundays", 6), ("Wednes", 2)),
    ],
)
def test_weekdays_are_read_from_three_letters_on(text: str, number: int) -> None:
    assert parse_weekday(text) == number


@pytest.mark.parametrize(
    "text", ["M", "Mo", "Thuesday", "MWF", "Tus", "wes", "s", "..."]
)
def test_what_is_no_weekday_is_refused(text: str) -> None:
    assert refused(parse_weekday, text) == "bad-value"


@pytest.mark.parametrize(
    "value",
    [
        "Tue/Thu",
        "Thu, Tue",
        "Tuesdays and Thursdays",
        "Tue & Thu",
        ["Tue", "Thu", "Tue"],
    ],
)
def test_weekdays_are_read_in_the_order_of_the_week(value: object) -> None:
    assert parse_weekdays(value) == (1, 3)


def test_a_range_of_days_has_both_ends() -> None:
    days = parse_date_range("2017-11-23 to 2017-11-26")

    assert dt.date(2017, 11, 23) in days
    assert dt.date(2017, 11, 26) in days
    assert dt.date(2017, 11, 27) not in days


def test_one_day_is_a_range_of_days() -> None:
    day = dt.date(2017, 5, 29)

    assert parse_date_range("2017-05-29") == DateRange(day, day)


@pytest.mark.parametrize(
    "text",
    ["2017-11-26 to 2017-11-23", "2017-11-23 to 26", "a to b", "2017-11-23 to"],
)
def test_what_is_no_range_of_days_is_refused(text: str) -> None:
    assert refused(parse_date_range, text) == "bad-value"


@pytest.mark.parametrize(
    ("text", "number"), [("40", 40), ("12.5", 12.5), ("10 %", 10), ("0", 0), ("7%", 7)]
)
def test_numbers_are_read(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["-1", "1e3", "1,5", "nan", "inf", "9999999", "%", "½"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    assert refused(parse_number, text) == "bad-value"


@pytest.mark.parametrize(
    ("text", "flag"), [("yes", True), ("True", True), ("NO", False)]
)
def test_yes_and_no_are_read(text: str, flag: bool) -> None:
    assert parse_flag(text) is flag


def test_perhaps_is_neither_yes_nor_no() -> None:
    assert refused(parse_flag, "perhaps") == "bad-value"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "mailto:ada@example.org",
        "https://example.org/ü",
        "https://[::1]/x",
    ],
)
def test_addresses_are_kept_as_they_are(text: str) -> None:
    assert parse_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("example.org", "www.example.org/a", "/page", "page.html", "#top", "https://"),
        *(
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://example.org",
            "mailto:ada",
        ),
        *(
            "https://exa mple.org",
            "https://[::1",
            "https://example.org:99999/",
            "http:x",
        ),
        *("https://example.org/<b>", 'https://example.org/"', "data:text/plain,x"),
    ],
)
def test_what_a_reader_cannot_open_is_refused(text: str) -> None:
    assert refused(parse_address, text) == "bad-link"


def test_a_mail_address_may_be_written_as_a_link() -> None:
    assert parse_mail("mailto:ada@example.org") == "ada@example.org"


@pytest.mark.parametrize(
    "text", ["ada", "ada@", "ada at example.org", "a@b", "a@b@c.d"]
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    assert refused(parse_mail, text) == "bad-link"


def test_a_room_is_a_name_or_a_link_that_opens() -> None:
    assert parse_room("CSE 403") == "CSE 403"
    assert parse_room("https://example.org/meet") == "https://example.org/meet"
    assert refused(parse_room, "zoom://123") == "bad-link"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        *(
            ("slides/a.pdf", "slides/a.pdf"),
            ("./a.pdf", "a.pdf"),
            ("a//b.pdf", "a/b.pdf"),
        ),
        *((r"slides\a.pdf", "slides/a.pdf"), ("a/./b c.pdf", "a/b c.pdf")),
        ("..a.pdf", "..a.pdf"),
    ],
)
def test_one_file_has_one_path(text: str, path: str) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "../a.pdf",
        "a/../../b",
        "~/a.pdf",
        "C:/a.pdf",
        r"c:\a",
        r"..\a",
        "..",
    ],
)
def test_a_file_outside_the_course_is_refused(text: str) -> None:
    assert refused(parse_path, text) == "outside-course"


def test_an_address_is_no_file() -> None:
    assert refused(parse_path, "https://example.org/a.pdf") == "bad-value"


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "a\x7f", "\ufffe", "a\x08"])
def test_text_that_no_page_can_hold_is_refused(text: str) -> None:
    assert refused(parse_text, text) == "bad-value"


def test_text_keeps_lines_and_tabs_and_loses_white_space_around_it() -> None:
    assert parse_text("\n a\n\tb \r\n") == "a\n\tb"


EVERY = (
    *(parse_address, parse_date, parse_date_range, parse_flag, parse_hours, parse_mail),
    *(parse_number, parse_path, parse_room, parse_text, parse_time, parse_weekday),
    parse_weekdays,
)


@pytest.mark.parametrize("parse", EVERY)
@pytest.mark.parametrize("value", [None, "", "  ", {}, {"a": "b"}, [None], [[]]])
def test_what_is_no_text_is_refused_by_a_known_code(parse: Any, value: object) -> None:
    assert refused(parse, value) in {"wrong-type", "missing-value"}


@pytest.mark.parametrize("parse", EVERY)
@given(text=st.text())
def test_any_text_is_read_or_refused(parse: Any, text: str) -> None:
    try:
        parse(text)
    except PydanticCustomError as error:
        assert error.type in {  # noqa: PT017
            *("bad-value", "missing-value", "wrong-type", "bad-link", "outside-course")
        }
