"""What is left of a course once its broken parts are taken out.

So that one run finds all mistakes, the rules look at what can be understood although
something else cannot. A part is taken out whole, and named, since half of it would give
rise to problems that are not there.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from syllabus.core.model import Course

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_STAND_INS: dict[str, Any] = {
    "title": "?",
    "term": {"name": "?", "first_day": "2000-01-01", "last_day": "2000-01-01"},
    "schedule": ["?"],
}

_ITEMS: dict[str, Any] = {
    "staff": "?",
    "materials": "?",
    "channels": "?",
    "notices": "?",
    "policies": {"title": "?", "text": "?"},
    "schedule": "?",
}
"""Lists whose items have nothing to do with each other, and what stands in for one."""

_FIELDS: dict[str, frozenset[str]] = {
    "pattern": frozenset({"hours", "room"}),
    "sections": frozenset({"hours", "room", "staff"}),
    "assignments": frozenset({"link", "out", "due", "weight", "note"}),
    "schedule": frozenset(
        {
            *("links", "readings", "notes", "decks", "speaker", "affiliation"),
            *("room", "hours", "part", "out", "due"),
        }
    ),
}
"""Keys of list items that can be left out alone: no date depends on them but a time."""

_MOST_ROUNDS = 8


def salvage(data: Any) -> tuple[Course | None, frozenset[str]]:
    """Take out of a course's data what keeps it from being a course.

    Returns:
        The course without its broken parts, None if it has none that are whole; and
        their names: keys of the course file, “PART.KEY” for a key of a part's items,
        and “PART.N” for the item that the key was taken from.
    """
    data, broken = copy.deepcopy(data), set[str]()
    if not isinstance(data, dict):
        return None, frozenset()
    for _ in range(_MOST_ROUNDS):
        try:
            return Course.model_validate(data), frozenset(broken)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                broken |= _take_out(data, found)
    return None, frozenset(broken)


def _take_out(data: dict[str, Any], error: ErrorDetails) -> set[str]:
    """Remove what an error is about; name what is no longer whole."""
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        _holder(data, path).pop(path[-1], None)
        return set()
    part = str(path[0])
    if error["type"] == "too_short" and data.get(part):
        return set()  # said of a list in which every item is broken
    if path == ("term", "name") and isinstance(data.get("term"), dict):
        data["term"]["name"] = "the term"
        return set()
    return (
        _take_out_field(data, path)
        or _take_out_key(data, path)
        or _take_out_item(data, path)
        or _take_out_part(data, part)
    )


def _take_out_field(data: dict[str, Any], path: tuple[int | str, ...]) -> set[str]:
    """One key of an item; the item is named too, where its place is known."""
    part = str(path[0])
    fields = _FIELDS.get(part, frozenset())
    depth = next((n for n, step in enumerate(path) if step in fields and n), None)
    if depth is None:
        return set()
    holder = _holder(data, path[: depth + 1])
    if path[depth] not in holder:
        return set()
    del holder[path[depth]]
    return {f"{part}.{path[depth]}", f"{part}.{path[1]}"}


def _take_out_key(data: dict[str, Any], path: tuple[int | str, ...]) -> set[str]:
    """One holiday or swapped day: the others stay, and no date is sure."""
    part, days = str(path[0]), data.get(str(path[0]))
    if part not in {"holidays", "day_swaps"} or len(path) < 2:
        return set()
    if not isinstance(days, dict) or path[1] not in days:
        return set()
    del days[str(path[1])]
    return {part}


def _take_out_item(data: dict[str, Any], path: tuple[int | str, ...]) -> set[str]:
    """A whole item; something stands in its place, so that the others keep theirs."""
    part, items = str(path[0]), data.get(str(path[0]))
    if len(path) < 2 or not isinstance(items, list) or part not in _ITEMS:
        return set()
    items[int(path[1])] = copy.deepcopy(_ITEMS[part])
    return {part}


def _take_out_part(data: dict[str, Any], part: str) -> set[str]:
    data.pop(part, None)
    if part in _STAND_INS:
        data[part] = copy.deepcopy(_STAND_INS[part])
    return {part}


def _holder(data: Any, path: tuple[int | str, ...]) -> dict[Any, Any]:
    """The mapping that has the last key of a path; an empty one if it is gone."""
    for step in path[:-1]:
        if isinstance(step, int) and not isinstance(data, list):
            continue  # one thing that stands for a list of one
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return data if isinstance(data, dict) else {}
