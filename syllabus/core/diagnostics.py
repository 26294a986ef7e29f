"""Mistakes in a course, as values.

A `Diagnostic` is collected and shown, never raised. Its code is a promise: codes are
kebab-case, never change their meaning, and each has one severity, listed in `CODES`
and explained in ``docs/problems.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps the build from writing; a warning does so under ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


ERROR, WARNING = Severity.ERROR, Severity.WARNING

CODES: dict[str, Severity] = {
    # The file as text
    "file-missing": ERROR,
    "file-too-large": ERROR,
    "not-utf8": ERROR,
    "yaml-syntax": ERROR,
    "yaml-too-deep": ERROR,
    "alias-bomb": ERROR,
    "duplicate-key": ERROR,
    # The file as a course
    "unknown-key": ERROR,
    "missing-value": ERROR,
    "wrong-type": ERROR,
    "bad-value": ERROR,
    "bad-link": ERROR,
    # Languages
    "no-catalogue": WARNING,
    "wrong-language": ERROR,
    "missing-font": ERROR,
    # Dates and times
    "term-reversed": ERROR,
    "term-too-long": ERROR,
    "finals-outside-term": ERROR,
    "holiday-outside-term": WARNING,
    "swap-outside-term": WARNING,
    "meeting-outside-term": ERROR,
    "meeting-on-holiday": ERROR,
    "meeting-off-pattern": ERROR,
    "meetings-overlap": ERROR,
    "moved-from-no-class": ERROR,
    "no-day-left": ERROR,
    "pattern-gap": WARNING,
    "break-is-holiday": WARNING,
    "hours-at-night": WARNING,
    # Assignments and grading
    "duplicate-assignment": ERROR,
    "unknown-assignment": ERROR,
    "assignment-date-conflict": ERROR,
    "assignment-never-out": WARNING,
    "assignment-never-due": WARNING,
    "bad-deadline": ERROR,
    "due-before-out": ERROR,
    "deadline-on-holiday": WARNING,
    "deadline-outside-term": ERROR,
    "weights-not-100": ERROR,
    "scale-not-falling": WARNING,
    # Prose, files and decks
    "raw-html": WARNING,
    "broken-formula": WARNING,
    "vague-link": WARNING,
    "outside-course": ERROR,
    "missing-file": ERROR,
    "unknown-include": ERROR,
    "unfilled-field": ERROR,
    "unknown-field": ERROR,
    "missing-policy": ERROR,
    "unknown-reading": ERROR,
    "bad-reference": WARNING,
    "missing-image": ERROR,
    "unreadable-image": ERROR,
    "image-without-description": ERROR,
    "missing-deck": WARNING,
    "locked-deck": WARNING,
    "unreadable-deck": WARNING,
    "mended-deck": WARNING,
    "deck-not-pdf": WARNING,
    "duplicate-deck": WARNING,
    "unused-deck": WARNING,
    "blocked-resource": ERROR,
    "missing-glyph": WARNING,
    "print-warning": WARNING,
    "alt-without-picture": WARNING,
    # The theme
    "low-contrast": ERROR,
    "bad-template": ERROR,
    # Pages that not everyone can read
    "faint-text": WARNING,
    "heading-skipped": WARNING,
    "table-without-heads": WARNING,
    "falls-short": WARNING,
    # A course against the world
    "meeting-on-public-holiday": WARNING,
    "room-clash": WARNING,
    "instructor-clash": WARNING,
    "link-dead": ERROR,
    "link-moved": WARNING,
    "link-soft-404": WARNING,
    "link-certificate": WARNING,
    "link-refused": WARNING,
    "link-unanswered": WARNING,
    "link-private": WARNING,
    "date-differs": ERROR,
    "only-in-course": WARNING,
    "only-in-other": WARNING,
    "nothing-to-compare": ERROR,
    # Announcements
    "secret-in-course": ERROR,
    # A page to import
    "no-schedule-table": ERROR,
    "several-schedules": ERROR,
    "table-unreadable": ERROR,
    "column-unknown": ERROR,
    "year-unknown": ERROR,
    "year-unclear": ERROR,
    "date-unclear": WARNING,
    "weekday-mismatch": WARNING,
}


@dataclass(frozen=True, order=True, slots=True)
class Where:
    """A place in a file: line and column count from 1; 0 is the file as a whole.

    In a spreadsheet lines are rows, counted on from sheet to sheet, and ``sheet`` names
    the sheet and the row in it: ``Plan!7``. In files that are read as one, lines count
    on from file to file, and ``sheet`` is the line in its own.
    """

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""

    def __str__(self) -> str:
        name, mark, row = self.sheet.rpartition("!")
        if mark:
            return f"{self.file}:{name}!{_letters(self.column)}{row}"
        return f"{self.file}:{self.row}:{self.column}" if self.line else self.file

    @property
    def row(self) -> str:
        """The line alone, as it is called in its file."""
        return self.sheet or str(self.line)


def _letters(column: int) -> str:
    """A column as spreadsheets call it: A, B, …, Z, AA."""
    if column <= 0:
        return ""
    return _letters((column - 1) // 26) + chr(ord("A") + (column - 1) % 26)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: where it is, what it is and what to do.

    ``excerpt`` is the line of the file at ``where``, for the caret below it.
    """

    where: Where
    code: str
    message: str
    hint: str = ""
    excerpt: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"no such diagnostic code: {self.code}")

    @property
    def severity(self) -> Severity:
        """The fixed severity of the code."""
        return CODES[self.code]

    @property
    def is_error(self) -> bool:
        """Whether this alone keeps a build from writing."""
        return self.severity is ERROR


_LONGEST_MESSAGE = 300
_SECRET = "secret-in-course"  # noqa: S105 - the code of a problem


def one_line(message: str) -> str:
    """A message on one line of bearable length: it may quote what a file holds."""
    line = "".join(
        c if c.isprintable() else "\ufffd" for c in " ".join(message.split())
    )
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…"


def without_secrets(problems: list[Diagnostic]) -> list[Diagnostic]:
    """Show no line that holds a secret, whatever else is wrong in it."""
    secret = {(p.where.file, p.where.line) for p in problems if p.code == _SECRET}
    return [
        replace(p, excerpt="") if (p.where.file, p.where.line) in secret else p
        for p in problems
    ]


def in_order(problems: list[Diagnostic]) -> list[Diagnostic]:
    """Sort by place, each problem once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.where, p.code, p.message))
