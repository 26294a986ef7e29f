"""A schedule in YAML: ``_data/*.yml`` and ``_config.yml`` of Jekyll sites, to a `Page`.

A list whose items have days is a table, its keys are the columns; so is a mapping whose
keys are days. Texts beside these are front matter on top, and headings further in; all
else is for the site, and listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.core.source import read_source
from syllabus.importers.columns import has_date, says_date
from syllabus.importers.page import (
    LARGEST,
    Aside,
    Block,
    Cell,
    Page,
    Table,
    plain_characters,
)
from syllabus.importers.yaml_cells import heading_of, yaml_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.source import Path, Source

_NAMES = {"title", "name", "topic", "module", "unit", "part", "week", "theme", "label"}
_SWITCHES = {"true", "false"}
_COURSE_FILE = {"title", "term", "schedule"}


def read_yaml(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of a YAML file.

    Returns:
        The page, and the problem of the file; with a problem the page is empty.
    """
    if len(raw) > LARGEST:
        message = f"a file of data has at most {LARGEST // 1000:,} kB"
        hint = "is this the file with the schedule?"
        return Page(file), [Diagnostic(Where(file), "file-too-large", message, hint)]
    source, problems = read_source(raw, file)
    # Builders of sites have tags of their own, as in !ENV; values count as texts.
    problems = [problem for problem in problems if problem.code != "wrong-type"]
    if problems:
        return Page(file), problems[:1]
    if _is_course(source.data):
        message = "this is a course file already"
        hint = "build it with `syllabus build`, or copy its folder to begin a new one"
        return Page(file), [Diagnostic(Where(file), "table-unreadable", message, hint)]
    reader = _Reader(source)
    reader.read(source.data, ())
    return reader.page(), []


def _is_course(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.keys() >= _COURSE_FILE
        and isinstance(data["term"], dict)
        and "first_day" in data["term"]
    )


@dataclass
class _Item:
    """What stands on a day: its fields, each with its key and its place."""

    path: Path
    fields: dict[str, tuple[Where, Any]] = field(default_factory=dict)


class _Reader:
    """Collects what is in a file, in its order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._front: list[tuple[str, str, Where]] = []
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._asides: list[Aside] = []

    def page(self) -> Page:
        """The page of what was collected."""
        return Page(
            self._source.file,
            tuple(self._front),
            tuple(self._blocks),
            tuple(self._tables),
            tuple(sorted(self._asides, key=lambda aside: aside.where)),
            lines=tuple(plain_characters(self._source.text).split("\n")),
        )

    def read(self, data: Any, path: Path) -> None:
        """Read a part of the file and what is below."""
        if isinstance(data, dict) and _has_days_as_keys(data):
            self._table([i for k, v in data.items() for i in self._on_day(k, v, path)])
        elif isinstance(data, list) and any(map(_is_dated, data)):
            self._list(data, path)
        elif not _has_days(data):
            self._beside(data, path)
        else:
            pairs = data.items() if isinstance(data, dict) else enumerate(data)
            for key, value in pairs:
                self.read(value, (*path, key))

    def _beside(self, data: Any, path: Path) -> None:
        """What has no day: front matter on top, a heading, or for the site."""
        words = yaml_cell(Where(""), data).text
        if not words:
            return
        where, key = self._source.key(path), str(path[-1]) if path else ""
        if len(path) == 1 and not isinstance(data, (dict, list)):
            self._front.append((key, words, where))
        elif key.lower() in _NAMES and not isinstance(data, (dict, list)):
            shown = (
                f"{heading_of(key).capitalize()} {words}" if words.isdigit() else words
            )
            self._blocks.append(Block("part", shown, self._source.at(path)))
        else:
            named = f"{key}: " if isinstance(path[-1:], tuple) and key else ""
            self._asides.append(Aside("data of the site", f"{named}{words}", where))

    # -- tables

    def _list(self, data: Sequence[Any], path: Path) -> None:
        """A list of days; an item that only names a week or a part is a heading."""
        items: list[_Item] = []
        for number, item in enumerate(data):
            at = (*path, number)
            if isinstance(item, dict) and not _is_dated(item) and _only_names(item):
                self._table(items)
                items = []
                for key, value in item.items():
                    self._beside(value, (*at, key))
            else:
                items.append(self._item(item, at))
        self._table(items)

    def _on_day(self, day: str, value: Any, path: Path) -> Iterator[_Item]:
        """The things of a day that is a key."""
        at = (*path, day)
        things = value if isinstance(value, list) else [value]
        for number, thing in enumerate(things):
            below = (*at, number) if isinstance(value, list) else at
            item = self._item(thing, below)
            item.fields = {"date": (self._source.key(at), day), **item.fields}
            yield item

    def _item(self, value: Any, path: Path) -> _Item:
        if isinstance(value, dict):
            pairs = [(str(key), (*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            pairs = [(str(n), (*path, n), one) for n, one in enumerate(value)]
        else:
            pairs = [("topic", path, value)]
        fields = {}
        for key, at, one in pairs:
            if isinstance(one, str) and one.lower() in _SWITCHES:
                told = f"{key}: {one}"
                self._asides.append(
                    Aside("a switch of the site", told, self._source.at(at))
                )
            else:
                fields[key] = (self._source.at(at), one)
        return _Item(path, fields)

    def _table(self, items: Sequence[_Item]) -> None:
        if not items:
            return
        keys = list(dict.fromkeys(key for item in items for key in item.fields))
        head = tuple(self._head(key, items) for key in keys)
        rows = [tuple(self._cells(item, keys)) for item in items]
        named = any(cell.text for cell in head)
        self._tables.append(Table(head if named else (), tuple(filter(any, rows))))

    def _head(self, key: str, items: Iterable[_Item]) -> Cell:
        """The heading of a column, where its key first stands; numbers are none."""
        path = next((*i.path, key) for i in items if key in i.fields)
        where = self._source.key(path)
        return Cell(where, key, (yaml_cell(where, _said(key)).pieces))

    def _cells(self, item: _Item, keys: Sequence[str]) -> Iterator[Cell]:
        nothing = self._source.at(item.path)
        for key in keys:
            where, value = item.fields.get(key, (nothing, None))
            yield yaml_cell(where, value, _said(key))


def _said(key: str) -> str:
    return "" if key.isdigit() else heading_of(key)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and has_date([yaml_cell(Where(""), value)])


def _has_days_as_keys(data: dict[str, Any]) -> bool:
    days = sum(map(_is_day, data))
    return days > 0 and days * 2 >= len(data)


def _is_dated(item: Any) -> bool:
    """Whether an item says its day: under a key for days, or as the first of a list."""
    if isinstance(item, dict):
        named = (v for k, v in item.items() if _says_day(str(k)))
        return any(map(_is_day, named)) or any(map(_is_day, item.values()))
    return isinstance(item, list) and any(map(_is_day, item))


def _only_names(item: dict[str, Any]) -> bool:
    texts = (isinstance(value, str) for value in item.values())
    return all(texts) and {key.lower() for key in item} <= _NAMES


def _says_day(key: str) -> bool:
    return says_date(yaml_cell(Where(""), heading_of(key)))


def _has_days(data: Any) -> bool:
    """Whether there is a table of days in a part of the file."""
    if isinstance(data, dict):
        return _has_days_as_keys(data) or any(map(_has_days, data.values()))
    return isinstance(data, list) and (
        any(map(_is_dated, data)) or any(map(_has_days, data))
    )
