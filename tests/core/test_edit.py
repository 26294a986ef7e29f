"""Edits of a course file: what is not touched stays byte for byte."""

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from syllabus.core.edit import (
    EditError,
    add_key,
    insert_item,
    remove_item,
    remove_key,
    reorder_items,
    replace_in_values,
    set_value,
    unwrap_item,
    wrap_item,
)
from syllabus.core.source import Path, read_source
from syllabus.core.written import inline
from tests.core.courses import WORDS, Generated, courses

TEXT = """\
# A course
title: 'Systems'   # quoted
holidays:
  2017-05-29: Memorial Day  # a Monday
pattern: {days: Tue/Thu, room: A}

schedule:
  # the first
  - topic: One
    out: a1	# tab

  - Two

  # a note of its own

  # above three
  - lab: Three
    text: |
      # no comment

      end

# after all
policies: [a, b]
"""


def data(text: str) -> Any:
    source, problems = read_source(text.encode(), "course.yaml")
    assert problems == []
    return source.data


def test_a_value_is_set_where_it_stands() -> None:
    assert set_value(TEXT, ("title",), "yes") == TEXT.replace("'Systems'", "'yes'")
    new = set_value(TEXT, ("pattern", "room"), "B, C")
    assert new == TEXT.replace("room: A", "room: 'B, C'")


def test_a_key_goes_last_in_its_mapping() -> None:
    new = add_key(TEXT, ("holidays",), dt.date(2017, 4, 18), "snow: much")
    line = "# a Monday\n"
    assert new == TEXT.replace(line, line + "  2017-04-18: 'snow: much'\n")
    assert remove_key(new, ("holidays", "2017-04-18")) == TEXT
    new = add_key(TEXT, ("pattern",), "first_day", dt.date(2017, 4, 1))
    assert new == TEXT.replace("room: A", "room: A, first_day: 2017-04-01")
    assert remove_key(new, ("pattern", "first_day")) == TEXT


def test_a_key_that_is_there_is_not_added_again() -> None:
    with pytest.raises(KeyError):
        add_key(TEXT, ("holidays",), dt.date(2017, 5, 29), "again")


def test_an_item_goes_with_its_comments_and_a_note_of_its_own_stays() -> None:
    new = remove_item(TEXT, ("schedule", 2))
    assert "above three" not in new
    assert "no comment" not in new
    assert "# a note of its own\n\n# after all" in new
    assert "the first" not in remove_item(TEXT, ("schedule", 0))


def test_items_change_places_as_they_are_written_and_what_parts_them_stays() -> None:
    new = reorder_items(TEXT, ("schedule",), [1, 2, 0])
    one, two = "  # the first\n  - topic: One\n    out: a1\t# tab\n", "  - Two\n"
    three = TEXT[TEXT.index("  # above") : TEXT.index("\n# after all")]
    note = "\n  # a note of its own\n\n"
    assert new.partition("schedule:\n")[2] == (
        two + "\n" + three + note + one + TEXT[TEXT.index("\n# after all") :]
    )
    assert reorder_items(new, ("schedule",), [2, 0, 1]) == TEXT


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("a:\n  - x, y # z\n", "a:\n  - d: 1\n    k: x, y # z\n"),
        ("a:\n- 'x'\n- b\n", "a:\n- d: 1\n  k: 'x'\n- b\n"),
        ("a: [x, b]", "a: [{d: 1, k: x}, b]"),
        ("a:\r\n  -  x\r\n", "a:\r\n  -  d: 1\r\n     k: x\r\n"),
    ],
)
def test_a_plain_item_becomes_the_last_key_of_a_mapping_and_back(
    text: str, wrapped: str
) -> None:
    assert wrap_item(text, ("a", 0), {"d": 1}, "k") == wrapped
    assert unwrap_item(wrapped, ("a", 0), "k") == text


def test_an_item_on_two_lines_is_not_wrapped() -> None:
    with pytest.raises(EditError, match="edit it by hand"):
        wrap_item("a:\n  - x\n    y\n", ("a", 0), {"d": 1}, "k")


def test_the_first_key_behind_a_dash_gives_its_place_to_the_next() -> None:
    new = remove_key(TEXT, ("schedule", 0, "topic"))
    assert new == TEXT.replace("topic: One\n    out", "out")


