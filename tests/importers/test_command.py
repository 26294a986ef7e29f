"""``syllabus import`` as it is called."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from syllabus.cli import program

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
    assert result.stdout.splitlines()[-1] == "mine/course.yaml"
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
