"""The sections of a handout: names and usual order, and the forms of its schedule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, PlainValidator

from syllabus.core.values import parse_text, refuse

SECTIONS = (
    *("notices", "logistics", "staff", "description", "outcomes", "prerequisites"),
    *("materials", "channels", "grading", "policies", "accessibility", "glance"),
    *("workload", "schedule", "deadlines", "readings"),
)
"""Every section, in the order of a handout that says nothing else."""

ScheduleForm = Literal["table", "weeks", "list"]
"""A row for each meeting, a block for each week, or a plain list of days."""


def parse_section(value: object) -> str:
    """Read the name of a section."""
    text = parse_text(value)
    if text not in SECTIONS:
        refuse(
            "bad-value",
            f"“{text}” is not a section of the handout",
            f"one of {', '.join(SECTIONS)}",
        )
    return text


def _once_each(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice:
        refuse("bad-value", f"the section “{twice}” is named twice")
    return names


SectionName = Annotated[str, PlainValidator(parse_section)]
SectionOrder = Annotated[tuple[SectionName, ...], AfterValidator(_once_each)]
