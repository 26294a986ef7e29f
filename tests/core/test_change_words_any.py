"""Every change that the data can have is told in every language, one by one."""

from __future__ import annotations

import datetime as dt
import json
import typing
from typing import TYPE_CHECKING, Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from syllabus.core.change_data import changes_data, changes_schema
from syllabus.core.change_words import sentences
from syllabus.core.changes import apply, changes_between, facts_of
from syllabus.core.language import Language, languages
from syllabus.core.view.data import CourseData

if TYPE_CHECKING:
    from syllabus.core.changes import Change

# Few values, so that two courses have much in common.
TEXTS = st.sampled_from(("", "One", "Zwei und drei", "أربعة 4", "*A* long text. " * 9))
DAYS = st.dates(dt.date(2016, 12, 30), dt.date(2017, 1, 9))
KINDS = ("lecture", "lab", "guest", "discussion", "exam", "presentation", "break")
SAME = {
    "id": st.sampled_from(("a", "b", "c")),
    "name": st.sampled_from(("One", "Two")),
    "kind": st.sampled_from(KINDS),
    "language": st.just("en"),
    "format": st.just(1),
    "weight": st.none() | st.sampled_from((5.0, 12.5)),
    "percent": st.sampled_from((5.0, 12.5)),
    "in_second_language": st.just({}) | st.just({"topic": "Etwas"}),
    "section": st.sampled_from(("", "A", "B")),
}


def of_model(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = {
        name: SAME[name] if name in SAME else of_type(field.annotation)
        for name, field in model.model_fields.items()
    }
    return st.builds(model, **fields)


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return of_model(hint)
    if origin is tuple:
        return st.lists(of_type(inside[0]), max_size=2, unique_by=key).map(tuple)
    if origin is typing.Literal:
        return st.sampled_from(inside)
    if inside:
        return st.one_of(*map(of_type, inside))
    return {
        str: TEXTS,
        dt.date: DAYS,
        dt.time: st.sampled_from((dt.time(9), dt.time(10, 30))),
        int: st.integers(1, 3),
        bool: st.booleans(),
        type(None): st.none(),
    }[hint]


def key(thing: Any) -> Any:
    """What no two things of a list have in common."""
    if isinstance(thing, str):
        return thing
    for name in ("id", "section", "date", "name", "title"):
        if hasattr(thing, name):
            return getattr(thing, name)
    return thing


FIELDS = {
    name: of_type(field.annotation)
    for name, field in CourseData.model_fields.items()
    if name not in {"format", "language"}
}
BASE = CourseData.model_validate(
    {
        "title": "Course",
        "language": "en",
        "timezone": "UTC",
        "term": {"name": "One", "first_day": "2016-12-30", "last_day": "2017-01-09"},
        "timetables": [{"meetings": []}],
    }
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[CourseData, CourseData]:
    """Two versions of a course that differ in some of its parts."""
    parts = draw(st.sets(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=2))
    old, new = ({name: draw(FIELDS[name]) for name in parts} for _ in range(2))
    return BASE.model_copy(update=old), BASE.model_copy(update=new)


def is_silent(change: Change) -> bool:
    """A name that only the program uses, and the day that a meeting stands for."""
    return bool(change.fields) and set(change.fields) <= {"id", "instead_of"}


@settings(max_examples=150)
@given(pairs(), st.sampled_from(languages()))
def test_every_change_is_told_by_itself(
    pair: tuple[CourseData, CourseData], tag: str
) -> None:
    for change in changes_between(*pair):
        groups = sentences((change,), Language.of(tag))

        assert bool(groups) != is_silent(change), change
        assert all(s.text.strip() for group in groups for s in group.sentences)


@settings(max_examples=100)
@given(pairs(), st.sampled_from(languages()))
def test_all_changes_are_told_and_are_of_the_schema(
    pair: tuple[CourseData, CourseData], tag: str
) -> None:
    old, new = pair
    language, changes = Language.of(tag), changes_between(old, new)

    groups = sentences(changes, language)
    data = json.loads(changes_data(changes, groups, language).text())

    jsonschema.validate(data, SCHEMA)
    assert bool(groups) == any(not is_silent(change) for change in changes)
    assert apply(changes, facts_of(old)) == facts_of(new)
    assert changes_between(new, new) == ()


SCHEMA = changes_schema()
