"""A schedule page in HTML, as a browser saves it or a program wrote it, to a `Page`.

What is there for the site (its navigation, scripts, comments), what is hidden and what
is struck out is left out and listed; all else is a table, a list of days, or prose.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from syllabus.core.diagnostics import Diagnostic
from syllabus.core.words import counted
from syllabus.importers.columns import has_date
from syllabus.importers.day_list import Day, Event, day_table, item_table
from syllabus.importers.found import Found
from syllabus.importers.html_pieces import LINES, Teller, all_text
from syllabus.importers.html_table import own_rows, read_table
from syllabus.importers.html_text import html_text, parse_html, place
from syllabus.importers.page import AROUND, Aside, Block, Cell, Page, Piece, Table
from syllabus.importers.prose import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.diagnostics import Where

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "dl"}
_FURNITURE = {"nav", "header", "footer", "aside", "form", "menu"}
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "search", "menu"}
_CONTENT = {"table", "dl", "h1", "main"}
_BLOCKS = LINES | _FURNITURE | {"main", "caption", "td", "th"}

Run = list[Any]
"""Texts and inline elements, one behind the other."""


def read_html(raw: bytes, file: str) -> tuple[Page, list[Diagnostic]]:
    """Read the bytes of an HTML page.

    Returns:
        The page, and the problem of the file; with a problem the page is empty.
    """
    text = html_text(raw, file)
    if isinstance(text, Diagnostic):
        return Page(file), [text]
    root = parse_html(text, file)
    if isinstance(root, Diagnostic):
        return Page(file), [root]
    reader = _Reader(file)
    if root is not None:
        reader.document(root)
    return reader.page(text), []


def read_part(
    text: str, file: str
) -> tuple[list[Block | Table], list[Aside]] | Diagnostic:
    """Read HTML that stands amid other text: its blocks, tables and asides."""
    root = parse_html(text, file)
    if isinstance(root, Diagnostic):
        return root
    reader = _Reader(file)
    if root is not None:
        reader.document(root)
    return reader.found.things, list(dict.fromkeys(reader.teller.asides))


class _Reader:
    """Collects what is on a page, in its order."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.teller = Teller(file)
        self.front: list[tuple[str, str, Where]] = []
        self.found = Found()
        self._holders: set[Any] = set()

    def page(self, text: str) -> Page:
        """The page of what was collected."""
        silent = self.teller.silent
        counts = Counter(tag for tag, _ in silent)
        told = ", ".join(counted(count, tag) for tag, count in sorted(counts.items()))
        findings = (("Page", f"elements without text for a reader: {told}"),)
        asides = dict.fromkeys(self.teller.asides)  # what is read twice is told once
        return self.found.on(
            Page(
                self.file,
                tuple(self.front),
                asides=tuple(sorted(asides, key=lambda aside: aside.where)),
                lines=tuple(text.split("\n")),
                findings=findings if silent else (),
            )
        )

    def document(self, root: Any) -> None:
        """Read a whole page."""
        for element in root.iter(*_BLOCKS):
            while element is not None and element not in self._holders:
                self._holders.add(element)
                element = element.getparent()
        if lang := root.get("lang"):
            self.front.append(("lang", lang, place(root, self.file)))
        for body in root.iter("body"):
            self._walk(body)
        title = root.find(".//head/title")
        if title is not None and (text := " ".join(all_text(title).split())):
            blocks = self.found.blocks
            headed = any(b.kind == "heading" and plain_title(b.text) for b in blocks)
            key = "window title" if headed else "title"
            self.front.append((key, text, place(title, self.file)))

    def _walk(self, parent: Any) -> None:
        """Read what an element holds: blocks, and runs of text between them."""
        run: Run = [parent.text]
        where = place(parent, self.file)
        for child in parent:
            if child not in self._holders:
                run += [child, child.tail]
                continue
            self._prose(run, where)
            if not self._left_out(child):
                self._block(child)
            run, where = [child.tail], place(child, self.file)
        self._prose(run, where)

    def _left_out(self, element: Any) -> bool:
        if not _is_furniture(element):
            return self.teller.leaves_out(element)
        text = " ".join(piece.text for piece in self.teller.pieces([element]))
        self.teller.aside(AROUND, element, text)
        return True

    def _block(self, element: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS or tag == "caption":
            self._heading(element)
        elif tag == "table":
            self._table(element)
        elif tag in _LISTS:
            self._list(element)
        elif any(child in self._holders for child in element):
            self._walk(element)
        else:
            self._prose([element], place(element, self.file))

    def _heading(self, element: Any) -> None:
        text = " ".join(self.teller.markdown([element]).split())
        if text:
            where = place(element, self.file)
            said = self._said(where, [element])
            self.found.add(Block("heading", text, where), cell=said)

    def _prose(self, run: Run, where: Where) -> None:
        if text := self.teller.markdown(run):
            first = next(part for part in run if _says(part))
            begins = where if isinstance(first, str) else place(first, self.file)
            self.found.add(
                Block("paragraph", text, begins), cell=self._said(begins, run)
            )

    # -- tables

    def _table(self, table: Any) -> None:
        """A table; one that only lays out the page is walked through."""
        for caption in table.iterchildren("caption"):
            self._heading(caption)
        if _is_layout(table):
            self._cells(table)
            return
        self._prose([*_stray(table)], place(table, self.file))
        for section in read_table(table, self.teller):
            if section.heading is not None:
                heading = section.heading
                self.found.add(Block("part", heading.text, heading.where))
            if section.table is not None:
                self.found.add(section.table)

    def _cells(self, table: Any) -> None:
        """Read the cells of a table as parts of the page."""
        for row in own_rows(table):
            for cell in row:
                if not self.teller.leaves_out(cell):
                    self._walk(cell)

    # -- lists

    def _list(self, element: Any) -> None:
        """A list of days is a table; any other is prose."""
        where = place(element, self.file)
        self._prose([*_stray(element)], where)
        text = "\n".join(self._lines(element, 0))
        if not text:
            return
        if element.tag != "dl":
            block = Block("bullet_list", text, where)
            events = list(self._items(element))
            said = self._said(where, [element])
            self.found.add(block, item_table(events), said)
        elif table := day_table(list(self._days(element))):
            self.found.add(table)
        else:
            self.found.add(Block("definition_list", text, where))

    def _days(self, element: Any) -> Iterator[Day]:
        """The terms of a definition list, each with what is said to it."""
        term: Cell | None = None
        events: list[Event] = []
        for child in self._entries(element):
            if child.tag != "dt":
                events.append(self._event(child))
                continue
            if term is not None:
                yield Day(term, tuple(events))
            term, events = self._said(place(child, self.file), [child]), []
        if term is not None:
            yield Day(term, tuple(events))

    def _entries(self, element: Any) -> Iterator[Any]:
        """The items of a list, or the terms and definitions, in groups or not."""
        for child in element:
            if self.teller.leaves_out(child):
                continue
            if child.tag == "div" and element.tag == "dl":
                yield from self._entries(child)
            else:
                yield child

    def _items(self, element: Any) -> Iterator[Event]:
        return (self._event(child) for child in self._entries(element))

    def _event(self, element: Any) -> Event:
        """What an element says, and what lists in it say more."""
        run, lists = _apart(element)
        where = place(element, self.file)
        more = self._said(place(lists[0], self.file), [*lists]) if lists else None
        return Event(self._said(where, run), more)

    def _said(self, where: Where, run: Run) -> Cell:
        pieces: tuple[Piece, ...] = self.teller.pieces(run)
        text = " ".join("".join(piece.text for piece in pieces).split())
        return Cell(where, text, pieces)

    def _lines(self, element: Any, depth: int) -> Iterator[str]:
        """The items of a list as Markdown."""
        for child in self._entries(element):
            run, lists = _apart(child)
            if text := " ".join(self.teller.markdown(run).split()):
                yield f"{'  ' * depth}- {text}"
            for inner in lists:
                yield from self._lines(inner, depth + bool(text))


def _apart(element: Any) -> tuple[Run, Sequence[Any]]:
    """What an element says itself, and the lists right in it."""
    run: Run = [element.text]
    lists = []
    for child in element:
        if child.tag in _LISTS:
            lists.append(child)
            run.append(child.tail)
        else:
            run += [child, child.tail]
    return run, lists


def _says(part: Any) -> bool:
    """Whether a part of a run is more than white space."""
    return part is not None and (not isinstance(part, str) or bool(part.strip()))


def _stray(element: Any) -> Iterator[Any]:
    """What stands in a table or list beside its cells and items, as it should not."""
    yield f"{element.text or ''} "
    for child in element:
        if child.tag in _PARTS:
            yield from _stray(child)
        elif element.tag in _ROWS and child.tag not in _CELLS | {"tr", "caption"}:
            yield child
        yield f"{child.tail or ''} "


_CELLS = {"td", "th"}
_ROWS = {"table", "thead", "tbody", "tfoot", "tr"}
_PARTS = _ROWS - {"table"} | {"colgroup"}


def _is_furniture(element: Any) -> bool:
    """Whether an element is around the text: navigation, the site's head and foot."""
    named = element.tag in _FURNITURE or element.get("role") in _FURNITURE_ROLES
    return named and next(element.iter(*_CONTENT), None) is None


def _is_layout(table: Any) -> bool:
    """Whether a table only places parts of a page, as old pages and mails have it.

    It has one cell, or tables in its cells and no date beside them.
    """
    if table.get("role") == "presentation":
        return True
    cells = [cell for row in own_rows(table) for cell in row if cell.tag in _CELLS]
    if len(cells) == 1:
        return True
    if all(next(cell.iterdescendants("table"), None) is None for cell in cells):
        return False
    alone = [
        cell for cell in cells if next(cell.iterdescendants("table"), None) is None
    ]
    where = place(table, "")
    return not has_date([Cell(where, "", (Piece(all_text(c)),)) for c in alone])
