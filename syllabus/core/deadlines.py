"""Deadlines and releases as an author writes them, before the dates are known.

A deadline is a day, a meeting or a weekday of a week, moved by a number of days or
weeks if need be, with a time of day or without::

    2017-04-20
    2017-04-20 17:00
    lecture 4
    1 week after lecture 6 at 17:00
    Friday of week 3 at 23:59
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import PlainValidator, WithJsonSchema

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
class Deadline:
    """A moment of the term in words.

    ``days`` is added to the anchor's day; ``at`` is the local time, None the whole day.
    """

    text: str
    anchor: dt.date | MeetingAnchor | WeekAnchor
    days: int = 0
    at: dt.time | None = None


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
    "write 2017-04-20, “2017-04-20 17:00”, “lecture 4”, “1 week after lecture 6 at "
    "17:00” or “Friday of week 3”"
)
_OFFSET = re.compile(r"(\d{1,3}|a|an|one|two|three) (day|week)s? (after|before) (.+)")
_MEETING = re.compile(rf"(?:the )?({'|'.join(KINDS[:-1])}) #?(\d{{1,3}})")
_WEEK = re.compile(r"(?:the )?([a-z]+) (?:of|in) week (\d{1,2})")
# A day and a time; “at” between them can be left out.
_CLOCK = re.compile(r"(.*\d{4}-\d{2}-\d{2})[ T](\S+.*)")
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


def parse_deadline(value: object) -> Deadline:
    """Read a deadline; the forms are those of this module's docstring."""
    text = " ".join(parse_text(value).split())
    when, _, clock = text.partition(" at ")
    if not clock and (match := _CLOCK.fullmatch(text)):
        when, clock = match.groups()
    days = 0
    if match := _OFFSET.fullmatch(when.lower()):
        count, unit, side, when = match.groups()
        days = _WORDS.get(count) or int(count)
        days *= (7 if unit == "week" else 1) * (1 if side == "after" else -1)
    return Deadline(
        text, _anchor(when, text), days, parse_time(clock) if clock else None
    )


def _anchor(when: str, text: str) -> dt.date | MeetingAnchor | WeekAnchor:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
        return parse_date(when)
    if match := _MEETING.fullmatch(when.lower()):
        return MeetingAnchor(match[1], int(match[2]))
    if match := _WEEK.fullmatch(when.lower()):
        return WeekAnchor(parse_weekday(match[1]), int(match[2]))
    refuse("bad-deadline", f"“{text}” is not understood as a moment of the term", _HINT)


def parse_release(value: object) -> Release:
    """Read a release: a deadline, “after class” or “never”."""
    text = " ".join(parse_text(value).split()).lower()
    if text == "after class":
        return Release("after class")
    if text == "never":
        return Release("never")
    return Release(parse_deadline(value))


DeadlineField = Annotated[
    Deadline, PlainValidator(parse_deadline), WithJsonSchema({"type": "string"})
]
ReleaseField = Annotated[
    Release, PlainValidator(parse_release), WithJsonSchema({"type": "string"})
]
