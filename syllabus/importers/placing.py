"""Where dates may be left out: the pattern, moved sessions, gaps and pins.

The rule is that of `syllabus.core.schedule`: entries without a date take, in file
order, the next class day that no pinned entry meets on or replaces.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Where
from syllabus.core.schedule import days_of
from syllabus.core.words import short_day
from syllabus.importers.draft import DraftEntry, DraftPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.importers.draft import Draft

_REGULAR = 1 / 3
"""The share of the busiest weekday's meetings that makes another one regular."""

Slot = tuple[dt.date, int]


def usual_days(dates: Iterable[dt.date]) -> tuple[int, ...]:
    """The weekdays (Monday is 0) on which a class meets as a rule, by its dates."""
    counts = Counter(day.weekday() for day in dates)
    if not counts:
        return ()
    most = max(counts.values())
    return tuple(
        sorted(day for day, count in counts.items() if count >= most * _REGULAR)
    )


def patterns_of(
    entries: Sequence[DraftEntry], said: frozenset[int] | None
) -> list[DraftPattern]:
    """The patterns that entries follow: the class's, and a lab's or discussion's own.

    Args:
        entries: All of the course, in order.
        said: The weekdays that the page names; None where it names none.
    """
    regular = [e for e in entries if not e.partner and e.kind != "break"]
    own = [kind for kind in ("lab", "discussion") if _has_own_days(kind, regular)]
    main = [e.date for e in regular if e.kind not in own]
    days = tuple(sorted(said)) if said else usual_days(main)
    patterns = [DraftPattern(days)] if days else []
    for kind in own:
        dates = [e.date for e in regular if e.kind == kind]
        patterns.append(DraftPattern(usual_days(dates), kind=kind))
    return patterns


def _has_own_days(kind: str, entries: Sequence[DraftEntry]) -> bool:
    """Whether meetings of a kind keep to weekdays on which no others meet."""
    mine = {e.date.weekday() for e in entries if e.kind == kind}
    others = usual_days(e.date for e in entries if e.kind != kind)
    many = sum(e.kind == kind for e in entries)
    return many >= 3 and bool(others) and not mine & set(others)


def suits(patterns: Sequence[DraftPattern], number: int, kind: str) -> bool:
    """As `syllabus.core.schedule.suits`, for drafts."""
    if any(pattern.kind == kind for pattern in patterns):
        return patterns[number].kind == kind
    if any(not pattern.kind for pattern in patterns):
        return not patterns[number].kind
    return True


def class_days(draft: Draft) -> list[Slot]:
    """The class days of the term: (day, the number of its pattern)."""
    holidays = {
        day for days in draft.holidays for day in days_of(days.first, days.last)
    }
    if draft.finals:
        holidays |= set(days_of(draft.finals.first, draft.finals.last))
    return [
        (day, number)
        for day in days_of(draft.first_day, draft.last_day)
        if day not in holidays
        for number, pattern in enumerate(draft.patterns)
        if day.weekday() in pattern.days
    ]


def place(draft: Draft) -> list[str]:
    """Pin what has to be pinned, and explain the class days that have no entry.

    Returns:
        Sentences for the report.
    """
    told = _declare_moved(draft)
    told += _fill_gaps(draft)
    _pin(draft)
    return told


def _fits(draft: Draft, entry: DraftEntry) -> bool:
    return any(
        entry.date.weekday() in pattern.days
        for number, pattern in enumerate(draft.patterns)
        if suits(draft.patterns, number, entry.kind)
    )


def _free_days(draft: Draft) -> list[Slot]:
    taken = {e.date for e in draft.entries} | {
        e.instead_of for e in draft.entries if e.instead_of
    }
    return [slot for slot in class_days(draft) if slot[0] not in taken]