@pytest.mark.parametrize("at", [0, 1, 2])
def test_lists_in_brackets(at: int) -> None:
    new = insert_item(TEXT, ("policies",), at, "x")
    assert data(new)["policies"].index("x") == at
    assert remove_item(new, ("policies", at)) == TEXT


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("schedule:\n  - &x One\n  - *x\n", ("schedule", 0)),
        ("schedule:\n  - &x One\n  - *x\n", ("schedule", 1)),
        ("a: &x {b: c, d: e}\nf: *x\n", ("a", "b")),
    ],
)
def test_what_an_alias_repeats_is_refused(text: str, path: tuple[str | int]) -> None:
    with pytest.raises(EditError, match=r"course\.yaml:\d+:\d+: an alias"):
        set_value(text, path, "other")


def test_the_only_item_is_refused() -> None:
    with pytest.raises(EditError, match=r"course\.yaml:2:3: this is all there is"):
        remove_item("schedule:\n  - One\n", ("schedule", 0))


@given(WORDS | st.sampled_from(["yes", "2017-01-01", "11:00", "a: b", "a #b", "~", ""]))
def test_text_is_quoted_where_yaml_would_read_something_else(word: str) -> None:
    assert yaml.safe_load(inline(word)) == word
    assert yaml.safe_load(inline([word])) == [word]


VALUES = WORDS | st.fixed_dictionaries(
    {"topic": WORDS, "date": st.dates()}, optional={"out": st.lists(WORDS)}
)
FORMS = st.sampled_from(
    [
        str,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: "\ufeff" + text,
    ]
)


@given(courses(), st.data(), VALUES, FORMS)
def test_an_item_put_in_and_taken_out_leaves_the_file(
    course: Generated, draw: st.DataObject, value: Any, form: Any
) -> None:
    text = form(course.text)
    at = draw.draw(st.integers(0, len(course.data["schedule"])))
    new = insert_item(text, ("schedule",), at, value)
    assert remove_item(new, ("schedule", at)) == text


@given(courses(), st.data())
def test_another_order_and_the_way_back_leave_the_file(
    course: Generated, draw: st.DataObject
) -> None:
    count = len(course.data["schedule"])
    order = draw.draw(st.permutations(range(count)))
    back = [order.index(item) for item in range(count)]
    moved = reorder_items(course.text, ("schedule",), order)
    assert sorted(moved.splitlines()) == sorted(course.text.splitlines())
    assert reorder_items(moved, ("schedule",), back) == course.text


@given(courses(), st.data(), WORDS)
def test_lines_that_are_not_touched_stay(
    course: Generated, draw: st.DataObject, word: str
) -> None:
    at = draw.draw(st.integers(0, len(course.data["schedule"]) - 1))
    assume(course.data["schedule"][at] != word)
    old = course.text.splitlines(keepends=True)
    new = set_value(course.text, ("schedule", at), word).splitlines(keepends=True)
    gone = len(old) - len(new) + 1
    line = next(n for n, each in enumerate(new) if n >= len(old) or each != old[n])
    assert new[:line] + old[line : line + gone] + new[line + 1 :] == old
    assert data("".join(new))["schedule"][at] == word
    changed = data("".join(old[line : line + gone]))
    assert changed == [course.data["schedule"][at]]


def test_parts_of_values_are_replaced_and_their_quotes_and_comments_stay() -> None:
    text = "a: '2017-04-20 at noon'  # why\nb:\n  - \"2017-05-01\"\n  - 2017-05-02\n"
    parts: dict[Path, tuple[str, str]] = {
        ("b", 1): ("2017-05-02", "2018-05-03"),
        ("a",): ("2017-04-20", "2018-04-19"),
        ("b", 0): ("2017-05-01", "2018-05-02"),
    }

    assert replace_in_values(text, parts) == (
        "a: '2018-04-19 at noon'  # why\nb:\n  - \"2018-05-02\"\n  - 2018-05-03\n"
    )


def test_a_part_that_is_written_otherwise_is_not_replaced() -> None:
    with pytest.raises(EditError, match="write 2017-04-20 here in full"):
        replace_in_values('a: "2017\\x2d04-20"\n', {("a",): ("2017-04-20", "x")})


def test_white_space_that_yaml_keeps_is_part_of_a_value() -> None:
    assert set_value("a: x\u00a0\nb: y\n", ("a",), "z") == "a: z\nb: y\n"


def test_a_key_comes_below_another_and_its_mapping_has_lines_of_its_own() -> None:
    text = "a:\n  - 1\n  # more\n\nb: 2\n"

    assert add_key(text, (), "c", {"x": 1, "y": 2}, after="a") == (
        "a:\n  - 1\nc:\n  x: 1\n  y: 2\n  # more\n\nb: 2\n"
    )
    assert add_key(text, (), "c", {"x": 1}).endswith("b: 2\nc:\n  x: 1\n")
