"""The dates of a course, as tables on the terminal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click.testing
import pytest

from syllabus.cli import program
from syllabus.jobs.showing import show_course

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.core.view.listing import Part

NOW = dt.datetime(2017, 3, 28, tzinfo=dt.UTC)

COURSE = """\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-04-20}
pattern: {days: Tue/Thu, hours: 10:30-11:50, room: A 1}
holidays: {2017-04-04: A fair}
assignments: [{id: a1, title: First, out: 2017-03-30, due: 2017-04-06 at 17:00}]
schedule:
  - Start
  - guest: "[bold]Go on"
  - End
"""

HOURS = "10:30–11:50 AM"
START = ("1", "Tue, Mar 28", HOURS, "Start", "Lecture", "A 1")
GO_ON = ("2", "Thu, Mar 30", HOURS, "[bold]Go on", "Guest lecture", "A 1")
FAIR = ("", "Tue, Apr 4", "", "A fair", "No class", "")
END = ("3", "Thu, Apr 6", HOURS, "End", "Lecture", "A 1")
OUT = ("", "Thu, Mar 30", "", "First", "out", "")
DUE = ("", "Thu, Apr 6", "5:00 PM", "First", "due", "")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course.yaml").write_text(COURSE)
    return tmp_path


def rows(course: Path, part: Part, today: str) -> list[tuple[str, ...]]:
    """The rows of a part; those that a reader sees as text are tried below."""
    shown = show_course(course / "course.yaml", part, NOW, dt.date.fromisoformat(today))
    assert shown.tables is not None
    (table,) = shown.tables
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in table.rows]


def test_the_schedule_has_meetings_and_holidays_in_order(course: Path) -> None:
    assert rows(course, "schedule", "2017-03-28") == [START, GO_ON, FAIR, END]


def test_a_week_has_what_is_on_in_it(course: Path) -> None:
    assert rows(course, "week", "2017-04-09") == [FAIR, END, DUE]
    assert rows(course, "week", "2017-04-10") == []


def test_what_comes_next_is_one_meeting_and_one_deadline(course: Path) -> None:
    assert rows(course, "next", "2017-03-29") == [GO_ON, OUT]
    assert rows(course, "next", "2017-04-06") == [END, DUE]
    assert rows(course, "next", "2017-04-07") == []


def test_deadlines_are_told_with_their_days(course: Path) -> None:
    assert rows(course, "deadlines", "2017-03-28") == [
        ("Thu, Apr 6, 5:00 PM", "First", "Thu, Mar 30")
    ]


def test_the_terminal_shows_text_as_it_stands(course: Path) -> None:
    done = click.testing.CliRunner(env={"COLUMNS": "100"}).invoke(
        program, ["show", "schedule", str(course)]
    )

    assert done.exit_code == 0
    assert "[bold]Go on" in done.output


def test_a_course_with_mistakes_shows_them_instead(course: Path) -> None:
    (course / "course.yaml").write_text(COURSE.replace("First,", "First, x: y,"))
    done = click.testing.CliRunner().invoke(program, ["show", "week", str(course)])

    assert done.exit_code == 1
    assert "unknown-key" in done.output
