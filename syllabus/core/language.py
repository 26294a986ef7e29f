"""What the program itself prints, in the language of a course.

Messages are plain English sentences with named fields; the catalogues beside this
module (``catalogues/TAG.po``, gettext) give them in other languages. Dates, numbers and
lists are written as the Unicode CLDR says, through Babel. ``docs/languages.md`` says
how a language is added.
"""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from babel import Locale

    from syllabus.core.model import Course
    from syllabus.core.values import DateRange, Hours

ENGLISH = "en"
"""The language of the messages themselves."""

# Part of the program, like its code.
_CATALOGUES = Path(__file__).parent / "catalogues"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_FIELD_OF_PATTERN = re.compile(r"'(?:[^']|'')*'|MMM+|d+")
# Scripts that run from right to left (ISO 15924).
_FROM_THE_RIGHT = frozenset(
    ("Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa")
)
# The older scripts of Europe; in others a slanted letter is a mistake.
_WITH_ITALIC = frozenset(("Latn", "Grek", "Cyrl", "Armn", "Geor"))
# Where a language's style guides shorten a month otherwise than the CLDR.
_SHORT_MONTHS = {("en", 9): "Sept"}


class Language:
    """A language as the program writes it; by `Language.of`.

    Attributes:
        tag: The BCP 47 tag that was asked for.
        words: The tag of the catalogue: what the program's words really are in.
        script: What it is written in (ISO 15924): Latn, Hans.
        slants: Whether its letters have an italic.
        direction: Which way the language runs.
    """

    tag: str
    words: str
    script: str
    slants: bool
    direction: Literal["ltr", "rtl"]

    def __init__(self, tag: str, clock: Literal[12, 24] | None) -> None:
        self.tag = tag
        self.words = catalogue_of(tag) or ENGLISH
        known = self.words != ENGLISH or _parts(tag)[0] == ENGLISH
        self._locale = _locale(tag if known else ENGLISH)
        self._messages = _messages(self.words)
        self._pattern_of_clock = _clock_pattern(self._locale, clock)
        self.script = _script(tag)
        self.slants = self.script in _WITH_ITALIC or not self.script
        self.direction = "rtl" if _runs_from_the_right(tag) else "ltr"

    @staticmethod
    @cache
    def of(tag: str, clock: Literal[12, 24] | None = None) -> Language:
        """A language by its tag.

        Without a catalogue of its own (``de-AT``) it takes a wider one (``de``), else
        English; then its dates are English, too.

        Args:
            tag: BCP 47.
            clock: How many hours the clock has; as is usual there by default.
        """
        return Language(tag, clock)

    @staticmethod
    def of_course(course: Course) -> Language:
        """The language of a course, with its clock."""
        return Language.of(course.language, course.clock)

    @staticmethod
    def second_of_course(course: Course) -> Language | None:
        """The second language of a course, if it has one, with the same clock."""
        tag = course.second_language
        return Language.of(tag, course.clock) if tag else None

    def text(self, message: str, /, **fields: object) -> str:
        """A message in this language, its ``{fields}`` filled in."""
        return self._messages.gettext(message).format(**fields)

    def text_in(self, context: str, message: str, /, **fields: object) -> str:
        """A message that means different things in different places."""
        return self._messages.pgettext(context, message).format(**fields)

    def plural(self, one: str, many: str, n: int, /, **fields: object) -> str:
        """A message that depends on a whole number, its field ``{n}``."""
        found = self._messages.ngettext(one, many, n)
        return found.format(n=self.number(n), **fields)

    def day(self, day: dt.date) -> str:
        """“Tuesday, March 28, 2017”."""
        return self._date(day, self._locale.date_formats["full"].pattern)

    def short_day(self, day: dt.date) -> str:
        """“Tue, Mar 28”."""
        return self._date(day, self._skeleton("MMMEd"))

    def month(self, day: dt.date) -> str:
        """“March 2017”."""
        return self._date(day, self._skeleton("yMMMM"))

    def days(self, days: DateRange) -> str:
        """“Mon, May 29” or “Thu, Nov 23 – Sun, Nov 26”."""
        if days.first == days.last:
            return self.short_day(days.first)
        return self._between("MMMEd", days.first, days.last)

    def term(self, first: dt.date, last: dt.date) -> str:
        """“March 28 – June 1, 2017”, with the first year where it is another."""
        return self._between("yMMMd", first, last, in_full=True)

    def hours(self, hours: Hours) -> str:
        """“10:30–11:50 AM” or “11:30 AM – 1:20 PM”."""
        from babel.dates import format_interval

        skeleton = "hm" if self._hours_of_clock == 12 else "Hm"
        found = format_interval(
            hours.starts, hours.ends, skeleton, locale=self._locale, fuzzy=False
        )
        # Closed up between two numbers, as books have it.
        return re.sub(r"(\d) – (\d\d?:\d\d)", r"\1–\2", _whole_times(found))

    def clock(self, time: dt.time) -> str:
        """“5:00 PM” or “17:00”."""
        from babel.dates import format_time

        found = format_time(time, self._pattern_of_clock, locale=self._locale)
        return _whole_times(found)

    def weekday(self, day: int) -> str:
        """“Tuesday”; Monday is 0."""
        return str(self._locale.days["stand-alone"]["wide"][day])

    def short_weekday(self, day: int) -> str:
        """“Tue”; Monday is 0."""
        return str(self._locale.days["stand-alone"]["abbreviated"][day])

    def narrow_weekday(self, day: int) -> str:
        """“T”; Monday is 0."""
        return str(self._locale.days["stand-alone"]["narrow"][day])

    def weekdays(self, days: Sequence[int]) -> str:
        """“Tuesday and Thursday”."""
        return self.listed([self.weekday(day) for day in days])

    def listed(self, names: Sequence[str]) -> str:
        """“A”, “A and B”, “A, B, and C”."""
        from babel.lists import format_list

        return format_list(names, locale=self._locale)

    def number(self, number: float) -> str:
        """“1,200” or “12.5”."""
        from babel.numbers import format_decimal

        return format_decimal(number, "#,##0.######", locale=self._locale)

    def spelled(self, n: int) -> str:
        """“two” to “nine”, else “12”: a number in a sentence."""
        spelled = {
            2: self.text_in("number", "two"),
            3: self.text_in("number", "three"),
            4: self.text_in("number", "four"),
            5: self.text_in("number", "five"),
            6: self.text_in("number", "six"),
            7: self.text_in("number", "seven"),
            8: self.text_in("number", "eight"),
            9: self.text_in("number", "nine"),
        }
        return spelled.get(n) or self.number(n)

    def percent(self, share: float) -> str:
        """“40%” or “12.5 %”: a share of 100."""
        from babel.numbers import format_percent

        usual = self._locale.percent_formats[None].pattern
        pattern = usual.replace("#,##0", "#,##0.######")
        return _plain(format_percent(share / 100, pattern, locale=self._locale))

    def ordinal(self, n: int) -> str:
        """“1st”, “2nd”, “3rd”, “4th”."""
        form = self._locale.ordinal_form(n)
        forms = {
            "one": self.text_in("ordinal: one", "{n}st", n=n),
            "two": self.text_in("ordinal: two", "{n}nd", n=n),
            "few": self.text_in("ordinal: few", "{n}rd", n=n),
        }
        return forms.get(form) or self.text_in("ordinal: other", "{n}th", n=n)

    def kind(self, kind: str) -> str:
        """The kind of a meeting: “Guest lecture”."""
        return {
            "lecture": self.text("Lecture"),
            "lab": self.text("Lab"),
            "guest": self.text("Guest lecture"),
            "discussion": self.text("Discussion"),
            "exam": self.text("Exam"),
            "presentation": self.text("Presentation"),
            "break": self.text("No class"),
        }[kind]

    @property
    def _hours_of_clock(self) -> int:
        return 12 if "a" in self._pattern_of_clock else 24

    def _skeleton(self, name: str) -> str:
        return str(self._locale.datetime_skeletons[name].pattern)

    def _date(self, day: dt.date, pattern: str) -> str:
        """A date by a CLDR pattern, its month and day as this language writes them."""
        from babel.dates import format_date

        written = _FIELD_OF_PATTERN.sub(lambda m: self._field(m[0], day), pattern)
        return _plain(format_date(day, written, locale=self._locale))

    def _field(self, field: str, day: dt.date) -> str:
        """A field of a pattern: names that are short are not shortened (“June”)."""
        if field == "MMM":
            name = self._locale.months["format"]["wide"][day.month]
            if len(name) <= 4:
                return "MMMM"
            short = _SHORT_MONTHS.get((self._locale.language, day.month))
            return f"'{short}'" if short else field
        if field == "d" and day.day == 1:
            first = self.text_in("the first day of a month", "1")  # “1er juin”
            return f"'{first}'"
        return field

    def _between(
        self, skeleton: str, first: dt.date, last: dt.date, *, in_full: bool = False
    ) -> str:
        """Two dates by the CLDR's pattern for days in a row."""
        intervals = self._locale.interval_formats
        whole = skeleton.replace("MMM", "MMMM")
        patterns = intervals.get(whole if in_full else "") or intervals[skeleton]
        changed = (
            "y"
            if first.year != last.year
            else "M"
            if first.month != last.month
            else "d"
        )
        # The CLDR leaves the year out of days whose year it does not say.
        pair = patterns.get(changed) or patterns["M"]
        if len(pair) == 1:
            pair = (*pair, pair[0])
        return "".join(
            self._date(day, re.sub("MMM+", "MMMM", part) if in_full else part)
            for day, part in zip((first, last), pair, strict=True)
        )


