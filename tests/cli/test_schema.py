"""`syllabus schema`: the schema lies where the first line of a course file says."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syllabus.cli import program
from syllabus.core.course_schema import course_schema
from syllabus.jobs.schema import SCHEMA_FILE, named_schema, with_schema
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FIRST = f"# yaml-language-server: $schema={SCHEMA_FILE}"
COURSES = ROOT / "data" / "courses"


def run(*args: str) -> str:
    done = CliRunner().invoke(program, args)
    assert done.exit_code == 0, done.output
    return done.stdout


def led_to(course: Path) -> str:
    """The text of the schema to which a course file leads an editor."""
    named = named_schema(course.read_text("utf-8"))
    assert named
    return (course.parent / named).read_text("utf-8")


def test_it_prints_the_schema() -> None:
    assert run("schema") == course_schema()
    assert json.loads(run("schema"))["title"] == "Course"


def test_a_new_course_leads_to_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "cs101")

    assert (tmp_path / "cs101" / "course.yaml").read_text().startswith(FIRST)
    assert led_to(tmp_path / "cs101" / "course.yaml") == course_schema()


def test_writing_it_changes_nothing_but_the_first_line(tmp_path: Path) -> None:
    course = tmp_path / "course.yaml"
    course.write_bytes(b"title: A # kept\r\nschedule: [B]\r\n")
    course.chmod(0o640)
    run("schema", "--write", str(tmp_path))

    assert course.read_bytes() == (
        f"{FIRST}\r\n\r\ntitle: A # kept\r\nschedule: [B]\r\n".encode()
    )
    assert course.stat().st_mode & 0o777 == 0o640
    assert led_to(course) == course_schema()

    before = course.read_bytes()
    (tmp_path / SCHEMA_FILE).write_text("{}")  # that of an earlier version
    run("schema", "--write", str(course))
    assert course.read_bytes() == before
    assert led_to(course) == course_schema()


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("title: A\n", f"{FIRST}\n\ntitle: A\n"),
        ("\ufefftitle: A\n", f"\ufeff{FIRST}\n\ntitle: A\n"),
        ("", f"{FIRST}\n\n"),
        (f"# Mine\n{FIRST}\ntitle: A\n", f"# Mine\n{FIRST}\ntitle: A\n"),
        ("#yaml-language-server: $schema=../a.json\nb: c\n",
         f"#yaml-language-server: $schema={SCHEMA_FILE}\nb: c\n"),
        ("# yaml-language-server: $schema=https://example.edu/a\n",
         "# yaml-language-server: $schema=https://example.edu/a\n"),
    ],
)  # fmt: skip
def test_a_line_that_is_there_is_changed_where_it_names_a_file(
    text: str, new: str
) -> None:
    assert with_schema(text) == new
    assert with_schema(new) == new


@pytest.mark.parametrize("line", [FIRST, "# yaml-language-server: $schema=../own.json"])
def test_a_rollover_takes_the_schema_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "old")
    course = tmp_path / "old" / "course.yaml"
    course.write_text(course.read_text("utf-8").replace(FIRST, line), "utf-8")
    day = ("--term", "Fall 2027", "--first-day", "2027-08-30")
    CliRunner().invoke(program, ["rollover", "old", *day, "-o", "there/new"])

    new = tmp_path / "there" / "new" / "course.yaml"
    assert new.read_text("utf-8").startswith(f"{FIRST}\n")
    assert led_to(new) == course_schema()


def test_a_rollover_brings_no_schema_to_a_course_that_names_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "old")
    course = tmp_path / "old" / "course.yaml"
    course.write_text(course.read_text("utf-8").removeprefix(f"{FIRST}\n\n"), "utf-8")
    day = ("--term", "Fall 2027", "--first-day", "2027-08-30")
    CliRunner().invoke(program, ["rollover", "old", *day, "-o", "new"])

    assert named_schema((tmp_path / "new" / "course.yaml").read_text("utf-8")) is None
    assert not (tmp_path / "new" / ".syllabus").exists()


def test_an_import_leads_to_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = "# CS 101\n\n| Date | Topic |\n| --- | --- |\n| 2027-01-11 | One |\n"
    (tmp_path / "schedule.md").write_text(page)
    CliRunner().invoke(program, ["import", "schedule.md", "-o", "cs101"])

    course = tmp_path / "cs101" / "course.yaml"
    assert course.read_text("utf-8").startswith(f"{FIRST}\n\n# Imported")
    assert led_to(course) == course_schema()


@pytest.mark.parametrize("path", sorted(COURSES.glob("*/course.yaml")), ids=str)
def test_a_sample_course_leads_to_a_schema_or_names_none(
    path: Path, tmp_path: Path
) -> None:
    if named_schema(path.read_text("utf-8")):
        shutil.copytree(path.parent, tmp_path / "copy")
        assert led_to(tmp_path / "copy" / "course.yaml") == course_schema()
