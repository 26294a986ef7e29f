"""A course being imported: what `course_text` writes, before it is text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syllabus.core.diagnostics import Where
    from syllabus.core.values import DateRange


@dataclass
class DraftLink:
    """A link, or a reading without one."""

    title: str
    link: str | None = None


@dataclass
class DraftDeck:
    """A deck: its file in the course folder, and the page's address for it."""

    title: str
    href: str
    file: str = ""
    link: str | None = None


@dataclass
class DraftEntry:
    """An entry on its day. ``pinned`` says that the pattern would not give it."""

    date: dt.date
    where: Where
    topic: str = ""
    kind: str = "lecture"
    pinned: bool = False
    instead_of: dt.date | None = None
    extra: bool = False
    partner: str = ""
    hours: str = ""
    room: str = ""
    speaker: str = ""
    affiliation: str = ""
    decks: list[DraftDeck] = field(default_factory=list)
    links: list[DraftLink] = field(default_factory=list)
    readings: list[DraftLink] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    due: list[str] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    comment: str = ""
    part: str = ""


@dataclass
class DraftWork:
    """An assignment. ``out`` and ``due`` are for days that no entry marks."""

    id: str
    title: str
    link: str | None = None
    out: str = ""
    due: str = ""


@dataclass
class DraftPattern:
    """A pattern; ``days`` are weekdays, Monday = 0.

    ``first_day`` and ``last_day`` are set where they are not the term's.
    """

    days: tuple[int, ...]
    hours: str = ""
    room: str = ""
    kind: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass
class Draft:
    """A course. ``comments`` say, by key, what a person should look at."""

    title: str = ""
    code: str = ""
    language: str = ""
    timezone: str = ""
    term: str = ""
    first_day: dt.date = dt.date.min
    last_day: dt.date = dt.date.min
    finals: DateRange | None = None
    patterns: list[DraftPattern] = field(default_factory=list)
    holidays: dict[DateRange, str] = field(default_factory=dict)
    numbered: tuple[str, ...] | None = None
    notices: list[str] = field(default_factory=list)
    work: dict[str, DraftWork] = field(default_factory=dict)
    entries: list[DraftEntry] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
