"""What on and around a page speaks for a year or names the term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syllabus.importers.dates import PageDate, read_dates
from syllabus.importers.names import ENGLISH
from syllabus.importers.page import AROUND
from syllabus.importers.site import SITE_TITLE
from syllabus.importers.terms import terms_in, without_terms
from syllabus.importers.years import Clue, Strength

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from syllabus.importers.page import Page

NEAR = 45
"""Days between a deck's date and its lecture for the one to speak for the other."""

_SEASONS = {
    "spring": "Spring",
    "spr": "Spring",
    "sp": "Spring",
    "summer": "Summer",
    "su": "Summer",
    "ss": "Summer",
    "fall": "Fall",
    "fa": "Fall",
    "autumn": "Autumn",
    "au": "Autumn",
    "winter": "Winter",
    "wi": "Winter",
}
_NAMED = re.compile(
    r"\b(?P<season>spring|summer|fall|autumn|winter)"
    r"(?:\s+(?:term|quarter|semester))?[\s,]*(?:of\s+)?(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<before>(?:19|20)\d\d)\s+(?P<after>spring|summer|fall|autumn|winter)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![a-z0-9])(?:(?P<season>spring|spr|sp|summer|su|fall|fa|autumn|au|winter|wi)"
    r"[-_ ]?(?P<year>(?:20)?\d\d)"
    r"|(?P<before>(?:20)?\d\d)[-_ ]?"
    r"(?P<after>spring|spr|sp|summer|su|fall|fa|autumn|au|winter|wi))(?![a-z0-9])",
    re.IGNORECASE,
)
_LONE = re.compile(r"(?<![\d./-])(?P<year>(?:19|20)\d\d)(?![\d/.]\d|\d)")
_COPYRIGHT = re.compile(r"(©|\(c\)|copyright)", re.IGNORECASE)
_COURSE_NUMBER = re.compile(r"[A-Z]{2,5}[ -]?$")
_DEPARTMENT = re.compile(r"(?<![a-z])[a-z]{2,4}(?P<gap>[-_ ]?)$", re.IGNORECASE)
_STATING_KEYS = {"year", "term", "semester", "quarter", "session"}
_TITLE_KEYS = {"title", "course", "course_title", "subtitle", "name", *_STATING_KEYS}
_TITLE_KEYS |= {SITE_TITLE}


def page_clues(page: Page, language: str = ENGLISH) -> Iterator[Clue]:
    """The clues in front matter, headings, prose and addresses.

    Args:
        page: The page.
        language: Of its dates.
    """
    for key, text, where in page.front:
        yield from _front_clues(key.lower(), text, where.row)
    for block in page.blocks:
        told = f"line {block.where.row} says"
        if block.kind == "heading":
            yield from _named_clues(block.text, Strength.STATED, told)
            yield from _lone_clues(block.text, Strength.STATED, told)
        else:
            yield from _named_clues(block.text, Strength.MENTIONED, told)
            yield from _dated_clues(block.text, told, language)
            yield from _lone_clues(block.text, Strength.LONE, told)
    for aside in page.asides:
        if aside.what == AROUND:
            told = f"line {aside.where.row} says"
            yield from _named_clues(aside.text, Strength.MENTIONED, told)
            yield from _lone_clues(aside.text, Strength.LONE, told)
    yield from _address_clues(page)


def _front_clues(key: str, text: str, line: str) -> Iterator[Clue]:
    told = f"the front matter (line {line}) says"
    if key == "date" and (dates := read_dates(text).dates) and dates[0].year:
        shown = f"the page is dated {text.split()[0]} (line {line})"
        yield Clue(dates[0].year, Strength.MENTIONED, shown)
    elif key == "permalink":
        yield from path_clues([part for part in text.split("/") if part])
    elif key in _TITLE_KEYS:
        yield from _named_clues(text, Strength.STATED, told)
        yield from _lone_clues(text, Strength.STATED, told)
    elif key != "date":
        yield from _named_clues(text, Strength.MENTIONED, told)


def _named_clues(text: str, strength: Strength, told: str) -> Iterator[Clue]:
    """“Spring 2017”."""
    for match in _NAMED.finditer(text):
        season = _SEASONS[(match["season"] or match["after"]).lower()]
        year = int(match["year"] or match["before"])
        yield Clue(
            year,
            strength,
            f"{told} “{match[0]}”",
            opening=season in {"Fall", "Autumn"},
            season=season,
        )
    yield from _term_clues(text, strength, told)


def _term_clues(text: str, strength: Strength, told: str) -> Iterator[Clue]:
    """“Wintersemester 2017/18”, “2017-2018”."""
    for term in terms_in(text):
        yield Clue(
            term.year,
            strength,
            f"{told} “{' '.join(term.words.split())}”",
            opening=term.opening,
            term=term.name,
            academic=term.academic,
        )