def _declare_moved(draft: Draft) -> list[str]:
    """A meeting off the pattern replaces the free class day of its week, if any."""
    told = []
    finals = draft.finals
    for entry in draft.entries:
        if not draft.patterns or _fits(draft, entry):
            continue
        entry.pinned = True
        if entry.kind == "break" or (finals and entry.date in finals):
            continue
        week = entry.date.isocalendar()[:2]
        free = [
            day
            for day, number in _free_days(draft)
            if day.isocalendar()[:2] == week
            and suits(draft.patterns, number, entry.kind)
        ]
        if free:
            entry.instead_of = min(free, key=lambda day: abs((day - entry.date).days))
            told.append(
                f"{short_day(entry.date)} is off the pattern; it stands for "
                f"{short_day(entry.instead_of)}, which has no row"
            )
        else:
            entry.extra = not entry.partner
            told.append(f"{short_day(entry.date)} is a meeting beside the pattern")
    return told


def _fill_gaps(draft: Draft) -> list[str]:
    """Put a break on each class day without a row, so that dates can be left out.

    Where there are more such days than a third of the entries, the pattern explains
    little, and dates say more than breaks.
    """
    free = _free_days(draft)
    if not free or len(free) * 3 > len(draft.entries):
        return [f"{len(free)} class days of the pattern have no row"] if free else []
    for day, _ in free:
        entry = DraftEntry(day, Where(""), kind="break", comment="no row on the page")
        draft.entries.append(entry)
    draft.entries.sort(key=lambda entry: entry.date)
    listed = ", ".join(short_day(day) for day, _ in free)
    return [f"class days without a row, taken as breaks: {listed}"]


def _pin(draft: Draft) -> None:
    """Pin entries, from the first on, until the others get their own days."""
    slots = class_days(draft)
    while (wrong := _first_wrong(draft, slots)) is not None:
        wrong.pinned = True


def _first_wrong(draft: Draft, slots: Sequence[Slot]) -> DraftEntry | None:
    taken: set[Slot] = set()
    for entry in draft.entries:
        days = (entry.date, entry.instead_of) if entry.pinned else ()
        taken |= {
            slot
            for slot in slots
            if slot[0] in days and suits(draft.patterns, slot[1], entry.kind)
        }
    free = iter([slot for slot in slots if slot not in taken])
    for entry in draft.entries:
        if entry.pinned:
            continue
        given = next((s for s in free if suits(draft.patterns, s[1], entry.kind)), None)
        if given is None or given[0] != entry.date:
            return entry
    return None


def one_a_day(entries: Iterable[DraftEntry]) -> tuple[list[DraftEntry], list[dt.date]]:
    """Sort entries by date and join those of one day: a class meets once a day.

    Returns:
        The entries, and the days on which some were joined.
    """
    joined: list[DraftEntry] = []
    days: list[dt.date] = []
    ordered = sorted(entries, key=lambda entry: entry.date)
    for day, group in groupby(ordered, key=lambda entry: entry.date):
        first, *others = group
        for other in others:
            _join(first, other)
            days.append(day)
        joined.append(first)
    return joined, days


def _join(entry: DraftEntry, other: DraftEntry) -> None:
    """Add what another entry of the same day says."""
    topics = [topic for topic in (entry.topic, other.topic) if topic]
    if len(topics) == 2 and entry.kind != other.kind and other.kind != "lecture":
        topics[1] = f"{other.kind.capitalize()}: {topics[1]}"
    entry.topic = "; ".join(dict.fromkeys(topics))
    for name in ("partner", "hours", "room", "speaker", "affiliation"):
        mine, theirs = getattr(entry, name), getattr(other, name)
        if not mine:
            setattr(entry, name, theirs)
        elif theirs and theirs != mine:
            entry.notes.append(f"{name.capitalize()}: {theirs}")
    for name in ("decks", "links", "readings", "notes", "out", "due", "claims"):
        getattr(entry, name).extend(getattr(other, name))
    if entry.kind in {"lecture", "break"}:
        entry.kind = other.kind
