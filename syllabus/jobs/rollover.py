"""Roll a course over to another term, into a new folder."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.edit import set_value
from syllabus.core.parse import parse_course
from syllabus.core.rollover.text import last_day, patterns, roll_over
from syllabus.core.rollover.todo import (
    Point,
    Row,
    in_groups,
    links_of_last_time,
    new_problems,
    new_subject,
    points,
    rows,
)
from syllabus.core.rollover.wording import OldWords
from syllabus.core.source import LARGEST, Source
from syllabus.core.values import DateRange, parse_weekdays
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs import deckyears
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs
from syllabus.jobs.holidays import read_holidays
from syllabus.jobs.library import read_institution
from syllabus.jobs.load import load_course, look_over
from syllabus.jobs.new_folder import lay_down, refuse_taken
from syllabus.jobs.schema import SCHEMA_FILE, named_schema, schema_bytes, with_schema
from syllabus.jobs.workers import EndedError, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Course
    from syllabus.core.rollover.text import RolledOver, Wish
    from syllabus.importers.holidays import FoundHolidays

    Asking = Callable[[list[Subject]], Iterable[Diagnostic]]

_WORK = deckyears.__name__
_OUTPUTS = "build"
_MOST_NAMES = 8


class TermReversedError(SyllabusError):
    """The new term ends before it begins."""

    exit_code = ExitCode.USAGE

    def __init__(self, first: object, last: object) -> None:
        super().__init__(f"the term ends on {last}, before {first}")


@dataclass(frozen=True)
class RolloverResult:
    """What a rollover did; ``course_file`` is None where it wrote nothing.

    ``problems`` are the old course's. ``refused`` are errors of the new course file,
    for a person to mend there; ``points`` have them, too. ``copied`` and ``linked``
    count the other files.
    """

    problems: tuple[Diagnostic, ...]
    course_file: Path | None = None
    old: Course | None = None
    new: Course | None = None
    rows: tuple[Row, ...] = ()
    points: tuple[Point, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    copied: int = 0
    linked: int = 0


def roll_course(
    path: Path,
    folder: Path,
    wish: Wish,
    holidays: str | None,
    *,
    link: bool = False,
    ask: Asking | None = None,
) -> RolloverResult:
    """Make the folder of a course's next term.

    What the course reads is copied: not outputs, what its class was told, or files
    that it does not name.

    Args:
        path: The course file.
        folder: The new folder; there is none yet, or an empty one.
        wish: The new term; its holidays are read from ``holidays``.
        holidays: What `read_holidays` takes, or None.
        link: Make links to the decks where they lie instead of copies.
        ask: Asks the web for the links of the new course, for its problems; without
            it, they are counted.

    Raises:
        FolderTakenError: There is something in the folder.
        TermReversedError: The term ends before it begins.
        EditError, WhichPatternError: The course file cannot be edited in place.
        HolidaysError, NoHolidaysError, NoLibraryError: See `read_holidays`.
        FileError: Something could not be read or written.
    """
    refuse_taken(folder)
    inputs = Inputs()
    with Workers() as workers:
        loaded = load_course(path, Decks(path.parent, inputs, Cache(), workers))
        # As it is written: without what its institution and its literature add.
        parsed = parse_course(inputs.read(path, LARGEST) or b"", path.as_posix())
        course, old = parsed.course, loaded.subject
        if loaded.failed or course is None or old is None:
            return RolloverResult(tuple(loaded.problems))
        wish, found = _with_holidays(wish, holidays, course)
        rolled = roll_over(course, parsed.source, wish)
        rolled = _with_institution(rolled, path, folder)
        if named_schema(rolled.text):
            rolled = replace(rolled, text=with_schema(rolled.text))
        subject = new_subject(rolled.text, (folder / path.name).absolute().as_posix())
        named = _named(path, inputs)
        to_do = [
            *points(rolled, subject, _texts(old, path.parent, folder)),
            *_passed_over(found, subject),
            *_left(path, folder, named, subject),
            *_deck_points(rolled, subject, path.parent, workers),
            *_institution_point(course, parsed.source, path, folder, subject),
        ]
    decks = {deck.file for entry in course.schedule for deck in entry.decks}
    texts = _texts_to_write(path.name, rolled.text)
    counts = lay_down(folder, texts, named, path.parent, decks if link else ())
    to_do += _link_points(folder / path.name, subject, ask)
    refused = [p for p in new_problems(rolled, subject) if p.is_error]
    return RolloverResult(
        tuple(loaded.problems),
        folder / path.name,
        course,
        subject.course,
        tuple(rows(rolled, subject)),
        tuple(in_groups(to_do)),
        tuple(refused),
        *counts,
    )


def _texts_to_write(name: str, text: str) -> dict[str, bytes]:
    """The course file, and the schema that it names beside it, if it does."""
    texts = {name: text.encode()}
    if named_schema(text) == SCHEMA_FILE:
        texts[SCHEMA_FILE] = schema_bytes()
    return texts


def _link_points(path: Path, subject: Subject, ask: Asking | None) -> Iterable[Point]:
    if ask is None:
        return links_of_last_time(subject)
    laid_down = look_over(path).subject
    problems = ask([laid_down] if laid_down else [])
    return [Point("links", p.where, p.message, p.hint) for p in problems]


def _with_holidays(
    wish: Wish, holidays: str | None, course: Course
) -> tuple[Wish, FoundHolidays | None]:
    """The new term with the holidays that are asked for, and what was found of them."""
    last = last_day(course, wish)
    if last < wish.first_day:
        raise TermReversedError(wish.first_day, last)
    if not holidays:
        return wish, None
    within = DateRange(wish.first_day, last)
    found = read_holidays(holidays, within, _class_days(course, wish))
    return replace(wish, holidays=found.days), found


def _class_days(course: Course, wish: Wish) -> set[int]:
    days = {day for _, pattern in patterns(course) for day in pattern.days}
    return days | set(parse_weekdays(wish.weekdays) if wish.weekdays else ())


def _with_institution(rolled: RolledOver, path: Path, folder: Path) -> RolledOver:
    """The course with its institution's file named from its new place."""
    named = rolled.old.institution_file
    if named is None:
        return rolled
    place = (path.parent / named).resolve()
    if place.is_relative_to(path.parent.resolve()):
        return rolled  # it goes along
    new = Path(os.path.relpath(place, folder.resolve())).as_posix()
    if new == named:
        return rolled
    file = rolled.old_source.file
    return replace(
        rolled, text=set_value(rolled.text, ("institution_file",), new, file)
    )


