"""What the tests of the import share: a page in, its course and dates out."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from syllabus.core.model import Course
from syllabus.core.parse import parse_course
from syllabus.core.schedule import resolve
from syllabus.importers.account import Report, report_text
from syllabus.importers.cells import words_of
from syllabus.importers.checking import course_errors
from syllabus.importers.page import Page
from syllabus.importers.readers import reader_of
from syllabus.importers.schedule_page import Imported, Surroundings, import_page

PAGES = Path(__file__).parent / "pages"


def imported(text: str, year: int | None = None, name: str = "page.md") -> Imported:
    """Import a page that is given as text and stands nowhere."""
    page, problems = reader_of(name).read(text.encode(), name)
    assert problems == []
    return import_page(page, Surroundings((name,)), year)


def course_of(result: Imported) -> Course:
    """The course that an import wrote; it has to be one that the program builds."""
    assert result.text is not None, result.problems
    assert course_errors(result.text, "course.yaml") == []
    parsed = parse_course(result.text.encode(), "course.yaml")
    assert parsed.problems == []
    assert parsed.course
    return parsed.course


def dated(course: Course) -> list[tuple[dt.date, str]]:
    """The meetings' dates and topics, as the program itself resolves them."""
    (table,) = resolve(course)
    assert table.unplaced == ()
    return [(m.date, course.schedule[m.entry].topic or "") for m in table.meetings]


def check_table(page: Page, stem: str, golden: Callable[[str, str], None]) -> None:
    """A table that is read gives a course of which nothing is lost, as it is kept."""
    result = import_page(page, Surroundings((page.file,)))

    course = course_of(result)
    assert result.text
    assert len(dated(course)) == len(course.schedule)
    assert lost_words(page, result.report) == {}
    golden(f"importers/{stem}.yaml", result.text)
    golden(f"importers/{stem}.txt", report_text(result.report) + "\n")


def lost_words(page: Page, report: Report) -> dict[str, list[str]]:
    """The words of each cell that the report does not account for."""
    told: dict[object, Counter[str]] = {}
    for account in report.accounts:
        told.setdefault(account.where, Counter()).update(words_of(account.words))
    lost = {}
    for table in page.tables:
        for cell in (cell for row in (table.head, *table.rows) for cell in row):
            missing = Counter(words_of(cell.text)) - told.get(cell.where, Counter())
            if missing:
                lost[str(cell.where)] = sorted(missing)
    return lost
