"""The months of the term: everything on its day, once; and told in sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from syllabus.core.language import Language
from syllabus.core.schedule import days_of, week_of, work_of
from syllabus.core.view.glance import glance_views
from tests.core.courses import CLASS, HEAD, courses, subject_of

if TYPE_CHECKING:
    from syllabus.core.view.glance import DayView, GlanceView
    from tests.core.courses import Generated

ENGLISH = Language.of("en")


def glances_of(text: str, language: Language = ENGLISH) -> tuple[GlanceView, ...]:
    return glance_views(subject_of(text), language)


def days_in(glance: GlanceView) -> list[DayView]:
    weeks = [week for month in glance.months for week in month.weeks]
    return [day for week in weeks for day in week if day]


def day_of(glance: GlanceView, iso_date: str) -> DayView:
    [found] = [day for day in days_in(glance) if day.iso_date == iso_date]
    return found


@settings(max_examples=40)
@given(courses())
def test_every_meeting_and_deadline_is_on_its_day_once(course: Generated) -> None:
    subject = subject_of(course.text)
    expected = set()
    for table in subject.tables:
        held = Counter(
            (str(m.date), m.kind) for m in table.meetings if m.kind != "break"
        )
        off = {str(m.date) for m in table.meetings if m.kind == "break"}
        off |= {str(day) for day in course.holidays}
        due = Counter(
            (str(work.due.date), subject.course.assignments[work.number].title)
            for work in work_of(subject.course, table)
            if work.due
        )
        expected.add((*map(frozenset, (held.items(), off, due.items())),))

    found = set()
    for glance in glance_views(subject, ENGLISH):
        days = days_in(glance)
        held = Counter((day.iso_date, kind) for day in days for kind in day.kinds)
        due = Counter((day.iso_date, title) for day in days for title in day.due)
        off = {day.iso_date for day in days if day.off is not None}
        found.add((*map(frozenset, (held.items(), off, due.items())),))

    assert found == expected


@settings(max_examples=40)
@given(courses())
def test_the_days_are_those_of_the_term_under_their_weekdays(course: Generated) -> None:
    subject = subject_of(course.text)
    term = subject.course.term
    for tag in ("en", "de"):
        language = Language.of(tag)
        glance = glance_views(subject, language)[0]

        days = [dt.date.fromisoformat(day.iso_date) for day in days_in(glance)]
        assert days == list(days_of(term.first_day, term.last_day))
        for month in glance.months:
            assert all(len(week) == 7 for week in month.weeks)
            for week in month.weeks:
                for column, day in enumerate(week):
                    if day:
                        weekday = dt.date.fromisoformat(day.iso_date).weekday()
                        assert weekday == (term.week_begins + column) % 7
                        narrow = language.narrow_weekday(weekday)
                        assert month.weekdays[column] == narrow


@pytest.mark.parametrize(
    ("begins", "letters"), [("Monday", "MTWTFSS"), ("Sunday", "SMTWTFS")]
)
def test_the_rows_of_the_months_are_the_weeks_of_the_schedule(
    begins: str, letters: str
) -> None:
    text = CLASS.replace("last_day:", f"week_begins: {begins}, last_day:")
    subject = subject_of(f"{text}schedule: [a]\n")
    [glance] = glance_views(subject, ENGLISH)

    rows = [row for month in glance.months for row in month.weeks]
    weeks = [
        {
            week_of(subject.course.term, dt.date.fromisoformat(day.iso_date))
            for day in row
            if day
        }
        for row in rows
    ]
    assert "".join(glance.months[0].weekdays) == letters
    assert all(len(week) == 1 for week in weeks)


LONGER = "last_day: 2017-06-09, finals: 2017-06-05 to 2017-06-09"
BUSY = f"""\
{CLASS.replace("last_day: 2017-06-01", LONGER)}
holidays:
  2017-04-06: Founders' Day
  2017-05-29 to 2017-06-01: Spring break
assignments:
  - {{id: a, title: Essay, out: 2017-03-28, due: 2017-04-04}}
  - {{id: b, title: Quiz, out: 2017-03-28, due: 2017-04-04}}
schedule:
  - Introduction
  - lab: Tools
  - exam: Test
  - {{guest: Practice, date: 2017-04-04, hours: 18:00-19:00, extra: yes}}
  - {{break: Reading day, date: 2017-04-11}}
"""


def test_a_month_is_told_in_sentences() -> None:
    [glance] = glances_of(BUSY)

    assert [month.description for month in glance.months] == [
        "Lecture: 28. Lab: 30.",
        "Guest lecture: 4. Exam: 4. No class: 6 (Founders' Day) and 11 (Reading day). "
        "Due: 4 (Essay and Quiz).",
        "No class: 29–31 (Spring break).",
        "Finals: 5–9. No class: 1 (Spring break).",
    ]


def test_a_day_bears_all_that_falls_on_it() -> None:
    [glance] = glances_of(BUSY)

    day = day_of(glance, "2017-04-04")
    assert day.kinds == ("exam", "guest")
    assert day.due == ("Essay", "Quiz")
    assert day.marks == ("guest", "exam", "due")
    assert day_of(glance, "2017-06-05").marks == ("finals",)
    assert day_of(glance, "2017-04-05").marks == ()


def test_the_legend_has_only_what_occurs() -> None:
    [glance] = glances_of(f"{CLASS}schedule: [a, {{lab: b}}]\n")

    assert glance.legend == (("lecture", "Lecture"), ("lab", "Lab"))


def test_a_month_in_which_nothing_happens_says_so() -> None:
    [glance] = glances_of(f"{HEAD}schedule: [{{topic: a, date: 2017-03-28}}]\n")

    assert [month.description for month in glance.months][1:] == ["No class."] * 3


def sections(second: str) -> str:
    return f"""\
{HEAD}
sections:
  - {{name: A, pattern: {{days: Tue/Thu, hours: 9:00-10:00}}}}
  - {{name: B, pattern: {{days: {second}, hours: 14:00-15:00}}}}
schedule: [a, b]
"""


def test_sections_that_meet_on_the_same_days_share_a_calendar() -> None:
    assert [g.sections for g in glances_of(sections("Tue/Thu"))] == [""]
    assert [g.sections for g in glances_of(sections("Mon/Wed"))] == ["A", "B"]


def test_a_break_without_a_name_is_one_all_the_same() -> None:
    [glance] = glances_of(f"{CLASS}schedule: [{{kind: break}}, a]\n")

    assert day_of(glance, "2017-03-28").marks == ("break",)
    assert glance.months[0].description == "Lecture: 30. No class: 28."
