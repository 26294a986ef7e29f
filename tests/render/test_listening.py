"""In every theme and language all can be heard, and passes checks that are not ours.

Themes and languages that come later are tried without a word here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from syllabus.core.language import languages
from syllabus.core.theme import USUAL, look_of
from syllabus.jobs.load import look_over
from syllabus.jobs.preview import course_view
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import render_pdf
from syllabus.render.structure import Structure, placed
from syllabus.render.themes import shipped_themes
from tests.courses.hard import TONGUES, hard_course, write_hard_course

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from tests.verapdf import Verapdf

NOW = dt.datetime(2026, 8, 1)  # noqa: DTZ001 - local, as views take it
PROSE = """\
As $n \\to \\infty$, `cost(n)` grows; *see* [the notes](https://example.org/notes).

| Work | Days |
| --- | --- |
| Essay | 3 |

1. one
   - within
2. two

```python
def cost(n): return n
```

$$ \\sum_{i=1}^n i = \\frac{n(n+1)}{2} $$
"""
RUNNING = re.compile(
    r"Page \d+ of \d+|Fall 2026|MATH-CS 4711|Made from course.yaml, version"
)
LINTER = """
import json, runpy, sys, warnings
warnings.simplefilter("ignore")
lint = runpy.run_path(sys.argv[1])["lint"]
print(json.dumps({path: lint(path) for path in sys.argv[2:]}))
"""


@dataclass(frozen=True)
class Heard:
    """A handout on the disk, and the texts on it that are artifacts."""

    pdf: Path
    page: Path
    artifacts: tuple[str, ...]


def subject_of(folder: Path, language: str) -> Subject:
    """A course of every kind of section, not long, in a language."""
    tongue = "ar" if language == "ar" else "en"
    course = hard_course(TONGUES[tongue])
    shorter = {
        "language": language,
        "outcomes": ["Prove that $a < b$", "Say so"],
        "accessibility": {"text": PROSE},
        "assignments": course["assignments"][:4],
        "schedule": course["schedule"][:9],
        "staff": course["staff"][:2],
        "term": course["term"] | {"last_day": "2026-09-18", "finals": None},
    }
    loaded = look_over(write_hard_course(folder, tongue, **shorter))
    assert loaded.subject, loaded.problems
    assert not loaded.failed, loaded.problems
    return loaded.subject


def handouts(subject: Subject, folder: Path, artifacts: list[str]) -> Iterator[Heard]:
    """The handout in each theme; ``artifacts`` is filled as pages are printed."""
    view = course_view(subject, NOW)
    for theme in shipped_themes():
        look = look_of(subject.course, replace(subject.files.themes, chosen=theme))
        page = folder / f"{theme}.html"
        page.write_text(render_handout_html(view, look), "utf-8")
        artifacts.clear()
        result = render_pdf(page.read_text("utf-8"), course_folder=folder)
        assert not result.blocked + result.warnings
        assert result.findings == ()
        pdf = folder / f"{theme}.pdf"
        pdf.write_bytes(result.data)
        yield Heard(pdf, page, tuple(artifacts))


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Heard]:
    put_aside, artifacts = Structure._put_aside, list[str]()

    def listing(self: Structure, box: Any) -> None:
        artifacts.append(getattr(placed(box), "text", ""))
        put_aside(self, box)

    folder, found = tmp_path_factory.mktemp("heard"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Structure, "_put_aside", listing)
        for language in languages():
            subject = subject_of(folder / language, language)
            for one in handouts(subject, folder / language, artifacts):
                found[f"{language} {one.pdf.stem}"] = one
    return found


@pytest.mark.needs("shared", "java", "noto")
def test_every_handout_passes_a_validator(
    heard: dict[str, Heard], verapdf: Verapdf
) -> None:
    reports = verapdf.check([one.pdf for one in heard.values()])

    assert [report for report in reports if not report["compliant"]] == []
    assert len(reports) == len(languages()) * len(shipped_themes())


@pytest.mark.needs("shared", "noto")
def test_every_page_passes_the_lint(heard: dict[str, Heard], shared: Path) -> None:
    tool = shared / "tools" / "lint_html.py"
    pages = [one.page for one in heard.values()]
    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(partial(linted, tool), (pages[::2], pages[1::2]))
        found = {page: told for half in halves for page, told in half.items()}

    assert len(found) == len(heard)
    assert {page: told for page, told in found.items() if told} == {}


def linted(tool: Path, pages: list[Path]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = json.loads(
        _said_by(sys.executable, "-c", LINTER, tool, *pages)
    )
    return told


@pytest.mark.needs("pdftotext", "pdfinfo", "noto")
def test_nothing_is_out_of_reach_but_artifacts(heard: dict[str, Heard]) -> None:
    # As ../shared/tools/coverage.py counts, which does not say what is missing.
    # Every theme in English, every language in one theme: for each word that it reads
    # from the tags, poppler goes through the whole page.
    some = {
        name: one
        for name, one in heard.items()
        if name.startswith("en ") or name.endswith(f" {USUAL}")
    }
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(some, pool.map(out_of_reach, some.values()), strict=True))

    for name, (missing, unpainted) in found.items():
        assert missing == letters("".join(heard[name].artifacts)), name
        assert not unpainted, name


def out_of_reach(one: Heard) -> tuple[Counter[str], Counter[str]]:
    """The letters that are painted and not in the tags, and the other way round."""
    painted = _said_by("pdftotext", one.pdf, "-")
    lines = _said_by("pdfinfo", "-struct-text", one.pdf)
    tagged = "".join(re.findall(r'^\s*"(.*)"$', lines, re.MULTILINE))
    return letters(painted) - letters(tagged), letters(tagged) - letters(painted)


def _said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def letters(text: str) -> Counter[str]:
    """Its letters, but for what pdftotext takes out or puts in.

    That is a hyphen at the end of a line, and marks for the direction of words; and for
    the joiner that stands for a part of a letter.
    """
    return Counter(re.sub(r"[\s\u202a-\u202e\u2060-]", "", text))


def test_only_what_runs_or_is_repeated_or_seen_is_an_artifact(
    heard: dict[str, Heard],
) -> None:
    for theme in shipped_themes():
        found = set(filter(None, map(str.strip, heard[f"en {theme}"].artifacts)))

        assert {text for text in found if not RUNNING.match(text)} <= {
            # The legend of the drawings, whose words say what its marks do.
            *("Lecture", "Lab", "Guest lecture", "No class", "Due"),
            # The heads of tables that go on on a further page.
            *("Week", "Date", "No.", "Topic", "Assignments"),
            *("Part of the work", "Share", "Assignment", "Out", "Weight"),
        }
