"""Words that not everyone can read are found; all others are left alone."""

from __future__ import annotations

import pytest

from syllabus.render.html import render_handout_html, render_packet_html
from syllabus.render.pdf import render_pdf
from tests.render import views

PAGE = "<html lang=en><title>x</title><style>{}</style><h1>A</h1>{}"


def found(body: str, style: str = "") -> list[tuple[str, str]]:
    findings = render_pdf(PAGE.format(style, body)).findings
    return [(finding.code, finding.message) for finding in findings]


def test_our_own_pages_are_for_everyone() -> None:
    for view in (views.DLSYS, views.BARE):
        assert render_pdf(render_handout_html(view)).findings == ()
    assert render_pdf(render_packet_html(views.DLSYS_PACKET)).findings == ()


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("p { color: #999 }", "“pale” is #999999 on #ffffff: 2.8 to 1, and 4.5 to 1"),
        ("p { color: #9990 }", "“pale” is #ffffff on #ffffff: 1.0 to 1, and 4.5 to 1"),
        ("p { opacity: .5 }", "“pale” is #808080 on #ffffff: 3.9 to 1, and 4.5 to 1"),
        ("body { background: #777 }", ""),  # 4.7 to 1
        ("body { background: #666 }", "“pale” is #000000 on #666666: 3.7 to 1"),
        ("div { background: black }", "“pale” is #000000 on #000000: 1.0 to 1"),
        ("p { color: #888; font-size: 18pt }", ""),
        ("p { color: #888; font-size: 17pt }", "“pale” is #888888 on #ffffff: 3.5"),
        ("p { color: #888; font-size: 14pt; font-weight: bold }", ""),
        ("p { color: #999; font-size: 18pt }", "“pale” is #999999 on #ffffff: 2.8"),
        ("div { background: linear-gradient(red, blue) }", ""),
        ("p { color: #fff; visibility: hidden }", ""),
        ("@page { @top-left { content: 'pale'; color: #eee } }", "“pale” is #eeeeee"),
    ],
)
def test_text_that_is_too_pale_is_found(style: str, said: str) -> None:
    messages = [message for code, message in found("<div><p>pale</div>", style)]

    assert len([m for m in messages if "pale" in m]) == bool(said)
    assert not said or any(message.startswith(said) for message in messages)


def test_the_places_of_a_colour_are_the_ways_to_write_it() -> None:
    page = PAGE.format("p { color: #aaa }", "<p>pale</p><p>too</p>")
    [finding] = render_pdf(page).findings

    assert finding.traces == ("#aaaaaa", "#aaa", "pale")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h2>b</h2><h3>c</h3><h2>d</h2>", []),
        ("<h3>b</h3>", ["“b” skips a level of headings: h3 below h1"]),
        ("<h2>b</h2><h5>c <em>d</em></h5>", ["“c d” skips a level of headings: h5"]),
    ],
)
def test_headings_go_down_one_at_a_time(body: str, said: list[str]) -> None:
    told = [m for code, m in found(body) if code == "heading-skipped"]

    assert len(told) == len(said)
    assert all(map(str.startswith, told, said))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>a", "the page has no heading"),
        ("<h2>a", "“a” skips a level of headings: h2, and there is none above it"),
    ],
)
def test_a_page_begins_with_its_title(page: str, said: str) -> None:
    findings = render_pdf(f"<html lang=en><title>x</title>{page}").findings

    assert [f.message for f in findings if f.code == "heading-skipped"] == [said]


@pytest.mark.parametrize(
    ("link", "vague"),
    [
        ("<a href='https://e.org/'>The exam</a>", False),
        ("<a href='https://e.org/'> Click\n here </a>", True),
        ("<a href='https://e.org/'>https://e.org/</a>", True),
        ("<a href='https://e.org/'><svg aria-label='The exam'></svg></a>", False),
        ("<a href='https://e.org/' aria-label='The exam'>here</a>", False),
        ("<a href='https://e.org/'><img alt='' src=''></a>", True),
        ("<a>here</a>", False),
    ],
)
def test_links_say_where_they_lead(
    link: str, vague: bool, weasyprint_log: list[str]
) -> None:
    codes = [code for code, _ in found(f"<p>{link}")]

    assert codes == ["vague-link"] * vague
    weasyprint_log.clear()  # which has no picture


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("<tr><th scope=col>a<tr><td>b", []),
        ("<tr><th>a<tr><td>b", ["“a” does not say what it heads"]),
        ("<tr><td><td>a b<tr><td>c<td>d", ["the table that begins with “a b” has no"]),
    ],
)
def test_tables_have_heads(table: str, said: list[str]) -> None:
    told = found(f"<table>{table}</table>")

    assert [code for code, _ in told] == ["table-without-heads"] * len(said)
    assert all(map(str.startswith, (message for _, message in told), said))


def test_a_picture_has_words_or_says_that_it_needs_none(
    weasyprint_log: list[str],
) -> None:
    told = found("<p>x<img src=a.png><img src=b.png alt=''>")

    assert told == [
        ("image-without-description", "the picture a.png has no description")
    ]
    weasyprint_log.clear()  # which has no pictures
