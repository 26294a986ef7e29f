"""Assignments of a course against those of a page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from syllabus.core.diagnostics import Where
from syllabus.core.world.work import StatedDay, StatedWork, compare_work
from tests.core.courses import CLASS, subject_of

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic

COURSE = (
    CLASS
    + """\
assignments:
  - {id: a1, title: "Homework 1: Trees", due: 2017-04-20 at 17:00}
  - {id: a2, title: Homework 2}
  - {id: essay, title: Essay on engines}
schedule:
  - {topic: One, out: a2}
  - {topic: Two, due: a2}
"""
)
# Lectures are on March 28 and 30.
FIRST = StatedDay(Where("site/work.md", 5, 30), dt.date(2017, 4, 20), dt.time(17))
SECOND = StatedDay(Where("site/work.md", 6, 30), dt.date(2017, 3, 30))


def stated(name: str, line: int = 5, **days: StatedDay) -> StatedWork:
    return StatedWork(name, Where("site/work.md", line, 3), f"| {name} |", days)


BOTH = [
    stated("HW1", due=FIRST),
    stated("Homework 2", 6, due=SECOND),
    stated("Essay on engines", 7),
]


def short(name: str) -> str:
    return name.lower().replace("homework ", "hw")


def compared(*works: StatedWork, text: str = COURSE) -> list[Diagnostic]:
    return list(compare_work(subject_of(text), works, short))


def test_what_agrees_is_no_problem() -> None:
    assert compared(*BOTH) == []


def test_another_day_is_told_with_both_places() -> None:
    other = StatedDay(FIRST.where, dt.date(2017, 4, 27))

    [problem] = compared(stated("HW1", due=other), *BOTH[1:])

    assert problem.code == "date-differs"
    assert problem.message == (
        "“Homework 1: Trees” is due on Thursday, April 20, 2017 at 17:00, "
        "and on Thursday, April 27, 2017 in site/work.md:5"
    )
    assert (problem.where.line, problem.where.column) == (5, 47)


def test_a_day_of_the_schedule_is_told_at_its_mark() -> None:
    other = StatedDay(FIRST.where, dt.date(2017, 4, 4))

    out, due = compared(
        BOTH[0], stated("HW 2".replace(" ", ""), out=other, due=other), BOTH[2]
    )

    assert (out.where.line, due.where.line) == (9, 10)
    assert "“Homework 2” is out on Tuesday, March 28, 2017, and on Tue" in out.message


@pytest.mark.parametrize(
    ("at", "differs"), [(dt.time(17), False), (None, False), (dt.time(23, 59), True)]
)
def test_times_differ_where_both_are_said(at: dt.time | None, differs: bool) -> None:
    there = StatedDay(FIRST.where, dt.date(2017, 4, 20), at)

    assert bool(compared(stated("HW1", due=there), *BOTH[1:])) == differs


def test_a_day_that_one_side_leaves_open_is_told() -> None:
    left_open = StatedDay(FIRST.where)

    [here] = compared(*BOTH[:2], stated("Essay on engines", 7, due=FIRST))
    [there] = compared(BOTH[0], stated("HW2", due=left_open), BOTH[2])

    assert "“Essay on engines” is due on no day, and on Thursday" in here.message
    assert here.where.line == 7
    assert there.message.endswith("March 30, 2017, and left open in site/work.md:5")


def test_a_side_that_the_page_does_not_speak_of_is_no_problem() -> None:
    assert compared(BOTH[0], stated("Homework 2"), BOTH[2]) == []


def test_what_one_side_alone_has_is_told_at_its_place() -> None:
    here, there = compared(BOTH[0], BOTH[2], stated("Homework 3", 8, due=SECOND))

    assert (here.code, there.code) == ("only-in-course", "only-in-other")
    assert here.message == "“Homework 2” is not in site/work.md"
    assert here.where.line == 6
    assert there.message == (
        "“Homework 3” (due Thursday, March 30, 2017) is not among the assignments at "
        "../course.yaml:5"
    )
    assert (there.where, there.excerpt) == (
        Where("site/work.md", 8, 3),
        "| Homework 3 |",
    )


@pytest.mark.parametrize(
    "name", ["a1", "Homework 1", "hw1", "HOMEWORK 1: TREES", "Homework 1 - Trees again"]
)
def test_an_assignment_is_known_by_its_names(name: str) -> None:
    assert compared(stated(name, due=FIRST), *BOTH[1:]) == []


def test_a_title_in_nearly_the_same_words_is_the_same() -> None:
    assert compared(*BOTH[:2], stated("Essay about engines")) == []


def test_another_number_makes_another_assignment() -> None:
    told = compared(BOTH[0], stated("Homework 3", due=SECOND), BOTH[2])

    assert [problem.code for problem in told] == ["only-in-course", "only-in-other"]


def test_a_day_of_any_section_agrees() -> None:
    text = COURSE.replace(
        "pattern: {days: Tue/Thu, hours: 10:30-11:50, room: CSE 403}\n",
        "sections:\n  - {name: A, pattern: {days: Tue/Thu}}\n"
        "  - {name: B, pattern: {days: Mon/Wed}}\n",
    )

    for day in (dt.date(2017, 3, 30), dt.date(2017, 4, 3)):
        second = stated("HW2", due=StatedDay(FIRST.where, day))
        assert compared(BOTH[0], second, BOTH[2], text=text) == []
    wrong = stated("HW2", due=StatedDay(FIRST.where, dt.date(2017, 4, 4)))
    assert len(compared(BOTH[0], wrong, BOTH[2], text=text)) == 1
