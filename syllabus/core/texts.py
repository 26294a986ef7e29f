"""Parts of a course file that are prose or lists of literature, from files or not."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from syllabus.core.base import Model, one_or_many
from syllabus.core.values import File, Text, parse_text, refuse


def parse_include(value: object) -> str:
    """The name of a text in a library: small letters, digits and hyphens."""
    text = parse_text(value).removesuffix(".md")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        refuse(
            "bad-value",
            f"“{text}” is not the name of a shared text",
            "write a name like late-work; a file of the course is named by file:",
        )
    return text


Include = Annotated[str, PlainValidator(parse_include)]


class Prose(Model):
    """Markdown: written here, in a file of the course, or in a shared library."""

    text: Text | None = Field(default=None, description="Markdown")
    file: File | None = Field(default=None, description="A Markdown file of the course")
    include: Include | None = Field(
        default=None, description="A shared text by name: late-work"
    )
    fields: dict[Text, Text] = Field(
        default={},
        description="What fills the `{{…}}` of the shared text; they can stand beside "
        "`include:` themselves",
    )

    @model_validator(mode="before")
    @classmethod
    def _fields_beside_include(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "include" not in data:
            return data
        own = {key: value for key, value in data.items() if key in cls.model_fields}
        fields = {key: value for key, value in data.items() if key not in own}
        if fields and isinstance(own.get("fields", {}), dict):
            own["fields"] = fields | own.get("fields", {})
        return own

    @model_validator(mode="after")
    def _one_text(self) -> Prose:
        given = [k for k in ("text", "file", "include") if getattr(self, k) is not None]
        if len(given) != 1:
            refuse(
                "bad-value" if given else "missing-value",
                f"{self.called} has {' and '.join(given) or 'no text'}",
                "give one of text:, file: and include:",
            )
        if self.fields and not self.include:
            refuse("bad-value", "only a shared text has fields", "add include:")
        return self

    @property
    def called(self) -> str:
        """What a message calls it."""
        return "this part"


class Policy(Prose):
    """A policy, written here, in a Markdown file, or shared by many courses."""

    title: Text | None = Field(
        default=None, description="Its heading; a shared text brings one"
    )

    @model_validator(mode="after")
    def _titled(self) -> Policy:
        if not self.title and not self.include:
            refuse(
                "missing-value", "this policy has no “title”", "add a line “title: …”"
            )
        return self

    @property
    def called(self) -> str:
        """What a message calls it."""
        return f"the policy “{self.title}”" if self.title else "this policy"


class Accessibility(Prose):
    """What a course does so that everybody can take part. Plain text is its text."""

    @property
    def called(self) -> str:
        """What a message calls it."""
        return "the statement"


class Bibliography(Model):
    """The literature that the course cites. Plain text is its file."""

    files: Annotated[tuple[File, ...], one_or_many] = Field(
        min_length=1, description="BibTeX (.bib) or CSL JSON (.json)"
    )
    order: Literal["alphabetical", "use"] = Field(
        default="alphabetical", description="By author, or as the schedule cites it"
    )
    show: Literal["cited", "all"] = Field(
        default="cited", description="What the reading list has of it"
    )
