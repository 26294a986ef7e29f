"""A page that this program wrote (``syllabus.md``), back to a course file.

It is known by its last line, in any language that the program writes. Nothing on it is
guessed at: its words are those of `syllabus.core.language`, its form is that of
`syllabus.render.markdown`.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from syllabus.core.said import colophon_language, said_in
from syllabus.core.view.document import headings
from syllabus.core.words import counted
from syllabus.importers.account import Report, Verdict
from syllabus.importers.data_text import course_file
from syllabus.importers.own_dates import without_needless_dates
from syllabus.importers.own_lines import read_own_text
from syllabus.importers.own_schedule import DATE, ScheduleReader
from syllabus.importers.own_sections import SectionReader
from syllabus.importers.schedule_page import Imported

if TYPE_CHECKING:
    from syllabus.core.said import Said
    from syllabus.importers.own_lines import OwnText, Part

_KEYS = (
    *("title", "code", "institution", "language", "term", "pattern", "sections"),
    *("holidays", "day_swaps", "numbered", "staff", "description", "outcomes"),
    *("prerequisites", "materials", "channels", "grading", "policies"),
    *("accessibility", "notices", "assignments", "schedule"),
)
"""The keys of a course file, in the order in which one writes them."""

_SECOND = re.compile(r'(?:<br>| )?<span lang="[\w-]+"(?: dir="rtl")?>.*?</span>')
"""What `syllabus.render.markdown` marks as said again in the second language."""


def import_own_page(raw: bytes, file: str) -> Imported | None:
    """Import a page of our own; None for any other page.

    Args:
        raw: The bytes of the page.
        file: What it is called in the report.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    tag = colophon_language(text.rstrip().rpartition("\n")[2].strip("*"))
    if tag is None:
        return None
    text, again = _in_first_language(text)
    page = read_own_text(text, file)
    said = _best(page, tag) if page.head else None
    if said is None:
        return None
    reader = _PageReader(page, *said)
    reader.read()
    if not reader.schedule.dates:
        return None
    reader.report.find("Page", "written by this program, and read back as it was")
    if again:
        left = counted(again, "text")
        told = f"{left} left out: to be given again, as {{en: …, de: …}}"
        reader.report.find("Second language", told)
    kept = {key: reader.data[key] for key in _KEYS if reader.data.get(key)}
    told = "back from a page that this program wrote"
    reader.report.find("Page", told)
    schedule = reader.schedule
    written = without_needless_dates(
        kept, schedule.dates, schedule.others, reader.report
    )
    return Imported(
        course_file(written, PurePath(file).name), reader.report, (), schedule.files
    )


def _in_first_language(text: str) -> tuple[str, int]:
    """A page without its second language, and how many texts of it there were.

    Only headings and tables have it: elsewhere such a mark is the author's.
    """
    pairs = [
        _SECOND.subn("", line) if line.startswith(("| ", "## ", "### ")) else (line, 0)
        for line in text.split("\n")
    ]
    return "\n".join(line for line, _ in pairs), sum(count for _, count in pairs)


def _best(page: OwnText, tag: str) -> tuple[str, Said] | None:
    """The term and the language that read most of the dates of the page."""
    words = [
        " ".join(cell.text for cell in row.cells[DATE])
        for part in page.parts
        for table in part.tables
        for row in table.rows
        if len(row.cells) > DATE
    ]

    def read(found: tuple[str, Said]) -> int:
        return sum(found[1].day(one) is not None for one in words)

    return max(said_in(tag, page.head[-1].text), key=read, default=None)


class _PageReader:
    """Reads a page part by part."""

    def __init__(self, page: OwnText, term: str, said: Said) -> None:
        self.page, self.report = page, Report(page.file)
        self.data: dict[str, Any] = {}
        self._said = said
        self._term = {
            "name": term,
            "first_day": str(said.first_day),
            "last_day": str(said.last_day),
        }
        self.schedule = ScheduleReader(said, self.report)
        self._sections = SectionReader(said, self.report)

    def read(self) -> None:
        """Everything on the page, and an account of it."""
        self._head()
        names = {words: name for name, words in headings(self._said.language).items()}
        for part in self.page.parts:
            self.report.tell(
                part.where, part.heading, Verdict.UNDERSTOOD, "the heading of a section"
            )
            self._part(names.get(part.heading, ""), part)
        self.data.update(self._sections.data)
        if finals := self.data.pop("finals", None):
            self._term["finals"] = finals
        self.data["term"] = self._term
        self.data |= self.schedule.data(self.data.get("holidays", {}))

    def _head(self) -> None:
        tell, page = self.report.tell, self.page
        if page.code:
            self.data["code"] = page.code
            tell(page.title.where, page.code, Verdict.KEPT, "the code")
        self.data["title"] = page.title.text
        tell(page.title.where, page.title.text, Verdict.KEPT, "the title")
        *others, term = page.head
        for line in others:
            self.data["institution"] = line.text
            tell(line.where, line.text, Verdict.KEPT, "the institution")
        tell(term.where, term.text, Verdict.UNDERSTOOD, "the term")
        tag = self._said.language.tag
        if tag != "en":
            self.data["language"] = tag
        shown = f"this program's own page, in the language “{tag}”"
        tell(page.colophon.where, page.colophon.text, Verdict.UNDERSTOOD, shown)

    def _part(self, name: str, part: Part) -> None:
        if name == "schedule":
            self.schedule.read_schedule(part)
        elif name == "deadlines":
            self.schedule.read_deadlines(part)
        else:
            self._sections.read(name, part)
