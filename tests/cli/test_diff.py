"""What `syllabus diff` prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

from syllabus.cli.diff import command
from syllabus.core.change_data import SCHEMA, changes_schema
from syllabus.errors import SyllabusError
from syllabus.jobs.git import NoGitError
from syllabus.jobs.published import NothingPublishedError
from syllabus.jobs.publishing import publish_course
from tests.jobs.small import COURSE, NOW, lay_down
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PUBLISHED = ROOT / "docs" / "changes.schema.json"
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

    jsonschema.validate(found, changes_schema())
    assert found["$schema"] == SCHEMA == changes_schema()["$id"]
    [group] = found["groups"]
    assert [s["text"] for s in group["sentences"]] == [MOVED]
    assert group["first_day"] == "2027-01-11"
    [change] = found["changes"]
    assert (change["before"].get("room"), change["after"]["room"]) == (None, "Hall 9")


def test_the_published_schema_is_that_of_the_program(
    request: pytest.FixtureRequest,
) -> None:
    made = json.dumps(changes_schema(), ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--update-golden"):
        PUBLISHED.write_text(made, "utf-8", newline="\n")

    assert PUBLISHED.read_text("utf-8") == made, "if meant: --update-golden"


def test_people_get_markdown_and_a_page(course: Path) -> None:
    other = changed(course)

    markdown = diff(course, other, "--format", "markdown").output
    page = diff(course, other, "--format", "html").output

    assert markdown == f"# What changed\n\nSmall, Spring 2027\n\n- {MOVED}\n"
    assert f"<li>{MOVED}</li>" in page
    assert page.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_no_change_is_said_in_every_form(course: Path, form: str) -> None:
    output = diff(course, course, "--format", form).output

    said = '"groups": []' if form == "json" else "othing changed"
    assert said in output


def test_a_revision_of_git_is_a_version(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert isinstance(diff("HEAD:small").exception, NoGitError)
    assert isinstance(diff(course, "HEAD:small").exception, NoGitError)
    assert isinstance(diff("HEAD:small", course).exception, NoGitError)


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


def test_the_docs_show_what_it_says_of_the_sample_course(tmp_path: Path) -> None:
    """A snow day, a class that is given up for it, another room and another title."""
    sample, other = ROOT / "data" / "courses" / "dlsys-2017", tmp_path / "other"
    shutil.copytree(sample, other)
    text = (other / "course.yaml").read_text("utf-8")
    for old, new in (
        ("topic: GPU Acceleration", "topic: GPU Acceleration and its limits"),
        ("  - Case Study of Existing Deep Learning Systems\n", ""),
        ("room: CSE 305", "room: CSE 403"),
        ("holidays:\n", "holidays:\n  2017-04-18: Snow day\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (other / "course.yaml").write_text(text, "utf-8")

    told = diff(sample, other).output

    assert f"```\n{told}```" in (ROOT / "docs" / "life.md").read_text("utf-8")
