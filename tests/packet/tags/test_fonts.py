"""What font programs bear out: widths before a claim, meanings that no list gives."""

import io
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from pikepdf import Array, Dictionary, Name, Object, Pdf

from syllabus.packet.tags import Rule
from tests.packet.tags.make import Tagged, painted, reachable, tagged
from tests.packet.tags.slides import deck


def program() -> bytes:
    """A TrueType font whose glyphs 1 and 2 are A and B, 600 and 700 wide."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B", 0xE001: "B"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 500))
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf({".notdef": glyph, "A": glyph, "B": glyph})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (600, 0), "B": (700, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def composite(pdf: Pdf, widths: list[int]) -> Object:
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.Made,
            Flags=4,
            FontBBox=Array([0, 0, 500, 500]),
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=500,
            StemV=80,
            FontFile2=pdf.make_stream(program()),
        )
    )
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Made,
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"),
            Ordering=pikepdf.String("Identity"),
            Supplement=0,
        ),
        FontDescriptor=descriptor,
        W=Array([1, Array(widths)]),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Made,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]),
        )
    )


def made(widths: list[int]) -> Tagged:
    def change(pdf: Pdf) -> None:
        font = composite(pdf, widths)
        pdf.pages[0].obj.Resources.Font = Dictionary(F=font)

    return tagged(deck((b"BT /F 20 Tf 60 300 Td <00010002> Tj ET",), change=change))


@pytest.mark.needs("pdfinfo", "pdftotext")
def test_the_program_s_own_characters_are_what_its_glyphs_mean(tmp_path: Path) -> None:
    slides = made([600, 700])

    file = tmp_path / "deck.pdf"
    file.write_bytes(slides.data)
    assert slides.report.shortfalls == ()
    assert painted(file) == reachable(file) == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("widths", "unproven"), [([600, 700], 0), ([601, 700], 0), ([602, 700], 1)]
)
def test_widths_that_the_program_does_not_bear_out_are_a_shortfall(
    widths: list[int], unproven: int
) -> None:
    falls_short = made(widths).report.falls_short

    assert falls_short.get(Rule.WIDTHS_UNPROVEN, 0) == unproven
