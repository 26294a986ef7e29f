"""HTML pages: what they say, where, and what is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.importers.cells import words_of
from syllabus.importers.html_page import read_html
from syllabus.importers.page import EM, STRONG, Page, Piece
from syllabus.importers.schedule_page import import_page
from tests.importers.importing import course_of, imported, lost_words


def page_of(html: str) -> Page:
    page, problems = read_html(html.encode(), "page.html")
    assert problems == []
    return page


def texts(html: str) -> list[list[str]]:
    """The cells of the page's tables."""
    tables = page_of(html).tables
    return [[cell.text for cell in row] for table in tables for row in table.rows]


def pieces_of(cell: str) -> list[Piece]:
    page = page_of(f"<table><tr><td>Mar 28<td>{cell}</td></tr></table>")
    return list(page.tables[0].rows[0][1].pieces)


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("a  b\n c", [Piece("a b c")]),
        ("<b>a</b> <i>b</i>", [Piece("a", STRONG), Piece(" "), Piece("b", EM)]),
        ("a<br>b", [Piece("a"), Piece("\n"), Piece("b")]),
        (
            "<p>a</p>\n<p>b</p>",
            [Piece("a"), Piece("\n"), Piece(" "), Piece("\n"), Piece("b")],
        ),
        ('<a href="a b.pdf">s</a>', [Piece("s", href="a b.pdf")]),
        ("<a name=x>s</a>", [Piece("s")]),
        ('<img src="p.png" alt="A picture">', [Piece("A picture", href="p.png")]),
        ("28<sup>th</sup>", [Piece("28th")]),
        ("a &lt; b &amp; c&nbsp;d", [Piece("a < b & c d")]),
        (
            "see https://example.org/x",
            [
                Piece("see "),
                Piece("https://example.org/x", href="https://example.org/x"),
            ],
        ),
        ("<time datetime=2017-03-30>Mar 30</time>", [Piece("Mar 30 2017")]),
        ("<time datetime=2017-03-30>next</time>", [Piece("next 2017-03-30")]),
        ("<time datetime=10:30>10:30</time>", [Piece("10:30")]),
    ],
)
def test_a_cell_says_what_a_reader_sees(cell: str, pieces: list[Piece]) -> None:
    assert pieces_of(cell) == pieces


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        # A topic of two days belongs to both; below a date the row goes on.
        ("<tr><td>May 1<td rowspan=2>A<tr><td>May 3", [["May 1", "A"], ["May 3", "A"]]),
        ("<tr><td rowspan=2>May 1<td>A<tr><td>B", [["May 1", "A"], ["", "B"]]),
        ("<tr><td rowspan=0>May 1<td>A<tr><td>B", [["May 1", "A"], ["", "B"]]),
        ("<tr><td rowspan=x>May 1<td>A", [["May 1", "A"]]),
        ("<tr><td>May 1<td rowspan=99999>A", [["May 1", "A"]]),
        # Cells that overlap, as they should not: none is lost.
        (
            "<tr><th>Date<th>#<th>Topic<tr><td>May 1<td>1<td rowspan=2>A"
            "<tr><td>May 3<td colspan=2>B",
            [["May 1", "1", "A"], ["May 3", "", "B", "A"]],
        ),
        # What spans columns is the topic's, if it covers that.
        (
            "<tr><th>Date<th>#<th>Topic<tr><td>May 1<td>1<td>A"
            "<tr><td>May 3<td colspan=2>B",
            [["May 1", "1", "A"], ["May 3", "", "B"]],
        ),
        (
            "<tr><td>May 1<td>A<td>B<tr><td>May 3<td>C",
            [["May 1", "A", "B"], ["May 3", "C", ""]],
        ),
    ],
)  # fmt: skip
def test_cells_that_span_others_are_laid_out(rows: str, cells: list[list[str]]) -> None:
    assert texts(f"<table>{rows}</table>") == cells


def test_a_place_is_where_the_tag_of_the_cell_begins() -> None:
    page = page_of("<table>\n<tr><td>May 1</td><td>A</td></tr>\n</table>")

    assert [str(c.where) for c in page.tables[0].rows[0]] == [
        *("page.html:2:5", "page.html:2:19")
    ]


def test_the_marks_of_places_are_nowhere_in_the_page() -> None:
    html = (
        '<!-- <b x> --><p title="<i>">a <a href="x?<b >">b</a> <img alt="<u >" src=y>'
        "<table><tr><td>May 1<td>A <del>b <i>c</i></del></table>"
    )

    assert "data-syllabus" not in repr(page_of(html)).replace(repr(html), "")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("é".encode(), "é"),
        ("é".encode("cp1252"), "é"),
        ("\ufeffé".encode("utf-16-le"), "é"),
        (b'<meta charset="iso-8859-2">' + "ę".encode("iso-8859-2"), "ę"),
        (b'<meta charset="nonsense">' + "é".encode("cp1252"), "é"),
    ],
)
def test_the_encoding_is_what_a_browser_takes(raw: bytes, text: str) -> None:
    start, end = ("<p>", "</p>")
    if raw.startswith(b"\xff\xfe"):
        raw = "\ufeff<p>é</p>".encode("utf-16-le")
    else:
        raw = start.encode() + raw + end.encode()

    page, problems = read_html(raw, "page.html")

    assert problems == []
    assert [block.text for block in page.blocks] == [text]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table-unreadable"),
        (b"%PDF-1.7 plain text", "table-unreadable"),
        (b"Mar 28, Introduction", "table-unreadable"),
        (b"<div>" * 5_000 + b"deep", "table-unreadable"),
        (b"<table>" + b"<tr><td>x</td></tr>" * 2_700_000, "file-too-large"),
    ],
)
def test_what_is_no_page_is_one_problem(raw: bytes, code: str) -> None:
    page, problems = read_html(raw, "page.html")

    assert [problem.code for problem in problems] == [code]
    assert page == Page("page.html")


