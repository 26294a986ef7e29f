"""The sample courses are right: as documentation, as scaffold and as test data."""

import re
import shutil
from pathlib import Path

import pytest

from syllabus.core.schedule import Timetable, resolve, work_of
from syllabus.jobs.load import Loaded, look_over
from tests.needs import ROOT

COURSES = ROOT / "data" / "courses"


def load(name: str) -> Loaded:
    return look_over(COURSES / name / "course.yaml")


@pytest.fixture(scope="module")
def sample() -> Loaded:
    return load("dlsys-2017")


@pytest.fixture(scope="module")
def starter() -> Loaded:
    return load("starter")


def only_table(loaded: Loaded) -> Timetable:
    assert loaded.subject
    [table] = resolve(loaded.subject.course)
    return table


def test_the_starter_has_no_problem(starter: Loaded) -> None:
    assert starter.problems == []


def test_only_the_proposal_of_the_sample_is_a_problem(sample: Loaded) -> None:
    assert [(p.code, p.message) for p in sample.problems] == [
        ("assignment-never-out", "“Project proposal” is never out")
    ]
    assert not sample.failed


def test_the_sample_meets_on_the_days_of_its_page(sample: Loaded) -> None:
    days = [f"{meeting.date:%a %m-%d}" for meeting in only_table(sample).meetings]

    assert days == [
        *("Tue 03-28", "Thu 03-30", "Tue 04-04", "Thu 04-06", "Tue 04-11", "Thu 04-13"),
        *("Tue 04-18", "Thu 04-20", "Tue 04-25", "Thu 04-27", "Wed 05-03", "Fri 05-05"),
        *("Tue 05-09", "Thu 05-11", "Tue 05-16", "Thu 05-18", "Tue 05-23", "Thu 05-25"),
        *("Tue 05-30", "Thu 06-01"),
    ]


def test_the_sample_has_dates_only_where_the_pattern_does_not_give_them(
    sample: Loaded,
) -> None:
    assert sample.subject
    entries = sample.subject.course.schedule

    assert [entry.partner for entry in entries if entry.date] == ["CSE548", "CSE548"]


def test_the_lectures_of_the_sample_have_the_numbers_in_their_slides_names(
    sample: Loaded,
) -> None:
    assert sample.subject
    checked = 0
    for meeting in only_table(sample).meetings:
        for deck in sample.subject.course.schedule[meeting.entry].decks:
            if match := re.search(r"/lecture(\d+)", deck.file):
                assert meeting.number == int(match[1])
                checked += 1
    assert checked == 9


def test_the_work_of_the_sample_is_out_and_due_as_on_its_page(sample: Loaded) -> None:
    assert sample.subject
    course = sample.subject.course
    works = [
        (
            course.assignments[work.number].id,
            f"{work.out.date:%m-%d}" if work.out else None,
            f"{work.due.date:%m-%d}" if work.due else None,
        )
        for work in work_of(course, only_table(sample))
    ]

    assert works == [
        ("a1", "04-06", "04-20"),
        ("a2", "04-25", "05-09"),
        ("proposal", None, "04-27"),
    ]


def test_the_sample_changes_its_room_twice(sample: Loaded) -> None:
    rooms = [(f"{m.date:%m-%d}", m.room) for m in only_table(sample).meetings if m.room]

    assert rooms == [("05-18", "CSE 305"), ("05-25", "CSE 305")]


def test_the_sample_names_the_decks_of_its_page_in_order(
    sample: Loaded, shared: Path
) -> None:
    assert sample.subject
    page = (shared / "courses" / "dlsys-2017" / "schedule.md").read_text("utf-8")
    decks = [d.file for entry in sample.subject.course.schedule for d in entry.decks]

    assert decks == [f"slides/{name}" for name in re.findall(r"\(pdf/(.+?)\)", page)]
    assert len(decks) == 14


def test_the_starter_shows_every_part_of_a_course(starter: Loaded) -> None:
    assert starter.subject
    course = starter.subject.course
    # These are for few courses; the comments or the reference name them.
    left_out = {"logo", "language", "sections", "day_swaps", "institution_file"}
    left_out |= {"clock", "second_language", "embed", "announce"}

    assert {n for n in type(course).model_fields if not getattr(course, n)} <= left_out
    assert {entry.kind for entry in course.schedule} == {
        "lecture",
        "lab",
        "guest",
        "exam",
    }


def test_the_starter_names_nobody(starter: Loaded) -> None:
    text = (COURSES / "starter" / "course.yaml").read_text("utf-8")

    assert set(re.findall(r"[\w.-]+\.edu\b", text)) == {"example.edu"}
    assert set(re.findall(r"https?://([\w.-]+)", text)) == {"example.edu"}


def test_a_longer_term_asks_for_more_entries_and_nothing_else(tmp_path: Path) -> None:
    # What a user does first must end in a hint, not in a wall of problems.
    folder = tmp_path / "course"
    shutil.copytree(COURSES / "starter", folder)
    course = folder / "course.yaml"
    text = course.read_text("utf-8")
    course.write_text(text.replace("2027-02-05", "2027-02-12"), "utf-8")
    loaded = look_over(course)

    # one for the class days, one for the lab
    assert [p.code for p in loaded.problems] == ["pattern-gap", "pattern-gap"]
    assert not loaded.failed
