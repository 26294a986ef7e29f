"""A course pays only for what it uses: slow libraries are imported where they serve."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SLOW = {"ziamath", "latex2mathml", "pygments", "citeproc", "bibtexparser"}

COURSE = """
title: Systems
term: {name: Spring 2017, first_day: 2017-03-28, last_day: 2017-03-28}
pattern: {days: Tue/Thu}
description: It costs US$5, and `x` is code.
policies: [{title: Late work, text: None.}]
"""
LAST = "schedule: [Introduction]\n"

SCRIPT = """
import datetime, pathlib, sys
from syllabus.core.editions import course_editions
from syllabus.core.pages import PageMap, page_map
from syllabus.core.view.handout import handout_view
from syllabus.jobs.load import look_over
from syllabus.render.html import render_handout_html

loaded = look_over(pathlib.Path(sys.argv[1]))
assert loaded.problems == [], loaded.problems
subject, now = loaded.subject, datetime.datetime(2017, 1, 1)
editions = course_editions(subject.course, subject.tables[0])
maps = [page_map(subject, now, edition) for edition in editions]
render_handout_html(handout_view(subject, PageMap.joined(maps), now))
print(*{name.partition(".")[0] for name in sys.modules})
"""


def imported(tmp_path: Path, more: str = "") -> set[str]:
    """The packages that were imported to read a course."""
    course = tmp_path / "course.yaml"
    course.write_text(COURSE + (more or LAST), "utf-8")
    (tmp_path / "r.bib").write_text("@book{a, title = {A}, year = 2000}", "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(course)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_a_plain_course_imports_none_of_them(tmp_path: Path) -> None:
    assert imported(tmp_path) & SLOW == set()


@pytest.mark.parametrize(
    ("more", "used"),
    [
        ("prerequisites: $x^2$\n" + LAST, {"ziamath", "latex2mathml"}),
        ('prerequisites: "```python\\nreturn\\n```"\n' + LAST, {"pygments"}),
        (
            "bibliography: r.bib\nschedule: [{topic: A, readings: '@a'}]\n",
            {"bibtexparser", "citeproc"},
        ),
    ],
)
def test_what_is_used_is_imported(tmp_path: Path, more: str, used: set[str]) -> None:
    assert imported(tmp_path, more) & SLOW == used
