"""Time the program against other ways to the same result: `make bench`.

Ours and the other run in turn, so that what else the machine does hits both. A ratio is
ours over the other's: 0.1 is ten times as fast. Seconds are of this machine and this
hour; between runs compare ratios only. Under “starts” stands what ours begins with:
“cold” has nothing kept from an earlier build; “prepared” has its decks prepared, in a
process that has imported what it needs; “built” has had a build of all but one deck.
CPU is the processor's time in all processes; memory the most that one process has.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.bench import handout, mail, rivals
from tests.bench.stages import warm
from tests.bench.timing import (
    HEADINGS,
    Comparison,
    Goal,
    Job,
    NotInstalledError,
    NotMeasuredError,
    measure,
)
from tests.needs import ROOT, SHARED, why_missing

SYLLABUS = str(Path(sys.executable).with_name("syllabus"))
SAMPLE = ROOT / "data" / "courses" / "dlsys-2017"
PAGE = SHARED / "courses" / "dlsys-2017" / "schedule.md"

REAL, REAL_10, LATEX_10 = "12 decks", "12 decks x 10", "LaTeX x 10"
SLIDES = {REAL: 476, REAL_10: 4760, LATEX_10: 3080}


class Row(NamedTuple):
    """A stage that is measured on sets of decks."""

    stage: str
    name: str
    start: str = "prepared"
    most: float | None = None
    sets: tuple[str, ...] = (REAL, REAL_10, LATEX_10)
    writes: bool = True


ROWS = (
    Row("join", "links, outline, labels, footers", most=0.8),
    Row("front", "the same and front matter", most=1.2),
    Row("dedupe", "the same and deduplication", most=2),
    Row("tags", "the same with tags", most=4),
    Row("touched", "second build, one deck touched", "built", most=1.5),
    Row("read-back", "reading it back by pypdf", writes=False),
    Row("prepare", "preparing", "cold", sets=(REAL,), writes=False),
    Row("prepare-tagged", "preparing with tags", "cold", sets=(REAL,), writes=False),
)


def main() -> int:
    """Print one row a comparison; exit 1 if a run failed or a goal was missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="timed runs of each")
    parser.add_argument(
        "--only", action="append", default=[], help="a word in the names of rows"
    )
    choice = parser.parse_args()
    if reason := why_missing("shared"):
        parser.error(reason)
    fine = True
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        print(HEADINGS)
        for comparison in comparisons(Path(folder), choice.rounds, choice.only, stack):
            fine = show(comparison) and fine
            stack.close()
    return 0 if fine else 1


def show(comparison: Comparison) -> bool:
    """Print the row of a comparison; tell whether it is as it should be."""
    try:
        result = measure(comparison)
    except NotMeasuredError as reason:
        print(f"{comparison.name}: not measured: {reason}", flush=True)
        return isinstance(reason, NotInstalledError)
    print(result.row(), flush=True)
    return result.is_met


def comparisons(
    work: Path, rounds: int, words: list[str], stack: ExitStack
) -> Iterator[Comparison]:
    """Give what is to be measured.

    Args:
        work: An empty folder.
        rounds: How often each is timed; what takes tens of seconds is timed twice.
        words: One of them is in the name of each; none stands for all.
        stack: Closed when the one that was given last is done with.
    """
    for comparison in processes(work, rounds):
        if chosen(comparison.name, words):
            yield comparison
    yield from handout.comparisons(work, rounds, lambda name: chosen(name, words))
    yield from mail.comparisons(rounds, lambda name: chosen(name, words))
    for name, slides in SLIDES.items():
        rows = [row for row in ROWS if name in row.sets]
        wanted = [row for row in rows if chosen(row_name(row, name), words)]
        if not wanted:
            continue
        folder = laid_out(work, name)
        decks = sorted((folder / "slides").glob("*.pdf"))
        other = rivals.qpdf_merge(decks, folder / "qpdf.pdf", slides)
        for row in wanted:
            pages = slides if row.writes else 0
            ours = warm(folder, row.stage, folder / f"{row.stage}.pdf", pages)
            large = name != REAL
            yield Comparison(
                row_name(row, name),
                ours=stack.enter_context(ours),
                other=other,
                rounds=rounds,
                start=row.start,
                goal=Goal(row.most, 1.5 if row.writes else None) if large else Goal(),
            )
        shutil.rmtree(folder)


