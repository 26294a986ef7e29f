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
}
"""Lists whose items have nothing to do with each other, and what stands in for one."""

_ASIDE = frozenset({"links", "readings", "notes", "decks", "speaker", "affiliation"})
"""Keys of a schedule entry that its date does not depend on."""

_MOST_ROUNDS = 8


def salvage(data: Any) -> tuple[Course | None, frozenset[str]]:
    """Take out of a course's data what keeps it from being a course.

    Returns:
        The course without its broken parts, None if it has none that are whole; and
        their names: keys of the course file, or “schedule.KEY” for a key of entries.
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
    """Remove what an error is about; name the part that is no longer whole."""
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        _holder(data, path).pop(path[-1], None)
        return set()
    part = str(path[0])
    items = data.get(part)
    if error["type"] == "too_short" and items:
        return set()  # said of a list in which every item is broken
    if len(path) > 1 and isinstance(items, list):
        if part == "schedule":
            return _take_out_of_entry(items, path[1:])
        if part in _ITEMS:
            # Something stands in its place, so that the others keep theirs.
            items[int(path[1])] = copy.deepcopy(_ITEMS[part])
            return {part}
    data.pop(part, None)
    if part in _STAND_INS:
        data[part] = copy.deepcopy(_STAND_INS[part])
    return {part}


def _take_out_of_entry(schedule: list[Any], path: tuple[int | str, ...]) -> set[str]:
    number, entry = int(path[0]), schedule[int(path[0])]
    key = path[1] if len(path) > 1 else None
    if isinstance(entry, dict) and key in _ASIDE:
        entry.pop(key, None)
        return {f"schedule.{key}"}
    schedule[number] = "?"
    return {"schedule"}


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
