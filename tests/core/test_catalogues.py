"""Every message of the code and the templates is in every catalogue, whole."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from syllabus.render.folder import templates_folder
from tests.catalogues import KEYWORDS, catalogue_files, messages, read_catalogue
from tests.needs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

# A number in a message that has forms by it; in some of them words say it.
_NUMBERS = {"n", "count"}

# Messages that only a language can say how to number.
_WITHOUT_NUMBER = {"zero", "one", "two"}

CATALOGUES = pytest.mark.parametrize("path", catalogue_files(), ids=lambda p: p.stem)


@cache
def template() -> Catalog:
    return messages()


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def said(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


def test_messages_are_found_in_code_and_in_templates_of_every_kind() -> None:
    found = {forms(message.id)[0] for message in template() if message.id}

    assert {"Joint with {partner}", "Deadlines", "Page {page} of {pages}"} <= found


def test_messages_are_found_by_every_name_that_code_gives_to_saying_them() -> None:
    alias = re.compile(r"(\w+) = \w+(?:\.\w+)*\.(?:text|text_in|plural)$", re.MULTILINE)
    names = {
        name
        for path in (ROOT / "syllabus").rglob("*.py")
        for name in alias.findall(path.read_text("utf-8"))
    }

    assert names <= set(KEYWORDS)


@CATALOGUES
def test_a_catalogue_has_every_message_and_no_other(path: Path) -> None:
    catalogue = read_catalogue(path)
    missing = [
        said(message)
        for message in template()
        if message.id
        and not all(
            forms(getattr(catalogue.get(message.id, message.context), "string", ""))
        )
    ]
    left_over = {said(m) for m in catalogue if m.id} - {said(m) for m in template()}

    assert (missing, left_over) == ([], set()), "run `make catalogues` and fill them in"


@CATALOGUES
def test_translations_have_the_fields_of_their_message(path: Path) -> None:
    catalogue = read_catalogue(path)
    for message in catalogue:
        if message.id:
            wanted = set.union(*map(fields, forms(message.id)))
            for text in forms(message.string):
                plural = isinstance(message.id, tuple)
                given = fields(text) | (_NUMBERS & wanted if plural else set())
                assert given == wanted, f"{message.id}: {text}"


@CATALOGUES
def test_plurals_have_the_forms_that_the_cldr_knows(path: Path) -> None:
    """Two numbers have one form of a message where the CLDR gives them one, only."""
    catalogue = read_catalogue(path)
    form = Locale.parse(path.stem, sep="-").plural_form
    evaluate = _plural(catalogue.plural_expr)
    pairs = {(form(n), evaluate(n)) for n in range(1000)}
    tags, indices = {tag for tag, _ in pairs}, {index for _, index in pairs}

    assert len(pairs) == len(tags) == len(indices) == catalogue.num_plurals
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(forms(message.string)) == catalogue.num_plurals
            for tag, index in pairs:
                text = forms(message.string)[index]
                number = _NUMBERS & fields(message.id[1])
                assert number <= fields(text) or tag in _WITHOUT_NUMBER


def _plural(expression: str):  # type: ignore[no-untyped-def] # of the standard library
    from gettext import c2py

    return c2py(expression)


@CATALOGUES
def test_messages_are_words_alone(path: Path) -> None:
    """A translation is put into pages and style sheets as it is."""
    for message in read_catalogue(path):
        for text in forms(message.string):
            if message.id:
                assert not set('<>&"\\') & set(text), text


@CATALOGUES
def test_latin_translations_have_letters_that_the_shipped_fonts_have(
    path: Path,
) -> None:
    if path.stem in {"ar", "zh-Hans"}:
        return
    letters = {
        c for m in read_catalogue(path) if m.id for c in "".join(forms(m.string))
    }
    for name in ("SourceSerif4-Regular", "SourceSans3-Regular"):
        file = templates_folder() / "fonts" / f"{name}.otf"
        assert letters <= {chr(code) for code in TTFont(file).getBestCmap()}