def row_name(row: Row, decks: str) -> str:
    """Name a row of a set of decks."""
    return f"{decks}: {row.name}"


def chosen(name: str, words: list[str]) -> bool:
    """Whether one of the words is in a name; if there are none, it is."""
    return not words or any(word in name for word in words)


def laid_out(work: Path, name: str) -> Path:
    """Lay out a set of decks, in a process of its own."""
    folder = work / name.replace(" ", "-")
    command = [sys.executable, "-m", "tests.bench.sets", str(folder), name]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def processes(work: Path, rounds: int) -> list[Comparison]:
    """Whole processes: a course from the real schedule page, and what others do."""
    cache, out, course = work / "cache", work / "out", work / "dlsys-2017"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    # An installed program has its bytecode, whatever is set here.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    deck = course / "slides" / "lecture3.pdf"
    versions = count(1)
    packet = ("packet.pdf", "--only", "packet")

    def cold() -> None:
        for folder in (cache, out):
            shutil.rmtree(folder, ignore_errors=True)

    def touch() -> None:
        with deck.open("ab") as file:
            file.write(f"\n% {next(versions)}\n".encode())

    def ours(
        result: str, *options: str, before: object = cold, pages: int = SLIDES[REAL]
    ) -> Job:
        """Build the course as a whole process."""
        build = [SYLLABUS, "build", str(course), "--out", str(out), "--quiet", *options]
        return Job(
            command=build,
            environment=environment,
            before=before if callable(before) else None,
            result=out / course.name / result,
            pages=pages,
        )

    import_page = [SYLLABUS, "import", str(PAGE), "-o", str(course)]
    Job(command=import_page, environment=environment).run()
    deck.chmod(0o644)
    schedule = rivals.read_schedule(PAGE)
    decks = [deck for entry in schedule for deck in entry.decks]
    qpdf = rivals.qpdf_merge(decks, work / "qpdf.pdf", SLIDES[REAL])
    nothing = [sys.executable, "-c", "pass"]
    return [
        Comparison(
            "build of a packet / qpdf",
            ours=ours(*packet),
            other=qpdf,
            rounds=rounds,
            start="cold",
            goal=Goal(8),
        ),
        Comparison(
            "build of a packet, one deck touched / qpdf",
            ours=ours(*packet, before=touch),
            other=qpdf,
            rounds=rounds,
            start="built",
            goal=Goal(4),
        ),
        Comparison(
            "build of a packet / latexmk with pdfpages",
            ours=ours(*packet),
            other=rivals.latexmk_packet(schedule, work / "latexmk"),
            rounds=min(rounds, 2),
            start="cold",
            goal=Goal(1 / 15),
        ),
        Comparison(
            "build of a handout / pdflatex twice",
            ours=ours("syllabus.pdf", "--only", "syllabus", pages=1),
            other=rivals.pdflatex_handout(schedule, work / "pdflatex"),
            rounds=rounds,
            start="cold",
        ),
        Comparison(
            "build with nothing to do / python -c pass",
            ours=ours("packet.pdf", before=None),
            other=Job(command=nothing, environment=environment),
            rounds=3 * rounds,
            start="built",
            goal=Goal(10),
        ),
        Comparison(
            "check of the sample course / python -c pass",
            ours=Job(command=[SYLLABUS, "check", str(SAMPLE)], environment=environment),
            other=Job(command=nothing, environment=environment),
            rounds=3 * rounds,
            start="built",
            goal=Goal(25),
        ),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
