"""Propose a change of a course's calendar, and write it into the course file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.shift.changes import apply_changes
from syllabus.core.shift.choices import choices, stranded
from syllabus.core.shift.draft import Draft
from syllabus.core.shift.proposal import compare, days_told, new_problems
from syllabus.core.source import LARGEST
from syllabus.core.words import named
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs, replace_file
from syllabus.jobs.load import load_course
from syllabus.jobs.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.shift.changes import Change
    from syllabus.core.shift.choices import Choice
    from syllabus.core.shift.proposal import Shifted
    from syllabus.jobs.load import Loaded


@dataclass(frozen=True)
class Shift:
    """A proposal; ``shifted`` is None where the course is too broken to be changed.

    ``problems`` are then the course's own, else those that the change would bring.
    ``days`` says what becomes of days as such; ``stranded`` names the meetings that
    would have no day, and ``choices`` say what can be done about them.
    """

    problems: tuple[Diagnostic, ...]
    old: Draft | None = None
    new: Draft | None = None
    days: tuple[str, ...] = ()
    shifted: tuple[Shifted, ...] | None = None
    stranded: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the course would be free of new errors, with a day for everything."""
        return (
            self.shifted is not None
            and not self.stranded
            and not any(problem.is_error for problem in self.problems)
        )


class _Drafted(Inputs):
    """Reads files as they are, but for the course file, which is a draft."""

    def __init__(self, path: Path, draft: bytes) -> None:
        super().__init__()
        self._path, self._draft = path, draft

    def read(self, path: Path, most: int | None = None) -> bytes | None:
        return self._draft if path == self._path else super().read(path, most)


def propose(path: Path, changes: Sequence[Change]) -> Shift:
    """Change a course in a draft, and say what that does. Nothing is written.

    Args:
        path: The course file.
        changes: What is asked for, in this order.

    Raises:
        ShiftError: The course has no place for a change.
        EditError: The course file cannot be edited in place.
        FileError: A file could not be read.
    """
    inputs = Inputs()
    with Workers() as workers:
        before = _load(path, inputs, workers)
        if before.subject is None or before.subject.broken:
            return Shift(tuple(before.problems))
        # As it is written: without what its institution and its literature add.
        text = (inputs.read(path, LARGEST) or b"").decode()
        old = Draft.of(text, path.as_posix())
        new = apply_changes(old, changes)
        after = _load(path, _Drafted(path, new.text.encode()), workers)
    problems = tuple(new_problems(before.problems, after.problems))
    return Shift(
        problems,
        old,
        new,
        tuple(days_told(old, new)),
        compare(old, new),
        tuple(named(new.entry(entry)) for entry in stranded(old, new)),
        tuple(choices(old, new, tuple(changes))),
    )


def _load(path: Path, inputs: Inputs, workers: Workers) -> Loaded:
    return load_course(path, Decks(path.parent, inputs, Cache(), workers))


def write_shift(path: Path, shift: Shift) -> None:
    """Write a proposal into the course file.

    Raises:
        ChangedMeanwhileError: The file is not what the proposal was made from.
        FileError: It could not be written.
    """
    if shift.old and shift.new:
        replace_file(path, shift.old.text.encode(), shift.new.text.encode())
