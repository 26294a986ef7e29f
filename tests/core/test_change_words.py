from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.change_words import sentences
from syllabus.core.changes import changes_between
from syllabus.core.language import Language, languages
from syllabus.core.telling.values import label_of
from syllabus.core.telling.words import Words
from syllabus.core.view.data import (
    AssignmentData,
    CourseData,
    Data,
    MeetingData,
    PersonData,
    TimetableData,
)
from tests.core.courses import HEAD, Generated, courses
from tests.core.test_calendar import SECTIONS, data_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.change_words import Group

ENGLISH = Language.of("en")

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
    return texts(sentences(changes, ENGLISH, since))


def texts(groups: tuple[Group, ...]) -> list[str]:
    return [plain(s.text) for group in groups for s in group.sentences]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("due: 2017-05-04", "due: 2017-05-09",
         ["Assignment 2 is now due Tue, May 9 instead of Thu, May 4"]),
        ("weight: 10", "weight: 20", ["Assignment 2 now counts 20% instead of 10%"]),
        ("due: 2017-05-04, ", "", ["Assignment 2 no longer has a due date"]),
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
         ["“Memory” on Tue, Apr 4 is now at 9:00–10:00 AM instead of 10:30–11:50 AM"]),
        ("- Memory",
         "- {topic: Memory, date: 2017-04-05, instead_of: 2017-04-04}",
         ["“Memory” moves to Wed, Apr 5 from Tue, Apr 4"]),
        ("\n  - Scheduling", "", ["“Scheduling” on Tue, Apr 11 is dropped"]),
        ("[A paper]", "[A paper, A book]",
         ["Readings for “Review” on Thu, Apr 6, new: A book"]),
        ("room: Hall 1", "room: Hall 2",
         ["5 meetings from Tue, Mar 28 to Tue, Apr 11 are now in Hall 2 "
          "instead of Hall 1"]),
        ("Monday at noon", "Friday at noon",
         ["Office hours (Instructor): now Friday at noon instead of Monday at noon"]),
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

    assert texts(sentences(new, ENGLISH)) == ["C: this section is new"]
    assert texts(sentences(gone, ENGLISH)) == ["C: this section is dropped"]


RICH = (
    ("due: 2017-05-04", "due: 2017-05-09 at 17:00"),
    ("schedule:", "holidays: {2017-04-04: {en: A fair, de: Messe}}\nschedule:"),
    ("- Gradients", "- Automatic differentiation"),
    ("- Memory", "- Tensors\n  - {topic: Memory, room: CSE 305, hours: 9:00-10:00}"),
    ("[A paper]", "[A paper, A book]"),
    ("weight: 10", "weight: 12.5"),
    ("Monday at noon", "Friday at noon"),
    ("text: Two days", "text: Three days"),
    ("title: Deep Learning Systems", "title: Deep Learning"),
    (
        "name: Spring 2017, first_day: 2017-03-28",
        "name: Spring 2017, first_day: 2017-03-27",
    ),
)


def changed(text: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("tag", languages())
def test_a_rich_change_is_told_in_every_language(
    tag: str, golden: Callable[[str, str], None]
) -> None:
    changes = changes_between(data_of(COURSE), data_of(changed(COURSE, *RICH)))

    groups = sentences(changes, Language.of(tag))

    golden(f"changes/{tag}.txt", as_text(groups))


def as_text(groups: tuple[Group, ...]) -> str:
    return "".join(
        f"{group.title}\n" + "".join(f"  {s.text}\n" for s in group.sentences)
        for group in groups
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("renamed", "- Gradients", "- Automatic differentiation"),
        ("swapped", "- Gradients\n  - Memory", "- Memory\n  - Gradients"),
        ("inserted", "- Gradients", "- Tensors\n  - Gradients"),
    ],
)
def test_renamed_swapped_and_inserted_lectures_read_as_what_they_are(
    name: str, old: str, new: str, golden: Callable[[str, str], None]
) -> None:
    changes = changes_between(data_of(COURSE), data_of(changed(COURSE, (old, new))))

    told = [f"{tag}\n{as_text(sentences(changes, Language.of(tag)))}" for tag in TAGS]
    golden(f"changes/{name}.txt", "\n".join(told))


TAGS = ("en", "de", "ar")


