"""The real page: what the import makes of it."""

import shutil
from pathlib import Path

import pytest

from syllabus.core.model import Course
from syllabus.core.parse import parse_course
from syllabus.jobs.importing import ImportResult, import_course
from tests.importers.importing import dated, lost_words
from tests.needs import SHARED

SEED = SHARED / "courses" / "dlsys-2017"
pytestmark = pytest.mark.needs("shared")

ROWS = [
    ("2017-03-28", "Introduction to Deep Learning"),
    ("2017-03-30", "How to build image classifier"),
    ("2017-04-04", "Components Overview of Deep Learning System"),
    ("2017-04-06", "Backprop and Automatic Differentiation"),
    ("2017-04-11", "Alex Smola"),
    ("2017-04-13", "Soumith Chintala"),
    ("2017-04-18", "Memory Optimization and Planning"),
    ("2017-04-20", "Project Proposal Pitch"),
    ("2017-04-25", "GPU Acceleration"),
    ("2017-04-27", "Parallel Scheduling"),
    ("2017-05-03", "ASICs, FPGA Acceleration"),
    ("2017-05-05", "FPGA on datacenters"),
    ("2017-05-09", "Distributed Training and Communication Primitives"),
    ("2017-05-11", "Case Study of Existing Deep Learning Systems"),
    ("2017-05-16", "Model Serving Systems"),
    ("2017-05-18", "Sharan Chetlur"),
    ("2017-05-23", "Domain specific languages and Intermediate representation"),
    ("2017-05-25", "Yangqing Jia"),
    ("2017-05-30", "Advanced topics"),
    ("2017-06-01", "Project Presentation Talk"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    folder = tmp_path_factory.mktemp("seed") / "mine"
    return import_course(SEED / "schedule.md", folder)


@pytest.fixture(scope="module")
def course(result: ImportResult) -> Course:
    assert result.course_file
    parsed = parse_course(result.course_file.read_bytes(), "course.yaml")
    assert (parsed.problems, result.problems) == ([], ())
    assert parsed.course
    return parsed.course


def test_the_course_has_the_twenty_rows_of_the_page(course: Course) -> None:
    rows = [
        (str(date), topic or course.schedule[i].speaker)
        for i, (date, topic) in enumerate(dated(course))
    ]

    assert rows == ROWS


def test_only_the_joint_sessions_carry_a_date(course: Course) -> None:
    pinned = [
        (str(e.date), str(e.instead_of), e.partner) for e in course.schedule if e.date
    ]

    assert pinned == [
        ("2017-05-03", "2017-05-02", "CSE548"),
        ("2017-05-05", "2017-05-04", "CSE548"),
    ]


def test_work_is_out_and_due_on_its_days(course: Course) -> None:
    dates = [str(date) for date, _ in dated(course)]
    marks = [
        (dates[i], side, one)
        for i, entry in enumerate(course.schedule)
        for side in ("out", "due")
        for one in getattr(entry, side)
    ]

    assert marks == [
        ("2017-04-06", "out", "a1"),
        ("2017-04-20", "due", "a1"),
        ("2017-04-25", "out", "a2"),
        ("2017-04-27", "due", "project-proposal"),
        ("2017-05-09", "due", "a2"),
    ]


def test_two_classes_are_in_another_room(course: Course) -> None:
    dates = [str(date) for date, _ in dated(course)]
    rooms = [(dates[i], e.room) for i, e in enumerate(course.schedule) if e.room]

    assert rooms == [("2017-05-18", "CSE 305"), ("2017-05-25", "CSE 305")]


def test_brackets_behind_speakers_are_notes(course: Course) -> None:
    notes = {e.speaker: e.notes for e in course.schedule if e.speaker}

    assert notes == {
        "Alex Smola": None,
        "Soumith Chintala": "Torch/PyTorch",
        "Andrew Putnam": None,
        "Sharan Chetlur": "cuDNN",
        "Yangqing Jia": "Caffe/Caffe2",
    }
    assert not any(e.affiliation for e in course.schedule)


def test_fourteen_decks_are_named_and_twelve_are_there(
    result: ImportResult, course: Course
) -> None:
    assert result.course_file
    folder = result.course_file.parent
    decks = [deck.file for entry in course.schedule for deck in entry.decks]

    absent = sorted(file for file in decks if not (folder / file).is_file())

    assert len(set(decks)) == 14
    assert absent == [
        "slides/catapult_guest_lecture.pdf",
        "slides/joint-lecture-specialization.pdf",
    ]


def test_the_misspelt_pattern_is_tuesday_and_thursday(course: Course) -> None:
    assert [pattern.days for pattern in course.pattern] == [(1, 3)]
    assert course.term.name == "Spring 2017"


def test_labs_and_guests_count_as_lectures_and_the_pitch_does_not(
    course: Course,
) -> None:
    assert set(course.numbered) == {"lecture", "guest", "lab"}


def test_the_decks_alone_tell_the_year(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SEED, site, copy_function=shutil.copyfile)

    result = import_course(site / "schedule.md", tmp_path / "mine")

    evidence = [text for subject, text in result.report.findings if subject == "Year"]
    assert "fit 2000, 2006, 2017, 2023, 2028" in evidence[0]
    assert "4 decks were made" in evidence[1]
    assert result.course_file


def test_without_decks_and_a_telling_path_the_year_is_a_tie(tmp_path: Path) -> None:
    shutil.copyfile(SEED / "schedule.md", tmp_path / "schedule.md")

    result = import_course(tmp_path / "schedule.md", tmp_path / "mine")

    assert [problem.code for problem in result.problems] == ["year-unknown"]
    assert not (tmp_path / "mine").exists()


def test_every_word_of_the_table_is_accounted_for(result: ImportResult) -> None:
    from syllabus.importers.markdown_page import read_page

    path = SEED / "schedule.md"
    page, _ = read_page(path.read_bytes(), path.as_posix())

    assert lost_words(page, result.report) == {}
