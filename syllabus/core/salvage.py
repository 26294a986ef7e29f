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
    if part == "schedule" and len(path) > 1 and isinstance(data.get(part), list):
        return _take_out_of_entry(data[part], path[1:])
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
