"""Rules about the term and the dates of meetings."""

from __future__ import annotations

import datetime as dt
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from syllabus.core.schedule import suits
from syllabus.core.values import parse_date, parse_date_range
from syllabus.core.words import clock, counted, day_in_words, kind_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.checks.subject import Rules, Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Entry
    from syllabus.core.schedule import Meeting, Slot, Timetable
    from syllabus.core.source import Path
    from syllabus.core.values import Hours

EARLIEST = dt.time(6)
"""No class is known to begin earlier; hours that do are read on the wrong half."""

LONGEST_TERM = dt.timedelta(days=400)
"""A course of a whole year is known; a longer one is a mistyped year."""


def term_in_order(subject: Subject) -> Iterator[Diagnostic]:
    """The term ends after it begins, and not years later."""
    term, path = subject.course.term, ("term", "last_day")
    if term.last_day < term.first_day:
        message = f"the term ends on {term.last_day}, before {term.first_day}"
        yield subject.problem(path, "term-reversed", message)
    elif term.last_day - term.first_day > LONGEST_TERM:
        days = (term.last_day - term.first_day).days + 1
        message = f"the term has {days} days"
        yield subject.problem(path, "term-too-long", message, "check the years")


def finals_within_term(subject: Subject) -> Iterator[Diagnostic]:
    """Finals are days of the term."""
    term = subject.course.term
    if term.finals and not (
        term.first_day <= term.finals.first and term.finals.last <= term.last_day
    ):
        yield subject.problem(
            ("term", "finals"),
            "finals-outside-term",
            f"the finals are not all in {term.name}",
            f"{term_in_words(subject)}; move last_day to the last day of the finals",
        )


def holidays_within_term(subject: Subject) -> Iterator[Diagnostic]:
    """A holiday outside the term is last year's, more often than not."""
    term = subject.course.term
    for days in subject.course.holidays:
        if days.last < term.first_day or term.last_day < days.first:
            key = written_key(subject, "holidays", days)
            yield subject.source.problem(
                subject.source.key(("holidays", key)),
                "holiday-outside-term",
                f"{key} is not in {term.name}",
                term_in_words(subject),
            )


def swaps_within_term(subject: Subject) -> Iterator[Diagnostic]:
    """A day that follows another weekday is a day of the term."""
    term = subject.course.term
    for day in subject.course.day_swaps:
        if not term.first_day <= day <= term.last_day:
            key = written_key(subject, "day_swaps", day)
            yield subject.source.problem(
                subject.source.key(("day_swaps", key)),
                "swap-outside-term",
                f"{day} is not in {term.name}",
                term_in_words(subject),
            )


def hours_by_day(subject: Subject) -> Iterator[Diagnostic]:
    """A class at night is one in the afternoon whose hours lack their pm."""
    course = subject.course
    written: list[tuple[Path, Hours | None]] = [
        (("pattern", i, "hours"), pattern.hours)
        for i, pattern in enumerate(course.pattern)
    ]
    written += [
        (("sections", i, "pattern", j, "hours"), pattern.hours)
        for i, section in enumerate(course.sections)
        for j, pattern in enumerate(section.pattern)
    ]
    written += [
        (("schedule", i, "hours"), entry.hours)
        for i, entry in enumerate(course.schedule)
    ]
    times = [(path, hours.starts) for path, hours in written if hours]
    times += [
        (("assignments", i, side), deadline.at)
        for i, assignment in enumerate(course.assignments)
        for side, deadline in (("out", assignment.out), ("due", assignment.due))
        # Midnight is a deadline that people mean.
        if deadline and deadline.at and deadline.at != dt.time.min
    ]
    for path, at in times:
        if at < EARLIEST:
            later = at.replace(hour=at.hour + 12)
            yield subject.problem(
                path,
                "hours-at-night",
                f"{clock(at)} is at night",
                f"if the afternoon is meant, write {clock(later)}, or pm behind it",
            )


def meetings_within_term(subject: Subject) -> Iterator[Diagnostic]:
    """Every pinned meeting falls on a day of the term."""
    term = subject.course.term
    for i, _, date in _pinned(subject):
        if not term.first_day <= date <= term.last_day:
            yield subject.problem(
                ("schedule", i, "date"),
                "meeting-outside-term",
                f"{date} is not a day of {term.name}",
                term_in_words(subject),
            )


def no_meeting_on_holiday(subject: Subject) -> Iterator[Diagnostic]:
    """Nothing but a break is pinned to a holiday."""
    for i, entry, date in _pinned(subject):
        name = subject.holidays.name(date)
        if name and entry.kind != "break":
            yield subject.problem(
                ("schedule", i, "date"),
                "meeting-on-holiday",
                f"{day_in_words(date)} is {name}",
                "give the entry another date, or take the day out of holidays",
            )


