"""Markdown becomes HTML that fits below the headings of the page."""

import re
from typing import Any

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from syllabus.render.prose import (
    printed_grade,
    prose_html,
    prose_line_html,
    shortened,
    shown_address,
    unbroken_days,
)


def test_no_html_of_the_author_gets_through() -> None:
    html = prose_html("<script>alert(1)</script>\n\na <b>c</b> &amp; `<i>`", 3)

    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n## B\n# C", ["h3", "h4", "h3"]),
        ("### A\n# B\n#### C\n## D", ["h3", "h3", "h4", "h4"]),
        ("A\n===\n\nB\n---", ["h3", "h4"]),
        (
            "# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6",
            ["h3", "h4", "h5", *["h6"] * 3],
        ),
        ("#\n\n## A\n\n- # B", ["h3", "h3"]),
    ],
)
def test_headings_go_below_the_page_and_skip_no_level(
    text: str, expected: list[str]
) -> None:
    html = prose_html(text, 3)

    assert re.findall(r"<(h\d)>", html) == expected
    assert re.findall(r"</(h\d)>", html) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# Late work\n\nNo.\n\n## Days",
        "### LATE WORK!\n\nNo.\n\n#### Days",
        "*Late*  work:\n---\n\nNo.\n\n### Days",
    ],
)
def test_a_heading_that_repeats_the_title_is_left_out(text: str) -> None:
    html = prose_html(text, 4, "Something else", "Late work")

    assert html == "<p>No.</p>\n<h4>Days</h4>\n"


@pytest.mark.parametrize(
    "text", ["# Late work and exams", "No.\n\n# Late work", "# ...", "Late work"]
)
def test_any_other_heading_or_line_stays(text: str) -> None:
    assert prose_html(text, 4, "Late work", "!") == prose_html(text, 4)


def test_where_there_can_be_no_heading_it_is_a_paragraph() -> None:
    assert prose_html("# A", 0) == "<p>A</p>\n"


@given(st.text("# \nab", max_size=40))
def test_no_heading_is_empty_or_skips_a_level(text: str) -> None:
    last = 2
    for level, words in re.findall(r"<h(\d)>(.*?)</h", prose_html(text, 3)):
        assert words.strip()
        assert int(level) <= last + 1
        last = int(level)


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "file:///etc/passwd", "page.html", "ftp://x.org", "#x", ""],
)
def test_a_link_that_no_reader_can_open_is_left_out_and_its_words_stay(
    target: str,
) -> None:
    assert prose_html(f"see [the *map*]({target}) now", 3) == (
        "<p>see the <em>map</em> now</p>\n"
    )


def test_a_link_without_words_is_left_out() -> None:
    assert prose_html("a [](https://example.org) b", 3) == "<p>a  b</p>\n"


def test_a_link_is_kept_with_its_words() -> None:
    assert prose_html("[x](https://example.org/a?b&c)", 3) == (
        '<p><a href="https://example.org/a?b&amp;c">x</a></p>\n'
    )


def test_a_bare_address_is_shown_without_its_scheme() -> None:
    html = prose_html("<https://example.org/x> and <me@example.org>", 3)

    assert '<a href="https://example.org/x">example.org/x</a>' in html
    assert '<a href="mailto:me@example.org">me@example.org</a>' in html


def test_a_picture_of_the_course_is_kept() -> None:
    assert prose_html("![A graph](images/a%20b.png)", 3) == (
        '<p><img src="images/a%20b.png" alt="A graph" /></p>\n'
    )


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/a.png",
        "file:///a.png",
        "data:image/png;base64,AAAA",
        "/a.png",
        "../a.png",
        "x/%2e%2e/%2e%2e/a.png",
    ],
)
def test_a_picture_from_elsewhere_becomes_its_words(target: str) -> None:
    assert prose_html(f"![A graph]({target})", 3) == "<p>A graph</p>\n"


