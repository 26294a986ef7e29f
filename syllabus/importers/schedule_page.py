"""A schedule page to a course file: the import as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from syllabus.core.checks.dates import LONGEST_TERM
from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.core.prose import plain_words
from syllabus.core.words import short_day, weekdays_in_words
from syllabus.importers.account import Report, Verdict
from syllabus.importers.clues import deck_clues, in_season, page_clues, path_clues
from syllabus.importers.course_text import course_text
from syllabus.importers.dates import in_order
from syllabus.importers.decks import slide_files
from syllabus.importers.draft import Draft, DraftLink
from syllabus.importers.entries import EntryMaker
from syllabus.importers.names import ENGLISH
from syllabus.importers.numbering import infer_numbered
from syllabus.importers.placing import (
    bound_patterns,
    entries_of,
    free_holidays,
    one_a_day,
    patterns_of,
    place,
)
from syllabus.importers.prose import Prose, escaped, harmless, plain_title, read_prose
from syllabus.importers.rows import Row, Schedule, read_schedule
from syllabus.importers.terms import term_name
from syllabus.importers.years import YearFound, fitting_share, infer_year

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from syllabus.importers.draft import DraftEntry, DraftPattern
    from syllabus.importers.page import Page, Table
    from syllabus.importers.years import Clue

MOST_ROWS = 2000
"""Rows that a schedule may have; a class that meets daily has under 300 a year."""


@dataclass(frozen=True)
class Surroundings:
    """What is known from around a page.

    ``path`` are the parts of its path, its own name last. ``deck_dates`` holds for a
    link's address the dates inside the PDF; ``placed`` the files of decks that lie in
    the course folder already, relative to it.
    """

    path: tuple[str, ...] = ()
    deck_dates: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)
    placed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """An import. ``text`` is the course file, None where an error kept it from being.

    ``decks`` maps the addresses of decks to their files in the course.
    """

    text: str | None
    report: Report
    problems: tuple[Diagnostic, ...] = ()
    decks: Mapping[str, str] = field(default_factory=dict)


def deck_addresses(schedule: Schedule) -> list[str]:
    """The addresses of a schedule's decks, each once, in the page's order."""
    hrefs = [f.href for row in schedule.rows for f in row.all("deck") if f.href]
    return list(dict.fromkeys(hrefs))


def import_page(
    page: Page, around: Surroundings | None = None, year: int | None = None
) -> Imported:
    """Import a page that was read without problems.

    Args:
        page: The page.
        around: What speaks for the year and names the course outside of the page.
        year: That of the first date; overrides all evidence.
    """
    around = around or Surroundings()
    report = Report(page.file, list(page.findings))
    schedule = read_schedule(page)
    if problem := _unusable(page, schedule):
        return Imported(None, report, (problem,))
    language = schedule.spoken.language
    if schedule.spoken.told:
        report.find("Language", schedule.spoken.told)
    prose = read_prose(page, page.tables, report, language)
    for cell, role in schedule.heads:
        if cell.text:
            shown = f"the heading of a column: {role}"
            report.tell(cell.where, cell.text, Verdict.UNDERSTOOD, shown)
    clues = _clues(page, schedule, around)
    found = _year(schedule, prose, clues, year)
    for sentence in found.evidence:
        report.find("Year", sentence)
    if found.year is None:
        return Imported(None, report, (_unknown_year(page, schedule, found),))
    report.find("Year", f"so the first date is in {found.year}")
    return _import(page, schedule, prose, clues, found.year, around, report)


def _unusable(page: Page, schedule: Schedule) -> Diagnostic | None:
    rows = schedule.rows
    if len(rows) > MOST_ROWS:
        message = f"the schedule has {len(rows):,} rows, more than {MOST_ROWS:,}"
        return page.problem(rows[MOST_ROWS].where, "file-too-large", message)
    if any(row.dates for row in rows):
        return None
    loops = (n for n, line in enumerate(page.lines, start=1) if "{% for" in line)
    loop = next((Where(page.file, number, 1) for number in loops), None)
    if loop:
        hint = "its table is made from data: import that file, or the page as built"
    elif page.tables:
        hint = "no column of its tables holds dates like “Mar 28” or 2017-03-28"
    else:
        hint = "a schedule is a table with a column of dates: | Date | Topic |"
    where = loop or Where(page.file, 1 if page.lines else 0, 1)
    return page.problem(
        where, "no-schedule-table", "this page has no schedule to import", hint
    )


def _clues(page: Page, schedule: Schedule, around: Surroundings) -> list[Clue]:
    rows = [row for row in schedule.rows if row.dates]
    days = in_order([row.dates[0] for row in rows], 2000)
    first = next((day.year for day in days if day), 2000)
    lectures = [
        (row.dates[0], (day.year if day else first) - first, fact.href)
        for row, day in zip(rows, days, strict=True)
        for fact in row.all("deck")
        if fact.href
    ]
    month = rows[0].dates[0].month
    said = page_clues(page, schedule.spoken.language)
    clues = [
        *(clue for clue in said if in_season(clue, month)),
        *path_clues(around.path),
        *deck_clues(lectures, around.deck_dates),
    ]
    return [clue.begun_in(month) for clue in clues]


def _year(
    schedule: Schedule, prose: Prose, clues: list[Clue], year: int | None
) -> YearFound:
    if year is not None:
        return YearFound(year, (year,), ("given with --year",))
    rows = [row for row in schedule.rows if row.dates]
    regular = [row for row in rows if _is_regular(row)] or rows
    dates = [row.dates[0] for row in regular]
    options = prose.pattern.options if prose.pattern else ()
    return infer_year(dates, options, clues)


def _is_regular(row: Row) -> bool:
    """Whether the day of a row is held to the pattern, or says its weekday or year."""
    alone = row.only_work and not (row.dates[0].weekdays or row.dates[0].year)
    return not (alone or row.first("partner"))


def _unknown_year(page: Page, schedule: Schedule, found: YearFound) -> Diagnostic:
    where = next(row.where for row in schedule.rows if row.dates)
    listed = ", ".join(map(str, found.candidates))
    if found.conflict:
        message = f"the year is not clear: {found.conflict}"
        return page.problem(
            where, "year-unclear", message, f"say which with --year: {listed}"
        )
    if not found.candidates:
        hint = "say it with --year, as in --year 2017"
        return page.problem(
            where, "year-unknown", "nothing on or around the page tells the year", hint
        )
    message = "the dates have no year, and nothing decides which it is"
    if len(found.candidates) > 1:
        message = f"the dates have no year, and nothing decides between {listed}"
    hint = f"say which with --year: {listed}"
    return page.problem(where, "year-unknown", message, hint)


def _import(
    page: Page,
    schedule: Schedule,
    prose: Prose,
    clues: list[Clue],
    year: int,
    around: Surroundings,
    report: Report,
) -> Imported:
    draft = Draft(notices=prose.notices, timezone=page.timezone)
    files = slide_files(deck_addresses(schedule), around.placed)
    said = _said_days(schedule, prose, year, report)
    if schedule.order:
        report.find("Dates", schedule.order)
    spoken = schedule.spoken
    draft.language = spoken.tag if spoken.language != ENGLISH else ""
    maker = EntryMaker(
        page,
        draft,
        report,
        files,
        day_first=schedule.day_first,
        language=spoken.language,
    )
    _other_tables(schedule.others, prose, report)
    maker.make(schedule.rows, year, said)
    if not draft.entries:
        problem = page.problem(
            schedule.rows[0].where,
            "no-schedule-table",
            "the table has days without class, but no class",
        )
        return Imported(None, report, (*maker.problems, problem))
    _leads(prose, draft)
    draft.entries, joined = one_a_day(draft.entries)
    for day in joined:
        report.find("Dates", f"two rows of {day} are one meeting")
    _breaks(draft, report)
    _held_holidays(draft, report)
    maker.mark_work()
    _term(draft, maker.work_days, report)
    if draft.last_day - draft.first_day > LONGEST_TERM:
        problem = page.problem(
            schedule.rows[0].where,
            "year-unclear",
            f"the rows go from {draft.first_day} to {draft.last_day}, which is no term",
            "mend the years, or split the page by its terms",
        )
        return Imported(None, report, (*maker.problems, problem))
    draft.patterns = patterns_of(draft.entries, said)
    _pattern_details(draft, prose, report)
    for sentence in [*bound_patterns(draft), *place(draft)]:
        report.find("Dates", sentence)
    notices = [text for one in draft.notices for text in harmless([one])]
    draft.notices = [text for text in notices if text.strip()]
    for entry in draft.entries:
        entry.notes = harmless(entry.notes)
    _names(draft, prose, clues, year, around, report)
    draft.numbered, told = infer_numbered(draft.entries)
    if told:
        report.find("Numbers", told)
    text = course_text(draft, PurePath(page.file).name)
    return Imported(text, report, tuple(maker.problems), files)


def _said_days(
    schedule: Schedule, prose: Prose, year: int, report: Report
) -> frozenset[int] | None:
    """The reading of the page's weekdays that its dates bear out, if one is."""
    if prose.pattern is None:
        return None
    rows = [row for row in schedule.rows if row.dates and not row.first("partner")]
    rows = [row for row in rows if not row.only_work] or rows
    dates = [row.dates[0] for row in rows]
    shares = {
        option: fitting_share(dates, [option], year) for option in prose.pattern.options
    }
    best = max(shares, key=lambda option: shares[option])
    names = weekdays_in_words(tuple(sorted(best)))
    if shares[best] < 0.5:
        report.find("Pattern", f"the page says {names}, but its dates do not")
        return None
    report.find(
        "Pattern",
        f"{names}, as line {prose.pattern.where.row} says and "
        f"{shares[best]:.0%} of the dates bear out",
    )
    return best


