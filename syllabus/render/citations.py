"""Entries of a reading list as a style prints them.

Imported only for a course that has a reading list.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from syllabus.render.folder import templates_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLE = "citations.csl"
# Private characters in the place of what the library would take for markup.
_KEPT = str.maketrans("<>&", "\ue000\ue001\ue002")
_GIVEN_BACK = str.maketrans("\ue000\ue001\ue002", "<>&")
_PRIVATE = re.compile("[\ue000-\ue002]")
_USUAL = {"en": "en-US", "zh": "zh-CN"}
"""Where the usual locale of a language is not named after it."""

_ITALIC = re.compile(r"(</?i>)")


def reference_html(item: Mapping[str, Any], language: str) -> Markup:
    """An entry of a bibliography as HTML; see `reference_pieces`."""
    italic = Markup("<i>{}</i>")
    return Markup("").join(
        italic.format(text) if slanted else escape(text)
        for text, slanted in reference_pieces(item, language)
    )


def reference_pieces(
    item: Mapping[str, Any], language: str
) -> tuple[tuple[str, bool], ...]:
    """An entry of a bibliography, in a language's own words and punctuation.

    Its text comes in pieces, and with each whether it is in italics.

    Args:
        item: Its variables, in CSL JSON.
        language: A BCP 47 tag.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of variables that no style knows
            text = _formatted(_guarded(item), _locale(language))
    # It has no errors of its own: lookups and types fail in it.
    except Exception:  # noqa: BLE001
        text = _guarded(item["title"])
    pieces = _ITALIC.split(" ".join(text.split()))
    texts, marks = pieces[::2], ["", *pieces[1::2]]
    return tuple(
        (text.translate(_GIVEN_BACK), mark == "<i>")
        for text, mark in zip(texts, marks, strict=True)
        if text
    )


def _guarded(value: Any) -> Any:
    """A value whose texts hold no markup."""
    if isinstance(value, str):
        text = _PRIVATE.sub("\ufffd", value)
        return text.translate(_KEPT)
    if isinstance(value, list):
        return [_guarded(one) for one in value]
    if hasattr(value, "items"):
        return {key: _guarded(one) for key, one in value.items()}
    return value


@cache
def _style(locale: str) -> Any:
    from citeproc import CitationStylesStyle

    path = str(templates_folder() / _STYLE)
    return CitationStylesStyle(path, locale=locale, validate=False)


def _formatted(item: dict[str, Any], locale: str) -> str:
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([{**item, "id": "it"}])
    bibliography = CitationStylesBibliography(_style(locale), source, formatter.html)
    bibliography.register(Citation([CitationItem("it")]))
    [entry] = bibliography.bibliography()
    return str(entry)


@cache
def _locale(language: str) -> str:
    """The locale that is nearest to a language; else that of American English."""
    from citeproc import LOCALES_PATH

    names = [p.stem.removeprefix("locales-") for p in Path(LOCALES_PATH).glob("*.xml")]
    primary = language.partition("-")[0].lower()
    usual = _USUAL.get(primary, f"{primary}-{primary.upper()}")
    found = [name for name in sorted(names) if name.partition("-")[0] == primary]
    exact = [name for name in found if name.lower() == language.lower()]
    return next(iter([*exact, *(n for n in found if n == usual), *found]), "en-US")
