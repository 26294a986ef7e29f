from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.prose import (
    Found,
    find_in_prose,
    image_files,
    plain_words,
    prose_fields,
)
from tests.core.courses import HEAD, course_of


def found(text: str) -> list[tuple[str, int, str]]:
    return [(f.kind, f.line, f.target) for f in find_in_prose(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain *text* with 1 < 2 & `<b>`", []),
        ("a <b>bold</b> word", [("html", 0, "<b>")]),
        ("a\n\n<div>\nx\n</div>", [("html", 2, "<div>")]),
        ("<!-- note -->", [("html", 0, "<!-- note -->")]),
        ("[a](https://x.org)\nb\n[c](d.html)", [
            ("link", 0, "https://x.org"),
            ("link", 2, "d.html"),
        ]),
        ("<https://x.org>", [("link", 0, "https://x.org")]),
        ("- a\n- ![x](y.png)", [("image", 1, "y.png")]),
        ("| a |\n|---|\n| ![x](y.png) |", [("image", 2, "y.png")]),
        ("> ![x][r]\n\n[r]: y.png", [("image", 0, "y.png")]),
        ("![x](my%20picture.png)", [("image", 0, "my picture.png")]),
        ("![x](<bild ü.png>)", [("image", 0, "bild ü.png")]),
        ("[a](javascript:alert(1))", [("link", 0, "javascript:alert(1)")]),
        ("<div>\n![x](y.png)\n</div>", [("html", 0, "<div>"), ("image", 1, "y.png")]),
    ],
)  # fmt: skip
def test_what_a_rule_looks_at_is_found(
    text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert found(text) == expected


def test_a_picture_has_its_description() -> None:
    [image] = find_in_prose("![a *small* cat](cat.png)")

    assert image == Found("image", 0, "cat.png", "a *small* cat")


def test_only_pictures_of_the_course_are_files() -> None:
    text = (
        "![x](a.png) ![x](b%20c.png) ![x](/dev/zero) ![x](%2e%2e/d.png) ![x](~/e.png) "
        "![x](https://x.org/f.png) ![x](%00) [x](g.png)"
    )

    assert image_files(text) == ["a.png", "b c.png", "%00"]


@given(st.text("[]()!<>ab/:. \n`*_|-#&;%"))
def test_any_prose_can_be_searched(text: str) -> None:
    lines = text.count("\n") + 1

    assert all(0 <= f.line < lines for f in find_in_prose(text))


def test_every_markdown_field_is_found() -> None:
    course = course_of(f"""{HEAD}
description: one
prerequisites: two
notices: three
materials: [{{title: x, note: four}}]
channels: [{{title: x, note: five}}]
grading: {{note: six}}
policies: [{{title: x, text: seven}}]
assignments: [{{id: x, title: x, note: eight}}]
schedule: [{{topic: x, notes: nine, readings: [{{title: x, note: ten}}]}}]
""")

    assert {text for _, text in prose_fields(course)} == {
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How **systems** [work](https://example.org/).", "How systems work."),
        ("One\nline\n\n- a `b`\n- c", "One line a b c"),
        ("1 < 2 & $x^2$", "1 < 2 & x^2"),
        ("```\ncode\n```", "code"),
        ("![A plan](a.png)", "A plan"),
        ("", ""),
    ],
)
def test_markdown_is_said_in_plain_words(text: str, words: str) -> None:
    assert plain_words(text) == words
