"""What a reader finds on a page: blocks and tables, and what may be either.

Days in tables and definition lists are the schedule. Only where there are none, days as
headings are; else lists whose items begin with days. News and office hours can look
like both, so such a page is called `Page.loose`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syllabus.importers.columns import has_date
from syllabus.importers.day_headings import heading_table, is_day
from syllabus.importers.page import Block, Table

if TYPE_CHECKING:
    from syllabus.importers.page import Cell, Page


@dataclass(frozen=True)
class _Thing:
    """A block or a table; a list can be a table instead. ``cell`` is what it says."""

    is_: Block | Table
    else_: Table | None = None
    cell: Cell | None = None


@dataclass
class Found:
    """Blocks and tables of a page."""

    _found: list[_Thing] = field(default_factory=list)

    def add(
        self,
        thing: Block | Table,
        else_table: Table | None = None,
        cell: Cell | None = None,
    ) -> None:
        """Add a block or a table.

        Args:
            thing: What it is.
            else_table: What a list of days is, where they are the schedule.
            cell: What a block says, as pieces.
        """
        self._found.append(_Thing(thing, else_table, cell))

    @property
    def things(self) -> list[Block | Table]:
        """What was added so far."""
        return [thing.is_ for thing in self._found]

    @property
    def blocks(self) -> list[Block]:
        """The blocks so far."""
        return [thing for thing in self.things if isinstance(thing, Block)]

    def on(self, page: Page) -> Page:
        """The page with what was found, in its order."""
        self._found.sort(key=lambda found: _line(found.is_))
        things = self.things
        firm = any(isinstance(thing, Table) and _has_days(thing) for thing in things)
        if not firm:
            things = _by_headings(self._found) or [
                found.else_ or found.is_ for found in self._found
            ]
        tables = tuple(thing for thing in things if isinstance(thing, Table))
        days = [table for table in tables if _has_days(table)]
        return replace(
            page,
            blocks=tuple(thing for thing in things if isinstance(thing, Block)),
            tables=tables,
            # A list of days tells all that is on them: a deadline alone is no class.
            events=page.events or (bool(days) and all(table.roles for table in days)),
            loose=bool(days) and not firm,
        )


def _by_headings(found: list[_Thing]) -> list[Block | Table]:
    """The things with a table for each run of headings that are days; none of one."""
    things: list[Block | Table] = []
    runs: dict[int, list[list[Cell]]] = {}  # by the place of their table
    inside = False  # a section whose heading is a day
    for thing in found:
        heading = isinstance(thing.is_, Block) and thing.is_.kind == "heading"
        if heading and thing.cell and is_day(thing.cell):
            if not inside:
                runs[len(things)] = []
                things.append(thing.is_)
            runs[max(runs)].append([thing.cell])
            inside = True
        elif inside and not heading and thing.cell:
            runs[max(runs)][-1].append(thing.cell)
        else:
            inside = inside and not heading
            things.append(thing.is_)
    if sum(map(len, runs.values())) < 2:
        return []
    for at, sections in runs.items():
        things[at] = heading_table(sections)
    return things


def _has_days(table: Table) -> bool:
    return any(has_date(row) for row in table.rows)


def _line(thing: Block | Table) -> int:
    if isinstance(thing, Block):
        return thing.where.line
    return min(
        (cells[0].where.line for cells in (thing.head, *thing.rows) if cells), default=0
    )
