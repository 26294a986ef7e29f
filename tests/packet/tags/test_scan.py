"""Instructions of content streams, held against qpdf's reading of them."""

from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.packet.tags.scan import (
    DRAWING,
    INLINE,
    QUIET,
    UnreadableContent,
    instructions,
    leaves_path_open,
    string_bytes,
)

NUMBERS = st.integers(-999, 999).map(lambda n: b"%d" % n)
STRINGS = st.binary(max_size=12).map(
    lambda b: (
        b"("
        + b.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        + b")"
    )
)
PIECES = st.one_of(
    st.tuples(NUMBERS, NUMBERS).map(lambda n: b" ".join(n) + b" Td"),
    st.tuples(*[NUMBERS] * 6).map(lambda n: b" ".join(n) + b" cm"),
    st.tuples(*[NUMBERS] * 4).map(lambda n: b" ".join(n) + b" re f"),
    STRINGS.map(lambda s: s + b" Tj"),
    st.tuples(STRINGS, NUMBERS, STRINGS).map(lambda p: b"[" + b" ".join(p) + b"] TJ"),
    st.sampled_from(
        (
            *(b"q", b"Q", b"BT", b"ET", b"/F 12 Tf", b"/P <</MCID 3>> BDC", b"EMC"),
            *(b"% f Tj (\nT*", b"/Im#41 Do", b"(a(b)c) Tj", b"<48 65> Tj", b"W n"),
        )
    ),
)


@given(st.lists(PIECES, max_size=12))
def test_instructions_are_those_that_qpdf_reads(pieces: list[bytes]) -> None:
    content = b"\n".join(pieces)
    with pikepdf.new() as pdf:
        parsed = pikepdf.parse_content_stream(pdf.make_stream(content))
    expected = [str(i.operator).encode() for i in parsed]

    found = list(instructions(content))

    assert all(a.end <= b.start for a, b in pairwise(found))
    drawn = {b"re", b"f", b"W", b"n", b"q", b"Q", b"cm"}
    single = [i.operator for i in found if i.operator not in {DRAWING, QUIET}]
    assert [o for o in single if o not in drawn] == [
        o for o in expected if o not in drawn
    ]
    # What a run of drawing takes up is drawing and nothing else
    for run in (i for i in found if i.operator in {DRAWING, QUIET}):
        with pikepdf.new() as pdf:
            within = pikepdf.parse_content_stream(
                pdf.make_stream(content[run.start : run.end])
            )
        assert {str(i.operator).encode() for i in within} <= drawn


def test_a_run_of_drawing_is_one_instruction() -> None:
    content = b"q 1 0 0 rg 0 0 5 5 re f q 2 0 0 2 0 0 cm 1 1 m 2 2 l S Q Q"

    (found,) = instructions(content)

    assert found.operator == DRAWING
    assert (found.start, found.end) == (0, len(content))


def test_saved_drawing_with_text_in_it_is_no_run() -> None:
    found = [i.operator for i in instructions(b"q 0 0 5 5 re f BT (a) Tj ET Q")]

    assert found == [b"q", DRAWING, b"BT", b"Tj", b"ET", b"Q"]


def test_an_inline_image_ends_after_its_data() -> None:
    data = bytes([0, 200]) + b" EI " + bytes([255, 1, 2])
    content = b"BI /W 2 /H 2 ID " + data + b"\nEI Q BT (a) Tj ET"

    found = list(instructions(content))

    assert [i.operator for i in found] == [INLINE, b"Q", b"BT", b"Tj", b"ET"]


@pytest.mark.parametrize("content", [b"(open Tj", b"BT [ (a) Tj ET", b"<zz> Tj"])
def test_brackets_without_their_other_half_are_told(content: bytes) -> None:
    with pytest.raises(UnreadableContent):
        list(instructions(content))


@pytest.mark.parametrize(
    ("drawing", "is_open"),
    [
        (b"0 0 5 5 re", True),
        (b"0 0 5 5 re f", False),
        (b"1 1 m 2 2 l", True),
        (b"0 0 5 5 re W n", False),
        (b"0 0 5 5 re W", True),
        (b"1 0 0 rg", False),
    ],
)
def test_a_path_is_open_until_it_is_painted(drawing: bytes, is_open: bool) -> None:
    assert leaves_path_open(drawing) is is_open


@pytest.mark.parametrize(
    ("token", "held"),
    [
        (rb"(a\(b\)\101\n)", b"a(b)A\n"),
        (b"(a\\\nb)", b"ab"),
        (b"<4>", b"@"),
        (b"<48 65 6c>", b"Hel"),
    ],
)
def test_strings_hold_what_the_standard_says(token: bytes, held: bytes) -> None:
    assert string_bytes(token) == held
