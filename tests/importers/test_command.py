"""``syllabus import`` as it is called."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from syllabus.cli import program
from syllabus.importers import schedule_page

PAGE = """# Systems 2017

| Date | Topic |
| --- | --- |
| Mar 28 | Files, ***HW1 out*** |
| Mar 30 | Pages (bring a laptop) |
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "schedule.md"
    path.write_text(PAGE, "utf-8")
    return path


def test_it_prints_the_report_and_what_it_wrote(page: Path) -> None:
    result = CliRunner().invoke(program, ["import", str(page), "-o", "mine"])

    assert result.exit_code == 0
    assert "“Mar 28” → Tue, Mar 28, 2017" in result.stdout
    assert "“HW1 out” → HW1 is out (hw1)" in result.stdout
    assert result.stdout.splitlines()[-2:] == [
        "mine/course.yaml",
        "next: syllabus build mine",
    ]
    assert result.stderr == ""


def test_with_an_error_it_fails_and_prints_only_the_problem(page: Path) -> None:
    page.write_text(PAGE.replace(" 2017", ""), "utf-8")

    result = CliRunner().invoke(program, ["import", str(page), "-o", "mine"])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "[year-unknown]" in result.stderr


def test_the_year_can_be_given(page: Path) -> None:
    page.write_text(PAGE.replace(" 2017", ""), "utf-8")

    result = CliRunner().invoke(program, ["import", str(page), "--year", "2023"])

    assert result.exit_code == 0
    assert "given with --year" in result.stdout


def test_a_course_that_cannot_be_built_is_told_and_fails(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = schedule_page.import_page

    def slip(*given: object) -> object:
        done = write(*given)  # type: ignore[arg-type]
        assert done.text
        return replace(
            done, text=done.text.replace("title: HW1", "title: HW1\n    x: y")
        )

    monkeypatch.setattr("syllabus.jobs.importing.import_page", slip)

    result = CliRunner().invoke(program, ["import", str(page), "-o", "mine"])

    assert result.exit_code == 1
    assert "mine/course.yaml:" in result.stderr
    assert "[unknown-key]" in result.stderr
    assert "mend these errors in it" in result.stdout


def test_a_page_on_the_web_is_to_be_saved_first(page: Path) -> None:
    result = CliRunner().invoke(program, ["import", "https://example.edu/schedule.md"])

    assert result.exit_code == 1
    assert "https://example.edu/schedule.md is on the web" in result.stderr
    assert "save the page first (its Markdown, or with a browser)" in result.stderr


def test_the_folder_in_the_next_step_can_be_pasted(page: Path) -> None:
    result = CliRunner().invoke(program, ["import", str(page), "-o", "my course"])

    assert result.stdout.splitlines()[-1] == "next: syllabus build 'my course'"


def test_its_problems_are_one_json_array_for_a_script(page: Path) -> None:
    page.write_text(f"{PAGE}| soon | Disks |\n", "utf-8")

    result = CliRunner().invoke(
        program, ["import", str(page), "-o", "mine", "--format", "json"]
    )

    assert result.exit_code == 0
    assert result.stderr == ""
    assert [p["code"] for p in json.loads(result.stdout)] == ["date-unclear"]
    assert Path("mine/course.yaml").is_file()


def test_an_error_is_json_too(page: Path) -> None:
    page.write_text(PAGE.replace(" 2017", ""), "utf-8")

    result = CliRunner().invoke(program, ["import", str(page), "--format", "json"])

    assert result.exit_code == 1
    assert [p["code"] for p in json.loads(result.stdout)] == ["year-unknown"]


def test_quiet_prints_problems_and_the_next_step(page: Path) -> None:
    page.write_text(f"{PAGE}| soon | Disks |\n", "utf-8")

    result = CliRunner().invoke(program, ["import", str(page), "-o", "mine", "-q"])

    assert result.exit_code == 0
    assert result.stdout == "next: syllabus build mine\n"
    assert "[date-unclear]" in result.stderr
