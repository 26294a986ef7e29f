"""Terms in German, French and Spanish, and academic years: “Wintersemester 2017/18”.

An academic year goes from summer to summer, so that its two years tell one by the month
in which a course begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

SUMMER = 8
"""The month in which an academic year begins, at the earliest."""

_KIND = r"(?:(?:semestre|session|trimestre)\s+(?:d['’]\s?|du\s+|de\s+(?:l['’])?)?)?"
_WINTER = rf"(?i:wintersemester|herbstsemester|{_KIND}(?:automne|otoño))|HS|WS|WiSe"
_OTHER = (
    rf"(?i:sommersemester|fr(?:ühjahrs|ühlings)semester|{_KIND}(?:printemps|été|hiver"
    r"|primavera|verano|invierno)|(?:1er|2e|2ème|primer|segundo|[12]º)\s+"
    r"(?:semestre|cuatrimestre|trimestre)|(?:semestre|cuatrimestre|trimestre)\s+[12])"
    r"|FS|SS|SoSe"
)
_OF = r"(?i:\s+(?:del?|du|d['’]))?[\s,:]*"
_SECOND = r"(?:\s?[/–-]\s?{}(?:20)?\d\d))?(?!\d)"
_LONG = rf"(?<!\w)(?:{{}}{_WINTER})|{_OTHER}){_OF}{{}}(?:19|20)\d\d){_SECOND}"
_SHORT = rf"(?<!\w)(?:{{}}WiSe|WS)|SoSe|SS)\s*{{}}\d\d){_SECOND}"
_GROUPS = ("(?P<winter>", "(?P<year>", "(?P<second>")
_TERMS = [re.compile(form.format(*_GROUPS)) for form in (_LONG, _SHORT)]
_ACADEMIC = re.compile(
    r"(?<![\d./-])(?P<year>(?:19|20)\d\d)\s?[/–-]\s?(?P<second>(?:20)?\d\d)(?!\d|[/.-]\d)"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\W*$", re.IGNORECASE)
TERM = "|".join(form.format("(?:", "(?:", "(?:") for form in (_LONG, _SHORT))
"""A term with its year, as a pattern without groups."""


@dataclass(frozen=True)
class SaidTerm:
    """A term or an academic year on a page.

    ``name`` is the page's own, "" for a year alone. ``opening`` says that a course
    begins in ``year``; ``academic`` that it can begin in the next one, too.
    """

    year: int
    words: str
    name: str = ""
    opening: bool = False
    academic: bool = False


def terms_in(text: str) -> Iterator[SaidTerm]:
    """The terms of a text, then the academic years that stand alone."""
    for pattern in _TERMS:
        for match in pattern.finditer(text):
            spans = _follows(match["year"], match["second"])
            if match["second"] and not spans:
                continue
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            name = " ".join(match[0].split())
            opening = bool(match["winter"])
            academic = spans and not opening
            yield SaidTerm(year, match[0], name, opening=opening, academic=academic)
        text = pattern.sub(" ", text)
    for match in _ACADEMIC.finditer(text):
        copied = _COPYRIGHT.search(text[: match.start()])
        if _follows(match["year"], match["second"]) and not copied:
            yield SaidTerm(int(match["year"]), match[0], academic=True)


def without_terms(text: str) -> str:
    """A text without the terms that `terms_in` finds."""
    for term in terms_in(text):
        text = text.replace(term.words, " ")
    return text


def _follows(year: str, second: str | None) -> bool:
    """Whether the second of two years is the one after the first: 2017/18."""
    return second is not None and (int(year) + 1 - int(second)) % 100 == 0


_NAMES = {
    "de": ("Sommersemester", "Wintersemester"),
    "fr": ("Printemps", "Automne"),
    "es": ("Primavera", "Otoño"),
}


def term_name(first: dt.date, language: str) -> str:
    """The name of a term by its first day, as it is usual in a language."""
    spring, autumn = _NAMES[language]
    if 3 <= first.month < SUMMER or (language != "de" and first.month < SUMMER):
        return f"{spring} {first.year}"
    if language != "de":
        return f"{autumn} {first.year}"
    year = first.year if first.month >= SUMMER else first.year - 1
    return f"{autumn} {year}/{(year + 1) % 100:02}"
