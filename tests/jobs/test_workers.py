import os
import time
from pathlib import Path

import pytest

from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs import workers
from syllabus.jobs.build import Order, build_course
from syllabus.jobs.serving import MOST_MEMORY
from syllabus.jobs.workers import Crew, EndedError, Workers
from tests.jobs.small import COURSE, NOW, lay_down
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


def meet(mine: str, other: str) -> str:
    """End only when another task runs at the same time."""
    Path(mine).touch()
    while not Path(other).exists():
        time.sleep(0.01)
    return mine


def fail(text: str) -> None:
    raise KeyError(text)


class LackError(SyllabusError):
    exit_code = ExitCode.DELIVERY

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.add_note("buy one")


def lack(what: str) -> None:
    raise LackError(what)


def test_every_task_gets_its_own_result() -> None:
    with Workers(2) as some:
        futures = [some.submit(f"{HERE}:add", n, 1) for n in range(20)]

        assert [future.result() for future in futures] == list(range(1, 21))


@pytest.mark.parametrize(
    ("function", "argument", "why"),
    [
        ("hang", 60, "it took over 2 seconds"),
        ("crash", 11, "it crashed"),
        ("swell", MOST_MEMORY, "it took over 4 GB of memory"),
    ],
)
def test_a_task_that_goes_wrong_harms_no_other(
    function: str, argument: int, why: str
) -> None:
    with Workers(1, seconds=2) as some:
        bad = some.submit(f"{HERE}:{function}", argument)
        good = some.submit(f"{HERE}:add", 1, 2)

        with pytest.raises(EndedError, match=why):
            bad.result()
        assert good.result() == 3


def test_what_a_library_prints_is_no_answer() -> None:
    with Workers(1) as some:
        futures = [some.submit(f"{HERE}:chatter", text) for text in "ab"]

        assert [future.result() for future in futures] == ["a", "b"]


def test_a_mistake_of_ours_is_said_to_be_one() -> None:
    why = r"this program failed on it, please report it \(KeyError: 'x'\)"
    with Workers(1) as some, pytest.raises(EndedError, match=why):
        some.submit(f"{HERE}:fail", "x").result()


def test_a_failure_of_the_world_comes_back_as_it_is() -> None:
    with Workers(1) as some, pytest.raises(SyllabusError, match="no disk") as raised:
        some.submit(f"{HERE}:lack", "no disk").result()

    assert raised.value.exit_code is ExitCode.DELIVERY
    assert raised.value.__notes__ == ["buy one"]


def test_a_worker_takes_no_module_from_the_folder_it_starts_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('a trap')")
    monkeypatch.chdir(tmp_path)

    with Workers(1) as some:
        assert some.submit(f"{HERE}:add", 1, 2).result() == 3


def children() -> set[str]:
    """The processes that this one started, where the system tells."""
    lists = Path("/proc/self/task").glob("*/children")  # one for each thread
    return {child for each in lists for child in each.read_text().split()}


def test_no_worker_outlives_the_work() -> None:
    before = children()
    with Workers(2) as some:
        some.submit(f"{HERE}:add", 1, 1).result()

    assert children() <= before


def test_a_worker_is_replaced_when_it_has_done_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_MOST_TASKS", 3)
    with Workers(1) as some:
        done = [some.submit("os:getpid").result() for _ in range(7)]

    assert [len(set(part)) for part in (done[:3], done[3:6], done)] == [1, 1, 3]


def test_what_a_worker_still_does_is_ended_with_it(tmp_path: Path) -> None:
    before, mine = children(), tmp_path / "mine"
    with Workers(1, seconds=10) as some:
        busy = some.submit(f"{HERE}:meet", str(mine), str(tmp_path / "never"))
        while not mine.exists():
            time.sleep(0.01)

    with pytest.raises(EndedError, match="it crashed"):
        busy.result(timeout=0)
    assert children() <= before


def test_a_crew_outlives_a_build(tmp_path: Path) -> None:
    course = lay_down(tmp_path / "small")
    with Crew() as crew:
        build_course(Order(course, tmp_path / "build", NOW), crew=crew)
        first = children()
        course.write_text(COURSE.replace("Small", "Another"))
        second = build_course(Order(course, tmp_path / "build", NOW), crew=crew)

        assert not second.failed
        assert not second.unchanged
        assert first
        assert children() == first


def test_so_many_tasks_run_at_once_as_there_are_workers(tmp_path: Path) -> None:
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    with Workers(2, seconds=10) as some:
        first = some.submit(f"{HERE}:meet", one, other)
        second = some.submit(f"{HERE}:meet", other, one)

        assert (first.result(), second.result()) == (one, other)

    with Workers(1, seconds=1) as alone:
        waits = alone.submit(f"{HERE}:meet", one + "-", other + "-")
        alone.submit(f"{HERE}:meet", other + "-", one + "-")
        with pytest.raises(EndedError):
            waits.result()


def test_a_thread_may_drop_its_worker_while_all_are_ended() -> None:
    workers = Workers(1)

    class Dropped:
        def kill(self) -> None: ...

        def end(self) -> None:
            workers._workers.discard(self)

    workers._workers |= {Dropped(), Dropped()}  # type: ignore[arg-type] # the same

    workers.__exit__()

    assert workers._workers == set()