def _other_tables(tables: Sequence[Table], prose: Prose, report: Report) -> None:
    """Tables without dates are kept as notices, a line a row, below their heading."""
    for table in tables:
        first = table.rows[0][0].where.line if table.rows else 0
        lead = prose.leads.pop(first, None)
        lines = [f"**{lead[0]}**", ""] if lead else []
        for cells in (table.head, *table.rows):
            text = " — ".join(cell.text for cell in cells if cell.text)
            if text:
                lines.append(f"- {escaped(text)}")
            for cell in cells:
                if cell.text:
                    shown = "kept in a notice; a table without dates"
                    report.tell(cell.where, cell.text, Verdict.NOTED, shown)
        if lines:
            prose.notices.append("\n".join(lines))


def _leads(prose: Prose, draft: Draft) -> None:
    """Headings above tables: of several each begins a part; of one table, a note."""
    parts = dict(prose.parts)
    if len(prose.leads) > 1:
        parts |= prose.leads
    for line, (text, _) in sorted((prose.leads | parts).items()):
        first = next((e for e in draft.entries if e.where.line >= line), None)
        if first is None:
            draft.notices.append(text)
        elif line in parts and not first.part:
            first.part = plain_words(text)
        else:
            first.notes.insert(0, text)


def _breaks(draft: Draft, report: Report) -> None:
    """A break has no decks in a course file: nobody meets to see them."""
    for entry in draft.entries:
        if entry.kind != "break":
            continue
        for deck in entry.decks:
            title = deck.title or "Slides"
            if deck.link:
                entry.links.append(DraftLink(title, deck.link))
            else:
                entry.notes.append(escaped(f"{title} ({deck.href})"))
            told = f"{deck.href} stands on {short_day(entry.date)}, which has no class"
            report.find("Decks", f"{told}; it was kept as a link or note")
        entry.decks = []


