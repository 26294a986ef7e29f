"""Time zones of a calendar file: rules that every client reads the same.

A VTIMEZONE can give its changes as a list of days (RDATE) or as a yearly rule (RRULE).
Some clients read only the first day of a list, so that classes after a change are an
hour off. Here a yearly rule is used where the zone has one, else one observance for
each change, which no client can misread.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icalendar import Component, Timezone

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_YEARS = 6
"""For how many a rule must have held: fewer could not tell “fourth” from “last”."""


class _Change(NamedTuple):
    """When clocks change: the wall time before it, both offsets, and the new name."""

    at: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_summer: bool

    @property
    def rule(self) -> set[tuple[int, int, int, dt.time]]:
        """What may be its rule: month, weekday, which of the month's, and wall time."""
        nth = (self.at.day - 1) // 7 + 1
        is_last = (self.at + 7 * _DAY).month != self.at.month
        return {
            (self.at.month, self.at.weekday(), which, self.at.time())
            for which in ((nth, -1) if is_last else (nth,))
        }


def time_zone(name: str, first: dt.date, last: dt.date) -> Timezone:
    """A VTIMEZONE that holds for local times from the first day to the last.

    Args:
        name: A zone of the tz database.
        first: The first day of the calendar.
        last: Its last day; both count.
    """
    from icalendar import Timezone

    zone = ZoneInfo(name)
    begin = dt.datetime(first.year - _YEARS, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(last.year + 1, 1, 1, tzinfo=dt.UTC)
    changes = list(_changes(zone, begin, end))
    component = Timezone()
    component.add("tzid", name)
    found = _ruled(changes, first.year, end.year - begin.year)
    for change, rule in found or _single(zone, changes, first):
        component.add_component(_observance(change, rule))
    return component


def _changes(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[_Change]:
    """The changes of a zone between two moments (UTC), to the minute."""
    at = begin
    while at < end:
        if _state(zone, at) != _state(zone, at + _DAY):
            yield _change(zone, at, at + _DAY)
        at += _DAY


def _state(zone: ZoneInfo, at: dt.datetime) -> tuple[dt.timedelta | None, str | None]:
    local = at.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _change(zone: ZoneInfo, low: dt.datetime, high: dt.datetime) -> _Change:
    """The change between two moments, by halving."""
    while high - low > _MINUTE:
        middle = low + (high - low) // 2 // _MINUTE * _MINUTE
        if _state(zone, middle) == _state(zone, low):
            low = middle
        else:
            high = middle
    old, new = low.astimezone(zone), high.astimezone(zone)
    before, after = old.utcoffset() or dt.timedelta(), new.utcoffset() or dt.timedelta()
    wall = high.astimezone(dt.timezone(before)).replace(tzinfo=None)
    return _Change(wall, before, after, new.tzname() or "", bool(new.dst()))


_Found = list[tuple[_Change, "tuple[int, int, int] | None"]]
"""Changes, and for a yearly one its month, weekday and which of the month's."""


def _ruled(changes: Sequence[_Change], year: int, years: int) -> _Found:
    """The changes of a year as rules that hold in all years; none if one does not."""
    of_year = [change for change in changes if change.at.year == year]
    found: _Found = []
    for change in of_year:
        alike = [
            c for c in changes if (c.before, c.after) == (change.before, change.after)
        ]
        rules = set.intersection(*(c.rule for c in alike))
        if len(alike) != years or not rules:
            return []
        month, weekday, which, _ = min(rules)
        first = next(c for c in alike if c.at.year == year - 1)
        found.append((first, (month, weekday, which)))
    return found if len(of_year) == 2 else []


def _single(zone: ZoneInfo, changes: Sequence[_Change], first: dt.date) -> _Found:
    """An observance from before the calendar, and one for each change within it."""
    before = [change for change in changes if change.at.date() < first]
    begin = before[-1] if before else _standing(zone, first)
    return [(c, None) for c in [begin, *changes[len(before) :]]]


def _standing(zone: ZoneInfo, first: dt.date) -> _Change:
    """The offset of a zone without changes, from the start of the year before."""
    at = dt.datetime(first.year - 1, 1, 1, tzinfo=zone)
    offset = at.utcoffset() or dt.timedelta()
    return _Change(
        at.replace(tzinfo=None), offset, offset, at.tzname() or "", is_summer=False
    )


def _observance(change: _Change, rule: tuple[int, int, int] | None) -> Component:
    from icalendar import TimezoneDaylight, TimezoneStandard

    observance = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    observance.add("dtstart", change.at)
    observance.add("tzoffsetfrom", change.before)
    observance.add("tzoffsetto", change.after)
    observance.add("tzname", change.name)
    if rule:
        month, weekday, which = rule
        day = f"{which}{_DAYS[weekday]}"
        observance.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})
    return observance
