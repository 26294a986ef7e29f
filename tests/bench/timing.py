"""Time two ways to a like result in turn, and say how they compare."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

KILOBYTES = 1 if sys.platform == "darwin" else 1024
"""In which the system counts memory."""


class NotMeasuredError(Exception):
    """A command failed, or made something else than it should."""


class NotInstalledError(NotMeasuredError):
    """A command is not on this machine."""


class Cost(NamedTuple):
    """What a run took.

    ``cpu`` are the processor's seconds in all processes, 0 where they are not known;
    ``peak`` the most bytes of memory that the largest process had.
    """

    seconds: float
    cpu: float
    peak: int


class Runs(Protocol):
    """What can be run again and again, and says what each run cost."""

    def run(self) -> Cost:
        """Run it once.

        Raises:
            NotMeasuredError: It failed.
        """


@dataclass(frozen=True)
class Job:
    """A command that can be run again and again.

    ``before`` is called before each run and not timed. If there is a ``result``, it
    must be a PDF of at least ``pages`` pages after the run. ``program`` is what the
    command runs, where that is not its first word. ``fine`` are the exit codes of a
    run that went well.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None
    before: Callable[[], None] | None = None
    result: Path | None = None
    pages: int = 0
    program: str = ""
    fine: tuple[int, ...] = (0,)

    def run(self) -> Cost:
        """Run it once.

        The memory is never less than this process has, which therefore stays small: a
        child counts from what its parent had.
        """
        program = self.program or self.command[0]
        if not shutil.which(program):
            raise NotInstalledError(f"{program} is not installed")
        if self.before:
            self.before()
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in self.fine:
                said.seek(0)
                lines = said.read().decode(errors="replace").splitlines() or [""]
                raise NotMeasuredError(
                    f"{program} ends with {process.returncode}: {lines[-1]}"
                )
        check_pages(self.result, self.pages)
        cpu = used.ru_utime + used.ru_stime
        return Cost(seconds, cpu, used.ru_maxrss * KILOBYTES)


def check_pages(file: Path | None, least: int) -> None:
    """Raise NotMeasuredError if a file is not a PDF of at least so many pages."""
    if file is None:
        return
    command = ["qpdf", "--warning-exit-0", "--show-npages", str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotMeasuredError(f"{file.name} is no PDF: {done.stderr.strip()}")
    if int(done.stdout) < least:
        pages = done.stdout.strip()
        raise NotMeasuredError(f"{file.name} has {pages} pages, not {least}")


@dataclass(frozen=True)
class Goal:
    """What a ratio is to be at most; None for what is only reported."""

    time: float | None = None
    memory: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Two ways to a like result; ``start`` says what ours begins with."""

    name: str
    ours: Runs
    other: Runs
    rounds: int
    start: str = ""
    goal: Goal = Goal()


@dataclass(frozen=True)
class Result:
    """What each round cost, in the order they were measured."""

    comparison: Comparison
    ours: Sequence[Cost]
    other: Sequence[Cost]

    @property
    def is_met(self) -> bool:
        """Whether the goals, if there are any, are reached."""
        return not self._missed

    @property
    def _missed(self) -> list[str]:
        goal = self.comparison.goal
        pairs = (
            ("time", self._ratio("seconds"), goal.time),
            ("memory", self._ratio("peak"), goal.memory),
        )
        return [
            what for what, ratio, most in pairs if most is not None and ratio > most
        ]

    def _ratio(self, what: str) -> float:
        """Our median over the other's; 0 if the other's is not known."""
        ours, other = (
            statistics.median(getattr(cost, what) for cost in costs)
            for costs in (self.ours, self.other)
        )
        return ours / other if other else 0.0

    def row(self) -> str:
        """Say it in a line of the table."""
        pairs = zip(self.ours, self.other, strict=True)
        ratios = [ours.seconds / other.seconds for ours, other in pairs]
        return row(
            self.comparison.name,
            self.comparison.start,
            f"{self._ratio('seconds'):.2f}",
            f"({min(ratios):.2f} to {max(ratios):.2f})",
            self._goal(self.comparison.goal.time, "time"),
            f"{self._ratio('cpu'):.2f}",
            f"{self._ratio('peak'):.2f}",
            self._goal(self.comparison.goal.memory, "memory"),
            _median(self.ours),
            _median(self.other),
        )

    def _goal(self, most: float | None, what: str) -> str:
        if most is None:
            return ""
        return f"{most:.2g} {'MISSED' if what in self._missed else 'met'}"


def measure(comparison: Comparison) -> Result:
    """Run both in turn; a first round warms the file cache and is not counted.

    Raises:
        NotMeasuredError: One of them could not be run or made something else.
    """
    ours, other = comparison.ours, comparison.other
    _ = other.run(), ours.run()
    costs = [(ours.run(), other.run()) for _ in range(comparison.rounds)]
    return Result(comparison, *zip(*costs, strict=True))


def _median(costs: Sequence[Cost]) -> str:
    seconds = statistics.median(cost.seconds for cost in costs)
    megabytes = statistics.median(cost.peak for cost in costs) / 1e6
    return f"{seconds:.3f} s {megabytes:.0f} MB"


def row(*cells: str) -> str:
    """Lay out the cells of a line under each other."""
    widths = (47, 9, 6, 16, 11, 6, 6, 10, 17, 17)
    line = " ".join(
        f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)
    )
    return line.rstrip()


HEADINGS = row(
    "ours / other",
    "starts",
    "time",
    "(range)",
    "goal",
    "CPU",
    "memory",
    "goal",
    "ours",
    "other",
)
