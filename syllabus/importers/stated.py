"""The assignments of a page with their days, to compare them with those of a course.

An import makes a course of a page, and so has to find a class in it. Here a page may
be nothing but a list of assignments; and since the term is known, a day without a year
is no question.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Where
from syllabus.core.parse import parse_course
from syllabus.core.prose import plain_words
from syllabus.core.schedule import resolve, work_of
from syllabus.core.world.work import StatedDay, StatedWork
from syllabus.importers.dates import read_dates, settle_order
from syllabus.importers.moments import SaidMoment, moment_day, read_moment
from syllabus.importers.own import import_own
from syllabus.importers.rows import read_schedule
from syllabus.importers.spoken import page_language
from syllabus.importers.work import work_id

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from syllabus.core.values import DateRange
    from syllabus.importers.dates import PageDate
    from syllabus.importers.page import Block, Cell, Page, Table
    from syllabus.importers.schedule_page import Imported

_SIDES = {
    "due": re.compile(
        r"\b(?:due|deadlines?|hand-?in|abgabe\w*|fällig|frist|à rendre|rendus?"
        r"|échéances?|date limite|remises?|entregas?|fecha límite|plazos?"
        r"|vencimientos?)\b",
        re.IGNORECASE,
    ),
    "out": re.compile(
        r"\b(?:out|released?|assigned|posted|handed out|ausgabe\w*|distribuée?s?"
        r"|publiée?s?|publicad[oa]s?|publicación)\b",
        re.IGNORECASE,
    ),
}
"""What headings and lines call the days, in the languages of `names.LANGUAGES`."""

_EVENT = re.compile(r"(?P<name>.+\S)\s+(?:is\s+)?(?P<side>due|out)", re.IGNORECASE)
_LINKING = re.compile(r"(?:\s+(?:is|are|will be|comes))?[\s,;:(–—-]*$")
_HEADING = re.compile(r"#+[ \t]+|[*_`]+")
_LONGEST_NAME = 10  # words
_LONGEST_MOMENT = 60  # characters


def stated_work(raw: bytes, page: Page, term: DateRange) -> list[StatedWork]:
    """The assignments of a page, in its order, each with all days that it gives.

    Args:
        raw: Its bytes: what this program wrote says more than a reader of it sees.
        page: The page, read without problems.
        term: Of the course; a day without a year is in the year nearest to it.
    """
    if own := import_own(raw, page.file):
        return list(_of_own(own, page))
    reader = _Reader(page, term)
    rest = [table for table in page.tables if not reader.take_list(table)]
    reader.take_schedule(replace(page, tables=tuple(rest)))
    reader.take_prose(page.blocks)
    return sorted(reader.found.values(), key=lambda work: work.where)


def _of_own(own: Imported, page: Page) -> Iterator[StatedWork]:
    """The assignments of a form of a course that this program wrote."""
    course = parse_course((own.text or "").encode(), page.file).course
    if course is None:
        return
    places = {a.words: a.where for a in reversed(own.report.accounts)}
    for work in work_of(course, resolve(course)[0]):
        title = course.assignments[work.number].title
        where = places.get(title, Where(page.file))
        line = _line(page, where)
        days = {
            side: StatedDay(where, moment.date, moment.at, line)
            for side, moment in (("out", work.out), ("due", work.due))
            if moment
        }
        yield StatedWork(title, where, line, days)


def _line(page: Page, where: Where) -> str:
    return page.lines[where.line - 1] if 0 < where.line <= len(page.lines) else ""


class _Reader:
    """Collects assignments by their short names."""

    def __init__(self, page: Page, term: DateRange) -> None:
        self.found: dict[str, StatedWork] = {}
        self._page, self._term = page, term
        self._language = page_language(page).language

    def take_list(self, table: Table) -> bool:
        """Take a table with a row for each assignment; False if it is no such table."""
        columns = _sides_of(table)
        cells = [row[i] for row in table.rows for i in columns if i < len(row)]
        moments = [moment for cell in cells if (moment := self._moment(cell))]
        if not moments or 2 * len(moments) < len([c for c in cells if c.text]):
            return False
        day_first = self._is_day_first(moments)
        name = self._name_column(table, columns)
        for row in table.rows:
            if name < len(row) and row[name].text:
                for i, side in columns.items():
                    cell = row[i] if i < len(row) else None
                    self._take_cell(row[name], side, cell, day_first=day_first)
        return True

    def _moment(self, cell: Cell) -> SaidMoment | None:
        return read_moment(cell.text, self._language)

    def _name_column(self, table: Table, sides: Container[int]) -> int:
        """The first other column whose cells are words, not numbers or dates."""
        others = [i for i in range(len(table.head)) if i not in sides]

        def is_named(column: int) -> bool:
            cells = [row[column] for row in table.rows if column < len(row)]
            words = [cell for cell in cells if re.search(r"[^\W\d]{2}", cell.text)]
            named = [cell for cell in words if not self._moment(cell)]
            return 2 * len(named) > len(cells)

        return next(filter(is_named, others), others[0])

    def _take_cell(
        self, named: Cell, side: str, cell: Cell | None, *, day_first: bool
    ) -> None:
        moment = self._moment(cell) if cell else None
        day = self._day_alone(moment, day_first=day_first) if moment else None
        at = moment.at if moment else ""
        where = cell.where if cell and cell.text else named.where
        self._add(named.text, named.where, side, where, day, at)

    def take_schedule(self, page: Page) -> None:
        """Take what is out and due on the days of a schedule."""
        schedule = read_schedule(page)
        before = _common_start([f.value for r in schedule.rows for f in r.all("topic")])
        for row in schedule.rows:
            day = self._day_of(row.dates[0]) if row.dates else None
            if day is None:
                continue
            for side in _SIDES:
                for fact in row.all(side):
                    moment = SaidMoment.of(fact.detail)
                    on, _ = moment_day(
                        moment,
                        day,
                        day_first=schedule.day_first,
                        language=self._language,
                    )
                    self._add(fact.value, fact.where, side, fact.where, on, moment.at)
            for fact in row.all("topic"):  # an event of its own
                if said := _EVENT.fullmatch(fact.value.removeprefix(before)):
                    where = fact.where
                    self._add(said["name"], where, said["side"].lower(), where, day, "")

    def take_prose(self, blocks: Sequence[Block]) -> None:
        """Take lines like “Homework 1 is due April 20”, or below a heading “Due: …”."""
        heading, where = "", None
        for block in blocks:
            if block.kind == "heading":
                heading, where = plain_words(block.text), block.where
                continue
            for offset, line in enumerate(block.text.split("\n")):
                here = replace(block.where, line=block.where.line + offset)
                for name, side, moment in _said_in(_plain(line), self._language):
                    named = (name, here) if name else (heading, where or here)
                    day = self._day_alone(moment, day_first=False)
                    # “It turned out May 4” names nothing; “HW 2 is out May 4” does.
                    sure = side == "due" or re.search(r"\d", named[0])
                    if day and sure and _is_name(named[0]):
                        self._add(*named, side, here, day, moment.at)

    def _add(
        self,
        name: str,
        named: Where,
        side: str,
        where: Where,
        day: dt.date | None,
        at: str,
    ) -> None:
        """Add a day; what the page says first stands."""
        title = " ".join(name.split()).strip(" .:,")
        work = self.found.setdefault(
            work_id(title), StatedWork(title, named, _line(self._page, named))
        )
        time = dt.time.fromisoformat(at) if at else None
        work.days.setdefault(
            side, StatedDay(where, day, time, _line(self._page, where))
        )

    def _day_alone(self, moment: SaidMoment, *, day_first: bool) -> dt.date | None:
        """The day of a moment that no row gives a day: a date, no weekday."""
        dates = read_dates(moment.day, self._language).dates
        if len(dates) != 1:
            return None
        return self._day_of(dates[0].swapped() if day_first else dates[0])

    def _is_day_first(self, moments: Sequence[SaidMoment]) -> bool:
        """Whether 7/3 is the seventh of March: so that most days are in the term."""
        language = self._language
        read = [read_dates(moment.day, language).dates for moment in moments]
        dates = [date for each in read for date in each]
        swapped = [date.swapped() for date in dates]
        usual, other = (
            sum(
                (day := self._day_of(d)) is not None and day in self._term for d in each
            )
            for each in (dates, swapped)
        )
        if usual != other:
            return other > usual
        settled = settle_order(dates, language)[0]
        return [date.month for date in settled] != [date.month for date in dates]

    def _day_of(self, date: PageDate) -> dt.date | None:
        """The day of a date, in the year that brings it nearest to the term."""
        first, last = self._term.first, self._term.last
        years = [date.year] if date.year else range(first.year - 1, last.year + 2)
        days = [day for year in years if (day := date.in_year(year))]
        return min(
            days, key=lambda d: max(first - d, d - last, dt.timedelta(0)), default=None
        )


def _sides_of(table: Table) -> dict[int, str]:
    """The columns of a table that are called due or out, by their places."""
    found: dict[int, str] = {}
    for side, heading in _SIDES.items():
        for i, cell in enumerate(table.head):
            if heading.search(cell.text) and side not in found.values():
                found.setdefault(i, side)
    return dict(sorted(found.items())) if len(found) < len(table.head) else {}


def _common_start(texts: Sequence[str]) -> str:
    """“CSE 599G1: ” where every event of a calendar begins with the course."""
    first = f"{texts[0].partition(':')[0]}: " if texts else ""
    return first if all(f"{text}: ".startswith(first) for text in texts) else ""


def _plain(line: str) -> str:
    return plain_words(_HEADING.sub("", line.strip().lstrip("-*+ ").strip()))


def _said_in(line: str, language: str) -> Iterator[tuple[str, str, SaidMoment]]:
    """What a line says is out or due: its name, the side and the moment."""
    marks = sorted(
        (match for side in _SIDES.values() for match in side.finditer(line)),
        key=lambda match: match.start(),
    )
    before = line[: marks[0].start()] if marks else ""
    name = _LINKING.sub("", before).strip(" .,;:(–—-")
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        side = "due" if _SIDES["due"].fullmatch(mark[0]) else "out"
        when = line[mark.end() : after.start() if after else None]
        if moment := _moment_in(when, language):
            yield name, side, moment


def _moment_in(text: str, language: str) -> SaidMoment | None:
    """The moment with which a text begins, however it goes on."""
    plain = text[: 2 * _LONGEST_MOMENT].lstrip(" :,–—-")[:_LONGEST_MOMENT]
    ends = [match.start() for match in re.finditer(r"[).;:]|,\s|\s|$", plain)]
    for end in reversed(ends):
        if (moment := read_moment(plain[:end], language)) and moment.day:
            return moment
    return None


def _is_name(name: str) -> bool:
    return bool(name) and len(name.split()) <= _LONGEST_NAME
