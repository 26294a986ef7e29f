"""Bullets and numbers become lists where they leave no doubt, and nowhere else."""

from typing import Any

import pytest
from pikepdf import Dictionary, Name, Pdf

from syllabus.packet.tags import Rule
from tests.packet.tags.make import Tagged, pictures, tagged, tree
from tests.packet.tags.slides import TITLE, assert_well_marked, deck

BULLET = rb"\225"
"""In WinAnsiEncoding."""


def line(y: int, *parts: tuple[int, bytes], size: int = 20) -> bytes:
    """Text on one line, each part at its own place."""
    shown = b" ".join(b"1 0 0 1 %d %d Tm (%b) Tj" % (x, y, text) for x, text in parts)
    return b"BT /W %d Tf %b ET" % (size, shown)


def made(*lines: bytes) -> Tagged:
    def add_font(pdf: Pdf) -> None:
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
        pdf.pages[0].obj.Resources.Font["/W"] = pdf.make_indirect(font)

    return tagged(deck((TITLE, *lines), change=add_font))


def outline(slides: Tagged) -> Any:
    """What stands on the slide below its heading."""
    part: Any = tree(slides.data)[1]
    return part[1][2:]


def test_bullets_in_a_column_are_a_list() -> None:
    slides = made(
        line(380, (60, BULLET), (80, b"First")),
        line(340, (60, BULLET), (80, b"Second")),
    )

    assert outline(slides) == [
        ["L", ["LI", ["Lbl", 1], ["LBody", 2]], ["LI", ["Lbl", 3], ["LBody", 4]]]
    ]
    assert_well_marked(slides.data)
    assert pictures(slides.data) == pictures(slides.plain)
    assert Rule.STRUCTURE_INVALID not in slides.report.falls_short


def test_a_mark_in_the_same_piece_as_its_text_stays_with_it() -> None:
    slides = made(
        line(380, (60, b"1. First")),
        line(340, (60, b"2. Second")),
    )

    assert outline(slides) == [["L", ["LI", ["LBody", 1]], ["LI", ["LBody", 2]]]]


def test_what_is_set_further_in_is_a_list_below() -> None:
    slides = made(
        line(380, (60, BULLET), (80, b"First")),
        line(350, (100, BULLET), (120, b"Within")),
        line(320, (100, BULLET), (120, b"Within, too")),
        line(290, (60, BULLET), (80, b"Second")),
    )

    inner = ["L", *(["LI", ["Lbl", n], ["LBody", n + 1]] for n in (3, 5))]
    assert outline(slides) == [
        ["L", ["LI", ["Lbl", 1], ["LBody", 2, inner]], ["LI", ["Lbl", 7], ["LBody", 8]]]
    ]


def test_marks_that_are_drawn_after_all_text_come_back_to_it() -> None:
    slides = made(
        line(380, (80, b"First")),
        line(340, (80, b"Second")),
        line(380, (60, BULLET)),
        line(340, (60, BULLET)),
    )

    assert outline(slides) == [
        ["L", ["LI", ["Lbl", 3], ["LBody", 1]], ["LI", ["Lbl", 4], ["LBody", 2]]]
    ]


def test_no_mark_is_lost_beside_what_is_no_text() -> None:
    slides = made(
        line(380, (80, b"+")),
        line(340, (80, b"Second")),
        line(380, (60, BULLET)),
        line(340, (60, BULLET)),
    )

    assert_well_marked(slides.data)  # all that is painted belongs to something
    assert "'L'" not in str(tree(slides.data))


@pytest.mark.parametrize(
    "lines",
    [
        [line(380, (60, BULLET), (80, b"A single one"))],
        [line(380, (60, b"1. First")), line(340, (60, b"3. Not the next"))],
        [
            line(380, (60, BULLET), (80, b"Here")),
            line(340, (300, BULLET), (320, b"there")),
            line(300, (200, BULLET), (220, b"and elsewhere")),
        ],
        [line(380, (60, b"- x")), line(340, (60, b"- y"))],
        [line(380, (60, b"1.5 times")), line(340, (60, b"2.5 times"))],
        [line(380, (60, BULLET)), line(300, (60, BULLET))],
    ],
    ids=["one", "a gap", "columns", "dashes", "decimals", "no text"],
)
def test_what_may_be_no_list_stays_paragraphs(lines: list[bytes]) -> None:
    assert "'L'" not in str(tree(made(*lines).data))
