"""The small values of a course file: dates, hours, weekdays, shares, addresses.

Each ``parse_`` function takes what YAML holds (text, a list, a dict or None) and gives
a typed value, or refuses it with `refuse`, whose code is a diagnostic code.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, NoReturn, Self
from urllib.parse import urlsplit

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)

# Wide enough for any course, and far enough from the calendar's ends to add weeks.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def refuse(code: str, message: str, hint: str = "") -> NoReturn:
    """Refuse a value: pydantic carries code, message and hint to the diagnostic."""
    raise PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def kind_of(value: object) -> str:
    """What a reader of the file would call this piece of YAML."""
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return "text" if isinstance(value, str) else "nothing"


_FILL = "fill it in, or remove the line"

# What XML, and so a page, cannot hold; double quotes let YAML write it (“\\0”).
_NOT_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def parse_text(value: object) -> str:
    """Text that is not empty, without white space around it."""
    if value is None:
        refuse("missing-value", "there is nothing here", _FILL)
    if not isinstance(value, str):
        refuse("wrong-type", f"expected text, found {kind_of(value)}")
    if not value.strip():
        refuse("missing-value", "this text is empty", _FILL)
    if odd := _NOT_TEXT.search(value):
        refuse("bad-value", f"text has no character U+{ord(odd[0]):04X}", "delete it")
    return value.strip()


class Translated(str):
    """A text in several languages, by tag; by itself it is the first of them."""

    __slots__ = ("in_languages",)
    in_languages: dict[str, str]

    def __new__(cls, in_languages: dict[str, str]) -> Self:
        """Take the texts by their tags, at least one."""
        text = super().__new__(cls, next(iter(in_languages.values())))
        text.in_languages = in_languages
        return text

    def __getnewargs__(self) -> tuple[dict[str, str]]:  # type: ignore[override]
        return (self.in_languages,)


def in_language(text: str, tag: str) -> str:
    """A text in a language, if it is there in it; else as it stands."""
    return text.in_languages.get(tag, text) if isinstance(text, Translated) else text


def parse_words(value: object) -> str:
    """Text, or the same text in several languages by their tags."""
    if not isinstance(value, dict):
        return parse_text(value)
    if not value:
        refuse("missing-value", "there is nothing here", _FILL)
    return Translated({parse_language(k): parse_text(v) for k, v in value.items()})


def parse_language(value: object) -> str:
    """A language by its tag (BCP 47)."""
    text = parse_text(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        refuse(
            "bad-value", f"“{text}” is not a language", "write a tag like en or de-AT"
        )
    return text


def parse_date(value: object) -> dt.date:
    """A day written 2017-03-28 (ISO 8601, extended form)."""
    text = parse_text(value)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        refuse("bad-value", f"“{text}” is not a date", _date_hint(text))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        refuse("bad-value", f"the calendar has no day {text}")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        refuse("bad-value", f"a course in the year {day.year} is not meant")
    return day


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def _date_hint(text: str) -> str:
    """The same date as it is to be written, where it can only be that one."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]+|\d+", text)]
    numbers = [int(word) for word in words if word.isdigit()]
    years = [number for number in numbers if _FIRST_YEAR <= number <= _LAST_YEAR]
    named = [_MONTHS.index(word[:3]) + 1 for word in words if word[:3] in _MONTHS]
    rest = named + [number for number in numbers if number not in years]
    ordered = bool(named) or (bool(numbers) and numbers[0] in years)
    if len(years) == 1 and len(rest) == 2 and (ordered or rest[0] == rest[1]):
        try:
            return f"write {dt.date(years[0], *rest)}"
        except ValueError:
            pass
    return "write dates like 2017-03-28"


_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE
)


def parse_time(value: object) -> dt.time:
    """A time of day written 17:00, 9:30 or 5:30 pm."""
    text = parse_text(value)
    match = _TIME.fullmatch(text)
    if not match or not (match["minute"] or match["half"]):
        refuse("bad-value", f"“{text}” is not a time of day", "write times like 17:00")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            refuse("bad-value", f"a clock with am and pm has no hour {hour}")
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59:
        refuse(
            "bad-value", f"the day has no time {text}", "hours run from 0:00 to 23:59"
        )
    return dt.time(hour, minute)


@dataclass(frozen=True)
class Hours:
    """When a class begins and ends, local time on one day."""

    starts: dt.time
    ends: dt.time


