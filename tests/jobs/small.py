"""A small course on disk, and builds of it."""

import datetime as dt
from pathlib import Path

from syllabus.jobs.build import Built, Order, build_course
from tests.packet.make import deck

COURSE = """\
title: Small
term: {name: Spring 2027, first_day: 2027-01-11, last_day: 2027-01-22}
pattern: {days: Mon/Wed, hours: 10:30-11:50}
timezone: America/Los_Angeles
schedule:
  - lecture: First
    decks: slides/first.pdf
  - Second
  - lecture: Third
    decks: slides/third.pdf
  - Fourth
"""

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def lay_down(folder: Path, text: str = COURSE) -> Path:
    """Write the course; the course file."""
    (folder / "slides").mkdir(parents=True)
    (folder / "slides" / "first.pdf").write_bytes(deck(2))
    (folder / "slides" / "third.pdf").write_bytes(deck(3))
    (folder / "course.yaml").write_text(text)
    return folder / "course.yaml"


def build(course: Path, now: dt.datetime = NOW, **more: object) -> Built:
    """Build both PDFs, or what is asked for."""
    more = {"only": ("syllabus", "packet"), **more}
    order = Order(course, course.parents[1] / "build", now, **more)  # type: ignore[arg-type]
    return build_course(order)