def meetings_fit_pattern(subject: Subject) -> Iterator[Diagnostic]:
    """A pinned meeting is on a day of the pattern, or says why it is not."""
    course = subject.course
    for i, entry, date in _pinned(subject):
        declared = entry.partner or entry.instead_of or entry.extra
        in_finals = course.term.finals and date in course.term.finals
        if declared or in_finals or entry.kind == "break" or date in subject.holidays:
            continue
        if not course.term.first_day <= date <= course.term.last_day:
            continue
        days = _weekdays_for(subject, entry)
        if days and course.day_swaps.get(date, date.weekday()) not in days:
            yield subject.problem(
                ("schedule", i, "date"),
                "meeting-off-pattern",
                f"{day_in_words(date)} is not a day of the pattern",
                "mend the date, or say instead_of: (moved), partner: (joint) or "
                "extra: yes",
            )


def moved_from_class_day(subject: Subject) -> Iterator[Diagnostic]:
    """A moved meeting replaces a class day on which nothing else meets."""
    entries = _pinned(subject)
    takers: dict[tuple[dt.date, str | None], list[int]] = {}
    for i, entry, date in entries:
        if entry.kind != "break" and not entry.extra:
            takers.setdefault((date, _group(subject, entry)), []).append(i)
    for i, entry, date in entries:
        day = entry.instead_of
        if day is None:
            continue
        path = ("schedule", i, "instead_of")
        if day not in _class_days(subject, entry):
            why = subject.holidays.name(day) or "no day of the pattern"
            message = f"{day_in_words(day)} is {why}: no class could move from it"
            hint = "name a class day, or say extra: yes in place of instead_of:"
            yield subject.problem(path, "moved-from-no-class", message, hint)
            continue
        others = takers.setdefault((day, _group(subject, entry)), [])
        if date == day:
            continue
        if len(others) >= _classes_on(subject, entry, day):
            line = subject.at("schedule", others[-1]).line
            message = f"{day_in_words(day)} is taken by the entry at line {line}"
            yield subject.problem(path, "moved-from-no-class", message)
        others.append(i)


def _group(subject: Subject, entry: Entry) -> str | None:
    """The kind of the patterns that an entry's days come from."""
    kinds = {p.kind for table in subject.tables for p in table.patterns}
    return entry.kind if entry.kind in kinds else None


def _classes_on(subject: Subject, entry: Entry, day: dt.date) -> int:
    """How often a day meets an entry's class, at most, in any section."""
    weekday = subject.course.day_swaps.get(day, day.weekday())
    return max(
        sum(
            suits(table.patterns, number, entry.kind) and weekday in pattern.days
            for number, pattern in enumerate(table.patterns)
        )
        for table in subject.tables
    )


def meetings_apart(subject: Subject) -> Iterator[Diagnostic]:
    """No two meetings of one class are at one time."""
    for table in subject.tables:
        meetings = [m for m in table.meetings if m.kind != "break"]
        for _, day in groupby(meetings, key=lambda m: m.date):
            for earlier, later in _at_one_time(list(day)):
                yield _overlap(subject, earlier, later)


def _at_one_time(day: list[Meeting]) -> Iterator[tuple[Meeting, Meeting]]:
    """Pairs of a day's meetings that overlap; one without hours does with its like."""
    yield from pairwise(meeting for meeting in day if meeting.hours is None)
    longest: tuple[dt.time, Meeting] | None = None
    for meeting in day:
        if meeting.hours is None:
            continue
        if longest and meeting.hours.starts < longest[0]:
            yield longest[1], meeting
        if longest is None or meeting.hours.ends > longest[0]:
            longest = meeting.hours.ends, meeting


def _overlap(subject: Subject, one: Meeting, other: Meeting) -> Diagnostic:
    """Point at the pinned one of the two, at the later in the file if both are."""
    kept, moved = sorted((one, other), key=lambda m: (m.pinned, m.entry))
    line = subject.at("schedule", kept.entry).line
    return subject.problem(
        ("schedule", moved.entry, "date"),
        "meetings-overlap",
        f"on {day_in_words(moved.date)} the class also has the entry at line {line}",
        "give one of the two another date, or hours that do not overlap",
    )


def every_entry_has_day(subject: Subject) -> Iterator[Diagnostic]:
    """Every entry without a date finds a class day."""
    for table in subject.tables:
        if not table.unplaced:
            continue
        path = ("schedule", table.unplaced[0])
        if not table.patterns:
            message = "this entry has no date, and the course no pattern to give it one"
            hint = "add date: to it, or pattern: to the course"
        else:
            others = len(table.unplaced) - 1
            tail = f" and {others} more" if others else ""
            whose = _of_section(subject, table)
            message = f"{whose}no class day is left for this entry{tail}"
            hint = (
                "there are more entries of its kind than days for them: take one out, "
                "or give the term or the pattern more days"
            )
        yield subject.problem(path, "no-day-left", message, hint)