def test_header_cells_say_what_they_head() -> None:
    assert prose_html("|a|b|\n|-|-|\n|1|2|", 3).count('<th scope="col" ') == 2


def whole_columns(rows: str, level: int = 3) -> list[bool]:
    """Of each column of a table whether its words are kept whole."""
    html: Any = tinyhtml5.parse(prose_html(rows, level), namespace_html_elements=False)
    by_row = [
        [cell.get("class") == "whole-words" for cell in row] for row in html.iter("tr")
    ]
    assert all(row == by_row[0] for row in by_row)
    return by_row[0]


def test_columns_keep_their_words_whole() -> None:
    assert whole_columns("|Week|What|\n|-|-|\n|1|" + "long words " * 40 + "|") == [
        True,
        True,
    ]


def test_long_words_are_broken_before_short_ones() -> None:
    rows = f"|Where|Week|\n|-|-|\n|{'x' * 80}|1|\n|b|2|"

    assert whole_columns(rows) == [False, True]
    assert whole_columns(f"{rows}\n\n{rows}") == [False, True]


def test_there_is_less_room_for_words_within_a_table_of_the_page() -> None:
    rows = f"|a|b|\n|-|-|\n|{'x' * 20}|{'y' * 21}|"

    assert whole_columns(rows) == [True, True]
    assert whole_columns(rows, level=0) == [True, False]


def test_markup_and_addresses_behind_a_link_make_no_long_word() -> None:
    address = "https://example.org/" + "x" * 80

    assert whole_columns(f"|a|\n|-|\n|[**map**]({address})|") == [True]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("A-", '<bdi dir="ltr">A−</bdi>'),
        ("A+", '<bdi dir="ltr">A+</bdi>'),
        ("أ-", "أ−"),
        ("B", "B"),
        ("A-B", "A-B"),
        ("Pre-", "Pre-"),
    ],
)
def test_a_letter_grade_has_the_sign_for_minus(name: str, expected: str) -> None:
    assert printed_grade(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one *line*", "one <em>line</em>"),
        ("two\n\nparagraphs", "<p>two</p>\n<p>paragraphs</p>"),
        ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("", ""),
    ],
)
def test_a_single_paragraph_goes_without_its_tags(text: str, expected: str) -> None:
    assert prose_line_html(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/", "example.org"),
        ("http://example.org/a", "example.org/a"),
        ("mailto:a@example.org", "a@example.org"),
    ],
)
def test_an_address_on_paper_has_no_scheme(url: str, expected: str) -> None:
    assert shown_address(url) == expected


def test_days_are_broken_only_behind_the_dash() -> None:
    assert unbroken_days("Thu, Nov 23 – Sun, Nov 26") == (
        '<span class="day">Thu, Nov 23 –</span> <span class="day">Sun, Nov 26</span>'
    )
    assert unbroken_days("<b>") == '<span class="day">&lt;b&gt;</span>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  short\ntext", "short text"),
        ("one two three", "one two…"),
        ("x" * 20, "x" * 9 + "…"),
    ],
)
def test_a_long_title_is_cut_between_words(text: str, expected: str) -> None:
    assert shortened(text, 10) == expected


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a [Übung]{lang=de} b", 'a <span lang="de" dir="ltr">Übung</span> b'),
        ("[سلام]{lang=ar}", '<span lang="ar" dir="rtl">سلام</span>'),
        ("[*a*]{lang=fr}", '<span lang="fr" dir="ltr"><em>a</em></span>'),
        ('[a]{lang="not a tag"}', "<span>a</span>"),
        ('[a]{lang=de onclick="x" #i .c}', '<span lang="de" dir="ltr">a</span>'),
        ("[1]{sic} and [2]", "[1]{sic} and [2]"),
        ("`x`{lang=de}", '<code dir="ltr">x</code>{lang=de}'),
    ],
)
def test_words_in_another_language_say_so(text: str, html: str) -> None:
    assert prose_line_html(text) == html
