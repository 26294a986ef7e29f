"""What it costs to check and date a course, by the number of its meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.courses import course_text, diagnose

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.parametrize("meetings", [30, 300, 3000])
def test_check_and_resolve(benchmark: BenchmarkFixture, meetings: int) -> None:
    text = course_text(meetings)

    problems = benchmark(diagnose, text)

    assert [p for p in problems if p.is_error] == []
