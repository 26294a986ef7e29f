"""When a repeated event of a calendar is held (RFC 5545, 3.8.5), within limits."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = dt.timedelta(days=731)
"""How long an event is followed; a course that is held longer has ended meanwhile."""

TERM = dt.timedelta(days=183)
"""How long an event without an end is followed where no other one tells the end."""

MOST = 400
_KNOWN = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


@dataclass(frozen=True)
class Repeated:
    """The beginnings of an event, earliest first. ``told`` says what was cut short."""

    starts: tuple[dt.date, ...]
    told: str = ""

    @classmethod
    def of(cls, event: Any, calendar: Any, last: dt.date) -> Repeated:
        """When an event of a calendar is held; it has a DTSTART.

        A time that another event of the same UID takes over (RECURRENCE-ID) is that
        one's.

        Args:
            event: The event.
            calendar: All of the calendar.
            last: The day to which an event without an end is followed.
        """
        start = event.decoded("DTSTART")
        if "RECURRENCE-ID" in event or not event.keys() & {"RRULE", "RDATE"}:
            return cls((start,))
        uid = str(event.get("UID", ""))
        moved = {
            _key(other.decoded("RECURRENCE-ID"))
            for other in calendar.walk("VEVENT")
            if "RECURRENCE-ID" in other and str(other.get("UID", "")) == uid
        }
        left_out = {_key(day) for day in _days(event, "EXDATE")} | moved
        ruled, told = _by_rule(event, start, last)
        every = {_key(day): day for day in [start, *ruled, *_days(event, "RDATE")]}
        held = [day for key, day in sorted(every.items()) if key not in left_out]
        return cls(tuple(held), told)


def _key(day: dt.date) -> str:
    """A moment that compares with others, whatever zone it is told in."""
    if isinstance(day, dt.datetime) and day.tzinfo:
        return day.astimezone(dt.UTC).isoformat()
    return day.isoformat()


def _days(event: Any, name: str) -> Iterator[dt.date]:
    found = event.get(name, [])
    for dates in found if isinstance(found, list) else [found]:
        for one in getattr(dates, "dts", ()):
            day = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(day, dt.date):
                yield day


def is_endless(event: Any) -> bool:
    """Whether an event repeats without an end."""
    return any(_is_endless(rule) for rule in _rules(event))


def _is_endless(rule: Any) -> bool:
    return not rule.keys() & {"COUNT", "UNTIL"}


def _rules(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _by_rule(event: Any, start: dt.date, last: dt.date) -> tuple[list[dt.date], str]:
    """The beginnings that a rule gives, and what was not followed of it."""
    starts: list[dt.date] = []
    told = ""
    begins = _clock(start)
    known = dt.datetime.combine(last, dt.time.max)
    end = known if last > begins.date() else begins + TERM
    for rule in _rules(event):
        if str(rule.get("FREQ", [""])[0]).upper() not in _KNOWN:
            told = "it repeats within a day, which no class does; held once"
            continue
        limit = end if _is_endless(rule) else begins + LONGEST
        found = _expanded(rule, start, limit)
        if found is None:
            told = "its rule of repetition makes no sense; held once"
            continue
        if _is_endless(rule) or len(found) > MOST:
            found = found[:MOST]
            told = f"it has no end, or a far one; written out to {found[-1]:%Y-%m-%d}"
        starts += found
    return starts, told


def _clock(start: dt.date) -> dt.datetime:
    """A beginning as the clock of its place shows it."""
    if isinstance(start, dt.datetime):
        return start.replace(tzinfo=None)
    return dt.datetime.combine(start, dt.time.min)


def _expanded(rule: Any, start: dt.date, limit: dt.datetime) -> list[dt.date] | None:
    """The times of a rule, in the clock's time of its place; None if it is broken."""
    from dateutil.rrule import rrulestr

    zone = start.tzinfo if isinstance(start, dt.datetime) else None
    last = limit
    if until := rule.get("UNTIL"):
        last = min(last, _naive(until[0], zone))
    if int(rule.get("INTERVAL", [1])[0]) < 1:  # it would never end
        return None
    try:
        count = int(rule.get("COUNT", [MOST + 1])[0])
        parts = {key: rule[key] for key in rule if key not in {"COUNT", "UNTIL"}}
        text = type(rule)(parts).to_ical().decode()
        with warnings.catch_warnings(action="ignore"):
            rules = rrulestr(f"RRULE:{text}", dtstart=_clock(start))
        times = rules.replace(until=last)  # type: ignore[union-attr]  # one rule
        found = list(islice(times, min(count, MOST + 1)))
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    if not isinstance(start, dt.datetime):
        return [time.date() for time in found] or [start]
    return [time.replace(tzinfo=zone) for time in found] or [start]


def _naive(until: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """The end of a rule as the event's own clock shows it; a day counts whole."""
    if not isinstance(until, dt.datetime):
        return dt.datetime.combine(until, dt.time.max)
    if until.tzinfo and zone:
        until = until.astimezone(zone)
    return until.replace(tzinfo=None)
