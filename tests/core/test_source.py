from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.diagnostics import Diagnostic, Where, in_order
from syllabus.core.source import DEEPEST, LARGEST, MOST_VALUES, Source, read_source

if TYPE_CHECKING:
    from syllabus.core.source import Path


def read(text: str | bytes) -> Source:
    source, problems = read_source(
        text.encode() if isinstance(text, str) else text, "c"
    )
    assert problems == []
    return source


def place(text: str | bytes, *path: str | int) -> tuple[int, int]:
    where = read(text).at(path)
    return where.line, where.column


def problems(text: str | bytes) -> list[tuple[int, int, str]]:
    _, found = read_source(text.encode() if isinstance(text, str) else text, "c")
    return [(p.where.line, p.where.column, p.code) for p in found]


def test_scalars_stay_text() -> None:
    data = read("a: 11:00\nb: NO\nc: 0x1F\nd: 2017-03-28\ne: 1_000\nf: .5\n").data

    assert list(data.values()) == ["11:00", "NO", "0x1F", "2017-03-28", "1_000", ".5"]


def test_only_nothing_is_nothing() -> None:
    data = read("a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\nf: Null\n").data

    assert list(data.values()) == [None, None, None, "null", "", None]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("ä: ö\nü: [é, x]\n", ("ü", 1), (2, 8)),
        ("a: {\U0001f600: b, c: d}\n", ("a", "c"), (1, 14)),
        ("a: b\r\nc:\r\n  d: e\r\n", ("c", "d"), (3, 6)),
        ("a: b\rc: d\r", ("c",), (2, 4)),
        (b"\xef\xbb\xbfa: b\n", ("a",), (1, 4)),
        ('a: "x\u2028y\x85z"\nb: c\n', ("b",), (2, 4)),
        ("a:\tb\n", ("a",), (1, 4)),
        ("a: |\n  x\n\n  y\nb: c\n", ("b",), (5, 4)),
        ("a: |\n  x\n", ("a",), (1, 4)),
        ("a: &x {b: c}\nd: *x\n", ("d", "b"), (1, 11)),
        ("# comment\n\n---\na: b\n", ("a",), (4, 4)),
        ("a: # nothing\nb: c\n", ("a",), (1, 3)),
        ("? a\n: b\n", ("a",), (2, 3)),
        ('a: "x\n  y"\nb: c\n', ("b",), (3, 4)),
    ],
)
def test_a_value_is_where_an_editor_shows_it(
    text: str | bytes, path: Path, expected: tuple[int, int]
) -> None:
    assert place(text, *path) == expected


def test_what_is_not_there_is_where_it_would_be() -> None:
    text = "a: b\nc:\n  - d: e\n"

    assert place(text, "c", 0, "x", 5) == (3, 5)
    assert place(text, "x") == (1, 1)
    assert place(text, "c", 7) == (3, 3)


def test_a_key_has_a_place_of_its_own() -> None:
    source = read("a: b\nc: {d: e}\n")

    assert source.key(("c", "d")) == Where("c", 2, 5)
    assert source.key(("c",)) == Where("c", 2, 1)
    assert source.has_key(("c", "d"))
    assert not source.has_key(("c", "e"))


def test_one_thing_may_stand_for_a_list_of_one() -> None:
    source = read("pattern:\n  days: Tue\n  hours: 10\ndecks: a.pdf\n")

    assert source.at(("pattern", 0, "hours")) == Where("c", 3, 10)
    assert source.key(("pattern", 0, "hours")) == Where("c", 3, 3)
    assert source.at(("decks", 0, "file")) == Where("c", 4, 8)


def test_lines_of_a_block_are_those_of_the_file() -> None:
    source = read("a: |\n\n  one\n\n  two\nb: x\n")

    assert source.within(("a",), 0) == Where("c", 3, 3)
    assert source.within(("a",), 2) == Where("c", 5, 3)
    assert source.within(("b",), 3) == Where("c", 6, 4)


WORD = st.text("abc", min_size=1, max_size=3)


