"""Sets of real decks, laid out as courses: `python -m tests.bench.sets FOLDER NAME`.

Of a set repeated ten times every file is another, so that nothing that is kept under a
hash is found again. This is a process of its own: the one that measures stays small.
"""

import pickle
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from math import ceil
from pathlib import Path
from typing import NamedTuple

from syllabus.core.pages import page_map
from syllabus.core.view.packet import packet_view
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.deckwork import Tagging
from syllabus.jobs.files import Inputs
from syllabus.jobs.load import load_course
from syllabus.jobs.workers import Workers
from syllabus.packet.layout import deck_files, plan_packet
from syllabus.render.html import leaf_names, render_packet_html
from syllabus.render.pdf import render_packet_pdf
from tests.bench.stages import Laid
from tests.needs import SHARED

MOST_LECTURES = 30
"""Two a week for fifteen weeks: a longer packet has more decks to a lecture."""

COURSE = """\
title: Deep Learning Systems
term: {name: Spring 2017, first_day: 2017-03-27, last_day: 2017-07-07}
pattern: {days: Tue/Thu}
schedule:
"""
LECTURE = """\
  - topic: {topic}
    decks:
"""
DECK = """\
      - file: slides/{file}
        title: Slides of {topic}
"""


class DeckSet(NamedTuple):
    """A name, the decks' folder and how often the decks are repeated."""

    name: str
    folder: Path
    times: int


SETS = (
    DeckSet("12 decks", SHARED / "courses" / "dlsys-2017" / "pdf", 1),
    DeckSet("12 decks x 10", SHARED / "courses" / "dlsys-2017" / "pdf", 10),
    DeckSet("LaTeX x 10", SHARED / "courses" / "latex-decks", 10),
)


def lay_out(decks: DeckSet, folder: Path) -> None:
    """Make a course of a set, prepare its decks, and leave all of it in a folder."""
    write_course(decks, folder)
    with Workers() as workers:
        cache = Cache(folder / "cache")
        shop = Decks(folder, Inputs(), cache, workers)
        subject = load_course(folder / "course.yaml", shop).subject
        if subject is None:
            raise ValueError(f"the course of {decks.name} has mistakes")
        now = datetime(2017, 9, 1, tzinfo=UTC).replace(tzinfo=None)
        view = packet_view(subject, page_map(subject, now), now)
        files, html, leaves = (
            deck_files(view),
            render_packet_html(view),
            leaf_names(view),
        )
        plain = prepared(shop, files, None, folder / "prepared")
        tagging = dict.fromkeys(files, Tagging("en"))
        tagged = prepared(shop, files, tagging, folder / "tagged")
    front = render_packet_pdf(html, leaves)
    (folder / "front.pdf").write_bytes(front.data)
    laid = Laid(
        decks=tuple(folder / file for file in files),
        prepared=plain,
        tagged=tagged,
        plan=plan_packet(view, front.front_pages),
        html=html,
        leaves=leaves,
        front=folder / "front.pdf",
    )
    (folder / "laid.pickle").write_bytes(pickle.dumps(laid))


def write_course(decks: DeckSet, folder: Path) -> None:
    """Write a course file and its decks, each of them another by its last line."""
    (folder / "slides").mkdir(parents=True)
    text = COURSE
    files = sorted(decks.folder.glob("*.pdf"))
    each = ceil(len(files) * decks.times / MOST_LECTURES)
    copies = product(range(1, decks.times + 1), files)
    for number, (copy, source) in enumerate(copies):
        file = f"{source.stem}-{copy}.pdf"
        topic = f"{source.stem.replace('-', ' ').replace('_', ' ')} {copy}"
        if number % each == 0:
            text += LECTURE.format(topic=topic)
        text += DECK.format(topic=topic, file=file)
        data = source.read_bytes() + f"\n% {copy}\n".encode()
        (folder / "slides" / file).write_bytes(data)
    (folder / "course.yaml").write_text(text, "utf-8")


def prepared(
    shop: Decks, files: Sequence[str], tagging: dict[str, Tagging] | None, folder: Path
) -> tuple[Path, ...]:
    """Prepare decks, and write each to a file of its own."""
    folder.mkdir()
    paths = []
    for file, begun in shop.prepare(files, tagging).items():
        paths.append(folder / Path(file).name)
        paths[-1].write_bytes(shop.prepared(file, begun).data)
    return tuple(paths)


def main(folder: str, name: str) -> None:
    """Lay out the set of a name in a folder."""
    lay_out(next(one for one in SETS if one.name == name), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