def parse_hours(value: object) -> Hours:
    """Hours written 10:30-11:50."""
    text = parse_text(value)
    parts = re.split(r"\s*(?:-|–|—|\bto\b)\s*", text)
    if len(parts) != 2:
        refuse("bad-value", f"“{text}” are not hours", "write hours like 10:30-11:50")
    hours = _hours(*parts)
    if hours.ends <= hours.starts:
        refuse("bad-value", f"{text} ends before it begins")
    return hours


def _hours(first: str, second: str) -> Hours:
    """Read both ends; “1:30-2:50 pm” says pm of both, “11:30-1:20 pm” of the second."""
    ends = parse_time(second)
    half = re.search(r"[ap]\.?m\.?$", second, re.IGNORECASE)
    if not half or re.search(r"m\.?$", first, re.IGNORECASE):
        return Hours(parse_time(first), ends)
    starts = parse_time(f"{first} {half[0]}")
    return Hours(starts if starts < ends else parse_time(f"{first} am"), ends)


_WEEKDAY_CODES = {
    "m": 0,
    "mo": 0,
    "t": 1,
    "tu": 1,
    "w": 2,
    "we": 2,
    "r": 3,
    "th": 3,
    "f": 4,
    "fr": 4,
    "sa": 5,
    "su": 6,
}
"""The letters of American timetables; S alone could be either day."""

_CODES = re.compile(r"(?:th|tu|sa|su|mo|we|fr|[mtwrf])+", re.IGNORECASE)


def parse_weekday(value: object) -> int:
    """A weekday by its English name or at least three letters of it; Monday is 0."""
    day = _weekday_named(parse_text(value))
    if day is None:
        refuse("bad-value", f"“{value}” is not a weekday", "write Mon, Tue, Wed, …")
    return day


def _weekday_named(text: str) -> int | None:
    short = text.rstrip(".").lower().removesuffix("s")
    named = (n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(short))
    return next(named, None) if len(short) >= 3 else None


def parse_weekdays(value: object) -> tuple[int, ...]:
    """Weekdays in the week's order.

    They are written Tue/Thu, “Tue and Thu”, TTh, MWF, Mon-Fri, or as a list.
    """
    names = (
        value
        if isinstance(value, list)
        else re.split(r"\s*(?:,\s*and\b|/|,|&|\+|\band\b)\s*", parse_text(value))
    )
    if not names:
        refuse("missing-value", "no weekday is named here")
    return tuple(sorted({day for name in names for day in _weekdays_in(name)}))


def _weekdays_in(value: object) -> Iterable[int]:
    """The weekdays of one word: a name, a range or letters."""
    text = parse_text(value)
    ends = re.split(r"\s*[-–]\s*", text)
    if len(ends) == 2:
        first, last = parse_weekday(ends[0]), parse_weekday(ends[1])
        if last <= first:
            refuse("bad-value", f"“{text}” ends before it begins")
        return range(first, last + 1)
    if _weekday_named(text) is None and len(text) <= 10 and _CODES.fullmatch(text):
        letters = re.findall(r"th|tu|sa|su|mo|we|fr|[mtwrf]", text.lower())
        return [_WEEKDAY_CODES[letter] for letter in letters]
    return [parse_weekday(text)]


