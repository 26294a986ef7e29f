"""Pages that are one schedule: a file for each week, module or part of a course.

Such are the files of a collection of Jekyll (``_modules/*.md``), and files of a folder
whose names differ in a small number alone (``week-01.md``, ``week-02.md``), if the days
of each come after those of the one before: last year's page is no part of this year's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from syllabus.importers.folder import Candidate
from syllabus.importers.page import Aside, Block, Cell, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.diagnostics import Where
    from syllabus.importers.folder import Folder

_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")

_AUTUMN, _SPRING = 11, 2
"""The months from which, and to which, a course crosses a new year."""

Placed = TypeVar("Placed", Block, Aside, Cell)


def series(folder: Folder, pages: Iterable[Candidate]) -> Iterator[Candidate]:
    """The pages that several pages with days make, each of a file of its own."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for page in pages:
        if page.days:
            groups.setdefault(_group(page.files[0]), []).append(page)
    for (place, _), group in groups.items():
        if not _ascend(group):
            group.sort(key=lambda one: one.dates)
        if len(group) > 1 and _ascend(group):
            files = tuple(file for one in group for file in one.files)
            whole = joined(folder.shown(place), [one.page for one in group])
            yield Candidate(files, whole)


def _ascend(pages: Sequence[Candidate]) -> bool:
    """Whether each page begins after the one before ends; a new year may begin."""
    for before, after in pairwise(pages):
        last, first = max(before.dates), min(after.dates)
        new_year = before.dates[-1][0] >= _AUTUMN and first[0] <= _SPRING
        if first <= last and not new_year:
            return False
    return True


def _group(file: str) -> tuple[str, str]:
    path = PurePosixPath(file)
    if path.parent.name.startswith("_"):
        return path.parent.as_posix(), path.suffix
    return path.parent.as_posix(), _NUMBER.sub("#", path.name)


def joined(file: str, pages: Sequence[Page]) -> Page:
    """One page of several, in their order.

    Lines count on from page to page; a place still says its line in its own file. The
    title of a page is the name of a part of the course.

    Args:
        file: What the whole is called.
        pages: The pages; each has lines.
    """
    moved, before = [], 0
    for page in pages:
        moved.append(_moved(page, before))
        before += len(page.lines)
    return Page(
        file,
        front=tuple(one for page in moved for one in page.front),
        blocks=tuple(one for page in moved for one in page.blocks),
        tables=tuple(one for page in moved for one in page.tables),
        asides=tuple(one for page in moved for one in page.asides),
        references={k: v for page in moved for k, v in page.references.items()},
        lines=tuple(line for page in moved for line in page.lines),
        findings=tuple(dict.fromkeys(one for page in moved for one in page.findings)),
        events=all(page.events for page in moved),
    )


def _moved(page: Page, before: int) -> Page:
    """A page as a part of a longer one."""

    def there(where: Where) -> Where:
        return replace(where, line=where.line + before, sheet=where.row)

    def placed(one: Placed) -> Placed:
        return replace(one, where=there(one.where))

    titles = [
        Block("part", text, there(where))
        for key, text, where in page.front
        if key.lower() == "title" and text.strip()
    ]
    return replace(
        page,
        front=tuple(
            (key, text, there(where))
            for key, text, where in page.front
            if key.lower() != "title"
        ),
        blocks=(*titles, *map(placed, page.blocks)),
        tables=tuple(
            replace(
                table,
                head=tuple(map(placed, table.head)),
                rows=tuple(tuple(map(placed, row)) for row in table.rows),
            )
            for table in page.tables
        ),
        asides=tuple(map(placed, page.asides)),
    )
