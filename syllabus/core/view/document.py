"""The handout as a plain document: blocks in one order (`syllabus.core.view.blocks`).

Forms without pages of their own making (LaTeX, Word, Markdown) write these blocks and
decide only how each looks, so that a new section is written once for all of them. What
is a drawing in print is left out where a table says the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.core.language import Language
from syllabus.core.view.blocks import (
    Document,
    Facts,
    Heading,
    Listing,
    Prose,
    Run,
    Table,
    TableRow,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syllabus.core.model import Person
    from syllabus.core.view.blocks import Block, Cell, Line
    from syllabus.core.view.handout import HandoutView
    from syllabus.core.view.schedule import (
        DeadlineView,
        ItemView,
        LinkView,
        RowView,
        TimetableView,
    )


def handout_document(
    view: HandoutView,
    sections: Sequence[str],
    language: Language,
    references: Sequence[Line] = (),
) -> Document:
    """The document of a handout.

    Args:
        view: What it says.
        sections: Their names, in order. Drawings are passed over.
        language: What the program's own words are in.
        references: The entries of its reading list as they are printed.
    """
    writer = _Writer(view, language, references)
    blocks = (block for name in sections for block in writer.section(name))
    version = language.text(
        "Made from course.yaml, version {version}", version=view.version
    )
    return Document(
        title=view.title,
        code=view.code,
        institution=view.institution,
        term=f"{view.term}, {view.term_days}",
        language=view.language,
        direction=language.direction,
        paper=view.paper,
        colophon=version,
        blocks=tuple(blocks),
        second_language=view.second_language,
    )


def headings(language: Language) -> dict[str, str]:
    """The headings of the sections, by their names."""
    return {
        "notices": language.text("Please note"),
        "logistics": language.text("When and where"),
        "staff": language.text("Staff"),
        "description": language.text("About the course"),
        "prerequisites": language.text("Prerequisites"),
        "materials": language.text("Materials"),
        "channels": language.text("Communication"),
        "grading": language.text("Grading"),
        "policies": language.text("Policies"),
        "schedule": language.text("Schedule"),
        "deadlines": language.text("Deadlines"),
        "outcomes": language.text("Learning outcomes"),
        "accessibility": language.text("Accessibility"),
        "readings": language.text("Reading list"),
    }


class _Writer:
    """Writes the sections of a handout as blocks."""

    def __init__(
        self, view: HandoutView, language: Language, references: Sequence[Line]
    ) -> None:
        self._view, self._language, self._references = view, language, references
        self._headings = headings(language)
        tag = view.second_language
        self._second = Language.of(tag) if tag else language
        self._sections: dict[str, Callable[[], Iterable[Block]]] = {
            "notices": self._notices,
            "logistics": self._logistics,
            "staff": self._staff,
            "description": self._description,
            "prerequisites": self._prerequisites,
            "materials": self._materials,
            "channels": self._channels,
            "grading": self._grading,
            "policies": self._policies,
            "schedule": self._schedule,
            "deadlines": self._deadlines,
            "outcomes": self._outcomes,
            "accessibility": self._accessibility,
            "readings": self._reading_list,
        }

    def section(self, name: str) -> Iterator[Block]:
        """The blocks of a section below its heading; none if it has no content."""
        write = self._sections.get(name)
        if blocks := tuple(write()) if write else ():
            yield Heading(2, self._headings[name], self._heading_again(name))
            yield from blocks

    def _heading_again(self, name: str) -> Line:
        """The heading of a section that is in two languages."""
        if name not in {"schedule", "deadlines"}:
            return ()
        return self._other(self._headings[name], headings(self._second)[name])

    def _other(self, text: str, again: str) -> Line:
        """A text in the second language; nothing where it is the same in both."""
        return self._marked((Run(again),), unless=text) if again else ()

    def _marked(self, line: Line, unless: str) -> Line:
        """A line as it is set in the second language, where it says something else."""
        if plain(line) == unless:
            return ()
        tag = self._view.second_language
        slants = self._second.slants
        return tuple(replace(run, italic=slants, language=tag) for run in line)

    def _both(self, line: Line, again: Line) -> Iterator[Line]:
        """A line, and below it the same in the second language."""
        yield line
        if again and (other := self._marked(again, plain(line))):
            yield other

    def _words_in_both(self, text: str, again: str, *, bold: bool = False) -> Cell:
        other = self._other(text, again)
        return (*_words(text, bold=bold), *([other] if other else ()))

    def _notes_in_both(self, note: str, again: str) -> Cell:
        other = (Prose(again, language=self._view.second_language),)
        return (*_noted(note), *(other if again not in {"", note} else ()))

    def _columns_in_both(
        self, write: Callable[[Language], list[str]]
    ) -> tuple[tuple[str, ...], tuple[Line, ...]]:
        """The headers of columns, and the same in the second language, if any."""
        first, again = write(self._language), write(self._second)
        if not self._view.second_language:
            return tuple(first), ()
        return tuple(first), tuple(map(self._other, first, again))

    def _notices(self) -> Iterator[Block]:
        yield from (Prose(text, 3) for text in self._view.notices)

    def _logistics(self) -> Iterator[Block]:
        rows: dict[str, list[Line]] = {}
        for fact in self._view.facts:
            rows.setdefault(fact.label, []).append(_enumerated(fact.parts))
        if rows:
            yield Facts(tuple((label, tuple(lines)) for label, lines in rows.items()))

    def _staff(self) -> Iterator[Block]:
        if people := tuple(self._person(person) for person in self._view.staff):
            yield Listing(people)

    def _person(self, person: Person) -> Cell:
        role = f", {person.role}" if person.role else ""
        lines: list[Line] = [(Run(person.name, bold=True), Run(role))]
        if person.mail:
            lines.append((Run(person.mail, f"mailto:{person.mail}"),))
        if person.page:
            lines.append((Run(person.page, person.page),))
        if person.office:
            lines.append(
                (Run(self._language.text("Office: {room}", room=person.office)),)
            )
        if person.hours:
            lines.append(
                (Run(self._language.text("Office hours: {hours}", hours=person.hours)),)
            )
        return tuple(lines)

    def _description(self) -> Iterator[Block]:
        yield from self._prose("description", self._view.description)

    def _prerequisites(self) -> Iterator[Block]:
        yield from self._prose("prerequisites", self._view.prerequisites)

    def _accessibility(self) -> Iterator[Block]:
        if statement := self._view.accessibility:
            yield from self._prose("accessibility", statement.text, statement.title)

    def _prose(self, name: str, text: str, *titles: str) -> Iterator[Block]:
        if text:
            yield Prose(text, 3, (self._headings[name], self._view.title, *titles))

    def _materials(self) -> Iterator[Block]:
        yield from self._items(self._view.materials)

    def _channels(self) -> Iterator[Block]:
        yield from self._items(self._view.channels)

    def _items(self, items: Sequence[ItemView]) -> Iterator[Block]:
        cells = tuple(
            ((Run(item.title, item.href),), *_noted(item.note)) for item in items
        )
        if cells:
            yield Listing(cells)

    def _grading(self) -> Iterator[Block]:
        for rows, what, share in (
            (
                self._view.components,
                self._language.text("Part of the work"),
                self._language.text("Share"),
            ),
            (
                self._view.scale,
                self._language.text("Letter grade"),
                self._language.text_in("lowest share of a grade", "From"),
            ),
        ):
            if rows:
                yield self._shares(rows, what, share)
        if self._view.grading_note:
            yield Prose(self._view.grading_note, 3)

    def _shares(
        self, shares: Sequence[tuple[str, str]], what: str, share: str
    ) -> Table:
        rows = tuple(TableRow((_words(name), _words(n))) for name, n in shares)
        return Table("", (what, share), rows, (4, 1), numeric=frozenset({1}))

    def _outcomes(self) -> Iterator[Block]:
        if items := tuple((Prose(text),) for text in self._view.outcomes):
            yield Listing(items, ordered=True)

    def _reading_list(self) -> Iterator[Block]:
        if items := tuple((line,) for line in self._references):
            yield Listing(items)

    def _policies(self) -> Iterator[Block]:
        for policy in self._view.policies:
            yield Heading(3, policy.title)
            yield Prose(policy.text, 4, (policy.title,))

    def _schedule(self) -> Iterator[Block]:
        yield from map(self._timetable, self._view.timetables)

    def _timetable(self, table: TimetableView) -> Table:
        def names(language: Language) -> list[str]:
            work = [language.text("Assignments")] if table.deadlines else []
            number = language.text_in("of a lecture", "No.")
            week, date = language.text("Week"), language.text("Date")
            return [week, date, number, language.text("Topic"), *work]

        columns, again = self._columns_in_both(names)
        widths = (8, 15, 6, 46, 25) if table.deadlines else (8, 15, 6, 71)
        rows: list[TableRow] = []
        for week in table.weeks:
            for place, row in enumerate(week.rows):
                if row.part:
                    other = row.second.part if row.second else ""
                    part = self._words_in_both(row.part, other, bold=True)
                    rows.append(TableRow((part,), spans=True))
                cells = self._row(row, week=str(week.number) if not place else "")
                rows.append(TableRow(cells[: len(columns)], kind=self._kind(row)))
        return Table(
            table.section,
            columns,
            tuple(rows),
            widths,
            1,
            again=again,
            caption_again=self._other(table.section, table.second),
        )

    def _kind(self, row: RowView) -> str:
        """What a meeting is, where no tag says it."""
        if row.tag or row.kind in {"lecture", "holiday", "deadline"}:
            return ""
        kind = self._language.kind(row.kind)
        by = self._language.text("{kind} by {speaker}", kind=kind, speaker="").strip()
        return "" if row.kind == "guest" and by in row.headline + row.byline else kind

    def _row(self, row: RowView, week: str) -> tuple[Cell, ...]:
        other = row.second or row
        work = (
            *(line for link in row.due for line in self._work(link, bold=True)),
            *(line for link in row.out for line in self._work(link, bold=False)),
        )
        day = self._words_in_both(row.day, other.day)
        return (_words(week), day, _words(row.number), self._topic(row), work)

    def _work(self, link: LinkView, *, bold: bool) -> Iterator[Line]:
        """Work with the mark that print has for it: ● is due, ○ is out."""
        yield (Run("● " if bold else "○ "), *_linked(link, bold=bold))
        if link.second:
            yield self._marked((Run(link.second, link.href),), link.text)

    def _topic(self, row: RowView) -> Cell:
        """What a row says, each line with the same in the second language below it."""
        other = row.second or row
        lines: list[Line] = []
        if row.headline:
            lines += self._both(_headline(row), _headline(other))
        if row.byline:
            lines += self._both((Run(row.byline, italic=True),), (Run(other.byline),))
        if row.marks:
            again = _again(row.marks, "; ")
            lines += self._both(_enumerated(row.marks, "; "), again)
        if row.links:
            lines += self._both(_enumerated(row.links), _again(row.links))
        notes = self._notes_in_both(row.notes, other.notes)
        return (*lines, *self._readings(row.readings), *notes)

    def _readings(self, readings: Sequence[ItemView]) -> Iterator[Line | Prose]:
        for item in readings:
            yield (
                Run(f"{self._language.text('Reading:')} "),
                Run(item.title, item.href),
            )
            yield from _noted(item.note)

    def _deadlines(self) -> Iterator[Block]:
        for table in self._view.timetables:
            if table.deadlines:
                yield self._deadline_table(table)

    def _deadline_table(self, table: TimetableView) -> Table:
        weighted = any(deadline.weight for deadline in table.deadlines)

        def names(language: Language) -> list[str]:
            due = language.text_in("assignment", "Due")
            out = language.text_in("assignment", "Out")
            weight = [language.text("Weight")] if weighted else []
            return [due, language.text("Assignment"), out, *weight]

        columns, again = self._columns_in_both(names)
        rows = tuple(
            TableRow(self._deadline(deadline)[: len(columns)])
            for deadline in table.deadlines
        )
        return Table(
            table.section,
            columns,
            rows,
            (24, 44, 22, 10) if weighted else (24, 44, 22),
            1,
            frozenset({3} if weighted else ()),
            again,
            self._other(table.section, table.second),
        )

    def _deadline(self, deadline: DeadlineView) -> tuple[Cell, ...]:
        other = deadline.second or deadline
        unknown = self._language.text("not set")
        again = self._second.text("not set")
        title = (Run(deadline.title, deadline.href),)
        return (
            self._words_in_both(deadline.due or unknown, other.due or again, bold=True),
            (
                *self._both(title, (Run(other.title, deadline.href),)),
                *self._notes_in_both(deadline.note, other.note),
            ),
            self._words_in_both(deadline.out or unknown, other.out or again),
            _words(deadline.weight),
        )


def _words(text: str, *, bold: bool = False) -> Cell:
    return ((Run(text, bold=bold),),) if text else ()


def _noted(note: str) -> Cell:
    return (Prose(note),) if note else ()


def _linked(link: LinkView, *, bold: bool = False) -> Line:
    remark = (Run(f" ({link.note})"),) if link.note else ()
    return (Run(link.text, link.href, bold=bold), *remark)


def _headline(row: RowView) -> Line:
    tag = [Run(f"{row.tag}: ", bold=True)] if row.tag else []
    return (*tag, Run(row.headline))


def _again(links: Sequence[LinkView], between: str = ", ") -> Line:
    """Words in the second language, without remarks; none where all are the same."""
    if not any(link.second for link in links):
        return ()
    again = [replace(link, text=link.second or link.text, note="") for link in links]
    return _enumerated(again, between)


def _enumerated(links: Sequence[LinkView], between: str = ", ") -> Line:
    runs: list[Run] = []
    for place, link in enumerate(links):
        runs += [Run(between)] if place else []
        runs += _linked(link)
    return tuple(runs)
