"""Courses for tests: judged without files, written by hand or generated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from syllabus.core.checks import check_course
from syllabus.core.checks.subject import Inventory, Subject
from syllabus.core.diagnostics import in_order
from syllabus.core.parse import parse_course
from syllabus.core.schedule import resolve
from syllabus.core.theme import Themes
from syllabus.render.themes import shipped_themes

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.model import Course

FILE = "course.yaml"

HEAD = """\
title: Deep Learning Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-06-01}
"""
"""Title and term of a course; a pattern and a schedule are added to it."""

CLASS = HEAD + "pattern: {days: Tue/Thu, hours: 10:30-11:50, room: CSE 403}\n"
"""A course that meets on Tuesdays and Thursdays from March 28 to June 1, 2017."""


def diagnose(text: str | bytes, files: Inventory | None = None) -> list[Diagnostic]:
    """Every problem of a course file, with the files beside it as given.

    Left out, there are none but the shipped themes.
    """
    raw = text.encode() if isinstance(text, str) else text
    parsed = parse_course(raw, FILE)
    if parsed.course is None:
        return in_order(parsed.problems)
    subject = Subject(
        parsed.course,
        parsed.source,
        tuple(resolve(parsed.course)),
        files or Inventory(themes=Themes(shipped_themes())),
        parsed.broken,
    )
    return in_order([*parsed.problems, *check_course(subject)])


def codes(text: str | bytes, files: Inventory | None = None) -> list[str]:
    """The codes of the problems, in the order of the file."""
    return [problem.code for problem in diagnose(text, files)]


def subject_of(text: str, files: Inventory | None = None) -> Subject:
    """What the rules look at, of a course without mistakes of form."""
    parsed = parse_course(text.encode(), FILE)
    assert parsed.course is not None
    assert parsed.problems == []
    return Subject(
        parsed.course,
        parsed.source,
        tuple(resolve(parsed.course)),
        files or Inventory(),
    )


def course_of(text: str) -> Course:
    """The model of a course without mistakes of form."""
    return subject_of(text).course


def course_text(meetings: int) -> str:
    """A clean course that meets on every weekday, for as long as it takes.

    Args:
        meetings: 1 to 250, or a multiple of ten up to 5000: then several meet on
            one day.
    """
    patterns = next(
        n for n in range(1, meetings + 1) if meetings <= 250 * n and meetings % n == 0
    )
    days = meetings // patterns
    first = dt.date(2018, 1, 1)
    last = first + dt.timedelta(days=(days - 1) // 5 * 7 + (days - 1) % 5)
    minutes = [(f"{m // 60}:{m % 60:02}") for m in range(480, 480 + 40 * patterns, 40)]
    lines = [
        "title: Every Day",
        f"term: {{name: 2018, first_day: {first}, last_day: {last}}}",
        "pattern:",
        *(
            f"  - {{days: Mon/Tue/Wed/Thu/Fri, hours: {start}-{end}}}"
            for start, end in zip(minutes, [*minutes[1:], "23:59"], strict=True)
        ),
        "schedule:",
        *(f"  - Topic {number}" for number in range(1, meetings + 1)),
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Generated:
    """A valid course. ``dates`` says on which day each entry of the schedule meets.

    ``data`` is what ``text`` holds; ``class_days`` are the days of its patterns, one
    for each pattern that has the day.
    """

    text: str
    data: dict[str, Any]
    dates: tuple[dt.date, ...]
    class_days: tuple[dt.date, ...]
    holidays: frozenset[dt.date]


WORDS = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"),
        exclude_characters="<>[]!`\\&\ufeff",
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() != "")
"""Any text of one line that is not Markdown for a picture, a link or HTML."""

_OTHER_KINDS = ("guest", "discussion", "exam", "presentation")
_ONE = dt.timedelta(days=1)


@st.composite
def courses(draw: st.DrawFn) -> Generated:
    """Courses without errors, though with gaps at the end of term."""
    first = draw(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
    days = [first + n * _ONE for n in range(draw(st.integers(7, 120)))]
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=3))
    labs = draw(st.sets(st.integers(0, 6), max_size=1)) - weekdays
    holidays = _holidays(draw, days)
    off = {day for days_, _ in holidays for day in days_}
    swaps = draw(st.dictionaries(st.sampled_from(days), st.integers(0, 6), max_size=2))
    slots = [
        (day, weekday in labs)
        for day in days
        if day not in off
        and (weekday := swaps.get(day, day.weekday())) in weekdays | labs
    ]
    held = slots[: draw(st.integers(min(1, len(slots)), len(slots)))]
    others = [d for d in days if d not in off and d not in {day for day, _ in slots}]
    entries = _entries(draw, held, others, has_labs=bool(labs))
    assume(entries)
    data: dict[str, Any] = {
        "title": draw(WORDS),
        "term": {
            "name": draw(WORDS),
            "first_day": str(days[0]),
            "last_day": str(days[-1]),
        },
    }
    patterns = [{"days": _names(weekdays), "hours": "10:30-11:50", "room": "A 1"}]
    if labs:
        patterns.append({"days": _names(labs), "hours": "14:00-15:00", "kind": "lab"})
    if draw(st.booleans()):
        data["pattern"] = patterns if bool(labs) or draw(st.booleans()) else patterns[0]
    else:
        later = [{**pattern, "hours": "16:00-17:00"} for pattern in patterns]
        data["sections"] = [
            {"name": "A", "pattern": patterns},
            {"name": "B", "pattern": later, "staff": draw(WORDS)},
        ][: draw(st.integers(1, 2))]
    if holidays:
        data["holidays"] = {_range(days_): name for days_, name in holidays}
    if swaps:
        data["day_swaps"] = {
            str(day): _names({weekday})[0] for day, weekday in swaps.items()
        }
    data["assignments"] = _assignments(draw, [day for day in days if day not in off])
    data["schedule"] = [entry for entry, _ in entries]
    return Generated(
        yaml.safe_dump(data, sort_keys=False, allow_unicode=draw(st.booleans())),
        data,
        tuple(day for _, day in entries),
        tuple(day for day, _ in slots),
        frozenset(off),
    )


def _names(weekdays: set[int]) -> list[str]:
    return [
        ("Mon", "Tuesday", "wed", "Thurs", "Fri", "Sat", "Sundays")[day]
        for day in sorted(weekdays)
    ]


def _range(days: list[dt.date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _holidays(draw: st.DrawFn, days: list[dt.date]) -> list[tuple[list[dt.date], str]]:
    found, free = [], 0
    for _ in range(draw(st.integers(0, 3))):
        if free >= len(days) - 1:
            break
        first = draw(st.integers(free, len(days) - 1))
        last = min(len(days) - 1, first + draw(st.integers(0, 6)))
        found.append((days[first : last + 1], draw(WORDS)))
        free = last + 1
    # An undated entry needs a day, so one is left over.
    return [(days_, name) for days_, name in found if len(days_) < len(days)]


Dated = tuple[dict[str, Any], dt.date]


def _entries(
    draw: st.DrawFn,
    slots: list[tuple[dt.date, bool]],
    others: list[dt.date],
    *,
    has_labs: bool,
) -> list[Dated]:
    """An entry for every class day, in its order but for those with a date."""
    flowing: list[Dated] = []
    pinned: list[Dated] = []
    free = list(others)
    for day, is_lab in slots:
        entry = _entry(draw, is_lab=is_lab, has_labs=has_labs)
        way = draw(st.sampled_from(("flow", "flow", "pin", "move", "break")))
        if way == "break":
            pinned.append(({"break": draw(WORDS), "date": str(day)}, day))
        elif way == "pin":
            pinned.append(({**entry, "date": str(day)}, day))
        elif way == "move" and free and entry.get("kind") != "break":
            new = free.pop(draw(st.integers(0, len(free) - 1)))
            moved = {**entry, "date": str(new), "instead_of": str(day)}
            pinned.append((moved, new))
        else:
            flowing.append((entry, day))
    bare = not flowing and not pinned
    if free and (bare or draw(st.booleans())):
        extra = {"topic": draw(WORDS), "date": str(free[0]), "extra": "yes"}
        pinned.append((extra, free[0]))
    entries = flowing
    for one in pinned:
        entries.insert(draw(st.integers(0, len(entries))), one)
    return entries


def _entry(draw: st.DrawFn, *, is_lab: bool, has_labs: bool) -> dict[str, Any]:
    if is_lab:
        return {"lab": draw(WORDS)}
    if draw(st.booleans()):
        return {"topic": draw(WORDS)}
    if draw(st.booleans()):
        return {"break": draw(WORDS)}
    kind = draw(st.sampled_from(_OTHER_KINDS if has_labs else (*_OTHER_KINDS, "lab")))
    entry: dict[str, Any] = {"kind": kind, "topic": draw(WORDS)}
    if draw(st.booleans()):
        entry |= {"speaker": draw(WORDS), "affiliation": draw(WORDS)}
    if draw(st.booleans()):
        entry |= {"decks": "slides/a.pdf", "readings": [draw(WORDS)]}
    return entry


def _assignments(draw: st.DrawFn, days: list[dt.date]) -> list[dict[str, Any]]:
    if not days:
        return []
    pairs = st.lists(
        st.tuples(st.sampled_from(days), st.sampled_from(days)), max_size=3
    )
    return [
        {
            "id": f"a{number}",
            "title": draw(WORDS),
            "out": str(min(pair)),
            "due": f"{max(pair)} at 17:00",
        }
        for number, pair in enumerate(draw(pairs), start=1)
    ]
