"""Which lecture is which: names that stay when the schedule moves.

An entry is named after what it is about, not after its place or its day: a calendar
knows an event again when a class is cancelled and forty dates slide.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import chain, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.model import Course, Entry
    from syllabus.core.view.data import MeetingData

_LONGEST = 60
_ALIKE = 0.6  # of the letters of two topics, for them to be one topic reworded


def entry_ids(course: Course) -> tuple[str, ...]:
    """A name for each entry of the schedule, its own within the course.

    Equal topics are told apart by their order: ``lab-review``, ``lab-review-2``.
    """
    names = (f"{e.kind}-{_slug(_subject(e))}".strip("-") for e in course.schedule)
    return tuple(told_apart(names))


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


def matched(old: Sequence[MeetingData], new: Sequence[MeetingData]) -> dict[int, int]:
    """Which of the old meetings each new one is, by their places; the rest are new.

    In this order: the same name; a deck in common; the same day and kind; a topic in
    nearly the same words. Each old meeting is found once.
    """
    found: dict[int, int] = {}
    for same in (_same_name, _same_deck, _same_day, _same_words):
        rest = [o for o in range(len(old)) if o not in found.values()]
        for n, meeting in enumerate(new):
            if n in found:
                continue
            other = next((o for o in rest if same(old[o], meeting)), None)
            if other is not None:
                found[n] = other
                rest.remove(other)
    return found


def _same_name(old: MeetingData, new: MeetingData) -> bool:
    return old.id == new.id


def _same_deck(old: MeetingData, new: MeetingData) -> bool:
    return bool({d.file for d in old.decks} & {d.file for d in new.decks})


def _same_day(old: MeetingData, new: MeetingData) -> bool:
    return (old.date, old.kind, old.starts) == (new.date, new.kind, new.starts)


def _same_words(old: MeetingData, new: MeetingData) -> bool:
    return (
        old.kind == new.kind
        and SequenceMatcher(None, old.topic, new.topic).ratio() > _ALIKE
    )
