"""Overlong words get places to break, and lose nothing."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from syllabus.render.breaks import break_long_words

PIECE = 20
TEXT = st.text("ab\u0301 \n", max_size=300) | st.integers(99, 400).map("W".__mul__)


def parts(element: ET.Element) -> list[str]:
    return [element.text or "", *(child.tail or "" for child in element)]


@given(TEXT, TEXT)
def test_the_text_stays_and_no_accent_leaves_its_letter(inner: str, after: str) -> None:
    page = ET.Element("p")
    child = ET.SubElement(page, "b")
    child.text, child.tail = inner, after

    break_long_words(page)

    assert "".join(page.itertext()) == inner + after
    for element in (page, child):
        for piece in parts(element)[1:]:
            assert piece == after or not piece.startswith("\u0301")


def test_a_word_of_ten_thousand_letters_has_a_break_after_each_piece() -> None:
    page = ET.Element("p")
    page.text = "W" * 10_000

    break_long_words(page)

    assert parts(page) == ["W" * PIECE] * (10_000 // PIECE)


def test_words_of_a_language_and_drawings_stay_as_they_are() -> None:
    page = ET.Element("p")
    page.text = "W" * 99
    drawing = ET.SubElement(page, "{http://www.w3.org/2000/svg}svg")
    drawing.text = "W" * 1000

    break_long_words(page)

    assert list(page) == [drawing]
    assert list(drawing) == []
