"""The footers' font is small, measured right and readable."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageChops

from syllabus.packet.assemble import assemble
from syllabus.packet.font import FooterFont, cut_font
from syllabus.packet.plan import Footer, PacketPlan
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.sfnt import Sfnt
from syllabus.packet.words import Words
from syllabus.render.words import render_words_pdf
from tests.needs import ROOT
from tests.packet.look import picture, text_of
from tests.packet.make import deck, footer_font, opened, plan_for

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
    # The font of this test lacks the dash of numbers on sheets
    assert set(Sfnt.read(one).characters) == set("abc… ,0123456789")


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


def test_a_text_that_cannot_be_written_is_left_out_as_a_whole() -> None:
    font = FooterFont(footer_font())

    assert font.width("CSE \u6625") == 0
    assert font.fit("CSE \u6625", 100) == ""
    assert font.width("CSE") > 0


DRAWN = "\u0645\u0642\u0631\u0631 101 · 3"
UNKNOWN = "\U000f1234 7"
"""Of a private area: no font has it."""


@pytest.fixture(scope="module")
def words() -> Words:
    return Words((DRAWN,), render_words_pdf((DRAWN,), "ar"))


def with_left(text: str) -> PacketPlan:
    plan = plan_for(1)
    footers = (Footer(text, "1 / 1", "9"),)
    return replace(plan, runs=(replace(plan.runs[0], footers=footers),))


@pytest.mark.needs("noto")
def test_words_of_another_script_are_drawn_and_can_be_copied(words: Words) -> None:
    plan, data = with_left(DRAWN), [prepare_deck(deck(1)).data]
    font = FooterFont(footer_font(), plan.footer_texts(), words)
    packet = assemble(None, data, plan, font)
    without = assemble(None, data, with_left(""), footer_font())

    assert 3 < font.width(DRAWN) < 8
    assert "101" in text_of(packet, 0)
    assert "\u0645\u0642\u0631\u0631" in text_of(packet, 0)
    ours, plain = (picture(one, 0, scale=2) for one in (packet, without))
    changed = ImageChops.difference(ours, plain).getbbox()
    assert changed is not None
    left, top, right, bottom = changed
    size = 0.42 * 0.034 * (720 * 540) ** 0.5 * 2
    assert right - left == pytest.approx(font.width(DRAWN) * size, abs=size / 2)
    assert top > 540 * 2
    assert bottom < ours.height


@pytest.mark.needs("noto")
def test_words_that_no_font_of_the_machine_has_are_left_out(
    weasyprint_log: list[str],
) -> None:
    texts = (UNKNOWN, DRAWN)
    words = Words(texts, render_words_pdf(texts, "ar"))
    font = FooterFont(footer_font(), (), words)

    assert list(words.drawn) == [DRAWN]
    assert font.fit(UNKNOWN, 100) == ""
    assert len(words.embed(opened(deck(1)))) == 1
    assert "U+F1234" in weasyprint_log[0]
    weasyprint_log.clear()


@pytest.mark.needs("noto")
def test_drawn_words_are_not_cut(words: Words) -> None:
    font = FooterFont(footer_font(), (), words)

    assert font.fit(DRAWN, font.width(DRAWN)) == DRAWN
    assert font.fit(DRAWN, font.width(DRAWN) - 0.1) == ""


@pytest.mark.needs("noto")
def test_the_same_words_are_drawn_the_same(words: Words) -> None:
    assert render_words_pdf(words.texts, "ar") == words.data
