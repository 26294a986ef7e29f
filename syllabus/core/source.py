"""YAML text to plain data that remembers its places.

The text is composed, not loaded: every key and value keeps its line, and scalars stay
text until the model types them, since YAML alone reads ``11:00`` as 660 and ``NO`` as
false. Only null (nothing, ``~`` or ``null``) is recognised.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from syllabus.core.diagnostics import Diagnostic, Where, one_line

# libyaml's parser is an order of magnitude faster; its nodes and marks are the same.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value, as pydantic's ``loc`` has them."""

LARGEST = 1_000_000
"""Bytes a course file may have; long real ones have under 100,000."""

MOST_VALUES = 100_000
"""Values a course file may hold once its aliases are written out."""

DEEPEST = 40
"""Levels to which values may be nested; the course file has six."""

_SAVE_AGAIN = "save the file again as text, with the encoding UTF-8"

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
    _blocks: dict[Path, str] = field(default_factory=dict, repr=False)

    def written(self, path: Path) -> Path:
        """The path as the file has it, where one thing may stand for a list of one."""
        real: list[str | int] = []
        data = self.data
        for step in path:
            if isinstance(step, int) and not isinstance(data, list):
                continue
            real.append(step)
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                data = None
        return tuple(real)

    def at(self, path: Path) -> Where:
        """The place of a value, or of the nearest thing around it that exists."""
        path = self.written(path)
        while path not in self._values and path:
            path = path[:-1]
        return self._values.get(path, Where(self.file, 1, 1))

    def key(self, path: Path) -> Where:
        """The place of the key that names a value; of the value if it has none."""
        return self._keys.get(self.written(path)) or self.at(path)

    def has_key(self, path: Path) -> bool:
        """Whether the file has this key, with or without a value."""
        return self.written(path) in self._keys

    def within(self, path: Path, line: int) -> Where:
        """The place of a line of a text value, counted from 0 in its stripped text.

        Exact for block scalars (``|`` and ``>``); else the value's own place.
        """
        start, path = self.at(path), self.written(path)
        style = self._blocks.get(path)
        if style is None:
            return start
        raw = str(_value(self.data, path))
        wanted = line + raw[: len(raw) - len(raw.lstrip())].count("\n")
        if style == ">":
            wanted = self._unfolded(start.line + 1, wanted)
        return self.at_line(start.line + 1 + wanted)

    def _unfolded(self, first: int, wanted: int) -> int:
        """How many lines below ``first`` a line of a folded scalar begins.

        A single line break between two lines of text is folded into a space; with
        blank lines between them, or beside a line indented more, breaks remain.
        """
        indent, deep_above, breaks, blanks = 0, False, -1, 1
        for number, line in enumerate(self._lines[first - 1 :]):
            text = line.strip(" ")
            if not text:
                blanks += 1
                continue
            margin = len(line) - len(line.lstrip(" "))
            indent = indent or margin
            deep = margin > indent or text[0] == "\t"
            breaks += blanks + (deep or deep_above)
            if breaks >= wanted:
                return number
            deep_above, blanks = deep, 0
        return wanted

    def at_line(self, number: int) -> Where:
        """The first character of a line, counted from 1, that is not white space."""
        text = self.line(number)
        return Where(self.file, number, len(text) - len(text.lstrip()) + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        lines = self._lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        # Not splitlines(): editors do not break lines at U+000C, U+0085 or U+2028.
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in the text."""
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]

    def at_offset(self, offset: int) -> Where:
        """The place of a character of the text, counted from 0."""
        line = bisect_right(self._starts, offset)
        return Where(self.file, line, offset - self._starts[line - 1] + 1)

    def problem(
        self, where: Where, code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A diagnostic that carries the line it is about."""
        excerpt = self.line(where.line) if where.file == self.file else ""
        return Diagnostic(where, code, one_line(message), one_line(hint), excerpt)


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


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
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # the byte order mark of some editors
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Source(file, ""), [_not_utf8(raw, file, error.start)]
    if "\0" in text:
        # Valid UTF-8, but most likely UTF-16 or another kind of file.
        where = Source(file, text).at_offset(text.index("\0"))
        message = "this is not text: it holds NUL characters"
        return Source(file, ""), [Diagnostic(where, "not-utf8", message, _SAVE_AGAIN)]
    return Source(file, text), []


def _not_utf8(raw: bytes, file: str, offset: int) -> Diagnostic:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        where = Where(file, 1, 1)
        return Diagnostic(
            where, "not-utf8", "this is UTF-16 text, not UTF-8", _SAVE_AGAIN
        )
    readable = Source(file, raw.decode("utf-8", "replace"))
    where = readable.at_offset(len(raw[:offset].decode("utf-8")))
    message = f"byte 0x{raw[offset]:02x} is not UTF-8 text"
    return readable.problem(where, "not-utf8", message, _SAVE_AGAIN)


def _compose(source: Source) -> list[Diagnostic]:
    try:
        root = yaml.compose(source.text, Loader=_Loader)
    except yaml.YAMLError as error:
        return [_syntax_problem(source, error)]
    except RecursionError:
        return [_too_deep(source, Where(source.file, 1, 1))]
    reader = _Reader(source)
    if root is not None:
        try:
            source.data = reader.read(root, ())
        except _UnreadableError as error:
            return [error.problem]
    return reader.problems


def _too_deep(source: Source, where: Where) -> Diagnostic:
    return source.problem(
        where,
        "yaml-too-deep",
        "values are nested too deeply",
        "is a bracket left open?",
    )


_SYNTAX_HINTS = {
    "mapping values are not allowed": "put quotes around a value that holds “: ”",
    "cannot start any token": (
        "indent with spaces, not tabs; put quotes around a value that begins with "
        "one of @ ` % & * ! |"
    ),
    "tab character": "indent with spaces, not tabs",
    "undefined alias": "put quotes around a value that begins with *",
    "did not find expected": (
        "check the indentation here and the line above, and that every quote and "
        "bracket is closed"
    ),
    "unexpected end of stream": "this quote is not closed",
    "could not find expected ':'": (
        "write “key: value”; a long text goes on with more indentation than its key"
    ),
    "sequence entries are not allowed": "begin the list on a line of its own",
    "escape": "put single quotes around a text with a backslash",
    "second occurrence": "give one of the two anchors (&name) another name",
    "another document": "a course file is one document: remove the line “---”",
}


def _syntax_problem(source: Source, error: yaml.YAMLError) -> Diagnostic:
    if not isinstance(error, yaml.MarkedYAMLError):
        return _forbidden_character(source)
    mark = error.problem_mark or error.context_mark
    if error.context in _OPENED_BEFORE:
        mark = error.context_mark or mark
    message = error.problem or error.context or "not YAML"
    where = source.at_offset(mark.index) if mark else Where(source.file, 1, 1)
    if "exceeded maximum nesting depth" in message:
        return _too_deep(source, where)
    hint = next((h for part, h in _SYNTAX_HINTS.items() if part in message), "")
    return source.problem(where, "yaml-syntax", message, hint)


# What these scan begins where the mistake is, and ends where it is noticed.
_OPENED_BEFORE = {"while scanning a simple key", "while scanning a quoted scalar"}

# What is not c-printable (YAML 1.1, 5.1).
_NOT_PRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def _forbidden_character(source: Source) -> Diagnostic:
    match = _NOT_PRINTABLE.search(source.text)
    where, name = Where(source.file, 1, 1), "a character"
    if match:
        where = source.at_offset(match.start())
        name = f"the character U+{ord(match[0]):04X}"
    message = f"{name} is not allowed in a text file"
    return source.problem(where, "yaml-syntax", message, "delete it")


class _UnreadableError(Exception):
    """Reading stops here; the problem says why."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """Walks the nodes once; notes places and the mistakes of the form."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self._alias: Where | None = None
        self._count = 0
        self._seen: set[int] = set()
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        """The node's data; ``path`` leads to it."""
        where = self._where(node)
        self._take(node, where, len(path))
        self.source._values[path] = where  # noqa: SLF001 - the reader fills the source
        if node.tag not in _PLAIN_TAGS:
            self._problem(
                where, "wrong-type", f"the tag {node.tag} has no meaning here"
            )
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("|", ">"):
                self.source._blocks[path] = node.style  # noqa: SLF001
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

    def _take(self, node: yaml.Node, where: Where, depth: int) -> None:
        """Count the node; stop at a bomb or at a value that contains itself."""
        self._count += 1
        if id(node) in self._seen and self._alias is None:
            self._alias = where
        self._seen.add(id(node))
        if id(node) in self._open:
            self._stop(where, "alias-bomb", "this value contains itself")
        if self._count > MOST_VALUES:
            self._stop(
                self._alias or where,
                "alias-bomb",
                f"the file holds more than {MOST_VALUES:,} values, aliases written out",
                "write the values out instead of naming one anchor many times",
            )
        if depth > DEEPEST:
            raise _UnreadableError(_too_deep(self.source, where))

    def _stop(self, where: Where, code: str, message: str, hint: str = "") -> None:
        raise _UnreadableError(self.source.problem(where, code, message, hint))

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
        return self.source.at_offset(node.start_mark.index)

    def _problem(self, where: Where, code: str, message: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(where, code, message, hint))
