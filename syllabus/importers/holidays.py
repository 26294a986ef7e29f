"""Days without class from what others wrote: a text list, or an academic calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from syllabus.core.values import DateRange, parse_date_range, parse_text
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Iterator


class HolidaysError(SyllabusError):
    """A file of holidays cannot be understood; it names the line where it can."""

    exit_code = ExitCode.PROBLEMS


@dataclass(frozen=True)
class FoundHolidays:
    """Days without class, earliest first, and what else was found and passed over.

    ``passed_over`` are events in words, with the reason.
    """

    days: tuple[tuple[DateRange, str], ...]
    passed_over: tuple[str, ...] = ()

    def within(self, term: DateRange) -> FoundHolidays:
        """Those with a day in a term, earliest first."""
        days = [(days, name) for days, name in self.days if days.overlaps(term)]
        return FoundHolidays(tuple(sorted(days)), self.passed_over)


_LINE = re.compile(r"(\d{4}-\d\d-\d\d(?:\s+(?:to|–|-)\s+\d{4}-\d\d-\d\d)?)[\s:,]+(.+)")


def read_list(text: str, file: str) -> FoundHolidays:
    """Read a list: a day or a range and its name a line; # begins a comment.

    Raises:
        HolidaysError: A line is no such thing, or a day is there twice.
    """
    found: dict[DateRange, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.partition("#")[0].strip()
        if not written:
            continue
        match = _LINE.fullmatch(written)
        try:
            days = parse_date_range(match[1]) if match else None
            name = parse_text(match[2]) if match else ""
        except PydanticCustomError as error:
            raise HolidaysError(f"{file}:{number}: {error.message()}") from error
        if days is None:
            raise HolidaysError(
                f"{file}:{number}: write a day and its name, like "
                "“2018-05-28 Memorial Day” or “2018-11-22 to 2018-11-25 Thanksgiving”"
            )
        if days in found:
            raise HolidaysError(f"{file}:{number}: {match and match[1]} is there twice")
        found[days] = name
    return FoundHolidays(tuple(sorted(found.items())))


# What an academic calendar calls a day without class.
_NO_CLASS = re.compile(
    r"holiday|no class|classes (?:are )?(?:cancel|suspend|not held)|recess|\bclosed\b"
    r"|closure|(?:spring|fall|winter|autumn|thanksgiving|semester|reading|mid-?term) "
    r"(?:break|recess|week)|vacation|non-?instruction|day off|study day|reading day"
    r"|feiertag|vorlesungsfrei|ferien|vacances|férié|festivo|vacaciones",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"new year'?s day|martin luther king|mlk day|presidents'? ?'?day"
    r"|washington'?s birthday|good friday|easter monday|memorial day|juneteenth"
    r"|independence day|labor day|columbus day|indigenous peoples|veterans'? day"
    r"|thanksgiving|christmas day|boxing day|whit monday|ascension day",
    re.IGNORECASE,
)
# What only tells of such a day, or is a day with class.
_BUT = re.compile(
    r"\b(?:begins?|starts?|ends?|resumes?|before|after|last day|first day|deadline"
    r"|due|not a holiday|offices? open|classes (?:meet|held|in session))\b",
    re.IGNORECASE,
)


def read_calendar(raw: bytes, file: str, term: DateRange) -> FoundHolidays:
    """Read the days without class of an academic calendar (RFC 5545).

    An event counts if it takes whole days and its title, category or description says
    holiday, break, closed or the like, or the name of a usual holiday; an observance
    (“Observance” in the calendars of public holidays) does not.

    Args:
        raw: The .ics file.
        file: What it is called in a message.
        term: Events outside it are not spoken of.

    Raises:
        HolidaysError: It is no calendar.
    """
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(raw)
    except (ValueError, IndexError, KeyError) as error:
        raise HolidaysError(f"{file}: this is not a calendar file (.ics)") from error
    found: dict[DateRange, str] = {}
    passed_over = []
    for event in calendar.walk("VEVENT"):
        name = " ".join(str(event.get("SUMMARY", "")).split())
        for days in _occurrences(event, term):
            why = _why_not(event, name)
            if why:
                shown = f"{days.first} {name or 'an event without a title'}"
                passed_over.append(f"{shown}: {why}")
            else:
                found.setdefault(days, name)
    return FoundHolidays(tuple(sorted(found.items())), tuple(sorted(passed_over)))


def _why_not(event: Any, name: str) -> str:
    """Why an event means no holiday; empty if it does."""
    if not _is_day(event["DTSTART"].dt):
        return "it has hours"
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "it is cancelled"
    description = str(event.get("DESCRIPTION", ""))
    said = f"{name} {_categories(event)} {description}"
    if _BUT.search(name):
        return "its title tells of something else"
    if description.lower().startswith("observance"):
        return "it is only observed"
    return "" if _NO_CLASS.search(said) or _NAMES.search(name) else "it has class"


def _categories(event: Any) -> str:
    categories = event.get("CATEGORIES") or []
    each = categories if isinstance(categories, list) else [categories]
    return " ".join(str(name) for one in each for name in getattr(one, "cats", ()))


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _occurrences(event: Any, term: DateRange) -> Iterator[DateRange]:
    """The days of an event that touch the term; one that repeats has several."""
    if "DTSTART" not in event:
        return
    first = _day(event["DTSTART"].dt)
    length = _length(event, first)
    for begins in _begins(event, first, term):
        days = DateRange(begins, begins + length)
        if days.overlaps(term):
            yield days


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _length(event: Any, first: dt.date) -> dt.timedelta:
    """How many days come after the first; DTEND is the day after the last."""
    if not _is_day(event["DTSTART"].dt):
        return dt.timedelta(0)
    days = dt.timedelta(0)
    if "DTEND" in event:
        days = _day(event["DTEND"].dt) - first - dt.timedelta(days=1)
    elif "DURATION" in event:
        days = event["DURATION"].dt - dt.timedelta(days=1)
    return max(days, dt.timedelta(0))


def _begins(event: Any, first: dt.date, term: DateRange) -> list[dt.date]:
    if "RRULE" not in event:
        return [first]
    from dateutil.rrule import rrulestr

    start = dt.datetime.combine(first, dt.time.min)
    # Without the time of day and the zone of UNTIL, which a day does not have.
    rule = re.sub(r"T\d{6}Z?", "", event["RRULE"].to_ical().decode())
    until = dt.datetime.combine(term.last, dt.time.min)
    year = dt.timedelta(days=366)
    begun = dt.datetime.combine(term.first, dt.time.min) - year
    found = rrulestr(rule, dtstart=start).between(begun, until, inc=True)
    return [each.date() for each in found]
