"""Each file in tests/bad marks its own mistakes; here they are told."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from syllabus.cli.check import command
from syllabus.core.diagnostics import CODES
from syllabus.core.source import LARGEST
from tests.core.courses import HEAD, diagnose
from tests.needs import ROOT

BAD = sorted((ROOT / "tests" / "bad").glob("*.yaml")) + sorted(
    (ROOT / "tests" / "bad").glob("*/course.yaml")
)
MARK = re.compile(r"# problem: ([\w-]+)(?: (\d+))?")


def marked(path: Path) -> list[tuple[str, int, str, str]]:
    """The marks of a course and its prose: file, line, code and column, if given."""
    files = [path]
    if path.stem == "course":
        for pattern in ("*/*.md", "institution.yaml", "*.bib"):
            files += path.parent.glob(pattern)
    return [
        (file.name, number, code, column)
        for file in files
        for number, line in enumerate(file.read_text("utf-8").split("\n"), start=1)
        for code, column in MARK.findall(line)
    ]


def told(path: Path) -> list[tuple[str, int, str, str]]:
    """What `syllabus check` says: file, line, code and column."""
    result = CliRunner().invoke(command, [str(path), "--format", "json"])
    problems = json.loads(result.stdout)

    assert [p["severity"] for p in problems] == [CODES[p["code"]] for p in problems]
    assert result.exit_code == any(p["severity"] == "error" for p in problems)
    return [
        (Path(p["file"]).name, p["line"], p["code"], str(p["column"])) for p in problems
    ]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.parent.name + path.stem)
def test_every_marked_problem_is_reported_and_no_other(path: Path) -> None:
    found = Counter(problem[:3] for problem in told(path))

    assert found == Counter(mark[:3] for mark in marked(path))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.parent.name + path.stem)
def test_the_caret_is_where_the_mark_says(path: Path) -> None:
    columns = [mark for mark in marked(path) if mark[3]]
    found = told(path)

    assert [mark for mark in columns if mark not in found] == []


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n"
    for above, name in zip("abcdefg", "bcdefgh", strict=True)
)

GENERATED: dict[str, tuple[str | bytes, str, int, int]] = {
    "too large": (b"#" * (LARGEST + 1), "file-too-large", 0, 0),
    "100 MB": (b"x: [" * 25_000_000, "file-too-large", 0, 0),
    "Latin-1": ("title: Maß\ncode: Maß\n".encode("latin-1"), "not-utf8", 1, 10),
    "late Latin-1": (b"\xef\xbb\xbftitle: A\r\ncode: \xe9\r\n", "not-utf8", 2, 7),
    "UTF-16": (HEAD.encode("utf-16"), "not-utf8", 1, 1),
    "UTF-16 without a mark": (HEAD.encode("utf-16-be"), "not-utf8", 1, 1),
    "a PDF": (b"%PDF-1.5\n%\xbf\xf7\xa2\xfe\n", "not-utf8", 2, 2),
    "a control character": ("title: A\x1b[31m\n", "yaml-syntax", 1, 9),
    "half a surrogate pair": ('title: "\\ud800"\n', "yaml-syntax", 1, 11),
    "no character": ("title: é\ncode: é\uffff\n", "yaml-syntax", 2, 8),
    "an alias bomb": (BOMB, "alias-bomb", 1, 4),
    "too many values": (f"a: [{'x,' * 110_000}]", "alias-bomb", 1, 200_001),
    "too deep": (f"title: {'[' * 60}{']' * 60}", "yaml-too-deep", 1, 48),
    "far too deep": (f"title: {'[' * 5000}", "yaml-too-deep", 1, 1008),
    "deep mappings": (f"title: {'{a: ' * 900}{'}' * 900}", "yaml-too-deep", 1, 168),
}


@pytest.mark.parametrize("name", GENERATED)
def test_a_file_that_is_no_text_has_one_clear_problem(name: str) -> None:
    text, code, line, column = GENERATED[name]

    [problem] = diagnose(text)

    assert (problem.code, problem.where.line) == (code, line)
    assert problem.where.column == column or name == "far too deep"
    assert problem.is_error
    assert problem.hint


ELSEWHERE = {
    # by the renderer: tests/render, tests/jobs
    *(
        "alt-without-picture",
        "blocked-resource",
        "missing-glyph",
        "missing-font",
        "print-warning",
    ),
    "unreadable-image",  # tests/jobs
    "bad-template",  # tests/jobs
    # of pages: tests/render/test_lint.py, tests/jobs/test_findings.py
    *("faint-text", "heading-skipped", "table-without-heads", "falls-short"),
    # of a course against the world: tests/core/world, tests/jobs/test_checking.py
    *("meeting-on-public-holiday", "room-clash", "instructor-clash"),
    *("link-dead", "link-moved", "link-soft-404", "link-certificate"),
    *("link-refused", "link-unanswered", "link-private"),
    *("date-differs", "only-in-course", "only-in-other", "nothing-to-compare"),
    # of a page to import: tests/importers
    *("file-missing", "no-schedule-table", "year-unknown", "year-unclear"),
    *("date-unclear", "weekday-mismatch", "table-unreadable", "column-unknown"),
    "several-schedules",
}
"""Codes that no course file alone can give rise to."""


def test_every_code_has_a_file_that_earns_it() -> None:
    covered = {mark[2] for path in BAD for mark in marked(path)}
    covered |= {code for _, code, _, _ in GENERATED.values()}

    assert covered | ELSEWHERE == CODES.keys()
    assert not covered & ELSEWHERE
