"""`syllabus watch` as a process of its own, with what it says."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
SYLLABUS = str(Path(sys.executable).with_name("syllabus"))
LONG_SECONDS = 60.0
"""Long after this nothing is going to happen any more."""


class Watching:
    """A running watch. ``lines`` are what it has said, on both outputs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.lines = process, list[str]()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    def end(self) -> None:
        """End it, and listen to its last words."""
        self.process.kill()
        self.process.wait()
        self._listener.join()
        if self.process.stdout:
            self.process.stdout.close()

    @property
    def address(self) -> str:
        """Where it serves."""
        return until(lambda: re.match(r"http://\S+", "\n".join(self.lines)))[0]

    @property
    def pages(self) -> int:
        """How many times it has written the page alone."""
        return sum(": syllabus.html written" in line for line in self.lines)

    @property
    def rests(self) -> int:
        """How many times it has written all outputs."""
        return sum("calendar.ics, syllabus.tex" in line for line in self.lines)

    def workers(self) -> list[int]:
        """The processes that it started, once they run their own program."""
        lists = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        found = [int(child) for each in lists for child in each.read_text().split()]
        return [child for child in found if b"serving" in _command(child)]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def until(question: Callable[[], T | None]) -> T:
    """The answer to a question, asked until there is one."""
    end = time.monotonic() + LONG_SECONDS
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not come about")


@contextmanager
def watching(course: Path, *options: str) -> Iterator[Watching]:
    """Watch a course until the end of this, into the folder “build” beside it."""
    command = [SYLLABUS, "watch", str(course), "--out", str(course.parent / "build")]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watch = Watching(process)
    try:
        yield watch
    finally:
        watch.end()
