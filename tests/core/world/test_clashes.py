"""Courses that need one room or one person at one time."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.parse import parse_course
from syllabus.core.schedule import resolve
from syllabus.core.world.clashes import clashes

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic

TERM = "term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-04-09}\n"


def subject(name: str, text: str) -> Subject:
    parsed = parse_course((TERM + text).encode(), f"/spring/{name}/course.yaml")
    assert parsed.course is not None, parsed.problems
    tables = tuple(resolve(parsed.course))
    return Subject(parsed.course, parsed.source, tables, Inventory())


def course(
    name: str,
    hours: str = "10:00-11:00",
    room: str = "A 1",
    *,
    days: str = "Tue/Thu",
    more: str = "",
    schedule: str = "  - One\n  - Two\n  - Three\n  - Four\n",
) -> Subject:
    pattern = f"pattern: {{days: {days}, hours: {hours}, room: {room}}}\n"
    return subject(name, f"title: {name}\n{more}{pattern}schedule:\n{schedule}")


def told(*subjects: Subject) -> list[Diagnostic]:
    return list(clashes(subjects))


def codes(*subjects: Subject) -> list[str]:
    return [problem.code for problem in told(*subjects)]


def test_a_clash_of_every_week_is_told_once_with_both_places() -> None:
    [problem] = told(course("cs2", "10:30-11:30", "a  1"), course("cs1"))

    assert problem.message == (
        "the room A 1 is in use by cs2 (../cs2/course.yaml:3) at the same time: "
        "4 times, first on Tuesday, March 28, 2017"
    )
    assert problem.where.file == "/spring/cs1/course.yaml"
    assert (problem.where.line, problem.where.column) == (3, 52)
    assert problem.excerpt.endswith("room: A 1}")


@pytest.mark.parametrize(
    "other",
    [
        course("cs2", "11:00-12:00"),  # one ends as the other begins
        course("cs2", room="A 2"),
        course("cs2", days="Wed"),
        course("cs2", more="institution: Elsewhere\n"),
    ],
    ids=["after it", "another room", "another day", "another university"],
)
def test_what_does_not_meet_does_not_clash(other: Subject) -> None:
    assert codes(course("cs1", more="institution: Here\n"), other) == []


def test_a_course_without_institution_is_of_the_one_that_is_named() -> None:
    named = [course(f"cs{n}", more="institution: Here\n") for n in (1, 2)]

    assert codes(named[0], course("cs3")) == ["room-clash"]


@pytest.mark.parametrize("room", ["Online", "TBA", "to be announced", "—", "Zoom"])
def test_no_room_in_particular_does_not_clash(room: str) -> None:
    assert codes(course("cs1", room=room), course("cs2", room=room)) == []


def test_a_link_that_two_courses_meet_at_clashes() -> None:
    room = "https://meet.example.org/a"

    assert codes(course("cs1", room=room), course("cs2", room=room)) == ["room-clash"]


def test_a_short_meeting_within_a_long_one_does_not_end_it() -> None:
    within = (
        "  - {topic: Long, date: 2017-03-28, hours: 10:00-13:00}\n"
        "  - {topic: Short, date: 2017-03-28, extra: yes, hours: 10:30-11:00, "
        "room: A 1}\n"
    )
    after = course("cs2", "12:00-12:30", schedule="  - One\n")

    assert codes(course("cs1", schedule=within), after) == ["room-clash"]


def test_sessions_held_together_do_not_clash() -> None:
    joint = "  - {topic: Joint, date: 2017-03-28, partner: cs1}\n"
    pinned = "  - {topic: Talk, date: 2017-03-28, hours: 10:00-11:00, room: A 1}\n"

    assert codes(course("cs1"), course("cs2", room="B 2", schedule=pinned)) == [
        "room-clash"
    ]
    assert codes(course("cs1"), course("cs2", room="A 1", schedule=joint)) == []


def test_a_single_clash_is_told_at_the_entry() -> None:
    pinned = "  - {topic: Talk, date: 2017-03-30, room: A 1}\n"

    [problem] = told(course("cs2"), course("cs1", room="B 2", schedule=pinned))

    assert problem.where.line == 5
    assert problem.message.endswith("at the same time: on Thursday, March 30, 2017")


STAFF = "staff: [{name: Ada, role: Instructor}, {name: Bo, role: TA}]\n"


def test_an_instructor_is_not_in_two_rooms() -> None:
    [problem] = told(
        course("cs1", more=STAFF), course("cs2", room="B 2", more="staff: ada\n")
    )

    assert problem.code == "instructor-clash"
    assert problem.message.startswith("Ada teaches cs2 (../cs2/course.yaml:4) at the")
    assert problem.where.line == 4


def test_an_assistant_or_one_of_two_instructors_may_be_elsewhere() -> None:
    both = "staff: [{name: Ada, role: Instructor}, {name: Cy, role: Instructor}]\n"
    only_bo = "staff: [{name: Bo, role: Instructor}]\n"

    assert codes(course("cs1", more=STAFF), course("cs2", room="B", more=both)) == []
    assert codes(course("cs1", more=STAFF), course("cs2", room="B", more=only_bo)) == []


def test_the_teacher_of_a_section_is_with_the_section() -> None:
    sections = (
        "title: cs2\nsections:\n"
        "  - {name: A, staff: Ada, pattern: {days: Tue, hours: 10:00-11:00}}\n"
        "  - {name: B, staff: Bo, pattern: {days: Wed, hours: 10:00-11:00}}\n"
        "schedule: [One, Two]\n"
    )

    [problem] = told(course("cs1", more=STAFF), subject("cs2", sections))

    assert problem.code == "instructor-clash"
    assert "(../cs2/course.yaml:4) at the same time: 2 times" in problem.message


def test_meetings_of_one_course_are_its_own_affair() -> None:
    twice = course(
        "cs1",
        schedule="  - One\n  - {topic: X, date: 2017-03-28, extra: yes, "
        "hours: 10:00-11:00, room: A 1}\n",
    )

    assert codes(twice, course("cs2", room="B 2")) == []


@given(
    st.lists(
        st.tuples(st.integers(8, 18), st.integers(1, 3), st.sampled_from("AB")),
        min_size=2,
        max_size=6,
    )
)
def test_who_meets_another_in_a_room_is_told_of(
    plans: list[tuple[int, int, str]],
) -> None:
    subjects = [
        course(f"c{n}", f"{at}:00-{at + long}:00", room, schedule="  - One\n")
        for n, (at, long, room) in enumerate(plans)
    ]
    clashing = {
        n
        for (i, (at, long, room)), (j, (other, longer, there)) in combinations(
            enumerate(plans), 2
        )
        if room == there and at < other + longer and other < at + long
        for n in (i, j)
    }

    told_of = {
        name
        for problem in told(*subjects)
        for name in (
            problem.where.file.split("/")[2],
            problem.message.split("../")[1].split("/")[0],
        )
    }

    assert told_of == {f"c{n}" for n in clashing}


def test_three_hundred_courses_in_one_room_are_one_chain() -> None:
    """Each course is told with one that it meets: no pair of all with all."""
    subjects = [course(f"c{n:03}", schedule="  - One\n") for n in range(300)]

    assert len(told(*subjects)) == 299


def test_days_are_counted_once() -> None:
    """Two sections share a lecture; it is one meeting."""
    sections = (
        "title: cs2\npattern: {days: Tue, hours: 10:00-11:00, room: A 1}\n"
        "sections:\n  - {name: A, pattern: {days: Fri, kind: lab}}\n"
        "  - {name: B, pattern: {days: Wed, kind: lab}}\nschedule: [One]\n"
    )

    [problem] = told(course("cs1"), subject("cs2", sections))

    assert problem.message.endswith(f"on {dt.date(2017, 3, 28):%A, %B %d, %Y}")
