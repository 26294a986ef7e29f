"""The changes that can be asked for, by the words of the command line."""

from __future__ import annotations

import datetime as dt
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.edit import EditError
from syllabus.core.shift import days
from syllabus.core.shift.draft import ShiftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from syllabus.core.shift.draft import Draft

DayOrWords = dt.date | str


@dataclass(frozen=True)
class Change:
    """One change: its verb, and what it is about as the command line has it."""

    verb: str
    words: tuple[DayOrWords, ...]


VERBS: dict[str, Callable[..., Draft]] = {
    "cancel": days.cancel,
    "restore": days.restore,
}
"""What each verb does to a draft."""


def apply_changes(draft: Draft, changes: Iterable[Change]) -> Draft:
    """The draft after some changes, one after the other.

    Raises:
        ShiftError: The course has no place for one of them.
        EditError: The course file cannot be edited in place.
    """
    for change in changes:
        draft = VERBS[change.verb](draft, *change.words)
    return draft


def as_options(changes: Iterable[Change]) -> str:
    """The changes as options of the command, quoted for a shell."""
    written: list[str] = []
    reasons: dict[str, None] = {}
    for change in changes:
        words = list(map(str, change.words))
        if change.verb == "cancel":
            reasons |= dict.fromkeys(words[1:])
            del words[1:]
        written.append(f"--{change.verb} {shlex.join(words)}")
    written += [f"--reason {shlex.quote(reason)}" for reason in reasons]
    return " ".join(written)


def undoing(before: Draft, after: Draft, changes: Sequence[Change]) -> list[Change]:
    """The changes that give the file back byte for byte; none if there are no such."""
    back = [_undoing(before, change) for change in reversed(changes)]
    known = [change for change in back if change]
    try:
        exact = apply_changes(after, known).text == before.text
    except (ShiftError, EditError):
        return []
    return known if exact and len(known) == len(back) else []


def _undoing(before: Draft, change: Change) -> Change | None:
    if change.verb == "cancel":
        return Change("restore", change.words[:1])
    if change.verb == "restore" and isinstance(day := change.words[0], dt.date):
        name = before.holidays.name(day)
        return Change("cancel", (day, name)) if name else None
    return None
