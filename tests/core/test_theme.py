"""What themes declare, and whether the colours of a course can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from syllabus.core.colour import contrast, mixed, parse_colour, readable
from syllabus.core.sections import SECTIONS
from syllabus.core.theme import Themes, look_of, parse_theme
from syllabus.render.themes import shipped_themes
from tests.core.courses import CLASS, course_of

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
COURSE = CLASS + "schedule: [Introduction]\n"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # By the checker that WCAG's working group links to (webaim.org).
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colour=COLOURS, ground=COLOURS)
def test_the_colour_that_would_do_does(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= 4.5


def test_a_colour_that_can_be_read_is_left_alone() -> None:
    assert readable("#1d4e89", "#ffffff") == "#1d4e89"


@given(one=COLOURS, other=COLOURS)
def test_a_mixture_of_colours_has_both_ends(one: str, other: str) -> None:
    assert (mixed(one, other, 1), mixed(one, other, 0)) == (one, other)


def test_short_colours_are_long_ones() -> None:
    assert parse_colour("#0AF") == "#00aaff"
    with pytest.raises(PydanticCustomError):
        parse_colour("blue")


@pytest.mark.parametrize("name", shipped_themes())
def test_a_shipped_theme_has_every_section_and_can_be_read(name: str) -> None:
    theme = shipped_themes()[name]
    usual = theme.usual_settings()

    assert sorted(theme.sections) == sorted(SECTIONS)
    for text, ground in theme.contrast:
        assert contrast(usual.get(text, text), usual.get(ground, ground)) >= 4.5
    coloured = {n for n, setting in theme.settings.items() if setting.type == "colour"}
    assert coloured <= {one for pair in theme.contrast for one in pair}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("settings: {}\n", "missing-value", 1),
        ("description: x\nsetings: {}\n", "unknown-key", 2),
        (
            "description: x\nsettings:\n"
            "  a: {type: length, default: big, description: y}\n",
            "bad-value",
            3,
        ),
        (
            "description: x\nsettings:\n"
            "  a: {type: sound, default: big, description: y}\n",
            "bad-value",
            3,
        ),
        ("description: x\ncontrast: [[red, '#fff']]\n", "bad-value", 1),
        ("description: x\nsections: [staff, stuff]\n", "bad-value", 2),
        ("- x\n", "wrong-type", 1),
        ("description: [\n", "yaml-syntax", 2),
    ],
)
def test_a_declaration_is_judged_like_a_course(text: str, code: str, line: int) -> None:
    theme, problems = parse_theme(text.encode(), "theme.yaml")

    assert theme is None
    assert [(p.code, p.where.line) for p in problems] == [(code, line)]


def test_settings_are_the_courses_where_it_sets_them() -> None:
    course = course_of(COURSE + 'theme: {name: modern, accent: "#7a1f3d"}\n')

    look = look_of(course, Themes(shipped_themes()))

    assert look.theme == "modern"
    assert look.settings["accent"] == "#7a1f3d"
    assert look.settings["size"] == "9.5pt"


def test_another_theme_is_as_it_is_by_itself() -> None:
    course = course_of(COURSE + 'theme: {name: modern, accent: "#7a1f3d"}\n')

    look = look_of(course, Themes(shipped_themes(), chosen="classic"))

    assert look.theme == "classic"
    assert look.settings == shipped_themes()["classic"].usual_settings()


def test_sections_and_the_schedules_form_are_the_courses_before_the_themes() -> None:
    course = course_of(COURSE + "handout: {sections: [schedule], schedule: list}\n")

    look = look_of(course, Themes(shipped_themes()))

    assert (look.sections, look.schedule) == (("schedule",), "list")
