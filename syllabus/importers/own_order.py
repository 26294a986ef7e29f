"""The order in which the entries of a resolved course stood in its file."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from syllabus.core.deadlines import KINDS
from syllabus.core.identity import subject_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syllabus.core.view.data import TimetableData


@dataclass(order=True)
class _Waiting:
    """An entry that waits for others; the earliest of those that do not stands next."""

    number: int
    followers: list[int] = field(default_factory=list, compare=False)
    ahead: int = field(default=0, compare=False)


def file_order(table: TimetableData, entries: Sequence[dict[str, Any]]) -> list[int]:
    """The meetings in an order that a course file can have had: by day where it can be.

    Undated entries that share their days stand in the order of these days, and entries
    about the same in that of their names (``lab-review``, ``lab-review-2``). Where both
    cannot be, names go first: days can be written.
    """
    own_days = {pattern.kind for pattern in table.patterns if pattern.kind}
    flowing: dict[str, list[int]] = {}
    named: dict[str, list[tuple[int, int]]] = {}
    for n, (meeting, entry) in enumerate(zip(table.meetings, entries, strict=True)):
        if "date" not in entry:
            stream = meeting.kind if meeting.kind in own_days else ""
            flowing.setdefault(stream, []).append(n)
        about = subject_name(meeting.kind, _subject(entry))
        if place := place_among(meeting.id, about):
            named.setdefault(about, []).append((place, n))
    by_name = [[n for _, n in sorted(group)] for group in named.values()]
    count = len(table.meetings)
    both = _sorted(count, [*flowing.values(), *by_name])
    return both or _sorted(count, by_name)


def _sorted(count: int, chains: Iterable[Sequence[int]]) -> list[int]:
    """Numbers from 0 in an order that keeps each chain's; none if there is no such."""
    waiting = [_Waiting(n) for n in range(count)]
    for chain in chains:
        for before, after in pairwise(chain):
            waiting[before].followers.append(after)
            waiting[after].ahead += 1
    ready = [one for one in waiting if not one.ahead]
    order = []
    while ready:
        one = heapq.heappop(ready)
        order.append(one.number)
        for follower in map(waiting.__getitem__, one.followers):
            follower.ahead -= 1
            if not follower.ahead:
                heapq.heappush(ready, follower)
    return order if len(order) == count else []


def _subject(entry: Mapping[str, Any]) -> str:
    topic = next((entry[key] for key in ("topic", *KINDS) if key in entry), "")
    if isinstance(topic, dict):
        topic = next(iter(topic.values()))
    return topic or entry.get("speaker") or entry.get("affiliation") or ""


def place_among(name: str, about: str) -> int:
    """The place of a name among those about the same, from 1; 0 for another name."""
    if name == about:
        return 1
    match = re.fullmatch(r"-(\d{1,9})", name.removeprefix(about))
    return int(match[1]) if match else 0
