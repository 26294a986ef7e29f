"""Themes: what each declares of itself, and how a course's handout is to look.

A theme is a folder of templates with a ``theme.yaml`` in it. What that file says comes
in here as data; a course chooses a theme and sets what it lets be set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from syllabus.core.base import Model
from syllabus.core.colour import parse_colour
from syllabus.core.parse import problem_of
from syllabus.core.sections import SECTIONS, ScheduleForm, SectionOrder
from syllabus.core.source import read_source
from syllabus.core.values import Text, parse_text, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Course
    from syllabus.core.source import Source

USUAL = "classic"
"""The theme of a course that names none."""

DECLARATION = "theme.yaml"
"""The file of a theme that says what can be set."""

FONTS = ("serif", "sans")
"""The families that the project ships, by the names that settings have for them."""

RUNNING = 90
"""How many letters of the title a running head holds, in print of a usual size."""

_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "in": 72.0, "cm": 72 / 2.54}
_LENGTH = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*(pt|mm|cm|in)")


def parse_length(value: object) -> str:
    """Read a length with its unit: 10.5pt, 20mm, 2cm or 0.5in."""
    text = parse_text(value)
    match = _LENGTH.fullmatch(text)
    if not match:
        refuse(
            "bad-value", f"“{text}” is not a length", "write a length like 11pt or 20mm"
        )
    return match[1] + match[2]


def points(length: str) -> float:
    """A length in points, as `parse_length` gives it."""
    match = _LENGTH.fullmatch(length)
    assert match  # noqa: S101 - it was read by `parse_length`
    return float(match[1]) * _POINTS[match[2]]


def parse_letters(value: object) -> int:
    """Read a number of letters, from 1 to 999."""
    text = parse_text(value)
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        refuse("bad-value", f"“{text}” is not a number of letters", "write one like 40")
    return int(text)


class Setting(Model):
    """Something of a theme that a course can set.

    ``least`` and ``most`` bound a length, both included; ``choices`` are the values of
    a choice.
    """

    type: Literal["colour", "length", "font", "choice"]
    default: Text
    description: Text
    choices: tuple[Text, ...] = ()
    least: Text | None = None
    most: Text | None = None

    @model_validator(mode="after")
    def _default_is_a_value(self) -> Setting:
        self.parse(self.default)
        return self

    def parse(self, value: object) -> str:
        """Read a value as it stands in a style sheet.

        Raises:
            PydanticCustomError: It is none; type, message and hint say what it is.
        """
        if self.type == "colour":
            return parse_colour(value)
        if self.type == "length":
            return self._parse_length(value)
        text, choices = parse_text(value), self.values
        if text not in choices:
            refuse("bad-value", f"“{text}” is not one of {', '.join(choices)}")
        return text

    @property
    def values(self) -> tuple[str, ...]:
        """What a choice or a font can be; empty where there are too many to name."""
        return FONTS if self.type == "font" else self.choices

    def _parse_length(self, value: object) -> str:
        length = parse_length(value)
        if self.least and points(length) < points(self.least):
            refuse("bad-value", f"{length} is less than {self.least}, the least here")
        if self.most and points(length) > points(self.most):
            refuse("bad-value", f"{length} is more than {self.most}, the most here")
        return length


def _parse_name(value: object) -> str:
    text = parse_text(value)
    if not re.fullmatch(r"[a-z][a-z_]*", text) or text == "name":
        refuse("bad-value", f"“{text}” is not a name for a setting", "like accent")
    return text


_SettingName = Annotated[str, PlainValidator(_parse_name)]


class Declaration(Model):
    """What a theme declares.

    ``contrast`` has the pairs of text and ground that must be readable: settings or
    colours. ``sections`` and ``schedule`` are what a course leaves out under
    ``handout:``. ``running`` is how many letters of the title the running head holds.
    """

    description: Text
    settings: dict[_SettingName, Setting] = Field(default={})
    contrast: tuple[tuple[Text, Text], ...] = ()
    sections: SectionOrder = SECTIONS
    schedule: ScheduleForm = "table"
    running: Annotated[int, PlainValidator(parse_letters)] = RUNNING

    @model_validator(mode="after")
    def _pairs_are_colours(self) -> Declaration:
        usual = self.usual_settings()
        for pair in self.contrast:
            for one in pair:
                parse_colour(usual.get(one, one))
        return self

    def usual_settings(self) -> dict[str, str]:
        """Every setting as the theme has it by itself."""
        return {name: one.parse(one.default) for name, one in self.settings.items()}


def parse_theme(raw: bytes, file: str) -> tuple[Declaration | None, list[Diagnostic]]:
    """Read a declaration; None, and why, where it is not one.

    Args:
        raw: The bytes of the file.
        file: Its name, for the problems.
    """
    source, problems = read_source(raw, file)
    if problems:
        return None, problems
    try:
        return Declaration.model_validate(source.data or {}), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    return None, [problem_of(source, one, Declaration) for one in found]


@dataclass(frozen=True)
class Look:
    """How a handout is to look: a theme, its settings, and what the course adds.

    ``own`` are the course's own templates and styles, by name; they go before those of
    the theme, and run in a sandbox.
    """

    theme: str = USUAL
    settings: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = SECTIONS
    schedule: str = "table"
    running: int = RUNNING
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Themes:
    """The themes that a course can name, and its own theme folder.

    ``own`` are the templates and styles in the course's theme folder by their names in
    it; ``files`` its other files, relative to the course; ``declared`` is what its own
    declaration says, if it has one. ``chosen`` is the name that goes before the
    course's choice.
    """

    shipped: Mapping[str, Declaration] = field(default_factory=dict)
    own: Mapping[str, Source] = field(default_factory=dict)
    declared: Declaration | None = None
    chosen: str | None = None
    files: tuple[str, ...] = ()

    def of(self, named: str) -> Declaration | None:
        """The theme that a course names; what its own folder declares goes first."""
        return self.declared or self.shipped.get(named)


def settings_of(
    theme: Declaration, written: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, PydanticCustomError]]:
    """The settings of a theme as a course has them, and those that are none.

    Args:
        theme: What it declares.
        written: What the course says; of what the theme does not declare, nothing
            comes back.
    """
    settings, refused = theme.usual_settings(), dict[str, PydanticCustomError]()
    for name, value in written.items():
        if name in theme.settings:
            try:
                settings[name] = theme.settings[name].parse(value)
            except PydanticCustomError as error:
                refused[name] = error
    return settings, refused


def look_of(course: Course, themes: Themes) -> Look:
    """How a course's handout is to look.

    Its settings and its theme folder go with the theme that it names: another one that
    was chosen in its place is as it is by itself.
    """
    name = themes.chosen or course.theme.name
    is_named = name == course.theme.name
    declared = themes.of(name) if is_named else themes.shipped.get(name)
    if declared is None:
        declared = Declaration(description=name)
    written = course.theme.settings if is_named else {}
    own = {name: source.text for name, source in themes.own.items()}
    return Look(
        theme=name,
        settings=settings_of(declared, written)[0],
        sections=course.handout.sections or declared.sections,
        schedule=course.handout.schedule or declared.schedule,
        running=declared.running,
        own=own if is_named else {},
    )
