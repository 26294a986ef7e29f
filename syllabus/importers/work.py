"""Assignments by their names on the page: “HW1”, “Homework 1” and “hw 1” are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.importers.draft import DraftWork

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_SHORT = (
    ("a", r"(?:assignments?|assn|asgn|assgn|a)"),
    ("hw", r"(?:home\s?works?|hws?)"),
    ("ps", r"(?:problem\s?sets?|p-?sets?|ps)"),
    ("p", r"(?:projects?|proj|p)"),
    ("lab", r"(?:labs?|laborator(?:y|ies))"),
    ("quiz", r"(?:quiz(?:zes)?)"),
    ("mp", r"(?:machine\s?problems?|mps?)"),
    ("pa", r"(?:programming\s?assignments?|pa)"),
)


def work_id(name: str) -> str:
    """A short name for the schedule to use: a1, hw2, project-proposal."""
    plain = " ".join(name.lower().split()).strip(" .:,#")
    plain = re.sub(r"^(?:the|our)\s+", "", plain)
    for short, pattern in _SHORT:
        if match := re.fullmatch(rf"{pattern}\s*#?\s*0*(\d+[a-z]?)", plain):
            return short + match[1]
    slug = re.sub(r"[^\w]+", "-", plain.replace("'", "").replace("’", "")).strip("-_")
    return slug[:40].rstrip("-") or "work"


def add_work(work: dict[str, DraftWork], name: str, link: str | None) -> DraftWork:
    """The assignment of that name; a new one is added to ``work``."""
    found = work.setdefault(work_id(name), DraftWork(work_id(name), _title(name)))
    found.link = found.link or link
    return found


def _title(name: str) -> str:
    title = " ".join(name.split()).strip(" .:,")
    return title[:1].upper() + title[1:]


@dataclass(frozen=True)
class WorkDay:
    """When work is out or due; ``at`` is 17:00 or "" for the whole day."""

    date: dt.date
    at: str = ""

    @property
    def begins(self) -> tuple[dt.date, str]:
        """The first minute of it."""
        return self.date, self.at or "00:00"

    @property
    def ends(self) -> tuple[dt.date, str]:
        """The last minute of it."""
        return self.date, self.at or "23:59"


class WorkDays:
    """The days on which work is out and due: one of each, and out comes first.

    What the page says first stands, so that a slip of it cannot make a course that is
    wrong as a whole.
    """

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], WorkDay] = {}

    def add(self, side: str, name: str, day: WorkDay) -> str:
        """Add a day of the work with that id; the reason if it cannot be, else ""."""
        before = self._days.get((side, name))
        if before and (before.date != day.date or (before.at and day.at != before.at)):
            if before.date == day.date and not day.at:
                return ""
            return f"it is {side} on {before.date} already"
        out = day if side == "out" else self._days.get(("out", name))
        due = day if side == "due" else self._days.get(("due", name))
        if out and due and due.ends < out.begins:
            return f"it would be due on {due.date}, before it is out on {out.date}"
        self._days[side, name] = day
        return ""

    def all(self) -> Iterator[tuple[str, str, WorkDay]]:
        """Each day with its side and the work's id, as the page has them."""
        return ((side, name, day) for (side, name), day in self._days.items())
