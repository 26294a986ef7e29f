"""The JSON Schema of the course file as authors may write it, for their editors.

It is made of the model, as the reference is: keys and their meaning of the fields,
values by `core.shapes`, short forms by `core.base.Shorthand`. What needs two keys to
judge is told by `_RULES`. Draft 7 is what editors know.
"""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from syllabus.core.deadlines import KINDS
from syllabus.core.model import Course, Entry
from syllabus.core.shapes import SHAPES, TEXT, WORDS, Shape, has
from syllabus.core.texts import Accessibility, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import core_schema

    from syllabus.core.base import Model

DRAFT = "http://json-schema.org/draft-07/schema#"

# As a type, null would be among what editors complete.
_NOTHING: Shape = {"not": {"type": ["string", "number", "boolean", "array", "object"]}}


def course_schema() -> str:
    """The schema as the text of a JSON file; the same for every run of a version."""
    schema = Course.model_json_schema(schema_generator=_Writer)
    parts = schema.pop("$defs")
    defs = _with_names(parts) | _NAMED
    whole = {"$schema": DRAFT, **_with_names(schema), "$defs": defs}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


_NAMED = {
    "nothing": _NOTHING,
    **{read.__name__.removeprefix("parse_"): shape for read, shape in SHAPES.items()},
}


def _with_names(schema: Any) -> Any:
    """A schema with each shape written once, and named where it is used."""
    for name, shape in _NAMED.items():
        if schema == shape:
            return {"$ref": f"#/$defs/{name}"}
    if isinstance(schema, dict):
        return {key: _with_names(value) for key, value in schema.items()}
    return [_with_names(one) for one in schema] if isinstance(schema, list) else schema


class _Writer(GenerateJsonSchema):
    """Pydantic's generator, for what stands in a file instead of in the model."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Keys have a meaning; pydantic's titles only repeat their names."""
        del schema
        return False

    def function_plain_schema(
        self, schema: core_schema.PlainValidatorFunctionSchema
    ) -> Shape:
        """The shape of a value that is read by a function of ours."""
        read: Any = schema["function"]["function"]
        return SHAPES[read] if read in SHAPES else super().function_plain_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Shape:
        """A key that can be left out can stand without a value, too."""
        return {
            **_or_nothing(self.generate_inner(schema["schema"])),
            **_default(schema),
        }

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Shape:
        """A value or nothing."""
        return _or_nothing(self.generate_inner(schema["schema"]))

    def dict_schema(self, schema: core_schema.DictSchema) -> Shape:
        """A mapping from keys of a kind."""
        return {
            "type": "object",
            "propertyNames": self.generate_inner(schema["keys_schema"]),
            "additionalProperties": self.generate_inner(schema["values_schema"]),
        }

    def model_schema(self, schema: core_schema.ModelSchema) -> Shape:
        """A part of the course, with what its keys ask of each other."""
        part: type[Model] = schema["cls"]
        told = inspect.cleandoc(part.__doc__ or "").replace("``", "`")
        made = super().model_schema(schema) | {"description": told}
        return made | _RULES[part](made) if part in _RULES else made


def _or_nothing(shape: Shape) -> Shape:
    choices = [shape] if shape in _NAMED.values() else shape.get("anyOf", [shape])
    return shape if _NOTHING in choices else {"anyOf": [*choices, _NOTHING]}


def _default(schema: core_schema.WithDefaultSchema) -> Shape:
    """The default as an author would write it; an editor fills it in."""
    value: Any = schema.get("default")
    if isinstance(value, tuple):
        value = list(value)
    given = isinstance(value, bool) or (value and isinstance(value, (str, list)))
    return {"default": value} if given else {}


def _entry(made: Shape) -> Shape:
    """The topic stands behind ``topic`` or behind the kind; there is one of them."""
    behind = {
        kind: {
            **(WORDS if kind in _WITH_TOPIC else _or_nothing(WORDS)),
            "description": f"A meeting of the kind {kind}, and what it is about",
        }
        for kind in KINDS
    }
    of_kind = {"properties": {"kind": {"enum": _WITH_TOPIC}}}
    told = [has(key) for key in ("topic", *_WITH_TOPIC)]
    others = [{"required": [kind]} for kind in KINDS if kind not in _WITH_TOPIC]
    no_decks = {"properties": {"decks": {"maxItems": 0, "type": ["array", "null"]}}}
    return {
        "properties": behind | made["properties"],
        "dependencies": {
            **{kind: _alone(kind) for kind in KINDS if kind != "break"},
            "break": {"allOf": [_alone("break"), no_decks]},
        },
        "allOf": [
            {"if": of_kind, "then": {"anyOf": [*told, *others]}},
            {
                "if": {
                    "properties": {"kind": {"const": "break"}},
                    "required": ["kind"],
                },
                "then": no_decks,
            },
            {"if": has("instead_of"), "then": has("date")},
        ],
    }


_WITH_TOPIC = ["lecture", "lab"]
"""Kinds of meeting that are about something; a lecture is what says no kind."""


def _alone(kind: str) -> Shape:
    """Where a topic stands behind its kind, nothing else gives a topic or a kind."""
    others = {other: _NOTHING for other in KINDS if other != kind}
    return {"properties": {"topic": False, "kind": False, **others}}


def _prose(made: Shape) -> Shape:
    """One text; beside the name of a shared one may stand what fills it."""
    one = "Give one of text:, file: and include:."
    nothing = {"type": "null", "errorMessage": one}
    no_text = {"properties": {"text": nothing}}
    filled = {"type": "object", "minProperties": 1}
    some_fields = {"properties": {"fields": filled}, "required": ["fields"]}
    return {
        "additionalProperties": TEXT,
        "if": {"required": ["include"]},
        "else": {"propertyNames": {"enum": list(made["properties"])}},
        "anyOf": [has(key) for key in ("text", "file", "include")],
        "allOf": [
            {"if": has("file"), "then": no_text},
            {
                "if": has("include"),
                "then": {"properties": {"text": nothing, "file": nothing}},
            },
            {"if": some_fields, "then": has("include")},
        ],
    }


def _policy(made: Shape) -> Shape:
    """A shared text brings its title."""
    told = _prose(made)
    titled = {"anyOf": [has("title"), has("include")]}
    return told | {"allOf": [*told["allOf"], titled]}


_RULES: dict[type[Model], Callable[[Shape], Shape]] = {
    Entry: _entry,
    Policy: _policy,
    Accessibility: _prose,
}
"""What the keys of a part ask of each other, as far as a schema can say it."""
