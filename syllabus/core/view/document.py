"""The handout as a plain document: headings, prose, lists and tables in one order.

Forms without pages of their own making (LaTeX, Word, Markdown) write these blocks and
decide only how each looks, so that a new section is written once for all of them. What
is a drawing in print is left out where a table says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from syllabus.core.language import Language
    from syllabus.core.model import Person
    from syllabus.core.view.handout import HandoutView
    from syllabus.core.view.schedule import (
        DeadlineView,
        ItemView,
        LinkView,
        RowView,
        TimetableView,
    )


@dataclass(frozen=True)
class Run:
    """Words of one kind. ``link`` is where they lead, if anywhere.

    ``language`` is their tag where it is not that of the document.
    """

    text: str
    link: str = ""
    bold: bool = False
    italic: bool = False
    language: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Prose:
    """Markdown; its highest heading is of ``level``, and none in a cell (0).

    ``titles`` stand above it already; a heading that repeats one is left out.
    """

    text: str
    level: int = 0
    titles: tuple[str, ...] = ()


Cell: TypeAlias = tuple["Line | Prose", ...]
"""Lines and prose below each other."""


@dataclass(frozen=True)
class Heading:
    """A heading; those of sections are of level 2."""

    level: int
    text: str


@dataclass(frozen=True)
class Facts:
    """Names and what is said of each."""

    rows: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Listing:
    """A list; its items are numbered where it is ``ordered``."""

    items: tuple[Cell, ...]
    ordered: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row: a cell for each column, or one across all of them (``spans``).

    ``kind`` is what a meeting is, in words, where its topic says so by itself: a form
    that programs read says it all the same.
    """

    cells: tuple[Cell, ...]
    spans: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a row of column headers.

    ``widths`` are the columns' shares of the width, in proportion; the column
    ``header_column`` has the row headers. ``numeric`` columns end flush.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    widths: tuple[int, ...]
    header_column: int = 0
    numeric: frozenset[int] = frozenset()


TOPIC = 3
"""The column of the topics in the table of a schedule."""

Block: TypeAlias = "Heading | Prose | Facts | Listing | Table"


@dataclass(frozen=True)
class Document:
    """A handout as blocks, below its title. ``language`` is its tag."""

    title: str
    code: str
    institution: str
    term: str
    language: str
    direction: str
    paper: str
    colophon: str
    blocks: tuple[Block, ...]


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


def plain(*lines: Line) -> str:
    """The words of lines, without what they look like."""
    return " ".join("".join(run.text for run in line) for line in lines)


class _Writer:
    """Writes the sections of a handout as blocks."""

    def __init__(
        self, view: HandoutView, language: Language, references: Sequence[Line]
    ) -> None:
        self._view, self._language, self._references = view, language, references
        self._headings = headings(language)
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
            yield Heading(2, self._headings[name])
            yield from blocks

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
        number = self._language.text_in("of a lecture", "No.")
        columns = [
            self._language.text("Week"),
            self._language.text("Date"),
            number,
            self._language.text("Topic"),
        ]
        widths = [8, 15, 6, 71]
        if table.deadlines:
            columns.append(self._language.text("Assignments"))
            widths[3:] = [46, 25]
        rows: list[TableRow] = []
        for week in table.weeks:
            for place, row in enumerate(week.rows):
                if row.part:
                    part = _words(row.part, bold=True)
                    rows.append(TableRow((part,), spans=True))
                cells = self._row(row, week=str(week.number) if not place else "")
                rows.append(TableRow(cells[: len(columns)], kind=self._kind(row)))
        return Table(table.section, tuple(columns), tuple(rows), tuple(widths), 1)

    def _kind(self, row: RowView) -> str:
        """What a meeting is, where no tag says it."""
        if row.tag or row.kind in {"lecture", "holiday", "deadline"}:
            return ""
        kind = self._language.kind(row.kind)
        by = self._language.text("{kind} by {speaker}", kind=kind, speaker="").strip()
        return "" if row.kind == "guest" and by in row.headline + row.byline else kind

    def _row(self, row: RowView, week: str) -> tuple[Cell, ...]:
        topic = (*self._topic(row), *self._in_second(row))
        work = (
            *(_marked(link, bold=True) for link in row.due),
            *(_marked(link, bold=False) for link in row.out),
        )
        return (_words(week), _words(row.day), _words(row.number), topic, work)

    def _topic(self, row: RowView) -> Cell:
        lines: list[Line | Prose] = []
        if row.headline:
            tag = [Run(f"{row.tag}: ", bold=True)] if row.tag else []
            lines.append((*tag, Run(row.headline)))
        if row.byline:
            lines.append((Run(row.byline, italic=True),))
        if row.marks:
            lines.append(_enumerated(row.marks, "; "))
        if row.links:
            lines.append(_enumerated(row.links))
        lines += self._readings(row.readings)
        return (*lines, *_noted(row.notes))

    def _readings(self, readings: Sequence[ItemView]) -> Iterator[Line | Prose]:
        for item in readings:
            yield (
                Run(f"{self._language.text('Reading:')} "),
                Run(item.title, item.href),
            )
            yield from _noted(item.note)

    def _in_second(self, row: RowView) -> Cell:
        """What a row says in the second language, where it says something else."""
        other, tag = row.second, self._view.second_language
        if other is None:
            return ()
        said = [(row.day, other.day), (row.headline, other.headline)]
        return tuple(
            (Run(text, italic=True, language=tag),)
            for first, text in said
            if text and text != first
        )

    def _deadlines(self) -> Iterator[Block]:
        for table in self._view.timetables:
            if table.deadlines:
                yield self._deadline_table(table)

    def _deadline_table(self, table: TimetableView) -> Table:
        columns = [
            self._language.text_in("assignment", "Due"),
            self._language.text("Assignment"),
            self._language.text_in("assignment", "Out"),
        ]
        weighted = any(deadline.weight for deadline in table.deadlines)
        widths = [24, 44, 22]
        if weighted:
            columns.append(self._language.text("Weight"))
            widths.append(10)
        rows = tuple(
            TableRow(self._deadline(deadline)[: len(columns)])
            for deadline in table.deadlines
        )
        numeric = frozenset({3} if weighted else ())
        return Table(table.section, tuple(columns), rows, tuple(widths), 1, numeric)

    def _deadline(self, deadline: DeadlineView) -> tuple[Cell, ...]:
        unknown = self._language.text("not set")
        title = (Run(deadline.title, deadline.href),)
        return (
            _words(deadline.due or unknown, bold=True),
            (title, *_noted(deadline.note)),
            _words(deadline.out or unknown),
            _words(deadline.weight),
        )


def _words(text: str, *, bold: bool = False) -> Cell:
    return ((Run(text, bold=bold),),) if text else ()


def _noted(note: str) -> Cell:
    return (Prose(note),) if note else ()


def _linked(link: LinkView, *, bold: bool = False) -> Line:
    remark = (Run(f" ({link.note})"),) if link.note else ()
    return (Run(link.text, link.href, bold=bold), *remark)


def _marked(link: LinkView, *, bold: bool) -> Line:
    """Work with the mark that print has for it: ● is due, ○ is out."""
    return (Run("● " if bold else "○ "), *_linked(link, bold=bold))


def _enumerated(links: Sequence[LinkView], between: str = ", ") -> Line:
    runs: list[Run] = []
    for place, link in enumerate(links):
        runs += [Run(between)] if place else []
        runs += _linked(link)
    return tuple(runs)
