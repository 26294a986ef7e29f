"""Meetings on public holidays."""

from __future__ import annotations

import datetime as dt

from syllabus.core.values import DateRange
from syllabus.core.world.holidays import meetings_on_public_holidays
from tests.core.courses import HEAD, subject_of

MEMORIAL = (DateRange(dt.date(2017, 5, 29), dt.date(2017, 5, 29)), "Memorial Day")
MONDAYS = HEAD + (
    "pattern: {days: Mon}\n"
    "schedule:\n" + "".join(f"  - Topic {n}\n" for n in range(1, 9))
)


def found(text: str) -> list[tuple[int, int, str]]:
    problems = meetings_on_public_holidays(subject_of(text), [MEMORIAL])
    return [(p.where.line, p.where.column, p.message) for p in problems]


def test_an_undated_meeting_on_a_holiday_is_told_at_its_entry() -> None:
    # Mondays from April 3rd: the ninth is May 29th.
    assert found(MONDAYS) == []

    assert found(MONDAYS + "  - Topic 9\n") == [
        (13, 5, "Monday, May 29, 2017 is Memorial Day, and this meets on it")
    ]


def test_a_pinned_meeting_on_a_holiday_is_told_at_its_date() -> None:
    text = MONDAYS + "  - {topic: Guest, date: 2017-05-29}\n"

    assert [place[:2] for place in found(text)] == [(13, 26)]


def test_a_day_that_the_course_has_off_is_no_problem() -> None:
    off = MONDAYS.replace("schedule", "holidays: {2017-05-29: Off}\nschedule")

    assert found(off) == []
    assert found(MONDAYS + "  - {break: Off, date: 2017-05-29}\n") == []


def test_sections_that_share_a_meeting_tell_it_each_for_itself() -> None:
    text = MONDAYS.replace(
        "pattern: {days: Mon}\n",
        "sections:\n  - {name: A, pattern: {days: Mon}}\n"
        "  - {name: B, pattern: {days: Tue}}\n",
    )

    assert len(found(text + "  - Topic 9\n")) == 1
