import os
import time
from pathlib import Path

import pytest

from syllabus.jobs import workers
from syllabus.jobs.workers import EndedError, Workers
from tests.needs import ROOT

HERE = __name__


@pytest.fixture(autouse=True)
def find_this_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def add(one: int, other: int) -> int:
    return one + other


def hang(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def crash(code: int) -> None:
    os._exit(code)


def swell(size: int) -> int:
    return len(bytearray(size))


def chatter(text: str) -> str:
    os.write(1, b"noise of a library\n")
    print(text)
    return text


def fail(text: str) -> None:
    raise KeyError(text)


def test_results_come_in_the_order_of_the_tasks() -> None:
    with Workers(2) as some:
        tasks = [(n, 1) for n in range(20)]

        assert list(some.each(f"{HERE}:add", tasks)) == list(range(1, 21))


@pytest.mark.parametrize(
    ("function", "argument", "why"),
    [
        ("hang", 60, "it took over 0.5 seconds"),
        ("crash", 11, "it crashed"),
        ("swell", workers.MOST_MEMORY, "it took over 4 GB of memory"),
    ],
)
def test_a_task_that_goes_wrong_harms_no_other(
    function: str, argument: int, why: str
) -> None:
    with Workers(1, seconds=0.5) as some:
        (bad,) = some.each(f"{HERE}:{function}", [(argument,)])
        (good,) = some.each(f"{HERE}:add", [(1, 2)])

    assert isinstance(bad, EndedError)
    assert str(bad) == why
    assert good == 3


def test_what_a_library_prints_is_no_answer() -> None:
    with Workers(1) as some:
        assert list(some.each(f"{HERE}:chatter", [("a",), ("b",)])) == ["a", "b"]


def test_a_mistake_of_ours_is_said_to_be_one() -> None:
    with Workers(1) as some:
        (result,) = some.each(f"{HERE}:fail", [("x",)])

    assert isinstance(result, EndedError)
    assert str(result) == "this program failed on it, please report it (KeyError: 'x')"


def test_a_worker_takes_no_module_from_the_folder_it_starts_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('a trap')")
    monkeypatch.chdir(tmp_path)

    with Workers(1) as some:
        assert list(some.each(f"{HERE}:add", [(1, 2)])) == [3]


def test_no_worker_outlives_the_work() -> None:
    with Workers(2) as some:
        list(some.each(f"{HERE}:add", [(1, 1), (2, 2)]))
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")

    if children.exists():
        assert children.read_text().split() == []