def _held_holidays(draft: Draft, report: Report) -> None:
    for day in free_holidays(draft):
        report.find("Dates", f"{short_day(day)} has a class, so it is no holiday")


def _term(draft: Draft, work: Sequence[dt.date], report: Report) -> None:
    """The term holds every row and every day on which work is out or due."""
    days = [entry.date for entry in draft.entries]
    for span in draft.holidays:
        days += [span.first, span.last]
    if draft.finals:
        days += [draft.finals.first, draft.finals.last]
    draft.first_day, draft.last_day = min([*days, *work]), max([*days, *work])
    for day, rows, word in (
        (draft.first_day, min(days), "begins"),
        (draft.last_day, max(days), "ends"),
    ):
        if day != rows:
            report.find("Dates", f"the term {word} with a deadline, {short_day(day)}")


def _pattern_details(draft: Draft, prose: Prose, report: Report) -> None:
    """Hours and room from the prose, or those that most rows give."""
    if not draft.patterns:
        return
    main = draft.patterns[0]
    if prose.pattern:
        main.hours, main.room = prose.pattern.hours, prose.pattern.room
    else:
        names = weekdays_in_words(main.days)
        report.find("Pattern", f"{names}, by the dates")
    for pattern in draft.patterns:
        entries = entries_of(draft, pattern)
        for name in ("hours", "room"):
            _usual(pattern, entries, name)


