"""A folder as the source of an import: which of its files have the schedule.

Every file is read alone, and those of a series as one; what has a schedule then
is a candidate. The one with the most days is taken if no other has half as many: last
year's page, or that of another section, is not to be taken by chance. The report says
what was taken and what was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.core.words import counted
from syllabus.importers.rows import read_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from syllabus.importers.page import Page

MOST_FILES = 2_000
"""Files below a folder that are looked at; sites of courses have a few hundred."""


@dataclass(frozen=True)
class Folder:
    """The files below a folder, for readers that know no file system.

    ``name`` is what a person called it; ``files`` are paths below it, with slashes, in
    order. ``read`` gives the bytes of one, and no more than one byte above a limit.
    """

    name: str
    files: tuple[str, ...]
    read: Callable[[str, int], bytes]

    def shown(self, file: str) -> str:
        """A file or folder below this one (“.” is itself) as a person would call it."""
        top = self.name.rstrip("/")
        return top if file == "." else f"{top}/{file}"


@dataclass(frozen=True)
class Candidate:
    """A page, and the files of the folder that it was read from, the first first.

    ``unread`` are problems that kept a file from being read.
    """

    files: tuple[str, ...]
    page: Page
    unread: tuple[Diagnostic, ...] = ()

    @cached_property
    def dates(self) -> tuple[tuple[int, int], ...]:
        """The month and day of each row of its schedule that has a date."""
        rows = read_schedule(self.page).rows
        return tuple((r.dates[0].month, r.dates[0].day) for r in rows if r.dates)

    @property
    def days(self) -> int:
        """How many rows of its schedule have a date."""
        return len(self.dates)


def choose(folder: Folder, candidates: Iterable[Candidate]) -> Candidate | Diagnostic:
    """The page of a folder that has its schedule, or the problem that none has."""
    found = list(candidates)
    dated = _without_parts([(one.days, one) for one in found])
    if not dated:
        return _nothing(folder, found)
    (most, best), *others = dated
    rivals = [days for days, one in others if one.page.loose == best.page.loose]
    if rivals and rivals[0] * 2 > most:
        listed = ", ".join(_told(folder, days, one) for days, one in dated[:5])
        return Diagnostic(
            Where(folder.name),
            "several-schedules",
            f"several pages of this folder can be its schedule: {listed}",
            "name the one to import",
        )
    findings = [("Source", f"{_told(folder, most, best)}: the schedule of this folder")]
    findings += [
        ("Source", f"{_told(folder, days, one)} too; not imported")
        for days, one in others
    ]
    findings += [
        ("Source", f"{problem.where} was not read: {problem.message}")
        for one in found
        for problem in one.unread
    ]
    page = replace(best.page, findings=(*findings, *best.page.findings))
    return replace(best, page=page)


def _without_parts(
    dated: Sequence[tuple[int, Candidate]],
) -> list[tuple[int, Candidate]]:
    """Those with days, the most first; none whose files another has among its own.

    Pages whose days may be news come last, however many they have.
    """
    ordered = sorted(
        ((days, one) for days, one in dated if days),
        key=lambda item: (
            item[1].page.loose,
            -item[0],
            -len(item[1].files),
            item[1].files,
        ),
    )
    kept: list[tuple[int, Candidate]] = []
    for days, one in ordered:
        if not any(set(one.files) <= set(other.files) for _, other in kept):
            kept.append((days, one))
    return kept


def _told(folder: Folder, days: int, one: Candidate) -> str:
    name = folder.shown(one.files[0])
    if len(one.files) > 1:
        name += f" and {counted(len(one.files) - 1, 'file')} like it"
    verb = "has" if len(one.files) == 1 else "have"
    return f"{name} {verb} {counted(days, 'day')}"


def _nothing(folder: Folder, found: Sequence[Candidate]) -> Diagnostic:
    looked = len({file for one in found for file in one.files})
    hint = "a schedule is a page or file with dates; name it if it lies elsewhere"
    message = "this folder has no file that can be imported"
    if looked:
        message = f"none of {counted(looked, 'file')} of this folder has a schedule"
    return Diagnostic(Where(folder.name), "no-schedule-table", message, hint)
