"""The spans that the values of a course file take up in its text.

`syllabus.core.edit` makes its edits of them; each gives the whole new text.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from syllabus.core.source import read_source
from syllabus.core.written import block, inline
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from syllabus.core.diagnostics import Where
    from syllabus.core.source import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = "\ufeff"  # the byte order mark of some editors


class EditError(SyllabusError):
    """An edit that cannot be made in place; ``where`` is the line that forbids it."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


class Spans:
    """One text with its nodes, and the spans of what they hold.

    Paths that are not there raise KeyError; what cannot be edited, EditError.
    """

    def __init__(self, text: str, file: str) -> None:
        self.mark = _MARK if text.startswith(_MARK) else ""
        self.text = text.removeprefix(_MARK)
        self.file = file
        self.source, problems = read_source(self.text.encode(), file)
        if problems:
            raise EditError(problems[0].where, problems[0].message)
        self.data = self.source.data
        self.root = yaml.compose(self.text, Loader=_Loader)
        self.uses = Counter(id(node) for node in _nodes(self.root))
        found = re.search(r"\r\n|\r|\n", self.text)
        self.eol = found[0] if found else "\n"

    def checked(self, path: Path, text: str, change: Callable[[Any], Any]) -> str:
        """The new text, if it holds the old data with the change and nothing else."""
        meant = change(copy.deepcopy(self.data))
        source, problems = read_source(text.removeprefix(_MARK).encode(), self.file)
        if problems or source.data != meant:
            at = self.node(path).start_mark.index
            raise self.refusal(at, "this cannot be changed in place; edit it by hand")
        return text

    def refusal(self, offset: int, message: str) -> EditError:
        """Why an edit at a character of the text is not made."""
        return EditError(self.source.at_offset(min(offset, len(self.text))), message)

    def spliced(self, start: int, end: int, new: str) -> str:
        """The whole text with other characters between two places."""
        return self.mark + self.text[:start] + new + self.text[end:]

    def node(self, path: Path) -> Any:
        """The node at a path; refused where an alias names it or what it is in."""
        node = self.root
        for step in path:
            node = self.pair(node, step)[1]
            if self.uses[id(node)] > 1:
                raise self.refusal(
                    node.start_mark.index,
                    "an alias (*name) repeats this value: a change here would change "
                    "every place that names it; write the values out first",
                )
        return node

    def pair(self, node: Any, step: str | int) -> tuple[Any, Any]:
        """The key and the value of a step."""
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    return key, value
        if isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
            return None, node.value[step]
        raise KeyError(step)

    def end(self, node: yaml.Node) -> int:
        """Where the characters of a node end, without blank lines and comments."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        start: int = node.start_mark.index
        end: int = node.end_mark.index
        return start + len(self.text[start:end].rstrip(" \t\r\n"))

    def line_start(self, offset: int) -> int:
        """Where the line of a character begins."""
        return max(self.text.rfind(c, 0, offset) for c in "\r\n") + 1

    def line_end(self, offset: int) -> int:
        """Where the next line begins."""
        found = re.compile(r"\r\n|\r|\n").search(self.text, offset)
        return found.end() if found else len(self.text)

    def begin(self, path: Path) -> int:
        """The first character of an entry: of its key, else its dash or itself."""
        parent = self.node(path[:-1])
        key, value = self.pair(parent, path[-1])
        if key or parent.flow_style:
            return int((key or value).start_mark.index)
        column: int = parent.start_mark.column
        line = self.line_start(value.start_mark.index)
        while self.text[line + column : line + column + 1] != "-":
            line = self.line_start(line - 1)
        return line + column

    def whole(self, path: Path) -> tuple[int, int]:
        """The lines of an entry of a block, with the comments directly above."""
        begin = self.begin(path)
        start = self.line_start(begin)
        if self.text[start:begin].strip(" "):
            raise self.refusal(begin, "something else begins on this line, too")
        while start:
            above = self.line_start(
                start - 1 - (self.text[start - 2 : start] == "\r\n")
            )
            if not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start, self.line_end(self.end(self.node(path)))

    def set(self, path: Path, value: Any) -> str:
        """The text with another value at a path."""
        node = self.node(path)
        start, end = node.start_mark.index, self.end(node)
        gap = " " if start and self.text[start - 1] in ":-" else ""
        new = inline(value)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            new = block(value, node.start_mark.column, self.eol)
            if isinstance(node, yaml.SequenceNode) or not isinstance(value, dict):
                new = inline(value)
        return self.spliced(start, end, gap + new)

    def replace(self, parts: Mapping[Path, tuple[str, str]]) -> str:
        """The text with a part of some values replaced."""
        spans = []
        for path, (old, new) in parts.items():
            node = self.node(path)
            at = self.text.find(old, node.start_mark.index, self.end(node))
            if at < 0:
                raise self.refusal(node.start_mark.index, f"write {old} here in full")
            spans.append((at, at + len(old), new))
        written, done = [], 0
        for start, end, new in sorted(spans):
            written += [self.text[done:start], new]
            done = end
        return self.mark + "".join(written) + self.text[done:]

    def add(self, path: Path, key: Any, value: Any, after: str | None) -> str:
        """The text with one more key in a mapping, last or below another."""
        node = self.node(path)
        new = f"{inline(key)}: {inline(value)}"
        if isinstance(node, yaml.ScalarNode):
            return self.set(path, {key: value})
        if node.flow_style:
            if not node.value:
                return self.spliced(
                    node.start_mark.index, self.end(node), "{" + new + "}"
                )
            end = self.end(node.value[-1][1])
            return self.spliced(end, end, ", " + new)
        column = node.start_mark.column
        if isinstance(value, dict) and value:
            lines = block(value, column + 2, self.eol)
            new = f"{inline(key)}:{self.eol}{' ' * (column + 2)}{lines}"
        above = self.pair(node, after)[1] if after else node
        at = self.line_end(self.end(above))
        last = above in (node, node.value[-1][1])
        gap = "" if last else self.text[at : self.below_blanks(at)]
        return self.put_lines(at, gap + " " * column + new)

    def put_lines(self, at: int, lines: str) -> str:
        """Put lines in at the beginning of one, or at the end of the text."""
        if at and self.text[at - 1] not in "\r\n":
            return self.spliced(at, at, self.eol + lines)
        return self.spliced(at, at, lines + self.eol)

    def chunk(self, path: Path) -> str:
        """The characters of an entry, as they can be put elsewhere."""
        if self.node(path[:-1]).flow_style:
            return self.text[self.begin(path) : self.end(self.node(path))]
        start, end = self.whole(path)
        return self.text[start:end].rstrip("\r\n")

    def chunk_start(self, path: Path) -> int:
        """Where the characters of `chunk` begin."""
        if self.node(path[:-1]).flow_style:
            return self.begin(path)
        return self.whole(path)[0]

    def remove(self, path: Path) -> str:
        """The text without an entry of a mapping or list."""
        parent = self.node(path[:-1])
        self.node(path)
        number, last = self.place(parent, path[-1])
        if parent.flow_style:
            return self.remove_flow(path, parent, number, last)
        begin = self.begin(path)
        if not last:
            raise self.refusal(
                begin, "this is all there is; take out what it stands in"
            )
        if not number and self.text[self.line_start(begin) : begin].strip(" "):
            return self.remove_behind_dash(path, parent, begin)
        start, end = self.whole(path)
        if number < last:
            end = self.below_blanks(end)
        else:
            start = self.above_blanks(start)
            if self.text[end - 1] not in "\r\n":  # no newline at the end
                start -= 1 + (self.text[start - 2 : start] == "\r\n")
        return self.spliced(start, end, "")

    def remove_behind_dash(self, path: Path, parent: Any, begin: int) -> str:
        """Without the first key of an item: the next takes its place."""
        after = parent.value[1][0].start_mark.index
        if "#" in self.text[self.end(self.node(path)) : after]:
            raise self.refusal(begin, "the comment here has no other place")
        return self.spliced(begin, after, "")

    def below_blanks(self, end: int) -> int:
        """Where the blank lines end that begin there."""
        while end < len(self.text):
            below = self.line_end(end)
            if self.text[end:below].strip():
                break
            end = below
        return end

    def above_blanks(self, start: int) -> int:
        """Where the blank lines begin that stand above a line."""
        while start:
            above = self.line_start(
                start - 1 - (self.text[start - 2 : start] == "\r\n")
            )
            if self.text[above:start].strip():
                break
            start = above
        return start

    def place(self, parent: Any, step: str | int) -> tuple[int, int]:
        """The number of an entry and that of the last."""
        last = len(parent.value) - 1
        if isinstance(step, int):
            return step, last
        return [key.value for key, _ in parent.value].index(step), last

    def remove_flow(self, path: Path, parent: Any, number: int, last: int) -> str:
        """The text without an entry between brackets, and a comma less."""
        start, end = self.begin(path), self.end(self.node(path))
        steps: Any = range(last + 1)
        if isinstance(parent, yaml.MappingNode):
            steps = [key.value for key, _ in parent.value]
        if number:
            start = self.end(self.pair(parent, steps[number - 1])[1])
        elif last:
            end = self.begin((*path[:-1], steps[1]))
        return self.spliced(start, end, "")

    def insert(self, path: Path, index: int, value: Any) -> str:
        """The text with one more item in a list."""
        node = self.node(path)
        if isinstance(node, yaml.ScalarNode):
            raise self.refusal(node.start_mark.index, "this is not a list")
        if node.flow_style:
            return self.insert_text(path, index, inline(value))
        column = node.start_mark.column
        item = "- " + block(value, column + 2, self.eol)
        return self.insert_text(path, index, " " * column + item)

    def insert_text(self, path: Path, index: int, chunk: str) -> str:
        """The text with an item in a list that is written already."""
        node: Any = self.node(path)
        count = len(node.value)
        if not 0 <= index <= count:
            raise KeyError(index)
        if node.flow_style:
            if not count:
                at = node.start_mark.index + 1
                return self.spliced(at, at, chunk)
            if index == count:
                at = self.end(node.value[-1])
                return self.spliced(at, at, ", " + chunk)
            at = self.begin((*path, index))
            return self.spliced(at, at, chunk + ", ")
        gap = self.gap(path, count)
        if index < count:
            at = self.whole((*path, index))[0]
            return self.spliced(at, at, chunk + self.eol + gap)
        at = self.whole((*path, count - 1))[1]
        return self.put_lines(at, gap + chunk)

    def reorder(self, path: Path, order: Sequence[int]) -> str:
        """The text with the items of a list in another order."""
        chunks = [self.chunk((*path, item)) for item in range(len(order))]
        written, done = [], 0
        for place, item in enumerate(order):
            start = self.chunk_start((*path, place))
            written += [self.text[done:start], chunks[item]]
            done = start + len(chunks[place])
        return self.mark + "".join(written) + self.text[done:]

    def wrap(self, path: Path, above: Mapping[str, Any], key: str) -> str:
        """The text with a plain item as the last value of a mapping in its place."""
        node = self.node(path)
        start, end = node.start_mark.index, self.end(node)
        lines = [f"{inline(k)}: {inline(v)}" for k, v in above.items()]
        if self.node(path[:-1]).flow_style:
            value = f"{key}: {self.text[start:end]}"
            return self.spliced(start, end, "{" + ", ".join([*lines, value]) + "}")
        indent = self.eol + " " * node.start_mark.column
        return self.spliced(start, start, indent.join([*lines, f"{key}: "]))

    def unwrap(self, path: Path, key: str) -> str:
        """The text with a value of a mapping in the mapping's place."""
        node, value = self.node(path), self.node((*path, key))
        start, end = node.start_mark.index, self.end(node)
        inner = self.text[value.start_mark.index : self.end(value)]
        return self.spliced(start, end, inner)

    def gap(self, path: Path, count: int) -> str:
        """The blank lines that part the first two items of a list."""
        if count < 2:
            return ""
        start = self.whole((*path, 1))[0]
        return self.text[self.above_blanks(start) : start]


def _nodes(node: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Every use of a node: one that an alias repeats comes once for each use."""
    seen = set() if seen is None else seen
    yield node
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return
    seen.add(id(node))
    for each in node.value:
        for child in each if isinstance(each, tuple) else (each,):
            yield from _nodes(child, seen)
