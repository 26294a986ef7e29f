import json

import click
import pytest

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.report import print_problems, problem_text


def problem(excerpt: str, column: int, **more: str) -> Diagnostic:
    where = Where("course.yaml", 7, column)
    return Diagnostic(where, "bad-value", "it is wrong", excerpt=excerpt, **more)


def text(found: Diagnostic) -> str:
    return click.unstyle(problem_text(found))


def test_a_problem_shows_its_place_and_says_what_to_do() -> None:
    assert text(problem("date: x", 7, hint="mend it")) == (
        "course.yaml:7:7: error: it is wrong [bad-value]\n"
        "  7 | date: x\n"
        "    |       ^\n"
        "  hint: mend it"
    )


@pytest.mark.parametrize(
    ("excerpt", "column", "spaces"),
    [("ä: x", 4, 3), ("日本: x", 5, 6), ("e\u0301: x", 5, 3), ("\tx", 2, 1)],
)
def test_the_caret_stands_under_the_column(
    excerpt: str, column: int, spaces: int
) -> None:
    caret = text(problem(excerpt, column)).splitlines()[-1]

    assert caret == "    | " + " " * spaces + "^"


def test_a_long_line_is_cut_around_the_place() -> None:
    excerpt = "a" * 500 + "X" + "b" * 500

    _, shown, caret = text(problem(excerpt, 501)).splitlines()

    assert len(shown) < 120
    assert shown[caret.index("^")] == "X"
    assert shown.endswith("…")


def test_a_terminal_is_told_nothing_by_a_course_file() -> None:
    assert "\x1b" not in text(problem("a: \x1b[2J", 4))


def test_problems_as_data_are_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([problem("date: x", 7, hint="mend it")], "json")

    assert json.loads(capsys.readouterr().out) == [
        {
            "file": "course.yaml",
            "line": 7,
            "column": 7,
            "severity": "error",
            "code": "bad-value",
            "message": "it is wrong",
            "hint": "mend it",
            "excerpt": "date: x",
        }
    ]


def test_the_tally_counts_each_severity(capsys: pytest.CaptureFixture[str]) -> None:
    warning = Diagnostic(Where("a"), "pattern-gap", "one")

    print_problems([warning, problem("x", 1), problem("y", 1)])

    assert capsys.readouterr().err.splitlines()[-1] == "2 errors, 1 warning"


def test_problems_are_annotations_on_github(capsys: pytest.CaptureFixture[str]) -> None:
    where = Where("a, b:c%.yaml", 7, 3)
    print_problems(
        [
            Diagnostic(where, "bad-value", "50% is: wrong", "mend it, please"),
            Diagnostic(Where("course.yaml"), "missing-deck", "it is not there"),
        ],
        "github",
    )

    assert capsys.readouterr().out == (
        "::error file=a%2C b%3Ac%25.yaml,line=7,col=3,title=bad-value"
        "::50%25 is: wrong%0Ahint: mend it, please\n"
        "::warning file=course.yaml,title=missing-deck::it is not there\n"
    )
