"""An even form says what the file said, and is the same when it is made again."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from syllabus.core import reference
from syllabus.core.formatting import formatted, says_the_same
from syllabus.core.formatting.pieces import Pieces
from syllabus.core.parse import parse_course
from syllabus.core.source import read_source
from tests.core.courses import Generated, courses
from tests.core.test_bad_courses import BAD
from tests.core.test_reference import REST
from tests.needs import ROOT

SAMPLES = {
    path.parent.name: path.read_text("utf-8")
    for path in sorted((ROOT / "data" / "courses").glob("*/course.yaml"))
}
TEXTS = [*SAMPLES.values(), *(f"{text}{REST}" for text in reference.EXAMPLES.values())]


def data(text: str) -> Any:
    source, problems = read_source(text.encode(), "")
    assert problems == []
    return source.data


UNEVEN = """\


title:\tA course\t
code :  B   # aligned by hand
staff:
-   name: X
    role: |
          one__

            deeper

    # of X
    page: "https://example.org/b
      c"
-  Y
# above the pattern
pattern:
    # above an item
    - {days: Tue/Thu ,hours: 10:30-11:50,room: 'A ,b,c'}
    # below the items



description: >-
   folded ,text
     # no comment

holidays: {2017-4-3: X, 2017-04-10 to 2017-4-12: Y}
assignments:
   - id: a1
     title: On 2017-4-3
     due: '2017-4-5 at 17:00'
schedule:
 - topic: 2017-4-3
   date: 2017-4-6 # a day
   links:
   -
     title: T
     link: https://example.org/2017-4-3


"""

EVEN = """\
title: A course
code:  B   # aligned by hand
staff:
- name: X
  role: |
        one__

          deeper

  # of X
  page: "https://example.org/b
    c"
- Y
# above the pattern
pattern:
  # above an item
  - {days: Tue/Thu, hours: 10:30-11:50, room: 'A ,b,c'}
  # below the items


description: >-
   folded ,text
     # no comment

holidays: {2017-04-03: X, 2017-04-10 to 2017-04-12: Y}
assignments:
  - id: a1
    title: On 2017-4-3
    due: '2017-04-05 at 17:00'
schedule:
  - topic: 2017-4-3
    date: 2017-04-06 # a day
    links:
    -
      title: T
      link: https://example.org/2017-4-3
"""


def test_what_is_uneven_by_accident_is_made_even() -> None:
    uneven, even = (text.replace("_", " ") for text in (UNEVEN, EVEN))

    assert formatted(uneven) == even
    assert formatted(even) == even


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_courses_are_in_form(name: str) -> None:
    assert formatted(SAMPLES[name]) == SAMPLES[name]


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("a: 1\r\nb: 2 \nc: 3\r\n", "a: 1\r\nb: 2\r\nc: 3\r\n"),
        ("\ufeffa: 1 ", "\ufeffa: 1\n"),
        ("a: 1\rb: 2 \r", "a: 1\rb: 2\r"),
        ("", ""),
        ("# only this", "# only this\n"),
        ("a: |+\n  b\n\n\n", "a: |+\n  b\n\n\n"),  # these lines are in the value
        ("a: |\n  b\n\n\n", "a: |\n  b\n"),
        ("a: &x\n    b: 1\nc: *x\n", "a: &x\n  b: 1\nc: *x\n"),
        ("a: &b c\nd: {e: *b , f: *b}\n", "a: &b c\nd: {e: *b , f: *b}\n"),
        ("a: &b c\n*b : d \ne: ' ,'\n", "a: &b c\n*b : d\ne: ' ,'\n"),
        ("- - a\n  -   b\n-\n    -  c\n", "- - a\n  - b\n-\n  - c\n"),
        ("  a:\n     b: |2\n         c\n", "a:\n  b: |2\n      c\n"),
        ("a: 'x\n\n\n\n\n y'\n", "a: 'x\n\n\n\n\n y'\n"),
        ("? a\n:   b\n", "? a\n:   b\n"),
        # What stays in one place keeps no other place from being made even.
        ("{a: 1,b: 2}\t# c ,d\te\n", "{a: 1, b: 2} # c ,d\te\n"),
        ("\n\na: |+\n  b\n\n\n\n", "a: |+\n  b\n\n\n\n"),
        ("\n\n\n\na: |\n  b  \n\n\n\n  c \n \n", "a: |\n  b  \n\n\n\n  c \n"),
    ],
)
def test_an_edge(text: str, even: str) -> None:
    assert formatted(text) == even
    assert formatted(even) == even


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.parent.name + path.stem)
def test_a_file_with_mistakes_keeps_them(path: Any) -> None:
    text = path.read_text("utf-8")
    if read_source(text.encode(), "")[1] == []:
        assert formatted(formatted(text)) == formatted(text)
        before, after = (
            parse_course(t.encode(), "").problems for t in (text, formatted(text))
        )
        assert [p.code for p in after] == [p.code for p in before]


def doubled(text: str) -> str:
    """A text of one-line values with twice the indentation."""
    wide = re.sub(r"^ +", lambda m: m[0] * 2, text, flags=re.MULTILINE)
    return re.sub(
        r"^( *)((?:- )+)",
        lambda m: m[1] + m[2].replace("- ", "-   "),
        wide,
        flags=re.MULTILINE,
    )


@settings(max_examples=25)
@given(courses())
def test_another_indentation_is_made_the_usual_one(course: Generated) -> None:
    text = yaml.safe_dump(
        course.data, sort_keys=False, width=float("inf"), default_style="'"
    )
    assume(data(doubled(text)) == data(text))

    assert formatted(doubled(text)) == formatted(text) == text


MESS = st.lists(
    st.tuples(
        st.integers(0, 500),
        st.sampled_from(
            ["", " ", "\t", "  # note", "\n", "\n\n\n", "\n   # note", "\n# n"]
        ),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(st.sampled_from(TEXTS) | courses().map(lambda c: c.text), MESS, st.data())
def test_nothing_that_is_said_is_lost(
    text: str, mess: list[tuple[int, str]], more: st.DataObject
) -> None:
    lines = text.split("\n")
    for number, end in mess:
        lines[number % len(lines)] += end
    uneven = "\n".join(lines)
    if more.draw(st.booleans()):
        place = more.draw(st.integers(0, len(uneven)))
        uneven = (
            uneven[:place]
            + more.draw(st.sampled_from(" \t,:-#\n{}'|"))
            + uneven[place:]
        )
    assume(read_source(uneven.encode(), "")[1] == [])
    even = formatted(uneven)

    assert data(even) == data(uneven)
    assert Pieces(even).comments() == Pieces(uneven).comments()
    assert formatted(even) == even
    assert says_the_same(uneven, even)


def test_what_would_say_something_else_is_not_the_same() -> None:
    assert not says_the_same("a: 1\n", "a: 2\n")
    assert not says_the_same("a: 1 # b\n", "a: 1\n")
    assert not says_the_same("a: 1\n", "a: [1\n")
    assert says_the_same("a: 2017-4-3\n", "a: 2017-04-03\n")