def catalogue_of(tag: str) -> str | None:
    """The tag of the catalogue that serves a language; None if there is none."""
    there = {name.casefold(): name for name in languages()}
    return next(
        (there[one.casefold()] for one in _wider(tag) if one.casefold() in there), None
    )


@cache
def languages() -> tuple[str, ...]:
    """The tags of all languages that the program writes, in the alphabet's order."""
    return tuple(sorted([ENGLISH, *(path.stem for path in _CATALOGUES.glob("*.po"))]))


def _wider(tag: str) -> Iterator[str]:
    """A tag and those that take in more: zh-CN, zh-Hans (the script it implies), zh.

    A language whose script is not that of a catalogue's does not find it: a reader of
    traditional characters is no reader of simplified ones.
    """
    parts = _parts(tag)
    if parts[0] == ENGLISH:
        yield ENGLISH
        return
    yield from ("-".join(parts[:length]) for length in range(len(parts), 1, -1))
    yield "-".join(filter(None, (parts[0], _script(tag))))
    yield parts[0]


def _parts(tag: str) -> list[str]:
    return tag.casefold().split("-")


@cache
def _likely(language: str) -> str:
    from babel.core import get_global

    return str(get_global("likely_subtags").get(language, ""))


def _script(tag: str) -> str:
    """The script that a tag names, or that is usual in its territory or at all."""
    language, *rest = tag.split("-")
    if named := [part for part in rest if len(part) == 4 and part.isalpha()]:
        return named[0].title()
    places = [part.upper() for part in rest if len(part) == 2]
    for name in (
        *(f"{language.lower()}_{place}" for place in places),
        language.lower(),
    ):
        if likely := _likely(name):
            return likely.split("_")[1]
    return ""


