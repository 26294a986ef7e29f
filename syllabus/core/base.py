"""What every part of a course file has in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema


class Model(BaseModel):
    """A part of the course file. A key without a value counts as left out."""

    # Deferred: a part is made ready inside the course, and not by itself before that.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data


@dataclass(frozen=True, slots=True)
class Shorthand(BeforeValidator):
    """Another form in which a value can be written.

    ``forms`` takes the JSON Schema of the value and gives those of the other forms.
    """

    forms: Callable[[dict[str, Any]], list[dict[str, Any]]] = field(kw_only=True)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        own = handler(schema)
        choices = own.get("anyOf", [own])
        value = handler.resolve_ref_schema(choices[0])
        others = [choice for form in self.forms(value) for choice in _choices(form)]
        return {"anyOf": [*others, *choices]}


def _choices(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What a value can be, without what is said of the key that has it."""
    bare = {k: v for k, v in schema.items() if k not in ("description", "default")}
    if "anyOf" in bare:
        return [one for choice in bare["anyOf"] for one in _choices(choice)]
    return [] if "not" in bare else [bare]


def from_text(key: str) -> Shorthand:
    """Let plain text stand for a mapping with only ``key``."""
    return Shorthand(
        lambda v: {key: v} if isinstance(v, str) else v,
        forms=lambda own: [
            form
            for form in _choices(own["properties"][key])
            if form["type"] != "object"
        ],
    )


one_or_many = Shorthand(
    lambda v: [v] if isinstance(v, (str, dict)) else v,
    forms=lambda own: [own["items"]],
)
"""Let one thing stand for a list of one."""
