"""From a save to the changed page in a real browser, under `syllabus watch --serve`."""

import shutil
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.needs import ROOT
from tests.web.browser import chromium
from tests.web.watching import until, watching

GOAL_SECONDS = 1.5
SAMPLE = ROOT / "data" / "courses" / "dlsys-2017"


@pytest.mark.needs("chromium", "chromedriver")
@pytest.mark.parametrize("rest", ["idle", "busy"])
def test_a_save_is_on_the_page(
    benchmark: BenchmarkFixture, tmp_path: Path, rest: str
) -> None:
    """Busy: the save comes while the other outputs of the last one are built."""
    course = tmp_path / "course"
    shutil.copytree(SAMPLE, course)
    file, numbers = course / "course.yaml", count(1)
    text = file.read_text()
    with watching(course, "--serve", "--port=0") as watch, chromium() as browser:
        browser.get(watch.address)
        until(lambda: watch.rests)

        def save() -> str:
            title = f"Systems, version {next(numbers)}"
            file.write_text(text.replace("Deep Learning Systems", title))
            return title

        def wait_until_idle() -> None:
            rests = watch.rests
            save()
            until(lambda: watch.rests > rests)

        def save_and_see() -> None:
            title = save()
            until(lambda: title in browser.title)

        setup = wait_until_idle if rest == "idle" else None
        benchmark.pedantic(  # type: ignore[no-untyped-call]  # the library has no types
            save_and_see, setup=setup, rounds=9, warmup_rounds=1
        )

    assert benchmark.stats is not None
    assert benchmark.stats.stats.max < GOAL_SECONDS
