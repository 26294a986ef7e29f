"""Rules about Markdown prose: in the course file and in the files it includes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from syllabus.core.checks.subject import ImageState
from syllabus.core.diagnostics import Where
from syllabus.core.prose import FORMULA_KINDS, find_in_prose, is_vague, prose_fields
from syllabus.core.values import parse_address, parse_language, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.prose import Found
    from syllabus.core.source import Path, Source


def prose_is_plain(subject: Subject) -> Iterator[Diagnostic]:
    """Prose holds no raw HTML, dead link, undescribed picture, bad formula or tag."""
    for path, text in prose_fields(subject.course):
        for found in find_in_prose(text):
            where = place_of(
                subject.source, subject.source.within(path, found.line), found
            )
            yield from _judge(subject, subject.source, where, found)
    shared = subject.files.library.texts.values()
    for text_file in (*subject.files.texts.values(), *(t.source for t in shared if t)):
        if text_file:
            for found in find_in_prose(text_file.text):
                where = place_of(text_file, text_file.at_line(found.line + 1), found)
                yield from _judge(subject, text_file, where, found)


def place_of(source: Source, where: Where, found: Found) -> Where:
    """The place of the target on its line, where it stands there as it is."""
    first = found.target.partition("\n")[0]
    column = source.line(where.line).find(first, where.column - 1) + 1
    return Where(where.file, where.line, column or where.column)


def _judge(
    subject: Subject, source: Source, where: Where, found: Found
) -> Iterator[Diagnostic]:
    if found.kind == "html":
        message = f"{found.target} is printed as it stands: prose takes no HTML"
        yield source.problem(where, "raw-html", message, "use Markdown instead")
        return
    if found.kind in FORMULA_KINDS:
        if fault := subject.files.formulas.get((found.kind, found.target)):
            yield _broken_formula(source, where, found, fault)
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
    elif found.kind == "image" and (bad := image_problem(subject, found.target)):
        yield source.problem(where, *bad)


def _broken_formula(
    source: Source, where: Where, found: Found, fault: str
) -> Diagnostic:
    message = f"the formula {found.target} is printed as it stands: {fault}"
    hint = "mend the LaTeX; for a dollar sign, write \\$"
    return source.problem(where, "broken-formula", message, hint)


def image_problem(subject: Subject, file: str) -> tuple[str, str] | None:
    """The code and message of a picture that cannot be shown."""
    state = subject.files.images.get(file)
    if state is ImageState.MISSING:
        return "missing-image", f"there is no picture {file}"
    if state is ImageState.DAMAGED:
        return "unreadable-image", f"{file} is no picture that can be read"
    return None


def _refused(found: Found) -> tuple[str, str, str] | None:
    """Why a target cannot be used: message, hint and code."""
    parse = {"image": parse_path, "language": parse_language}.get(found.kind)
    try:
        (parse or parse_address)(found.target)
    except PydanticCustomError as error:
        context = error.context or {}
        return context["message"], context["hint"], error.type
    return None


def links_say_where(subject: Subject) -> Iterator[Diagnostic]:
    """The words of a link say where it leads, to those who hear only them.

    Source: WCAG 2.1, 2.4.4.
    """
    course = subject.course
    titled: list[tuple[Path, str]] = [
        ((part, i, "title"), item.title)
        for part in ("materials", "channels", "assignments")
        for i, item in enumerate(getattr(course, part))
        if item.link
    ]
    titled += [
        (("schedule", i, part, j, "title"), item.title or "")
        for i, entry in enumerate(course.schedule)
        for part in ("links", "readings", "decks")
        for j, item in enumerate(getattr(entry, part))
    ]
    for path, title in titled:
        if is_vague(title):
            yield subject.problem(
                path,
                "vague-link",
                f"“{title}” does not say where the link leads",
                "say what is there, in a few words",
            )


CHECKS: Rules = {prose_is_plain: frozenset(), links_say_where: frozenset()}
