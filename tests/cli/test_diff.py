"""What `syllabus diff` prints, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syllabus.cli.diff import command
from syllabus.errors import SyllabusError
from syllabus.jobs.published import NothingPublishedError
from syllabus.jobs.publishing import publish_course
from tests.jobs.small import COURSE, NOW, lay_down

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

MOVED = "“Second” on Wed, Jan 13 is now in Hall 9"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
    return lay_down(tmp_path / "small")


def changed(course: Path) -> Path:
    text = COURSE.replace("- Second", "- {topic: Second, room: Hall 9}")
    return lay_down(course.parents[1] / "other", text)


def diff(*words: object) -> Result:
    return CliRunner().invoke(command, list(map(str, words)))


def test_two_courses_are_compared(course: Path) -> None:
    other = changed(course)

    assert diff(course, other.parent).output == f"{MOVED}\n"
    assert diff(course.parent, course).output == "nothing changed\n"


def test_changes_fail_a_run_only_on_wish(course: Path) -> None:
    other = changed(course)

    assert diff(course, other).exit_code == 0
    assert diff(course, other, "--exit-code").exit_code == 1
    assert diff(course, course, "--exit-code").exit_code == 0
    assert diff(course, other, "--exit-code", "--from", "2027-01-14").exit_code == 0


def test_programs_get_the_changes_and_the_sentences(course: Path) -> None:
    found = json.loads(diff(course, changed(course), "--format", "json").output)

    assert [s["text"] for s in found["sentences"]] == [MOVED]
    [change] = found["changes"]
    assert (change["before"].get("room"), change["after"]["room"]) == (None, "Hall 9")


def test_one_course_is_compared_with_what_was_published(course: Path) -> None:
    assert isinstance(diff(course).exception, NothingPublishedError)
    publish_course(course, NOW)
    assert diff(course).output == "nothing changed\n"

    course.write_text(COURSE.replace("- Second", "- {topic: Second, room: Hall 9}"))

    assert diff(course).output == f"{MOVED}\n"


def test_a_course_with_mistakes_is_not_compared(course: Path) -> None:
    other = changed(course)
    other.write_text("titel: Small\n")

    failure = diff(course, other).exception

    assert isinstance(failure, SyllabusError)
    assert failure.exit_code == 1
