"""Edits of a course file's text, on the spans that YAML's composer gives.

A round trip through a YAML library rewrites lines that nobody touched; here a change
takes out or puts in just the characters it is about, so that comments, order, quotes
and line ends stay. Every edit is read back: where the text does not then hold what is
meant, the edit is refused and there is no new text.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from syllabus.core.spans import EditError, Spans
from syllabus.core.written import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syllabus.core.source import Path

__all__ = [
    "EditError",
    "add_key",
    "insert_item",
    "remove_item",
    "remove_key",
    "reorder_items",
    "replace_in_values",
    "set_value",
    "unwrap_item",
    "wrap_item",
]


def set_value(text: str, path: Path, value: Any, file: str = "course.yaml") -> str:
    """The text with another value at a path that it has.

    Args:
        text: The course file.
        path: Keys and indices that lead to the value.
        value: Text, which is quoted where YAML would read something else; a date, a
            number or a truth, which are written plain; None; or lists and mappings.
        file: What the file is called in a refusal.

    Raises:
        EditError: The value is shared by an alias, or cannot be written there.
        KeyError: There is no such path; the other edits raise it too.
    """
    edit = Spans(text, file)
    return edit.checked(
        path, edit.set(path, value), lambda data: _put(data, path, value)
    )


def replace_in_values(
    text: str, parts: Mapping[Path, tuple[str, str]], file: str = "course.yaml"
) -> str:
    """The text with a part of some values replaced; the rest, quotes too, stays.

    Args:
        text: The course file.
        parts: For the path of each value, which is text, what it holds once and what
            is to stand there, written alike in and out of quotes (a date).
        file: What the file is called in a refusal.

    Raises:
        EditError: An alias shares a value, or its part is not written as it reads.
        KeyError: There is no such path.
    """
    edit = Spans(text, file)

    def change(data: Any) -> Any:
        for path, (old, new) in parts.items():
            data = _put(data, path, str(_get(data, path)).replace(old, new))
        return data

    return edit.checked((), edit.replace(parts), change) if parts else text


def add_key(
    text: str,
    path: Path,
    key: Any,
    value: Any,
    file: str = "course.yaml",
    after: str | None = None,
) -> str:
    """The text with one more key in the mapping at ``path``; see `set_value`.

    It comes last, or below the key ``after`` of a mapping with lines of its own, and
    then as far from it as the next key was.
    """

    def change(data: Any) -> Any:
        mapping = _get(data, path)
        if mapping is None:
            return _put(data, path, {key: value})
        if not isinstance(mapping, dict) or plain(key) in mapping:
            raise KeyError(key)
        mapping[plain(key)] = plain(value)
        return data

    edit = Spans(text, file)
    change(copy.deepcopy(edit.data))  # is there room for the key?
    return edit.checked(path, edit.add(path, key, value, after), change)


def remove_key(text: str, path: Path, file: str = "course.yaml") -> str:
    """The text without a key, its value and the comments that belong to them."""
    return _without(text, path, file)


def insert_item(
    text: str, path: Path, index: int, value: Any, file: str = "course.yaml"
) -> str:
    """The text with one more item in the list at ``path``, before item ``index``.

    Blank lines part it from the others as they are parted.
    """

    def change(data: Any) -> Any:
        _get(data, path).insert(index, plain(value))
        return data

    edit = Spans(text, file)
    return edit.checked(path, edit.insert(path, index, value), change)


def remove_item(text: str, path: Path, file: str = "course.yaml") -> str:
    """The text without an item of a list and the comments that belong to it."""
    return _without(text, path, file)


def reorder_items(
    text: str, path: Path, order: Sequence[int], file: str = "course.yaml"
) -> str:
    """The text with the items of a list in another order.

    Items keep their form and the comments that belong to them; what parts them (blank
    lines, comments of their own) stays where it is, so that the way back is exact.

    Args:
        text: The course file.
        path: The list.
        order: For each place, the item that is to stand there.
        file: What the file is called in a refusal.
    """
    edit = Spans(text, file)

    def change(data: Any) -> Any:
        items = _get(data, path)
        items[:] = [items[old] for old in order]
        return data

    return edit.checked(path, edit.reorder(path, order), change)


def wrap_item(
    text: str,
    path: Path,
    above: Mapping[str, Any],
    key: str,
    file: str = "course.yaml",
) -> str:
    """The text with a plain value as the last key of a mapping in its place.

    Args:
        text: The course file.
        path: The value, an item of a list; it stays as it is written.
        above: The keys that come before it.
        key: The key of the value.
        file: What the file is called in a refusal.
    """
    edit = Spans(text, file)

    def change(data: Any) -> Any:
        return _put(data, path, {**above, key: _get(data, path)})

    return edit.checked(path, edit.wrap(path, above, key), change)


def unwrap_item(text: str, path: Path, key: str, file: str = "course.yaml") -> str:
    """The text with the value of a mapping's last key in the mapping's place.

    It is the way back of `wrap_item`; what else the mapping holds goes.
    """
    edit = Spans(text, file)

    def change(data: Any) -> Any:
        return _put(data, path, _get(data, (*path, key)))

    return edit.checked(path, edit.unwrap(path, key), change)


def _without(text: str, path: Path, file: str) -> str:
    def change(data: Any) -> Any:
        del _get(data, path[:-1])[path[-1]]
        return data

    edit = Spans(text, file)
    return edit.checked(path[:-1], edit.remove(path), change)


def _get(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return plain(value)
    _get(data, path[:-1])[path[-1]] = plain(value)
    return data
