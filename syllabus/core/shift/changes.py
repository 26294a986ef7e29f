"""The changes that can be asked for, by the words of the command line."""

from __future__ import annotations

import datetime as dt
import shlex
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.edit import EditError
from syllabus.core.shift import days, entries, merging
from syllabus.core.shift.draft import ShiftError, day_of, designation, find_entry

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
    "makeup": days.makeup,
    "insert": entries.insert,
    "drop": entries.drop,
    "merge": merging.merge,
    "swap": entries.swap,
    "move": entries.move,
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
    reason = ""
    for verb, same in groupby(changes, lambda change: change.verb):
        for change in same:
            words = change.words[:1] if verb == "cancel" else change.words
            written.append(f"--{verb} {shlex.join(map(str, words))}")
            if verb == "cancel" and change.words[1:]:
                reason = f"--reason {shlex.quote(str(change.words[1]))}"
        if verb == "cancel" and reason:
            written.append(reason)
    return " ".join(written)


def undoing(before: Draft, changes: Sequence[Change]) -> list[Change]:
    """The changes that give the file back byte for byte; none if there are no such."""
    draft, back = before, list[Change]()
    try:
        for change in changes:
            after = apply_changes(draft, [change])
            back[:0] = [_undoing(draft, after, change)]
            draft = after
        exact = apply_changes(draft, back).text == before.text
    except (ShiftError, EditError, _NoWayBackError):
        return []
    return back if exact else []


class _NoWayBackError(Exception):
    """A change takes something out, which the command line cannot put back."""


def _undoing(before: Draft, after: Draft, change: Change) -> Change:
    """The change that takes one change back."""
    first = change.words[0]
    if change.verb in ("cancel", "makeup"):
        return Change("restore", (str(first),))
    if change.verb == "restore":
        return _taken_again(before, str(first))
    if change.verb == "swap":
        pair = (_still(before, after, str(words)) for words in change.words)
        return Change("swap", tuple(designation(after, entry) for entry in pair))
    if change.verb == "insert":
        return Change("drop", (designation(after, after.origin.index(())),))
    if change.verb == "move":
        return _moved_back(before, after, change)
    raise _NoWayBackError


def _taken_again(before: Draft, words: str) -> Change:
    """What makes a day, or a moved meeting, as it was before it was given back."""
    day = day_of(words)
    if day and (name := before.holidays.name(day)):
        return Change("cancel", (day, name))
    if day and day in before.course.day_swaps:
        return Change("makeup", (day,))
    entry = before.entry(find_entry(before, words))
    if entry.date is None:
        raise _NoWayBackError
    return Change("move", (str(entry.instead_of), entry.date))


def _moved_back(before: Draft, after: Draft, change: Change) -> Change:
    entry = find_entry(before, str(change.words[0]))
    now = _still(before, after, str(change.words[0]))
    if after.entry(now).date and not before.entry(entry).date:
        return Change("restore", (designation(after, now),))
    days = {meeting.date for meeting in before.meetings(entry)}
    if len(days) != 1:
        raise _NoWayBackError
    return Change("move", (designation(after, now), days.pop()))


def _still(before: Draft, after: Draft, words: str) -> int:
    """The place after a change of the entry that some words meant before it."""
    return after.origin.index(before.origin[find_entry(before, words)])
