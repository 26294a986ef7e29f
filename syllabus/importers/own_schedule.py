"""The schedule and the deadlines of a page of our own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syllabus.core.deadlines import KINDS
from syllabus.core.said import fields, folded
from syllabus.core.view.blocks import TOPIC
from syllabus.importers.account import Verdict
from syllabus.importers.decks import slide_files
from syllabus.importers.numbering import DEFAULT
from syllabus.importers.own_sections import days_text
from syllabus.importers.own_topic import TopicReader
from syllabus.importers.work import work_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from syllabus.core.said import Said
    from syllabus.core.values import DateRange
    from syllabus.importers.account import Report
    from syllabus.importers.own_lines import Part, Row, Table
    from syllabus.importers.page import Cell

DATE, _NUMBER, _WORK, _OUT = 1, 2, 4, 2


@dataclass
class _Meeting:
    """A row of the schedule that is an entry, or a day without class."""

    days: DateRange
    entry: dict[str, Any]
    numbered: bool


@dataclass
class ScheduleReader:
    """Reads tables of meetings and of deadlines.

    Attributes:
        said: What reads their words.
        report: Accounts for each cell.
        files: The addresses of decks, and their files in the course.
        others: The days of the other sections' meetings, one list for each.
    """

    said: Said
    report: Report
    files: dict[str, str] = field(default_factory=dict)
    others: list[list[dt.date]] = field(default_factory=list)
    _meetings: list[_Meeting] = field(default_factory=list)
    _works: list[dict[str, str]] = field(default_factory=list)
    _marked: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def dates(self) -> list[dt.date]:
        """The days of the entries, in their order."""
        return [meeting.days.first for meeting in self._meetings]

    def data(self, holidays: Mapping[str, str]) -> dict[str, Any]:
        """The keys of the course file; ``holidays`` are those that were said before."""
        held = dict(holidays)
        for meeting in self._meetings:
            if meeting.days.first != meeting.days.last:
                held.setdefault(days_text(meeting.days), meeting.entry["break"])
        self._meetings = [m for m in self._meetings if not _is_holiday(m, held)]
        entries = [meeting.entry for meeting in self._meetings]
        self._name_decks(entries)
        works = self._works or list(self._marked.values())
        return {
            "holidays": held,
            "schedule": entries,
            "assignments": list(_with_ids(works)),
            "numbered": self._numbered(),
        }

    def _name_decks(self, entries: Sequence[dict[str, Any]]) -> None:
        """Give decks their files: the packet names each place by the file it has."""
        decks = [deck for entry in entries for deck in entry.get("decks", ())]
        names = {
            deck["file"]: re.sub(r"^.*#deck-(.+)$", r"\1.pdf", deck["file"])
            for deck in decks
        }
        files = slide_files(names.values(), {})
        self.files = {href: files[name] for href, name in names.items()}
        for deck in decks:
            deck["file"] = self.files[deck["file"]]

    def _numbered(self) -> list[str]:
        """The kinds that count as lectures, where they are not the usual ones."""
        regular = [m for m in self._meetings if "extra" not in m.entry]
        met = {_kind(meeting.entry) for meeting in regular}
        kinds = {_kind(meeting.entry) for meeting in regular if meeting.numbered}
        usual = kinds == met & set(DEFAULT)
        return [] if usual else [kind for kind in KINDS if kind in kinds]

    # -- meetings

    def read_schedule(self, part: Part) -> None:
        """Read the tables of meetings; the first gives the entries."""
        first, *others = self._wide(part, TOPIC) or (None,)
        if first is None:
            return
        reader = TopicReader(self.said, self.report)
        begins = ""
        for row in first.rows:
            if _spans(row):
                begins = row.cells[0][0].text
                self._tell(row.cells[0], "the part of the course that begins here")
            elif meeting := self._meeting(row, reader):
                if begins and meeting.entry.get("break") is None:
                    meeting.entry["part"], begins = begins, ""
                self._meetings.append(meeting)
        self.others = [self._days_of(table) for table in others]

    def _tell(self, cells: Sequence[Cell], as_what: str) -> None:
        for cell in cells:
            self.report.tell(cell.where, cell.text, Verdict.UNDERSTOOD, as_what)

    def _meeting(self, row: Row, reader: TopicReader) -> _Meeting | None:
        self._tell(row.cells[0], "the week; it follows from the dates")
        self._tell(row.cells[_NUMBER], "the number; it follows by itself")
        date, topic = row.cells[DATE], row.cells[TOPIC]
        days = self.said.days(_words(date))
        if days is None:
            for cell in (*date, *topic):
                shown = "this is no day that the program writes"
                self.report.tell(cell.where, cell.text, Verdict.NOTED, shown)
            return None
        self._tell(date, f"the day, {days_text(days)}")
        for cell in row.cells[_WORK] if len(row.cells) > _WORK else ():
            self._mark(cell, days.first)
        if not topic:
            return None
        entry = reader.read(topic)
        # A break belongs to its day; so does what was moved there.
        if entry.keys() & {"break", "instead_of", "extra"}:
            entry["date"] = str(days.first)
        return _Meeting(days, _in_order(entry), bool(row.cells[_NUMBER]))

    def _days_of(self, table: Table) -> list[dt.date]:
        """The days of the meetings of another section."""
        quiet = TopicReader(self.said, type(self.report)(self.report.file))
        found = []
        for row in table.rows:
            self._tell(_all(row), "another section")
            days = None if _spans(row) else self.said.days(_words(row.cells[DATE]))
            if (
                days
                and row.cells[TOPIC]
                and "break" not in quiet.read(row.cells[TOPIC])
            ):
                found.append(days.first)
        return sorted(found)

    # -- work

    def _mark(self, cell: Cell, day: dt.date) -> None:
        """Work that is out or due on a day, as the schedule has it."""
        text = self.said.language.text
        words = cell.text.lstrip("●○ ")
        href = next((piece.href for piece in cell.pieces if piece.href), "")
        for side, message in (
            ("due", text("{title} due at {time}", title="<title>", time="<time>")),
            ("out", text("{title} out at {time}", title="<title>", time="<time>")),
            ("due", text("{title} due", title="<title>")),
            ("out", text("{title} out", title="<title>")),
        ):
            for way in fields(message, words):
                time = self.said.clock(way["time"]) if "time" in way else None
                if "time" in way and time is None:
                    continue
                work = self._marked.setdefault(way["title"], {"title": way["title"]})
                work |= {"link": href} if href else {}
                work[side] = f"{day} {time:%H:%M}" if time else str(day)
                self._tell([cell], f"an assignment is {side}")
                return
        self.report.tell(cell.where, cell.text, Verdict.NOTED, "no assignment")

    def read_deadlines(self, part: Part) -> None:
        """Read the tables of deadlines: the first of them."""
        for table in self._wide(part, _OUT):
            if self._works:
                for row in table.rows:
                    self._tell(_all(row), "another section")
            else:
                self._works = [self._work(row) for row in table.rows if row.cells[1]]

    def _wide(self, part: Part, column: int) -> list[Table]:
        """The tables of a section that have a column; others are not ours."""
        for table in part.tables:
            if len(table.head) <= column:
                for cell in (cell for row in table.rows for cell in _all(row)):
                    told = "a table that this program does not write"
                    self.report.tell(cell.where, cell.text, Verdict.NOTED, told)
        return [table for table in part.tables if len(table.head) > column]

    def _work(self, row: Row) -> dict[str, str]:
        due, (title, *notes), out, *weight = row.cells[:4]
        found = {
            "title": title.text,
            "link": next((piece.href for piece in title.pieces if piece.href), ""),
            "out": self.said.moment(_words(out)) or "",
            "due": self.said.moment(_words(due)) or "",
            "note": "\n".join(line.source for line in notes),
        }
        share = self.said.percent(_words(weight[0])) if weight else None
        found["weight"] = "" if share is None else f"{share:g}"
        for cells, name in ((due, "due"), (out, "out")):
            self._tell(
                cells, f"it is {name} {found[name]}" if found[name] else "not said"
            )
        self._tell([title, *notes], "an assignment")
        self._tell([c for cell in weight for c in cell], "its share of the grade")
        return {key: value for key, value in found.items() if value}


_ORDER = (
    *("topic", *KINDS, "kind", "speaker", "affiliation", "date", "instead_of", "extra"),
    *("partner", "hours", "room", "part", "decks", "links", "readings", "notes"),
)


def _in_order(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in _ORDER if key in entry}


def _kind(entry: Mapping[str, Any]) -> str:
    return entry.get("kind") or next((k for k in KINDS if k in entry), "lecture")


def _is_holiday(meeting: _Meeting, held: Mapping[str, str]) -> bool:
    name = held.get(days_text(meeting.days))
    return name is not None and folded(name) == folded(meeting.entry.get("break", ""))


def _spans(row: Row) -> bool:
    """Whether a row has only its first cell, in bold: a part of the course begins."""
    first, *others = row.cells
    return bool(first) and not any(others)


def _all(row: Row) -> list[Cell]:
    return [line for cell in row.cells for line in cell]


def _words(cells: Sequence[Cell]) -> str:
    return " ".join(cell.text for cell in cells)


def _with_ids(works: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Assignments with names for the schedule, each its own."""
    taken: set[str] = set()
    for work in works:
        name, number = work_id(work["title"]), 1
        while (given := name if number == 1 else f"{name}-{number}") in taken:
            number += 1
        taken.add(given)
        yield {"id": given, **work}
