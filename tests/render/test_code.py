"""Code blocks: words by kind, lines as they were written, within the page."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.render.folder import templates_folder
from syllabus.render.prose import prose_html
from tests.render.pages import content, laid_out

STYLE = (templates_folder() / "base" / "prose.css").read_text("utf-8")


def plain(marked: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", marked))


def test_words_of_a_known_language_are_marked_by_kind() -> None:
    made = prose_html("```python\nreturn 'a' # why\n```", 3)

    kinds = dict(re.findall('<span class="([a-z0-9]+)">([^<]+)<', made))

    assert plain(kinds["k"]) == "return"
    assert plain(kinds["s1"]) == "'a'"
    assert plain(kinds["c1"]) == "# why"


@pytest.mark.parametrize("info", ["", " no-such-language", "text"])
def test_other_code_is_plain(info: str) -> None:
    made = prose_html(f"```{info}\nreturn 1 < 2\n```", 3)

    assert re.findall('<span class="([^"]*)', made) == ["line"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_code_is_printed_as_it_was_written(text: str) -> None:
    code = f"def f():\n\n    {text.replace('`', '')}\n"

    made = prose_html(f"```python\n{code}```", 3)

    assert plain(made) == code + "\n"
    assert made.count('<span class="line">') == 3


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_of_code_can_be_read_on_white() -> None:
    colours = re.findall(r"[{;] *color: #([0-9a-f]+)", STYLE)

    assert len(colours) >= 4
    assert min(1.05 / (luminance(colour) + 0.05) for colour in colours) >= 4.5


@pytest.mark.parametrize("letters", [20, 400, 4000])
def test_long_lines_go_on_within_the_page(letters: int) -> None:
    css = (templates_folder() / "base" / "print.css").read_text("utf-8") + STYLE
    prose = prose_html(f"```python\nx = '{'a' * letters}'  # {'b' * letters}\n```", 2)
    pages = laid_out(
        f"<html lang=en><title>-</title><style>{css}</style><h1>-</h1>{prose}"
    )
    shown = ""

    for sheet in pages:
        right = sheet.content_box_x() + sheet.width
        for box in content(sheet):
            assert box.position_x + box.width <= right + 0.1
            shown += getattr(box, "text", "")
    assert (shown.count("a"), shown.count("b")) == (letters, letters)


def test_code_runs_from_the_left_in_a_language_from_the_right() -> None:
    css = (templates_folder() / "base" / "print.css").read_text("utf-8") + STYLE
    prose = prose_html("```python\ndef f(x): return 1\n```\n\n`f(x) --force`", 2)
    (page,) = laid_out(
        f"<html lang=ar dir=rtl><title>-</title><style>{css}</style><h1>-</h1>{prose}"
    )
    texts = [box for box in content(page) if type(box).__name__ == "TextBox"]
    block = [box for box in texts if box.text != "-"][:-1]
    block.sort(key=lambda box: box.position_x)

    assert "".join(box.text for box in block).strip() == "def f(x): return 1"
    assert block[0].position_x < page.content_box_x() + 40
    assert texts[-1].text == "f(x) --force"
    assert texts[-1].style["direction"] == "ltr"
