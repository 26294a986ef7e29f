"""The data of a course and its published schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings

from syllabus.core.view.data import SCHEMA, CourseData, data_schema
from tests.core.courses import Generated, courses
from tests.needs import ROOT
from tests.test_forms import forms_of

if TYPE_CHECKING:
    import pytest

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
    assert {"$schema", *data} <= data_schema()["properties"].keys()
