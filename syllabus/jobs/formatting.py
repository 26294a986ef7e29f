"""Put a course file into an even form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.formatting import formatted, says_the_same
from syllabus.core.parse import parse_course
from syllabus.core.source import read_source
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import read_file, replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.core.diagnostics import Diagnostic


class MeaningChangedError(SyllabusError):
    """What would be written is not the course that was read; nothing was."""

    exit_code = ExitCode.BUG

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} would say something else in an even form")
        self.add_note("it is as it was; please report it with the file")


@dataclass(frozen=True)
class Formatting:
    """A course file as it is and in an even form.

    With ``problems``, it cannot be read, and both are empty.
    """

    path: Path
    old: str = ""
    new: str = ""
    problems: tuple[Diagnostic, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the even form is another."""
        return self.old != self.new

    def write(self) -> None:
        """Write the even form.

        Raises:
            ChangedMeanwhileError: The file was changed since it was read.
            FileError: It could not be written.
        """
        if self.changes:
            replace_file(self.path, self.old.encode(), self.new.encode())


def format_course(path: Path) -> Formatting:
    """Read a course file and put it into an even form; nothing is written.

    Raises:
        FileError: It could not be read.
        MeaningChangedError: The form would change what it says.
    """
    raw = read_file(path)
    _, problems = read_source(raw, path.as_posix())
    if problems:
        return Formatting(path, problems=tuple(problems))
    old = raw.decode()
    new = formatted(old)
    if not _is_same_course(old, new):
        raise MeaningChangedError(path)
    return Formatting(path, old, new)


def _is_same_course(old: str, new: str) -> bool:
    before, after = (parse_course(text.encode(), "") for text in (old, new))
    # A day in full may mend a course that had none.
    same = before.course == after.course or bool(before.problems)
    return (
        same and len(after.problems) <= len(before.problems) and says_the_same(old, new)
    )