def _institution_point(
    course: Course, source: Source, path: Path, folder: Path, subject: Subject
) -> Iterator[Point]:
    """That the institution's file above the old folder is not above the new one."""
    if course.institution_file:
        return
    before, _ = read_institution(course, source, path.parent, Inputs())
    if before is None or Path(before.source.file).parent == path.parent.resolve():
        return
    after, _ = read_institution(course, source, folder, Inputs())
    if after is None or after.source.file != before.source.file:
        shown = Path(os.path.relpath(before.source.file, folder.resolve())).as_posix()
        message = "the institution's file is no longer found above the course"
        hint = f"add institution_file: {shown}"
        yield Point("files", subject.source.at(()), message, hint)


def _named(path: Path, inputs: Inputs) -> list[str]:
    """The files of the folder that the course read, by their names in it."""
    folder = path.parent.absolute()
    read = [Path(name) for name, stamp in inputs.stamps.items() if stamp]
    inside = [p for p in read if p.is_relative_to(folder) and p != path.absolute()]
    names = [os.path.normpath(p.relative_to(folder)) for p in inside]
    return sorted(Path(name).as_posix() for name in names)


def _texts(old: Subject, source: Path, folder: Path) -> list[Source]:
    """The course's own texts, in their new places."""
    shared = [text.source for text in old.files.library.texts.values() if text]
    texts = [text for text in old.files.texts.values() if text] + shared
    found = []
    for text in texts:
        place = Path(text.file)
        if place.is_relative_to(source.absolute()):
            new = folder.absolute() / place.relative_to(source.absolute())
            found.append(Source(new.as_posix(), text.text))
    return found


def _passed_over(found: FoundHolidays | None, subject: Subject) -> Iterator[Point]:
    where = subject.source.at(("holidays",))
    for event in found.passed_over if found else ():
        yield Point("holidays", where, f"not a holiday: {event}")


def _left(
    path: Path, folder: Path, named: list[str], subject: Subject
) -> Iterator[Point]:
    """The files of the old folder that did not come along."""
    root = path.parent
    left = []
    for place, folders, files in os.walk(root):
        within = Path(place).relative_to(root)
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "."
            and (within / name).as_posix() != _OUTPUTS
            and (Path(place) / name).resolve() != folder.resolve()
        )
        left += [(within / name).as_posix() for name in files if name[0] != "."]
    left = sorted(set(left) - {*named, path.name})
    if left:
        more = f" and {len(left) - _MOST_NAMES} more" if len(left) > _MOST_NAMES else ""
        shown = ", ".join(left[:_MOST_NAMES]) + more
        message = f"left behind, since the course does not name them: {shown}"
        yield Point("files", subject.source.at(()), message)


def _deck_points(
    rolled: RolledOver, subject: Subject, folder: Path, workers: Workers
) -> Iterator[Point]:
    """The decks that were made for the old term, or name it."""
    old = OldWords(rolled.old, subject.course)
    places = {
        deck.file: subject.source.at(("schedule", i, "decks", j))
        for i, entry in reversed(list(enumerate(subject.course.schedule)))
        for j, deck in enumerate(entry.decks)
        if (folder / deck.file).is_file()
    }
    if not old.pattern:
        return
    asked = {
        file: workers.submit(f"{_WORK}:years_of", str(folder / file), old.pattern)
        for file in places
    }
    for file, future in asked.items():
        try:
            told = future.result()
        except EndedError:
            continue
        said = [f"made {told.made}"] if told.made else []
        for slide, word in told.words:
            said.append(f"“{word}” on slide {slide}" if slide else f"titled “{word}”")
        if told.words or (told.made and told.made <= str(rolled.old.term.last_day)):
            yield Point("decks", places[file], f"{file}: {', '.join(said)}")
