"""``syllabus shift`` as it is called."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from syllabus.cli import program
from syllabus.jobs.files import FileError, replace_file
from syllabus.jobs.scaffold import lay_down
from tests.jobs.small import lay_down as small
from tests.needs import ROOT


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def shift(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["shift", *arguments])


def proposal(*arguments: str) -> dict[str, Any]:
    result = shift(*arguments, "--format", "json")
    assert result.exit_code in {0, 1}, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


LONGER = ("last_day: 2027-01-22", "last_day: 2027-01-31")
"""The small course with two class days more than it needs."""


def roomy(folder: str = "c") -> Path:
    path = small(Path(folder))
    path.write_text(path.read_text().replace(*LONGER))
    return path


def test_a_snow_day_of_the_sample_course(golden: Callable[..., None]) -> None:
    shutil.copytree(ROOT / "data/courses/dlsys-2017", "dlsys-2017")
    before = Path("dlsys-2017/course.yaml").read_bytes()

    result = shift("dlsys-2017", "--cancel", "2017-04-18", "--reason", "Snow")

    golden("cli/shift-dlsys.txt", result.stdout)
    assert result.exit_code == 1  # the last meeting has no day
    assert Path("dlsys-2017/course.yaml").read_bytes() == before


def test_nothing_is_written_but_with_write_and_the_way_back_is_told() -> None:
    path = roomy()
    before = path.read_bytes()
    asked = ("c", "--cancel", "2027-01-13", "--reason", "Snow")

    result = shift(*asked)
    assert result.exit_code == 0
    assert path.read_bytes() == before
    assert result.stdout.splitlines()[-1] == (
        f"nothing is written yet: syllabus shift {' '.join(asked)} --write"
    )

    result = shift(*asked, "--write")
    assert result.exit_code == 0
    assert b"2027-01-13: Snow" in path.read_bytes()
    undo = result.stdout.splitlines()[-1].partition("syllabus shift ")[2]
    assert shift(*undo.split()).exit_code == 0
    assert path.read_bytes() == before


def test_what_finds_no_day_is_not_written() -> None:
    path = small(Path("c"))
    before = path.read_bytes()

    result = shift("c", "--cancel", "2027-01-13", "--write")

    assert result.exit_code == 1
    assert re.search("no day left +Fourth", result.stdout)
    assert path.read_bytes() == before


def test_each_choice_is_a_command_that_can_be_written() -> None:
    path = small(Path("c"))
    before = path.read_bytes()

    told = proposal("c", "--cancel", "2027-01-13", "--reason", "Snow day")

    assert told["no_day"] == ["Fourth"]
    assert not told["fits"]
    assert len(told["choices"]) >= 3
    for choice in told["choices"]:
        words = shlex.split(choice["command"])
        assert words[:2] == ["syllabus", "shift"]
        written = proposal(*words[2:], "--write")
        assert written["written"], choice
        assert written["no_day"] == []
        assert CliRunner().invoke(program, ["check", "c"]).exit_code == 0
        path.write_bytes(before)


def test_what_is_pinned_to_the_day_is_told_with_what_can_be_done() -> None:
    path = roomy()
    path.write_text(path.read_text() + "  - {exam: Test, date: 2027-01-25}\n")

    result = shift("c", "--cancel", "2027-01-25")

    assert "There is no day for “Test”. Choose what to do, such as:" in result.stdout
    assert "syllabus shift c --move Test 2027-01-26\n" in result.stdout


def test_what_gets_a_day_at_last_is_not_told_as_new() -> None:
    path = small(Path("c"))
    path.write_text(path.read_text() + "  - Extra\n")

    result = shift("c", "--makeup", "2027-01-21")

    assert "  no day → Thu, Jan 21  Extra\n" in result.stdout


def test_changes_are_made_one_after_the_other() -> None:
    roomy()

    told = proposal("c", "--cancel", "2027-01-13", "--swap", "2027-01-18", "Fourth")

    (only,) = told["schedules"]
    moves = {row["name"]: row["after"] for row in only["meetings"]}
    assert moves["Fourth"] == "2027-01-18"
    assert moves["Second"] == "2027-01-25"


def test_a_lecture_can_be_called_by_its_number_and_a_day_can_be_inserted() -> None:
    path = roomy()

    result = shift("c", "--insert", "2027-01-18", "guest: Ada: notes", "--write")
    assert result.exit_code == 0, result.stderr
    assert "  - guest: 'Ada: notes'\n" in path.read_text()
    assert "new " in result.stdout
    result = shift("c", "--drop", "lecture 3", "--write")
    assert result.stdout.splitlines()[-1] == "no shift takes it back"
    assert path.read_text() == small(Path("d")).read_text().replace(*LONGER)


def test_a_new_error_is_told_and_nothing_written() -> None:
    path = roomy()
    path.write_text(path.read_text() + "  - {exam: Test, date: 2027-01-25}\n")
    before = path.read_bytes()

    result = shift("c", "--cancel", "2027-01-25", "--write")

    assert result.exit_code == 1
    assert "[meeting-on-holiday]" in result.stderr
    assert path.read_bytes() == before


def test_what_was_wrong_before_does_not_count() -> None:
    path = roomy()
    path.write_text(path.read_text() + "  - {exam: Test, date: 2028-01-25}\n")

    result = shift("c", "--cancel", "2027-01-13", "--write")

    assert result.exit_code == 0
    assert result.stderr == ""


def test_a_course_that_cannot_be_understood_is_not_changed() -> None:
    path = roomy()
    path.write_text(path.read_text().replace("Mon/Wed", "Someday"))

    result = shift("c", "--cancel", "2027-01-13", "--write")

    assert result.exit_code == 1
    assert "[bad-value]" in result.stderr


def test_what_an_alias_repeats_is_refused_at_its_line_and_nothing_is_written() -> None:
    path = roomy()
    path.write_text(path.read_text().replace("- Second", "- &x Second") + "  - *x\n")
    before = path.read_bytes()

    result = shift("c", "--swap", "2027-01-13", "2027-01-18", "--write")

    assert str(result.exception).startswith("c/course.yaml:8:5: an alias (*name)")
    assert path.read_bytes() == before


def test_sections_that_move_alike_are_told_once() -> None:
    path = roomy()
    pattern = "pattern: {days: Mon/Wed, hours: 10:30-11:50}"
    sections = "\n".join(
        f"  - {{name: {name}, pattern: {{days: {days}, hours: 9:00-10:00}}}}"
        for name, days in (("A", "Mon/Wed"), ("B", "Mon/Wed"), ("C", "Tue/Thu"))
    )
    path.write_text(path.read_text().replace(pattern, f"sections:\n{sections}"))

    told = proposal("c", "--cancel", "2027-01-13")

    (both, other) = told["schedules"]
    assert both["sections"] == ["A", "B"]
    assert [row["after"] for row in both["meetings"]] == [
        *("2027-01-18", "2027-01-20", "2027-01-25")
    ]
    assert other == {"sections": ["C"], "meetings": [], "deadlines": []}


def test_deadlines_follow_their_lectures_and_those_with_a_day_stay() -> None:
    lay_down(Path("c"))

    told = proposal("c", "--cancel", "2027-01-25")

    (only,) = told["schedules"]
    moves = [(r["name"], r["before"], r["after"]) for r in only["deadlines"]]
    assert ("Project, out", "2027-01-27", "2027-02-01") in moves


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say what changes"),
        (["--reason", "Snow"], "say what changes"),
        (["--restore", "2027-01-13", "--reason", "Snow"], "--reason is for --cancel"),
        (["--cancel", "soon"], "“soon” is no day"),
        (["--cancel", "2027-01-12"], "no class meets on Tuesday"),
        (["--restore", "2027-01-13"], "nothing is cancelled, made up for or moved"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], message: str) -> None:
    path = roomy()
    before = path.read_bytes()

    result = shift("c", *arguments, "--write")

    assert result.exit_code != 0
    assert message in f"{result.exception}{result.stderr}"
    assert path.read_bytes() == before


def test_a_file_keeps_its_mode_and_what_links_to_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)

    replace_file(link, b"old", b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {"link", "real"}


def test_what_somebody_else_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"other")

    with pytest.raises(Exception, match="changed by somebody else meanwhile"):
        replace_file(path, b"old", b"new")
    with pytest.raises(FileError):
        replace_file(tmp_path / "none", b"old", b"new")

    assert path.read_bytes() == b"other"
