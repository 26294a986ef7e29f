"""Data to model: a `Course`, or every mistake that keeps it from being one."""

from __future__ import annotations

import difflib
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from syllabus.core.base import Model
from syllabus.core.deadlines import KINDS
from syllabus.core.model import Course, Entry, kind_key
from syllabus.core.salvage import salvage
from syllabus.core.source import read_source
from syllabus.core.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.source import Path, Source

_FILL = "fill it in, or remove the line"

_EXPECTED = {
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "list_type": "a list",
    "tuple_type": "a list",
}

# What people write for a key of ours; spelling mistakes are found by likeness.
_SYNONYMS = {
    "slides": "decks",
    "slide": "decks",
    "deck": "decks",
    "pdf": "file",
    "path": "file",
    "name": "title",
    "lecturer": "speaker",
    "instructor": "speaker",
    "instructors": "staff",
    "teachers": "staff",
    "email": "mail",
    "url": "link",
    "href": "link",
    "website": "page",
    "homepage": "page",
    "location": "room",
    "place": "room",
    "time": "hours",
    "when": "date",
    "day": "date",
    "start": "first_day",
    "end": "last_day",
    "begin": "first_day",
    "joint": "partner",
    "reading": "readings",
    "meetings": "schedule",
    "meeting": "pattern",
    "lectures": "schedule",
    "breaks": "holidays",
    "homework": "assignments",
    "deadline": "due",
    "university": "institution",
    "semester": "term",
    "quarter": "term",
    "lang": "language",
    "tz": "timezone",
    "number": "code",
    "course": "code",
    "office_hours": "hours",
    "topics": "topic",
    "time_zone": "timezone",
}


@dataclass(frozen=True)
class Parsed:
    """A course file as far as it can be understood.

    ``course`` is None where nothing of it can. ``broken`` are the parts that stand in
    it as left out, because of their mistakes: rules about them have nothing to say.
    """

    course: Course | None
    source: Source
    problems: list[Diagnostic]
    broken: frozenset[str] = frozenset()


def parse_course(raw: bytes, file: str) -> Parsed:
    """Read and type the bytes of a course file, and find all its mistakes at once."""
    source, problems = read_source(raw, file)
    if source.data is None and problems:
        return Parsed(None, source, problems)
    data = {} if source.data is None else source.data
    try:
        return Parsed(Course.model_validate(data), source, problems)
    except ValidationError as error:
        found = list(deepest(error.errors(include_url=False)))
    problems = problems + [problem_of(source, e, Course) for e in found]
    course, broken = salvage(data)
    return Parsed(course, source, problems, broken)


def deepest(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out an error that another one, further inside, explains."""
    around = {
        loc[:length]
        for loc in (error["loc"] for error in errors)
        for length in range(len(loc) - (loc[-1:] == ("[key]",)))
    }
    return (error for error in errors if error["loc"] not in around)


def problem_of(
    source: Source, error: ErrorDetails, root: type[Model], within: Path = ()
) -> Diagnostic:
    """What pydantic says of a file, at the place that it is about.

    Args:
        source: The file.
        error: One of its errors.
        root: The model that the file was to be.
        within: Where in the file this model stands.
    """
    kind, path = error["type"], _written(source, (*within, *error["loc"]))
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(source, path, _model_at(root, path[len(within) : -1]))
    if kind == "missing":
        return _missing(source, path)
    if kind in _EXPECTED:
        found = kind_of(error["input"])
        if error["input"] is None:
            message = "there is nothing here"
            return source.problem(source.at(path), "missing-value", message, _FILL)
        message = f"expected {_EXPECTED[kind]}, found {found}"
        return source.problem(source.at(path), "wrong-type", message)
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "")
        written = _value(source.data, path) or error["input"]
        message = f"“{written}” is not one of {expected}"
        return source.problem(source.at(path), "bad-value", message)
    if kind == "too_short":
        message = "the schedule has no entries"
        return source.problem(source.at(path), "missing-value", message)
    message, hint = context.get("message", error["msg"]), context.get("hint", "")
    where = source.key(path[:-1]) if path[-1:] == ("[key]",) else source.at(path)
    return source.problem(where, kind, message, hint)


def _written(source: Source, loc: Path) -> Path:
    """The path as the author wrote it: a topic may stand behind its kind."""
    loc = source.written(loc)
    if len(loc) == 3 and loc[0] == "schedule" and loc[2] == "topic":
        named = kind_key(_value(source.data, loc[:2]))
        return (*loc[:2], named) if named else loc
    return loc


def _value(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _missing(source: Source, path: Path) -> Diagnostic:
    name = path[-1]
    if source.has_key(path):
        return source.problem(
            source.key(path), "missing-value", f"“{name}” has no value", "fill it in"
        )
    inside = f"“{path[-2]}” has no “{name}”" if path[1:] else f"there is no “{name}”"
    if len(path) > 1 and isinstance(path[-2], int):
        inside = f"this part of “{path[-3]}” has no “{name}”"
    return source.problem(
        source.at(path[:-1]), "missing-value", inside, f"add a line “{name}: …”"
    )


def _unknown_key(source: Source, path: Path, model: type[Model] | None) -> Diagnostic:
    name = str(path[-1])
    known = list(model.model_fields) if model else []
    if model is Entry:
        known += KINDS
        if name in KINDS:
            return source.problem(
                source.key(path),
                "unknown-key",
                f"an entry has one kind; “{name}” is another",
                "write two entries, or keep one of them",
            )
    guess = likely_key(name, known)
    return source.problem(
        source.key(path),
        "unknown-key",
        f"“{name}” is not a key that belongs here",
        f"did you mean “{guess}”?" if guess else f"known here: {', '.join(known)}",
    )


def likely_key(name: str, known: list[str]) -> str | None:
    """The key that was most likely meant by one that is not known."""
    plain = name.lower().replace("-", "_").replace(" ", "_")
    if plain in known:
        return plain
    if _SYNONYMS.get(plain) in known:
        return _SYNONYMS[plain]
    return next(iter(difflib.get_close_matches(plain, known, n=1, cutoff=0.7)), None)


def _model_at(annotation: Any, path: Path) -> type[Model] | None:
    """The model that types the mapping at ``path``."""
    model = _first_model(annotation)
    for step in path:
        if model is None or isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        model = _first_model(field.annotation) if field else None
    return model


def _first_model(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    inner = (_first_model(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model), None)
