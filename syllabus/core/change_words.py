"""Changes in sentences, for those who take a course: soonest affected first.

Many meetings that slide the same way are one sentence, and so are many that get the
same other room or hours. What is the same in all sections is told once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.telling.meetings import meetings_told
from syllabus.core.telling.things import (
    assignment_told,
    holidays_told,
    person_told,
    policy_told,
)
from syllabus.core.telling.values import course_told
from syllabus.core.telling.words import Sentence, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.changes import Change
    from syllabus.core.language import Language

_TIMETABLE = ("meetings", "assignments", "section")


@dataclass(frozen=True)
class Group:
    """What changes in one week, or on no day of its own, in words.

    Attributes:
        title: What stands above it.
        first_day: The day on which the week begins; None for what has no day.
        sentences: At least one, soonest first.
    """

    title: str
    first_day: dt.date | None
    sentences: tuple[Sentence, ...]


def sentences(
    changes: Sequence[Change],
    language: Language,
    since: dt.date | None = None,
    week_begins: int = 0,
) -> tuple[Group, ...]:
    """What changed, by the week from which on it matters; what has no day comes last.

    Args:
        changes: Those from one version of a course to the next.
        language: Of the sentences, with the clock that the course has.
        since: What matters only on days before this one is left out, and what began
            before it counts from there.
        week_begins: The weekday that a week begins with, Monday = 0.
    """

    def week(sentence: Sentence) -> dt.date | None:
        if sentence.first is None:
            return None
        day = max(sentence.first, since or sentence.first)
        return day - dt.timedelta(days=(day.weekday() - week_begins) % 7)

    words = Words(language, changes)
    told = _in_all_sections(changes, words)
    kept = [s for s in told if not (since and s.last and s.last < since)]
    kept.sort(key=lambda s: s.first or dt.date.max)
    weeks = groupby(kept, key=week)
    return tuple(Group(_title(day, words), day, tuple(some)) for day, some in weeks)


def _title(first_day: dt.date | None, words: Words) -> str:
    if first_day is None:
        return words.text("Not tied to a day")
    return words.text("Week of {day}", day=words.on(first_day))


def _in_all_sections(changes: Sequence[Change], words: Words) -> list[Sentence]:
    """Sentences about the course, and about its sections by their names."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.section, []).append(change)
    told = list(_told(groups.pop("", []), words))
    by_section = {name: list(_told(some, words)) for name, some in groups.items()}
    how_many = Counter(s for some in by_section.values() for s in set(some))
    for section, some in by_section.items():
        for sentence in some:
            if not how_many[sentence] == len(by_section) > 1:
                text = words.text(
                    "{section}: {sentence}", section=section, sentence=sentence.text
                )
                told.append(replace(sentence, text=text))
            elif sentence not in told:
                told.append(sentence)
    return told


def _told(changes: Sequence[Change], words: Words) -> Iterator[Sentence]:
    """What is told of the course, or of one section."""
    table = [change for change in changes if change.what in _TIMETABLE]
    if whole := _whole(table, words):
        yield Sentence(whole, "section")
        changes = [change for change in changes if change.what not in _TIMETABLE]
    of = {what: list(_only(changes, what)) for what in _WHATS}
    # On the same day, a holiday comes before what moves because of it.
    yield from holidays_told(of["holidays"], words)
    yield from meetings_told(of["meetings"], words)
    for change in of["assignments"]:
        yield from assignment_told(change, words)
    for change in of["staff"]:
        yield from (Sentence(text, "staff") for text in person_told(change, words))
    for change in of["policies"]:
        yield from (Sentence(text, "policies") for text in policy_told(change, words))
    for change in (*of["section"], *of[""]):
        yield from _once(change, words, is_told="patterns" if of["meetings"] else "")


_WHATS = ("meetings", "assignments", "holidays", "staff", "policies", "section", "")


def _only(changes: Iterable[Change], what: str) -> Iterator[Change]:
    return (change for change in changes if change.what == what)


def _once(change: Change, words: Words, is_told: str) -> Iterator[Sentence]:
    """What the course or a section has once.

    Other usual days, hours and rooms are told with the meetings that have them.
    """
    before, after = (
        {k: v for k, v in (fact or {}).items() if k != is_told}
        for fact in (change.before, change.after)
    )
    for text in course_told(before, after, words):
        yield Sentence(text, "section" if change.what else "course")


def _whole(table: Sequence[Change], words: Words) -> str:
    """That a whole timetable is new or gone, with all that is in it."""
    if not any(change.what == "section" for change in table) or len(table) == 1:
        return ""
    section = bool(table[0].section)
    if all(change.before is None for change in table):
        if section:
            return words.text("this section is new")
        return words.text("The schedule for all sections is new")
    if all(change.after is None for change in table):
        if section:
            return words.text("this section is dropped")
        return words.text("The schedule for all sections is dropped")
    return ""
