"""Which column of a table holds what: by its heading, and by what stands in it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Where
from syllabus.importers.addresses import is_deck
from syllabus.importers.cells import Role, words_of
from syllabus.importers.dates import read_dates
from syllabus.importers.markers import hours_in
from syllabus.importers.names import ENGLISH, LANGUAGES, weekdays_of
from syllabus.importers.vocabulary import HEADINGS, LECTURE, WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.importers.page import Cell, Page, Table

_HEADINGS: tuple[tuple[Role, str], ...] = (
    (Role.WEEKDAY, r"week\s?day|day of( the)? week"),
    (Role.WEEK, r"weeks?|wk\.?|week (no\.?|#|number)"),
    (
        Role.NUMBER,
        r"#|no\.?|number|(lecture|lec|class|session|meeting|module)"
        r"\s?(#|no\.?|number)|lec\.?|l#",
    ),
    (Role.DATE, r"(class |lecture |meeting )?(dates?|days?|when)"),
    (
        Role.TOPIC,
        r"(lecture |class |main )?(topics?|titles?|subjects?|themes?|"
        r"contents?|descriptions?|agenda|what|plan|activity|activities)|lectures?|class(es)?|events?",
    ),
    (
        Role.READINGS,
        r".*\b(readings?|papers?|textbook|chapters?|references?|background|"
        r"read|literature)\b.*",
    ),
    (Role.NOTES, r"notes?|comments?|remarks?|announcements?|other|misc\.?"),
    (
        Role.SLIDES,
        r".*\b(slides?|decks?|materials?|handouts?|resources?|links?|notes|"
        r"videos?|recordings?|code|files?|pdf|lecture notes|media)\b.*",
    ),
    (Role.OUT, r".*\b(out|released?|assigned|handed out)\b.*"),
    (Role.DUE, r".*\b(due|deadlines?|hand-?in)\b.*"),
    (
        Role.WORK,
        r".*\b(assignments?|homeworks?|hws?|problem sets?|psets?|projects?|"
        r"labs?|work|exercises?|deliverables?)\b.*",
    ),
    (Role.ROOM, r"(class)?rooms?|locations?|place|where|venue"),
    (Role.HOURS, r"times?|hours?"),
    (
        Role.SPEAKER,
        r"speakers?|lecturers?|instructors?|presenters?|who|leaders?|"
        r"guests?|taught by|professors?",
    ),
)


_NUMBER = re.compile(rf"(?:{LECTURE}\.?\s|L|#)?\d{{1,3}}\.?", re.IGNORECASE)
_ENGLISH_HEADINGS = {str(role): pattern for role, pattern in _HEADINGS}


def column_roles(
    table: Table, named: Mapping[str, str] | None = None, language: str = ENGLISH
) -> list[Role]:
    """What each column of a table is about; none is a `Role.DATE` in other tables.

    A column of dates is found by its cells, whatever it is called. Without a heading
    that says it, the column with the most words holds the topics.

    Args:
        table: The table.
        named: What columns are about, by their headings, where a person said it.
        language: Of the page.
    """
    if table.roles:
        return [Role(role) for role in table.roles]
    columns = _columns(table)
    headings = [_heading(table, i) for i in range(len(columns))]
    said = {i: Role(named[h]) for i, h in enumerate(headings) if named and h in named}
    roles = [
        said.get(i, _by_heading(heading, language))
        for i, heading in enumerate(headings)
    ]
    # No other column has what a person named a column for.
    roles = [
        Role.OTHER if role in said.values() and i not in said else role
        for i, role in enumerate(roles)
    ]
    dated = next((i for i, role in said.items() if role is Role.DATE), None)
    if dated is None:
        dated = _date_column(columns, roles, language)
    if dated is None:
        return [role if role is not Role.DATE else Role.OTHER for role in roles]
    for i, cells in enumerate(columns):
        if i == dated:
            roles[i] = Role.DATE
        elif i not in said:
            known = bool(_heading(table, i))
            roles[i] = _by_cells(roles[i], cells, language, named=known)
    if Role.TOPIC not in said.values():
        _settle_topic(roles, columns, table, said)
    return roles


def _columns(table: Table) -> list[list[Cell]]:
    width = max((len(row) for row in (table.head, *table.rows)), default=0)
    return [[row[i] for row in table.rows if i < len(row)] for i in range(width)]


def _heading(table: Table, column: int) -> str:
    return table.head[column].text if column < len(table.head) else ""


def _by_heading(heading: str, language: str) -> Role:
    """What a heading says in the page's language, else in English, else in any."""
    meant = _meanings(heading)
    for tag in (language, ENGLISH, *meant):
        if tag in meant:
            return meant[tag]
    return Role.OTHER


