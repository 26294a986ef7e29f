"""YAML text to plain data that remembers its places.

The text is composed, not loaded: every key and value keeps its line, and scalars stay
text until the model types them, since YAML alone reads ``11:00`` as 660 and ``NO`` as
false. Only null (nothing, ``~`` or ``null``) is recognised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from syllabus.core.diagnostics import Diagnostic, Where

# libyaml's parser is an order of magnitude faster; its nodes and marks are the same.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value, as pydantic's ``loc`` has them."""

LARGEST = 1_000_000
"""Bytes a course file may have; long real ones have under 100,000."""

MOST_VALUES = 100_000
"""Values a course file may hold once its aliases are written out."""

_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in (
        *("null", "bool", "int", "float", "timestamp", "str", "map", "seq"),
        *("merge", "value"),
    )
}


@dataclass
class Source:
    """A course file: its data and where each part of it stands.

    ``data`` holds dicts, lists, text and None, nothing else.
    """

    file: str
    text: str
    data: Any = None
    _values: dict[Path, Where] = field(default_factory=dict, repr=False)
    _keys: dict[Path, Where] = field(default_factory=dict, repr=False)
    _blocks: set[Path] = field(default_factory=set, repr=False)

    def at(self, path: Path) -> Where:
        """The place of a value, or of the nearest thing around it that exists."""
        while path not in self._values and path:
            path = path[:-1]
        return self._values.get(path, Where(self.file, 1, 1))

    def key(self, path: Path) -> Where:
        """The place of the key that names a value; of the value if it has none."""
        return self._keys.get(path) or self.at(path)

    def has_key(self, path: Path) -> bool:
        """Whether the file has this key, with or without a value."""
        return path in self._keys

    def within(self, path: Path, line: int) -> Where:
        """The place of a line of a text value, counted from 0.

        Exact for block scalars (``|`` and ``>``), whose lines are the file's own.
        """
        start = self.at(path)
        if path not in self._blocks:
            return start
        return self.at_line(start.line + 1 + line)

    def at_line(self, number: int) -> Where:
        """The first character of a line, counted from 1, that is not white space."""
        text = self.line(number)
        return Where(self.file, number, len(text) - len(text.lstrip()) + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        lines = self._lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    @property
    def _lines(self) -> list[str]:
        cached: list[str] | None = self.__dict__.get("_split")
        if cached is None:
            # Not splitlines(): YAML, and editors, do not break lines at U+000C.
            cached = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.__dict__["_split"] = cached
        return cached

    def problem(
        self, where: Where, code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A diagnostic that carries the line it is about."""
        excerpt = self.line(where.line) if where.file == self.file else ""
        return Diagnostic(where, code, message, hint, excerpt)


def read_source(raw: bytes, file: str) -> tuple[Source, list[Diagnostic]]:
    """Read the bytes of a course file.

    Returns:
        The source, and the problems of the file as text. Where these are not empty,
        the source's data is what could be read, or None.
    """
    source, problems = read_source_text(raw, file)
    return source, problems or _compose(source)


def read_source_text(raw: bytes, file: str) -> tuple[Source, list[Diagnostic]]:
    """Read the bytes of a file that is only text, such as a policy; no data."""
    if len(raw) > LARGEST:
        return Source(file, ""), [
            Diagnostic(
                Where(file),
                "file-too-large",
                f"a text file of a course has at most {LARGEST // 1000:,} kB",
                "is this the right file? decks and pictures are named, not pasted in",
            )
        ]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Source(file, ""), [_not_utf8(raw, file, error.start)]
    return Source(file, text), []


def _not_utf8(raw: bytes, file: str, offset: int) -> Diagnostic:
    before = raw[:offset]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return Diagnostic(
        Where(file, line, column),
        "not-utf8",
        f"byte 0x{raw[offset]:02x} is not UTF-8 text",
        "save the file again with the encoding UTF-8",
    )


def _compose(source: Source) -> list[Diagnostic]:
    try:
        root = yaml.compose(source.text, Loader=_Loader)
    except yaml.YAMLError as error:
        return [_syntax_problem(source, error)]
    except RecursionError:
        return [_too_deep(source)]
    reader = _Reader(source)
    if root is not None:
        try:
            source.data = reader.read(root, ())
        except RecursionError:
            return [_too_deep(source)]
        except _TooManyValuesError:
            return [
                source.problem(
                    reader.alias or Where(source.file, 1, 1),
                    "alias-bomb",
                    f"its aliases expand to more than {MOST_VALUES:,} values",
                    "write the values out instead of naming one anchor many times",
                )
            ]
    return reader.problems


def _too_deep(source: Source) -> Diagnostic:
    return source.problem(
        Where(source.file, 1, 1), "yaml-too-deep", "values are nested too deeply"
    )


_SYNTAX_HINTS = {
    "mapping values are not allowed": "put quotes around a value that holds “: ”",
    "cannot start any token": (
        "indent with spaces, not tabs; put quotes around a value that begins with "
        "one of @ ` % & * ! |"
    ),
    "undefined alias": "put quotes around a value that begins with *",
    "did not find expected": (
        "check the indentation here and the line above, and that every quote and "
        "bracket is closed"
    ),
    "unexpected end of stream": "a quote or bracket above is not closed",
    "another document": "a course file is one document: remove the line “---”",
}


def _syntax_problem(source: Source, error: yaml.YAMLError) -> Diagnostic:
    where = Where(source.file, 1, 1)
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = error.problem or error.context or "not YAML"
        if mark:
            where = Where(source.file, mark.line + 1, mark.column + 1)
    else:  # a ReaderError: a character that YAML does not allow
        message = str(error).partition("\n")[0]
        where = _first_control_character(source) or where
    if "exceeded maximum nesting depth" in message:
        return source.problem(where, "yaml-too-deep", "values are nested too deeply")
    hint = next((h for part, h in _SYNTAX_HINTS.items() if part in message), "")
    return source.problem(where, "yaml-syntax", message, hint)


def _first_control_character(source: Source) -> Where | None:
    for number, line in enumerate(source.text.split("\n"), start=1):
        for column, char in enumerate(line, start=1):
            if (char < " " and char not in "\t\r") or "\x7f" <= char <= "\x9f":
                return Where(source.file, number, column)
    return None


class _TooManyValuesError(Exception):
    pass


class _Reader:
    """Walks the nodes once; notes places and the mistakes of the form."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.alias: Where | None = None
        self._count = 0
        self._seen: set[int] = set()
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        """The node's data; ``path`` leads to it."""
        self._take(node)
        where = self._where(node)
        self.source._values[path] = where  # noqa: SLF001 - the reader fills the source
        if node.tag not in _PLAIN_TAGS:
            self._problem(
                where, "wrong-type", f"the tag {node.tag} has no meaning here"
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("|", ">"):
                self.source._blocks.add(path)  # noqa: SLF001
            empty = node.tag == "tag:yaml.org,2002:null" and node.style in (None, "")
            return None if empty else str(node.value)
        self._open.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            data: Any = [
                self.read(item, (*path, i)) for i, item in enumerate(node.value)
            ]
        else:
            data = self._mapping(node, path)
        self._open.discard(id(node))
        return data

    def _take(self, node: yaml.Node) -> None:
        """Count the node; stop at a bomb or at a value that contains itself."""
        self._count += 1
        if id(node) in self._seen and self.alias is None:
            self.alias = self._where(node)
        self._seen.add(id(node))
        if self._count > MOST_VALUES or id(node) in self._open:
            raise _TooManyValuesError

    def _mapping(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            where = self._where(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(
                    where, "wrong-type", "a key is text, not a list or mapping"
                )
                continue
            key = str(key_node.value)
            if key in first:
                self._problem(
                    where,
                    "duplicate-key",
                    f"“{key}” stands here again; line {first[key]} has it too",
                    "keep one of the two",
                )
                continue
            first[key] = where.line
            self.source._keys[(*path, key)] = where  # noqa: SLF001
            data[key] = self.read(value_node, (*path, key))
        return data

    def _where(self, node: yaml.Node) -> Where:
        mark = node.start_mark
        return Where(self.source.file, mark.line + 1, mark.column + 1)

    def _problem(self, where: Where, code: str, message: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(where, code, message, hint))
