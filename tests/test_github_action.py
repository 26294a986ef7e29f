"""The workflow in docs/github-action.md does what the page says, step by step."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.needs import ROOT

PAGE = (ROOT / "docs" / "github-action.md").read_text("utf-8")
(BLOCK,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# GitHub reads YAML 1.2, where “on” is a word.
WORKFLOW: dict[str, Any] = yaml.load(BLOCK, Loader=yaml.BaseLoader)
STEPS = WORKFLOW["jobs"]["course"]["steps"]
RUN = {step["name"]: step["run"] for step in STEPS if "run" in step}
USED = {step["uses"].partition("@")[0]: step for step in STEPS if "uses" in step}
COURSE = WORKFLOW["env"]["COURSE"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a course, and what a step finds around it."""
    shutil.copytree(ROOT / "data" / "courses" / "starter", tmp_path / COURSE)
    monkeypatch.chdir(tmp_path)
    for name, value in WORKFLOW["env"].items():
        monkeypatch.setenv(name, value)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # the program is there already
    return tmp_path


def run(name: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does. Source: its workflow syntax, steps.shell."""
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", RUN[name]]
    return subprocess.run(script, capture_output=True, text=True, check=False)


def test_it_runs_at_every_push_and_reads_only() -> None:
    assert {"push", "pull_request"} <= set(WORKFLOW["on"])
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", s["uses"]) for s in USED.values())


def test_its_steps_build_a_course_and_keep_it(checkout: Path) -> None:
    for name in RUN:
        done = run(name)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        assert "::error" not in done.stdout

    kept = checkout / USED["actions/upload-artifact"]["with"]["path"]
    assert {"syllabus.pdf", "packet.pdf", "syllabus.html", "calendar.ics"} <= {
        path.name for path in (kept / COURSE).iterdir()
    }


def test_a_mistake_ends_the_run_at_its_line(checkout: Path) -> None:
    course = checkout / COURSE / "course.yaml"
    text = course.read_text("utf-8").replace("2027-01-18:", "2027-01-32:")
    course.write_text(text, "utf-8")
    line = text[: text.index("2027-01-32:")].count("\n") + 1
    done = run("Check")

    assert done.returncode == 1
    assert f"::error file={COURSE}/course.yaml,line={line}," in done.stdout


def test_the_cache_that_it_keeps_is_the_programs(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syllabus.jobs.cache import Cache

    monkeypatch.delenv("XDG_CACHE_HOME")
    kept = Path(USED["actions/cache"]["with"]["path"]).expanduser()

    assert Cache().folder.is_relative_to(kept)


@pytest.mark.parametrize("command", re.findall(r"`(syllabus [^`]*)`", PAGE))
def test_a_command_beside_it_is_one(checkout: Path, command: str) -> None:
    shutil.copytree(COURSE, f"courses/{COURSE}")
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
