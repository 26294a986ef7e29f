"""What the program itself writes: names of days, kinds and labels, in English.

Everything printed that is not the author's comes from here, so that another language
is another table of this kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from syllabus.core.values import DateRange, Hours

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
KIND_LABELS = {
    "lecture": "Lecture",
    "lab": "Lab",
    "guest": "Guest lecture",
    "discussion": "Discussion",
    "exam": "Exam",
    "presentation": "Presentation",
    "break": "No class",
}


def day_in_words(day: dt.date) -> str:
    """“Tuesday, March 28, 2017”."""
    return f"{DAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_day(day: dt.date) -> str:
    """“Tue, Mar 28”."""
    return f"{DAYS[day.weekday()][:3]}, {short_month(day)} {day.day}"


def short_month(day: dt.date) -> str:
    """“Mar”, “Sept”: as American style guides shorten months."""
    name = MONTHS[day.month - 1]
    return "Sept" if name == "September" else name if len(name) <= 4 else name[:3]


def range_in_words(days: DateRange) -> str:
    """“Mon, May 29” or “Thu, Nov 23 – Sun, Nov 26”."""
    if days.first == days.last:
        return short_day(days.first)
    return f"{short_day(days.first)} – {short_day(days.last)}"


def hours_in_words(hours: Hours) -> str:
    """“10:30–11:50”."""
    return f"{clock(hours.starts)}–{clock(hours.ends)}"


def clock(time: dt.time) -> str:
    """“9:30”: hours run to 23."""
    return f"{time.hour}:{time.minute:02}"


def weekdays_in_words(days: tuple[int, ...]) -> str:
    """“Tuesday and Thursday”."""
    return joined([DAYS[day] for day in days])


def joined(names: list[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, noun: str) -> str:
    """“1 slide”, “2 slides”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def term_in_words(first: dt.date, last: dt.date) -> str:
    """“March 28 – June 1, 2017”, with the first year where it is another."""
    begin = f"{MONTHS[first.month - 1]} {first.day}"
    if first.year != last.year:
        begin = f"{begin}, {first.year}"
    return f"{begin} – {MONTHS[last.month - 1]} {last.day}, {last.year}"
