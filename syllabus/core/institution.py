"""What the courses of an institution share: ``institution.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from syllabus.core.base import Model, from_text, one_or_many
from syllabus.core.model import Image
from syllabus.core.parse import deepest, problem_of
from syllabus.core.source import Source, read_source
from syllabus.core.values import File, Tag, Text
from syllabus.core.zones import Zone

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Course

INSTITUTION_FILE = "institution.yaml"


class Institution(Model):
    """Policies and defaults of the courses of one institution."""

    name: Text | None = Field(default=None, description="As it is printed")
    logo: Annotated[Image, from_text("file")] | None = Field(
        default=None, description="A picture for the head"
    )
    contact: Text | None = Field(
        default=None, description="Whom to ask for accommodations"
    )
    policies: File = Field(default="policies", description="Its folder of policies")
    required: Annotated[tuple[Text, ...], one_or_many] = Field(
        default=(), description="Policies of every course, by name or title"
    )
    fields: dict[Text, Text] = Field(
        default={}, description="What fills the shared texts"
    )
    timezone: Zone | None = Field(default=None, description="Of its courses")
    paper: Literal["letter", "a4"] | None = Field(
        default=None, description="Of its courses"
    )
    language: Tag | None = Field(default=None, description="Of its courses")

    @property
    def filling(self) -> dict[str, str]:
        """What fills the placeholders of shared texts, by their names."""
        contact = {"contact": self.contact} if self.contact else {}
        return contact | self.fields


@dataclass(frozen=True)
class ParsedInstitution:
    """An institution file; ``institution`` is None where it cannot be understood."""

    institution: Institution | None
    source: Source
    problems: list[Diagnostic]


def parse_institution(raw: bytes, file: str) -> ParsedInstitution:
    """Read and type the bytes of an institution file."""
    source, problems = read_source(raw, file)
    if problems:
        return ParsedInstitution(None, source, problems)
    try:
        institution = Institution.model_validate(source.data or {})
    except ValidationError as error:
        found = [
            problem_of(source, one, Institution)
            for one in deepest(error.errors(include_url=False))
        ]
        return ParsedInstitution(None, source, found)
    return ParsedInstitution(institution, source, [])


def with_defaults(course: Course, institution: Institution, logo: str = "") -> Course:
    """The course with what its institution gives where it says nothing.

    Args:
        course: As its file has it.
        institution: The institution.
        logo: The institution's logo as a `data:` address, if it can be shown: its file
            may lie outside the course folder, where no page reads.
    """
    given: dict[str, Any] = {
        "institution": institution.name,
        "timezone": institution.timezone,
        "paper": institution.paper,
        "language": institution.language,
    }
    if logo and institution.logo:
        given["logo"] = Image.model_construct(file=logo, alt=institution.logo.alt)
    new = {
        key: value
        for key, value in given.items()
        if value is not None and key not in course.model_fields_set
    }
    return course.model_copy(update=new)
