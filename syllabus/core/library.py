"""Shared texts: what they are called, and what is filled into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syllabus.core.checks.subject import Inventory
    from syllabus.core.model import Course
    from syllabus.core.source import Path, Source
    from syllabus.core.texts import Prose

_PLACEHOLDER = re.compile(r"\{\{[ \t]*([^\W\d][\w-]*)[ \t]*\}\}")
_HEADING = re.compile(r"\A\s*#+[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)")


@dataclass(frozen=True)
class LibraryText:
    """A text that courses include by name.

    ``shipped`` texts come with the program, and are in English.
    """

    source: Source
    shipped: bool = False

    @property
    def title(self) -> str:
        """The heading that it begins with; empty if it has none."""
        found = _HEADING.match(self.source.text)
        return found[1] if found else ""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of what is filled in, each once, in order."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.source.text)))

    def filled(self, fields: Mapping[str, str]) -> str:
        """The text below its heading, filled as far as there are fields."""
        body = _HEADING.sub("", self.source.text, count=1)
        return _PLACEHOLDER.sub(lambda m: fields.get(m[1], m[0]), body)


@dataclass(frozen=True)
class Library:
    """The shared texts that a course includes.

    ``texts`` has None for a name that no library has; ``names`` are all that there
    are. ``fields`` fill what the course does not, and every one of ``required`` is to
    be among the course's policies.
    """

    texts: Mapping[str, LibraryText | None]
    names: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    required: tuple[str, ...] = ()

    def filling(self, prose: Prose) -> dict[str, str]:
        """What fills the text that a part includes: its own fields go first."""
        return {**(self.fields or {}), **prose.fields}


def prose_parts(course: Course) -> Iterator[tuple[Path, Prose]]:
    """The parts that can stand in files, and the paths to them."""
    for number, policy in enumerate(course.policies):
        yield ("policies", number), policy
    if course.accessibility:
        yield ("accessibility",), course.accessibility


def text_of(prose: Prose, files: Inventory) -> str:
    """The Markdown of a part, wherever it stands; empty where there is none."""
    if prose.text is not None:
        return prose.text
    if prose.file is not None:
        found = files.texts.get(prose.file)
        return found.text if found else ""
    shared = files.library.texts.get(prose.include or "")
    return shared.filled(files.library.filling(prose)) if shared else ""


def language_of(prose: Prose, files: Inventory) -> str:
    """The language of a part, where it may be another than the course's."""
    shared = files.library.texts.get(prose.include or "")
    return "en" if shared and shared.shipped else ""
