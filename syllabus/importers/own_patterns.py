"""The weekly patterns that meetings follow, with the hours and the room of most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Where
from syllabus.core.values import WEEKDAYS
from syllabus.importers.draft import DraftEntry
from syllabus.importers.placing import patterns_of, usual_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Said = Mapping[str, Any]


def patterns_seen(meetings: Sequence[Said]) -> list[dict[str, Any]]:
    """The patterns, as data has them; at least one.

    Args:
        meetings: As data has them; their dates are dates.
    """
    entries = [
        DraftEntry(m["date"], Where(""), kind=m["kind"], partner=m["partner"])
        for m in meetings
    ]
    drafts = patterns_of(entries, None)
    if not drafts:  # nothing but breaks
        days = usual_days(meeting["date"] for meeting in meetings)
        return [{"days": _names(days)}]
    own = {draft.kind for draft in drafts if draft.kind}
    return [
        {"days": _names(days), "kind": draft.kind, **usual}
        for draft in drafts
        for usual, days in _alike(
            [m for m in meetings if _follows(m, draft.kind, own)], draft.days
        )
    ]


def _names(days: Sequence[int]) -> tuple[str, ...]:
    return tuple(WEEKDAYS[day] for day in days)


def _follows(meeting: Said, kind: str, own: set[str]) -> bool:
    """Whether a meeting follows the pattern of a kind, or that of all without one."""
    if meeting["kind"] == "break":
        return False
    return meeting["kind"] == kind if kind else meeting["kind"] not in own


def _alike(
    meetings: Sequence[Said], days: Sequence[int]
) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """The weekdays by the hours and the room that they have in common."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for day in days:
        held = [m for m in meetings if m["date"].weekday() == day]
        groups.setdefault(_usual(held), []).append(day)
    for (starts, ends, room), alike in groups.items():
        yield {"starts": starts, "ends": ends, "room": room}, alike


def _usual(meetings: Sequence[Said]) -> tuple[Any, ...]:
    """Hours and room of most meetings; of as many with as without, those with."""
    hours = [(m["starts"], m["ends"]) for m in meetings]
    rooms = [m["room"] for m in meetings]
    starts, ends = max(
        hours, key=lambda one: (hours.count(one), bool(one[0])), default=(None, None)
    )
    room = max(rooms, key=lambda one: (rooms.count(one), bool(one)), default="")
    return starts, ends, room
