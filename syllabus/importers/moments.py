"""Moments after “due” and “out”: a day, a weekday, a time of day, or some of them.

A moment keeps the page's own words for its day, since which day a weekday or “3/7” is
depends on the row that it stands in; `moment_day` works it out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from syllabus.core.values import parse_time
from syllabus.importers.dates import PageDate, read_dates
from syllabus.importers.names import ENGLISH, weekdays_of
from syllabus.importers.vocabulary import BEFORE_DAY, NEXT, THIS

BEFORE, AFTER = 14, 150
"""Days that a moment can lie before and after its row; farther off, it is misread."""


@dataclass(frozen=True)
class SaidMoment:
    """A moment in the page's words: ``day`` as it stands there, ``at`` as 17:00.

    Either can be empty: without a day, that of the row is meant.
    """

    day: str = ""
    at: str = ""

    @property
    def text(self) -> str:
        """The moment on one line; `SaidMoment.of` reads it back."""
        return " ".join(filter(None, (self.day, self.at and f"at {self.at}")))

    @classmethod
    def of(cls, text: str) -> SaidMoment:
        """Read back what `text` wrote."""
        match = re.fullmatch(r"(?P<day>.*?)\s*(?:at (?P<at>\d\d:\d\d))?", text)
        return cls(match["day"], match["at"] or "") if match else cls(text)


_BEFORE = "by|at|on|@|before|until|till|the"
_PREPOSITION, _PREPOSITION_TOO = (
    re.compile(rf"(?:\s*(?<![^\W\d_])(?:{words})(?![^\W\d_]))+", re.IGNORECASE)
    for words in (_BEFORE, f"{_BEFORE}|{BEFORE_DAY}")
)
_TIME = re.compile(
    r"(?<![\d/:.])(?P<time>\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?|uhr\b)"
    r"|\d{1,2}:\d\d|\d{1,2}h(?:\d\d)?\b|noon\b|midnight\b)(?![\d/:])",
    re.IGNORECASE,
)
_WHOLE_DAY = re.compile(
    r"(?:(?:the\s+)?end\s+of\s+(?:the\s+)?day|eod)\b", re.IGNORECASE
)
_TODAY = re.compile(r"today|tonight", re.IGNORECASE)
_WEEKDAY = re.compile(
    rf"(?:(?P<which>this|coming|next|following|{NEXT}|{THIS})\s+)?"
    rf"(?P<name>[^\W\d_]{{2,12}})\.?(?:\s+(?P<then>{NEXT}))?",
    re.IGNORECASE,
)
_TIMELY = re.compile(
    r"\s*[,(]?\s*(?:by|at|on|@|before|until|till|next|this|coming|following|tomorrow|"
    r"tonight|today|noon|midnight|week|end\s+of|eod|in\s+class|start\s+of|"
    r"beginning\s+of|\d)(?![A-Za-z])",
    re.IGNORECASE,
)
_TIMELY_TOO = re.compile(
    rf"\s*[,(]?\s*(?:{BEFORE_DAY}|{NEXT}|{THIS})(?![^\W\d_])", re.IGNORECASE
)
_NEXT = re.compile(rf"next|following|{NEXT}", re.IGNORECASE)


def read_moment(text: str, language: str = ENGLISH) -> SaidMoment | None:
    """Read a moment that is all of a text; None for any other text."""
    plain = text.strip(" ,()")
    if not plain:
        return None
    times = list(_TIME.finditer(plain))
    at = ""
    if len(times) > 1 or (times and not (at := _clock(times[0]["time"]))):
        return None
    plain = _TIME.sub(" ", plain)
    plain, days = _WHOLE_DAY.subn(" ", plain)
    before = _PREPOSITION if language == ENGLISH else _PREPOSITION_TOO
    plain = " ".join(before.sub(" ", plain).split()).strip(" ,()")
    if not plain or _TODAY.fullmatch(plain):
        return SaidMoment("", at) if at or plain or days else None
    dates = read_dates(plain, language)
    if len(dates.dates) == 1 and not dates.rest:
        return SaidMoment(plain, at)
    if _named_weekday(plain, language) is not None:
        return SaidMoment(plain, at)
    return None


def _clock(text: str) -> str:
    """A time of day as 17:00; "" if the clock has no such time."""
    plain = text.strip().lower()
    if plain in {"noon", "midnight"}:  # the midnight that ends the day is meant
        return "12:00" if plain == "noon" else "23:59"
    hour = re.fullmatch(r"(\d{1,2})(?:[:.h](\d\d))?\s*(?:h|uhr)?", plain)
    if hour:  # 18h, 23h59, 18.30 Uhr
        plain = f"{hour[1]}:{hour[2] or '00'}"
    try:
        time = parse_time(re.sub(r"(\d)\.(\d\d)", r"\1:\2", plain))
    except PydanticCustomError:
        return ""
    return f"{time:%H:%M}"


def _named_weekday(text: str, language: str) -> tuple[str, int] | None:
    """“next Friday”: which one, and its weekday."""
    match = _WEEKDAY.fullmatch(text)
    days = weekdays_of(match["name"], language) if match else frozenset[int]()
    if match is None or len(days) != 1:
        return None
    (day,) = days
    return (match["which"] or match["then"] or "").lower(), day


def is_timely(text: str, language: str = ENGLISH) -> bool:
    """Whether a text begins as moments do, understood or not."""
    first = re.match(r"\s*[,(]?\s*(?P<word>[^\W\d_]+)", text)
    if language != ENGLISH and _TIMELY_TOO.match(text):
        return True
    if _TIMELY.match(text) or (first and weekdays_of(first["word"], language)):
        return True
    if first is None or len(first["word"]) <= 2:
        return False
    return bool(read_dates(text.strip(), language).dates)


def moment_day(
    moment: SaidMoment,
    near: dt.date,
    *,
    day_first: bool = False,
    language: str = ENGLISH,
) -> tuple[dt.date | None, frozenset[int]]:
    """The day of a moment, and the weekdays that the page calls it.

    A date without a year is in the year that brings it near to its row. A weekday is
    the first on or after the row's day. “Next Friday” on a Monday could be either of
    two, and is none; on a Friday or Saturday it can only be one.

    Args:
        moment: The moment in the page's words.
        near: The day of its row.
        day_first: Whether the page writes 7/3 for the seventh of March.
        language: Of the page's dates.
    """
    if not moment.day:
        return near, frozenset()
    if named := _named_weekday(moment.day, language):
        which, weekday = named
        ahead = (weekday - near.weekday()) % 7
        if _NEXT.fullmatch(which):
            if weekday > near.weekday():
                return None, frozenset()
            ahead = ahead or 7
        return near + dt.timedelta(ahead), frozenset()
    (date,) = read_dates(moment.day, language).dates
    if day_first:
        date = date.swapped()
    day = _near(date, near)
    return day, date.weekdays if day else frozenset()


def _near(date: PageDate, near: dt.date) -> dt.date | None:
    years = [date.year] if date.year else [near.year, near.year + 1, near.year - 1]
    days = [day for year in years if (day := date.in_year(year))]
    return next((d for d in days if -BEFORE <= (d - near).days <= AFTER), None)
