"""``syllabus rollover`` as it is called."""

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from syllabus.cli import program
from syllabus.core.values import WEEKDAYS
from syllabus.jobs.scaffold import lay_down
from syllabus.jobs.web import Web
from tests.jobs.site import Page, Site, site
from tests.jobs.small import lay_down as small
from tests.needs import ROOT, SHARED

__all__ = ["site"]

SPRING = ["--term", "Spring 2018", "--first-day", "2018-03-27"]
END = ["--last-day", "2018-05-31"]
FALL = ["--term", "Fall 2027", "--first-day", "2027-08-30"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rollover(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["rollover", *arguments])


def report(*arguments: str) -> dict[str, Any]:
    result = rollover(*arguments, "--format", "json")
    assert result.exit_code in {0, 1}, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def off_pattern(told: dict[str, Any]) -> list[str]:
    """The entries that meet neither on a Tuesday nor on a Thursday."""
    return [
        row["topic"]
        for row in told["schedule"]
        if WEEKDAYS[dt.date.fromisoformat(row["date"]).weekday()]
        not in {"Tuesday", "Thursday"}
    ]


def test_the_sample_course_rolls_over(golden: Callable[..., None]) -> None:
    shutil.copytree(ROOT / "data/courses/dlsys-2017", "dlsys-2017")

    result = rollover("dlsys-2017", *SPRING, *END, "--holidays", "us-wa", "-o", "next")

    assert result.exit_code == 0
    golden("cli/rollover-dlsys.txt", result.stdout)
    golden("cli/rollover-dlsys.yaml", Path("next/course.yaml").read_text("utf-8"))
    checked = CliRunner().invoke(program, ["check", "next"])
    assert checked.exit_code == 0
    assert "1 warning" in checked.stderr  # the one that the sample has


def test_all_days_of_the_sample_are_tuesdays_and_thursdays_but_listed_pins() -> None:
    shutil.copytree(ROOT / "data/courses/dlsys-2017", "old")

    told = report("old", *SPRING, *END, "--holidays", "us-wa", "-o", "next")

    joint = ["ASICs, FPGA Acceleration", "FPGA in datacenters"]
    assert off_pattern(told) == joint
    pinned = [p["message"] for p in told["points"] if p["group"] == "pinned"]
    assert [message.partition(":")[0] for message in pinned] == joint
    assert all("joint with CSE548" in message for message in pinned)


@pytest.mark.needs("shared")
def test_an_imported_course_rolls_over() -> None:
    page = SHARED / "courses" / "dlsys-2017" / "schedule.md"
    imported = CliRunner().invoke(program, ["import", str(page), "-o", "old"])
    assert imported.exit_code == 0

    told = report("old", *SPRING, *END, "--holidays", "us-wa", "-o", "next")

    pins = {row["topic"] for row in told["schedule"] if row["pinned"]}
    assert set(off_pattern(told)) <= pins
    assert not any(row["date"] is None for row in told["schedule"])
    text = Path("next/course.yaml").read_text("utf-8")
    assert "  days: Tue/Thu\n\nholidays:\n  2018-05-28: Memorial Day\n" in text
    for point in told["points"]:
        assert point["file"] == "next/course.yaml"
        assert 1 <= point["line"] <= len(text.splitlines())
    assert CliRunner().invoke(program, ["check", "next"]).exit_code == 0


def test_the_same_term_gives_the_same_files() -> None:
    lay_down(Path("old"))
    same = ["--term", "Spring 2027", "--first-day", "2027-01-11"]

    assert rollover("old", *same, "-o", "new").exit_code == 0

    assert files("new") == files("old")


def files(folder: str) -> dict[str, bytes]:
    root = Path(folder)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_the_class_was_told_outputs_and_stray_files_stay_behind() -> None:
    lay_down(Path("old"))
    behind = [".syllabus/published.json", "build/x.pdf", "grades.csv"]
    for name in (*behind, "theme/f.css"):
        Path("old", name).parent.mkdir(exist_ok=True)
        Path("old", name).write_text("")

    told = report("old", *FALL, "-o", "new")

    assert set(files("old")) - set(files("new")) == set(behind)
    (left,) = (p for p in told["points"] if p["group"] == "files")
    assert left["message"].endswith(": grades.csv")


def test_decks_can_be_linked_to_where_they_lie() -> None:
    small(Path("old"))

    result = rollover("old", *FALL, "--link", "-o", "deep/new")

    assert "2 decks linked" in result.stdout
    deck = Path("deep/new/slides/first.pdf")
    assert deck.is_symlink()
    assert deck.resolve() == Path("old/slides/first.pdf").resolve()


def test_nothing_is_written_over() -> None:
    small(Path("old"))
    Path("new").mkdir()
    Path("new/notes.txt").write_text("mine")
    Path("file").write_text("mine")

    for folder in ("new", "file", "old"):
        result = rollover("old", *FALL, "-o", folder)
        assert "not an empty folder" in str(result.exception)

    assert Path("new/notes.txt").read_text() == "mine"
    assert list(files("new")) == ["notes.txt"]


def test_a_failure_half_way_leaves_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    small(Path("old"))

    def full(source: Path, target: Path) -> None:
        if target.name == "third.pdf":
            raise OSError(28, "No space left on device")
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(shutil, "copyfile", full)
    result = rollover("old", *FALL, "-o", "new")

    assert "No space left on device" in str(result.exception)
    assert sorted(path.name for path in Path().iterdir()) == ["old"]


def test_a_course_with_errors_is_not_rolled_over() -> None:
    path = small(Path("old"))
    path.write_text(path.read_text().replace("Mon/Wed", "Someday"))

    result = rollover("old", *FALL, "-o", "new")

    assert result.exit_code == 1
    assert "[bad-value]" in result.stderr
    assert not Path("new").exists()


def test_what_no_longer_fits_is_listed_first_and_fails() -> None:
    small(Path("old"))

    result = rollover("old", *FALL, "--last-day", "2027-09-01", "-o", "new")

    assert result.exit_code == 1
    assert "no day       Third" in result.stdout
    assert "\nDoes not fit the new term\n  new/course.yaml:9: no class day" in (
        result.stdout
    )
    assert result.stdout.splitlines()[-1] == (
        "mend what does not fit, then: syllabus check new"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--last-day", "2027-08-01"], "ends on 2027-08-01, before 2027-08-30"),
        (["--holidays", "none.ics"], "there is no such file"),
        (["--holidays", "us-xx"], "no such country or part is known"),
        (["--pattern", "Someday"], "is not a weekday"),
    ],
)
def test_a_term_that_cannot_be_meant_is_refused(
    arguments: list[str], message: str
) -> None:
    small(Path("old"))

    result = rollover("old", *FALL, *arguments, "-o", "new")

    assert result.exit_code != 0
    assert message in f"{result.exception}{result.stderr}"
    assert not Path("new").exists()


