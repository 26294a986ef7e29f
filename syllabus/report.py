"""What the program says: problems, for people and for programs, and progress."""

from __future__ import annotations

import contextlib
import json
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from syllabus.core.diagnostics import Severity, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.status import Status

    from syllabus.core.diagnostics import Diagnostic

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_WIDEST = 100


def print_problems(problems: Sequence[Diagnostic], form: str = "text") -> None:
    """Print problems on standard error; for programs, on standard output.

    Args:
        problems: In the order they are to be read.
        form: “text”; “json” for one array of objects; “github” for annotations.
    """
    if form == "json":
        click.echo(json.dumps([problem_data(p) for p in problems], indent=2))
        return
    if form == "github":
        for problem in problems:
            click.echo(_annotation(problem))
        return
    for problem in problems:
        click.echo(problem_text(problem), err=True)
    if problems:
        click.echo(tally(problems), err=True)


def problem_text(problem: Diagnostic) -> str:
    """A problem as a reader sees it: place, message, excerpt with a caret, hint."""
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
    where = click.style(_shown(problem.where), bold=True)
    lines = [f"{where}: {severity}: {_plain(problem.message)} [{problem.code}]"]
    if problem.excerpt.strip():
        lines += _excerpt(problem)
    if problem.hint:
        lines.append(f"  hint: {_plain(problem.hint)}")
    return "\n".join(lines)


def _shown(where: Where) -> str:
    """A place, its file named from the working directory."""
    return str(replace(where, file=shown_path(Path(where.file))))


def _excerpt(problem: Diagnostic) -> list[str]:
    """The line and a caret under its column; a long line is cut around it."""
    number, column = str(problem.where.line), problem.where.column - 1
    text = _plain(problem.excerpt.replace("\t", " "))
    start = max(0, column - _WIDEST // 2) if len(text) > _WIDEST else 0
    shown = text[start : start + _WIDEST]
    left, right = "…" if start else "", "…" if start + _WIDEST < len(text) else ""
    before = left + shown[: column - start]
    caret = click.style("^", fg=_COLOURS[problem.severity], bold=True)
    gutter = " " * len(number)
    return [
        f"  {number} | {left}{shown}{right}",
        f"  {gutter} | {' ' * _width(before)}{caret}",
    ]


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def _plain(text: str) -> str:
    """Text without characters that a terminal would obey."""
    return "".join(
        char if char.isprintable() or char == " " else "\ufffd" for char in text
    )


def problem_data(problem: Diagnostic) -> dict[str, str | int]:
    """A problem for programs, its file named from the working directory."""
    return {
        "file": _shown(Where(problem.where.file)),
        "line": problem.where.line,
        "column": problem.where.column,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
    }


def _annotation(problem: Diagnostic) -> str:
    """A problem as a workflow command, which GitHub shows beside the line.

    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    where = problem.where
    places = {"file": _shown(Where(where.file))}
    if where.line:
        places |= {"line": str(where.line), "col": str(where.column)}
    places["title"] = problem.code
    named = ",".join(
        f"{name}={_escaped(_escaped(value), ':,')}" for name, value in places.items()
    )
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"::{problem.severity} {named}::{_escaped(problem.message + hint)}"


def _escaped(text: str, signs: str = "%\r\n") -> str:
    """Text in which a command's own signs are written as codes."""
    return "".join(f"%{ord(c):02X}" if c in signs else c for c in text)


def tally(problems: Sequence[Diagnostic]) -> str:
    """“2 errors, 1 warning”."""
    counts = []
    for severity in Severity:
        number = sum(p.severity is severity for p in problems)
        if number:
            counts.append(f"{number} {severity}{'s' if number > 1 else ''}")
    return ", ".join(counts)


def shown_path(path: Path) -> str:
    """A path as it is printed: from the working directory where it lies below it."""
    with contextlib.suppress(ValueError, OSError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return str(path)


@contextlib.contextmanager
def progress(*, quiet: bool, verbose: bool) -> Iterator[Callable[[str], None]]:
    """Show steps while the work takes over a second, on a terminal only.

    With ``verbose`` each step is a line, wherever the output goes.
    """
    if verbose:
        yield lambda step: click.echo(f"… {step}", err=True)
    elif quiet or not (sys.stderr and sys.stderr.isatty()):
        yield lambda step: None  # noqa: ARG005
    else:
        with _Spinner() as spinner:
            yield spinner.tell


class _Spinner:
    """A line on the terminal that says what is being done, from the second second."""

    def __init__(self) -> None:
        from threading import Timer

        self._step = ""
        self._status: Status | None = None
        self._timer = Timer(1.0, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def _start(self) -> None:
        from rich.console import Console

        self._status = Console(stderr=True).status(self._step)
        self._status.start()

    def tell(self, step: str) -> None:
        self._step = step
        if self._status:
            self._status.update(step)

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._status:
            self._status.stop()
