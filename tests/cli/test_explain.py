"""A problem's code is explained where it was met."""

import subprocess
import sys

import pytest

from syllabus.core.diagnostics import CODES
from syllabus.jobs.explaining import explanation


def explain(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syllabus.cli", "explain", *words],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    said = explanation(code)

    assert said.startswith(f"*{CODES[code].capitalize()}")
    assert "###" not in said


def test_a_code_may_stand_in_its_brackets() -> None:
    done = explain("[missing-deck]")

    assert done.returncode == 0
    assert done.stdout.startswith("missing-deck\n\n*Warning")


def test_all_codes_are_listed() -> None:
    assert [line.split()[1] for line in explain().stdout.splitlines()] == list(CODES)


def test_a_misspelt_code_is_guessed() -> None:
    done = explain("mising-deck")

    assert done.returncode == 2
    assert "did you mean “missing-deck”?" in done.stderr
