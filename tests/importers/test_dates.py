"""The forms in which pages write dates."""

import datetime as dt

import pytest

from syllabus.importers.dates import PageDate, in_order, read_dates, settle_order
from syllabus.importers.names import month_of, weekdays_of

FORMS = [
    ("Mar 28th", [(3, 28)], ""),
    ("April 4th", [(4, 4)], ""),
    ("May 23th", [(5, 23)], ""),
    ("28 March", [(3, 28)], ""),
    ("28th of March", [(3, 28)], ""),
    ("3/28", [(3, 28)], ""),
    ("28/3", [(3, 28)], ""),
    ("Tue Mar 28", [(3, 28)], ""),
    ("Tuesday, March 28", [(3, 28)], ""),
    ("Mar 28 (Tue)", [(3, 28)], ""),
    ("2017-03-28", [(3, 28)], ""),
    ("2017/3/28", [(3, 28)], ""),
    ("3/28/17", [(3, 28)], ""),
    ("March 28, 2017", [(3, 28)], ""),
    ("28.3.", [(3, 28)], ""),
    ("28.03.2017", [(3, 28)], ""),
    ("Sept. 5", [(9, 5)], ""),
    ("5-Sep", [(9, 5)], ""),
    ("Febuary 3", [(2, 3)], ""),
    ("Mar 28-30", [(3, 28), (3, 30)], ""),
    ("Nov 22 – Dec 1", [(11, 22), (12, 1)], ""),
    ("28–30 March", [(3, 28), (3, 30)], ""),
    ("Mar 28, Mar 30", [(3, 28), (3, 30)], ""),
    ("May 3 and 5", [(5, 3), (5, 5)], ""),
    ("3/28 & 3/30", [(3, 28), (3, 30)], ""),
    ("Mon Jan 8 - Fri Jan 12", [(1, 8), (1, 12)], ""),
    ("Week 1: Mar 28", [(3, 28)], "Week 1"),
    ("Lecture 3, Oct 4", [(10, 4)], "Lecture 3"),
    ("May 3rd (joint with CSE548)", [(5, 3)], "(joint with CSE548)"),
    ("Mar 28 10:30-11:50", [(3, 28)], "10:30-11:50"),
    ("Feb 29", [(2, 29)], ""),
    ("Feb 30", [], "Feb 30"),
    ("March", [], "March"),
    ("TBD", [], "TBD"),
    ("Chapter 3", [], "Chapter 3"),
    ("13/13", [], "13/13"),
]


@pytest.mark.parametrize(("text", "dates", "rest"), FORMS)
def test_a_date_is_read(text: str, dates: list[tuple[int, int]], rest: str) -> None:
    found = read_dates(text)

    assert ([(d.month, d.day) for d in found.dates], found.rest) == (dates, rest)


@pytest.mark.parametrize(
    ("text", "through"),
    [("Mar 28-30", True), ("Mar 28 to April 2", True), ("Mar 28, 30", False)],
)
def test_a_range_is_told_from_a_list(text: str, through: bool) -> None:
    assert read_dates(text).through is through


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Tue Mar 28", [{1}]),
        ("Mar 28 (Tue)", [{1}]),
        ("Thuesday Mar 28", [{1, 3}]),
        ("Mon Jan 8 - Fri Jan 12", [{0}, {4}]),
        ("Th 9/7", [{3}]),
        ("Mar 28", [set()]),
    ],
)
def test_the_weekday_beside_a_date_is_read(text: str, days: list[set[int]]) -> None:
    assert [set(date.weekdays) for date in read_dates(text).dates] == days


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("Tuesday", {1}),
        ("Tuesdays", {1}),
        ("tues.", {1}),
        ("Thurs", {3}),
        ("Thuesday", {1, 3}),
        ("Wedensday", {2}),
        ("R", {3}),
        ("May", set()),
        ("today", set()),
        ("sunny", set()),
        ("Monte", set()),
    ],
)
def test_a_word_means_the_weekdays_that_it_is_near_to(
    word: str, days: set[int]
) -> None:
    assert set(weekdays_of(word)) == days


@pytest.mark.parametrize(
    ("word", "month"),
    [("Sept.", 9), ("march", 3), ("Febuary", 2), ("Ma", None), ("Marvel", None)],
)
def test_a_word_means_a_month(word: str, month: int | None) -> None:
    assert month_of(word) == month


def test_a_course_crosses_the_new_year() -> None:
    dates = [PageDate(11, 28), PageDate(12, 19), PageDate(1, 9)]

    days = in_order(dates, 2017)

    assert [str(day) for day in days] == ["2017-11-28", "2017-12-19", "2018-01-09"]


def test_rows_with_the_newest_first_cross_it_backwards() -> None:
    days = in_order([PageDate(1, 9), PageDate(12, 19)], 2018)

    assert days[1] == dt.date(2017, 12, 19)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["3/1", "3/8", "3/15"], (3, 1)),
        (["1/3", "8/3", "15/3"], (3, 1)),
        (["1/3", "2/3", "3/3"], (3, 1)),
        (["3/1", "3/2", "3/3"], (3, 1)),
    ],
)
def test_a_page_settles_whether_day_or_month_comes_first(
    texts: list[str], first: tuple[int, int]
) -> None:
    dates, reason = settle_order([read_dates(text).dates[0] for text in texts])

    assert (dates[0].month, dates[0].day) == first
    assert reason


def test_the_calendar_does_not_have_every_day_in_every_year() -> None:
    days = in_order([PageDate(2, 28), PageDate(2, 29), PageDate(3, 1)], 2017)

    assert [str(day) for day in days] == ["2017-02-28", "None", "2017-03-01"]
