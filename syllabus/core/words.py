"""What problems and reports say, in English whatever the language of the course is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.language import ENGLISH, Language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from syllabus.core.model import Entry

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in_words(day: dt.date) -> str:
    """“Tuesday, March 28, 2017”."""
    return Language.of(ENGLISH).day(day)


def short_day(day: dt.date) -> str:
    """“Tue, Mar 28”."""
    return Language.of(ENGLISH).short_day(day)


def weekdays_in_words(days: Sequence[int]) -> str:
    """“Tuesday and Thursday”."""
    return Language.of(ENGLISH).weekdays(days)


def kind_in_words(kind: str) -> str:
    """“guest lecture”."""
    return Language.of(ENGLISH).kind(kind).lower()


def named(entry: Entry) -> str:
    """What a report calls an entry of the schedule."""
    return entry.topic or entry.speaker or kind_in_words(entry.kind)


def clock(time: dt.time) -> str:
    """“9:30”, as course files have it: hours run to 23."""
    return f"{time.hour}:{time.minute:02}"


def counted(number: int, noun: str) -> str:
    """“1 slide”, “2 slides”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