def _lone_clues(text: str, strength: Strength, told: str) -> Iterator[Clue]:
    """Years that stand alone; “CSE 2017” is a course's number."""
    text = without_terms(_NAMED.sub(" ", text))
    for date in read_dates(text).dates:
        if date.year:  # counted with the dates
            text = text.replace(str(date.year), " ")
    for match in _LONE.finditer(text):
        before = text[: match.start()]
        if _COURSE_NUMBER.search(before):
            continue
        if _COPYRIGHT.search(before[-20:]):
            shown = f"{told} “© {match['year']}”, a copyright line"
            yield Clue(int(match["year"]), Strength.LONE, shown)
        else:
            shown = f"{told} “{match['year']}”"
            yield Clue(int(match["year"]), strength, shown)


def _dated_clues(text: str, told: str, language: str) -> Iterator[Clue]:
    for date in read_dates(text, language).dates:
        if date.year:
            shown = f"{told} {date.year}-{date.month:02}-{date.day:02}"
            yield Clue(date.year, Strength.MENTIONED, shown)


def _address_clues(page: Page) -> Iterator[Clue]:
    """Terms in addresses: ``/courses/cse599g1/17sp/``."""
    cells = (cell for table in page.tables for row in table.rows for cell in row)
    hrefs = [piece.href or "" for cell in cells for piece in cell.pieces]
    for block in page.blocks:
        hrefs += re.findall(r"https?://[^\s<>()]+", block.text)
    seen: set[int] = set()
    for clue in (c for href in hrefs for c in _short_clues(href, Strength.MENTIONED)):
        if clue.year not in seen:
            seen.add(clue.year)
            yield clue


def _short_clues(text: str, strength: Strength) -> Iterator[Clue]:
    """“17sp”, “spring-2017”."""
    for match in _SHORT.finditer(text):
        season = _SEASONS[(match["season"] or match["after"]).lower()]
        year = int(match["year"] or match["before"])
        what = "an address has" if strength is Strength.MENTIONED else "the path has"
        yield Clue(
            year if year > 99 else 2000 + year,
            strength,
            f"{what} “{match[0]}”",
            opening=season in {"Fall", "Autumn"},
            season=season,
        )


_MONTHS = {
    "Winter": {11, 12, 1, 2, 3},
    "Spring": {1, 2, 3, 4, 5},
    "Summer": {4, 5, 6, 7, 8},
    "Fall": {8, 9, 10, 11},
    "Autumn": {8, 9, 10, 11},
}


def in_season(clue: Clue, month: int) -> bool:
    """Whether a course that begins in a month can be of the term that a clue names.

    An address of another course (“cs188/fa24” on a spring page) is told apart so.
    """
    return clue.strength is not Strength.MENTIONED or (
        month in _MONTHS.get(clue.season, range(1, 13))
    )


def path_clues(parts: Sequence[str]) -> Iterator[Clue]:
    """The clue of the nearest part of a path that has one.

    Args:
        parts: Folder names and the file's name, the file last. Only the file and the
            three folders nearest to it are looked at.
    """
    for part in list(reversed(parts))[:4]:
        clues = [
            *_short_clues(part, Strength.PATH),
            *_term_clues(part, Strength.PATH, "the path has"),
        ] or [*_path_years(part)]
        if clues:
            yield clues[0]
            return


def _path_years(part: str) -> Iterator[Clue]:
    for match in re.finditer(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)", part):
        year = int(match["year"])
        department = _DEPARTMENT.search(part[: match.start()])
        if department and not department["gap"]:
            continue  # cse2017 is a course
        shown = f"the path has “{part}”"
        yield Clue(year, Strength.LONE if department else Strength.PATH, shown)


def deck_clues(
    lectures: Iterable[tuple[PageDate, int, str]],
    dates: Mapping[str, Sequence[dt.date]],
) -> Iterator[Clue]:
    """The clues of decks: made near their lecture's day, they tell its year.

    Args:
        lectures: For each link to a deck the date of its row, the years since the
            first row's (1 after a new year), and its address.
        dates: For each address the dates inside the PDF.
    """
    made: dict[int, list[str]] = {}
    for date, since, href in lectures:
        years = [_year_near(date, day) for day in dates.get(href, ())]
        near = [year - since for year in years if year is not None]
        if near:  # of a deck's several dates, the last change is nearest to its use
            made.setdefault(max(near), []).append(href.rpartition("/")[2])
    for year, names in sorted(made.items()):
        listed = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        noun = "deck was" if len(names) == 1 else "decks were"
        shown = (
            f"{len(names)} {noun} made within {NEAR} days of the lecture in {year}: "
            f"{listed}"
        )
        yield Clue(year, Strength.DECKS, shown, opening=True, weight=len(names))


def _year_near(date: PageDate, made: dt.date) -> int | None:
    """The year in which the lecture's day is near to that on which a deck was made."""
    for year in (made.year, made.year + 1, made.year - 1):
        day = date.in_year(year)
        if day and abs((day - made).days) <= NEAR:
            return year
    return None
