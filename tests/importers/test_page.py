"""What is on a page, and where."""

import pytest

from syllabus.importers.markdown_page import read_page
from syllabus.importers.page import EM, STRONG, Page, Piece
from syllabus.importers.pipe_tables import split_cells
from syllabus.importers.prose import plain_title
from syllabus.importers.rows import read_schedule
from tests.importers.importing import course_of, imported


def page_of(text: str) -> Page:
    page, problems = read_page(text.encode(), "page.md")
    assert problems == []
    return page


def pieces_of(cell: str, after: str = "") -> list[Piece]:
    page = page_of(f"| a | b |\n|---|---|\n| x | {cell} |\n\n{after}")
    return list(page.tables[0].rows[0][1].pieces)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", [(1, " a "), (5, " b ")]),
        ("a | b", [(0, "a "), (3, " b")]),
        (r"| a \| b |", [(1, r" a \| b ")]),
        ("  | a |", [(3, " a ")]),
        ("| a | |", [(1, " a "), (5, " ")]),
        ("|", []),
        ("", [(0, "")]),
    ],
)
def test_a_row_is_split_at_its_pipes(row: str, cells: list[tuple[int, str]]) -> None:
    assert split_cells(row) == cells


@pytest.mark.parametrize(
    ("cell", "href"),
    [
        ("[s](pdf/a.pdf)", "pdf/a.pdf"),
        ("[s](<pdf/a b.pdf> 'A title')", "pdf/a b.pdf"),
        ("[s](a_(1).pdf)", "a_(1).pdf"),
        ("[s][ref]", "r.pdf"),
        ("[ref]", "r.pdf"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("see https://example.org/a.", "https://example.org/a"),
        ('<a class="x" href="a.pdf">s</a>', "a.pdf"),
        ("[s]({{ site.baseurl }}/pdf/a.pdf)", "/pdf/a.pdf"),
        ('[s]({{ "/pdf/a.pdf" | relative_url }})', "/pdf/a.pdf"),
        ("[s]({% link pdf/a.pdf %})", "/pdf/a.pdf"),
    ],
)
def test_a_link_keeps_the_address_that_the_page_has(cell: str, href: str) -> None:
    hrefs = {piece.href for piece in pieces_of(cell, "[ref]: r.pdf") if piece.href}

    assert hrefs == {href}


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("*a*", EM), ("**a**", STRONG), ("***a***", EM + STRONG), ("__a__", STRONG)],
)
def test_emphasis_is_told(cell: str, mark: int) -> None:
    assert [(p.text, p.mark) for p in pieces_of(cell) if p.text] == [("a", mark)]


def test_places_count_from_the_top_of_the_file() -> None:
    page = page_of("---\ntitle: A\n---\n\n| a |\n|---|\n| x | *y* |\n")

    x, y = page.tables[0].rows[0]

    assert (str(x.where), str(y.where)) == ("page.md:7:3", "page.md:7:7")


def test_liquid_amid_a_table_does_not_end_it() -> None:
    page = page_of("| a |\n|---|\n| x |\n{% comment %} no {% endcomment %}\n| y |\n")

    assert [row[0].text for row in page.tables[0].rows] == ["x", "y"]
    assert [aside.text for aside in page.asides] == [
        "{% comment %} no {% endcomment %}"
    ]


def test_front_matter_that_is_no_yaml_is_kept_line_by_line() -> None:
    page = page_of("---\ntitle: [\nyear: 2017\n---\ntext\n")

    assert [text for _, text, _ in page.front] == ["title: [", "year: 2017"]


def test_every_liquid_tag_comes_back_as_it_was() -> None:
    cell = "{{ a }}{{ b }} and {% c %}"

    assert "".join(piece.text for piece in pieces_of(cell)) == cell


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Schedule, Spring 2025", ""),
        ("Spring Schedule", ""),
        ("Schedule (Spring '25)", ""),
        ("Autumn", ""),
        ("Spring 2025 - Databases - Schedule", "Databases"),
        ("CS 7: Databases, Fall 2024", "CS 7: Databases"),
    ],
)
def test_a_heading_that_names_only_schedule_and_term_is_no_title(
    heading: str, title: str
) -> None:
    assert plain_title(heading) == title


def schedule_of(head: str, *rows: str) -> list[list[tuple[str, str]]]:
    """The facts of each row besides its date and topic."""
    page = page_of("\n".join([head, "|--" * (head.count("|") - 1) + "|", *rows]))
    return [
        [(f.what, f.value) for f in row.facts if f.what not in {"date", "topic"}]
        for row in read_schedule(page).rows
    ]


def test_an_odd_cell_of_a_column_of_weekdays_is_a_note_and_the_others_are_not() -> None:
    for head in ("Day", "Weekday"):
        facts = schedule_of(
            f"| {head} | Date | Topic |",
            "| Tues. | Sept 3 | One |",
            "| Thurs | Sept 5 | Two |",
            "| Thur-Fri | Sept 26-27 | Three |",
        )

        assert facts == [
            [("weekday", "Tues.")],
            [("weekday", "Thurs")],
            [("note", f"{head}: Thur-Fri")],
        ]


@pytest.mark.parametrize("head", ["Lecture", "Week"])
def test_an_odd_cell_of_a_column_of_numbers_is_a_note_and_the_others_are_not(
    head: str,
) -> None:
    page = (
        f"# A 2025\n\n| {head} | Date | Topic |\n|--|--|--|\n"
        "| 1 | Sept 2 | Files and folders |\n| 2 | Sept 4 | Pages and frames |\n"
        "| Review | Sept 9 | Questions |\n| 3 | Sept 11 | Disks |\n| Party | | |\n"
    )

    result = imported(page)

    course = course_of(result)
    assert [entry.notes for entry in course.schedule] == [None, None, "Review", None]
    assert course.notices == ("Party",)
    assert [problem.code for problem in result.problems] == ["date-unclear"]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("[slides](a.pdf).", ["deck"]),
        ("[slides](a.pdf), [b](b.pdf) –", ["deck", "deck"]),
        ("[slides](a.pdf). Soon", ["deck", "note"]),
        ("TBA", ["slides to come"]),
        ("—", []),
        (".", []),
    ],
)
def test_punctuation_beside_a_link_says_nothing(cell: str, what: list[str]) -> None:
    (facts,) = schedule_of("| Date | Topic | Slides |", f"| Sept 3 | One | {cell} |")

    assert [name for name, _ in facts] == what


def test_punctuation_beside_the_link_of_a_topic_is_no_topic() -> None:
    page = page_of("| Date | Topic |\n|--|--|\n| Sept 3 | [slides](a.pdf). |")

    (row,) = read_schedule(page).rows
    assert [fact.what for fact in row.facts] == ["date", "deck"]
