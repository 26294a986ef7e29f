"""Whole builds of courses in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
import pypdfium2
import pytest

from tests.jobs.small import build, lay_down

if TYPE_CHECKING:
    from pathlib import Path

COURSE = """\
title: 深度学习系统
code: CSE 599
language: zh-Hans
term: {name: 2027年春季, first_day: 2027-01-11, last_day: 2027-01-15}
pattern: {days: Mon/Wed, hours: 10:30-11:50}
schedule:
  - topic: 导论
    decks: slides/first.pdf
  - guest: 自动微分
    speaker: Grace Hopper
    decks: slides/third.pdf
"""

NO_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir prefix="relative">none</dir></fontconfig>
"""


def test_a_language_without_a_font_is_one_error_that_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts.conf").write_text(NO_FONTS)
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    built = build(lay_down(tmp_path / "small", COURSE))

    [problem] = built.problems
    assert (problem.code, problem.where.line) == ("missing-font", 3)
    assert "fonts-noto-cjk" in problem.hint
    assert not (tmp_path / "build").exists()


@pytest.mark.needs("noto")
def test_words_that_the_font_of_the_footers_lacks_are_drawn(
    tmp_path: Path,
) -> None:
    built = build(lay_down(tmp_path / "small", COURSE))

    assert built.problems == ()
    packet = pypdf.PdfReader(tmp_path / "build" / "small" / "packet.pdf")
    footer = packet.pages[-1].extract_text()
    assert "3 / 3" in footer
    assert "CSE 599 · 第2讲" in footer
    assert "?" not in footer
    heard = [a.get_object().get("/Contents") for a in packet.pages[-1]["/Annots"]]  # type: ignore[attr-defined]
    assert "目录" in heard
    titles = [str(mark.title) for mark in packet.outline if hasattr(mark, "title")]
    assert titles == ["封面", "目录", "第1周"]


@pytest.mark.needs("noto")
def test_a_handout_in_arabic_runs_from_the_right(tmp_path: Path) -> None:
    text = COURSE.replace("zh-Hans", "ar").replace("导论", "مقدمة")
    built = build(lay_down(tmp_path / "small", text), only=("syllabus",))
    document = pypdfium2.PdfDocument(tmp_path / "build" / "small" / "syllabus.pdf")
    page = document[0]
    words = page.get_textpage()
    found = words.search("CSE 599").get_next()

    assert built.problems == ()
    assert found
    assert words.get_charbox(found[0])[0] > page.get_width() / 2
