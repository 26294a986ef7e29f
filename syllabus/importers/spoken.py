"""Which language the dates of a page are in: what most of its own words are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from syllabus.core.words import counted
from syllabus.importers.columns import heading_languages
from syllabus.importers.dates import read_dates
from syllabus.importers.names import ENGLISH, LANGUAGES, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.importers.page import Page

LANGUAGE_KEYS = {"lang", "language", "locale"}
"""What front matter and HTML call a page's language."""

_LONGEST = 60
_MOST = 500
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,12}(?![^\W\d_])\.?")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Spoken:
    """The language of a page: one of `LANGUAGES`, and how that was found.

    ``tag`` is the course's: with a region where the page says one.
    """

    language: str = ENGLISH
    tag: str = ENGLISH
    told: str = ""


def page_language(page: Page) -> Spoken:
    """The language of a page, by the names of days and months and by its headings.

    Of languages that they fit equally well it is the one that the page says, else the
    first of `LANGUAGES`.
    """
    said, line = _said(page)
    names, headings = Counter(_named(page)), Counter(_headed(page))
    fits = {tag: names[tag] + headings[tag] for tag in LANGUAGES}
    most = max(fits.values())
    best = [tag for tag in LANGUAGES if fits[tag] == most]
    code = said.partition("-")[0].lower()
    language = code if code in best else best[0]
    if language == ENGLISH and code in {"", ENGLISH}:
        return Spoken()
    name = LANGUAGES[language]
    if language == code:
        return Spoken(language, said, f"{name}, as line {line} says (“{said}”)")
    found = [
        f"{counted(names[language], 'name')} of days or months" * bool(names[language]),
        counted(headings[language], "heading") * bool(headings[language]),
    ]
    told = f"{name}, by {' and '.join(filter(None, found))}"
    others = [LANGUAGES[tag] for tag in best if tag not in {language, ENGLISH}]
    if others and language != ENGLISH:
        told += f"; they could be {' or '.join(others)}, too"
    if said:
        told += f"; not followed: line {line} says “{said}”"
    return Spoken(language, language, told)


def _said(page: Page) -> tuple[str, int]:
    """The tag of the language that a page says, and where it does."""
    for key, text, where in page.front:
        if key.lower() in LANGUAGE_KEYS and _TAG.fullmatch(text.strip()):
            return text.strip().replace("_", "-"), where.line
    return "", 0


def _named(page: Page) -> Iterator[str]:
    """For each name of a day or month, in a date or alone, the languages it is of."""
    cells = (cell for table in page.tables for row in table.rows for cell in row)
    short = (cell.text for cell in cells if 0 < len(cell.text) <= _LONGEST)
    for text in islice(short, _MOST):
        for tag in LANGUAGES:
            read = text if _WORD.fullmatch(text) else read_dates(text, tag).used
            yield from (tag for word in _WORD.findall(read) if is_name(word, tag))


def _headed(page: Page) -> Iterator[str]:
    for cell in (cell for table in page.tables for cell in table.head):
        yield from heading_languages(cell.text)
