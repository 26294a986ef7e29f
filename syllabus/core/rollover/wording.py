"""What names a term that is over: its name, its years, and days in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syllabus.core.rollover.days import timetables
from syllabus.core.values import WEEKDAYS
from syllabus.core.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from syllabus.core.model import Course

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s)>\]}\"']+")
"""A web or mail address in running text."""
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]}|t)?" for month in MONTHS)
_DAY_IN_WORDS = rf"\b(?:(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}}\.? (?:{_MONTH}))\b"
_WEEKDAY = rf"\b(?:{'|'.join(WEEKDAYS)})s?\b"


class OldWords:
    """Finds what names the old term and not the new one.

    A year counts where the new term has no day in it; the name of the term counts as
    it stands and as addresses shorten it: 17sp, sp17, spring17, 2017-spring. Days of
    the year count, and weekdays where those of the class have changed.
    """

    def __init__(self, before: Course, after: Course) -> None:
        old, new = before.term, after.term
        days = [] if old == new else [_DAY_IN_WORDS]
        if timetables(before) != timetables(after):
            days.append(_WEEKDAY)
        self._days = "|".join(days)
        years = {old.first_day.year, old.last_day.year}
        years_left = years - {new.first_day.year, new.last_day.year}
        forms = [rf"(?<!\d){year}(?!\d)" for year in sorted(years_left)]
        if old.name != new.name:
            forms = [*_forms_of(old.name, years), *forms]
        self.pattern = "|".join(forms)
        """What to look for, upper and lower case alike; empty if nothing is old."""

    def found(self, line: str, decks: Collection[str]) -> Iterator[tuple[str, str]]:
        """Groups of the list and the words on a line that belong there, once each.

        Args:
            line: A line of text.
            decks: Files of decks, whose names are a matter of their own.
        """
        addresses = " ".join(ADDRESS.findall(line))
        rest = ADDRESS.sub(" ", line)
        files = " ".join(deck for deck in decks if deck in rest)
        for deck in decks:
            rest = rest.replace(deck, " ")
        for group, text in (("links", addresses), ("decks", files), ("words", rest)):
            if word := self._word(text):
                yield group, word
            elif group == "words" and self._days:
                found = re.finditer(self._days, text)
                yield from dict.fromkeys((group, day[0]) for day in found)

    def _word(self, text: str) -> str:
        """The first that names the old term; empty if nothing does."""
        match = self.pattern and re.search(self.pattern, text, re.IGNORECASE)
        return match[0] if match else ""


def _forms_of(name: str, years: Collection[int]) -> Iterator[str]:
    """The name of a term, and its words with the year as they are run together."""
    yield re.escape(name)
    for word in re.findall(r"[^\W\d_]+", name):
        short = rf"(?:{word}|{word[:2]})[-_ ]?"
        for year in sorted(years):
            number = rf"(?:{year}|{year % 100:02})"
            yield rf"(?<![^\W_]){short}{number}(?![^\W_])"
            yield rf"(?<![^\W_]){number}[-_ ]?(?:{word}|{word[:2]})(?![^\W_])"
