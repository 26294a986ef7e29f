"""Shared texts are filled in, and an institution stands in where a course is silent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from syllabus.core.institution import Institution, parse_institution, with_defaults
from syllabus.core.library import LibraryText
from syllabus.core.source import Source
from syllabus.core.texts import Policy
from tests.core.courses import CLASS, course_of
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(
    path for path in (ROOT / "data" / "policies").glob("*.md") if path.stem != "README"
)
REFERENCE = (ROOT / "docs" / "course-file.md").read_text("utf-8")
NAMES = REFERENCE.split("## Shared policies")[1].split("\n## ")[0]


def text_of(markdown: str) -> LibraryText:
    return LibraryText(Source("late-work.md", markdown))


def test_a_text_is_filled_below_its_heading() -> None:
    text = text_of(
        "# Late work #\n\n{{days}} days, {{ days }} days; {{fee}}, {{ 1 }}.\n"
    )

    assert text.title == "Late work"
    assert text.placeholders == ("days", "fee")
    assert text.filled({"days": "2"}).strip() == "2 days, 2 days; {{fee}}, {{ 1 }}."


@pytest.mark.parametrize(
    "markdown", ["No heading.", "", "#hashtag", "\n\nText\n# Late"]
)
def test_a_text_can_have_no_heading(markdown: str) -> None:
    assert text_of(markdown).title == ""
    assert text_of(markdown).filled({}) == markdown


@pytest.mark.parametrize("filling", [r"\1", r"\g<0>", "{{fee}}", "$x$"])
def test_what_is_filled_in_is_taken_as_it_stands(filling: str) -> None:
    text = text_of("{{days}} days, {{fee}}")

    assert text.filled({"days": filling}) == f"{filling} days, {{{{fee}}}}"


def test_fields_stand_beside_include_or_below_fields() -> None:
    beside = Policy.model_validate({"include": "late-work", "days": "3"})
    below = Policy.model_validate({"include": "late-work", "fields": {"days": "3"}})

    assert beside == below
    assert beside.fields == {"days": "3"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_text_has_a_heading_and_its_line_in_the_reference(path: Path) -> None:
    text = text_of(path.read_text("utf-8"))
    [row] = re.findall(rf"^\| `{path.stem}` \| (.*)\|$", NAMES, re.MULTILINE)

    assert text.title
    assert sorted(re.findall("`([^`]+)`", row)) == sorted(text.placeholders)


def test_no_shipped_text_speaks_of_a_law() -> None:
    texts = " ".join(path.read_text("utf-8") for path in SHIPPED)

    assert len(SHIPPED) >= 10
    assert not re.search(r"(?i)complian|\blaw|\bADA\b|\bact\b|504|508|WCAG", texts)


def test_the_reference_has_every_key_of_the_institution_file() -> None:
    part = REFERENCE.split("## What an institution shares")[1].split("\n## ")[0]
    table = "\n".join(re.findall(r"^\| `.*$", part, re.MULTILINE))

    assert set(re.findall("`([a-z]+)`", table)) >= set(Institution.model_fields)
    example = re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)[0]
    parsed = parse_institution(example.encode(), "institution.yaml")
    assert parsed.problems == []
    assert parsed.institution
    assert parsed.institution.model_fields_set == set(Institution.model_fields)


GIVEN = Institution(
    name="University of Example", timezone="Europe/Vienna", paper="a4", language="de"
)


def test_an_institution_stands_in_where_the_course_says_nothing() -> None:
    course = with_defaults(course_of(CLASS + "schedule: [A]\n"), GIVEN)

    assert course.institution == "University of Example"
    assert (course.timezone, course.paper) == ("Europe/Vienna", "a4")
    assert course.language == "de"


def test_what_the_course_says_goes_first() -> None:
    text = "paper: letter\ntimezone: UTC\ninstitution: Ours\nlanguage: en\n"
    course = course_of(CLASS + text + "schedule: [A]\n")

    assert with_defaults(course, GIVEN) == course
