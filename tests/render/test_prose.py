"""Markdown becomes HTML that fits below the headings of the page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.render.prose import (
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
    assert prose_html("|a|b|\n|-|-|\n|1|2|", 3).count('<th scope="col">') == 2


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
