"""Deadlines and releases as an author writes them, before the dates are known.

A deadline is a day, a meeting or a weekday of a week, moved by a number of days or
weeks if need be, with a time of day or without::

    2017-04-20
    2017-04-20 17:00
    lecture 4
    1 week after lecture 6 at 17:00
    Friday after lab 2 at noon
    Friday of week 3 at 23:59
    2 weeks after out              (of an assignment's due)
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import PlainValidator

from syllabus.core.values import (
    parse_date,
    parse_text,
    parse_time,
    parse_weekday,
    refuse,
)


@dataclass(frozen=True)
class MeetingAnchor:
    """A meeting: the numbered lecture ``number``, or that one among its ``kind``."""

    kind: str
    number: int


@dataclass(frozen=True)
class WeekAnchor:
    """A weekday (Monday is 0) of a week of the term; its first day lies in week 1."""

    weekday: int
    week: int


@dataclass(frozen=True)
class OutAnchor:
    """The day on which the same assignment is handed out."""


Anchor = dt.date | MeetingAnchor | WeekAnchor | OutAnchor


@dataclass(frozen=True)
class Deadline:
    """A moment of the term in words.

    ``days`` is added to the anchor's day, or ``weekday`` (Monday is 0) is the first one
    after it; ``at`` is the local time, None the whole day.
    """

    text: str
    anchor: Anchor
    days: int = 0
    at: dt.time | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Release:
    """When a deck is handed out: at a moment, after its class, or never."""

    when: Deadline | Literal["after class", "never"]


KINDS = (
    "lecture",
    "lab",
    "guest",
    "discussion",
    "exam",
    "presentation",
    "break",
)

_HINT = (
    "write 2017-04-20, “2017-04-20 17:00”, “lecture 4”, “exam 1”, “1 week after "
    "lecture 6 at 17:00”, “Friday after lecture 6” or “Friday of week 3”"
)
_OFFSET = re.compile(r"(\d{1,3}|[a-z]+) (day|week)s? (after|before) (.+)")
_WEEKDAY_AFTER = re.compile(r"(?:the )?([a-z]+) after (.+)")
_MEETING = re.compile(rf"(?:the )?({'|'.join(KINDS[:-1])}) #?(\d{{1,3}})")
_WEEK = re.compile(r"(?:the )?([a-z]+) (?:of|in) week (\d{1,2})")
# A day and a time; “at” between them can be left out.
_CLOCK = re.compile(r"(.*\S)[ T](\d{1,2}:\d{2}.*|\d{1,2} ?[ap]\.?m\.?)", re.IGNORECASE)
_SIDES = {"after": 1, "before": -1}
_COUNTS = "one two three four five six seven eight nine ten".split()  # noqa: SIM905
_WORDS = {"a": 1, "an": 1, **{word: n for n, word in enumerate(_COUNTS, start=1)}}


def parse_deadline(value: object) -> Deadline:
    """Read a deadline; the forms are those of this module's docstring."""
    deadline = parse_due(value)
    if isinstance(deadline.anchor, OutAnchor):
        refuse("bad-deadline", "only what is due counts from when it is out", _HINT)
    return deadline


def parse_due(value: object) -> Deadline:
    """Read when an assignment is due, which can count from when it is out."""
    text = " ".join(parse_text(value).split())
    when, _, clock = text.partition(" at ")
    if not clock and (match := _CLOCK.fullmatch(text)):
        when, clock = match.groups()
    when, days, weekday = _offset(when.lower())
    return Deadline(text, _anchor(when, text), days, _time(clock), weekday)


def _time(clock: str) -> dt.time | None:
    if clock.lower() == "noon":
        return dt.time(12)
    if clock.lower() == "midnight":
        refuse("bad-value", "midnight begins one day and ends another", "write 23:59")
    return parse_time(clock) if clock else None


def _offset(when: str) -> tuple[str, int, int | None]:
    """Take “1 week after” or “Friday after” off: the rest, days, weekday."""
    match = _OFFSET.fullmatch(when)
    if match and (match[1].isdigit() or match[1] in _WORDS):
        count, unit, side, rest = match.groups()
        days = _WORDS.get(count) or int(count)
        return rest, days * (7 if unit == "week" else 1) * _SIDES[side], None
    if match := _WEEKDAY_AFTER.fullmatch(when):
        return match[2], 0, parse_weekday(match[1])
    return when, 0, None


def _anchor(when: str, text: str) -> Anchor:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
        return parse_date(when)
    if match := _MEETING.fullmatch(when):
        return MeetingAnchor(match[1], int(match[2]))
    if match := _WEEK.fullmatch(when):
        return WeekAnchor(parse_weekday(match[1]), int(match[2]))
    if when == "out":
        return OutAnchor()
    refuse("bad-deadline", f"“{text}” is not understood as a moment of the term", _HINT)


def parse_release(value: object) -> Release:
    """Read a release: a deadline, “after class” or “never”."""
    text = " ".join(parse_text(value).split()).lower()
    if text == "after class":
        return Release("after class")
    if text == "never":
        return Release("never")
    return Release(parse_deadline(value))


DeadlineField = Annotated[Deadline, PlainValidator(parse_deadline)]
DueField = Annotated[Deadline, PlainValidator(parse_due)]
ReleaseField = Annotated[Release, PlainValidator(parse_release)]
