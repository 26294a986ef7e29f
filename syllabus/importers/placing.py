"""Where dates may be left out: the pattern, moved sessions, gaps and pins.

Which days entries without a date take is asked of the program's own
`syllabus.core.schedule.resolve`, so that the course file says what the page says.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from syllabus.core.diagnostics import Where
from syllabus.core.model import Course, Entry, Pattern, Term
from syllabus.core.schedule import class_slots, resolve, suits
from syllabus.core.values import DateRange, Hours, parse_hours
from syllabus.core.words import short_day
from syllabus.importers.draft import DraftEntry, DraftPattern
from syllabus.importers.vocabulary import NO_TOPIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.core.schedule import Slot
    from syllabus.importers.draft import Draft

_REGULAR = 1 / 3
"""The share of the busiest weekday's meetings that makes another one regular."""

ONE_BY_ONE = 30
"""Pins that are tried one at a time; a schedule that needs more has no pattern."""


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


def entries_of(draft: Draft, pattern: DraftPattern) -> list[DraftEntry]:
    """The entries that follow a pattern: those of its kind, or of no pattern's kind."""
    kinds = {other.kind for other in draft.patterns if other.kind}
    return [
        entry
        for entry in draft.entries
        if (entry.kind == pattern.kind if pattern.kind else entry.kind not in kinds)
    ]


def _has_own_days(kind: str, entries: Sequence[DraftEntry]) -> bool:
    """Whether meetings of a kind keep to weekdays on which no others meet."""
    mine = {e.date.weekday() for e in entries if e.kind == kind}
    others = usual_days(e.date for e in entries if e.kind != kind)
    many = sum(e.kind == kind for e in entries)
    return many >= 3 and bool(others) and not mine & set(others)


def free_holidays(draft: Draft) -> list[dt.date]:
    """Take the days on which the class meets out of the holidays.

    Returns:
        Those days.
    """
    meets = sorted({e.date for e in draft.entries if e.kind != "break"})
    taken = []
    for day in meets:
        for span in [span for span in draft.holidays if day in span]:
            taken.append(day)
            name = draft.holidays.pop(span)
            step = dt.timedelta(1)
            for part in ((span.first, day - step), (day + step, span.last)):
                if part[0] <= part[1]:
                    draft.holidays[DateRange(*part)] = name
    return taken


def bound_patterns(draft: Draft) -> list[str]:
    """End a pattern with its last row, where the term goes on without it; begin it so.

    Returns:
        Sentences for the report.
    """
    told = []
    for number, pattern in enumerate(draft.patterns):
        own = [entry.date for entry in entries_of(draft, pattern)]
        if not pattern.kind:
            own += [day for span in draft.holidays for day in (span.first, span.last)]
        if not own:
            continue
        days = [slot.date for slot in _slots(draft) if slot.pattern == number]
        name = f"the {pattern.kind} days" if pattern.kind else "the class days"
        if any(day > max(own) for day in days):
            pattern.last_day = max(own)
            told.append(f"{name} end on {short_day(max(own))}, with the last row")
        if any(day < min(own) for day in days):
            pattern.first_day = min(own)
            told.append(f"{name} begin on {short_day(min(own))}, with the first row")
    return told


def _course(draft: Draft, *, all_pinned: bool = False) -> Course:
    """As much of the draft's course as the program needs to date its entries."""
    return Course.model_construct(
        title=draft.title,
        term=Term.model_construct(
            name=draft.term,
            first_day=draft.first_day,
            last_day=draft.last_day,
            finals=draft.finals,
        ),
        pattern=tuple(
            Pattern.model_construct(
                days=pattern.days,
                hours=_hours(pattern.hours),
                kind=pattern.kind or None,
                first_day=pattern.first_day,
                last_day=pattern.last_day,
            )
            for pattern in draft.patterns
        ),
        holidays=draft.holidays,
        schedule=tuple(
            Entry.model_construct(
                kind=entry.kind,
                date=entry.date if all_pinned or entry.pinned else None,
                instead_of=entry.instead_of,
                extra=entry.extra,
                partner=entry.partner or None,
                hours=_hours(entry.hours),
            )
            for entry in draft.entries
        ),
    )


def _hours(text: str) -> Hours | None:
    try:
        return parse_hours(text) if text else None
    except PydanticCustomError:
        return None


def _slots(draft: Draft) -> list[Slot]:
    course = _course(draft)
    return class_slots(course, course.pattern)


def place(draft: Draft) -> list[str]:
    """Pin what has to be pinned, and explain the class days that have no entry.

    Returns:
        Sentences for the report.
    """
    told = _declare_moved(draft)
    told += _fill_gaps(draft)
    _pin(draft)
    return told


def _free_days(draft: Draft) -> list[Slot]:
    """The class days of the term on which nothing meets and from which none moved."""
    taken = {entry.date for entry in draft.entries}
    (table,) = resolve(_course(draft, all_pinned=True))
    return [slot for slot in table.gaps if slot.date not in taken]


def _declare_moved(draft: Draft) -> list[str]:
    """A meeting off the pattern replaces the free class day of its week, if any."""
    told: list[str] = []
    finals = draft.finals
    patterns = _course(draft).pattern
    if not patterns:
        return told
    free = _free_days(draft)
    for entry in draft.entries:
        suited = [n for n in range(len(patterns)) if suits(patterns, n, entry.kind)]
        if any(entry.date.weekday() in patterns[n].days for n in suited):
            continue
        entry.pinned = True
        if entry.kind == "break" or (finals and entry.date in finals):
            continue
        week = entry.date.isocalendar()[:2]
        near = [
            slot
            for slot in free
            if slot.date.isocalendar()[:2] == week and slot.pattern in suited
        ]
        if near:
            slot = min(near, key=lambda slot: abs((slot.date - entry.date).days))
            free = [other for other in free if other.date != slot.date]
            entry.instead_of = slot.date
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
    days = sorted({slot.date for slot in free})
    for day in days:
        entry = DraftEntry(day, Where(""), kind="break", comment="no row on the page")
        draft.entries.append(entry)
    draft.entries.sort(key=lambda entry: entry.date)
    listed = ", ".join(map(short_day, days))
    return [f"class days without a row, taken as breaks: {listed}"]


def _pin(draft: Draft) -> None:
    """Pin entries, from the first on, until the others get their own days."""
    tries = 0
    while wrong := _wrong(draft):
        tries += 1
        for entry in wrong if tries > ONE_BY_ONE else wrong[:1]:
            entry.pinned = True


def _wrong(draft: Draft) -> list[DraftEntry]:
    """The entries that would not get their own day."""
    (table,) = resolve(_course(draft))
    given = {meeting.entry: meeting.date for meeting in table.meetings}
    return [
        entry
        for i, entry in enumerate(draft.entries)
        if not entry.pinned and given.get(i) != entry.date
    ]


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
    said = [topic for topic in topics if topic not in NO_TOPIC.values()] or topics
    entry.topic = "; ".join(dict.fromkeys(said))
    for name in ("part", "partner", "hours", "room", "speaker", "affiliation"):
        mine, theirs = getattr(entry, name), getattr(other, name)
        if not mine:
            setattr(entry, name, theirs)
        elif theirs and theirs != mine:
            entry.notes.append(f"{name.capitalize()}: {theirs}")
    for name in ("decks", "links", "readings", "notes", "out", "due", "claims"):
        getattr(entry, name).extend(getattr(other, name))
    if entry.kind in {"lecture", "break"}:
        entry.kind = other.kind
