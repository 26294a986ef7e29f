"""Rows of a schedule: their dates, and the facts of their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syllabus.importers.cells import Fact, Role, read_cell, unaccounted, words_of
from syllabus.importers.columns import column_roles, has_date
from syllabus.importers.dates import DateText, PageDate, read_dates, settle_order
from syllabus.importers.markers import Marker, find_hours, find_marker, find_markers
from syllabus.importers.names import weekdays_of
from syllabus.importers.page import Table
from syllabus.importers.spoken import Spoken, page_language
from syllabus.importers.vocabulary import LECTURE, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.diagnostics import Where
    from syllabus.importers.page import Cell, Page


@dataclass
class Row:
    """A row of the schedule. Without dates it could not be placed.

    ``dates`` are all that its date cell names; of a range (``through``) the two ends.
    """

    where: Where
    cells: tuple[Cell, ...]
    dates: tuple[PageDate, ...] = ()
    through: bool = False
    facts: list[Fact] = field(default_factory=list)

    def all(self, what: str) -> list[Fact]:
        """The facts of one sort, in the order of the cells."""
        return [fact for fact in self.facts if fact.what == what]

    def first(self, what: str) -> Fact | None:
        """The first fact of a sort."""
        return next((fact for fact in self.facts if fact.what == what), None)

    @property
    def only_work(self) -> bool:
        """Whether it says nothing but that work is out or due."""
        said = {fact.what for fact in self.facts} - _ASIDE
        return bool(said) and said <= {"out", "due", "unclear"}


_ASIDE = {"date", "weekday", "week", "number", "note"}


@dataclass(frozen=True)
class Schedule:
    """The rows of a page's schedule, over all its tables.

    ``heads`` are the columns' headings with what the columns are about. ``order`` says
    how numbers like 3/4 were read, where the page has such, ``spoken`` in which
    language its dates are.
    """

    rows: tuple[Row, ...]
    tables: tuple[Table, ...] = ()
    others: tuple[Table, ...] = ()
    order: str = ""
    day_first: bool = False
    heads: tuple[tuple[Cell, Role], ...] = ()
    spoken: Spoken = field(default_factory=Spoken)


def read_schedule(page: Page) -> Schedule:
    """Read every table that has a column of dates; the others are not schedules."""
    spoken = page_language(page)
    language = spoken.language
    rows: list[Row] = []
    tables, others = [], []
    heads: list[tuple[Cell, Role]] = []
    for found in page.tables:
        table = _with_head_as_row(found)
        roles = column_roles(table, page.columns, language)
        if Role.DATE in roles:
            tables.append(table)
            rows += _table_rows(table, roles, language)
            heads += zip(table.head, roles, strict=False)
        else:
            others.append(table)
    before = [date for row in rows for date in row.dates]
    order = _settle(rows, language)
    after = [date for row in rows for date in row.dates]
    day_first = before != after or any(date.order == "day-first" for date in after)
    return Schedule(
        tuple(rows),
        tuple(tables),
        tuple(others),
        order,
        day_first,
        tuple(heads),
        spoken,
    )


def _with_head_as_row(table: Table) -> Table:
    """A table whose head has a date has none: kramdown divides rows with lines too."""
    if not has_date(table.head):
        return table
    return Table((), (table.head, *table.rows))


def _table_rows(table: Table, roles: list[Role], language: str) -> Iterator[Row]:
    for cells in table.rows:
        if not any(cell.text for cell in cells):
            continue
        row = Row(cells[0].where, cells)
        for i, cell in enumerate(cells):
            role = roles[i] if i < len(roles) else Role.OTHER
            if role in {Role.DATE, Role.WEEKDAY}:
                continue
            heading = table.head[i].text if i < len(table.head) else ""
            says = heading if role in {Role.OTHER, Role.WORK} else ""
            row.facts += read_cell(cell, role, says, language)
        _read_dates(row, [roles.index(Role.DATE)], roles, table.head, language)
        yield row


def _read_dates(
    row: Row,
    columns: list[int],
    roles: Sequence[Role],
    head: Sequence[Cell],
    language: str,
) -> None:
    """Read the date cell, and the weekday's where a column has it."""
    cells = row.cells
    dates: tuple[PageDate, ...] = ()
    facts: list[Fact] = []
    for i in columns:
        if i < len(cells) and cells[i].text:
            found = read_dates(cells[i].text, language)
            dates, row.through = found.dates, found.through
            facts += _date_facts(cells[i], found, language)
    for i, (cell, role) in enumerate(zip(cells, roles, strict=False)):
        if role is not Role.WEEKDAY or not cell.text:
            continue
        if days := weekdays_of(cell.text, language):
            facts.append(Fact("weekday", cell.text, cell.text, cell.where))
            if len(dates) == 1 and not dates[0].weekdays:
                dates = (replace(dates[0], weekdays=days),)
        elif words_of(cell.text):
            heading = f"{head[i].text}: " if i < len(head) and head[i].text else ""
            note = f"{heading}{cell.text}"
            facts.append(Fact("note", note, cell.text, cell.where, understood=False))
    row.dates = dates
    row.facts = facts + row.facts


