"""Bibliographies are read entry by entry, and citations become words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.bibtex import read_bibtex
from syllabus.core.citations import label, parse_citation, with_readings
from syllabus.core.csl import read_csl
from syllabus.core.language import Language
from syllabus.core.literature import Entries, cleaned
from syllabus.core.source import Source
from tests.core.courses import CLASS, subject_of

KNUTH = r"""
@string{aw = {Addison-Wesley}}
@book{knuth1984, author = {Donald E. Knuth}, title = {The {\TeX}book},
  publisher = aw, address = {Reading, MA}, year = 1984, edition = {1}}
@article{literate, author = {Knuth, Donald E.}, title = {Literate Programming},
  journal = {The Computer Journal}, volume = 27, number = 2, pages = {97--111},
  year = {1984}, doi = {10.1093/comjnl/27.2.97}}
@article{goedel, author = {Kurt G{\"o}del and Jan van der Berg and {The Group of {X}}},
  title = {{\'E}tude \& more}, year = 1931, url = {https://example.org/a_b%20c}}
@manual{python, title = {The Python Tutorial}, howpublished = {\url{https://docs.python.org/}}}
"""


def bibtex(text: str) -> Entries:
    return read_bibtex(Source("readings.bib", text))


def csl(text: str) -> Entries:
    return read_csl(Source("readings.json", text))


def test_bibtex_is_read_in_the_terms_of_csl() -> None:
    entries = bibtex(KNUTH)
    book, article, goedel, python = entries.found

    assert entries.problems == []
    assert [r.where.line for r in entries.found] == [3, 5, 8, 10]
    assert book.item == {
        "type": "book",
        "title": "The TeXbook",
        "author": [{"family": "Knuth", "given": "Donald E."}],
        "publisher": "Addison-Wesley",
        "publisher-place": "Reading, MA",
        "edition": "1",
        "issued": {"date-parts": [[1984]]},
    }
    assert article.item["page"] == "97–111"
    assert article.item["container-title"] == "The Computer Journal"
    assert article.address == "https://doi.org/10.1093/comjnl/27.2.97"
    assert goedel.names == ["Gödel", "van der Berg", "The Group of X"]
    assert goedel.item["title"] == "Étude & more"
    assert goedel.address == "https://example.org/a_b%20c"
    assert python.address == "https://docs.python.org/"


BROKEN = [
    ("@book{a, title = {No end\n@book{b, title = {B}}", 1, {"a"}, ["b"]),
    ("@book{b, title = {B}}\n\n@book{b, title = {C}}", 3, set(), ["b"]),
    ("@book{b, title = {B}}\n@misc{c, author = {C}}", 2, {"c"}, ["b"]),
    ("@misc{d, title={D}, title={E}}\n@book{b, title={B}}", 1, {"d"}, ["b"]),
    (
        "@misc{e, title={E}, author={a, b, c, d, e}}\n@book{b, title={B}}",
        1,
        {"e"},
        ["b"],
    ),
    ("@book{ title = {B}}\n@book{b, title={B}}", 1, set(), ["b"]),
]


@pytest.mark.parametrize(("text", "line", "broken", "kept"), BROKEN)
def test_a_broken_entry_is_told_at_its_line_and_costs_no_other(
    text: str, line: int, broken: set[str], kept: list[str]
) -> None:
    entries = bibtex(text)

    assert [(p.code, p.where.line) for p in entries.problems] == [
        ("bad-reference", line)
    ]
    assert entries.broken == broken
    assert [reference.key for reference in entries.found] == kept


def test_csl_json_keeps_its_places() -> None:
    entries = csl(
        '[\n {"id": "a", "type": "book", "title": "A", "note": "tags",\n'
        '  "author": [{"family": "F", "given": "G"}, 3, {"literal": "L"}],\n'
        '  "issued": {"date-parts": [["2001", 5]]}},\n'
        ' {"id": 7, "type": "spell", "title": 12, "issued": {"raw": "May 1999"}}]'
    )

    assert [(r.key, r.where.line, r.where.column) for r in entries.found] == [
        ("a", 2, 2),
        ("7", 5, 2),
    ]
    assert entries.found[0].item == {
        "type": "book",
        "title": "A",
        "author": [{"family": "F", "given": "G"}, {"literal": "L"}],
        "issued": {"date-parts": [[2001]]},
    }
    assert entries.found[1].item["type"] == "document"
    assert entries.found[1].year == "1999"


@pytest.mark.parametrize(
    ("text", "line", "kept"),
    [
        ('{"id": "a"}', 1, 0),
        ('[{"id": "a", "title": "A"},\n {"id": }]', 2, 1),
        ('[{"id": "a", "title": "A"}\n', 2, 1),
        ('[{"id": "a", "title": "A"}\n {"id": "b"}]', 2, 1),
        ('[{"id": "a", "title": "A"},\n {"title": "B"}]', 2, 1),
        ("", 1, 0),
        ("[" * 100_000, 1, 0),
    ],
)
def test_what_is_no_csl_json_is_told_at_its_place(
    text: str, line: int, kept: int
) -> None:
    entries = csl(text)

    assert [(p.code, p.where.line) for p in entries.problems] == [
        ("bad-reference", line)
    ]
    assert len(entries.found) == kept


COURSE = (
    CLASS
    + """
bibliography: {files: readings.bib, order: ORDER, show: SHOW}
materials: ["@python"]
schedule:
  - {topic: One, readings: ["@literate, part 1", A handout]}
  - {topic: Two, readings: "@knuth1984"}
"""
)


def resolved(text: str, entries: Entries) -> Any:
    subject = subject_of(text)
    return with_readings(subject.course, subject.source, entries)


@pytest.mark.parametrize(
    ("order", "show", "keys"),
    [
        ("alphabetical", "cited", ["literate", "knuth1984", "python"]),
        ("use", "cited", ["literate", "knuth1984", "python"]),
        ("alphabetical", "all", ["goedel", "literate", "knuth1984", "python"]),
        ("use", "all", ["literate", "knuth1984", "python", "goedel"]),
    ],
)
def test_the_list_has_what_is_cited_in_the_order_that_is_asked_for(
    order: str, show: str, keys: list[str]
) -> None:
    text = COURSE.replace("ORDER", order).replace("SHOW", show)
    _, readings, problems = resolved(text, bibtex(KNUTH))

    assert problems == []
    assert [reference.key for reference in readings.listed] == keys
    assert readings.anchor(("materials", 0)) == f"reading-{keys.index('python') + 1}"
    assert readings.anchor(("schedule", 0, "readings", 1)) == ""


def test_citations_become_words_and_links() -> None:
    text = COURSE.replace("ORDER", "use").replace("SHOW", "cited")
    course, _, _ = resolved(text, bibtex(KNUTH))
    first, second = (entry.readings for entry in course.schedule)

    assert [item.title for item in first] == ["Knuth 1984a, part 1", "A handout"]
    assert first[0].link == "https://doi.org/10.1093/comjnl/27.2.97"
    assert [item.title for item in second] == ["Knuth 1984b"]
    assert course.materials[0].title == "The Python Tutorial"


@pytest.mark.parametrize(
    ("tag", "names", "expected"),
    [
        ("en", ["A"], "A 2000"),
        ("en", ["A", "B"], "A and B 2000"),
        ("de", ["A", "B"], "A und B 2000"),
        ("en", ["A", "B", "C"], "A et al. 2000"),
        ("en", [], "A Title That Is Longer Than It Would… 2000"),
    ],
)
def test_a_label_is_short(tag: str, names: list[str], expected: str) -> None:
    entries = csl(
        json.dumps(
            [
                {
                    "id": "a",
                    "title": "A Title That Is Longer Than It Would Have to Be",
                    "author": [{"family": name} for name in names],
                    "issued": {"date-parts": [[2000]]},
                }
            ]
        )
    )

    assert label(entries.found[0], Language.of(tag)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("@key", ("key", "")),
        ("@key, ch. 2, 3", ("key", "ch. 2, 3")),
        ("@a:b/c-d", ("a:b/c-d", "")),
        ("@ home", None),
        ("a @key", None),
        ("@key and more", None),
    ],
)
def test_what_is_a_citation(title: str, expected: object) -> None:
    assert parse_citation(title) == expected


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    text = CLASS + "bibliography: r.bib\nschedule: [{topic: A, readings: '@Knuth84'}]\n"
    _, _, [problem] = resolved(text, bibtex(KNUTH))

    assert problem.code == "unknown-reading"
    assert problem.hint == "did you mean “@knuth1984”?"


def test_without_a_bibliography_it_is_said_that_there_is_none() -> None:
    text = CLASS + "schedule: [{topic: A, readings: '@knuth'}]\n"
    _, _, [problem] = resolved(text, Entries())

    assert "none" in problem.message
    assert problem.where.line == 4


_PIECES = st.sampled_from(
    [
        *("@book{", "@article{a,", "@string{", "@comment", "title", "author", "and"),
        *("=", "{", "}", '"', ",", "\n", "year", "1984", "\\'e", "\\", "$", "%", "#"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=30).map("".join))
def test_any_text_is_a_bibliography_or_told(text: str) -> None:
    lines = len(re.split("\r\n|\r|\n", text))
    for entries in (bibtex(text), csl(text)):
        assert all(1 <= p.where.line <= lines for p in entries.problems)
        assert all(reference.item["title"] for reference in entries.found)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "title",
                    "author",
                    "issued",
                    "date-parts",
                    "family",
                    "given",
                    "type",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "title", "issued"]), _JSON)))
def test_any_json_gives_well_formed_entries(data: list[dict[str, Any]]) -> None:
    for reference in csl(json.dumps(data)).found:
        assert cleaned(reference.item) == reference.item
        assert isinstance(reference.year, str)
        assert all(isinstance(name, str) for name in reference.names)
