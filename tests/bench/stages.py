"""Stages of a packet's making, each timed in a warm process of its own.

`python -m tests.bench.stages FOLDER STAGE TARGET` gets ready, says so with a line, and
then runs the stage once for each line that it reads; it answers with what that cost.
Nothing of the project is imported at the top: the process that measures stays small.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.timing import KILOBYTES, Cost, NotMeasuredError, check_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.packet.plan import PacketPlan


@dataclass(frozen=True)
class Laid:
    """A set laid out: its decks, the same prepared, and its packet.

    ``plan`` is of the packet with front matter, ``leaves`` and ``html`` are its.
    """

    decks: tuple[Path, ...]
    prepared: tuple[Path, ...]
    tagged: tuple[Path, ...]
    plan: PacketPlan
    html: str
    leaves: tuple[str, ...]
    front: Path


def load(folder: Path) -> Laid:
    """Read what `lay_out` left in a folder."""
    laid: Laid = pickle.loads((folder / "laid.pickle").read_bytes())
    return laid


@dataclass(frozen=True)
class Stage:
    """A stage that a process is ready to run, and what it then makes, if a file."""

    process: subprocess.Popen[str]
    result: Path | None
    pages: int

    def run(self) -> Cost:
        """Run it once."""
        source, answers = self.process.stdin, self.process.stdout
        assert source
        assert answers
        with suppress(BrokenPipeError):  # the answer is then empty
            os.write(source.fileno(), b"\n")
        answer = answers.readline().split()
        if not answer:
            raise NotMeasuredError("the stage failed")
        check_pages(self.result, self.pages)
        return Cost(float(answer[0]), float(answer[1]), int(answer[2]))


@contextmanager
def warm(folder: Path, stage: str, target: Path, pages: int) -> Iterator[Stage]:
    """Start a process that is ready for a stage; end it at the end.

    ``pages`` is how many the result has at least, 0 for a stage that writes none.
    """
    command = [sys.executable, "-m", __name__, str(folder), stage, str(target)]
    pipe = subprocess.PIPE
    result = target if pages else None
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield Stage(process, result, pages)
        finally:
            process.kill()


def joining(folder: Path, target: Path) -> Callable[[], None]:
    """Join prepared decks with links, outline, labels and footers, and no more."""
    from syllabus.packet.assemble import write_packet
    from syllabus.packet.font import FooterFont
    from syllabus.packet.plan import FRONT, LabelRange, LabelStyle

    laid, font = ready(folder)
    runs = tuple(run for run in laid.plan.runs if run.source != FRONT)
    first = 0
    starts = {}
    for run in runs:
        starts[run.source], first = first, first + run.count
    plan = replace(
        laid.plan,
        runs=runs,
        bookmarks=tuple(
            type(laid.plan.bookmarks[0])(f"Deck {source}", page, deck=source)
            for source, page in starts.items()
        ),
        labels=(LabelRange(0, LabelStyle.DECIMAL),),
        destinations={f"deck-{source}": page for source, page in starts.items()},
        contents_page=0,
    )

    def stage() -> None:
        cut = FooterFont(font, plan.footer_texts())
        with target.open("w+b") as out:
            write_packet(out, None, laid.prepared, plan, cut, merge_equal=False)

    return stage


def with_front(folder: Path, target: Path) -> Callable[[], None]:
    """The same and the front matter, which is typeset in the run."""
    return _whole(folder, target, merge_equal=False)


def with_dedupe(folder: Path, target: Path) -> Callable[[], None]:
    """The same and deduplication."""
    return _whole(folder, target)


def with_tags(folder: Path, target: Path) -> Callable[[], None]:
    """The same with the tags of decks that were tagged when they were prepared."""
    return _whole(folder, target, tagged=True)


def _whole(
    folder: Path, target: Path, *, merge_equal: bool = True, tagged: bool = False
) -> Callable[[], None]:
    from syllabus.packet.assemble import write_packet
    from syllabus.packet.font import FooterFont
    from syllabus.render.pdf import render_packet_pdf, warm_up

    laid, font = ready(folder)
    warm_up()
    decks = laid.tagged if tagged else laid.prepared

    def stage() -> None:
        front = render_packet_pdf(laid.html, laid.leaves)
        cut = FooterFont(font, laid.plan.footer_texts())
        given = (front.data, decks, laid.plan, cut)
        with target.open("w+b") as out:
            write_packet(out, *given, merge_equal=merge_equal)

    return stage


def touched(folder: Path, target: Path) -> Callable[[], None]:
    """Prepare one deck and join; all else is there from the build before."""
    from syllabus.packet.assemble import write_packet
    from syllabus.packet.font import FooterFont
    from syllabus.packet.prepare import prepare_deck

    laid, font = ready(folder)
    cut = FooterFont(font, laid.plan.footer_texts())
    old = laid.prepared[0]
    new = old.with_name("touched.pdf")

    def stage() -> None:
        new.write_bytes(prepare_deck(laid.decks[0].read_bytes()).data)
        decks = (new, *laid.prepared[1:])
        with target.open("w+b") as out:
            write_packet(out, laid.front, decks, laid.plan, cut)

    return stage


def reading_back(folder: Path, target: Path) -> Callable[[], None]:
    """Read a packet back that is whole."""
    from syllabus.packet.verify import read_back

    laid, _ = ready(folder)
    with_dedupe(folder, target)()
    data = target.read_bytes()

    def stage() -> None:
        if differences := read_back(data, laid.plan):
            raise ValueError(differences[0])

    return stage


def preparing(folder: Path, _target: Path) -> Callable[[], None]:
    """Prepare every deck, one after another."""
    from syllabus.packet.prepare import prepare_deck

    laid, _ = ready(folder)

    def stage() -> None:
        for deck in laid.decks:
            prepare_deck(deck)

    return stage


def preparing_tagged(folder: Path, _target: Path) -> Callable[[], None]:
    """Prepare every deck with tags, one after another."""
    from syllabus.packet.prepare import prepare_deck
    from syllabus.packet.tags import Tagging

    laid, _ = ready(folder)

    def stage() -> None:
        for deck in laid.decks:
            prepare_deck(deck, tagging=Tagging("en"))

    return stage


def ready(folder: Path) -> tuple[Laid, bytes]:
    """What `sets` left in a folder, and the font of footers."""
    from syllabus.render.folder import footer_font

    return load(folder), footer_font()


STAGES = {
    "join": joining,
    "front": with_front,
    "dedupe": with_dedupe,
    "tags": with_tags,
    "touched": touched,
    "read-back": reading_back,
    "prepare": preparing,
    "prepare-tagged": preparing_tagged,
}


def serve(stage: Callable[[], None]) -> None:
    """Run a stage for each line that comes in."""
    print(flush=True)
    for _ in sys.stdin:
        forget_peak()
        start, cpu = time.perf_counter(), time.process_time()
        stage()
        spent = time.perf_counter() - start, time.process_time() - cpu
        print(*spent, peak(), flush=True)


def forget_peak() -> None:
    """Begin anew to count the most memory, where the system can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def peak() -> int:
    """The most bytes of memory this process had since then."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES


if __name__ == "__main__":
    serve(STAGES[sys.argv[2]](Path(sys.argv[1]), Path(sys.argv[3])))
