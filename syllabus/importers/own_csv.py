"""``schedule.csv``, back to a course file; it is known by its headings."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from syllabus.core.deadlines import KINDS
from syllabus.core.diagnostics import Diagnostic, Where, one_line
from syllabus.core.model import Term
from syllabus.core.schedule import week_of
from syllabus.core.view.data import (
    CourseData,
    DaysData,
    HolidayData,
    MeetingData,
    MomentData,
    PatternData,
    SwapData,
)
from syllabus.core.view.sheet import BETWEEN_STAFF, HEADINGS, SheetRow
from syllabus.importers.account import Report
from syllabus.importers.csv_text import decoded_text, find_delimiter
from syllabus.importers.own_course import fault_of
from syllabus.importers.own_json import import_data
from syllabus.importers.schedule_page import Imported
from syllabus.render.sheet import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from syllabus.core.source import Path


def import_own_csv(raw: bytes, file: str) -> Imported | None:
    """Import a sheet of our own; None for any other file.

    Args:
        raw: The bytes of the file; an office may have saved it anew.
        file: What it is called in the report.
    """
    decoded = decoded_text(raw)
    if decoded is None or not decoded[0].lstrip().startswith(('"What"', HEADINGS[0])):
        return None
    (_, head), *rows = _records(decoded[0])
    if tuple(head) != HEADINGS:
        return None
    sheet = _Sheet(file)
    try:
        for line, cells in rows:
            sheet.add(line, cells)
        data = CourseData.model_validate(sheet.data())
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return _refused(file, sheet.line, f"“{first['input']}”: {first['msg']}")
    except ValueError as error:
        return _refused(file, sheet.line, str(error))
    if fault := fault_of(data):
        return _refused(file, 0, fault)
    return import_data(data, file, sheet.at, {"language", "timezone"})


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The rows with the lines on which they begin; the first has the headings."""
    reader = csv.reader(io.StringIO(text), delimiter=find_delimiter(text))
    found: list[tuple[int, list[str]]] = []
    begins = 1
    with contextlib.suppress(csv.Error):  # a cell larger than any of a schedule
        for row in reader:
            found += [(begins, row)] if any(row) else []
            begins = reader.line_num + 1
    return found or [(1, [])]


def _refused(file: str, line: int, reason: str) -> Imported:
    problem = Diagnostic(
        Where(file, line, 1 if line else 0),
        "table-unreadable",
        one_line(f"this row is not as the program writes it: {reason}"),
        "days are written 2017-03-28, times 10:30; all columns and headings stay",
    )
    return Imported(None, Report(file), (problem,))