def no_gap(subject: Subject) -> Iterator[Diagnostic]:
    """Every class day has an entry, a break or a meeting that was moved from it."""
    misplaced = (meetings_within_term, no_meeting_on_holiday, meetings_fit_pattern)
    if any(problem for rule in misplaced for problem in rule(subject)):
        return  # the gap may be the day that the wrong date was meant to be
    for table in subject.tables:
        for run in _runs(table):
            days, last = len(run), run[-1].date
            first = day_in_words(run[0].date)
            span = first if days == 1 else f"{first} to {day_in_words(last)}"
            kind = table.patterns[run[0].pattern].kind
            noun = counted(days, f"{kind_in_words(kind) if kind else 'class'} day")
            yield subject.problem(
                _after(table, last),
                "pattern-gap",
                f"{_of_section(subject, table)}{noun} "
                f"{'has' if days == 1 else 'have'} no entry: {span}",
                "add an entry, a break: or a holiday, or say instead_of: with the "
                "meeting that was moved from there",
            )


def _runs(table: Timetable) -> list[list[Slot]]:
    """The gaps, those that follow each other in a pattern together."""
    gaps = set(table.gaps)
    return [
        list(run)
        for number in range(len(table.patterns))
        for empty, run in groupby(
            (slot for slot in table.slots if slot.pattern == number), gaps.__contains__
        )
        if empty
    ]


def breaks_beside_holidays(subject: Subject) -> Iterator[Diagnostic]:
    """A break that is a holiday already takes another class day."""
    names = {name.casefold() for name in subject.course.holidays.values()}
    for i, entry in enumerate(subject.course.schedule):
        topic = (entry.topic or "").casefold()
        if entry.kind == "break" and not entry.date and topic in names:
            yield subject.problem(
                ("schedule", i),
                "break-is-holiday",
                f"“{entry.topic}” is a holiday already; this takes another class day",
                "remove the entry: holidays are skipped, and printed, by themselves",
            )


def _after(table: Timetable, day: dt.date) -> tuple[str | int, ...]:
    """The entry that comes after a gap, else the schedule's end of term."""
    later = next((m for m in table.meetings if m.date > day), None)
    return ("schedule", later.entry) if later else ("term", "last_day")


def _pinned(subject: Subject) -> list[tuple[int, Entry, dt.date]]:
    """The entries with a date and their places."""
    return [(i, e, e.date) for i, e in enumerate(subject.course.schedule) if e.date]


def _weekdays_for(subject: Subject, entry: Entry) -> set[int]:
    """The weekdays of any section's pattern that are for the entry's kind."""
    return {
        day
        for table in subject.tables
        for number, pattern in enumerate(table.patterns)
        if suits(table.patterns, number, entry.kind)
        for day in pattern.days
    }


def _class_days(subject: Subject, entry: Entry) -> set[dt.date]:
    """The class days of any section that are for the entry's kind."""
    return {
        slot.date
        for table in subject.tables
        for slot in table.slots
        if suits(table.patterns, slot.pattern, entry.kind)
    }


def written_key(subject: Subject, field: str, days: object) -> str:
    """The key as it stands in the file."""
    parse = parse_date if field == "day_swaps" else parse_date_range
    keys = (key for key in subject.source.data[field] if parse(key) == days)
    return str(next(keys))


def term_in_words(subject: Subject) -> str:
    """The hint of every rule about the term's days."""
    term = subject.course.term
    return f"the term runs from {term.first_day} to {term.last_day}"


def _of_section(subject: Subject, table: Timetable) -> str:
    if table.section is None:
        return ""
    return f"{subject.course.sections[table.section].name}: "


_TERM = frozenset({"term"})
_PATTERN = _TERM | {"pattern", "sections", "holidays", "day_swaps"}
ALL_DATES = _PATTERN | {"schedule"}
"""What the date of an entry depends on."""

CHECKS: Rules = {
    # term_in_order goes before all others, in check_course
    finals_within_term: _TERM,
    holidays_within_term: _TERM | {"holidays"},
    swaps_within_term: _TERM | {"day_swaps"},
    hours_by_day: frozenset(),
    meetings_within_term: _TERM,
    no_meeting_on_holiday: frozenset(),
    meetings_fit_pattern: _PATTERN - {"holidays"},
    moved_from_class_day: _PATTERN,
    meetings_apart: ALL_DATES | {"pattern.hours", "sections.hours", "schedule.hours"},
    every_entry_has_day: ALL_DATES,
    breaks_beside_holidays: frozenset({"holidays", "schedule"}),
    no_gap: ALL_DATES,
}
