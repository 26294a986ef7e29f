"""Fonts of the system for scripts that the shipped fonts lack.

They stand in the shipped families, behind the shipped fonts: a style names no more than
those. Of several that have a script, the first that is installed is taken.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from xml.etree.ElementTree import Element, SubElement, tostring

_ARABIC = {
    "Syllabus Serif": ("Noto Naskh Arabic", "Amiri", "Scheherazade New"),
    "Syllabus Sans": ("Noto Sans Arabic", "Noto Naskh Arabic", "Amiri"),
}
_HAN = {"Syllabus Serif": "Noto Serif CJK", "Syllabus Sans": "Noto Sans CJK"}
# The same characters are drawn in a way of their own in each of these (Unicode
# standard, Han unification). A later rule puts its fonts before those of an earlier.
_HAN_OF = {
    "": "SC",
    "zh-hk": "HK",
    "zh-tw": "TC",
    "zh-hant": "TC",
    "ko": "KR",
    "ja": "JP",
}

_CORE, _CJK, _EMOJI = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"
_PACKAGES = {
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"), _CJK),
    **dict.fromkeys(("IDEOGRAPHIC", "FULLWIDTH", "KATAKANA-HIRAGANA"), _CJK),
}
_FIRST_EMOJI = 0x1F000


@cache
def add_scripts() -> None:
    """Let the shipped families have the scripts that they lack from the system.

    Pango asks fontconfig's configuration of the process for other names of a family,
    whatever configuration WeasyPrint has; that one has no way to it. A test sees when
    this moves.
    """
    from weasyprint.text.ffi import ffi, fontconfig

    ffi.cdef("FcConfig *FcConfigGetCurrent (void);")
    usual = fontconfig.FcConfigGetCurrent()
    fontconfig.FcConfigParseAndLoadFromMemory(usual, _rules(), True)


def _rules() -> bytes:
    """The rules, as fontconfig reads them (fonts-conf, 5)."""
    root = Element("fontconfig")
    for family, arabic in _ARABIC.items():
        _append(root, family, "", arabic)
    for language, region in _HAN_OF.items():
        for family, han in _HAN.items():
            _append(root, family, language, (f"{han} {region}",))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _append(root: Element, family: str, language: str, names: tuple[str, ...]) -> None:
    """A rule: whoever asks for a family (in a language) is given these behind it."""
    match = SubElement(root, "match", target="pattern")
    SubElement(SubElement(match, "test", name="family"), "string").text = family
    if language:
        test = SubElement(match, "test", name="lang", compare="contains")
        SubElement(test, "string").text = language
    edit = SubElement(match, "edit", name="family", mode="append", binding="strong")
    for name in names:
        SubElement(edit, "string").text = name


def font_packages(characters: str) -> list[str]:
    """The Debian packages with fonts for some characters, as far as one can say."""
    return sorted({_package(character) for character in characters})


def _package(character: str) -> str:
    if ord(character) >= _FIRST_EMOJI and unicodedata.category(character) == "So":
        return _EMOJI
    return _PACKAGES.get(unicodedata.name(character, "").split(" ")[0], _CORE)
