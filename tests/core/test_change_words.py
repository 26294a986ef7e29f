from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from syllabus.core.change_words import sentences
from syllabus.core.changes import changes_between
from tests.core.courses import HEAD, Generated, courses
from tests.core.test_calendar import SECTIONS, data_of

COURSE = f"""{HEAD}
pattern: {{days: Tue/Thu, hours: 10:30-11:50, room: Hall 1}}
staff: {{name: Instructor, hours: Monday at noon}}
assignments:
  - {{id: a2, title: Assignment 2, due: 2017-05-04, weight: 10}}
policies: [{{title: Late work, text: Two days.}}]
schedule:
  - Introduction
  - Gradients
  - Memory
  - {{topic: Review, readings: [A paper]}}
  - Scheduling
"""


def told(text: str, old: str, new: str, since: dt.date | None = None) -> list[str]:
    assert old in text
    changes = changes_between(data_of(text), data_of(text.replace(old, new)))
    return [sentence.text for sentence in sentences(changes, since)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("due: 2017-05-04", "due: 2017-05-09",
         ["Assignment 2 is now due Tue, May 9 instead of Thu, May 4"]),
        ("weight: 10", "weight: 20", ["Assignment 2 now counts 20% instead of 10%"]),
        ("due: 2017-05-04, ", "", ["Assignment 2 is no longer due"]),
        ("- Gradients", "- Automatic differentiation",
         ["“Gradients” on Thu, Mar 30 is now called “Automatic differentiation”"]),
        ("- Gradients\n  - Memory", "- Memory\n  - Gradients",
         ["“Memory” (now Thu, Mar 30) and “Gradients” (now Tue, Apr 4) change places"]),
        ("- Gradients", "- Tensors\n  - Gradients",
         ["“Tensors” is new on Thu, Mar 30",
          "4 meetings move to later days, from “Gradients” (now Tue, Apr 4) "
          "to “Scheduling” (now Thu, Apr 13)"]),
        ("- Memory", "- {topic: Memory, room: CSE 305}",
         ["“Memory” on Tue, Apr 4 is now in CSE 305 instead of Hall 1"]),
        ("- Memory", "- {topic: Memory, hours: 9:00-10:00}",
         ["“Memory” on Tue, Apr 4 is now 9:00–10:00 instead of 10:30–11:50"]),
        ("- Memory",
         "- {topic: Memory, date: 2017-04-05, instead_of: 2017-04-04}",
         ["“Memory” moves to Wed, Apr 5 from Tue, Apr 4"]),
        ("\n  - Scheduling", "", ["“Scheduling” on Tue, Apr 11 is dropped"]),
        ("[A paper]", "[A paper, A book]",
         ["Readings of “Review” on Thu, Apr 6: new: A book"]),
        ("room: Hall 1", "room: Hall 2",
         ["5 meetings from Tue, Mar 28 to Tue, Apr 11 are now in Hall 2 "
          "instead of Hall 1"]),
        ("Monday at noon", "Friday at noon",
         ["Office hours of Instructor: now Friday at noon instead of Monday at noon"]),
        ("schedule:", "holidays: {2017-05-29: Memorial Day}\nschedule:",
         ["No class on Mon, May 29: Memorial Day"]),
        ("title: Deep Learning Systems", "title: Deep Learning",
         ["Title: now Deep Learning instead of Deep Learning Systems"]),
    ],
)  # fmt: skip
def test_each_change_reads_as_what_it_is(
    old: str, new: str, expected: list[str]
) -> None:
    assert told(COURSE, old, new) == expected


def test_another_room_for_all_is_one_sentence() -> None:
    found = told(COURSE, "room: Hall 1", "room: Hall 9")

    moved = "5 meetings from Tue, Mar 28 to Tue, Apr 11 are now in Hall 9"
    assert found[0] == f"{moved} instead of Hall 1"


def test_what_mattered_before_a_day_is_left_out() -> None:
    def since(day: int) -> list[str]:
        return told(COURSE, "- Gradients", "- Tapes", dt.date(2017, 3, day))

    assert len(since(30)) == 1
    assert since(31) == []


def test_what_concerns_one_section_names_it_and_what_is_common_is_told_once() -> None:
    one = told(
        SECTIONS,
        "days: Mon, kind: lab, hours: 9:00",
        "days: Mon, kind: lab, hours: 8:00",
    )
    all_ = told(SECTIONS, "due: 2017-04-14", "due: 2017-04-21")

    assert one
    assert all(sentence.startswith("A: ") for sentence in one)
    assert all_ == ["Project is now due Fri, Apr 21 instead of Fri, Apr 14"]


def test_a_section_that_is_new_is_one_sentence() -> None:
    line = "  - {name: C, pattern: {days: Fri, kind: lab, hours: 14:00-15:00}}\n"
    assert line in SECTIONS
    fewer, all_ = data_of(SECTIONS.replace(line, "")), data_of(SECTIONS)

    new, gone = changes_between(fewer, all_), changes_between(all_, fewer)

    assert [s.text for s in sentences(new)] == ["C: this section is new"]
    assert [s.text for s in sentences(gone)] == ["C: this section is dropped"]


@settings(max_examples=60)
@given(courses(), courses())
def test_every_change_that_there_may_be_is_told(
    before: Generated, after: Generated
) -> None:
    changes = changes_between(data_of(before.text), data_of(after.text))

    found = sentences(changes)

    # A name that only the program uses, and the day that a meeting stands for, are not.
    silent = {"id", "instead_of"}
    telling = [c for c in changes if not c.fields or set(c.fields) - silent]
    assert bool(found) == bool(telling)
    assert all(sentence.text for sentence in found)
