"""Time two commands in turn, and say how they compare."""

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf


class NotMeasuredError(Exception):
    """A command failed, or made something else than it should."""


class NotInstalledError(NotMeasuredError):
    """A command is not on this machine."""


@dataclass(frozen=True)
class Job:
    """A command that can be run again and again.

    ``before`` is called before each run and not timed. If there is a ``result``, it
    must be a PDF of at least ``pages`` pages after the run. ``program`` is what the
    command runs, where that is not its first word.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None
    before: Callable[[], None] | None = None
    result: Path | None = None
    pages: int = 0
    program: str = ""

    def run(self) -> float:
        """Run it once and return the seconds it took."""
        program = self.program or self.command[0]
        if not shutil.which(program):
            raise NotInstalledError(f"{program} is not installed")
        if self.before:
            self.before()
        start = time.perf_counter()
        done = subprocess.run(
            self.command,
            check=False,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        seconds = time.perf_counter() - start
        if done.returncode:
            lines = (done.stderr or done.stdout).decode(errors="replace").splitlines()
            said = lines[-1] if lines else ""
            raise NotMeasuredError(f"{program} ends with {done.returncode}: {said}")
        self._check_result()
        return seconds

    def _check_result(self) -> None:
        if self.result is None:
            return
        with pikepdf.open(self.result) as pdf:
            if len(pdf.pages) < self.pages:
                raise NotMeasuredError(
                    f"{self.result.name} has {len(pdf.pages)} pages, not {self.pages}"
                )


@dataclass(frozen=True)
class Comparison:
    """Two jobs with a like result; the ratio is to be ``at_most`` this."""

    name: str
    ours: Job
    other: Job
    rounds: int
    at_most: float | None = None


@dataclass(frozen=True)
class Result:
    """Seconds of each round, in the order they were measured."""

    comparison: Comparison
    ours: Sequence[float]
    other: Sequence[float]

    @property
    def ratio(self) -> float:
        """Our median over the other's."""
        return statistics.median(self.ours) / statistics.median(self.other)

    @property
    def is_met(self) -> bool:
        """Whether the goal, if there is one, is reached."""
        goal = self.comparison.at_most
        return goal is None or self.ratio <= goal

    def row(self) -> str:
        """Say it in a line of the table."""
        ratios = [a / b for a, b in zip(self.ours, self.other, strict=True)]
        goal = self.comparison.at_most
        met = "met" if self.is_met else "MISSED"
        return row(
            self.comparison.name,
            f"{self.ratio:.3g}",
            f"({min(ratios):.3g} to {max(ratios):.3g})",
            seconds(self.ours),
            seconds(self.other),
            "" if goal is None else f"at most {goal:g}: {met}",
        )


def measure(comparison: Comparison) -> Result:
    """Run both in turn; a first round warms the file cache and is not counted.

    Raises:
        NotMeasuredError: One of them could not be run or made something else.
    """
    ours, other = comparison.ours, comparison.other
    _ = other.run(), ours.run()
    times = [(ours.run(), other.run()) for _ in range(comparison.rounds)]
    return Result(comparison, *zip(*times, strict=True))


def seconds(times: Sequence[float]) -> str:
    """Say the median and the range."""
    middle = statistics.median(times)
    return f"{middle:.3f} s ({min(times):.3f} to {max(times):.3f})"


def row(*cells: str) -> str:
    """Lay out six cells under each other."""
    widths = (42, 6, 18, 27, 27, 0)
    return " ".join(
        f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)
    )
