"""Pages of many forms: each gives the course and the report that are kept for it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syllabus.importers.account import report_text
from syllabus.importers.page import read_page
from tests.importers.importing import PAGES, course_of, dated, imported, lost_words

MARK = re.compile(r"<!-- problem: ([\w-]+) -->")
GOOD = sorted(p for p in PAGES.glob("*.md") if not MARK.search(p.read_text("utf-8")))
BAD = sorted(p for p in PAGES.glob("*.md") if MARK.search(p.read_text("utf-8")))


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_a_page_gives_its_course_and_report(
    path: Path, golden: Callable[[str, str], None]
) -> None:
    result = imported(path.read_text("utf-8"), name=path.name)

    assert result.text
    golden(f"importers/{path.stem}.yaml", result.text)
    golden(f"importers/{path.stem}.txt", report_text(result.report) + "\n")


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_the_course_is_valid_and_every_entry_has_its_day(path: Path) -> None:
    course = course_of(imported(path.read_text("utf-8")))

    assert len(dated(course)) == len(course.schedule)


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_every_word_of_every_cell_is_accounted_for(path: Path) -> None:
    text = path.read_text("utf-8")
    page, _ = read_page(text.encode(), "page.md")

    assert lost_words(page, imported(text).report) == {}


@pytest.mark.parametrize("path", BAD, ids=named)
def test_a_page_that_cannot_be_imported_has_one_problem_at_its_place(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    expected = [
        (number, code)
        for number, line in enumerate(text.splitlines(), start=1)
        for code in MARK.findall(line)
    ]

    result = imported(text)

    assert result.text is None
    assert [(p.where.line, p.code) for p in result.problems] == expected


def test_a_tie_lists_the_candidates() -> None:
    (problem,) = imported((PAGES / "tie.md").read_text("utf-8")).problems

    assert "2000, 2006, 2017, 2023, 2028" in problem.message


def test_the_year_that_is_given_overrides_a_tie() -> None:
    course = course_of(imported((PAGES / "tie.md").read_text("utf-8"), year=2023))

    assert str(course.term.first_day) == "2023-03-28"


def test_a_page_with_a_row_that_has_no_day_says_so() -> None:
    (problem,) = imported((PAGES / "months.md").read_text("utf-8")).problems

    assert (problem.code, problem.where.line) == ("date-unclear", 21)
    assert not problem.is_error


def test_a_weekday_that_the_date_is_not_is_a_warning() -> None:
    rows = [(5, "Tue"), (7, "Thu"), (12, "Tue"), (14, "Fri")]
    page = "# A 2017\n\n| Date | Topic |\n|--|--|\n" + "".join(
        f"| {name} Sept {day} | Topic {day} |\n" for day, name in rows
    )

    (problem,) = imported(page).problems

    assert (problem.code, problem.where.line) == ("weekday-mismatch", 8)


def test_liquid_that_makes_the_table_is_named_as_the_reason() -> None:
    page = (
        "| Date | Topic |\n|---|---|\n"
        "{% for l in site.data.lectures %}\n| {{ l.date }} | {{ l.title }} |\n"
    )

    (problem,) = imported(page).problems

    assert problem.code == "no-schedule-table"
    assert "Liquid" in problem.hint
