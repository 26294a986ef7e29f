"""``syllabus.json``, back to a course file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from syllabus.core.diagnostics import Diagnostic, Where, one_line
from syllabus.core.source import read_source
from syllabus.core.view.data import SCHEMA, CourseData, Format
from syllabus.core.words import counted
from syllabus.importers.account import Report, Verdict
from syllabus.importers.own_course import course_of_data, fault_of
from syllabus.importers.page import Block, Page
from syllabus.importers.schedule_page import Imported

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from syllabus.core.source import Path
    from syllabus.core.view.data import TimetableData

LARGEST_DATA = 1_000_000
"""Bytes that the data of a course may have; of 300 meetings it has under 100,000."""

(_FORMAT,) = get_args(Format)


def read_json(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """The course's name out of its data, or why it has none: other JSON is not read."""
    found = read_course_data(raw, file)
    if isinstance(found, Diagnostic):
        return Page(file), [found]
    return titled_page(found, file), []


def titled_page(data: CourseData, file: str) -> Page:
    """A page with nothing but the heading that names the course's folder."""
    heading = f"{data.code}: {data.title}" if data.code else data.title
    return Page(file, blocks=(Block("heading", heading, Where(file)),))


def import_own_json(raw: bytes, file: str) -> Imported | None:
    """Import the data of a course; None for any other file.

    Args:
        raw: The bytes of the file.
        file: What it is called in the report.
    """
    data = read_course_data(raw, file)
    if isinstance(data, Diagnostic):
        return None
    source, problems = read_source(raw, file)
    at = source.at if not problems else lambda _: Where(file)
    return import_data(data, file, at)


def import_data(
    data: CourseData,
    file: str,
    at: Callable[[Path], Where],
    unsaid: Container[str] = (),
) -> Imported:
    """Import a course that was read from a form of it.

    Args:
        data: The course.
        file: The form's file.
        at: Where a part of the data stands in it.
        unsaid: Keys of the data that the form does not have.
    """
    report = Report(file)
    report.find("Data", "written by this program, and read back as it was")
    for path, words, verdict, as_what in _told(data):
        if path[0] not in unsaid:
            report.tell(at(path), words, verdict, as_what)
    text = course_of_data(data, report, PurePath(file).name)
    meetings = data.timetables[0].meetings
    files = {deck.file: deck.file for meeting in meetings for deck in meeting.decks}
    return Imported(text, report, (), files)


def read_course_data(raw: bytes, file: str) -> CourseData | Diagnostic:
    """Read the text of ``syllabus.json``; the first thing that it has wrong."""
    if len(raw) > LARGEST_DATA:
        message = f"the data of a course has at most {LARGEST_DATA // 1000:,} kB"
        hint = "is this the file syllabus.json of one course?"
        return Diagnostic(Where(file), "file-too-large", message, hint)
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        where = Where(file, line, getattr(error, "colno", 0))
        return _not_ours(where, "this is not JSON")
    named = found.pop("$schema", None) if isinstance(found, dict) else None
    if named is None:
        return _not_ours(Where(file), "this JSON is not the data of a course")
    told = found.get("format", 1)
    if named != SCHEMA or told != _FORMAT:
        newer = named if named != SCHEMA else f"format {told}"
        return Diagnostic(
            Where(file),
            "table-unreadable",
            one_line(f"this was written as {newer}; this program reads {SCHEMA}"),
            "import it with the version of syllabus that wrote it, or a later one",
        )
    try:
        data = CourseData.model_validate_json(json.dumps(found))
    except ValidationError as error:
        return _first_wrong(error, raw, file)
    fault = fault_of(data)
    return _changed(Where(file), fault) if fault else data


def _not_ours(where: Where, message: str) -> Diagnostic:
    hint = f"what `syllabus build --only json` writes begins with “$schema”: {SCHEMA}"
    return Diagnostic(where, "table-unreadable", message, hint)


def _first_wrong(error: ValidationError, raw: bytes, file: str) -> Diagnostic:
    first = error.errors(include_url=False, include_context=False)[0]
    source, problems = read_source(raw, file)
    where = Where(file) if problems else source.at(first["loc"])
    path = ".".join(map(str, first["loc"]))
    problem = _changed(where, f"{path}: {first['msg']}")
    return replace(problem, excerpt=source.line(where.line))


def _changed(where: Where, message: str) -> Diagnostic:
    hint = "has it been changed since it was written?"
    return Diagnostic(where, "table-unreadable", one_line(message), hint)


def _told(data: CourseData) -> Iterator[tuple[Path, str, Verdict, str]]:
    """What becomes of each part of the data."""
    for key in type(data).model_fields:
        value, called = getattr(data, key), key.replace("_", " ")
        if key in {"timetables", "format"} or not value:
            continue
        if isinstance(value, tuple):
            for place, item in enumerate(value):
                yield (key, place), _words(item), Verdict.KEPT, called
        else:
            yield (key,), _words(value), Verdict.KEPT, called
    for place, policy in enumerate(data.policies):
        if policy.language not in {"", data.language}:
            shown = "a policy of the course itself is in the course's language"
            at = ("policies", place, "language")
            yield at, policy.language, Verdict.LEFT_OUT, shown
    first, *others = data.timetables
    yield from _told_of(first)
    for place, other in enumerate(others, start=1):
        told = counted(len(other.meetings), "meeting")
        shown = f"another section, with {told}; the first one gives the entries"
        yield ("timetables", place), other.section, Verdict.UNDERSTOOD, shown


def _told_of(table: TimetableData) -> Iterator[tuple[Path, str, Verdict, str]]:
    start = ("timetables", 0)
    for place, meeting in enumerate(table.meetings):
        at = (*start, "meetings", place)
        shown = f"{meeting.kind}, {meeting.date}"
        yield at, meeting.topic, Verdict.UNDERSTOOD, shown
        for deck in meeting.decks:
            yield at, deck.file, Verdict.UNDERSTOOD, "a deck"
    for place, work in enumerate(table.assignments):
        yield (*start, "assignments", place), work.title, Verdict.KEPT, "an assignment"


def _words(item: Any) -> str:
    """What a part of the data is called, or the text that it is."""
    if isinstance(item, str):
        return item
    names = (getattr(item, key, "") for key in ("title", "name", "text", "note"))
    return next(filter(None, names), "") or f"{getattr(item, 'date', '')}"
