"""Markdown as builders of sites have it: lists of days, blocks, attributes, HTML."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syllabus.importers.cells import words_of
from syllabus.importers.markdown_html import html_regions
from syllabus.importers.markdown_page import read_page
from syllabus.importers.page import Page
from syllabus.importers.schedule_page import import_page
from tests.importers.importing import course_of, lost_words


def page_of(text: str) -> Page:
    page, problems = read_page(text.encode(), "page.md")
    assert problems == []
    return page


def rows_of(text: str) -> list[list[str]]:
    tables = page_of(text).tables
    return [[cell.text for cell in row] for table in tables for row in table.rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("May 1\n: A\n", [["May 1", "A", ""]]),
        ("May 1\n: A\n: B\n", [["May 1", "A", ""], ["May 1", "B", ""]]),
        ("May 1\n: A\n  : B\n  : C\n", [["May 1", "A", "B C"]]),
        ("May 1\n: A\n\n  B\n", [["May 1", "A", "B"]]),
        ("May 1\n: A\n\nMay 3\n: B\n", [["May 1", "A", ""], ["May 3", "B", ""]]),
        ("Date\n: Topic\n\nMay 1\n: A\n", [["May 1", "A", ""]]),
        ("- May 1: A\n- May 3: B\n", [["May 1", "A", ""], ["May 3", "B", ""]]),
        (
            "- **May 1** — A\n  on\n- May 3\n  - B",
            [["May 1", "A on", ""], ["May 3", "B", ""]],
        ),
        (
            "- May 1: A\n    ```\n    x\n    ```\n- May 3: B",
            [["May 1", "A", "x"], ["May 3", "B", ""]],
        ),
        (
            "1. May 1: A\n1. May 3: B\n1. C",
            [["May 1", "A", ""], ["May 3", "B", ""], ["", "", "C"]],
        ),
        ("## May 1: A\n\nB\n\n## May 3\nC", [["May 1", "A", "B"], ["May 3", "C", ""]]),
        (
            "## May 1: A\n\n## B\n\n## May 3: C\n\n## D\n\nE",
            [["May 1", "A", ""], ["May 3", "C", ""]],
        ),
        ("## May 1: A\n\nB", []),
        # One day is no list of days, and a table with days is the schedule.
        ("- May 1: A\n- B\n", []),
        (
            "- May 1: A\n- May 3: B\n\n| May 2 | C |\n|--|--|\n| May 4 | D |",
            [["May 4", "D"]],
        ),
    ],
)
def test_a_list_of_days_is_a_table(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text) == rows


@pytest.mark.parametrize("rows", ["", "| May 1 | A |\n| May 3 | B |\n"])
def test_a_table_without_headings_has_rows_alone(rows: str) -> None:
    (table,) = page_of(f"| --- | --- |\n| --- | --- |\n{rows}").tables

    assert table.head == ()
    assert len(table.rows) == rows.count("\n")


def test_places_are_those_of_the_file_whatever_lies_around_them() -> None:
    page = page_of(
        '---\ntitle: A\n---\n!!! note "Soon"\n    | May 1 | A |\n    |--|--|\n'
        "    | May 3 | B |\n\n::: {.wide}\nMay 8\n: C\n:::\n\n"
        "<table>\n<tr><td>May 9<td>D</table>\n"
    )

    places = {
        cell.text: (cell.where.line, cell.where.column)
        for table in page.tables
        for row in (table.head, *table.rows)
        for cell in row
        if cell.text
    }
    assert places == {
        "May 1": (5, 7),
        "A": (5, 15),
        "May 3": (7, 7),
        "B": (7, 15),
        "May 8": (10, 1),
        "C": (11, 3),
        "May 9": (15, 5),
        "D": (15, 14),
    }


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("**a**{: .label }", "{: .label }"),
        ("[a](b){target=_blank}", "{target=_blank}"),
        ("## a {#b .c}", "{#b .c}"),
        ("a {{< fa star >}}", "{{< fa star >}}"),
        ("::: {.callout}\na\n:::", "::: {.callout}"),
        ('??? note "a"\n    a', "??? note"),
        ("```{r}\na\n```", "a"),
    ],
)
def test_what_is_for_the_site_is_listed(text: str, aside: str) -> None:
    assert aside in [one.text for one in page_of(text).asides]


@pytest.mark.parametrize("text", ["{a}", "a {.5} b", "f{x}", "`a`: {b: c}"])
def test_other_braces_are_text(text: str) -> None:
    page = page_of(text)

    assert page.asides == ()
    assert [block.text for block in page.blocks] == [text]


WORDS = st.sampled_from(
    ["May 1", "May 3: A", "**May 8** B", "[c](d.pdf)", "HW 1 due", "{: .e }", "| g |"]
)
PREFIXES = [
    "",
    ": ",
    "  : ",
    "- ",
    "  - ",
    "    ",
    "1. ",
    "# ",
    "> ",
    "::: ",
    "| ",
    "\n",
]
PREFIX = st.sampled_from([*PREFIXES, "!!! note ", "=== ", "```\n", "<dl><dt>", "</dl>"])
LINES = st.lists(st.tuples(PREFIX, WORDS), max_size=8).map(
    lambda lines: "\n".join(f"{prefix}{words}" for prefix, words in lines)
)


@settings(deadline=None, max_examples=200)
@given(text=LINES)
@example(text="<dl><dt>May 1\n<dl><dt>May 1\n</dl>May 1\n</dl>May 1")
def test_every_word_of_a_page_is_told_and_every_course_is_valid(text: str) -> None:
    page = page_of(text)
    cells = [c for t in page.tables for row in (t.head, *t.rows) for c in row]
    told = {
        word
        for text_of in (
            *(cell.text for cell in cells),
            *(piece.href or "" for cell in cells for piece in cell.pieces),
            *(block.text for block in page.blocks),
            *(aside.text for aside in page.asides),
        )
        for word in words_of(text_of)
    }

    # The numbers of lists and the names of tags are no words.
    said = re.sub(r"^ *1\. |<[^>]*>", " ", text, flags=re.MULTILINE)
    assert set(words_of(said)) <= told

    result = import_page(page, year=2017)
    if result.text is not None:
        course_of(result)
        assert lost_words(page, result.report) == {}


def test_html_that_is_never_closed_is_prose() -> None:
    assert list(html_regions("<table>\n" * 30_000)) == []
    assert [block.text for block in page_of("<table>\n<tr><td>May 1\n").blocks] == [
        "May 1"
    ]
