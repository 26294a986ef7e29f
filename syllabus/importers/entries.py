"""From rows to entries: what each fact becomes, and its account in the report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syllabus.core.schedule import days_of
from syllabus.core.values import DateRange
from syllabus.core.words import counted, short_day
from syllabus.importers.account import Report, Verdict
from syllabus.importers.addresses import is_web_address, path_of
from syllabus.importers.dates import in_order
from syllabus.importers.draft import (
    Draft,
    DraftDeck,
    DraftEntry,
    DraftLink,
)
from syllabus.importers.markers import hours_in
from syllabus.importers.moments import SaidMoment, moment_day
from syllabus.importers.names import ENGLISH
from syllabus.importers.numbering import claimed_number
from syllabus.importers.page import STRONG
from syllabus.importers.placing import usual_days
from syllabus.importers.prose import escaped
from syllabus.importers.vocabulary import FREE, NO_TOPIC
from syllabus.importers.work import WorkDay, WorkDays, add_work, work_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from syllabus.core.diagnostics import Diagnostic, Where
    from syllabus.importers.cells import Fact
    from syllabus.importers.page import Page
    from syllabus.importers.rows import Row


class EntryMaker:
    """Makes the entries of a draft out of rows whose year is known."""

    def __init__(
        self,
        page: Page,
        draft: Draft,
        report: Report,
        files: Mapping[str, str],
        *,
        day_first: bool = False,
        language: str = ENGLISH,
    ) -> None:
        self.page = page
        self.draft = draft
        self.report = report
        self.files = files
        self.problems: list[Diagnostic] = []
        self._waiting: list[str] = []  # notes for the next entry
        self._part = ""  # the part of the course that it begins
        self._work_days = WorkDays()
        self._classless: list[tuple[str, dt.date]] = []  # lines, days of work alone
        self._day_first = day_first
        self._language = language

    def make(self, rows: Sequence[Row], year: int, said: frozenset[int] | None) -> None:
        """Make entries, holidays and notices of rows, in the page's order.

        Args:
            rows: All of the schedule.
            year: That of the first date.
            said: The weekdays that the page names, if any.
        """
        dated = iter(in_order([date for row in rows for date in row.dates], year))
        days = [[next(dated) for _ in row.dates] for row in rows]
        pattern = said or _class_weekdays(rows, days)
        for row, row_days in zip(rows, days, strict=True):
            known = [day for day in row_days if day]
            self._check_weekdays(row, row_days)
            if not known:
                self._undated(row)
            elif row.first("no class"):
                self._no_class(row, known)
            elif self._is_work_alone(row, known, pattern):
                self._work_day(row, known)
            elif self._is_finals(row, known):
                self._finals(row, known)
            else:
                self._meet(row, self._meeting_days(row, known, pattern))
        self._flush()
        self._tell_work_days()

    @property
    def work_days(self) -> list[dt.date]:
        """The days on which work is out or due."""
        return [day.date for _, _, day in self._work_days.all()]

    def mark_work(self) -> None:
        """Mark the entries on whose days work is out or due; once days are joined.

        Work of other days, or with a time, says its day itself.
        """
        entries = {e.date: e for e in self.draft.entries if e.kind != "break"}
        for side, name, day in self._work_days.all():
            entry = entries.get(day.date)
            if entry:
                getattr(entry, side).append(name)
            if not entry or day.at:
                shown = f"{day.date} {day.at}".strip()
                setattr(self.draft.work[name], side, shown)

    # -- rows

    def _check_weekdays(self, row: Row, days: Sequence[dt.date | None]) -> None:
        for date, day in zip(row.dates, days, strict=True):
            if day and date.weekdays and day.weekday() not in date.weekdays:
                self._problem(
                    row,
                    "weekday-mismatch",
                    f"the page calls {day} another weekday; it is a {day:%A}",
                    "the date was kept; mend the course file if the weekday was right",
                )

    def _problem(self, row: Row, code: str, message: str, hint: str) -> None:
        self._problem_at(row.where, code, message, hint)

    def _problem_at(self, where: Where, code: str, message: str, hint: str) -> None:
        self.problems.append(self.page.problem(where, code, message, hint))

    def _is_finals(self, row: Row, days: Sequence[dt.date]) -> bool:
        topic = row.first("topic")
        words = topic.value if topic else ""
        return (
            row.through
            and bool(
                re.match(
                    r"(?i)finals?\s+(?:exams?\s+)?(?:week|period)|exam\s+(?:week|period)",
                    words,
                )
            )
            and len(days) == 2
        )

    def _is_work_alone(
        self, row: Row, days: Sequence[dt.date], pattern: Collection[int]
    ) -> bool:
        """Whether a row tells of work and of no class.

        On a class day it tells of a class, too, but for events: a class is an event.
        """
        if self.page.events:
            has_work = row.first("due") or row.first("out")
            return bool(has_work and not row.first("topic"))
        return row.only_work and not {day.weekday() for day in days} & {*pattern}

    def _work_day(self, row: Row, days: list[dt.date]) -> None:
        """A day beside the pattern on which work is out or due, and no class meets."""
        self._classless.append((row.where.row, days[-1]))
        self._tell_dates(row, days)
        self._rest_of_free_day(row, days[-1], holiday=True)

    def _tell_work_days(self) -> None:
        classes = {entry.date for entry in self.draft.entries}
        alone = [(line, day) for line, day in self._classless if day not in classes]
        if alone:
            listed = ", ".join(f"line {line} ({short_day(day)})" for line, day in alone)
            rows = counted(len(alone), "row")
            told = f"{rows} with work and no class: {listed}"
            self.report.find("Deadlines", told)

    def _finals(self, row: Row, days: list[dt.date]) -> None:
        self.draft.finals = DateRange(days[0], days[-1])
        self._tell_dates(row, days)
        for topic in row.all("topic"):
            self._tell(topic, Verdict.UNDERSTOOD, "the finals of the term")
        self._rest_of_free_day(row, days[-1], holiday=True)

    def _meeting_days(
        self, row: Row, days: list[dt.date], pattern: frozenset[int] | tuple[int, ...]
    ) -> list[dt.date]:
        """The days of a list, or the class days in a range (its first without any)."""
        if not row.through:
            return days
        if days[-1] < days[0] or (days[-1] - days[0]).days > 31:
            return days[:1]
        inside = [d for d in days_of(days[0], days[-1]) if d.weekday() in pattern]
        return inside or days[:1]

    def _undated(self, row: Row) -> None:
        """A row without a date goes on with the one above, or heads the next."""
        if title := _heading_of(row):
            self._part = title
            for cell in filter(lambda cell: cell.text, row.cells):
                shown = "the name of a part of the course"
                self.report.tell(cell.where, cell.text, Verdict.KEPT, shown)
            return
        label = row.first("undated")
        content = [f for f in row.facts if f.what not in {"undated", "week", "number"}]
        entries = self.draft.entries
        counted = row.first("week") or row.first("number")
        if not (label or counted or row.dates or self._waiting) and entries:
            self._add_facts(entries[-1], row)
            return
        text = " — ".join(cell.text for cell in row.cells if cell.text)
        hrefs = [fact.href for fact in content if fact.href]
        if label is not None and not content:
            self._waiting.append(escaped(text))
            shown = "a note of the next class"
        else:
            addresses = f" ({', '.join(hrefs)})" if hrefs else ""
            self.draft.notices.append(escaped(text) + addresses)
            shown = "a notice"
            self._problem(
                row,
                "date-unclear",
                f"“{text}” has no day that is understood",
                "the row was kept as a notice; give it a place in the schedule",
            )
        for cell in row.cells:
            if cell.text:
                self.report.tell(cell.where, cell.text, Verdict.NOTED, shown)

    def _no_class(self, row: Row, days: list[dt.date]) -> None:
        """Holidays and longer breaks are holidays; a free class day is a break."""
        fact = row.first("no class")
        if fact is None:
            return
        for other in row.all("no class")[1:]:
            self._tell(other, Verdict.UNDERSTOOD, _OBVIOUS["no class"])
        facts = row.all("no class")
        topics = [topic.value for topic in row.all("topic")]
        names = [*(fact.value for fact in facts), *topics]
        name = "; ".join(dict.fromkeys(filter(None, names)))
        spans = (
            [DateRange(days[0], days[-1])]
            if row.through
            else [DateRange(day, day) for day in days]
        )
        holiday = row.through or any(fact.detail == "holiday" for fact in facts)
        self._tell_dates(row, days)
        for topic in row.all("topic"):
            self._tell(topic, Verdict.KEPT, "the name of the free day")
        if holiday:
            for span in spans:
                self.draft.holidays[span] = name or FREE[self._language]
            shown = f"a holiday, “{name or FREE[self._language]}”"
            self._tell(fact, Verdict.UNDERSTOOD, shown)
        else:
            for day in days:
                self.draft.entries.append(
                    DraftEntry(day, row.where, topic=name, kind="break")
                )
            self._tell(fact, Verdict.UNDERSTOOD, "a break: a class day without class")
        self._rest_of_free_day(row, days[0], holiday=holiday)

    def _rest_of_free_day(self, row: Row, day: dt.date, *, holiday: bool) -> None:
        """Work that is due on a free day, and notes about it."""
        entry = DraftEntry(day, row.where, kind="break")
        if not holiday:
            entry = self.draft.entries[-1]
        for fact in row.facts:
            if fact.what in {"date", "topic", "no class"}:
                continue
            self._add(entry, fact)
        if holiday:
            kept = [*entry.notes]
            kept += [f"{d.title or 'Slides'} ({d.href})" for d in entry.decks]
            kept += [f"{k.title} ({k.link})" for k in (*entry.links, *entry.readings)]
            self.draft.notices += [f"{short_day(day)}: {text}" for text in kept]

    def _meet(self, row: Row, days: list[dt.date]) -> None:
        self._tell_dates(row, days)
        entry = DraftEntry(days[0], row.where)
        entry.notes += self._waiting
        entry.part, self._waiting, self._part = self._part, [], ""
        self._add_facts(entry, row, told=True)
        if len(days) > 1:
            shown = ", ".join(short_day(day) for day in days)
            self.report.find(
                "Dates", f"line {row.where.row} is {len(days)} days: {shown}"
            )
        self._name(entry, row)
        self.draft.entries.append(entry)
        for day in days[1:]:
            # The later days have the same topic; all else is of the first.
            again = DraftEntry(day, row.where, entry.topic, entry.kind)
            again.partner, again.hours = entry.partner, entry.hours
            again.room, again.speaker = entry.room, entry.speaker
            again.affiliation = entry.affiliation
            self.draft.entries.append(again)

    def _name(self, entry: DraftEntry, row: Row) -> None:
        """Give a lecture without a topic one: a course file asks for it."""
        if entry.topic or entry.kind not in {"lecture", "lab"}:
            return
        pending = row.first("to come")
        entry.topic = pending.value if pending else NO_TOPIC[self._language]
        if entry.kind == "lab":
            entry.topic = "Lab"
        if not pending:
            where = f"line {row.where.row}"
            self.report.find("Topics", f"{where} has none; it says “{entry.topic}”")

    def _flush(self) -> None:
        self.draft.notices += filter(None, (*self._waiting, escaped(self._part)))
        self._waiting, self._part = [], ""

    def _tell_dates(self, row: Row, days: Sequence[dt.date]) -> None:
        shown = ", ".join(f"{short_day(day)}, {day.year}" for day in days)
        for fact in row.all("date"):
            self._tell(fact, Verdict.UNDERSTOOD, shown)

    def _tell(self, fact: Fact, verdict: Verdict, shown: str) -> None:
        self.report.tell(fact.where, fact.words, verdict, shown)

    # -- facts

    def _add_facts(self, entry: DraftEntry, row: Row, *, told: bool = False) -> None:
        for fact in row.facts:
            if not (told and fact.what == "date"):
                self._add(entry, fact)
        entry.claims = entry.claims[:1]

    def _add(self, entry: DraftEntry, fact: Fact) -> None:
        """Add a fact to an entry, and account for it."""
        odd = not fact.understood and fact.what in {"week", "number"}
        what = "note" if odd else fact.what
        if what in {"out", "due"}:
            self._add_work(entry, fact)
        elif what in {"deck", "link", "reading"}:
            self._add_link(entry, fact)
        elif what in _TEXTS:
            self._add_text(entry, fact)
        elif what in {"topic", "kind", "to come"}:
            self._add_topic(entry, fact)
        elif what == "number":
            entry.claims += [int(n) for n in re.findall(r"\d+", fact.value)[:1]]
            self._tell(fact, Verdict.UNDERSTOOD, "the lecture's number")
        elif what in {"week", "weekday", "slides to come", "no class"}:
            self._tell(fact, Verdict.UNDERSTOOD, _OBVIOUS[what])
        else:
            entry.notes.append(escaped(fact.value))
            told = f"kept as a note: {fact.value}{_WHY.get(what, '')}"
            self._tell(fact, Verdict.NOTED, told)

    def _add_topic(self, entry: DraftEntry, fact: Fact) -> None:
        kind = fact.detail or "lecture"
        if kind != "lecture":
            entry.kind = kind
        if fact.what == "kind":
            self._tell(fact, Verdict.UNDERSTOOD, f"a meeting of the kind {kind}")
        elif fact.what == "to come":
            self._tell(fact, Verdict.KEPT, "the topic, still to come")
        else:
            entry.topic = f"{entry.topic}; {fact.value}" if entry.topic else fact.value
            shown = "the topic" if kind == "lecture" else f"the topic ({kind})"
            self._tell(fact, Verdict.KEPT, shown)

    def _add_text(self, entry: DraftEntry, fact: Fact) -> None:
        value = hours_in(fact.value) if fact.what == "hours" else fact.value
        before = getattr(entry, fact.what)
        if before and before != value:
            value = "" if fact.what == "hours" else f"{before}, {value}"
        # A room with :// in it is a meeting link, and has to be a whole one.
        if not value or ("://" in value and not is_web_address(value)):
            name = fact.what.capitalize()
            entry.notes.append(escaped(f"{name}: {fact.value}"))
            self._tell(fact, Verdict.NOTED, f"kept as a note: {fact.value}")
            return
        setattr(entry, fact.what, value)
        self._tell(fact, Verdict.UNDERSTOOD, f"{_TEXTS[fact.what]}: {value}")

    def _add_link(self, entry: DraftEntry, fact: Fact) -> None:
        href = fact.href or ""
        if fact.what == "deck":
            web = href if is_web_address(href) else None
            deck = DraftDeck(fact.value, href, self.files.get(href, ""), web)
            entry.decks.append(deck)
            claim = claimed_number([path_of(href).rpartition("/")[2], fact.value])
            entry.claims += [claim] if claim and not entry.claims else []
            self._tell(fact, Verdict.UNDERSTOOD, f"a deck, {deck.file}")
        elif fact.what == "reading":
            entry.readings.append(DraftLink(fact.value, fact.href))
            verdict = Verdict.UNDERSTOOD if fact.understood else Verdict.NOTED
            self._tell(fact, verdict, f"a reading: {fact.value}")
        else:
            entry.links.append(DraftLink(fact.value, href))
            self._tell(fact, Verdict.UNDERSTOOD, f"a link to {href}")

    def _add_work(self, entry: DraftEntry, fact: Fact) -> None:
        """Work on the row's day, or on the one that it says itself."""
        moment = SaidMoment.of(fact.detail)
        day, called = moment_day(
            moment, entry.date, day_first=self._day_first, language=self._language
        )
        if day is None:
            self._note_work(entry, fact, "which day is not clear")
            return
        clash = self._work_days.add(
            fact.what, work_id(fact.value), WorkDay(day, moment.at)
        )
        if clash:
            self._note_work(entry, fact, clash)
            return
        if called and day.weekday() not in called:
            self._problem_at(
                fact.where,
                "weekday-mismatch",
                f"the page calls {day} another weekday; it is a {day:%A}",
                "the date was kept; mend the course file if the weekday was right",
            )
        work = add_work(self.draft.work, fact.value, fact.href)
        if fact.href and work.link != fact.href:
            entry.links.append(DraftLink(f"{work.title}, {fact.what}", fact.href))
        when = f" on {short_day(day)}" if moment.day or entry.kind == "break" else ""
        when += f" at {moment.at}" if moment.at else ""
        if moment.day and not re.search(r"\d", moment.day):
            when += f", the first {day:%A} from its row's day"
        shown = f"{work.title} is {fact.what}{when} ({work.id})"
        self._tell(fact, Verdict.UNDERSTOOD, shown)

    def _note_work(self, entry: DraftEntry, fact: Fact, reason: str) -> None:
        text = fact.words.strip() or f"{fact.value} {fact.what}"
        if fact.value.lower() not in text.lower():
            text = f"{fact.value}: {text}"
        entry.notes.append(escaped(text))
        if fact.href:
            entry.links.append(DraftLink(fact.value, fact.href))
        self._tell(fact, Verdict.NOTED, f"kept as a note; {reason}")


