"""The assignments that a page has, and their days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from syllabus.core.values import DateRange
from syllabus.importers.readers import reader_of
from syllabus.importers.stated import stated_work

if TYPE_CHECKING:
    from syllabus.core.world.work import StatedWork

SPRING = DateRange(dt.date(2017, 3, 28), dt.date(2017, 6, 9))


def works(
    text: str, name: str = "assignments.md", term: DateRange = SPRING
) -> list[StatedWork]:
    raw = text.encode()
    page, problems = reader_of(name).read(raw, name)
    assert problems == []
    return stated_work(raw, page, term)


def days(text: str, name: str = "assignments.md") -> dict[str, dict[str, str]]:
    """By name and side: the day, and the time where there is one."""
    return {
        work.name: {
            side: f"{stated.day or 'open'}{f' {stated.at:%H:%M}' if stated.at else ''}"
            for side, stated in work.days.items()
        }
        for work in works(text, name)
    }


TABLE = """\
# Assignments

| No | Assignment | Out | Due | Weight |
| --- | --- | --- | --- | --- |
| 1 | [Homework 1: Trees](hw1.html) | April 6 | Thu April 20 at 17:00 | 10 % |
| 2 | Homework 2 | | 5/4 | 10 % |
| 3 | Project | | TBD | |
"""


def test_a_table_has_a_row_for_each_assignment() -> None:
    assert days(TABLE) == {
        "Homework 1: Trees": {"out": "2017-04-06", "due": "2017-04-20 17:00"},
        "Homework 2": {"out": "open", "due": "2017-05-04"},
        "Project": {"out": "open", "due": "open"},
    }


def test_names_and_days_have_their_places() -> None:
    first = works(TABLE)[0]

    assert (first.where.line, first.where.column) == (5, 7)
    assert (first.days["due"].where.line, first.days["due"].where.column) == (5, 49)
    assert first.excerpt.startswith("| 1 | [Homework 1")
    assert first.days["due"].excerpt == first.excerpt


def test_days_of_a_table_are_read_in_one_order() -> None:
    table = "| Assignment | Due |\n| --- | --- |\n| A 1 | 4/5 |\n| A 2 | 25/5 |\n"

    assert days(table) == {
        "A 1": {"due": "2017-05-04"},
        "A 2": {"due": "2017-05-25"},
    }


def test_days_of_a_table_are_read_so_that_they_are_in_the_term() -> None:
    table = "| Assignment | Due |\n| --- | --- |\n| A 1 | 10/4 |\n"

    [work] = works(table)

    assert work.days["due"].day == dt.date(2017, 4, 10)


@pytest.mark.parametrize(
    ("head", "out", "due"),
    [
        ("| Übung | Ausgabe | Abgabe |", "6. April", "20. Mai, 17:00"),
        ("| Devoir | Publié | À rendre |", "6 avril", "20 mai, 17:00"),
        ("| Tarea | Publicada | Entrega |", "6 de abril", "20 de mayo, 17:00"),
    ],
    ids=["German", "French", "Spanish"],
)
def test_a_table_in_another_language_is_read_in_it(
    head: str, out: str, due: str
) -> None:
    table = f"{head}\n| - | - | - |\n| Blatt 1 | {out} | {due} |\n"

    assert days(table) == {"Blatt 1": {"out": "2017-04-06", "due": "2017-05-20 17:00"}}


LINES = """\
# Work

- **Homework 1** (due Thursday, April 20, 11:59pm): trees
- Homework 2, out April 20, due May 4.
- [Proposal](p.pdf) — due 2017-05-09; late work costs
- Late work is due the week after.

## Homework 3

Out: May 5. Due: June 1 at noon

Homework 4 will be posted soon.

It turned out April 4 was full.
"""


def test_lines_of_prose_say_what_is_due() -> None:
    assert days(LINES) == {
        "Homework 1": {"due": "2017-04-20 23:59"},
        "Homework 2": {"out": "2017-04-20", "due": "2017-05-04"},
        "Proposal": {"due": "2017-05-09"},
        "Homework 3": {"out": "2017-05-05", "due": "2017-06-01 12:00"},
    }
    assert [work.where.line for work in works(LINES)] == [3, 4, 5, 8]


SCHEDULE = """\
| Date | Topic | Assignments |
| --- | --- | --- |
| Apr 4 | Trees | HW1 out |
| Apr 6 | Graphs | |
| Apr 11 | Heaps | HW1 due, HW2 out |
"""


def test_a_schedule_says_what_is_due_on_its_days() -> None:
    assert days(SCHEDULE) == {
        "HW1": {"out": "2017-04-04", "due": "2017-04-11"},
        "HW2": {"out": "2017-04-11"},
    }


def test_a_table_of_values_is_read_as_others_are() -> None:
    text = "Assignment,Due\nHomework 1,2017-04-20\nHomework 2,2017-05-04\n"

    assert days(text, "work.csv") == {
        "Homework 1": {"due": "2017-04-20"},
        "Homework 2": {"due": "2017-05-04"},
    }


def event(day: str, summary: str) -> str:
    return (
        f"BEGIN:VEVENT\r\nUID:{day}\r\nDTSTAMP:20170101T000000Z\r\n"
        f"DTSTART;VALUE=DATE:{day}\r\nSUMMARY:{summary}\r\nEND:VEVENT\r\n"
    )


def test_a_calendar_has_an_event_for_each_deadline() -> None:
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
        + event("20170404", "CS 1: Lecture: Trees")
        + event("20170420", "CS 1: Homework 1 due")
        + event("20170509", "CS 1: Project proposal due")
        + "END:VCALENDAR\r\n"
    )

    assert days(text, "calendar.ics") == {
        "Homework 1": {"due": "2017-04-20"},
        "Project proposal": {"due": "2017-05-09"},
    }


@pytest.mark.parametrize(
    ("term", "year"),
    [
        (SPRING, 2017),
        (DateRange(dt.date(2018, 9, 1), dt.date(2019, 6, 1)), 2019),
        (DateRange(dt.date(2018, 1, 8), dt.date(2018, 3, 20)), 2018),
    ],
)
def test_a_day_without_a_year_is_in_the_year_of_the_term(
    term: DateRange, year: int
) -> None:
    [work] = works("Homework 1 is due April 20.\n", term=term)

    assert work.days["due"].day == dt.date(year, 4, 20)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Policies\n\nHomework is due on time.\n",
        "| Assignment | Due |\n| --- | --- |\n| HW1 | soon |\n",
        "| A | B |\n| --- | --- |\n| x | y |\n",
    ],
)
def test_a_page_without_days_has_none(text: str) -> None:
    assert works(text) == []


@pytest.mark.parametrize(
    "text",
    ["HW1 is due " + "by word " * 30_000, "HW1 is due " * 20_000],
    ids=["no end", "again and again"],
)
def test_a_line_without_end_is_read_to_its_end(text: str) -> None:
    """A line is not read anew from each of its words."""
    assert works(text) == []
