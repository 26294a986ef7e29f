"""`syllabus fmt`: what is written, what is shown, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from syllabus.cli import program
from syllabus.core import formatting
from syllabus.errors import ExitCode
from syllabus.jobs import formatting as job

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

UNEVEN = b"title: A \r\nterm: {name: B, first_day: 2027-1-11,last_day: 2027-01-29}\r\n"
EVEN = b"title: A\r\nterm: {name: B, first_day: 2027-01-11, last_day: 2027-01-29}\r\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "course.yaml"
    path.write_bytes(UNEVEN)
    path.chmod(0o640)
    return path


def run(*args: str) -> Result:
    return CliRunner().invoke(program, ["fmt", *args])


def test_it_writes_the_even_form_once(course: Path) -> None:
    first = run()
    assert (first.exit_code, first.stdout) == (0, "course.yaml: written anew\n")
    assert course.read_bytes() == EVEN
    assert course.stat().st_mode & 0o777 == 0o640

    before = course.stat()
    second = run()
    assert (second.exit_code, second.stdout) == (0, "course.yaml: in form\n")
    assert course.stat() == before


def test_a_link_leads_where_it_led(course: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    course.rename(real)
    course.symlink_to(real)
    run("--quiet")

    assert course.is_symlink()
    assert real.read_bytes() == EVEN


def test_check_and_diff_write_nothing(course: Path) -> None:
    checked, shown, both = run("--check"), run("--diff"), run("--check", "--diff")

    assert course.read_bytes() == UNEVEN
    assert (checked.exit_code, shown.exit_code, both.exit_code) == (1, 0, 1)
    assert "not in form" in checked.stdout
    assert shown.stdout == both.stdout
    assert "-title: A " in shown.output
    assert "+title: A" in shown.output

    run()
    assert run("--check").exit_code == 0
    assert run("--diff").stdout == ""


def test_what_cannot_be_read_is_told_and_stays(course: Path) -> None:
    course.write_bytes(b"title: [A \n")
    done = run()

    assert done.exit_code == ExitCode.PROBLEMS
    assert "course.yaml:" in done.stderr
    assert "[yaml-syntax]" in done.stderr
    assert course.read_bytes() == b"title: [A \n"


def test_a_form_that_says_something_else_is_not_written(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "formatted", lambda text: text.replace("A", "B"))
    with pytest.raises(job.MeaningChangedError):
        run_raising()
    assert course.read_bytes() == UNEVEN


def run_raising() -> None:
    program.main(["fmt"], standalone_mode=False)


def test_a_step_that_says_something_else_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(text: str) -> str:
        return text.replace("A", "B")

    monkeypatch.setattr(formatting, "_STEPS", (wrong, formatting._ended))

    assert formatting.formatted("title: A") == "title: A\n"
