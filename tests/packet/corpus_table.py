"""Print what becomes of each file of ../shared/corpus as a deck, and a table by folder.

`python -m tests.packet.corpus_table` prints both, with `--summary` the second alone.
"""

import io
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pikepdf

from syllabus.packet.deck import DeckState, inspect_deck
from syllabus.packet.opening import DeckRefused
from syllabus.packet.prepare import prepare_deck
from syllabus.packet.tags import Origin, Tagging
from tests.needs import SHARED

STATES = ("ready", "locked", "damaged", "not-pdf", "too-large")


class Row(NamedTuple):
    """A file: its folder and name, its state, and what it gave.

    ``tags`` says who made its tags, empty if it has none; ``sound`` whether they fall
    short of nothing; ``seconds`` how long it took.
    """

    folder: str
    name: str
    state: str
    pages: int
    problem: str
    tags: str
    sound: bool
    titles: bool
    seconds: float


def row_of(path: Path) -> Row:
    start = time.monotonic()
    facts = inspect_deck(path)
    state, problem = str(facts.state), facts.reason
    pages, tags, sound, titles = 0, "", False, False
    if facts.state is DeckState.READY:
        try:
            prepared = prepare_deck(path, tagging=Tagging("en"))
        except DeckRefused as refused:  # it looked sound
            state, problem = str(refused.state), refused.reason
        else:
            pages = prepared.pages
            assert prepared.tags is not None
            tags, sound = str(prepared.tags.origin), not prepared.tags.shortfalls
            titles = not facts.bookmarks and _has_bookmarks(prepared.data)
    folder = path.parent.name
    seconds = time.monotonic() - start
    return Row(folder, path.name, state, pages, problem, tags, sound, titles, seconds)


def _has_bookmarks(data: bytes) -> bool:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "/Outlines" in pdf.Root


def summary(rows: list[Row]) -> list[str]:
    """Count files and pages by folder; a Markdown table."""
    heads = ["folder", "files", "pages", *STATES, *Origin, "sound", "titles"]
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    for folder in [*dict.fromkeys(row.folder for row in rows), "in all"]:
        own = [row for row in rows if folder in {row.folder, "in all"}]
        states = Counter(row.state for row in own)
        cells = [folder, len(own), sum(row.pages for row in own)]
        cells += [states[state] for state in STATES]
        tags = Counter(row.tags for row in own)
        cells += [tags[origin] for origin in Origin]
        cells += [sum(row.sound for row in own), sum(row.titles for row in own)]
        lines.append(" | ".join(map(str, cells)))
    return [f"| {line} |" for line in lines]


def main() -> None:
    with ProcessPoolExecutor() as processes:
        paths = sorted((SHARED / "corpus").glob("*/*.pdf"))
        rows = list(processes.map(row_of, paths, chunksize=8))
    if "--summary" not in sys.argv:
        for row in rows:
            what = row.problem or f"{row.pages} pages"
            tags = f", {row.tags}" if row.tags else ""
            print(f"{row.folder}/{row.name}: {what}{tags}, {row.seconds:.1f} s")
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()
