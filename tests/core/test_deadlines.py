from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from syllabus.core.deadlines import (
    Deadline,
    MeetingAnchor,
    Release,
    WeekAnchor,
    parse_deadline,
    parse_release,
)

DAY = dt.date(2017, 4, 20)
FIVE = dt.time(17, 0)


@pytest.mark.parametrize(
    ("text", "anchor", "days", "at"),
    [
        ("2017-04-20", DAY, 0, None),
        ("2017-04-20 17:00", DAY, 0, FIVE),
        ("2017-04-20T17:00", DAY, 0, FIVE),
        ("2017-04-20  at  5 pm", DAY, 0, FIVE),
        ("lecture 4", MeetingAnchor("lecture", 4), 0, None),
        ("lecture 4 17:00", MeetingAnchor("lecture", 4), 0, FIVE),
        ("lecture 4 5 pm", MeetingAnchor("lecture", 4), 0, FIVE),
        ("four weeks after lecture 6", MeetingAnchor("lecture", 6), 28, None),
        ("Lecture 4 at 17:00", MeetingAnchor("lecture", 4), 0, FIVE),
        ("the lab #2", MeetingAnchor("lab", 2), 0, None),
        ("exam 1", MeetingAnchor("exam", 1), 0, None),
        ("1 week after lecture 6 at 17:00", MeetingAnchor("lecture", 6), 7, FIVE),
        ("two weeks after lecture 6", MeetingAnchor("lecture", 6), 14, None),
        ("a day before guest 1", MeetingAnchor("guest", 1), -1, None),
        ("3 days after 2017-04-20 17:00", DAY, 3, FIVE),
        ("10 days before 2017-04-20 at 17:00", DAY, -10, FIVE),
        ("Friday of week 3", WeekAnchor(4, 3), 0, None),
        ("fri in week 3 at 17:00", WeekAnchor(4, 3), 0, FIVE),
        ("the Monday of week 12", WeekAnchor(0, 12), 0, None),
    ],
)
def test_the_forms_of_a_deadline(
    text: str, anchor: Any, days: int, at: dt.time | None
) -> None:
    assert parse_deadline(text) == Deadline(" ".join(text.split()), anchor, days, at)


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "lecture", "lecture four", "break 1", "week 3", "after lecture 4"),
        *("1 month after lecture 4", "1 week after", "lecture 4 at"),
        *(
            "1 week after 1 week after lecture 4",
            "Apr 20",
            "lecture 4444",
            "April 20 at",
        ),
    ],
)
def test_what_is_no_moment_of_a_term_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_deadline(text)

    assert caught.value.type == "bad-deadline"


@pytest.mark.parametrize(
    "text",
    ["2017-02-30", "2017-04-20 25:00", "lecture 4 at midnight", "Fooday of week 3"],
)
def test_a_wrong_part_of_a_deadline_is_named(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_deadline(text)

    assert caught.value.type == "bad-value"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("after class", "after class"),
        (" After  Class ", "after class"),
        ("NEVER", "never"),
    ],
)
def test_a_release_after_class_or_never(text: str, when: Any) -> None:
    assert parse_release(text) == Release(when)


def test_a_release_is_else_a_deadline() -> None:
    assert parse_release("lecture 4") == Release(parse_deadline("lecture 4"))


@given(st.text() | st.none() | st.lists(st.none()))
def test_anything_is_a_release_or_refused(value: object) -> None:
    try:
        parse_release(value)
    except PydanticCustomError as error:
        assert error.type in {  # noqa: PT017
            *("bad-deadline", "bad-value", "wrong-type", "missing-value")
        }
