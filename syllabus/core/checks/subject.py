"""What the rules look at: a course, its places, its dates and its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from syllabus.core.citations import Readings
from syllabus.core.library import Library
from syllabus.core.schedule import Holidays, Work, work_of
from syllabus.core.theme import Themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.core.model import Course
    from syllabus.core.schedule import Timetable
    from syllabus.core.source import Path, Source


Rules = dict["Callable[[Subject], Iterator[Diagnostic]]", frozenset[str]]
"""Rules and the parts of the course that each needs: keys of the course file."""


class DeckState(StrEnum):
    """What is the matter with a deck, or that nothing is."""

    READY = "ready"
    MISSING = "missing"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"


class ImageState(StrEnum):
    """Whether a picture can be shown."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class DeckFile:
    """A deck's file as it was found. ``pages`` is 0 unless it is ready.

    ``reason`` says to its author why it is not ready; ``fault`` names that for the
    placeholder page, where the state does not say it all. ``mended`` says that it was
    damaged, and pages were made of what could be read.
    """

    state: DeckState
    pages: int = 0
    reason: str = ""
    fault: str = ""
    mended: bool = False


@dataclass(frozen=True)
class Inventory:
    """The files beside the course file, under the names the course uses.

    ``texts`` has None for a file that is not there; ``slides`` are the files of the
    slides folder, whether the course names them or not. ``formulas`` has those that
    cannot be printed, by their kind and LaTeX, and why. ``library`` are the texts that
    the course shares with others; ``readings`` is the literature that it cites.
    """

    decks: Mapping[str, DeckFile] = field(default_factory=dict)
    texts: Mapping[str, Source | None] = field(default_factory=dict)
    images: Mapping[str, ImageState] = field(default_factory=dict)
    slides: tuple[str, ...] = ()
    formulas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    library: Library = field(default_factory=lambda: Library({}))
    readings: Readings = field(default_factory=Readings)
    themes: Themes = field(default_factory=Themes)


@dataclass(frozen=True)
class Subject:
    """A course and all that is known about it.

    ``tables`` has the dates, one for each section or one in all. ``broken`` are the
    parts of the course file that could not be understood and stand as left out.
    """

    course: Course
    source: Source
    tables: tuple[Timetable, ...]
    files: Inventory
    broken: frozenset[str] = frozenset()

    @cached_property
    def holidays(self) -> Holidays:
        """The course's holidays as a container of days."""
        return Holidays(self.course)

    @cached_property
    def work(self) -> list[tuple[Timetable, list[Work]]]:
        """The assignments' days, a list for each timetable."""
        return [(table, work_of(self.course, table)) for table in self.tables]

    def at(self, *path: str | int) -> Where:
        """The place of a value of the course file."""
        return self.source.at(path)

    def problem(
        self, path: Path, code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A diagnostic at a value of the course file."""
        return self.source.problem(self.source.at(path), code, message, hint)
