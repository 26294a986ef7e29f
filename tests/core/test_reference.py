"""The course file reference and the page of problems say what the program does."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from syllabus.core import (
    announcing,
    deadlines,
    model,
    reference,
    sections,
    texts,
    values,
    zones,
)
from syllabus.core.base import Model
from syllabus.core.diagnostics import CODES
from syllabus.core.parse import parse_course
from tests.core.courses import codes, diagnose, subject_of
from tests.needs import ROOT

PAGE = ROOT / "docs" / "course-file.md"
PROBLEMS = ROOT / "docs" / "problems.md"
MARKER = "--update-golden` writes it anew -->\n\n"

REST = """
title: Deep Learning Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
schedule: [Introduction]
"""


def blocks(text: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its own head."""
    part = text.split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    assert table
    lines = table[0].strip().split("\n")[2:]
    return [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]


def test_the_page_has_every_key_as_the_model_has_it(
    request: pytest.FixtureRequest,
) -> None:
    text = PAGE.read_text("utf-8")
    head, marker, written = text.partition(MARKER)
    made = reference.course_reference()
    if request.config.getoption("--update-golden"):
        PAGE.write_text(head + marker + made, "utf-8", newline="\n")
        written = made

    assert written == made, "if meant: --update-golden"


def test_every_part_is_explained() -> None:
    parts = {
        part
        for part in (vars(model) | vars(announcing)).values()
        if isinstance(part, type) and issubclass(part, Model)
    }

    assert set(reference.PARTS) == parts - {Model}


@pytest.mark.parametrize("part", reference.PARTS, ids=lambda part: part.__name__)
def test_every_key_is_explained(part: type[BaseModel]) -> None:
    assert [k for k, f in part.model_fields.items() if not f.description] == []


@pytest.mark.parametrize("part", reference.EXAMPLES, ids=lambda part: part.__name__)
def test_an_example_has_every_key_of_its_part(part: type[Model]) -> None:
    text = reference.EXAMPLES[part]
    own = yaml.safe_load(text)
    rest = {k: v for k, v in yaml.safe_load(REST).items() if k not in own}

    parsed = parse_course(f"{text}{yaml.safe_dump(rest)}".encode(), "course.yaml")

    assert parsed.problems == []
    assert parsed.course is not None
    found = used_keys(parsed.course, part)
    # A theme lets a course set what it wants to.
    more = found - set(part.model_fields)
    assert found - more == set(part.model_fields)
    assert not more or part.model_config.get("extra") == "allow"


def used_keys(value: Any, part: type[Model]) -> set[str]:
    """The keys that are set in the instances of a part, somewhere in a value."""
    if isinstance(value, tuple):
        return {key for item in value for key in used_keys(item, part)}
    if not isinstance(value, BaseModel):
        return set()
    own = value.model_fields_set if isinstance(value, part) else set()
    return own.union(
        *(used_keys(getattr(value, key), part) for key in type(value).model_fields)
    )


def test_the_complete_examples_have_no_problem() -> None:
    whole = [b for b in blocks(PAGE.read_text("utf-8")) if b.startswith("title:")]

    assert len(whole) == 4
    assert [diagnose(block) for block in whole] == [[], [], [], []]


def test_the_example_of_dates_flows_as_its_table_says() -> None:
    text = PAGE.read_text("utf-8").split("## How dates flow")[1]
    subject = subject_of(blocks(text)[0])
    flow = [
        [subject.course.schedule[m.entry].topic, str(m.date)]
        for m in subject.tables[0].meetings
    ]

    assert [row[:2] for row in rows(text, "schedule:")] == flow


PARSERS = {
    name: getattr(module, name)
    for name in reference.VALUES
    for module in (values, deadlines, texts, model, sections, zones, announcing)
    if hasattr(module, name)
}


def test_every_value_is_explained_by_examples_that_are_read() -> None:
    table = rows(PAGE.read_text("utf-8"), "## How values are written")
    examples = {row[0]: re.findall("`([^`]+)`", row[1]) for row in table}

    assert set(examples) == set(reference.VALUES.values())
    for name, words in reference.VALUES.items():
        assert examples[words]
        for example in examples[words]:
            PARSERS[name](example)


@pytest.mark.parametrize(
    ("heading", "parse"),
    [
        ("## Assignments and deadlines", deadlines.parse_due),
        ("## Decks and their release", deadlines.parse_release),
    ],
)
def test_every_form_of_a_deadline_on_the_page_is_read(heading: str, parse: Any) -> None:
    table = rows(PAGE.read_text("utf-8"), heading)

    assert len(table) >= 5
    for row in table:
        parse(row[0].strip("`"))


def test_every_link_within_the_page_leads_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def problem_sections() -> dict[str, str]:
    parts = re.split(
        r"^### `([\w-]+)`\n", PROBLEMS.read_text("utf-8"), flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_code_is_documented_in_order() -> None:
    assert list(problem_sections()) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_documented_with_its_severity(code: str) -> None:
    first = problem_sections()[code].strip().split("\n")[0]

    assert first.startswith(f"*{CODES[code].value.capitalize()}.* ")


@pytest.mark.parametrize("code", CODES)
def test_the_example_of_a_code_earns_it(code: str) -> None:
    """Examples are pieces of a course file; what they leave out is added."""
    for block in blocks(problem_sections()[code]):
        text = block
        for line in REST.strip().split("\n"):
            if not re.search(rf"^{line.partition(':')[0]}:", block, re.MULTILINE):
                text += line + "\n"

        assert code in codes(text)


def test_every_problem_says_what_to_do() -> None:
    lacking = [c for c, text in problem_sections().items() if "**Do:**" not in text]

    assert lacking == []
