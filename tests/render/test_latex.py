"""The LaTeX source: a real TeX sets it, and nothing of a text is lost in it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.sections import SECTIONS
from syllabus.core.view.blocks import (
    Document,
    Facts,
    Heading,
    Listing,
    Prose,
    Run,
    Table,
    TableRow,
)
from syllabus.core.view.document import handout_document
from syllabus.core.view.handout import handout_view
from syllabus.render.latex import render_latex
from syllabus.render.tex import escaped
from tests.courses.hard import write_hard_course
from tests.courses.printed import NOW, subject_in
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("pdflatex", "lualatex")
SAMPLE = ROOT / "data" / "courses" / "dlsys-2017" / "course.yaml"
# Whatever means something to TeX, and what two of them make together.
SIGNS = (
    "\\{}$&#^_~%<>|\"'`-*[]@!?=+/ -- --- ?` !` `` '' << >> ,, \\\\ \\begin{x} %% ^^M"
)
LETTERS = "Žluťoučký kůň, straße, Łódź, señor, œuvre, Ångström, ½ × § € “quoted” – —"


def source_of(file: Path) -> str:
    subject = subject_in(file)
    language = Language.of_course(subject.course)
    view = handout_view(subject, page_map(subject, NOW), NOW)
    return render_latex(handout_document(view, SECTIONS, language))


def everywhere(text: str) -> Document:
    """A document that has a text in every place where text can stand."""
    line = (Run(text, "https://example.org/?a=1&b=%20#c_d~e", bold=True, italic=True),)
    cell = (line, Prose(f"*x* `{text.replace('`', '')}`"))
    rows = (TableRow((cell, (line,))), TableRow(((line,),), spans=True))
    return Document(
        title=text,
        code=text,
        institution=text,
        term=text,
        language="en",
        direction="ltr",
        paper="a4",
        colophon="made",
        blocks=(
            Heading(2, text),
            Facts(((text, (line,)),)),
            Listing((cell, (line,)), ordered=True),
            Heading(3, text),
            Table(text, (text, "b"), rows, (3, 2)),
        ),
    )


def compiled(engine: str, source: str, folder: Path) -> tuple[str, list[float]]:
    """Set a source; its words, and how far its worst lines leave the page (pt)."""
    (folder / "x.tex").write_text(source)
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    for _ in range(2):
        ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        log = (folder / "x.log").read_text(errors="replace")
        assert ran.returncode == 0, log[-3000:]
    words = subprocess.run(
        ["pdftotext", "-raw", "x.pdf", "-"], cwd=folder, capture_output=True, check=True
    )
    wide = re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)
    return words.stdout.decode(), [float(width) for width in wide]


def letters(text: str) -> str:
    """A text without what a line's end can change."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    return re.sub(r"\s", "", text)


@pytest.mark.needs("pdflatex", "lualatex", "pdftotext")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("course", ["sample", "hard", "hard-arabic"])
def test_a_course_is_set_and_stays_on_the_page(
    engine: str, course: str, tmp_path: Path
) -> None:
    tag = "ar" if course == "hard-arabic" else "en"
    file = SAMPLE if course == "sample" else write_hard_course(tmp_path / "c", tag)

    words, wide = compiled(engine, source_of(file), tmp_path)

    assert words
    assert max(wide, default=0) <= 5


@pytest.mark.needs("pdflatex", "lualatex", "pdftotext")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", [SIGNS, LETTERS])
def test_signs_come_out_as_they_went_in(engine: str, text: str, tmp_path: Path) -> None:
    words, _ = compiled(engine, render_latex(everywhere(text)), tmp_path)

    # Title, code, institution, term, two headings, fact, caption, header, four lines.
    assert letters(words).count(letters(text)) >= 12


@pytest.mark.needs("pdflatex", "lualatex", "pdftotext")
@pytest.mark.parametrize("engine", ENGINES)
def test_any_character_can_be_set(engine: str, tmp_path: Path) -> None:
    """A sample of every block of Unicode."""
    signs = [chr(code) for code in range(0x20, 0x30000, 0x2F1) if _assigned(code)]
    text = "".join(
        sign + (" " if place % 20 == 0 else "") for place, sign in enumerate(signs)
    )

    words, _ = compiled(engine, render_latex(everywhere(text)), tmp_path)

    assert words


def _assigned(code: int) -> bool:
    return unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co", "Cc"}


def unescaped(source: str) -> str:
    """What TeX prints of an escaped text, by another way than it was escaped."""
    source = re.sub(r"\\(allowbreak|kern0pt)\{\}", "", source)
    for name, sign in (
        ("textbackslash", "\\"),
        ("textasciicircum", "^"),
        ("textasciitilde", "~"),
        ("textquotedbl", '"'),
        ("textquotesingle", "'"),
        ("textasciigrave", "`"),
        ("textless", "<"),
        ("textgreater", ">"),
        ("textbar", "|"),
        ("textbullet", "●"),
        ("textopenbullet", "○"),
    ):
        source = source.replace(rf"\{name}{{}}", f"\0{ord(sign)}\0")
    source = re.sub(r"\{([\[\]*])\}", r"\1", source)
    source = re.sub(r"\\([{}$&#%_])", r"\1", source)
    return re.sub(r"\0(\d+)\0", lambda code: chr(int(code[1])), source)


PROSE = r"""
Bad $\foo{x}$, shares $50 % x$ and $x # y$, then words; $a_1 + \alpha$.

$$\nosuchthing$$

```
if  a:
\t~/bin/run  --all
```
"""


@pytest.mark.needs("pdflatex", "lualatex", "pdftotext")
@pytest.mark.parametrize("engine", ENGINES)
def test_formulas_and_code_are_set_whole(engine: str, tmp_path: Path) -> None:
    doc = replace(everywhere("x"), blocks=(Prose(PROSE, 3),))

    words, _ = compiled(engine, render_latex(doc), tmp_path)

    for said in (r"\foo{x}", "50%", "x#y", "then words", r"\nosuchthing", "~/bin/run"):
        assert letters(said) in letters(words)


def test_code_keeps_its_spaces() -> None:
    doc = replace(everywhere("x"), blocks=(Prose("```\nif  a:\n\tb\n```", 3),))

    source = render_latex(doc)

    assert r"if\ \ a:{}" in source
    assert r"\ \ \ \ b{}" in source


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    expected = unicodedata.normalize("NFC", re.sub("[ \t\r\n\f\v]+", " ", text))

    assert unescaped(escaped(text)) == expected


@given(st.text(min_size=1, max_size=80))
def test_no_sign_of_tex_is_left_bare(text: str) -> None:
    bare = re.sub(r"\\[a-zA-Z0-9]+\{\}|\\[{}$&#%_]|\{[\[\]*]\}", "", escaped(text))

    assert not set(bare) & set("\\{}$&#%_^~")