@pytest.mark.parametrize("html", ["", " \n", "<table></table>", "<table><tr></table>"])
def test_an_empty_page_has_no_schedule(html: str) -> None:
    assert [p.code for p in imported(html, name="page.html").problems] == [
        "no-schedule-table"
    ]


def test_a_table_that_lays_out_the_page_is_no_table_of_it() -> None:
    inner = "<table><tr><th>Date<th>Topic<tr><td>May 1<td>A<tr><td>May 3<td>B</table>"
    page = page_of(f"<table><tr><td>Menu<td><h1>A 2017</h1>{inner}</table>")

    assert [block.text for block in page.blocks] == ["Menu", "A 2017"]
    assert [[c.text for c in row] for row in page.tables[0].rows] == [
        *(["May 1", "A"], ["May 3", "B"])
    ]


def test_a_list_with_days_is_prose_beside_a_table_with_days() -> None:
    days = "<ul><li>May 1: office hours<li>May 8: office hours</ul>"

    assert texts(days) == [["May 1", "office hours", ""], ["May 8", "office hours", ""]]
    assert texts(f"{days}<table><tr><td>May 2<td>A</table>") == [["May 2", "A"]]


def test_the_navigation_can_tell_the_term() -> None:
    html = (
        "<nav>CS 7 Spring 2018</nav><h1>Privacy</h1>"
        "<table><tr><td>1/16<td>Logic<tr><td>1/18<td>Proofs</table>"
    )

    course = course_of(imported(html, name="page.html"))

    assert course.term.name == "Spring 2018"
    assert str(course.term.first_day) == "2018-01-16"


def test_work_alone_on_a_day_of_a_list_is_no_class() -> None:
    html = (
        "<h1>A 2017</h1><dl><dt>May 1<dd>Files<dt>May 3<dd>Pages"
        "<dt>May 8<dd>HW 1 due<dt>May 10<dd>Locks</dl>"
    )

    course = course_of(imported(html, name="page.html"))

    assert [entry.topic for entry in course.schedule if entry.kind == "lecture"] == [
        *("Files", "Pages", "Locks")
    ]


WORDS = st.sampled_from(
    ["Mar 28", "Apr 4", "Files", "HW 1 due", "Section", "3", "A & B", "no class", ""]
)
TAGS = ["b", "i", "a href=x.pdf", "a href=https://e.org/x", "span", "del", "br", "p"]
INLINE = st.recursive(
    WORDS,
    lambda inner: st.tuples(
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3),
    ).map(lambda made: f"<{made[0]}>{' '.join(made[1])}</{made[0].split()[0]}>"),
    max_leaves=4,
)
CELL = st.builds(
    lambda tag, rows, columns, text: f"<{tag} rowspan={rows} colspan={columns}>{text}",
    st.sampled_from(["td", "th"]),
    st.integers(0, 3),
    st.integers(0, 3),
    INLINE,
)
ROW = st.lists(CELL, max_size=4).map(lambda cells: f"<tr>{''.join(cells)}")
TABLE = st.lists(ROW, max_size=5).map(lambda rows: f"<table>{''.join(rows)}</table>")
LIST = st.tuples(
    st.sampled_from([("dl", "dt", "dd"), ("ul", "li", "li")]),
    st.lists(st.tuples(INLINE, INLINE), max_size=4),
).map(
    lambda made: (
        f"<{made[0][0]}>"
        + "".join(f"<{made[0][1]}>{a}<{made[0][2]}>{b}" for a, b in made[1])
        + f"</{made[0][0]}>"
    )
)
PAGE = st.lists(
    st.one_of(TABLE, LIST, INLINE, WORDS.map(lambda text: f"<h2>{text}</h2>"))
).map("\n".join)


@settings(deadline=None, max_examples=150)
@given(html=PAGE)
def test_every_word_of_a_page_is_told_and_every_course_is_valid(html: str) -> None:
    page = page_of(f"<!doctype html>{html}")
    cells = [c for t in page.tables for row in (t.head, *t.rows) for c in row]
    told = {
        word
        for text in (
            *(cell.text for cell in cells),
            *(block.text for block in page.blocks),
            *(aside.text for aside in page.asides),
        )
        for word in words_of(text)
    }
    said = re.sub(r"<[^>]*>", " ", html)

    assert set(words_of(said)) <= told

    result = import_page(page, year=2017)
    if result.text is not None:
        course_of(result)
        assert lost_words(page, result.report) == {}
    else:
        assert sum(problem.is_error for problem in result.problems) == 1


def test_text_beside_cells_and_items_is_not_lost() -> None:
    page = page_of(
        "<table>a<tr>b<td>May 1<td>A</tr>c</table><ul>d<li>e</ul><dl>f<dt>g<dd>h</dl>"
    )

    said = " ".join(block.text for block in page.blocks)
    assert sorted(words_of(said)) == [*"abcdefgh"]


@pytest.mark.parametrize("html", ["<p>x" * 60_000, "<table>" + "<tr><td>x" * 4_000])
def test_a_page_of_too_many_elements_is_one_problem(html: str) -> None:
    page, problems = read_html(html.encode(), "page.html")

    assert [problem.code for problem in problems] == ["file-too-large"]
    assert page == Page("page.html")
