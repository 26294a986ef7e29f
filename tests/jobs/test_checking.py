"""Courses checked together, and against what is asked for."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from pikepdf import Array, Dictionary, Name, String

from syllabus.cli import program
from syllabus.jobs.decklinks import links_in
from syllabus.jobs.web import Web
from tests.jobs.site import Page, moved, site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.jobs.site import Site

__all__ = ["site"]

COURSE = """\
title: {name}
term: {{name: Spring 2017, first_day: 2017-05-22, last_day: 2017-06-02}}
pattern: {{days: Mon, hours: 10:00-11:00, room: A 1}}
schedule: [One, Two]
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lay_down(folder: Path, text: str = COURSE) -> Path:
    folder.mkdir(parents=True)
    path = folder / "course.yaml"
    path.write_text(text.format(name=folder.name), "utf-8")
    return path


def check(*arguments: object) -> Result:
    return CliRunner().invoke(program, ["check", *map(str, arguments)])


def problems(*arguments: object) -> list[dict[str, Any]]:
    result = check(*arguments, "--format", "json")
    assert result.exit_code in {0, 1}, result.output
    told: list[dict[str, Any]] = json.loads(result.stdout)
    return told


def test_a_folder_of_courses_is_checked_with_its_rooms(tmp_path: Path) -> None:
    lay_down(tmp_path / "spring" / "cs1")
    lay_down(tmp_path / "spring" / "ee" / "cs2", COURSE + "colour: red\n")
    lay_down(tmp_path / "spring" / ".old" / "cs3")

    result = check("spring")

    assert result.exit_code == 1
    assert "spring/cs1/course.yaml:3:48: warning: the room A 1" in result.stderr
    assert "(../ee/cs2/course.yaml:3)" in result.stderr
    assert "spring/ee/cs2/course.yaml:5:1: error:" in result.stderr
    assert result.stderr.endswith("1 error, 1 warning\n")


