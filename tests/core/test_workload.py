"""The workload: what is due in each week, by its share of the grade or counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from syllabus.core.language import Language
from syllabus.core.schedule import week_of, work_of
from syllabus.core.view.workload import workload_views
from tests.core.courses import CLASS, HEAD, courses, subject_of

if TYPE_CHECKING:
    from syllabus.core.view.workload import WorkloadView
    from tests.core.courses import Generated

ENGLISH = Language.of("en")


def loads_of(assignments: str, rest: str = CLASS) -> tuple[WorkloadView, ...]:
    text = f"{rest}assignments: [{assignments}]\nschedule: [a]\n"
    return workload_views(subject_of(text), ENGLISH)


def work(title: str, due: str, more: str = "") -> str:
    return f"{{id: {title}, title: {title}, out: 2017-03-28, due: {due}{more}}}"


@settings(max_examples=40)
@given(courses())
def test_every_deadline_counts_in_its_week(course: Generated) -> None:
    subject = subject_of(course.text)
    term = subject.course.term
    expected = {
        tuple(
            sorted(Counter(week_of(term, w.due.date) for w in works if w.due).items())
        )
        for works in (work_of(subject.course, table) for table in subject.tables)
    }

    found = {
        tuple(
            (n, len(week.pieces)) for n, week in enumerate(load.weeks, 1) if week.pieces
        )
        for load in workload_views(subject, ENGLISH)
    }

    assert found == {counts for counts in expected if len(counts) > 1}


def test_work_is_weighed_where_all_of_it_has_a_weight() -> None:
    essay, quiz = work("Essay", "2017-04-04", ", weight: 20"), "2017-04-12"
    both = f"{essay}, {work('Quiz', '2017-04-05', ', weight: 2.5')}"
    [load] = loads_of(f"{both}, {work('Test', quiz, ', weight: 10')}")

    assert not load.counted
    assert [week.pieces for week in load.weeks[:3]] == [(), (20, 2.5), (10,)]
    assert [week.total for week in load.weeks[:3]] == ["", "22.5", "10"]
    assert load.description == (
        "Week 2: Essay (20%) and Quiz (2.5%). Week 3: Test (10%)."
    )


@pytest.mark.parametrize("more", ["", ", weight: 0"])
def test_work_is_counted_where_a_weight_lacks_or_all_weigh_nothing(more: str) -> None:
    essay = work("Essay", "2017-04-04", more or ", weight: 20")
    [load] = loads_of(f"{essay}, {work('Test', '2017-04-12', more)}")

    assert load.counted
    assert [week.pieces for week in load.weeks[:3]] == [(), (1,), (1,)]
    assert load.description == "Week 2: Essay. Week 3: Test."


def test_there_is_nothing_to_compare_in_one_week() -> None:
    assert loads_of("") == ()
    assert loads_of(f"{work('a', '2017-04-04')}, {work('b', '2017-04-06')}") == ()


def test_every_week_of_the_term_is_there() -> None:
    [load] = loads_of(f"{work('a', '2017-04-04')}, {work('b', '2017-06-01')}")

    assert [week.number for week in load.weeks] == [str(n) for n in range(1, 11)]


def test_sections_whose_work_is_due_in_other_weeks_have_their_own() -> None:
    head = f"""\
{HEAD}
sections:
  - {{name: A, pattern: {{days: Tue, hours: 9:00-10:00}}}}
  - {{name: B, pattern: {{days: Thu, hours: 9:00-10:00, first_day: 2017-04-05}}}}
"""
    pair = "{id: a, title: a, out: lecture 1, due: lecture 1}, "

    assert [v.sections for v in loads_of(pair + work("b", "2017-05-01"), head)] == [
        *("A", "B")
    ]
