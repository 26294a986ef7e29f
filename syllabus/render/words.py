"""Lines of words, each a page as wide as they are, to be set into other pages.

For what one font cannot set alone: other scripts, letters that join, text from right to
left. The fonts are found as for any page.
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any

from syllabus.render.missing import characters_without_glyph
from syllabus.render.pdf import laid_out_plainly
from syllabus.render.tags import name_all_glyphs

if TYPE_CHECKING:
    from collections.abc import Sequence

_EM_PX = 100
EM = _EM_PX * 0.75
"""The size of the letters, in points."""
_GREY = "#4d4d4d"
_STYLE = f"""
@page {{ size: 99999px {3 * _EM_PX}px; margin: 0 }}
body {{ margin: 0 }}
div {{ break-after: page }}
p {{ margin: 0; float: left; white-space: nowrap; text-align: left; color: {_GREY};
  font: {_EM_PX}px "Syllabus Sans", sans-serif }}
i {{ display: inline-block }}
"""


def render_words_pdf(texts: Sequence[str], language: str) -> bytes:
    """Set each text in grey on a page by itself.

    The lower edge of a page is the base line of its text, and the page is as wide; what
    hangs below or out is not in its box. A page has no width if a character of its text
    is in no font of the machine.

    Args:
        texts: One line each.
        language: As BCP 47 writes it; the same characters are drawn by custom of it.
    """
    with laid_out_plainly(_page(texts, language)) as (document, warnings):
        for number, page in enumerate(document.pages):
            page.width = page.anchors[f"end{number}"][0]
            page.height = page.anchors[f"base{number}"][1]
        written: bytes = document.write_pdf(finisher=_finish)
        missing = characters_without_glyph(warnings)
        if missing:
            for page, text in zip(document.pages, texts, strict=True):
                if not missing.isdisjoint(text):
                    page.width = 0
            written = document.write_pdf(finisher=_finish)
    return written


def _finish(_document: Any, pdf: Any) -> None:
    name_all_glyphs(pdf)


def _page(texts: Sequence[str], language: str) -> str:
    """A page for each text, with anchors on its base line and at its end."""
    lines = (
        f'<div><p style="direction: {_direction(text)}">'
        f'<i id="base{number}"></i>{escape(text)}</p><i id="end{number}"></i></div>'
        for number, text in enumerate(texts)
    )
    style = f"<style>{_STYLE}</style>"
    return f'<html lang="{escape(language)}">{style}{"".join(lines)}</html>'


def _direction(text: str) -> str:
    """That of the first letter that has one (Unicode, UAX 9, P2)."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"
