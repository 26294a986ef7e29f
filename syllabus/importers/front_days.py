"""Days in the front matter of a module, as just-the-class had them before 2020.

    days:
      - date: 2019-04-01            or, with days as keys:  2019-04-01:
        events:                                               "[Java](#)": "[1.1](#)"
          "[Java](#)": "[1.1](#)"

An event is Markdown, and so is what it names, which says more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.importers.day_list import Day, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.core.diagnostics import Where
    from syllabus.core.source import Path, Source
    from syllabus.importers.page import Cell

    MakeCell = Callable[[str, Where], Cell]

DAYS = "days"


def front_days(source: Source, cell: MakeCell) -> Iterator[Day]:
    """The days of the key ``days``; none where it has another form.

    Args:
        source: The front matter.
        cell: Makes a cell of Markdown and its place.
    """
    days = source.data.get(DAYS) if isinstance(source.data, dict) else None
    if isinstance(days, dict):
        for day, events in days.items():
            at: Path = (DAYS, day)
            yield _day(source, day, source.key(at), events, at, cell)
    elif isinstance(days, list):
        for number, each in enumerate(days):
            at = (DAYS, number)
            if isinstance(each, dict) and isinstance(each.get("date"), str):
                events, below = each.get("events"), (*at, "events")
                where = source.at((*at, "date"))
                yield _day(source, each["date"], where, events, below, cell)


def _day(
    source: Source, day: str, where: Where, events: Any, at: Path, cell: MakeCell
) -> Day:
    if not isinstance(events, dict):
        return Day(cell(day, where))
    return Day(
        cell(day, where),
        tuple(
            Event(
                cell(main, source.key((*at, main))),
                cell(more, source.at((*at, main))) if isinstance(more, str) else None,
            )
            for main, more in events.items()
        ),
    )
