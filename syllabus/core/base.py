"""What every part of a course file has in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator


class Model(BaseModel):
    """A part of the course file. A key without a value counts as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data


def from_text(key: str) -> BeforeValidator:
    """Let plain text stand for a mapping with only ``key``."""
    return BeforeValidator(lambda v: {key: v} if isinstance(v, str) else v)


one_or_many = BeforeValidator(lambda v: [v] if isinstance(v, (str, dict)) else v)
"""Let one thing stand for a list of one."""
