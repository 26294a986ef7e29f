"""A build that is killed leaves the last good outputs or the new ones, each whole."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.small import COURSE, build, lay_down
from tests.needs import ROOT

# Calls by which a build touches its outputs, its cache and its record.
TRACED = ("replace", "fsync", "unlink", "fdopen", "chmod", "utime")

# Run a build, and be killed in the middle: before the call with the number given.
DOOMED = f"""
import os, signal, sys
left = int(sys.argv[1])
def doom(call):
    def instead(*args, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **more)
    return instead
for name in {TRACED!r}:
    setattr(os, name, doom(getattr(os, name)))
sys.argv = ["syllabus", "build", sys.argv[2], "--out", sys.argv[3], "--quiet"]
from syllabus.cli import main
main()
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "small")


@pytest.fixture
def states(course: Path) -> list[dict[str, bytes]]:
    """The outputs of the course as it was and as it is now; the former on disk."""
    course.write_text(COURSE.replace("Small", "Another"))
    build(course)
    new = outputs(course)
    course.write_text(COURSE)
    build(course)
    old = outputs(course)
    assert all(old[name] != new[name] for name in old)
    course.write_text(COURSE.replace("Small", "Another"))
    return [old, new]


def outputs(course: Path) -> dict[str, bytes]:
    folder = course.parents[1] / "build" / "small"
    return {path.name: path.read_bytes() for path in folder.glob("*.pdf")}


def see_whole(course: Path, states: list[dict[str, bytes]]) -> dict[str, bytes]:
    """Fail unless every output is one of the two that it may be."""
    found = outputs(course)
    assert set(found) == set(states[0])
    for name, data in found.items():
        assert data in [state[name] for state in states], f"{name} is torn"
    return found


def command(course: Path) -> list[str]:
    return [str(course.parent), str(course.parents[1] / "build")]


def doomed(course: Path) -> Iterator[int]:
    """Kill builds before their first call, their second one, …, until one gets by."""
    for number in range(200):
        done = subprocess.run(
            [sys.executable, "-c", DOOMED, str(number), *command(course)],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            return
        yield number
    pytest.fail("the build never ended")


def test_killed_before_any_call_a_build_leaves_whole_files(
    course: Path, states: list[dict[str, bytes]]
) -> None:
    kills, mixed = 0, 0
    for _ in doomed(course):
        found = see_whole(course, states)
        kills += 1
        mixed += found not in states

    assert kills > 10, "too few calls were traced for this to prove anything"
    assert mixed, "no kill fell between the two renames"
    assert outputs(course) == states[1], "the last build was not killed"


def test_a_pair_torn_apart_is_mended_by_the_next_build(
    course: Path, states: list[dict[str, bytes]]
) -> None:
    for _ in doomed(course):
        if outputs(course) not in states:
            break
    assert outputs(course) not in states
    course.write_text(COURSE)

    build(course)

    assert outputs(course) == states[0]


def test_killed_at_any_moment_a_build_leaves_whole_files(
    course: Path, states: list[dict[str, bytes]]
) -> None:
    run = [sys.executable, "-m", "syllabus.cli", "build", *command(course)]
    run.insert(-1, "--out")
    began = time.monotonic()
    subprocess.run(run, check=True, capture_output=True)
    whole = time.monotonic() - began
    chance = random.Random(1)
    for number in range(30):
        text = COURSE.replace("Small", "Another" if number % 2 else "Small")
        course.write_text(text)
        process = subprocess.Popen(
            run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.0, whole))
        process.kill()
        process.wait()
        see_whole(course, states)

    course.write_text(COURSE)
    assert build(course).outputs
    assert outputs(course) == states[0]


def test_interrupted_a_build_says_so_and_leaves_no_part(course: Path) -> None:
    run = [sys.executable, "-m", "syllabus.cli", "build", *command(course), "-v"]
    run.insert(-2, "--out")
    process = subprocess.Popen(run, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    process.stderr.readline()  # the build has begun
    os.kill(process.pid, signal.SIGINT)
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait() == 130
    assert said.splitlines()[-1] == "interrupted"
    assert not list(course.parents[1].rglob("*.part"))
