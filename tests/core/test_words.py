from __future__ import annotations

import datetime as dt

import pytest

from syllabus.core import words
from syllabus.core.deadlines import KINDS
from syllabus.core.values import parse_date_range, parse_hours


def test_a_day() -> None:
    day = dt.date(2017, 3, 28)

    assert words.day_in_words(day) == "Tuesday, March 28, 2017"
    assert words.short_day(day) == "Tue, Mar 28"


@pytest.mark.parametrize(
    ("month", "short"), [(5, "May"), (6, "June"), (7, "July"), (8, "Aug"), (9, "Sept")]
)
def test_months_are_shortened_as_americans_do(month: int, short: str) -> None:
    assert words.short_month(dt.date(2017, month, 1)) == short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2017-05-29", "Mon, May 29"),
        ("2017-11-23 to 2017-11-26", "Thu, Nov 23 – Sun, Nov 26"),
    ],
)
def test_days_in_a_row(text: str, shown: str) -> None:
    assert words.range_in_words(parse_date_range(text)) == shown


def test_hours() -> None:
    assert words.hours_in_words(parse_hours("9:05 am - 1:00 pm")) == "9:05–13:00"


@pytest.mark.parametrize(
    ("names", "shown"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_in_a_row(names: list[str], shown: str) -> None:
    assert words.joined(names) == shown


def test_weekdays() -> None:
    assert words.weekdays_in_words((1, 3)) == "Tuesday and Thursday"


@pytest.mark.parametrize((("number"), "shown"), [(0, "0 slides"), (1, "1 slide")])
def test_a_count(number: int, shown: str) -> None:
    assert words.counted(number, "slide") == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (dt.date(2017, 3, 28), dt.date(2017, 6, 1), "March 28 – June 1, 2017"),
        (
            dt.date(2017, 9, 5),
            dt.date(2018, 1, 9),
            "September 5, 2017 – January 9, 2018",
        ),
    ],
)
def test_a_term(first: dt.date, last: dt.date, shown: str) -> None:
    assert words.term_in_words(first, last) == shown


def test_every_kind_has_a_name() -> None:
    assert set(words.KIND_LABELS) == set(KINDS)