@given(st.lists(st.sampled_from(["text", "text", "", "  deep", "\ttab"]), max_size=12))
def test_lines_of_folded_text_are_found(kinds: list[str]) -> None:
    lines = [kind and f"{kind}{number}" for number, kind in enumerate(kinds)]
    if not any(kinds) or kinds[0].startswith((" ", "\t")):
        lines.insert(0, "first")
    if next(line for line in lines if line).startswith((" ", "\t")):
        lines.insert(0, "first")
    source = read(
        "a: >-\n" + "".join(f"  {line}\n" if line else "\n" for line in lines)
    )

    for number, line in enumerate(source.data["a"].strip().split("\n")):
        if line.strip():
            where = source.within(("a",), number)
            first_word = line.split()[0]
            assert source.line(where.line).split()[0] == first_word


def test_a_repeated_key_keeps_the_first_value() -> None:
    source, found = read_source(b"a: 1\na: 2\n", "c")

    assert source.data == {"a": "1"}
    assert "line 1" in found[0].message


def test_an_excerpt_is_the_line() -> None:
    _, [problem] = read_source(b"a: 1\n  b: 2\n", "c")

    assert problem.excerpt == "  b: 2"


@pytest.mark.parametrize(
    "tag", ["!x", "!!python/object:os.system", "!!binary", "!!set", "!!omap"]
)
def test_a_tag_is_one_problem_and_its_value_is_kept(tag: str) -> None:
    source, [problem] = read_source(f"a: {tag} b\n".encode(), "c")

    assert problem.code == "wrong-type"
    assert source.data == {"a": "b"}


@pytest.mark.parametrize("tag", ["!!str", "!!int", "!!timestamp", "!"])
def test_a_tag_of_yaml_changes_nothing(tag: str) -> None:
    assert read(f"a: {tag} 11:00\n").data == {"a": "11:00"}


def test_an_alias_is_written_out() -> None:
    data = read("a: &x [1, {b: c}]\nd: *x\ne: {f: *x}\n").data

    assert data["d"] == data["a"] == data["e"]["f"]


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: &x {b: *x}\n", "&x [[*x]]\n"])
def test_a_value_that_contains_itself_is_refused(text: str) -> None:
    [(_, _, code)] = problems(text)

    assert code == "alias-bomb"


def test_the_greatest_of_files_is_read() -> None:
    assert problems(b"# " + b"x" * (LARGEST - 2)) == []
    assert problems(f"[{'a,' * (MOST_VALUES - 2)}]") == []
    assert problems("[" * DEEPEST + "a" + "]" * DEEPEST) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c\n", (1, 5, "yaml-syntax")),
        ("é: é: c\n", (1, 5, "yaml-syntax")),
        ("a: x\u2028\nb: c: d\n", (2, 5, "yaml-syntax")),
        ("a: 'b\nc: d\n", (1, 4, "yaml-syntax")),
        ("a: b\nc\nd: e\n", (2, 1, "yaml-syntax")),
        ("\ta: b\n", (1, 1, "yaml-syntax")),
        ("a: [b\nc: d\n", (2, 2, "yaml-syntax")),
        ("a: @b\n", (1, 4, "yaml-syntax")),
        ("a: &x b\nc: &x d\n", (2, 4, "yaml-syntax")),
        ("a: b\x07\n", (1, 5, "yaml-syntax")),
        ("{[a]: b}\n", (1, 2, "wrong-type")),
    ],
)
def test_a_mistake_is_where_it_was_made(
    text: str, expected: tuple[int, int, str]
) -> None:
    assert problems(text) == [expected]


VALUES = st.recursive(
    st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc é", max_size=4), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(VALUES, st.booleans(), st.booleans())
def test_what_yaml_writes_is_read_back(
    data: Any, flow: bool, allow_unicode: bool
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=allow_unicode)

    assert read(text).data == data


def test_problems_are_sorted_by_place_and_told_once() -> None:
    late = Diagnostic(Where("c", 10, 1), "bad-value", "x")
    early = Diagnostic(Where("c", 9, 5), "bad-value", "x")

    assert in_order([late, early, late]) == [early, late]


def test_a_message_is_one_line_of_bearable_length() -> None:
    problem = Source("c", "").problem(
        Where("c"), "bad-value", "a\n\x1b[31mb " + "x" * 999
    )

    assert problem.message.startswith("a \ufffd[31mb x")
    assert len(problem.message) <= 301


def test_a_code_that_is_not_listed_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no such diagnostic code"):
        Diagnostic(Where("c"), "nonsense", "x")
