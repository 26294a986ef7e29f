"""The footers' font is small, measured right and readable."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from syllabus.packet.assemble import assemble
from syllabus.packet.font import FooterFont, cut_font
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.sfnt import Sfnt
from tests.needs import ROOT
from tests.packet.look import text_of
from tests.packet.make import deck, footer_font, plan_for

SHIPPED = sorted((ROOT / "templates" / "fonts").glob("*.[ot]tf"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_font_is_read_as_another_reader_reads_it(path: Path) -> None:
    data = path.read_bytes()
    other = TTFont(io.BytesIO(data))
    order = other.getGlyphOrder()
    glyphs = {name: number for number, name in enumerate(order)}

    font = Sfnt.read(data)

    assert font.characters == {
        chr(code): glyphs[name]
        for code, name in other.getBestCmap().items()
        if glyphs[name]
    }
    assert font.widths == [other["hmtx"].metrics[name][0] for name in order]
    assert font.metrics.units_per_em == other["head"].unitsPerEm
    assert font.metrics.ascent == other["hhea"].ascent
    assert font.metrics.descent == other["hhea"].descent
    assert font.metrics.box[2] == other["head"].xMax
    assert font.name == other["name"].getDebugName(6)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_footer_in_a_shipped_font_can_be_copied(path: Path) -> None:
    packet = assemble(
        None, [prepare_deck(deck(1)).data], plan_for(1), path.read_bytes()
    )

    assert "CSE 599 · Lecture 1" in text_of(packet, 0)
    assert len(packet) < 20_000


def test_cutting_gives_the_same_bytes_each_time_and_only_what_is_needed() -> None:
    one = cut_font(footer_font(), ["abc"])

    assert one == cut_font(footer_font(), ["cba", "a"])
    assert set(Sfnt.read(one).characters) == set("abc? …")


def test_a_font_that_was_cut_before_gives_the_same_packet() -> None:
    plan = plan_for(2)
    decks = [prepare_deck(deck(2)).data]

    kept = FooterFont(cut_font(footer_font(), plan.footer_texts()))

    assert assemble(None, decks, plan, kept) == assemble(
        None, decks, plan, footer_font()
    )


@pytest.mark.parametrize("data", [b"", b"wOF2" + bytes(60), b"ttcf" + bytes(60)])
def test_what_is_no_single_font_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a TrueType or OpenType font"):
        FooterFont(data)
