"""Where holidays come from: a file, or the calendars of the `holidays` library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.source import read_source_text
from syllabus.core.values import DateRange
from syllabus.errors import ExitCode, SyllabusError
from syllabus.importers.holidays import (
    FoundHolidays,
    HolidaysError,
    read_calendar,
    read_list,
)
from syllabus.jobs.files import read_file

if TYPE_CHECKING:
    from collections.abc import Container

_PLACE = re.compile(r"[A-Za-z]{2}([-_][A-Za-z0-9]{1,5})?")
_SATURDAY = 5


class NoHolidaysError(SyllabusError):
    """There are no holidays of that name."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"there are no holidays “{name}”: {reason}")
        self.add_note(
            "name a country and its part, like us-wa or de-by, a calendar file (.ics), "
            "or a text file with a line like “2018-05-28 Memorial Day” for each"
        )


class NoLibraryError(SyllabusError):
    """The optional library with the holidays of the world is not installed."""

    exit_code = ExitCode.ENVIRONMENT

    def __init__(self, name: str) -> None:
        super().__init__(f"the holidays of {name} need a library that is not installed")
        self.add_note("install it: pip install 'syllabus[holidays]'")
        self.add_note("or give the holidays in a file: --holidays FILE")


def read_holidays(
    source: str, term: DateRange, class_days: Container[int]
) -> FoundHolidays:
    """The holidays of a term.

    Args:
        source: A country and a part of it as ISO 3166-2 names them (us-wa), a calendar
            file or a text file.
        term: Only those with a day in it.
        class_days: Weekdays with class: a public holiday at a weekend counts on them
            alone.

    Raises:
        NoHolidaysError: There is no such country, part or file.
        NoLibraryError: Holidays of a country, without the library.
        HolidaysError: The file cannot be understood.
        FileError: The file cannot be read.
    """
    path = Path(source)
    if path.is_file():
        return _of_file(path, term).within(term)
    if not _PLACE.fullmatch(source):
        raise NoHolidaysError(source, "there is no such file")
    return _of_country(source, term, class_days).within(term)


def _of_file(path: Path, term: DateRange) -> FoundHolidays:
    raw = read_file(path)
    name = path.as_posix()
    if path.suffix.lower() in {".ics", ".ical"} or raw.startswith(b"BEGIN:VCALENDAR"):
        return read_calendar(raw, name, term)
    text, problems = read_source_text(raw, name)
    if problems:
        raise HolidaysError(f"{problems[0].where}: {problems[0].message}")
    return read_list(text.text.replace("\r\n", "\n"), name)


def _of_country(
    source: str, term: DateRange, class_days: Container[int]
) -> FoundHolidays:
    try:
        import holidays
    except ModuleNotFoundError as error:
        raise NoLibraryError(source) from error
    country, *part = source.upper().replace("_", "-").split("-")
    years = range(term.first.year, term.last.year + 1)
    try:
        known = holidays.country_holidays(
            country, subdiv=part[0] if part else None, years=years
        )
    except NotImplementedError as error:  # the library says so of what it lacks
        raise NoHolidaysError(source, "no such country or part is known") from error
    return FoundHolidays(
        tuple(
            (DateRange(day, day), name)
            for day, name in known.items()
            if day.weekday() < _SATURDAY or day.weekday() in class_days
        )
    )
