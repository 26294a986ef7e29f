"""The forms of dates in each language, as patterns.

In German, French and Spanish the day stands before the month, so that a name right
behind a number is a month and any other a weekday: French “mar.” is Tuesday in “mar.
28/3” and March in “28 mar.”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from syllabus.importers.names import ENGLISH

_YEAR = r"(?:,?\s+(?P<{0}>(?:19|20)\d\d)|,?\s*['’](?P<{0}short>\d\d))?(?!\d)"
_ISO = (
    r"(?P<iso>(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])"
    r"(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d))"
)
_NUMBERS = (
    r"(?P<german>(?P<gd>\d{1,2})\.\s?(?P<gm>\d{1,2})\.\s?(?P<gy>(?:19|20)\d\d|\d\d)?(?!\d))"
    r"|(?P<slash>(?P<sa>\d{1,2})/(?P<sb>\d{1,2})(?:/(?P<sy>\d{4}|\d\d))?(?![\d/]))"
    r"|(?P<dashed>(?P<ha>\d{1,2})-(?P<hb>\d{1,2})-(?P<hy>(?:19|20)\d\d)(?!\d))"
)
_TH = r"(?:st|nd|rd|th|\.(?=\s*[A-Za-z]))?"
_ENGLISH_DATE = (
    r"(?P<named>(?<![A-Za-z])(?P<nm>[A-Za-z]{3,9})\.?(?:\s+|-|(?<=\.))(?:the\s+)?"
    rf"(?P<nd>\d{{1,2}}){_TH}(?![\d:]|\s*[ap]\.?m\b){_YEAR.format('ny')})"
    rf"|(?P<dayfirst>(?P<dd>\d{{1,2}}){_TH}(?:\s+|-)?(?:of\s+)?"
    rf"(?P<dm>[A-Za-z]{{3,9}})(?![A-Za-z]|\s+\d{{1,2}}(?:st|nd|rd|th|\b(?!\d)))"
    rf"\.?{_YEAR.format('dy')})"
)
_LETTER = r"[^\W\d_]"
# “28. März”, “1er mars”, “1º de marzo de 2017”; Latin America also has “marzo 28”.
_OTHER_TH = r"(?:\.?[ºª°]|\.|er\b|ro\b)?"
_OTHER_DATE = (
    rf"(?P<dayfirst>(?P<dd>\d{{1,2}}){_OTHER_TH}(?:\s*|-)(?:de\s+)?"
    rf"(?P<dm>{_LETTER}{{3,10}})(?!{_LETTER})\.?"
    r"(?:,?(?:\s+del?)?\s+(?P<dy>(?:19|20)\d\d)|,?\s*['’](?P<dyshort>\d\d))?(?!\d))"
    rf"|(?P<named>(?<!{_LETTER})(?P<nm>{_LETTER}{{4,10}})\s+(?P<nd>\d{{1,2}})(?![\d:.h/])"
    rf"{_YEAR.format('ny')})"
)


@dataclass(frozen=True)
class Forms:
    """How dates are written in a language.

    Attributes:
        language: Its tag.
        date: One date. Groups tell its form: iso, named, dayfirst, german, slash or
            dashed.
        word: A word that can be a weekday.
        through: The words between the ends of a range (“to”).
        join: What joins the dates of a range or a list.
        tail: A further day behind a date that begins with its month (“Mar 28, 30”).
        lead: One before a date that ends with its month (“28–30 March”).
        ties: A preposition that says nothing itself (“am”, “le”); "" in English.
    """

    language: str
    date: re.Pattern[str]
    word: re.Pattern[str]
    through: re.Pattern[str]
    join: re.Pattern[str]
    tail: re.Pattern[str]
    lead: re.Pattern[str]
    ties: str = ""


_THROUGH = {
    "en": "to|through|thru|until",
    "de": r"bis(?:\s+zum)?",
    "fr": "au|à",
    "es": r"al?|hasta(?:\s+el)?",
}
_AND = {"en": "and", "de": "und", "fr": r"et(?:\s+le)?", "es": r"[ye](?:\s+el)?"}
_TIES = {
    "en": "",
    "de": "vom|am|den|dem|der|ab|von",
    "fr": "le|les|du|au|dès le",
    "es": "el|los|del|al|desde el",
}


@cache
def forms_of(language: str) -> Forms:
    """The forms of a language of `names.LANGUAGES`."""
    english = language == ENGLISH
    named = _ENGLISH_DATE if english else _OTHER_DATE
    letter = "[A-Za-z]" if english else _LETTER
    ordinal = "(?:st|nd|rd|th)?" if english else _OTHER_TH
    through = rf"-|–|—|\b(?:{_THROUGH[language]})\b"
    join = rf"\s*(?P<join>{through}|&|\b(?:{_AND[language]})\b|,|/|\+)\s*"
    ties = rf"(?:(?:{_TIES[language]})\s+)?" if _TIES[language] else ""
    weekday = rf"(?:(?P<weekday>{letter}{{1,12}})\.?,?\s+)?{ties}"
    return Forms(
        language,
        _pattern(rf"(?<![\d/.])(?:{_ISO}|{named}|{_NUMBERS})"),
        _pattern(rf"(?<!{letter}){letter}{{1,12}}(?!{letter})\.?"),
        _pattern(through),
        _pattern(join),
        _pattern(rf"{join}(?P<day>\d{{1,2}}){ordinal}(?![\d:/.-]|\s*{letter})"),
        _pattern(
            rf"(?<![\d/:.-])(?P<day>\d{{1,2}})(?P<th>{ordinal}\.?){join}{weekday}$"
        ),
        _TIES[language],
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
