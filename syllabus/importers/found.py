"""What a reader finds on a page: blocks and tables, and lists that may be either."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syllabus.importers.columns import has_date
from syllabus.importers.page import Block, Table

if TYPE_CHECKING:
    from syllabus.importers.page import Page


@dataclass
class Found:
    """Blocks and tables of a page.

    A list whose items begin with days is the schedule only where no table has days: it
    can be one of office hours, too.
    """

    _things: list[tuple[Block | Table, Table | None]] = field(default_factory=list)

    def add(self, thing: Block | Table, else_table: Table | None = None) -> None:
        """Add a block or a table; a block can be a table instead."""
        self._things.append((thing, else_table))

    @property
    def things(self) -> list[Block | Table]:
        """What was added so far."""
        return [thing for thing, _ in self._things]

    @property
    def blocks(self) -> list[Block]:
        """The blocks so far."""
        return [thing for thing, _ in self._things if isinstance(thing, Block)]

    def on(self, page: Page) -> Page:
        """The page with what was found, in its order."""
        self._things.sort(key=lambda found: _line(found[0]))
        dated = any(
            isinstance(thing, Table) and _has_days(thing) for thing, _ in self._things
        )
        things = [
            thing if dated or other is None else other for thing, other in self._things
        ]
        tables = tuple(thing for thing in things if isinstance(thing, Table))
        days = [table for table in tables if _has_days(table)]
        return replace(
            page,
            blocks=tuple(thing for thing in things if isinstance(thing, Block)),
            tables=tables,
            # A list of days tells all that is on them: a deadline alone is no class.
            events=page.events or (bool(days) and all(table.roles for table in days)),
        )


def _has_days(table: Table) -> bool:
    return any(has_date(row) for row in table.rows)


def _line(thing: Block | Table) -> int:
    if isinstance(thing, Block):
        return thing.where.line
    return min(
        (cells[0].where.line for cells in (thing.head, *thing.rows) if cells), default=0
    )
