"""`syllabus announce` as a person uses it, on a terminal and without one."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from syllabus.announce.lock import LOCK, held
from syllabus.errors import ExitCode
from tests.announce.fake import NOON

SYLLABUS = str(Path(sys.executable).with_name("syllabus"))
COURSE = """\
title: Databases
code: CS 240
term: {name: Winter 2027, first_day: 2027-01-11, last_day: 2027-01-22}
pattern: {days: Mon/Wed}
announce:
  targets:
    website: {kind: folder, to: ../website}
    copies: {kind: folder, to: ../copies}
schedule: [Relations, Queries, Storage, Transactions]
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a course, in the morning of its second day of class."""
    (tmp_path / "cs240").mkdir()
    (tmp_path / "cs240" / "course.yaml").write_text(COURSE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1799830800")
    return tmp_path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [SYLLABUS, "announce", *map(str, arguments)]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def planned(*arguments: str) -> Path:
    """A plan that was just made."""
    before = set(Path().glob("cs240/.syllabus/announcements/*/plan.yaml"))
    ran = run("plan", "cs240", *arguments)
    assert ran.returncode == ExitCode.OK, ran.stderr
    found = set(Path().glob("cs240/.syllabus/announcements/*/plan.yaml"))
    (plan,) = found - before or found
    return plan


def typed(plan: Path, answer: str) -> int:
    """The exit code of sending on a terminal, where somebody types an answer."""
    terminal, its = pty.openpty()
    process = subprocess.Popen(
        [SYLLABUS, "announce", "send", plan], stdin=its, stdout=its, stderr=its
    )
    os.close(its)
    os.write(terminal, f"{answer}\n".encode())
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass  # nobody writes to it any more
    finally:
        os.close(terminal)
    return process.wait(60)


def posts() -> list[str]:
    return sorted(path.parts[0] for path in Path().glob("*/*/announcement.html"))


def test_a_draft_is_written_and_nothing_is_sent(place: Path) -> None:
    ran = run("draft", "cs240", "--out", "drafts")

    assert ran.returncode == ExitCode.OK, ran.stderr
    assert "Subject: CS 240, week 1: two lectures" in ran.stdout
    assert list(Path("drafts").glob("*.eml"))
    assert posts() == []


def test_without_a_terminal_it_has_to_be_said_that_it_is_meant(place: Path) -> None:
    plan = planned()

    assert run("send", plan).returncode == ExitCode.USAGE
    assert posts() == []
    assert run("send", "--yes", plan).returncode == ExitCode.OK
    assert posts() == ["copies", "website"]


@pytest.mark.parametrize(
    ("answer", "code", "sent"),
    [("2", ExitCode.OK, 2), ("y", ExitCode.INTERRUPTED, 0), ("", None, 0)],
)
def test_on_a_terminal_the_number_of_messages_is_typed(
    place: Path, answer: str, code: ExitCode | None, sent: int
) -> None:
    found = typed(planned(), answer or "20")

    assert found == (ExitCode.INTERRUPTED if code is None else code)
    assert len(posts()) == sent


def test_a_file_that_changed_since_the_plan_is_refused(place: Path) -> None:
    plan = planned("--about", "syllabus")
    with Path("build/cs240/syllabus.pdf").open("ab") as file:
        file.write(b"\n")

    ran = run("send", "--yes", plan)

    assert ran.returncode == ExitCode.DELIVERY
    assert "changed since the plan was made: syllabus.pdf" in ran.stderr
    assert posts() == []


def test_the_second_of_two_runs_is_told_who_is_sending(place: Path) -> None:
    plan = planned()
    with held(Path("cs240/.syllabus") / LOCK, NOON):
        ran = run("send", "--yes", plan)

    assert ran.returncode == ExitCode.ENVIRONMENT
    assert f"another run is sending: process {os.getpid()} on" in ran.stderr
    assert posts() == []


def test_a_target_that_cannot_be_written_fails_and_is_gone_on_with(place: Path) -> None:
    plan = planned()
    Path("copies").write_text("a file in the way")
    ran = run("send", "--yes", plan)
    assert ran.returncode == ExitCode.DELIVERY
    assert posts() == ["website"]

    Path("copies").unlink()
    ran = run("resume", "cs240", "--yes", "--retry-unknown")

    assert ran.returncode == ExitCode.OK, ran.stderr
    assert posts() == ["copies", "website"]
    assert run("resume", "cs240", "--yes").returncode == ExitCode.USAGE


def test_what_was_posted_is_taken_back(place: Path) -> None:
    plan = planned()
    assert run("send", "--yes", plan).returncode == ExitCode.OK

    assert run("withdraw", "cs240", plan.parent.name).returncode == ExitCode.OK
    assert posts() == []
    assert run("resume", "cs240", "--yes").returncode == ExitCode.USAGE


def test_the_version_that_went_out_is_what_changes_count_from(place: Path) -> None:
    assert run("send", "--yes", planned()).returncode == ExitCode.OK
    told = json.loads(Path("cs240/.syllabus/published.json").read_text("utf-8"))
    assert told["course"]["code"] == "CS 240"

    ran = run("plan", "cs240", "--about", "changes")

    assert ran.returncode == ExitCode.USAGE
    assert "nothing changed since the class was last told" in ran.stderr


def test_a_week_without_class_any_more_says_so(place: Path) -> None:
    ran = run("draft", "cs240", "--date", "2027-03-01")

    assert ran.returncode == ExitCode.USAGE
    assert "there is no class on 2027-03-01 or later" in ran.stderr