def test_the_empty_folder_one_is_in_can_be_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small(Path("old"))
    Path("new").mkdir()
    monkeypatch.chdir("new")
    result = rollover("../old", *FALL, "-o", ".")

    assert result.exit_code in {0, 1}, result.output
    assert Path("course.yaml").is_file()
    assert not list(Path("..").glob(".syllabus-*"))


def test_without_the_library_a_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small(Path("old"))
    monkeypatch.setitem(sys.modules, "holidays", None)

    error = rollover("old", *FALL, "--holidays", "us-wa", "-o", "new").exception

    assert "library that is not installed" in str(error)
    assert "pip install 'syllabus[holidays]'" in getattr(error, "__notes__", [""])[0]


def test_holidays_come_from_a_list_or_a_calendar_and_the_rest_is_shown() -> None:
    small(Path("old"))
    Path("days.txt").write_text("2027-09-06 Labor Day\n")
    Path("days.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\n"
        "DTSTART;VALUE=DATE:20270906\nSUMMARY:Labor Day\nEND:VEVENT\nBEGIN:VEVENT\n"
        "UID:2\nDTSTART;VALUE=DATE:20270907\nSUMMARY:Fair\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    for source in ("days.txt", "days.ics"):
        told = report("old", *FALL, "--holidays", source, "-o", f"new-{source[-3:]}")

        messages = [p["message"] for p in told["points"] if p["group"] == "holidays"]
        assert "put in: Mon, Sept 6: Labor Day" in messages
        assert [row["date"] for row in told["schedule"]] == [
            *("2027-08-30", "2027-09-01", "2027-09-08", None)
        ]
    assert "not a holiday: 2027-09-07 Fair: it has class" in messages


def test_decks_that_name_the_old_term_are_listed() -> None:
    small(Path("old"))
    named = ROOT / "data/courses/dlsys-2017/slides/lecture3.pdf"
    shutil.copy(named, "old/slides/first.pdf")
    text = Path("old/course.yaml").read_text().replace("Spring 2027", "Spring 2017")
    Path("old/course.yaml").write_text(text)

    told = report("old", *FALL, "-o", "new")

    decks = [p["message"] for p in told["points"] if p["group"] == "decks"]
    assert decks == ["slides/first.pdf: “Spring 2017” on slide 1"]


def test_an_institution_above_is_named_from_the_new_place() -> None:
    path = small(Path("a/old"))
    Path("a/inst.yaml").write_text("name: Some School\n")
    text = path.read_text()
    path.write_text(f"institution_file: ../inst.yaml\n{text}")

    assert rollover("a/old", *FALL, "-o", "new").exit_code == 0

    new = Path("new/course.yaml").read_text()
    assert "institution_file: ../a/inst.yaml\n" in new
    path.write_text(text)
    Path("a/institution.yaml").write_text("name: Some School\n")
    told = report("a/old", *FALL, "-o", "other")
    (point,) = (p for p in told["points"] if p["group"] == "files")
    assert point["hint"] == "add institution_file: ../a/institution.yaml"


def test_links_are_counted_or_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "syllabus.jobs.web.Web", partial(Web, allowed=lambda a: str(a) == "127.0.0.1")
    )
    host = f"http://a.test:{site.server.server_port}"
    path = small(Path("old"))
    links = (
        f"links: [{{title: A, link: {host}/there}}, {{title: B, link: {host}/gone}}]"
    )
    path.write_text(
        path.read_text()
        + f"  - {{topic: Fifth, date: 2027-01-21, extra: yes, {links}}}\n"
    )
    site.pages["a.test/there"] = Page()

    counted = report("old", *FALL, "-o", "next")
    asked = report("old", *FALL, "-o", "other", "--links")

    told = [
        [p["message"] for p in r["points"] if p["group"] == "links"]
        for r in (counted, asked)
    ]
    assert told == [
        ["2 links of last time"],
        [f"{host}/gone is not there: 404 Not Found"],
    ]
