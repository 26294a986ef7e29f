"""Rules about the languages of a course: those of the program, and of its own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from syllabus.core.checks.dates import written_key
from syllabus.core.language import catalogue_of, languages
from syllabus.core.values import DateRange, Translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.source import Path


def languages_known(subject: Subject) -> Iterator[Diagnostic]:
    """The program has words in the languages of the course."""
    course = subject.course
    for key, tag in (
        ("language", course.language),
        ("second_language", course.second_language),
    ):
        if tag and catalogue_of(tag) is None:
            yield subject.problem(
                (key,),
                "no-catalogue",
                f"the program has no words in {tag}: headings and dates are English",
                f"it has {', '.join(languages())}; a language is added with a file: "
                "see docs/languages.md",
            )


def texts_in_languages_of_course(subject: Subject) -> Iterator[Diagnostic]:
    """A text that is given for several languages has the course's, first."""
    course = subject.course
    known = [course.language, *filter(None, [course.second_language])]
    for path, text in _translated(subject, course, ()):
        given = list(text.in_languages)
        if given[0] != course.language:
            yield subject.problem(
                path,
                "wrong-language",
                f"a text of this course begins in {course.language}, not {given[0]}",
                f"give it in {course.language} first, the language of the course",
            )
        for tag in given:
            if tag not in known:
                yield subject.source.problem(
                    subject.source.key((*path, tag)),
                    "wrong-language",
                    f"nothing of this course is printed in {tag}",
                    f"take {tag} out, or set second_language: {tag}",
                )


def _translated(
    subject: Subject, value: object, path: Path
) -> Iterator[tuple[Path, Translated]]:
    """Every text of the course that is given for several languages, and its path."""
    if isinstance(value, Translated):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _translated(subject, getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _translated(subject, item, (*path, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            # What names days stands in the file as its author wrote it.
            days = isinstance(key, DateRange)
            name = written_key(subject, str(path[-1]), key) if days else str(key)
            yield from _translated(subject, item, (*path, name))


CHECKS: Rules = {
    languages_known: frozenset({"language", "second_language"}),
    texts_in_languages_of_course: frozenset({"language", "second_language"}),
}
