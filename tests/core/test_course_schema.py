"""The schema of the course file: it refuses nothing that the program takes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from syllabus.core import deadlines, reference, texts, values, zones
from syllabus.core.course_schema import course_schema
from syllabus.core.model import Entry
from syllabus.core.parse import parse_course
from syllabus.core.shapes import SHAPES
from syllabus.core.source import Path, Source, read_source
from tests.core.courses import Generated, course_text, courses
from tests.core.test_bad_courses import BAD
from tests.core.test_reference import REST, blocks
from tests.courses import hard
from tests.needs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLISHED = ROOT / "data" / "courses" / "starter" / ".syllabus" / "course.schema.json"
SCHEMA = json.loads(course_schema())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def test_the_starter_has_the_schema_of_the_program(
    request: pytest.FixtureRequest,
) -> None:
    if request.config.getoption("--update-golden"):
        PUBLISHED.parent.mkdir(exist_ok=True)
        PUBLISHED.write_text(course_schema(), "utf-8", newline="\n")

    assert PUBLISHED.read_bytes().decode() == course_schema(), (
        "if meant: --update-golden"
    )


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


class _CoreLoader(yaml.SafeLoader):
    """Reads YAML as editors do: by the core schema of YAML 1.2 (10.3.2)."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way


for tag, pattern, first in (
    ("null", "~|null|Null|NULL|", "~nN\0"),
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first)
    )
_CoreLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def as_editors_read(text: str) -> Any:
    """The data of a course file as an editor validates it; keys are text."""

    def named(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                key.tag = "tag:yaml.org,2002:str"
                named(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                named(item)

    loader = _CoreLoader(text)
    node = loader.get_single_node()
    assert node
    named(node)
    return loader.construct_document(node)


def said(text: str) -> list[str]:
    """What the schema has against a course, read in either way."""
    source, problems = read_source(text.encode(), "course.yaml")
    assert problems == []
    return [
        f"{list(error.absolute_path)}: {error.message}"
        for data in (source.data, as_editors_read(text))
        for error in VALIDATOR.iter_errors(data)
    ]


SAMPLES = sorted((ROOT / "data" / "courses").glob("*/course.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_sample_course_is_of_the_schema(path: Any) -> None:
    assert said(path.read_text("utf-8")) == []


@pytest.mark.parametrize("part", reference.EXAMPLES, ids=lambda part: part.__name__)
def test_an_example_of_the_reference_is_of_the_schema(part: Any) -> None:
    text = reference.EXAMPLES[part]
    rest = [
        x
        for x in REST.strip().split("\n")
        if f"\n{x.split(':')[0]}:" not in f"\n{text}"
    ]

    assert said(text + "\n".join(rest)) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hard_course_is_of_the_schema(tmp_path: Any, language: str) -> None:
    path = hard.write_hard_course(tmp_path / "hard", language)

    assert said(path.read_text("utf-8")) == []


def test_the_courses_of_the_documents_are_of_the_schema() -> None:
    page = (ROOT / "docs" / "course-file.md").read_text("utf-8")
    whole = [block for block in blocks(page) if block.startswith("title:")]

    assert [said(text) for text in whole] == [[]] * len(whole)
    assert said(course_text(30)) == []


@given(courses())
def test_a_generated_course_is_of_the_schema(course: Generated) -> None:
    assert said(course.text) == []


FORMS = """\
title: 599
code:
language: de-AT
second_language: en
clock: 24
paper: A4
logo: logo.png
institution_file: ../institution.yaml
term: {name: 2017, first_day: 2017-03-28, last_day: 2017-06-01, week_begins: Sun}
pattern: {days: [Tue, Thurs.], hours: 1:30-2:50 pm, room: 403}
numbered: lecture
holidays: {2017-05-29: {en: Memorial Day, de: Feiertag}, 2017-05-01 to 2017-05-02: 1}
day_swaps:
staff: Ada Example
outcomes: Think
materials: [Laptop, {title: Book, link: ~}]
bibliography: [a.bib, b.json]
accessibility: Ask early.
policies:
  - {include: late-work, days: 7, late_days: yes}
  - {title: Grades, text: Fair., file: ~}
theme: modern
handout: {sections: schedule, schedule: weeks}
outputs: syllabus
embed: true
calendar: {feeds: meetings}
packet:
assignments:
  - {id: 1, title: One, out: lecture 1, due: a week after out at 5:30 pm, weight: 12.5}
  - {id: a2, title: {en: Two}, due: The Friday of week 2 at noon, weight: 10 %}
schedule:
  - 1
  - {lecture: Two, decks: slides/a.pdf, readings: 4, out: 1, due: [1]}
  - exam:
  - {kind: guest}
  - {break: Pause, decks: []}
  - {topic: Three, date: 2017-04-26, instead_of: 2017-04-25, extra: No}
  - {topic: Four, decks: {file: a.pdf, release: After Class, alt: {3: decoration}}}
"""


def test_every_short_form_is_of_the_schema() -> None:
    assert parse_course(FORMS.encode(), "course.yaml").problems == []
    assert said(FORMS) == []


REFUSED = """\
schedule: [{en: One, de: Eins}]
schedule: [{lab: One, topic: Two}]
schedule: [{lab: One, kind: lab}]
schedule: [{lab: One, exam: Two}]
schedule: [{kind: lab}]
schedule: [{speaker: Somebody}]
schedule: [{topic: One, instead_of: 2017-03-28}]
schedule: [{break: Pause, decks: a.pdf}]
schedule: [{kind: break, decks: a.pdf}]
schedule: [{topic: One, decks: {link: "https://example.org"}}]
schedule: []
policies: [{title: One}]
policies: [{title: One, text: A, file: a.md}]
policies: [{title: One, text: A, include: late-work}]
policies: [{text: A}]
policies: [{title: One, text: A, days: 7}]
policies: [{title: One, text: A, fields: {days: 7}}]
accessibility: {title: One, text: A}
accessibility: {}
bibliography: []
holidays: {May 29: A, 2017-05-30: B}
term: {name: A, first_day: 2017-03-28}
term:
title: {en: A}
titel: A
"""
"""Lines that no course can have."""


@pytest.mark.parametrize("line", REFUSED.strip().split("\n"))
def test_what_no_course_can_have_is_refused(line: str) -> None:
    key = line.partition(":")[0]
    kept = [one for one in REST.strip().split("\n") if not one.startswith(f"{key}:")]
    text = "\n".join([line, *kept])

    assert parse_course(text.encode(), "course.yaml").problems != []
    assert said(text) != []


WORDS = (
    *("2017-03-28", "2017-4-3", "10:30", "1:30", "25:00", "9", "noon", "pm", "a.m."),
    *("to", "-", "–", "and", ",", "/", "&", "at", "after", "before", "of", "in", "the"),
    *(
        "Mon",
        "tuesday",
        "Thurs.",
        "TTh",
        "MWF",
        "Fr",
        "S",
        "week",
        "weeks",
        "days",
        "day",
    ),
    *("lecture", "Exam", "break", "1", "4", "#2", "two", "a", "out", "never", "class"),
    *(" ", " ", " ", " ", "", "\n", "yes", "FALSE", "40", "12.5", "%", "-3", "1e3"),
    *(
        "https://",
        "HTTP:",
        "mailto:",
        "example.org",
        "@",
        "?",
        "#",
        "..",
        "\\",
        "~",
        "C:",
    ),
    *("slides", ".pdf", ".yaml", "en", "de-AT", "America", "_", "New_York", "drawing"),
    *("late-work", ".md", "3.2", "drawings", "<", "\x00", "é"),
)
"""Pieces of values, good and bad."""

VALUES = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=9).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.sampled_from(WORDS).map(lambda word: [word]),
    st.just({"en": "One"}),
)


def _taken(read: Any, value: object) -> bool:
    try:
        read(value)
    except PydanticCustomError:
        return False
    return True


@pytest.mark.parametrize("read", SHAPES, ids=lambda read: read.__name__)
@given(value=VALUES)
def test_a_shape_refuses_nothing_that_is_read(read: Any, value: Any) -> None:
    if _taken(read, value):
        jsonschema.validate(value, SHAPES[read])


UNUSUAL = {
    values.parse_hours: (
        *("11-1 pm", "9 am to 10:30 a.m.", "9:00—10:30", "23:00 - 23:59"),
        *(" 1:30-2:50PM ", "08:05–9:00", "12 pm-1 pm"),
    ),
    values.parse_weekdays: (
        *("MWF", "TTh", "tues. & thurs.", "Mon-Wed, and Friday", "Mo+We", "Mondays"),
        *(["Mon – Wed", "sa"], "SaSu", "R"),
    ),
    values.parse_weekday: ("wedne", "Suns", "FRI."),
    values.parse_date_range: ("2017-04-01 – 2017-04-02", " 2017-04-01 -  2017-04-02"),
    values.parse_number: ("10 %", "12.5%", " 0 ", "999999.999999"),
    values.parse_flag: ("YES", " False "),
    values.parse_address: (
        *("HTTPS://example.org", "http://[::1]:80/a?b#c", "mailto:a@b.cd?subject=e"),
        "https://例え.jp/é",
    ),
    values.parse_mail: ("mailto:a.b+c@d.ef.gh",),
    values.parse_room: ("B 12: second floor", "https://example.org/meet", "/12"),
    values.parse_path: ("a..b/c.pdf", "slides\\a.pdf", "ab:c", "..."),
    values.parse_outer_path: ("../../institution.yml", "a.yaml"),
    values.parse_picture: ("9999.999", "3 drawing"),
    values.parse_language: ("zh-Hans", "pt-BR-x1"),
    zones.parse_zone: ("America/Argentina/Ushuaia", "Etc/GMT+12", "EST5EDT"),
    texts.parse_include: ("late-work.md", "7"),
    deadlines.parse_due: (
        *("Friday in week 3", "the exam #2 at noon", "a day before lab 1", "OUT"),
        *("Ten days after  out", "the Fri after lecture 2 at 5 pm", "2017-04-20T17:00"),
        *("2017-04-20 5 P.M.", "one week after 2017-04-20", "Mondays of week 10"),
    ),
    deadlines.parse_release: ("After  class", "NEVER", "2 weeks before exam 1"),
}
"""Values that are read, though few write them so."""


@pytest.mark.parametrize("read", UNUSUAL, ids=lambda read: read.__name__)
def test_unusual_values_are_of_their_shape(read: Any) -> None:
    for value in UNUSUAL[read]:
        read(value)
        jsonschema.validate(value, SHAPES[read])


EXAMPLES = {
    row[0].strip(): re.findall("`([^`]+)`", row[1])
    for row in re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|",
        (ROOT / "docs" / "course-file.md")
        .read_text("utf-8")
        .split("## How values are written")[1]
        .split("\n## ")[0],
        re.MULTILINE,
    )
}


@pytest.mark.parametrize("read", SHAPES, ids=lambda read: read.__name__)
def test_the_examples_of_a_value_are_of_its_shape(read: Any) -> None:
    examples = EXAMPLES[reference.VALUES[read.__name__]]

    assert examples
    for one in examples:
        jsonschema.validate(one, SHAPES[read])


OF_SHAPE = {"wrong-type", "unknown-key", "missing-value", "bad-value"} | {
    "bad-deadline",
    "bad-link",
    "outside-course",
}
"""Codes of what a schema can see, if it is not said below."""

BEYOND = (
    *("ends before it begins", "the calendar has no day", "is not a time zone"),
    *("text has no character", "the tag ", "a key is text", "midnight begins"),
    *("is not a valid", "named twice"),
)
"""What takes a calendar, a list of places, two values or a look at the text."""


def told_lines(source: Source) -> set[int]:
    """The lines of what the schema has against a course."""
    found = set()
    for error in VALIDATOR.iter_errors(source.data):
        for leaf in _leaves(error):
            path: Path = tuple(leaf.absolute_path)
            found |= {source.at(path).line, source.key(path).line}
            if leaf.validator == "additionalProperties" and isinstance(
                leaf.instance, dict
            ):
                known: Any = leaf.schema
                more = set(leaf.instance) - set(known["properties"])
                found |= {source.key((*path, str(key))).line for key in more}
            if "propertyNames" in leaf.absolute_schema_path:
                found.add(source.key((*path, str(leaf.instance))).line)
    return found


def _leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    if not error.context:
        yield error
    for inner in error.context or ():
        yield from _leaves(inner)


READABLE = [
    path
    for path in BAD
    if read_source(path.read_bytes(), path.name)[0].data is not None
]


@pytest.mark.parametrize(
    "path", READABLE, ids=lambda path: path.parent.name + path.stem
)
def test_the_schema_sees_every_mistake_of_shape(path: Any) -> None:
    parsed = parse_course(path.read_bytes(), path.name)
    of_shape = {
        problem.where.line: problem.message
        for problem in parsed.problems
        if problem.code in OF_SHAPE
        and not any(words in problem.message for words in BEYOND)
    }
    found = told_lines(parsed.source)

    assert {n: m for n, m in of_shape.items() if n not in found} == {}


def _keys(schema: Any) -> Iterator[tuple[str, Any]]:
    for one in (schema, *schema["$defs"].values()):
        yield from one.get("properties", {}).items()


def test_every_key_is_described_as_in_the_reference() -> None:
    described = {
        part.__name__: {k: f.description for k, f in part.model_fields.items()}
        for part in reference.PARTS
    }
    parts = {"Course": SCHEMA, **SCHEMA["$defs"]}
    found = {
        name: {
            key: shape.get("description")
            for key, shape in parts[name]["properties"].items()
            if key in keys
        }
        for name, keys in described.items()
    }

    assert found == described
    assert set(SCHEMA["$defs"]["Entry"]["properties"]) > set(Entry.model_fields)