def test_what_lies_in_a_course_is_no_course_of_the_folder(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1")
    lay_down(tmp_path / "cs1" / "old" / "cs1")

    assert problems(".") == []
    assert problems("cs1") == []


def test_a_link_to_a_course_does_not_clash_with_it(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1")
    (tmp_path / "now").symlink_to(tmp_path / "cs1")

    assert problems(".") == []


def test_a_folder_without_courses_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    result = check("empty")

    assert result.exit_code == 2 or "there is no course file" in str(result.exception)


def test_a_course_whose_dates_are_not_understood_clashes_with_none(
    tmp_path: Path,
) -> None:
    lay_down(tmp_path / "cs1")
    lay_down(tmp_path / "cs2", COURSE.replace("days: Mon", "days: Someday"))

    assert [problem["code"] for problem in problems()] == ["bad-value"]


def test_public_holidays_come_from_a_list(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1")
    (tmp_path / "off.txt").write_text("2017-05-29 Memorial Day\n2017-05-30 Other\n")

    [problem] = problems("cs1", "--holidays", "off.txt")

    assert problem["code"] == "meeting-on-public-holiday"
    assert (problem["line"], problem["column"]) == (4, 17)
    assert problem["severity"] == "warning"


def test_public_holidays_come_from_the_calendar_of_a_place(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1")

    assert "is Memorial Day" in check("cs1", "--holidays", "us-wa").stderr
    assert problems("cs1", "--holidays", "gb-eng")[0]["message"].startswith(
        "Monday, May 29, 2017 is Spring Bank Holiday"
    )


def test_an_unknown_place_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1")

    result = check("cs1", "--holidays", "atlantis")

    assert "there are no holidays “atlantis”" in str(result.exception)


LINKS = COURSE.replace("schedule: [One, Two]", "") + (
    "schedule:\n"
    "  - topic: One\n"
    "    links: {{title: Notes, link: http://a.test:{port}/notes}}\n"
    "  - topic: Two\n"
    "    notes: see [this](http://a.test:{port}/old) and [that](http://localhost:{port}/x)\n"
)


def test_the_links_of_courses_are_asked(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "syllabus.jobs.web.Web", partial(Web, allowed=lambda a: str(a) == "127.0.0.1")
    )
    port = site.server.server_port
    text = lay_down(tmp_path / "cs1", LINKS.replace("{port}", str(port))).read_text(
        "utf-8"
    )
    (tmp_path / "institution.yaml").write_text(
        f"fields:\n  form: http://a.test:{port}/form\n"
    )
    site.pages["a.test/old"] = moved("/new")
    site.pages |= {"a.test/new": Page(), "localhost/x": Page(403)}

    result = check("cs1", "--links")

    assert result.exit_code == 1
    column = text.split("\n")[8].index("http://localhost") + 1
    told = [line for line in result.stderr.splitlines() if "[link-" in line]
    assert told == [
        f"cs1/course.yaml:7:33: error: http://a.test:{port}/notes is not there: "
        "404 Not Found [link-dead]",
        f"cs1/course.yaml:9:23: warning: http://a.test:{port}/old has moved to "
        f"http://a.test:{port}/new [link-moved]",
        f"cs1/course.yaml:9:{column}: warning: http://localhost:{port}/x is not shown "
        "to everybody: 403 Forbidden [link-refused]",
        f"institution.yaml:2:9: error: http://a.test:{port}/form is not there: "
        "404 Not Found [link-dead]",
    ]


def test_the_links_on_slides_are_asked(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "syllabus.jobs.web.Web", partial(Web, allowed=lambda a: str(a) == "127.0.0.1")
    )
    deck = "  - {{topic: One, decks: a.pdf}}\n"
    path = lay_down(
        tmp_path / "cs1", COURSE.replace(" [One, Two]\n", f"\n{deck}  - Two\n")
    )
    address = site.url("a.test/code")
    write_deck(path.parent / "a.pdf", ["", f"{address}#L3", address])

    [problem] = problems("cs1", "--links")

    assert problem["code"] == "link-dead"
    assert problem["message"] == f"slide 2: {address} is not there: 404 Not Found"
    assert (problem["line"], problem["column"]) == (5, 25)


def write_deck(path: Path, addresses: list[str]) -> None:
    """A deck with a slide for each address, which links to it unless it is empty."""
    with pikepdf.new() as pdf:
        for address in addresses:
            page = pdf.add_blank_page(page_size=(400, 300))
            action = Dictionary(S=Name.URI, URI=String(address))
            link = Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action
            )
            page.Annots = Array([link] if address else [])
        pdf.save(path)


@pytest.mark.parametrize(
    "annotations", [Name.Odd, [Name.Odd], [Dictionary(A=Name.Odd)], [[]]]
)
def test_a_damaged_deck_has_no_links(tmp_path: Path, annotations: Any) -> None:
    write_deck(tmp_path / "a.pdf", ["http://a.test/"])
    assert links_in(str(tmp_path / "a.pdf")) == ((1, "http://a.test/"),)
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        pdf.pages[0].Annots = annotations
        pdf.save(tmp_path / "b.pdf")
    (tmp_path / "c.pdf").write_bytes(b"no deck")

    assert links_in(str(tmp_path / "b.pdf")) == ()
    assert links_in(str(tmp_path / "c.pdf")) == ()
    assert links_in(str(tmp_path / "d.pdf")) == ()


def test_without_being_told_to_nothing_is_asked(tmp_path: Path, site: Site) -> None:
    lay_down(tmp_path / "cs1", LINKS.replace("{port}", "1"))

    assert problems("cs1") == []
    assert site.asked == []


def test_a_link_to_the_machine_itself_is_told_and_not_asked(
    tmp_path: Path, site: Site
) -> None:
    port = site.server.server_port
    lay_down(tmp_path / "cs1", LINKS.replace("{port}", str(port)))

    told = problems("cs1", "--links")

    assert [problem["code"] for problem in told] == ["link-private"] * 3
    assert site.asked == []


WORK = COURSE + (
    "assignments:\n"
    "  - {{id: a1, title: Homework 1, out: 2017-05-22, due: 2017-05-24}}\n"
)


def test_assignments_are_compared_with_those_of_a_page(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1", WORK)
    page = tmp_path / "site" / "work.md"
    page.parent.mkdir()
    page.write_text("| Work | Due |\n| - | - |\n| HW1 | May 25 |\n| HW2 | June 1 |\n")

    result = check("cs1", "--against", page)

    assert result.exit_code == 1
    told = [line for line in result.stderr.splitlines() if ": “" in line]
    assert told == [
        "cs1/course.yaml:6:55: error: “Homework 1” is due on Wednesday, May 24, 2017, "
        "and on Thursday, May 25, 2017 in ../site/work.md:3 [date-differs]",
        "site/work.md:4:3: warning: “HW2” (due Thursday, June 1, 2017) is not among "
        "the assignments at ../cs1/course.yaml:6 [only-in-other]",
    ]


def test_the_calendar_that_a_course_makes_agrees_with_it(tmp_path: Path) -> None:
    text = WORK + "outputs: [calendar, json, markdown, html]\n"
    lay_down(tmp_path / "cs1", text)
    assert problems("cs1") == []
    built = CliRunner().invoke(program, ["build", "cs1"])
    assert built.exit_code == 0, built.output

    for name in ("calendar.ics", "syllabus.json", "syllabus.md", "syllabus.html"):
        assert problems("cs1", "--against", f"build/cs1/{name}") == [], name


def test_a_page_without_assignments_is_told(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1", WORK)
    (tmp_path / "page.md").write_text("# Home\n\nWelcome.\n")
    (tmp_path / "page.csv").write_bytes(b"\x89PNG\r\n\x1a\n")

    [nothing] = problems("cs1", "--against", "page.md")
    [picture] = problems("cs1", "--against", "page.csv")

    assert (nothing["code"], nothing["line"]) == ("nothing-to-compare", 1)
    assert picture["code"] == "table-unreadable"


def test_one_page_is_not_compared_with_many_courses(tmp_path: Path) -> None:
    lay_down(tmp_path / "cs1", WORK)
    lay_down(tmp_path / "cs2", WORK)
    (tmp_path / "work.md").write_text("")

    result = check(".", "--against", "work.md")

    assert "holds several courses" in str(result.exception)
    assert check("cs1", "--against", "nothing.md").exit_code == 2
