"""The data of a course and its published schema."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings

from syllabus.core.view.data import SCHEMA, CourseData, data_schema
from tests.core.courses import Generated, courses
from tests.needs import ROOT
from tests.test_forms import forms_of

PUBLISHED = ROOT / "docs" / "syllabus.schema.json"


def test_the_published_schema_is_that_of_the_program(
    request: pytest.FixtureRequest,
) -> None:
    made = json.dumps(data_schema(), ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--update-golden"):
        PUBLISHED.write_text(made, "utf-8", newline="\n")

    assert PUBLISHED.read_text("utf-8") == made, "if meant: --update-golden"


@settings(max_examples=10, deadline=None)
@given(courses())
def test_the_data_names_its_schema_and_has_no_other_key(course: Generated) -> None:
    text = forms_of(course.text)[0]["json"].decode()
    data = json.loads(text)

    assert data.pop("$schema") == SCHEMA == data_schema()["$id"]
    assert CourseData.model_validate(data).text() == text
    jsonschema.validate(json.loads(text), data_schema())


COURSE = """\
title: Systems
language: en
second_language: de
description: How **systems** work.
outcomes: [Build one]
prerequisites: None
materials: [{title: A book, link: "https://example.org/b", note: any edition}]
channels: [A forum]
grading: {components: {Exam: 60, Work: 40}, scale: {A: 90}, note: rounded}
policies: [{title: Late work, text: Not taken.}]
accessibility: Ask early.
notices: [Tentative.]
term:
  name: Spring 2017
  first_day: 2017-03-28
  last_day: 2017-04-20
  finals: 2017-04-20
pattern: {days: Tue/Thu, hours: 10:30-11:50, room: A 1, last_day: 2017-04-18}
day_swaps: {2017-04-05: Tue}
holidays: {2017-04-04: {en: A fair, de: Eine Messe}}
assignments: [{id: a1, title: {en: First, de: Erste}, due: 2017-04-06}]
schedule:
  - {topic: {en: Start, de: Anfang}, notes: {en: Come, de: Kommt}, decks: a.pdf}
  - {kind: guest, speaker: A guest}
"""


def test_the_data_says_what_the_course_says() -> None:
    data = json.loads(forms_of(COURSE)[0]["json"])
    jsonschema.validate(data, data_schema())
    (table,) = data["timetables"]
    first, second, *_ = table["meetings"]

    assert data["second_language"] == "de"
    assert data["description"] == "How **systems** work."
    assert data["outcomes"] == ["Build one"]
    assert data["prerequisites"] == "None"
    assert data["materials"] == [
        {"title": "A book", "link": "https://example.org/b", "note": "any edition"}
    ]
    assert data["channels"] == [{"title": "A forum"}]
    assert data["grading"] == {
        "components": [
            {"name": "Exam", "percent": 60.0},
            {"name": "Work", "percent": 40.0},
        ],
        "scale": [{"name": "A", "percent": 90.0}],
        "note": "rounded",
    }
    assert data["policies"] == [{"title": "Late work", "text": "Not taken."}]
    assert data["accessibility"] == {"title": "", "text": "Ask early."}
    assert data["notices"] == ["Tentative."]
    assert data["term"]["finals"] == {
        "first_day": "2017-04-20",
        "last_day": "2017-04-20",
    }
    assert data["day_swaps"] == [{"date": "2017-04-05", "follows": "Tuesday"}]
    assert data["holidays"][0]["in_second_language"] == {"name": "Eine Messe"}
    assert table["patterns"] == [
        {
            "days": ["Tuesday", "Thursday"],
            "starts": "10:30:00",
            "ends": "11:50:00",
            "room": "A 1",
            "last_day": "2017-04-18",
        }
    ]
    assert table["assignments"][0]["in_second_language"] == {"title": "Erste"}
    assert first["in_second_language"] == {"topic": "Anfang", "notes": "Kommt"}
    assert second["topic"] == "Guest lecture by A guest"
    assert second["in_second_language"] == {"topic": "Gastvortrag von A guest"}


def test_a_wrong_value_is_not_of_the_schema() -> None:
    data = json.loads(forms_of(COURSE)[0]["json"])
    data["timetables"][0]["meetings"][0]["date"] = 4

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, data_schema())


def test_data_of_an_earlier_version_is_read() -> None:
    """What was published before a part was added has nothing to say of it."""
    data = json.loads(forms_of(COURSE)[0]["json"])
    earlier = {
        key: data[key]
        for key in ("title", "language", "timezone", "term", "timetables")
    }

    assert CourseData.model_validate(earlier).policies == ()