def _usual(pattern: DraftPattern, entries: Sequence[DraftEntry], name: str) -> None:
    """Say once, with the pattern, what most of its entries say."""
    values = [getattr(entry, name) for entry in entries]
    usual = max(set(values), key=lambda value: (values.count(value), value), default="")
    if usual and not getattr(pattern, name) and values.count(usual) * 2 > len(values):
        setattr(pattern, name, usual)
    for entry in entries:
        if getattr(entry, name) == getattr(pattern, name):
            setattr(entry, name, "")


def _names(
    draft: Draft,
    prose: Prose,
    clues: list[Clue],
    year: int,
    around: Surroundings,
    report: Report,
) -> None:
    draft.title, draft.code = prose.title, prose.code
    if draft.title:
        report.find("Title", f"“{draft.title}”, from {prose.title_source}")
    else:
        draft.title, source = _fallback_title(around)
        report.find(
            "Title",
            f"“{draft.title}”, {source}, as the page has none; write the course's own",
        )
        draft.comments["title"] = f"{source.capitalize()}; write the course's own."
    held = range(year, draft.last_day.year + 1)
    named = [c for c in clues if (c.season or c.term) and c.year in held]
    if named:
        draft.term = named[0].term or f"{named[0].season} {named[0].year}"
        report.find("Term", f"{draft.term}: {named[0].text}")
    else:
        language = draft.language.partition("-")[0]
        draft.term = (
            term_name(draft.first_day, language)
            if language
            else _season(draft.first_day, draft.last_day)
        )
        report.find("Term", f"{draft.term}, named by its months")


_NO_NAME = re.compile(
    r"_\w*|assets|build|calendar|class(?:es)?|contents?|courses?|data|modules?|pages?|"
    r"site|weeks?|"
    r"desktop|dist|docs?|documents|downloads|files|home|html|index|lectures?|main|md|"
    r"public|readme|repo|root|schedules?|source|src|static|syllabus|teaching|te?mp|"
    r"timetable|web|website|work|www|\.*",
    re.IGNORECASE,
)


def course_name(page: Page, path: Sequence[str]) -> str:
    """A name for the course's folder; "" if there is none.

    The page's own course code goes first (CS 240 is cs240), then the page's place, then
    its title.
    """
    prose = read_prose(page, page.tables, Report(page.file))
    code = re.sub(r"[^a-z0-9]+", "", prose.code.lower())
    title = re.sub(r"[^\w]+", "-", prose.title.lower()).strip("-_")
    return code or place_name(path) or title[:40].rstrip("-_")


def place_name(path: Sequence[str]) -> str:
    """The name that a page's place gives a course; "" if it gives none.

    It is the page's own, else that of its folder, else that of the folder above. Names
    that every course page could have (schedule, index, docs) do not count.
    """
    if not path:
        return ""
    stem = PurePath(path[-1]).stem
    for name in (stem, *list(reversed(path[:-1]))[:2]):
        words = re.split(r"[-_ ]+", name.strip("/\\ "))
        generic = _NO_NAME.fullmatch(name) or all(map(_NO_NAME.fullmatch, words))
        if not generic and plain_title(" ".join(words)):
            return name
    return ""


def _fallback_title(around: Surroundings) -> tuple[str, str]:
    name = place_name(around.path)
    if name and around.path and name == PurePath(around.path[-1]).stem:
        return name, "from the page's file name"
    return (name, "from the folder's name") if name else ("Course", "a stand-in")


def _season(first: dt.date, last: dt.date) -> str:
    """The term's name by its months, as American universities call them."""
    if first.month <= 2:
        name = "Winter" if last.year == first.year and last.month <= 3 else "Spring"
    elif first.month <= 5:
        name = "Spring"
    elif first.month <= 7:
        name = "Summer"
    else:
        name = "Fall" if first.month <= 10 else "Winter"
    return f"{name} {first.year}"