def _heading_of(row: Row) -> str:
    """What a row says that is one bold text, as the headings within tables are."""
    filled = [cell for cell in row.cells if cell.text]
    if len(filled) != 1 or row.dates or row.first("out") or row.first("due"):
        return ""
    inked = [piece for piece in filled[0].pieces if piece.text.strip()]
    plain = all(piece.mark & STRONG and piece.href is None for piece in inked)
    return filled[0].text if plain else ""


def _class_weekdays(
    rows: Sequence[Row], days: Sequence[Sequence[dt.date | None]]
) -> tuple[int, ...]:
    """The usual weekdays of the rows that tell of a class; of all if none does."""
    single = [
        (row, row_days[0])
        for row, row_days in zip(rows, days, strict=True)
        if len(row_days) == 1 and row_days[0]
    ]
    return usual_days(day for row, day in single if not row.only_work) or usual_days(
        day for _, day in single
    )


_TEXTS = {
    "room": "the room",
    "hours": "the hours",
    "partner": "a joint session with",
    "speaker": "the speaker",
    "affiliation": "where the speaker works",
}
_WHY = {
    "bracket": " (behind a speaker it can be an employer or a piece of software; if "
    "the speaker works there, write affiliation:)",
    "unclear": " (when it is out or due is not clear)",
}
_OBVIOUS = {
    "week": "the week, which is counted by itself",
    "weekday": "the weekday of the date",
    "slides to come": "no slides yet",
    "no class": "no class",
}
