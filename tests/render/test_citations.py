"""Entries of a reading list, as a style prints them."""

from __future__ import annotations

from typing import Any

import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.literature import NAMES, TEXTS, TYPES, cleaned
from syllabus.render.citations import reference_html

ARTICLE = {
    "type": "article-journal",
    "title": "Über formal unentscheidbare Sätze",
    "author": [
        {"family": "Gödel", "given": "Kurt"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        {"literal": "The Group"},
    ],
    "container-title": "Monatshefte",
    "volume": "38",
    "issue": "1",
    "page": "173–198",
    "issued": {"date-parts": [[1931]]},
}
BOOK = {
    "type": "book",
    "title": "The TeXbook",
    "editor": [{"family": "Knuth", "given": "Donald E."}],
    "edition": "2",
    "publisher": "Addison-Wesley",
    "publisher-place": "Reading, MA",
    "issued": {"literal": "1984a"},
}


@pytest.mark.parametrize(
    ("item", "language", "expected"),
    [
        (
            ARTICLE,
            "en",
            "Gödel, Kurt, Jan van der Berg and The Group. 1931. “Über formal "
            "unentscheidbare Sätze”. <i>Monatshefte</i>, 38(1), 173–198.",
        ),
        (
            ARTICLE,
            "de-AT",
            "Gödel, Kurt, Jan van der Berg und The Group. 1931. „Über formal "
            "unentscheidbare Sätze“. <i>Monatshefte</i>, 38(1), 173–198.",
        ),
        (
            BOOK,
            "en",
            "Knuth, Donald E. (ed.). 1984a. <i>The TeXbook</i>. 2nd ed. "
            "Addison-Wesley, Reading, MA.",
        ),
        ({"type": "webpage", "title": "Page"}, "tlh", "<i>Page</i>."),
    ],
)
def test_an_entry_is_printed_in_the_manner_of_a_language(
    item: dict[str, Any], language: str, expected: str
) -> None:
    assert reference_html(item, language) == expected


@pytest.mark.parametrize(
    "title", ["a <b>c</b> & d", "<i>x", "\ue000script\ue001", "&lt;"]
)
def test_no_markup_of_an_entry_gets_through(title: str) -> None:
    html = reference_html({"type": "article", "title": title}, "en")

    assert "<" not in html
    assert "&" not in html.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")


_WORDS = st.text(max_size=12) | st.sampled_from(["<i>", "&", "1", "1st", "a-b", "“”"])
_NAME = st.dictionaries(
    st.sampled_from(["family", "given", "literal", "non-dropping-particle", "suffix"]),
    _WORDS,
)
_ITEMS = st.fixed_dictionaries(
    {"title": _WORDS.filter(str.strip)},
    optional={
        "type": st.sampled_from(sorted(TYPES)),
        "issued": st.fixed_dictionaries({"literal": _WORDS}),
        **{key: _WORDS for key in TEXTS if key != "title"},
        **{key: st.lists(_NAME, max_size=3) for key in NAMES},
    },
)


@settings(max_examples=100, deadline=None)
@given(_ITEMS, st.sampled_from(["en", "de", "fr", "zh-Hans", "ar", "xx"]))
def test_any_entry_is_printed_as_sound_html(
    item: dict[str, Any], language: str
) -> None:
    item = cleaned(item)
    if "title" not in item:
        return
    html = reference_html(item, language)
    body = tinyhtml5.parse(f"<!DOCTYPE html><body>{html}").find(
        "{http://www.w3.org/1999/xhtml}body"
    )

    assert {child.tag.rpartition("}")[2] for child in body.iter()} <= {"body", "i"}
    assert "".join(body.itertext()).strip()
