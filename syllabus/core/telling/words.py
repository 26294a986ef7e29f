"""What all sentences about changes are made with: days, times and names in words."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from syllabus.core.values import DateRange, Hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.core.changes import Change, Fact
    from syllabus.core.language import Language

About = Literal[
    "meetings", "assignments", "holidays", "staff", "policies", "section", "course"
]

_CLEAR = 300  # days within which no day of the year comes twice, with some to spare
_OPEN, _CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_DAYS = ("date", "first_day", "last_day")


@dataclass(frozen=True)
class Sentence:
    """A change in words.

    Attributes:
        text: Without a full stop.
        about: What kind of thing it is about.
        first: The first day on which it matters, if there is any.
        last: The last one.
    """

    text: str
    about: About
    first: dt.date | None = None
    last: dt.date | None = None


class Words:
    """Writes what stands in sentences, in a language."""

    def __init__(self, language: Language, changes: Iterable[Change]) -> None:
        self.language = language
        days = list(_all_days(changes))
        self._with_year = bool(days) and (max(days) - min(days)).days > _CLEAR

    def text(self, message: str, /, **fields: str) -> str:
        """A message in the language; what authors wrote stands apart in its lines."""
        return self.language.text(message, **self._apart(fields))

    def text_in(self, context: str, message: str, /, **fields: str) -> str:
        """A message that means different things in different places."""
        return self.language.text_in(context, message, **self._apart(fields))

    def plural(self, one: str, many: str, n: int, /, **fields: str) -> str:
        """A message that depends on a number."""
        return self.language.plural(one, many, n, **self._apart(fields))

    def on(self, day: dt.date | str) -> str:
        """A day, with its year where the days that are told would be taken for others.

        Args:
            day: Or its text as JSON has it.
        """
        day = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
        return (
            self.language.day(day) if self._with_year else self.language.short_day(day)
        )

    def days(self, fact: Fact) -> str:
        """Days in a row, or a single one."""
        days = days_of(fact)
        if self._with_year and days.first != days.last:
            return self.language.term(days.first, days.last)
        return self.on(days.first) if self._with_year else self.language.days(days)

    def moment(self, moment: Fact) -> str:
        """A day and the time on it, if there is one."""
        day = self.on(moment["date"])
        if time := moment.get("time"):
            clock = self.language.clock(dt.time.fromisoformat(time))
            return self.text("{day} at {time}", day=day, time=clock)
        return day

    def hours(self, fact: Fact) -> str:
        """From when to when a meeting is; empty if that is not said."""
        times = [
            dt.time.fromisoformat(fact[k]) for k in ("starts", "ends") if k in fact
        ]
        if len(times) == 2:
            return self.language.hours(Hours(*times))
        return self.language.clock(times[0]) if times else ""

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row, each apart from the others."""
        return self.language.listed([self._isolated(name) for name in names])

    def _apart(self, fields: dict[str, str]) -> dict[str, str]:
        return {name: self._isolated(text) for name, text in fields.items()}

    def _isolated(self, text: str) -> str:
        """A text that runs the other way keeps its signs to itself (Unicode UAX 9)."""
        other = {"L"} if self.language.direction == "rtl" else {"R", "AL"}
        if text.startswith(_OPEN) or not any(
            unicodedata.bidirectional(sign) in other for sign in text
        ):
            return text
        return f"{_OPEN}{text}{_CLOSE}"


def days_of(fact: Fact) -> DateRange:
    """The days in a row that a fact has."""
    first, last = (dt.date.fromisoformat(fact[k]) for k in ("first_day", "last_day"))
    return DateRange(first, last)


def is_short(text: object) -> bool:
    """Whether a text can stand in a sentence as it is: a line without markup."""
    return (
        isinstance(text, str) and len(text) < 80 and not set(text) & set("\n*_`<[$\\")
    )


def _all_days(changes: Iterable[Change]) -> Iterator[dt.date]:
    """The days of the things that changed."""
    for change in changes:
        for fact in filter(None, (change.before, change.after)):
            parts = (fact, fact.get("due"), fact.get("out"), fact.get("term"))
            for part in filter(None, parts):
                yield from (dt.date.fromisoformat(part[k]) for k in _DAYS if k in part)
