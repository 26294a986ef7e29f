"""Shared texts, the institution's file and bibliographies are inputs of a build."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pytest

from syllabus.jobs.library import LEVELS
from syllabus.jobs.load import look_over
from tests.jobs.small import build
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.jobs.build import Built

COURSE = """\
title: Small
term: {name: Spring 2027, first_day: 2027-01-11, last_day: 2027-01-12}
pattern: {days: Mon/Tue}
policies: [{include: late-work, days: 2, penalty: 10 %}]
bibliography: readings.bib
schedule: [{topic: First, readings: "@knuth, ch. 2"}, Second]
"""
BIB = "@book{knuth, author = {Donald Knuth}, title = {The TeXbook}, year = 1984}\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "department" / "courses" / "small"
    folder.mkdir(parents=True)
    (folder / "readings.bib").write_text(BIB)
    (folder / "course.yaml").write_text(COURSE)
    return folder / "course.yaml"


def made(course: Path) -> Built:
    built = build(course, only=("syllabus",), keep_html=True)
    assert built.problems == ()
    return built


def page(course: Path) -> str:
    """The printed page, after a build."""
    made(course)
    return (course.parents[1] / "build" / "small" / "print.html").read_text("utf-8")


def test_a_shared_text_is_taken_from_the_nearest_library(course: Path) -> None:
    own = course.parent / "policies" / "late-work.md"
    theirs = course.parents[2] / "rules" / "late-work.md"
    assert "10 % off its grade" in page(course)

    (course.parents[2] / "institution.yaml").write_text("policies: rules\n")
    theirs.parent.mkdir()
    theirs.write_text("# Ours\n\nThe institution says {{days}}: {{penalty}}.\n")
    assert "<h3>Ours</h3>" in (html := page(course))
    assert "The institution says 2: 10 %." in html

    own.parent.mkdir()
    own.write_text("The course says {{days}}, {{penalty}}.\n")
    assert "The course says 2, 10 %." in page(course)


@pytest.mark.parametrize(
    "file", ["policies/late-work.md", "readings.bib", "../../institution.yaml"]
)
def test_a_file_that_changes_or_comes_is_built_again(course: Path, file: str) -> None:
    made(course)
    assert made(course).unchanged
    place = course.parent / file
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        place.write_text(place.read_text() + "\n")
    elif place.suffix == ".yaml":
        place.write_text("name: University of Example\n")
    else:
        place.write_text("{{days}}, {{penalty}}\n")

    assert not made(course).unchanged
    assert made(course).unchanged


def test_an_institution_gives_its_name_logo_and_fields(course: Path) -> None:
    above = course.parents[2]
    (above / "arms.png").write_bytes((ROOT / "tests/render/dot.png").read_bytes())
    (above / "institution.yaml").write_text(
        "name: University of Example\n"
        "logo: {file: arms.png, alt: Arms}\n"
        "paper: a4\n"
        "fields: {days: 2, penalty: 5 %}\n"
        "required: Late Work\n"
    )
    course.write_text(COURSE.replace(", days: 2, penalty: 10 %", ""))
    html = page(course)
    data = (course.parents[1] / "build" / "small" / "syllabus.pdf").read_bytes()

    assert '<p class="institution">University of Example</p>' in html
    assert "takes 5 % off its grade" in html
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert list(pdf.pages[0].get_images())
        assert round(float(pdf.pages[0].mediabox[3])) == 842
    assert str(above) not in html


@pytest.mark.parametrize("levels", [LEVELS, LEVELS + 1])
def test_an_institution_is_looked_for_a_few_folders_up(
    tmp_path: Path, levels: int
) -> None:
    folder = tmp_path.joinpath("uni", *"abcd"[:levels])
    folder.mkdir(parents=True)
    (tmp_path / "uni" / "institution.yaml").write_text("required: [x]\n")
    (folder / "course.yaml").write_text(
        "title: A\nschedule: [One]\npattern: {days: Mon}\n"
        "term: {name: T, first_day: 2027-01-11, last_day: 2027-01-11}\n"
    )
    problems = look_over(folder / "course.yaml").problems

    assert [p.code for p in problems] == ["missing-policy"] * (levels == LEVELS)


def test_no_link_in_a_library_leads_out_of_it(course: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Secret\n")
    own = course.parent / "policies"
    own.mkdir()
    (own / "late-work.md").symlink_to(tmp_path / "secret.md")

    assert "Secret" not in page(course)


def test_a_bibliography_outside_the_course_is_not_read(
    course: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.bib").write_text(BIB)
    (course.parent / "readings.bib").unlink()
    (course.parent / "readings.bib").symlink_to(tmp_path / "secret.bib")
    problems = look_over(course).problems

    assert [p.code for p in problems] == ["outside-course", "unknown-reading"]


def test_a_reading_leads_to_its_entry_in_the_list(course: Path) -> None:
    html = page(course)

    assert '<a href="#reading-1">Knuth 1984, ch. 2</a>' in html
    [entry] = re.findall('<li id="reading-1">(.*?)</li>', html)
    assert entry == "Knuth, Donald. 1984. <i>The TeXbook</i>."


def test_without_a_list_a_reading_leads_to_the_web(course: Path) -> None:
    (course.parent / "readings.bib").write_text(
        BIB.replace("year", "url = {https://example.org/tex}, year")
    )
    course.write_text(COURSE + "handout: {sections: [schedule]}\n")
    html = page(course)

    assert '<a href="https://example.org/tex">Knuth 1984, ch. 2</a>' in html
    assert "reading-1" not in html
