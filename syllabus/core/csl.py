"""CSL JSON, as reference managers export it: a list of entries."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from syllabus.core.literature import Entries, Reference, cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.source import Source

_SPACE = re.compile(r"[ \t\r\n]*")


def read_csl(source: Source) -> Entries:
    """Read the entries of a CSL JSON file, as far as it is one."""
    entries = Entries()
    try:
        for offset, data in _items(source.text):
            _add(entries, source, offset, data)
    except json.JSONDecodeError as error:
        where = source.at_offset(error.pos)
        message = f"this is not CSL JSON: {error.msg}"
        hint = "the entries before this place are taken"
        entries.problems.append(source.problem(where, "bad-reference", message, hint))
    except RecursionError:
        where, message = source.at_offset(0), "values are nested too deeply"
        entries.problems.append(source.problem(where, "bad-reference", message))
    return entries


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """The items of a list and where each begins.

    Raises:
        json.JSONDecodeError: It is not a list, or an item is not JSON.
    """
    decoder = json.JSONDecoder()
    place = _past_space(text, 0)
    if text[place : place + 1] != "[":
        raise json.JSONDecodeError("expected a list of entries", text, place)
    place = _past_space(text, place + 1)
    while text[place : place + 1] != "]":
        item, end = decoder.raw_decode(text, place)
        yield place, item
        place = _past_space(text, end)
        if text[place : place + 1] == ",":
            place = _past_space(text, place + 1)
        elif text[place : place + 1] != "]":
            raise json.JSONDecodeError("expected , or ]", text, place)


def _past_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _add(entries: Entries, source: Source, offset: int, data: Any) -> None:
    where = source.at_offset(offset)
    key = str(data.get("id", "")) if isinstance(data, dict) else ""
    # What reference managers put into “note” is for themselves.
    item = cleaned({**data, "note": None}) if key else {}
    if "title" in item:
        entries.found.append(Reference(key, where, item))
        return
    if key:
        entries.broken.add(key)
    message = f"the entry “{key}” has no title" if key else "this entry has no id"
    entries.problems.append(source.problem(where, "bad-reference", message))