def test_sentences_stand_in_the_week_in_which_they_matter() -> None:
    changes = changes_between(data_of(COURSE), data_of(changed(COURSE, *RICH)))
    groups = sentences(changes, ENGLISH)
    mondays = [group.first_day for group in groups]

    assert mondays[-1] is None
    assert mondays[:-1] == sorted(filter(None, mondays))
    for group in groups:
        for s in group.sentences:
            first = s.first
            assert (first and first - dt.timedelta(first.weekday())) == group.first_day


def test_a_week_begins_when_that_of_the_course_does() -> None:
    changes = changes_between(data_of(COURSE), data_of(changed(COURSE, *RICH)))

    groups = sentences(changes, ENGLISH, week_begins=6)

    assert groups[0].title == "Week of Sun, Mar 26"
    assert groups[0].first_day == dt.date(2017, 3, 26)


def test_what_began_before_the_day_that_is_asked_for_counts_from_there() -> None:
    old, new = "due: 2017-05-04", "due: 2017-05-09"
    changes = changes_between(data_of(COURSE), data_of(COURSE.replace(old, new)))

    [group] = sentences(changes, ENGLISH, dt.date(2017, 5, 8))

    assert group.first_day == dt.date(2017, 5, 8)


def test_days_of_different_years_have_their_year() -> None:
    later = COURSE.replace("2017-05-04", "2018-05-03").replace(
        "2017-06-01", "2018-06-01"
    )

    found = texts(sentences(changes_between(data_of(COURSE), data_of(later)), ENGLISH))

    assert found[0] == (
        "Assignment 2 is now due Thursday, May 3, 2018 instead of Thursday, May 4, 2017"
    )


def test_holidays_of_different_years_have_their_year() -> None:
    days = "2017-05-29: Memorial Day, 2017-04-10 to 2017-04-14: Break"
    holidays = "schedule:", f"holidays: {{{days}}}\nschedule:"
    later = COURSE.replace("2017-06-01", "2018-06-01").replace(
        "2017-05-04", "2018-05-03"
    )
    changes = changes_between(data_of(changed(COURSE, holidays)), data_of(later))

    found = "\n".join(texts(sentences(changes, ENGLISH)))

    assert "No longer without class: Monday, May 29, 2017 (Memorial Day)" in found
    assert "No longer without class: April 10 – 14, 2017 (Break)" in found


def test_another_name_of_the_same_holiday_is_one_sentence() -> None:
    with_one = COURSE.replace("schedule:", "holidays: {2017-05-29: A fair}\nschedule:")

    found = told(with_one, "A fair", "Memorial Day")

    assert found == ["Mon, May 29: now Memorial Day instead of A fair"]


def test_names_that_run_the_other_way_stand_apart() -> None:
    changes = changes_between(
        data_of(COURSE), data_of(COURSE.replace("- Memory", "- مقدمة 2"))
    )

    assert "“\u2068مقدمة 2\u2069”" in texts(sentences(changes, ENGLISH))[0]
    assert "«\u2068Memory\u2069»" in texts(sentences(changes, Language.of("ar")))[0]


def test_every_field_of_the_data_has_a_label() -> None:
    """A field that is added to the data needs a word for it."""
    words = Words(ENGLISH, ())
    told_elsewhere: dict[type[Data], set[str]] = {
        CourseData: {"format", "staff", "policies", "holidays", "day_swaps"}
        | {"timetables"},
        MeetingData: {"id", "kind", "topic", "number", "week", "date", "starts"}
        | {"ends", "room", "instead_of", "pinned"},
        AssignmentData: {"id", "title", "out", "due", "weight"},
        TimetableData: {"section", "meetings", "assignments"},
        PersonData: {"name"},
    }
    for model, told in told_elsewhere.items():
        for field in model.model_fields.keys() - told:
            assert label_of(field, words)


@settings(max_examples=60)
@given(courses(), courses(), st.sampled_from(languages()))
def test_every_change_that_there_may_be_is_told(
    before: Generated, after: Generated, tag: str
) -> None:
    changes = changes_between(data_of(before.text), data_of(after.text))

    found = texts(sentences(changes, Language.of(tag)))

    # A name that only the program uses, and the day that a meeting stands for, are not.
    silent = {"id", "instead_of"}
    telling = [c for c in changes if not c.fields or set(c.fields) - silent]
    assert bool(found) == bool(telling)
    assert all(found)