def _locale(tag: str) -> Locale:
    """The CLDR's data for a tag or the nearest that it has; English in the end."""
    from babel import Locale, UnknownLocaleError

    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale(ENGLISH)


@cache
def _messages(words: str) -> gettext.NullTranslations:
    """The messages of a catalogue; those of English are themselves."""
    if words == ENGLISH:
        return gettext.NullTranslations()
    import io

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (_CATALOGUES / f"{words}.po").open("rb") as file:
        catalogue = read_po(file, locale=words.replace("-", "_"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _clock_pattern(locale: Locale, clock: Literal[12, 24] | None) -> str:
    """The pattern of a time of day: “HH:mm 'Uhr'”."""
    usual = str(locale.time_formats["short"].pattern)
    hours = clock or (12 if "a" in usual else 24)
    if hours == 12:
        return str(locale.datetime_skeletons["hm"].pattern)
    patterns: Any = locale.interval_formats["Hm"]["m"]
    return str(patterns[-1])


def _runs_from_the_right(tag: str) -> bool:
    """Whether a language is written from right to left, by its script."""
    return _script(tag) in _FROM_THE_RIGHT


def _plain(text: str) -> str:
    """Without the narrow spaces of the CLDR: those that are copied are searched for."""
    return text.replace("\N{THIN SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", _NO_BREAK_SPACE
    )


def _whole_times(text: str) -> str:
    """Times that are not broken before what stands behind them: “PM”, “Uhr”."""
    return re.sub(r"(\d) (?=[^\W\d])", rf"\1{_NO_BREAK_SPACE}", _plain(text))
