"""Rules about Markdown prose: in the course file and in the files it includes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from syllabus.core.prose import find_in_prose, prose_fields
from syllabus.core.values import parse_address, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.core.prose import Found
    from syllabus.core.source import Source


def prose_is_plain(subject: Subject) -> Iterator[Diagnostic]:
    """Prose holds no raw HTML, no dead link and no undescribed picture."""
    for path, text in prose_fields(subject.course):
        for found in find_in_prose(text):
            where = subject.source.within(path, found.line)
            yield from _judge(subject, subject.source, where, found)
    for text_file in subject.files.texts.values():
        if text_file:
            for found in find_in_prose(text_file.text):
                where = text_file.at_line(found.line + 1)
                yield from _judge(subject, text_file, where, found)


def _judge(
    subject: Subject, source: Source, where: Where, found: Found
) -> Iterator[Diagnostic]:
    if found.kind == "html":
        message = f"{found.target} is printed as it stands: prose takes no HTML"
        yield source.problem(where, "raw-html", message, "use Markdown instead")
        return
    if found.kind == "image" and not found.alt.strip():
        yield source.problem(
            where,
            "image-without-description",
            f"the picture {found.target} has no description",
            f"write ![what it shows]({found.target})",
        )
    refused = _refused(found)
    if refused:
        message, hint, code = refused
        yield source.problem(where, code, message, hint)
    elif found.kind == "image" and not subject.files.images.get(found.target, True):
        message = f"there is no picture {found.target}"
        yield source.problem(where, "missing-image", message)


def _refused(found: Found) -> tuple[str, str, str] | None:
    """Why a target cannot be used: message, hint and code."""
    try:
        (parse_path if found.kind == "image" else parse_address)(found.target)
    except PydanticCustomError as error:
        context = error.context or {}
        return context["message"], context["hint"], error.type
    return None


CHECKS: Rules = {prose_is_plain: frozenset()}
