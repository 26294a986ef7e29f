"""Which entries of a schedule need their dates, and which follow by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.core.parse import parse_course
from syllabus.core.schedule import resolve
from syllabus.importers.data_text import course_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from syllabus.importers.account import Report

# A course with more entries that do not follow is written with all of its dates.
_MOST_TRIES = 40


def without_needless_dates(
    data: Mapping[str, Any],
    dates: Sequence[dt.date],
    others: Sequence[Sequence[dt.date]],
    report: Report,
) -> dict[str, Any]:
    """A course in which an entry has a date only where it would fall on another day.

    Args:
        data: A course file's content; its entries have no dates yet, but for those that
            were moved.
        dates: The day of each entry.
        others: The days of the meetings of each further section, earliest first.
        report: Says how many dates are written, and whose days do not follow.
    """
    entries = [dict(entry) for entry in data["schedule"]]
    written = {**data, "schedule": entries}
    for _ in range(_MOST_TRIES):
        wrong = _first_wrong(written, dates)
        if wrong is None:
            break
        entries[wrong] = _dated(entries[wrong], dates[wrong])
    else:
        entries[:] = map(_dated, entries, dates)
    count = sum("date" in entry for entry in entries)
    report.find("Dates", f"written for {count} of {len(entries)} entries")
    for section, days in zip(data.get("sections", ())[1:], others, strict=False):
        if days not in _days_of_tables(written):
            told = (
                f"some days of “{section['name']}” do not follow: write them yourself"
            )
            report.find("Dates", told)
    return written


def _days_of_tables(data: Mapping[str, Any]) -> list[list[dt.date]]:
    """The days of the meetings of each section, earliest first."""
    course = parse_course(course_file(data, "").encode(), "course.yaml").course
    tables = resolve(course) if course else ()
    return [
        sorted(m.date for m in table.meetings if m.kind != "break") for table in tables
    ]


def _dated(entry: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """An entry with its date, which stands where one looks for it."""
    if "date" in entry:
        return entry
    first, *others = entry.items()
    return dict([first, ("date", str(day)), *others])


def _first_wrong(data: Mapping[str, Any], dates: Sequence[dt.date]) -> int | None:
    """The earliest entry without a date that would fall on another day than its own."""
    course = parse_course(course_file(data, "").encode(), "course.yaml").course
    if course is None:  # nothing follows from a course with a mistake
        return next(
            (n for n, e in enumerate(data["schedule"]) if "date" not in e), None
        )
    tables = resolve(course)
    days = {meeting.entry: meeting.date for meeting in tables[0].meetings}
    wrong = [
        n
        for n, day in enumerate(dates)
        if "date" not in data["schedule"][n] and days.get(n) != day
    ]
    return min(wrong, key=lambda n: dates[n]) if wrong else None
