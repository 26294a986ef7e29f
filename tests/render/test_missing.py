"""Characters that no font has: boxes on paper, themselves to everyone else."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from syllabus.core.model import Person
from syllabus.core.view.handout import PolicyView
from syllabus.render import missing
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import PdfResult, render_pdf
from tests.render import views
from tests.render.pages import pdf_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verapdf import Verapdf

# For private use: no font of the system has them.
WORD = "\U000f0600\U000f0601"
VIEW = replace(
    views.DLSYS,
    title=f"Course {WORD}",
    staff=(Person(name=f"Ada {WORD} King", page="https://example.org/"),),
    description=f"Text with *{WORD}*, `{WORD}`, [at {WORD}](https://example.org/a) and "
    + WORD * 80,
    policies=(PolicyView(f"Late {WORD}", f"{WORD}\n\n- {WORD}"),),
)


@pytest.fixture(scope="module")
def made() -> PdfResult:
    return render_pdf(render_handout_html(VIEW))


def claims(data: bytes) -> bool:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()


def test_each_character_is_warned_of_once(made: PdfResult) -> None:
    assert [warning.partition("fonts: ")[2] for warning in made.warnings] == [
        f'"{char}" (U+{ord(char):04X})' for char in WORD
    ]


@pytest.mark.needs("shared", "java")
def test_the_file_passes_a_validator(
    made: PdfResult, verapdf: Verapdf, tmp_path: Path
) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(made.data)

    (report,) = verapdf.check([path])
    assert report["compliant"], report
    assert claims(made.data)


@pytest.mark.needs("pdftotext")
def test_the_true_words_are_read_and_found(made: PdfResult) -> None:
    text = pdf_text(made.data, "-raw", "-l", "1")

    assert missing.BOX not in text
    for words in ("Course {}", "Ada {} King", "with {}, {}, at {} and", "Late {}"):
        assert words.replace("{}", WORD) in " ".join(text.split())
    # A word of several lines is told once.
    assert "".join(text.split()).count(WORD * 80) == 1


def test_links_and_bookmarks_have_the_true_words(made: PdfResult) -> None:
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        described = [str(a.Contents) for a in pdf.pages[0].Annots]
        with pdf.open_outline() as outline:
            (top,) = outline.root
            (policies,) = (one for one in top.children if one.title == "Policies")
            titles = [top.title, policies.children[0].title]

    assert f"at {WORD}" in described
    assert titles == [f"CSE 599W Course {WORD}", f"Late {WORD}"]


def test_without_a_glyph_for_the_box_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch, weasyprint_log: list[str]
) -> None:
    monkeypatch.setattr(missing, "BOX", "\U000f0602")
    made = render_pdf(render_handout_html(replace(views.BARE, title=WORD)))

    assert not claims(made.data)
    assert missing.characters_without_glyph(made.warnings) == {*WORD, "\U000f0602"}
    weasyprint_log.clear()
