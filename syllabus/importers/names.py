"""Names of months and weekdays, as people write and shorten them.

Those of English are forgiving: a misspelt name is known where it is near to one. Those
of other languages are the CLDR's, with and without accents, and what is usual beside.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from syllabus.core.values import WEEKDAYS
from syllabus.core.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH = "en"
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
"""The languages whose dates are read, by their tags."""

_LETTERS = {"m": {0}, "tu": {1}, "t": {1}, "w": {2}, "th": {3}, "r": {3}, "f": {4}}
# What people write beside the CLDR's names and abbreviations.
_MONTHS_TOO = {
    "de": {"mrz": 3, "maerz": 3, "jänner": 1, "feber": 2},
    "fr": {"fev": 2, "juill": 7},
    "es": {"setiembre": 9, "set": 9},
}
_DAYS_TOO = {
    "de": {"mon": 0, "don": 3, "fre": 4, "sam": 5, "sonnabend": 5, "son": 6},
    "fr": {},
    "es": {},
}
# Words of their own in the language, so that they name no day.
_NO_DAYS = {"de": set[str](), "fr": {"ma", "me", "je", "sa", "di"}, "es": {"mi", "do"}}
_ENOUGH = {"de": 4, "fr": 3, "es": 3}


def weekdays_of(word: str, language: str = ENGLISH) -> frozenset[int]:
    """The weekdays (Monday is 0) that a word can mean; none for other words.

    Short forms (Mon, Tues, Th, R; Di, jeu., X) mean one, or several (French M). A
    misspelt English name means every weekday whose full name is one letter away
    (“Thuesday”: Tuesday and Thursday), else two.
    """
    if language == ENGLISH:
        return _english_weekdays(word.rstrip(".").lower())
    plain = word.rstrip(".")
    if len(plain) == 1:
        return _initials(language).get(plain, frozenset())
    return frozenset(_begun(_folded(plain), _weekdays(language), _ENOUGH[language]))


def month_of(word: str, language: str = ENGLISH) -> int | None:
    """The month that a word names: “Sept.”, “march”, “Febuary”; None for others."""
    if language == ENGLISH:
        return _english_month(word.rstrip(".").lower())
    found = _begun(_folded(word.rstrip(".")), _months(language), 3)
    return found.pop() if len(found) == 1 else None


def is_name(word: str, language: str) -> bool:
    """Whether a word surely names a day or a month, spelt as the language spells it."""
    if language != ENGLISH:
        return bool(month_of(word, language) or weekdays_of(word, language))
    plain = word.rstrip(".").lower()
    names = (name.lower() for name in (*MONTHS, *WEEKDAYS))
    return len(plain) >= 3 and any(name.startswith(plain) for name in names)


def _english_weekdays(plain: str) -> frozenset[int]:
    if plain in _LETTERS:
        return frozenset(_LETTERS[plain])
    full = plain if plain.endswith("day") else plain.removesuffix("s")
    names = [name.lower() for name in WEEKDAYS]
    if len(full) >= 3 and plain not in {"sunda", "satur"}:
        exact = {n for n, name in enumerate(names) if name.startswith(full)}
        exact |= {n for n, name in enumerate(names) if name + "s" == plain}
        if exact:
            return frozenset(exact)
    if len(plain) < 6 or not plain.rstrip("s").endswith(("day", "dya")):
        return frozenset()
    for distance in (1, 2):
        near = {n for n, m in enumerate(names) if _edits(full, m) <= distance}
        if near:
            return frozenset(near)
    return frozenset()


def _english_month(plain: str) -> int | None:
    for number, name in enumerate(MONTHS, start=1):
        if len(plain) >= 3 and name.lower().startswith(plain):
            return number
    for number, name in enumerate(MONTHS, start=1):
        if len(plain) >= 5 and _edits(plain, name.lower()) <= 2:
            return number if plain[:2] == name[:2].lower() else None
    return None


def _edits(one: str, other: str) -> int:
    """The letters to insert, drop or replace (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row, before = [i], row
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def _folded(word: str) -> str:
    """A word in small letters, without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _begun(plain: str, names: dict[str, int], enough: int) -> set[int]:
    """What a name means, or the only one that a beginning of some letters can mean."""
    if plain in names:
        return {names[plain]}
    begun = {number for name, number in names.items() if name.startswith(plain)}
    return begun if len(plain) >= enough and len(begun) == 1 else set()


@cache
def _months(language: str) -> dict[str, int]:
    from babel import Locale

    named = _names(Locale(language).months, ("wide", "abbreviated"))
    return {**dict(named), **_with_folded(_MONTHS_TOO[language])}


@cache
def _weekdays(language: str) -> dict[str, int]:
    from babel import Locale

    days = dict(_names(Locale(language).days, ("wide", "abbreviated", "short")))
    # “dienstags”, “les mardis”, “los sábados”.
    days |= {f"{name}s": day for name, day in days.items() if len(name) > 4}
    days |= _with_folded(_DAYS_TOO[language])
    return {name: day for name, day in days.items() if name not in _NO_DAYS[language]}


@cache
def _initials(language: str) -> dict[str, frozenset[int]]:
    """The weekdays that a capital alone can mean: L, M, X, J, V in Spanish."""
    from babel import Locale

    found: dict[str, frozenset[int]] = {}
    for day, letter in Locale(language).days["stand-alone"]["narrow"].items():
        found[letter] = found.get(letter, frozenset()) | {day}
    return found


def _names(of: object, widths: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The names that Babel has for months or days, folded, with their numbers."""
    for context in ("format", "stand-alone"):
        for width in widths:
            for number, name in of[context].get(width, {}).items():  # type: ignore[index]  # untyped data
                yield _folded(name.rstrip(".")), number


def _with_folded(names: dict[str, int]) -> dict[str, int]:
    return {_folded(name): number for name, number in names.items()}
