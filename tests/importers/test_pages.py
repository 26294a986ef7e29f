"""Pages of many forms: each gives the course and the report that are kept for it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syllabus.importers.account import report_text
from syllabus.importers.checking import course_errors
from syllabus.importers.markdown_page import read_page
from syllabus.importers.readers import reader_of
from syllabus.importers.schedule_page import Surroundings, import_page
from tests.importers.importing import PAGES, course_of, dated, imported, lost_words

MARK = re.compile(r"<!-- problem: ([\w-]+) -->")
EVERY = sorted(PAGES.glob("*.*"))
GOOD = [path for path in EVERY if not MARK.search(path.read_text("utf-8"))]
BAD = [path for path in EVERY if MARK.search(path.read_text("utf-8"))]


def named(path: Path) -> str:
    return path.name


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
    course = course_of(imported(path.read_text("utf-8"), name=path.name))

    assert len(dated(course)) == len(course.schedule)


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_every_word_of_every_cell_is_accounted_for(path: Path) -> None:
    text = path.read_text("utf-8")
    page, _ = reader_of(path.name).read(text.encode(), path.name)

    assert lost_words(page, imported(text, name=path.name).report) == {}


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

    result = imported(text, name=path.name)

    assert result.text is None
    assert [(p.where.line, p.code) for p in result.problems] == expected


def test_a_tie_lists_the_candidates() -> None:
    (problem,) = imported((PAGES / "tie.md").read_text("utf-8")).problems

    assert "2000, 2006, 2017, 2023, 2028" in problem.message
    assert "2000, 2006, 2017, 2023, 2028" in problem.hint


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


def test_data_that_makes_the_table_is_named_as_the_reason() -> None:
    page = (
        "| Date | Topic |\n|---|---|\n"
        "{% for l in site.data.lectures %}\n| {{ l.date }} | {{ l.title }} |\n"
    )

    (problem,) = imported(page).problems

    assert problem.code == "no-schedule-table"
    assert "made from data" in problem.hint


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_the_program_takes_every_course_that_an_import_writes(path: Path) -> None:
    result = imported(path.read_text("utf-8"), name=path.name)

    assert result.text
    assert course_errors(result.text, "course.yaml") == []


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        ("KR 2.2, [RFC](https://e.org/r)", ["KR 2.2", "RFC*"]),
        ("KR 2.2, 2.3, [RFC](https://e.org/r)", ["KR 2.2, 2.3", "RFC*"]),
        ("[A](https://e.org/a) and [B](https://e.org/b)", ["A*", "B*"]),
        ("[A](https://e.org/a), [B](https://e.org/b), KR 3", ["A*", "B*", "KR 3"]),
        ("[A](https://e.org/a), ch. 3", ["A, ch. 3*"]),
        ("Dean et al., [A](https://e.org/a)", ["Dean et al., A*"]),
        ("[A, B and C](https://e.org/a)", ["A, B and C*"]),
        ("Knuth, vol. 1, sec. 2", ["Knuth, vol. 1, sec. 2"]),
    ],
)
def test_readings_divide_beside_links_and_each_keeps_its_own(
    cell: str, readings: list[str]
) -> None:
    page = (
        f"# A 2017\n\n| Date | Topic | Readings |\n|-|-|-|\n| Mar 28 | X | {cell} |\n"
    )

    (entry,) = course_of(imported(page)).schedule

    assert [f"{r.title}{'*' if r.link else ''}" for r in entry.readings] == readings
    assert entry.notes is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        *((word, None) for word in ("slides", "slide", "PDF", "pptx", "deck", "here")),
        *((word, None) for word in ("lecture slides", "[pdf]", "notes", "link")),
        ("slides for lecture 1", "slides for lecture 1"),
        ("Introduction to FPGA", "Introduction to FPGA"),
        ("part 2", "part 2"),
    ],
)
def test_a_deck_is_titled_only_where_its_link_says_something(
    text: str, title: str | None
) -> None:
    page = f"# A 2017\n\n| Date | Topic |\n|-|-|\n| Mar 28 | X [{text}](a.pptx) |\n"

    (entry,) = course_of(imported(page)).schedule

    assert [(d.file, d.title) for d in entry.decks] == [("slides/a.pptx", title)]


def test_a_link_that_says_only_here_is_called_by_its_address() -> None:
    page = (
        "# A 2017\n\n| Date | Topic |\n|-|-|\n"
        "| Mar 28 | X [here](https://example.org/a/demo) |\n"
    )

    (entry,) = course_of(imported(page)).schedule

    assert [link.title for link in entry.links] == ["demo (example.org)"]


def test_a_bracket_behind_a_speaker_is_told_for_what_it_can_be() -> None:
    page = (
        "# A 2017\n\n| Date | Topic |\n|-|-|\n"
        "| Mar 28 | Guest lecture: Jane Doe (Cloudflare), CDNs |\n"
    )

    result = imported(page)

    (told,) = [a for a in result.report.accounts if a.words == "Cloudflare"]
    assert told.verdict == "not understood"
    assert "if the speaker works there, write affiliation:" in told.as_what


@pytest.mark.parametrize(
    ("sentence", "told", "kept"),
    [
        (
            "Class meets Tue/Thu 1:30–2:45pm in Olin 155.",
            "the class's weekdays, hours (13:30-14:45) and room (Olin 155)",
            [],
        ),
        ("Class meets Tue/Thu.", "the class's weekdays", []),
        (
            "Class meets Tue 1:30-2:45pm, Thu 3:00-4:15pm.",
            "the class's weekdays and hours (13:30-14:45); and kept as a notice",
            ["Class meets Tue 1:30-2:45pm, Thu 3:00-4:15pm."],
        ),
    ],
)
def test_all_that_the_pattern_s_sentence_gave_is_told(
    sentence: str, told: str, kept: list[str]
) -> None:
    page = f"# A 2017\n\n{sentence}\n\n| Date | Topic |\n|-|-|\n| Mar 28 | X |\n"

    result = imported(page)

    assert [a.as_what for a in result.report.accounts if a.words == sentence] == [told]
    assert list(course_of(result).notices) == kept


def test_a_title_from_the_folder_is_told_as_one_to_replace() -> None:
    raw = b"| Date | Topic |\n|-|-|\n| 2017-03-28 | X |\n"
    page, _ = read_page(raw, "schedule.md")

    result = import_page(page, Surroundings(("home", "s2", "schedule.md")))

    assert (
        "Title",
        "“s2”, from the folder's name, as the page has none; write the course's own",
    ) in result.report.findings


def test_a_year_that_only_a_lone_number_tells_is_a_candidate() -> None:
    page = "© 2019 A\n\n| Date | Topic |\n|-|-|\n| Mar 28 | X |\n"

    (problem,) = imported(page).problems

    assert (problem.code, problem.hint) == (
        "year-unknown",
        "say which with --year: 2019",
    )