@dataclass(frozen=True, order=True)
class DateRange:
    """Days in a row; the first and the last both count."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: DateRange) -> bool:
        """Whether a day is in both."""
        return self.first <= other.last and other.first <= self.last


def parse_date_range(value: object) -> DateRange:
    """A day, or days written “2017-11-23 to 2017-11-26”."""
    text = parse_text(value)
    parts = [parse_date(part) for part in re.split(r"\s+(?:to|–|-)\s+", text)]
    if len(parts) > 2:
        refuse("bad-value", f"“{text}” is not a day or a range of days")
    if parts[-1] < parts[0]:
        refuse("bad-value", f"{text} ends before it begins")
    return DateRange(parts[0], parts[-1])


def parse_number(value: object) -> float:
    """A number of 0 or more, with or without a per cent sign."""
    text = parse_text(value)
    number = text.removesuffix("%").strip()
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", number):
        refuse(
            "bad-value", f"“{text}” is not a number", "write a share like 40 or 12.5"
        )
    return float(number)


def parse_flag(value: object) -> bool:
    """Yes or no."""
    text = parse_text(value).lower()
    if text in {"yes", "true"}:
        return True
    if text in {"no", "false"}:
        return False
    refuse("bad-value", f"“{value}” is neither yes nor no")


_MAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")


def _is_host(name: str) -> bool:
    """Whether a host has a name, or an address (IPv6 has colons)."""
    return ":" in name or all(re.fullmatch(r"[^\s./]+", n) for n in name.split("."))


def parse_address(value: object) -> str:
    """A web address or mailto: link (schemes http, https and mailto)."""
    text = parse_text(value)
    try:
        parts = urlsplit(text)
        valid = not re.search(r"[\s<>\"\\^`{|}]", text) and (
            (parts.scheme in {"http", "https"} and _is_host(parts.hostname or ""))
            or (parts.scheme == "mailto" and bool(_MAIL.fullmatch(parts.path)))
        )
        _ = parts.port
    except ValueError:
        valid = False
    if not valid:
        refuse(
            "bad-link",
            f"“{text}” is not an address that a reader can open",
            "write the whole address, like https://example.org/page",
        )
    return text


def parse_mail(value: object) -> str:
    """A mail address. Only its form is looked at."""
    text = parse_text(value).removeprefix("mailto:")
    if not _MAIL.fullmatch(text):
        refuse("bad-link", f"“{text}” is not a mail address")
    return text


def parse_room(value: object) -> str:
    """A room by name, or the address of a meeting link."""
    text = parse_text(value)
    return parse_address(text) if "://" in text else text


def parse_path(value: object) -> str:
    """A file of the course, relative to the course file, with forward slashes."""
    text = parse_text(value).replace("\\", "/")
    if "://" in text:
        refuse(
            "bad-value",
            f"“{text}” is an address, not a file of the course",
            "put the file beside the course file and its address under “link:”",
        )
    if (
        text.startswith(("/", "~"))
        or re.match(r"[A-Za-z]:", text)
        or (".." in text.split("/"))
    ):
        refuse(
            "outside-course",
            f"{text} is not inside the course folder",
            "copy the file into the course folder and name it from there",
        )
    return PurePosixPath(text).as_posix()


def parse_outer_path(value: object) -> str:
    """A YAML file relative to the course file; it may lie above the course folder."""
    text = parse_text(value).replace("\\", "/")
    outside = "://" in text or re.match(r"[/~]|[A-Za-z]:", text)
    if outside or not text.endswith((".yaml", ".yml")):
        refuse(
            "bad-value",
            f"“{text}” is not a YAML file beside or above the course",
            "write its path from here, like ../institution.yaml",
        )
    return PurePosixPath(text).as_posix()


DECORATION = "decoration"
"""What a person says of a picture that shows nothing."""


def parse_picture(value: object) -> tuple[int, int]:
    """A picture of a deck: its slide and its place on it, both from 1.

    “3” is the first of a slide, “3.2” the second; “3 drawing” are the lines and
    shapes of a slide, place 0, and “drawings” those of every slide, slide 0.
    """
    text = parse_text(value)
    if text == "drawings":
        return 0, 0
    match = re.fullmatch(r"([1-9]\d{0,3})(?:\.([1-9]\d{0,2})|( drawing))?", text)
    if not match:
        hint = "write a slide, 3, or 3.2, or 3 drawing for its lines and shapes"
        refuse("bad-value", f"“{text}” is not a picture", hint)
    return int(match[1]), 0 if match[3] else int(match[2] or 1)


Text = Annotated[str, PlainValidator(parse_text)]
Words = Annotated[str, PlainValidator(parse_words)]
Tag = Annotated[str, PlainValidator(parse_language)]
Day = Annotated[dt.date, PlainValidator(parse_date)]
Days = Annotated[DateRange, PlainValidator(parse_date_range)]
HoursField = Annotated[Hours, PlainValidator(parse_hours)]
Weekday = Annotated[int, PlainValidator(parse_weekday)]
Weekdays = Annotated[tuple[int, ...], PlainValidator(parse_weekdays)]
Number = Annotated[float, PlainValidator(parse_number)]
Flag = Annotated[bool, PlainValidator(parse_flag)]
Address = Annotated[str, PlainValidator(parse_address)]
Mail = Annotated[str, PlainValidator(parse_mail)]
Room = Annotated[str, PlainValidator(parse_room)]
Picture = Annotated[tuple[int, int], PlainValidator(parse_picture)]
File = Annotated[str, PlainValidator(parse_path)]
OuterFile = Annotated[str, PlainValidator(parse_outer_path)]
