"""Two lectures held as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from syllabus.core.edit import add_key, insert_item, set_value, wrap_item
from syllabus.core.model import kind_key
from syllabus.core.shift.draft import ShiftError, find_entry
from syllabus.core.shift.entries import without
from syllabus.core.words import named

if TYPE_CHECKING:
    from syllabus.core.shift.draft import Draft

_LISTS = ("decks", "links", "readings", "out", "due")
"""What of two entries stands one after the other."""

_ITS_OWN = ("date", "extra", "partner")
"""What makes an entry another meeting than the class of its day."""


def merge(draft: Draft, one: str, other: str) -> Draft:
    """The course with two meetings in the place of the first.

    Their topics and decks, links, readings and marks of work follow each other; the
    rest must be said by one of them only.

    Raises:
        ShiftError: Both say something that only one of them can.
        EditError: The course file cannot be edited in place.
    """
    entries = sorted((find_entry(draft, one), find_entry(draft, other)))
    if entries[0] == entries[1]:
        raise ShiftError(f"“{one}” and “{other}” are the same meeting")
    first, second = (_keys(draft, entry) for entry in entries)
    new = _merged(draft, entries, first, second)
    merged = without(_with(draft, entries[0], new), entries[1])
    origin = list(merged.origin)
    origin[entries[0]] += draft.origin[entries[1]]
    return replace(merged, origin=tuple(origin))


def _keys(draft: Draft, entry: int) -> dict[str, Any]:
    """What an entry says, by the keys of the model."""
    data = draft.source.data["schedule"][entry]
    if isinstance(data, str):
        return {"topic": data}
    kind = kind_key(data)
    if kind is None:
        return dict(data)
    return {"kind": kind, "topic": data[kind]} | {
        key: value for key, value in data.items() if key != kind
    }


def _merged(
    draft: Draft, entries: list[int], first: dict[str, Any], second: dict[str, Any]
) -> dict[str, Any]:
    """The values that the first entry gets."""
    names = [named(draft.entry(entry)) for entry in entries]
    kinds = [draft.entry(entry).kind for entry in entries]
    if kinds[0] != kinds[1]:
        message = f"“{names[0]}” is a {kinds[0]}, and “{names[1]}” a {kinds[1]}"
        raise ShiftError(message, "merge them by hand in the course file")
    if own := [key for key in _ITS_OWN if second.get(key) is not None]:
        message = f"“{names[1]}” has {own[0]}: and cannot be held in another's place"
        raise ShiftError(message, "merge them by hand in the course file")
    new: dict[str, Any] = {}
    for key, value in second.items():
        if key == "kind" or value is None or value == first.get(key):
            continue
        if first.get(key) is None:
            new[key] = value
        elif key in _LISTS:
            known = _listed(first[key])
            new[key] = known + [each for each in _listed(value) if each not in known]
        elif key == "topic" and isinstance(value, str) and isinstance(first[key], str):
            new[key] = f"{first[key]}; {value}"
        else:
            message = f"“{names[0]}” and “{names[1]}” both have {key}:"
            raise ShiftError(message, "merge them by hand in the course file")
    return new


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with(draft: Draft, entry: int, new: dict[str, Any]) -> Draft:
    """The draft with some values of an entry; a plain topic gets a key first."""
    path, file, text = ("schedule", entry), draft.file, draft.text
    data = draft.source.data["schedule"][entry]
    if isinstance(data, str):
        if new.keys() == {"topic"}:
            return draft.edited(set_value(text, path, new["topic"], file))
        text, data = wrap_item(text, path, {}, "topic", file), {"topic": data}
    for key, value in new.items():
        place = (kind_key(data) if key == "topic" else None) or key
        if place not in data:
            text = add_key(text, path, place, value, file)
        elif isinstance(data[place], list):
            for number in range(len(data[place]), len(value)):
                item = value[number]
                text = insert_item(text, (*path, place), number, item, file)
        else:
            text = set_value(text, (*path, place), value, file)
    return draft.edited(text)
