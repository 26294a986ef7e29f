"""The examples in the docs run, and print what is shown.

A fence marked ``sh`` holds commands that succeed. In one marked ``console`` a line with
``$`` is a command, which may fail, and below it stands all that it prints, where … is
anything. The examples of a page run in order in a folder that begins with
what docs/commands.md promises: the course cs101, the sample course dlsys-2017, and the
files of tests/examples.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import pytest

from syllabus.cli import COMMANDS, main, program
from syllabus.errors import ExitCode
from syllabus.jobs.scaffold import lay_down
from tests.needs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_RUN = {
    "make build": "makes an environment",
    "make test": "is this",
    "make bench": "takes half an hour",
    "make bench ARGS='--rounds 2 --only \"12 decks:\"'": "measures",
    ". .venv/bin/activate": "the tests run in it",
    "syllabus watch cs101 --serve": "its port may be taken; without --serve it is run",
}
"""Examples that no test runs, and why."""

ENDLESS = {"syllabus watch cs101"}
"""Examples that end by Ctrl-C; they get it once they have said something."""

HOME_FOLDERS = (
    ".config/fish/completions",
    ".local/share/bash-completion/completions",
    ".zfunc",
)
"""What a person's home is to have: the folders of shells."""

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONTINUED = re.compile(r" *\\\n *")
COMMENT = re.compile(r"(^|\s)#.*")
FOR_A_SHELL = re.compile(r"[|&;<>$*~`]")


class Example(NamedTuple):
    """A command of a page, and what is shown of its output, if anything is."""

    where: str
    command: str
    shown: str | None


def examples(page: Path) -> Iterator[Example]:
    text = page.read_text("utf-8")
    for fence in FENCE.finditer(text):
        line = text.count("\n", 0, fence.start()) + 1
        where = f"{page.relative_to(ROOT)}:{line}"
        for command, shown in entries(fence[1], CONTINUED.sub(" ", fence[2])):
            if words := COMMENT.sub("", command).strip():
                yield Example(where, words, shown)


def entries(kind: str, body: str) -> Iterator[tuple[str, str | None]]:
    """The commands of a fence, each with what is shown of its output."""
    if kind == "sh":
        yield from ((line, None) for line in body.splitlines())
    elif kind == "console":
        for entry in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, shown = entry.partition("\n")
            yield command, shown


ALL = {page.name: found for page in PAGES if (found := list(examples(page)))}


EVERY = [example for found in ALL.values() for example in found]


@pytest.mark.parametrize("page", ALL)
def test_the_examples_of_a_page_do_what_it_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    lay_out({example.command for example in ALL[page]})

    for example in ALL[page]:
        if example.command not in NOT_RUN:
            try_out(example)


def lay_out(commands: set[str]) -> None:
    """Put into the current folder what a page's examples begin with."""
    shutil.copytree(ROOT / "tests" / "examples", ".", dirs_exist_ok=True)
    shutil.copytree(ROOT / "data" / "courses" / "dlsys-2017", "dlsys-2017")
    for folder in HOME_FOLDERS:
        Path("home", folder).mkdir(parents=True)
    if not any(command.startswith("syllabus new cs101") for command in commands):
        lay_down(Path("cs101"))


def try_out(example: Example) -> None:
    code, output = run(example)

    told = (
        f"{example.where}: {example.command}\nended with {code} and printed:\n{output}"
    )
    assert code == 0 if example.shown is None else code != ExitCode.BUG, told
    if example.shown is not None:
        assert re.fullmatch(pattern(example.shown), output, re.DOTALL), told


def run(example: Example) -> tuple[int, str]:
    """Run an example; give its exit code and all that it prints."""
    words = shlex.split(example.command)
    if example.command in ENDLESS:
        return run_until_it_speaks(words)
    if words[0] != "syllabus" or FOR_A_SHELL.search(example.command):
        return run_in_shell(example.command)
    return run_here(words)


def run_in_shell(command: str) -> tuple[int, str]:
    pipe, out = subprocess.PIPE, subprocess.STDOUT
    done = subprocess.run(
        command, shell=True, stdout=pipe, stderr=out, text=True, check=False
    )
    return done.returncode, done.stdout


def run_here(words: list[str]) -> tuple[int, str]:
    """Run our program in this process, where all has been imported already."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(output),
            pytest.raises(SystemExit) as stop,
        ):
            main()
    assert isinstance(stop.value.code, int)
    output.seek(0)
    return int(stop.value.code), output.read()


def run_until_it_speaks(words: list[str]) -> tuple[int, str]:
    """Run a program up to its first line; then Ctrl-C must end it as it ends others."""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    return process.returncode % 130, first + rest


def pattern(shown: str) -> str:
    """What output must match: a line … is any lines, and … in a line is anything."""
    lines = (
        "(?:[^\n]*\n)*?" if line == "…\n" else re.escape(line).replace("…", "[^\n]*")
        for line in shown.splitlines(keepends=True)
    )
    return "".join(lines)


def test_every_command_has_an_example_that_is_run() -> None:
    shown = [e.command for e in EVERY if e.command not in NOT_RUN]
    without = [
        name
        for name in commands()
        if not any(re.search(rf"(^|& ){name}(?= |$)", line) for line in shown)
    ]

    assert not without, (
        "no page in docs has an example of these in a fence marked sh or console: "
        + ", ".join(without)
    )


def commands() -> Iterator[str]:
    """All commands as they are called, those of groups one by one."""
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        below = command.commands if isinstance(command, click.Group) else [""]
        yield from (f"syllabus {name} {other}".rstrip() for other in below)


def test_what_is_not_run_is_still_in_the_docs() -> None:
    assert set(NOT_RUN) | ENDLESS <= {example.command for example in EVERY}


def test_every_command_of_a_page_is_in_a_fence_that_is_run() -> None:
    stray = [
        f"{page.relative_to(ROOT)}: {line}"
        for page in PAGES
        for fence in FENCE.finditer(page.read_text("utf-8"))
        if fence[1] not in {"sh", "console"}
        for line in fence[2].splitlines()
        if re.match(r"(\$ )?syllabus ", line)
    ]

    assert not stray, "mark these fences sh or console"
