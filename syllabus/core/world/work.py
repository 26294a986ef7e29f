"""The assignments of a course against those that a second page or file has."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, one_line
from syllabus.core.words import clock, day_in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Where
    from syllabus.core.schedule import Moment
    from syllabus.core.source import Path

SIDES = ("out", "due")
_ALIKE = 0.6  # of the letters of two titles, as in `syllabus.core.identity`
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class StatedDay:
    """A day that a page gives, and where; ``day`` is None where it leaves it open."""

    where: Where
    day: dt.date | None = None
    at: dt.time | None = None
    excerpt: str = ""


@dataclass
class StatedWork:
    """An assignment on a page: its name, its place, and its days by side (`SIDES`)."""

    name: str
    where: Where
    excerpt: str = ""
    days: dict[str, StatedDay] = field(default_factory=dict)


def compare_work(
    subject: Subject, stated: Sequence[StatedWork], key: Callable[[str], str]
) -> Iterator[Diagnostic]:
    """Every assignment that only one side has, and every day on which they differ.

    A day is taken to agree if it is that of any section; times of day differ only where
    both sides say one.

    Args:
        subject: The course.
        stated: What the page has, at least one.
        key: A short name for an assignment, the same for “HW 1” and “Homework 1”.
    """
    found = _matched(subject, stated, key)
    page = stated[0].where.file
    for number, assignment in enumerate(subject.course.assignments):
        work = found.get(number)
        if work is None:
            yield subject.problem(
                ("assignments", number, "title"),
                "only-in-course",
                f"“{assignment.title}” is not in {_relative(page, subject)}",
                "add it there, or give both the same name",
            )
            continue
        for side in SIDES:
            yield from _compared(subject, number, work, side)
    known = {id(work) for work in found.values()}
    for work in stated:
        if id(work) not in known:
            yield _only_there(subject, work)


def _matched(
    subject: Subject, stated: Sequence[StatedWork], key: Callable[[str], str]
) -> Mapping[int, StatedWork]:
    """By the place of an assignment: what the page has of it.

    The same name or short name goes first, then a title in nearly the same words.
    """
    assignments = subject.course.assignments
    names = [{a.id.casefold(), *_names(a.title, key)} for a in assignments]
    found: dict[int, StatedWork] = {}
    rest = []
    for work in stated:
        keys = _names(work.name, key)
        free = (n for n, own in enumerate(names) if n not in found and own & keys)
        place = next(free, None)
        if place is None:
            rest.append(work)
        else:
            found[place] = work
    for work in rest:
        best, place = max(
            (
                (_alike(a.title, work.name), n)
                for n, a in enumerate(assignments)
                if n not in found
            ),
            default=(0.0, -1),
        )
        if best > _ALIKE:
            found[place] = work
    return found


def _names(title: str, key: Callable[[str], str]) -> set[str]:
    """What a title may be called: as a whole, and up to its colon or dash."""
    first = re.split(r"\s*(?::|\s[-–—])\s+", title, maxsplit=1)[0]
    return {title.casefold(), key(title), key(first)}


def _alike(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1; other numbers make other things."""
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        return 0
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _compared(
    subject: Subject, number: int, work: StatedWork, side: str
) -> Iterator[Diagnostic]:
    there = work.days.get(side)
    if there is None:
        return  # the page does not speak of that side
    own = [(table, works[number]) for table, works in subject.work]
    moments = [m for _, w in own if (m := getattr(w, side))]
    if any(_agree(moment, there) for moment in moments):
        return
    if not moments and there.day is None:
        return
    title = subject.course.assignments[number].title
    here = _on(moments[0].date, moments[0].at) if moments else "on no day"
    other = _on(there.day, there.at) if there.day else "left open"
    entry = getattr(own[0][1], f"{side}_entry")
    yield subject.problem(
        _path(subject, number, side, entry),
        "date-differs",
        f"“{title}” is {side} {here}, and {other} in {_relative(there.where, subject)}",
        "one of the two is wrong: mend it, so that nobody is told two days",
    )


def _agree(own: Moment, there: StatedDay) -> bool:
    times = {own.at, there.at} - {None}
    return own.date == there.day and len(times) < 2


def _on(day: dt.date, at: dt.time | None) -> str:
    return f"on {day_in_words(day)}{f' at {clock(at)}' if at else ''}"


def _path(subject: Subject, number: int, side: str, entry: int | None) -> Path:
    """Where the course says it: with the assignment, in the schedule, or nowhere."""
    path: Path = ("assignments", number, side)
    if entry is not None and not subject.source.has_key(path):
        return ("schedule", entry, side)
    return path


def _only_there(subject: Subject, work: StatedWork) -> Diagnostic:
    course = subject.at("assignments")
    due = work.days.get("due")
    when = f" (due {day_in_words(due.day)})" if due and due.day else ""
    file = posixpath.relpath(course.file, posixpath.dirname(work.where.file) or ".")
    return Diagnostic(
        work.where,
        "only-in-other",
        one_line(
            f"“{work.name}”{when} is not among the assignments at {file}:{course.line}"
        ),
        "add it to the course, or give both the same name",
        work.excerpt,
    )


def _relative(place: Where | str, subject: Subject) -> str:
    """A place in the other file, from the folder of the course."""
    file = place if isinstance(place, str) else place.file
    name = posixpath.relpath(file, posixpath.dirname(subject.source.file) or ".")
    if isinstance(place, str):
        return name
    return f"{name}:{place.row}"
