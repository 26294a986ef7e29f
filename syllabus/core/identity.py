"""Which lecture or assignment is which, however the schedule moves.

An entry is named after what it is about, not after its place or its day: a calendar
knows an event again when a class is cancelled and forty dates slide.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import chain, count
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syllabus.core.model import Course, Entry
    from syllabus.core.view.data import AssignmentData, MeetingData

_Thing = TypeVar("_Thing", "MeetingData", "AssignmentData")

_LONGEST = 60
_ALIKE = 0.6  # of the letters of two topics, for them to be one topic reworded
_NUMBER = re.compile(r"\d+")


def entry_ids(course: Course) -> tuple[str, ...]:
    """A name for each entry of the schedule, its own within the course.

    Equal topics are told apart by their order: ``lab-review``, ``lab-review-2``.
    """
    names = (subject_name(e.kind, _subject(e)) for e in course.schedule)
    return tuple(told_apart(names))


def subject_name(kind: str, subject: str) -> str:
    """The name of a meeting by what it is about, before equal ones are told apart."""
    return f"{kind}-{_slug(subject)}".strip("-")


def told_apart(names: Iterable[str]) -> Iterator[str]:
    """The names, those that are there already with a number behind them."""
    seen: set[str] = set()
    for name in names:
        numbered = (f"{name}-{number}" for number in count(2))
        own = next(each for each in chain([name], numbered) if each not in seen)
        seen.add(own)
        yield own


def _subject(entry: Entry) -> str:
    """What an entry is about; one without a topic is known by who speaks."""
    return str(entry.topic or entry.speaker or entry.affiliation or "")


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.casefold()))[:_LONGEST].strip("-")


def matched_meetings(
    old: Sequence[MeetingData], new: Sequence[MeetingData]
) -> dict[int, int]:
    """Which of the old meetings each new one is, by their places; the rest are new.

    In this order: the same name; a deck in common; the same day and kind; a topic in
    nearly the same words. Each old meeting is found once.
    """
    return _matched(old, new, (_same_id, _same_deck, _same_day, _same_topic))


def matched_assignments(
    old: Sequence[AssignmentData], new: Sequence[AssignmentData]
) -> dict[int, int]:
    """Which of the old assignments each new one is, by their places.

    In this order: the same name; the same title; one in nearly the same words.
    """
    return _matched(old, new, (_same_id, _same_title, _alike_title))


def _matched(
    old: Sequence[_Thing],
    new: Sequence[_Thing],
    rules: Iterable[Callable[[_Thing, _Thing], float]],
) -> dict[int, int]:
    """By each rule in turn: the old thing that is most like a new one, if it is."""
    found: dict[int, int] = {}
    for likeness in rules:
        rest = sorted(set(range(len(old))) - set(found.values()))
        for n in sorted(set(range(len(new))) - set(found)):
            best, place = 0.0, -1
            for o in rest:
                if (score := likeness(old[o], new[n])) > best:
                    best, place = score, o
                if best == 1:  # Most things stay: no need to look at all the others.
                    break
            if best > _ALIKE:
                found[n] = place
                rest.remove(place)
    return found


def _same_id(
    old: MeetingData | AssignmentData, new: MeetingData | AssignmentData
) -> float:
    return old.id == new.id


def _same_deck(old: MeetingData, new: MeetingData) -> float:
    return bool({d.file for d in old.decks} & {d.file for d in new.decks})


def _same_day(old: MeetingData, new: MeetingData) -> float:
    return (old.date, old.kind, old.starts) == (new.date, new.kind, new.starts)


def _same_topic(old: MeetingData, new: MeetingData) -> float:
    return _alike(old.topic, new.topic) if old.kind == new.kind else 0


def _same_title(old: AssignmentData, new: AssignmentData) -> float:
    return old.title == new.title


def _alike_title(old: AssignmentData, new: AssignmentData) -> float:
    return _alike(old.title, new.title)


def _alike(old: str, new: str) -> float:
    """How alike two texts are, from 0 to 1; other numbers make them other things."""
    if _NUMBER.findall(old) != _NUMBER.findall(new):
        return 0
    return SequenceMatcher(None, old, new).ratio()