def _meanings(heading: str) -> dict[str, Role]:
    """For each language in which a heading says something the role of its column."""
    plain = heading.strip(" *:").lower()
    meant: dict[str, Role] = {}
    for tag, headings in {ENGLISH: _ENGLISH_HEADINGS, **HEADINGS}.items():
        for role, pattern in headings.items():
            if plain and tag not in meant and re.fullmatch(pattern, plain):
                meant[tag] = Role(role)
    return meant


def heading_languages(heading: str) -> set[str]:
    """The languages in which a heading says what its column is about."""
    return set(_meanings(heading))


def _date_column(
    columns: Sequence[list[Cell]], roles: Sequence[Role], language: str
) -> int | None:
    """The column with the most dates among its cells; one called Date goes first."""
    best, column = 0.0, None
    for i, cells in enumerate(columns):
        filled = [cell for cell in cells if cell.text]
        dates = sum(_mostly_date(cell.text, language) for cell in filled)
        named = roles[i] is Role.DATE
        share = dates / len(filled) if filled else 0.0
        if dates and (share >= 0.5 or named) and share + named > best:
            best, column = share + named, i
    return column


def has_date(cells: Sequence[Cell]) -> bool:
    """Whether one of a row's cells is a date, in any language."""
    texts = {cell.text for cell in cells if cell.text}
    return any(_mostly_date(text, tag) for text in texts for tag in LANGUAGES)


def _mostly_date(text: str, language: str) -> bool:
    """Whether a cell is a date, not a sentence that has one in it."""
    found = read_dates(text, language)
    return bool(found.dates) and len(found.rest.split()) <= 6


def _by_cells(role: Role, cells: list[Cell], language: str, *, named: bool) -> Role:
    """Correct a heading's role by what stands in most of the cells."""
    filled = [cell.text for cell in cells if words_of(cell.text)]
    if _most(filled, partial(weekdays_of, language=language)):
        return Role.WEEKDAY
    if role in {Role.TOPIC, Role.DATE, Role.NUMBER} or not named:
        if _most(filled, _NUMBER.fullmatch):
            return Role.NUMBER
        if _most(filled, re.compile(rf"(?i){WEEK} \d{{1,2}}").fullmatch):
            return Role.WEEK
    if role is Role.HOURS and not any(hours_in(text) for text in filled):
        return Role.OTHER
    return Role.OTHER if role is Role.DATE else role


def _most(texts: Sequence[str], has: Callable[[str], object]) -> bool:
    """Whether more than half of the texts have a property."""
    return sum(bool(has(text)) for text in texts) * 2 > len(texts)


def _settle_topic(
    roles: list[Role],
    columns: list[list[Cell]],
    table: Table,
    said: Container[int],
) -> None:
    """See to it that exactly one column holds topics."""
    topics = [i for i, role in enumerate(roles) if role is Role.TOPIC]
    if not topics:
        topics = [
            i for i, role in enumerate(roles) if role is Role.OTHER and i not in said
        ]
        unnamed = [i for i in topics if not _heading(table, i)]
        topics = (
            unnamed
            or topics
            or [
                i
                for i, role in enumerate(roles)
                if role in {Role.SLIDES, Role.WORK} and i not in said
            ]
        )
    if not topics:
        return
    # Not the most words: “Hall 1” in every row says little.
    best = max(
        topics, key=lambda i: len({w for c in columns[i] for w in words_of(c.text)})
    )
    for i, role in enumerate(roles):
        if role is Role.TOPIC and i != best:
            links = [p for cell in columns[i] for p in cell.pieces if p.href]
            decks = any(is_deck(piece.href or "") for piece in links)
            roles[i] = Role.SLIDES if decks else Role.NOTES
    roles[best] = Role.TOPIC


def with_columns(page: Page, named: Mapping[str, str]) -> Page | Diagnostic:
    """The page with what a person says of its columns.

    Args:
        page: The page.
        named: For each of some roles the heading of its column, in any letters.

    Returns:
        The page; or the problem that it has no column of a name.
    """
    heads = [cell for table in page.tables for cell in table.head if cell.text]
    known = {cell.text.casefold(): cell.text for cell in heads}
    columns = {}
    for role, heading in named.items():
        found = known.get(" ".join(heading.split()).casefold())
        if found is None:
            listed = ", ".join(dict.fromkeys(known.values()))
            message = f"no table has a column “{heading}”"
            hint = f"its columns are: {listed}" if listed else "no table has headings"
            return page.problem(Where(page.file), "column-unknown", message, hint)
        columns[found] = role
    return replace(page, columns=columns)


MAPPED = tuple(str(role) for role in Role if role is not Role.OTHER)
"""What a column can be said to be about."""


def says_date(heading: Cell) -> bool:
    """Whether a heading says that its column holds dates."""
    return Role.DATE in _meanings(heading.text).values()
