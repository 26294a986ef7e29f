"""Time the program against other ways to the same result: `make bench`.

Whole processes are timed, ours and the other in turn, so that what else the machine
does hits both. A ratio is ours over the other's: 0.1 is ten times as fast. Seconds are
of this machine and this hour; between runs compare ratios only.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import rivals
from tests.bench.timing import (
    Comparison,
    Job,
    NotInstalledError,
    NotMeasuredError,
    measure,
    row,
)
from tests.needs import SHARED, why_missing

SYLLABUS = str(Path(sys.executable).with_name("syllabus"))
PAGE = SHARED / "courses" / "dlsys-2017" / "schedule.md"
SLIDES = 476

HEADINGS = row("ours / other", "ratio", "(range)", "ours", "other", "goal")


def main() -> int:
    """Print one row a comparison; exit 1 if a run failed or a goal was missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="timed runs of each")
    rounds = parser.parse_args().rounds
    if reason := why_missing("shared"):
        parser.error(reason)
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        comparisons = prepare(Path(folder), rounds)
        print(HEADINGS)
        for comparison in comparisons:
            try:
                result = measure(comparison)
            except NotMeasuredError as reason:
                print(f"{comparison.name}: not measured: {reason}", flush=True)
                fine = fine and isinstance(reason, NotInstalledError)
            else:
                print(result.row(), flush=True)
                fine = fine and result.is_met
    return 0 if fine else 1


def prepare(work: Path, rounds: int) -> list[Comparison]:
    """Lay out a course from the real schedule page, and what the others do with it.

    Args:
        work: An empty folder.
        rounds: How often each is timed; what takes tens of seconds is timed twice.
    """
    cache, out, course = work / "cache", work / "out", work / "dlsys-2017"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}

    def ours(result: str, *options: str, cold: bool = True, pages: int = 1) -> Job:
        """Build the course; cold means with nothing kept from an earlier build."""
        build = [SYLLABUS, "build", str(course), "--out", str(out), "--quiet", *options]
        return Job(
            command=build,
            environment=environment,
            before=(lambda: remove(cache, out)) if cold else None,
            result=out / course.name / result,
            pages=pages,
        )

    import_page = [SYLLABUS, "import", str(PAGE), "-o", str(course)]
    Job(command=import_page, environment=environment).run()
    schedule = rivals.read_schedule(PAGE)
    return [
        Comparison(
            "packet / qpdf --pages",
            ours=ours("packet.pdf", "--only", "packet", pages=SLIDES),
            other=rivals.qpdf_merge(schedule, work / "qpdf"),
            rounds=rounds,
        ),
        Comparison(
            "packet / latexmk with pdfpages",
            ours=ours("packet.pdf", "--only", "packet", pages=SLIDES),
            other=rivals.latexmk_packet(schedule, work / "latexmk"),
            rounds=min(rounds, 2),
            at_most=0.1,
        ),
        Comparison(
            "handout / pdflatex twice",
            ours=ours("syllabus.pdf", "--only", "syllabus"),
            other=rivals.pdflatex_handout(schedule, work / "pdflatex"),
            rounds=rounds,
        ),
        Comparison(
            "build with nothing to do / python -c pass",
            ours=ours("packet.pdf", cold=False, pages=SLIDES),
            other=Job(command=[sys.executable, "-c", "pass"], environment=environment),
            rounds=3 * rounds,
            at_most=10,
        ),
    ]


def remove(*folders: Path) -> None:
    """Remove folders that may not be there."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
