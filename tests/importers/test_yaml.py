"""Schedules in YAML, as Jekyll sites have them: their forms, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.importers.page import LARGEST
from syllabus.importers.schedule_page import import_page
from syllabus.importers.yaml_data import read_yaml
from tests.importers.importing import check_table, course_of, dated, lost_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.importers.schedule_page import Imported

FILES = sorted((Path(__file__).parent / "data").glob("*.y*ml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_data_gives_its_course_and_report(
    path: Path, golden: Callable[[str, str], None]
) -> None:
    page, problems = read_yaml(path.read_bytes(), path.name)

    assert problems == []
    check_table(page, f"data-{path.stem.strip('_')}", golden)


def imported(text: str, year: int | None = 2018) -> Imported:
    page, problems = read_yaml(text.encode(), "schedule.yml")
    assert problems == []
    return import_page(page, year=year)


DAYS = ["2018-04-03", "2018-04-05"]
FORMS = {
    "values": "- {date: 4/3, topic: A}\n- {date: 4/5, topic: B}\n",
    "padded": "- {date: 04/03, topic: A}\n- {date: 04/05, topic: B}\n",
    "with year": "- {when: 2018-04-03, topic: A}\n- {when: 2018-04-05, topic: B}\n",
    "timestamps": "- {date: 2018-04-03 10:30:00, topic: A}\n- {date: 4/5, topic: B}\n",
    "words": "- {day: Tue Apr 3, topic: A}\n- {day: Thu Apr 5, topic: B}\n",
    "keys": "4/3: A\n4/5: B\n",
    "keys with year": "2018-04-03: A\n2018-04-05: {topic: B}\n",
    "lists": "- [4/3, A]\n- [4/5, B]\n",
    "below others": """\
title: X
lectures:
  - {date: 4/3, topic: A}
  - {date: 4/5, topic: B}
""",
    "weeks": "- {week: 1, days: {4/3: A}}\n- {week: 2, days: {4/5: B}}\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_days_are_values_or_keys(form: str) -> None:
    course = course_of(imported(FORMS[form]))

    assert [(str(day), topic) for day, topic in dated(course)] == list(
        zip(DAYS, "AB", strict=True)
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a: [", "yaml-syntax"),
        (b"4/3: A\n4/3: B\n", "duplicate-key"),
        (b"\xff\xfea", "not-utf8"),
        (b"a: &a [*a]", "alias-bomb"),
        (b"#" * (LARGEST + 1), "file-too-large"),
        (
            b"title: A\nterm: {first_day: 2018-04-03}\nschedule: [{date: 2018-04-03}]",
            "table-unreadable",
        ),
    ],
)
def test_what_cannot_be_read_is_one_problem(raw: bytes, code: str) -> None:
    page, problems = read_yaml(raw, "schedule.yml")

    assert [problem.code for problem in problems] == [code]
    assert page.tables == ()


@pytest.mark.parametrize("text", ["", "a: b", "- x\n- y\n", "- {name: A}", "~"])
def test_data_without_days_has_no_schedule(text: str) -> None:
    result = imported(text)

    assert result.text is None
    assert [problem.code for problem in result.problems] == ["no-schedule-table"]


TEXTS = st.sampled_from(
    (
        *("4/3", "2018-04-05", "Tue Apr 10", "Week 2", "a.pdf", "/x/b.pdf", "topic"),
        *("https://example.org/a", "[c](d.pdf)", "<a href=e.pdf>e</a>", "HW1 due 4/20"),
        *("true", "No class", "{{ page.x }}", "a: b", "**b**", "date", "title", "url"),
        *("due", "readings", "", "x\ny", "Guest lecture by A", "1"),
    )
)
NODES = st.recursive(
    TEXTS | st.none(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=4)
    ),
    max_leaves=14,
)


@settings(deadline=None, max_examples=150)
@given(NODES)
def test_any_data_is_a_course_that_accounts_for_its_cells(data: Any) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    page, problems = read_yaml(text.encode(), "schedule.yml")
    assert problems == []

    result = import_page(page, year=2018)

    if result.text is None:
        assert sum(problem.is_error for problem in result.problems) == 1
        return
    course_of(result)
    assert lost_words(page, result.report) == {}
