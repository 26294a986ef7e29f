"""Scripts that the shipped fonts lack come from the system, behind our own fonts."""

from __future__ import annotations

import io

import pypdf
import pytest

from syllabus.render.fonts import font_packages
from syllabus.render.pdf import render_pdf

ARABIC, HAN = "أنظمة", "骨"


def fonts_of(language: str, family: str, text: str) -> set[str]:
    page = (
        f'<html lang="{language}"><title>t</title>'
        f'<style>html {{ font-family: "{family}", serif }}</style>'
        f"<h1>a</h1><p>{text}</p>"
    )
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(page).data))
    found = set()
    for page_ in reader.pages:
        for font in page_["/Resources"]["/Font"].values():  # type: ignore[index]
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return {name.removesuffix("-Bold") for name in found if "Syllabus" not in name}


@pytest.mark.needs("noto")
@pytest.mark.parametrize(
    ("language", "family", "text", "font"),
    [
        ("ar", "Syllabus Serif", ARABIC, "Noto-Naskh-Arabic"),
        ("ar", "Syllabus Sans", ARABIC, "Noto-Sans-Arabic"),
        ("en", "Syllabus Serif", ARABIC, "Noto-Naskh-Arabic"),
        ("zh-Hans", "Syllabus Serif", HAN, "Noto-Serif-CJK-SC"),
        ("zh-Hans", "Syllabus Sans", HAN, "Noto-Sans-CJK-SC"),
        ("en", "Syllabus Sans", HAN, "Noto-Sans-CJK-SC"),
        ("zh-Hant", "Syllabus Sans", HAN, "Noto-Sans-CJK-TC"),
        ("zh-TW", "Syllabus Sans", HAN, "Noto-Sans-CJK-TC"),
        ("ja", "Syllabus Serif", HAN, "Noto-Serif-CJK-JP"),
        ("ko", "Syllabus Serif", "한", "Noto-Serif-CJK-KR"),
    ],
)
def test_a_script_has_a_font_that_fits_family_and_language(
    language: str, family: str, text: str, font: str
) -> None:
    assert fonts_of(language, family, text) == {font}


@pytest.mark.needs("noto")
def test_words_in_another_language_have_the_font_of_that() -> None:
    found = fonts_of("zh-Hans", "Syllabus Sans", f'{HAN} <i lang="ja">{HAN}</i>')

    assert any("SC" in name for name in found)
    assert any("JP" in name for name in found)


def test_latin_letters_stay_with_the_shipped_fonts() -> None:
    assert fonts_of("ar", "Syllabus Serif", "abc 123") == set()


@pytest.mark.parametrize(
    ("characters", "packages"),
    [
        ("学かカ한（", ["fonts-noto-cjk"]),
        ("بब", ["fonts-noto-core"]),
        ("学ب", ["fonts-noto-cjk", "fonts-noto-core"]),
        ("\N{GRINNING FACE}", ["fonts-noto-color-emoji"]),
    ],
)
def test_the_package_with_a_script_is_known(
    characters: str, packages: list[str]
) -> None:
    assert font_packages(characters) == packages
