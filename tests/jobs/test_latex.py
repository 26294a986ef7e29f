from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from syllabus.jobs.latex import NoTexError, TexFailedError, latex_pdf
from tests.jobs.small import build, lay_down

if TYPE_CHECKING:
    from pathlib import Path

TEX = pytest.mark.needs("latexmk", "lualatex", "pdflatex")
WRONG = rb"\documentclass{article}\begin{document}\nosuchthing\end{document}"
OUTSIDE = rb"\documentclass{article}\begin{document}\input{/etc/hostname}\end{document}"


@TEX
def test_a_build_sets_the_source_where_that_is_asked_for(tmp_path: Path) -> None:
    course = lay_down(tmp_path / "courses" / "small")

    [first] = build(course, only=("latex-pdf",)).outputs
    data = first.read_bytes()

    assert first.name == "syllabus-latex.pdf"
    assert data.startswith(b"%PDF-")
    source = (first.parent / "syllabus.tex").exists()
    assert not source
    first.unlink()
    [again] = build(course, only=("latex-pdf",)).outputs
    assert again.read_bytes() == data


@TEX
def test_what_tex_says_of_a_mistake_is_told() -> None:
    with pytest.raises(TexFailedError) as failed:
        latex_pdf(WRONG)

    [note] = failed.value.__notes__
    assert note.startswith("! Undefined control sequence.\nl.1 ")
    assert "memory" not in note


@TEX
def test_tex_reads_nothing_outside_of_its_folder() -> None:
    with pytest.raises(TexFailedError):
        latex_pdf(OUTSIDE)


def test_without_tex_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(NoTexError) as failed:
        latex_pdf(b"")

    assert "latexmk" in failed.value.__notes__[0]
