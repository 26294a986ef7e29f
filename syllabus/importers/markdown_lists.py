"""The lists of a Markdown page, as the things that happen on days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.importers.day_list import Day, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

    from syllabus.importers.page import Cell

    MakeCell = Callable[[Sequence[Token]], Cell]

_ITEMS = {"dt_open", "dd_open", "list_item_open"}


def definitions(tokens: Sequence[Token], cell: MakeCell) -> Iterator[Day]:
    """The terms of a definition list, each with what is said to it.

    Args:
        tokens: Those of the list, from its opening to its closing.
        cell: Makes a cell of tokens with content.
    """
    term: Cell | None = None
    events: list[Event] = []
    for kind, leaves in _items(tokens):
        if kind != "dt_open":
            events.append(_event(leaves, cell))
            continue
        if term is not None:
            yield Day(term, tuple(events))
        term, events = cell(leaves), []
    if term is not None:
        yield Day(term, tuple(events))


def items(tokens: Sequence[Token], cell: MakeCell) -> Iterator[Event]:
    """The items of a list; what is in them below their first line says more."""
    return (_event(leaves, cell) for _, leaves in _items(tokens) if leaves)


def _items(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The kind of each item of the outermost list, and its tokens with content."""
    inside = tokens[0].level + 1
    kind = ""
    leaves: list[Token] = []
    for token in tokens[1:]:
        if token.level == inside and token.type in _ITEMS:
            kind, leaves = token.type, []
        elif token.level == inside and token.nesting < 0 and kind:
            yield kind, leaves
            kind = ""
        elif token.nesting == 0 and token.content.strip():
            leaves.append(token)


def _event(leaves: Sequence[Token], cell: MakeCell) -> Event:
    return Event(cell(leaves[:1]), cell(leaves[1:]) if len(leaves) > 1 else None)