class _Sheet:
    """Collects the rows of a sheet as the data that they were written from.

    Attributes:
        line: That of the row which is being read.
    """

    def __init__(self, file: str) -> None:
        self._file, self.line = file, 0
        self._course: dict[str, Any] = {}
        self._term: dict[str, Any] = {}
        self._holidays: list[HolidayData] = []
        self._swaps: list[SwapData] = []
        self._tables: dict[str, dict[str, Any]] = {}
        self._staff: dict[str, str] = {}
        self._places: dict[Path, int] = {}
        self._takers: dict[str, Callable[[SheetRow], None]] = {
            **dict.fromkeys(KINDS, self._meeting),
            **dict.fromkeys(("out", "due"), self._work),
            **dict.fromkeys(("term", "finals"), self._frame),
            "day swap": self._swap,
            "holiday": self._holiday,
            "pattern": self._pattern,
        }

    def at(self, path: Path) -> Where:
        """Where a part of the data stands."""
        while path and path not in self._places:
            path = path[:-1]
        return Where(self._file, self._places.get(path, 1), 1)

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take a row over.

        Raises:
            ValueError: It is none that the program writes.
        """
        self.line = line
        if len(cells) != len(HEADINGS):
            raise ValueError(f"it has {len(cells)} cells, not {len(HEADINGS)}")
        row = SheetRow(*map(cell_text, cells))
        self._course |= {"title": row.course, "code": row.code}
        take = self._takers.get(row.what)
        if take is None:
            raise ValueError(f"“{row.what}” in the column What")
        take(row)

    def _frame(self, row: SheetRow) -> None:
        if row.what == "term":
            self._term |= {"name": row.term, **_span(row).model_dump()}
            self._note("term")
        else:
            self._term["finals"] = _span(row)

    def _swap(self, row: SheetRow) -> None:
        self._note("day_swaps", len(self._swaps))
        swap = {"date": row.date, "follows": row.weekday}
        self._swaps.append(SwapData.model_validate(swap))

    def _holiday(self, row: SheetRow) -> None:
        self._note("holidays", len(self._holidays))
        days = _span(row).model_dump()
        self._holidays.append(HolidayData(name=row.title, **days))

    def _pattern(self, row: SheetRow) -> None:
        self._table(row)["patterns"].append(_pattern(row))
        self._staff[row.section] = row.staff

    def _note(self, *path: str | int) -> None:
        self._places[path] = self.line

    def _table(self, row: SheetRow) -> dict[str, Any]:
        empty = {"section": row.section, "patterns": [], "meetings": [], "works": {}}
        return self._tables.setdefault(row.section, empty)

    def _work(self, row: SheetRow) -> None:
        works = self._table(row)["works"]
        work = works.setdefault(row.id, {"id": row.id, "title": row.title})
        at = _filled(date=row.date, time=row.starts)
        work[row.what] = MomentData.model_validate(at)
        if len(self._tables) == 1:
            self._note("timetables", 0, "assignments", list(works).index(row.id))

    def _meeting(self, row: SheetRow) -> None:
        meetings = self._table(row)["meetings"]
        self._staff[row.section] = row.staff
        if len(self._tables) == 1:
            self._note("timetables", 0, "meetings", len(meetings))
        day = dt.date.fromisoformat(row.date)
        first_day = self._term.get("first_day", day)
        term = Term.model_construct(first_day=first_day, week_begins=0)
        said = _filled(
            id=row.id,
            kind=row.what,
            topic=row.title,
            number=row.number,
            week=week_of(term, day),
            date=row.date,
            starts=row.starts,
            ends=row.ends,
            room=row.room,
            speaker=row.speaker,
            affiliation=row.affiliation,
            partner=row.joint_with,
            instead_of=row.instead_of,
            # A break belongs to its day; all others follow the pattern if they do.
            pinned=row.what == "break",
        )
        meetings.append(MeetingData.model_validate(said))

    def data(self) -> dict[str, Any]:
        """The data of the course."""
        staff, by_section = _staff(self._staff)
        return {
            **self._course,
            # What a sheet does not say; nothing that it says depends on them.
            "language": "en",
            "timezone": "UTC",
            "term": self._term,
            "staff": [{"name": name} for name in staff],
            "holidays": self._holidays,
            "day_swaps": self._swaps,
            "timetables": [
                {
                    "section": name,
                    "staff": by_section.get(name, ""),
                    "patterns": table["patterns"],
                    "meetings": table["meetings"],
                    "assignments": list(table["works"].values()),
                }
                for name, table in self._tables.items()
            ],
        }


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != ""}


def _span(row: SheetRow) -> DaysData:
    days = {"first_day": row.date, "last_day": row.until or row.date}
    return DaysData.model_validate(days)


def _pattern(row: SheetRow) -> PatternData:
    said = _filled(
        days=tuple(row.weekday.split("/")),
        starts=row.starts,
        ends=row.ends,
        room=row.room,
        kind=row.title,
        first_day=row.date,
        last_day=row.until,
    )
    return PatternData.model_validate(said)


def _staff(said: Mapping[str, str]) -> tuple[Sequence[str], Mapping[str, str]]:
    """The staff of the course, or that of each section where these have their own."""
    if len(set(said.values())) != 1:
        return (), said
    (words,) = set(said.values())
    return _names(words) if words else (), {}


def _names(words: str) -> Sequence[str]:
    parts: Iterable[str] = words.split(BETWEEN_STAFF)
    names = [part for part in parts if part and part == part.strip()]
    return names if BETWEEN_STAFF.join(names) == words else [words]
