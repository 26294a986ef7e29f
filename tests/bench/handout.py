"""Handouts of 20, 200 and 2,000 rows, cold and warm, against pdflatex and typst.

`python -m tests.bench.handout FOLDER` gets ready, says so with a line, and then makes
the handout of the folder's course once for each line that it reads: a warm rebuild, of
a course file that has changed.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import rivals
from tests.bench.stages import Stage
from tests.bench.timing import KILOBYTES, Comparison, Goal, Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = (20, 200, 2000)
SYLLABUS = str(Path(sys.executable).with_name("syllabus"))
# Enough patterns side by side for 2,000 meetings in a year.
_A_DAY = 10

TYPST = """\
#set page(margin: 2cm)
#set document(title: "Deep Learning Systems")
= Deep Learning Systems
== Description
{prose}
== Schedule
#table(columns: (auto, 1fr, 5cm), table.header[Date][Topic][Slides],
{rows}
)
"""
COMPILE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


def comparisons(
    work: Path, rounds: int, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[Comparison]:
    """Each number of rows: cold against both, warm against pdflatex.

    Args:
        work: A folder for all of it.
        rounds: How often each is timed; the longest twice.
        wanted: Whether rows of a name are to be measured.
    """
    for rows in ROWS:
        name = f"handout of {rows} rows"
        if not wanted(name):
            continue
        folder = work / f"handout-{rows}"
        write_course(folder / "course", rows)
        times = rounds if rows < max(ROWS) else min(rounds, 2)
        latex = pdflatex(folder / "latex", rows)
        few = rows == min(ROWS)
        cold, warm_goal = Goal(2 if few else None), Goal(1 if few else None)
        yield Comparison(
            f"{name} / pdflatex twice", ours(folder), latex, times, "cold", cold
        )
        if importlib.util.find_spec("typst"):
            other = typst(folder / "typst", rows)
            yield Comparison(f"{name} / typst", ours(folder), other, times, "cold")
        with warm(folder) as stage:
            yield Comparison(
                f"{name} / pdflatex twice", stage, latex, times, "warm", warm_goal
            )


def ours(folder: Path) -> Job:
    """Build the handout with nothing kept from before."""
    cache, out = folder / "cache", folder / "out"

    def cold() -> None:
        for one in (cache, out):
            shutil.rmtree(one, ignore_errors=True)

    build = [SYLLABUS, "build", str(folder / "course"), "--out", str(out)]
    return Job(
        [*build, "--quiet", "--only", "syllabus"],
        {**os.environ, "XDG_CACHE_HOME": str(cache)},
        before=cold,
        result=out / "course" / "syllabus.pdf",
        pages=1,
    )


@contextmanager
def warm(folder: Path) -> Iterator[Stage]:
    """Start a process that has made the handout once; end it at the end."""
    command = [sys.executable, "-m", __name__, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield Stage(process, folder / "warm.pdf", 1)
        finally:
            process.kill()


def write_course(folder: Path, rows: int) -> None:
    """Write a course of so many lectures, with a link each and an assignment in ten."""
    folder.mkdir(parents=True)
    at_once = 1 if rows <= 200 else _A_DAY
    first = date(2018, 1, 1)
    days = rows // at_once
    last = first + timedelta(days=(days - 1) // 5 * 7 + (days - 1) % 5)
    hours = [f"{8 + n}:00-{8 + n}:50" for n in range(at_once)]
    lines = [
        "title: Deep Learning Systems",
        f"term: {{name: Spring 2018, first_day: {first}, last_day: {last}}}",
        "pattern:",
        *(f"  - {{days: Mon-Fri, hours: {one}}}" for one in hours),
        "description: >",
        f"  {' '.join(rivals.PROSE.split()) * 4}",
        "schedule:",
    ]
    for number in range(1, rows + 1):
        lines.append(f"  - topic: Topic {number} of the course and what it is about")
        lines.append(
            f"    links: {{title: Slides {number}, link: https://example.org/{number}}}"
        )
    (folder / "course.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def entries(rows: int) -> list[rivals.Entry]:
    """The rows of the same schedule for the others."""
    return [
        rivals.Entry(
            f"April {number % 30 + 1}",
            f"Topic {number} of the course and what it is about",
            (Path(f"slides{number}.pdf"),),
        )
        for number in range(1, rows + 1)
    ]


def pdflatex(folder: Path, rows: int) -> Job:
    """A like document by pdflatex, run twice."""
    return rivals.pdflatex_handout(entries(rows), folder)


def typst(folder: Path, rows: int) -> Job:
    """A like document by typst."""
    folder.mkdir()
    lines = [
        f'[{entry.date}], [{entry.topic}], link("https://example.org")[{deck.name}],'
        for entry in entries(rows)
        for deck in entry.decks
    ]
    source, result = folder / "handout.typ", folder / "handout.pdf"
    source.write_text(TYPST.format(prose=rivals.PROSE * 4, rows="\n".join(lines)))
    command = [sys.executable, "-c", COMPILE, str(source), str(result)]
    return Job(command, os.environ, result=result, pages=1)


def main() -> None:
    """Make the handout once for each line that is read."""
    from syllabus.core.theme import look_of
    from syllabus.jobs.load import look_over
    from syllabus.jobs.preview import course_view
    from syllabus.render.html import render_handout_html
    from syllabus.render.pdf import render_pdf

    folder = Path(sys.argv[1])
    now = datetime(2018, 1, 1, tzinfo=UTC).replace(tzinfo=None)

    def rebuild() -> None:
        subject = look_over(folder / "course" / "course.yaml").subject
        assert subject
        look = look_of(subject.course, subject.files.themes)
        html = render_handout_html(course_view(subject, now), look)
        (folder / "warm.pdf").write_bytes(render_pdf(html).data)

    rebuild()
    print("ready", flush=True)
    for _ in sys.stdin:
        start, cpu = time.perf_counter(), time.process_time()
        rebuild()
        seconds, used = time.perf_counter() - start, time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES
        print(seconds, used, memory, flush=True)


if __name__ == "__main__":
    main()
