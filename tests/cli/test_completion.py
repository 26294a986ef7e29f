"""Real shells complete what `syllabus completion` teaches them."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from syllabus.cli import COMMANDS, program
from syllabus.core.diagnostics import CODES
from syllabus.jobs.build import OUTPUTS

BIN = Path(sys.executable).parent
NAME = "syllabus"
END = "\x01printf '(%s)' \x05; echo q''q\r"
"""From the beginning of the line to its end: its words are shown, and then “qq”."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with courses and other things, and no settings of anybody's."""
    for name in ("cs101", "my cs102", "other/cs103"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "course.yaml").touch()
    (tmp_path / "cs104.yaml").touch()
    (tmp_path / "cs104.txt").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TERM", "dumb")
    for shell in ("bash", "zsh", "fish"):
        script = CliRunner().invoke(program, ["completion", shell]).stdout
        (tmp_path / f".{shell}").write_text(script, "utf-8")
    return tmp_path


def typed(command: list[str], setup: str, keys: str) -> str:
    """What a shell shows on a terminal after some keys."""
    terminal, its = pty.openpty()
    shell = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    try:
        os.write(terminal, f"{setup}; printf '%s' rea; echo dy\r".encode())
        _until(terminal, "ready")
        os.write(terminal, f"{keys}{END}".encode())
        return _until(terminal, "qq")
    finally:
        shell.kill()
        shell.wait()
        os.close(terminal)


def _until(terminal: int, wanted: str) -> str:
    """What comes from a terminal until a word does, which no typed line holds."""
    shown = ""
    while wanted not in shown.split("(%s)")[-1]:
        assert select.select([terminal], [], [], 60)[0], shown
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown.split("(%s)")[-1]


def completed_by_bash(keys: str) -> list[str]:
    """The words of a line of bash, which ends with TAB or M-* (all completions)."""
    setup = "PS1=; bind 'set enable-bracketed-paste off'; . ./.bash"
    shown = typed(["bash", "--norc", "--noprofile", "-i"], setup, keys)
    return shown[shown.index("(") + 1 : shown.rindex(")")].split(")(")


ALL = "\x1b*"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("expl\t", ["explain"]),
        ("explain meeting-on-h\t", ["explain", "meeting-on-holiday"]),
        ("check --format gi\t", ["check", "--format", "github"]),
        ("check cs101\t", ["check", "cs101"]),
        ("check my\t", ["check", "my cs102"]),
        ("check other/\t", ["check", "other/cs103"]),
        ("schema --write cs104\t", ["schema", "--write", "cs104.yaml"]),
        ("build --only html,pa\t", ["build", "--only", "html,packet"]),
        ("build --theme la\t", ["build", "--theme", "large"]),
        ("theme copy mo\t", ["theme", "copy", "modern"]),
        (ALL, [*COMMANDS]),
        (f"explain {ALL}", ["explain", *CODES]),
        (f"check cs10{ALL}", ["check", "cs101", "cs104.yaml"]),
    ],
)
def test_bash_completes(place: Path, keys: str, words: list[str]) -> None:
    found = completed_by_bash(f"{NAME} {keys}")

    assert sorted(word.rstrip("/") for word in found) == sorted([NAME, *words])


@pytest.mark.needs("zsh")
@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("syllabus expl\t", "(syllabus)(explain)"),
        ("syllabus check cs104\t", "(syllabus)(check)(cs104.yaml)"),
        ("syllabus check my\t", "(syllabus)(check)(my cs102"),
        ("syllabus explain meeting-on-h\t", "(syllabus)(explain)(meeting-on-holiday)"),
    ],
)
def test_zsh_completes(place: Path, keys: str, words: str) -> None:
    setup = "PS1=; autoload -U compinit; compinit -u -D; bindkey -e; . ./.zsh"

    assert words in typed(["zsh", "-f", "-i"], setup, keys)


def completed_by_fish(line: str) -> set[str]:
    script = 'source ./.fish; complete -C "$argv"'
    shown = subprocess.run(
        ["fish", "--no-config", "-c", script, line],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return {one.partition("\t")[0] for one in shown.splitlines()}


@pytest.mark.needs("fish")
def test_fish_completes(place: Path) -> None:
    assert completed_by_fish("syllabus ") == set(COMMANDS)
    assert completed_by_fish("syllabus explain ") == set(CODES)
    assert completed_by_fish("syllabus check cs") == {"cs101/", "cs104.yaml"}
    assert completed_by_fish("syllabus build --only html,") == {
        f"html,{name}" for name in OUTPUTS if name != "html"
    }
