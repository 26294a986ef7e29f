"""What a person must decide of a course in its new term, each at its line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syllabus.core.checks import dates as date_rules
from syllabus.core.checks import work as work_rules
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.parse import parse_course
from syllabus.core.rollover.text import deadlines, patterns
from syllabus.core.rollover.wording import ADDRESS, OldWords
from syllabus.core.schedule import resolve
from syllabus.core.words import (
    clock,
    counted,
    kind_in_words,
    named,
    short_day,
    weekdays_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.core.rollover.text import RolledOver
    from syllabus.core.source import Path, Source
    from syllabus.core.values import Hours

GROUPS = {
    "problems": "Does not fit the new term",
    "pinned": "Pinned to a day, and moved to the same day of the same week",
    "deadlines": "Deadlines with a day of their own",
    "holidays": "Holidays and days that follow another weekday",
    "guests": "Guests to ask again",
    "rooms": "Rooms and hours of last time",
    "staff": "Staff",
    "decks": "Decks of the old term",
    "links": "Links",
    "words": "Words that name the old term, or a day",
    "files": "Files",
}
"""The parts of the list, in the order in which one deals with them."""

_SATURDAY = 5
_LONGEST = 70


@dataclass(frozen=True)
class Point:
    """One thing to decide: its group, its place in the new file, what it is."""

    group: str
    where: Where
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """An entry of the schedule on its new day; None where none is left.

    ``pinned`` entries have their day in the file; others took it in their order.
    """

    entry: int
    topic: str
    before: dt.date | None
    day: dt.date | None
    pinned: bool
    section: str = ""


def new_subject(text: str, file: str) -> Subject:
    """The new course with its dates, as far as that needs no other file."""
    parsed = parse_course(text.encode(), file)
    if parsed.course is None:
        raise AssertionError("a rollover left no course")
    tables = tuple(resolve(parsed.course))
    return Subject(parsed.course, parsed.source, tables, Inventory(), parsed.broken)


def rows(rolled: RolledOver, subject: Subject) -> list[Row]:
    """The schedule with its old and its new days, by the new ones."""
    found = []
    for before, table in zip(resolve(rolled.old), subject.tables, strict=True):
        old = {meeting.entry: meeting.date for meeting in before.meetings}
        new = {meeting.entry: meeting.date for meeting in table.meetings}
        order = [m.entry for m in table.meetings] + list(table.unplaced)
        sections = subject.course.sections
        section = "" if table.section is None else sections[table.section].name
        for i in order:
            entry = subject.course.schedule[i]
            pinned = entry.date is not None
            row = Row(i, named(entry), old.get(i), new.get(i), pinned, section)
            found.append(row)
    return found


def points(
    rolled: RolledOver, subject: Subject, texts: Iterable[Source]
) -> list[Point]:
    """Everything to decide that the course and its texts show.

    Args:
        rolled: The course file before and after.
        subject: The new course.
        texts: The texts that it names, with their places in the new folder.
    """
    found = [
        *(
            Point("problems", problem.where, problem.message, problem.hint)
            for problem in new_problems(rolled, subject)
        ),
        *_pinned(rolled, subject),
        *_deadlines(rolled, subject),
        *_holidays(rolled, subject),
        *_guests(subject),
        *_rooms(subject),
        *_staff(subject),
        *_words(rolled, subject, texts),
    ]
    return in_groups(found)


def in_groups(found: Iterable[Point]) -> list[Point]:
    """The points by group, then by place; each once."""
    order = list(GROUPS)
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda p: (order.index(p.group), p.where, p.message))


def _at(
    subject: Subject, group: str, path: Path, message: str, hint: str = ""
) -> Point:
    return Point(group, subject.source.at(path), message, hint)


def new_problems(rolled: RolledOver, subject: Subject) -> list[Diagnostic]:
    """What the rules about dates and work find, and did not find in the old course."""
    known = {(problem.code, problem.excerpt) for problem in _judged(_before(rolled))}
    return [p for p in _judged(subject) if (p.code, p.excerpt) not in known]


def _before(rolled: RolledOver) -> Subject:
    tables = tuple(resolve(rolled.old))
    return Subject(rolled.old, rolled.old_source, tables, Inventory())


def _judged(subject: Subject) -> Iterator[Diagnostic]:
    for module in (date_rules, work_rules):
        for rule in module.CHECKS:
            yield from rule(subject)


def _pinned(rolled: RolledOver, subject: Subject) -> Iterator[Point]:
    for i, (old, entry) in enumerate(
        zip(rolled.old.schedule, subject.course.schedule, strict=True)
    ):
        if old.date is None or entry.date is None:
            continue
        message = f"{named(entry)}: {_from_to(old.date, entry.date)}"
        if old.instead_of and entry.instead_of:
            message += f", instead of {short_day(entry.instead_of)}"
        hint = "move it where it belongs, or take date: out to let it flow"
        if entry.partner:
            message += f" (joint with {entry.partner})"
            hint = f"ask {entry.partner} for the new day"
        elif entry.kind == "exam":
            hint = "ask when and where the exam is held"
        yield _at(subject, "pinned", ("schedule", i, "date"), message, hint)
    if subject.course.term.finals and rolled.old.term.finals:
        finals = subject.course.term.finals
        message = f"finals: {_from_to(rolled.old.term.finals.first, finals.first)}"
        message += f", to {short_day(finals.last)}"
        yield _at(subject, "pinned", ("term", "finals"), message, "look the days up")


def _from_to(old: dt.date, new: dt.date) -> str:
    return f"{short_day(new)}, {new.year} (was {short_day(old)}, {old.year})"


def _deadlines(rolled: RolledOver, subject: Subject) -> Iterator[Point]:
    before = dict(deadlines(rolled.old))
    for path, deadline in deadlines(subject.course):
        old, new = before[path].anchor, deadline.anchor
        if isinstance(old, dt.date) and isinstance(new, dt.date):
            name = _deadline_name(subject, path)
            yield _at(subject, "deadlines", path, f"{name}: {_from_to(old, new)}")
    yield from _on_weekends(rolled, subject)


def _deadline_name(subject: Subject, path: Path) -> str:
    course, number, side = subject.course, int(path[1]), path[-1]
    if path[0] == "assignments":
        return f"{course.assignments[number].title} is {side}"
    deck = course.schedule[number].decks[int(path[3])]
    return f"{deck.file} is released"


def _on_weekends(rolled: RolledOver, subject: Subject) -> Iterator[Point]:
    """Deadlines that come to lie on a weekend, and did not."""
    old = _before(rolled).work
    for (_, before), (_, after) in zip(old, subject.work, strict=True):
        for was, now in zip(before, after, strict=True):
            for side in ("out", "due"):
                then, moment = getattr(was, side), getattr(now, side)
                if not (then and moment) or then.date.weekday() >= _SATURDAY:
                    continue
                if moment.date.weekday() >= _SATURDAY:
                    title = subject.course.assignments[now.number].title
                    message = f"{title} is {side} on a weekend: "
                    message += f"{short_day(moment.date)}, {moment.date.year}"
                    path = ("assignments", now.number, side)
                    yield _at(subject, "deadlines", path, message)


def _holidays(rolled: RolledOver, subject: Subject) -> Iterator[Point]:
    path = ("holidays",)
    for days, name in rolled.added:
        last = f" to {short_day(days.last)}" if days.last != days.first else ""
        message = f"put in: {short_day(days.first)}{last}: {name}"
        key = str(days.first) + (f" to {days.last}" if last else "")
        yield _at(subject, "holidays", (*path, key), message)
    for key in rolled.dropped:
        name = rolled.old_source.data["holidays"][key]
        if isinstance(name, dict):
            name = next(iter(name.values()))
        yield _at(subject, "holidays", path, f"dropped: {key}: {name}")
    if rolled.dropped and not subject.course.holidays:
        hint = "look them up, or roll over with --holidays"
        message = "no holiday of the new term is known"
        yield _at(subject, "holidays", path, message, hint)
    for key in rolled.swaps:
        message = f"dropped: {key} followed {rolled.old_source.data['day_swaps'][key]}"
        hint = "are there such days in the new term?"
        yield _at(subject, "holidays", ("day_swaps",), message, hint)


def _guests(subject: Subject) -> Iterator[Point]:
    days = _days(subject)
    for i, entry in enumerate(subject.course.schedule):
        if not entry.speaker and entry.kind != "guest":
            continue
        who = ", ".join(filter(None, (entry.speaker, entry.affiliation)))
        about = f" ({entry.topic})" if entry.topic and who else ""
        message = f"{who or entry.topic}{about}: {days.get(i, 'no day')}"
        yield _at(subject, "guests", ("schedule", i), message)


def _days(subject: Subject) -> dict[int, str]:
    """The day of each entry in words; in sections, those of all."""
    found: dict[int, list[str]] = {}
    for table in subject.tables:
        for meeting in table.meetings:
            days = found.setdefault(meeting.entry, [])
            if (day := short_day(meeting.date)) not in days:
                days.append(day)
    return {entry: " or ".join(days) for entry, days in found.items()}


def _rooms(subject: Subject) -> Iterator[Point]:
    for path, pattern in patterns(subject.course):
        said = _room_and_hours(pattern.room, pattern.hours)
        if said:
            kind = f" ({kind_in_words(pattern.kind)})" if pattern.kind else ""
            days = weekdays_in_words(pattern.days)
            yield _at(subject, "rooms", path, f"{days}{kind}: {said}")
    for i, entry in enumerate(subject.course.schedule):
        if said := _room_and_hours(entry.room, entry.hours):
            key = "room" if entry.room else "hours"
            message = f"{named(entry)}: {said}"
            yield _at(subject, "rooms", ("schedule", i, key), message)


def _room_and_hours(room: str | None, hours: Hours | None) -> str:
    times = f"{clock(hours.starts)}-{clock(hours.ends)}" if hours else None
    return ", ".join(filter(None, (room, times)))


def _staff(subject: Subject) -> Iterator[Point]:
    for i, person in enumerate(subject.course.staff):
        role = f", {person.role}" if person.role else ""
        hours = f", office hours {person.hours}" if person.hours else ""
        yield _at(subject, "staff", ("staff", i), f"{person.name}{role}{hours}")
    for i, section in enumerate(subject.course.sections):
        if section.staff:
            message = f"{section.name}: {section.staff}"
            yield _at(subject, "staff", ("sections", i, "staff"), message)


def links_of_last_time(subject: Subject) -> Iterator[Point]:
    """One point for all links, where nobody asks the web for them."""
    texts = list(_values(subject.source.data))
    links = [(path, link) for path, text in texts for link in ADDRESS.findall(text)]
    if links:
        count = len({link for _, link in links})
        message = f"{counted(count, 'link')} of last time"
        hint = "`syllabus check --links` tells which of them are dead"
        yield _at(subject, "links", links[0][0], message, hint)


def _values(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts of a course file with the paths to them, in its order."""
    if isinstance(data, str):
        yield path, data
    pairs = data.items() if isinstance(data, dict) else ()
    for step, value in enumerate(data) if isinstance(data, list) else pairs:
        yield from _values(value, (*path, step))


def _words(
    rolled: RolledOver, subject: Subject, texts: Iterable[Source]
) -> Iterator[Point]:
    old = OldWords(rolled.old, subject.course)
    decks = {d.file for entry in subject.course.schedule for d in entry.decks}
    for source in (subject.source, *texts):
        for number in range(1, source.at_offset(len(source.text)).line + 1):
            line = source.line(number)
            for group, word in old.found(line, decks):
                where = source.at_line(number)
                yield Point(group, where, f"“{word}”: {_short(line)}")


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