_LABELS = (
    ("week", re.compile(rf"{WEEK}\s*#?(\d{{1,2}})|W(\d{{1,2}})", re.IGNORECASE)),
    (
        "number",
        re.compile(rf"{LECTURE}\.?\s*#?(\d{{1,3}})|L(\d{{1,2}})", re.IGNORECASE),
    ),
)


def _date_facts(cell: Cell, found: DateText, language: str) -> Iterator[Fact]:
    """The dates of a cell, and what it says beside them."""
    if not found.dates:
        text = cell.text
        yield from (
            read_cell(cell, Role.TOPIC, "", language)
            if _says_marker(text)
            else [Fact("undated", text, text, cell.where, understood=False)]
        )
        return
    facts = [Fact("date", found.used.strip(), found.used, cell.where)]
    facts += _beside_dates(cell, found.rest, language)
    for piece in cell.pieces:
        if piece.href is not None:
            shown = f"{piece.text} ({piece.href})"
            facts.append(Fact("note", shown, "", cell.where, understood=False))
    yield from facts
    yield from unaccounted(cell, facts)


def _beside_dates(cell: Cell, rest: str, language: str) -> Iterator[Fact]:
    """A week, a number, hours, or a marker like “(joint with CSE548)”."""
    for what, label in _LABELS:
        if match := label.search(rest):
            yield Fact(what, match[1] or match[2], match[0], cell.where)
            rest = rest.replace(match[0], " ", 1)
    hours, words = find_hours(rest)
    if hours:
        yield Fact("hours", hours, words, cell.where)
        rest = rest.replace(words, " ", 1)
    for marker in find_markers(rest, language):
        yield _marker_fact(cell, marker, marker.words)
        rest = rest.replace(marker.words, " ", 1)
    rest = " ".join(rest.split()).strip(" ,;:–—-|/")
    if found := find_marker(rest.strip(" ()"), "", language):
        yield _marker_fact(cell, found, rest)
    elif words_of(rest):
        yield Fact("note", rest, rest, cell.where, understood=False)


def _marker_fact(cell: Cell, marker: Marker, words: str) -> Fact:
    understood = marker.what != "unclear"
    return Fact(
        marker.what,
        marker.value,
        words,
        cell.where,
        detail=marker.detail,
        understood=understood,
    )


def _says_marker(text: str) -> bool:
    marker = find_marker(text)
    return bool(marker and marker.what == "no class")


def _settle(rows: list[Row], language: str) -> str:
    """Settle the order of day and month for the whole page."""
    dates = [date for row in rows for date in row.dates]
    settled, reason = settle_order(dates, language)
    rest = iter(settled)
    for row in rows:
        row.dates = tuple(next(rest) for _ in row.dates)
    return reason
