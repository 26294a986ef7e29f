"""A description is told of where it reaches nobody, and a picture where it has none."""

from pathlib import Path

import pytest

from tests.jobs.small import COURSE, build, lay_down
from tests.packet.tags.slides import BOX, IMAGE, TITLE, deck

ALT = """\
    decks:
      - file: slides/first.pdf
        alt:
          1: A grey square.
          1.2: Another.
          2 drawing: Boxes and arrows.
          99: A loss curve.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    text = COURSE.replace("    decks: slides/first.pdf\n", ALT)
    path = lay_down(tmp_path / "small", text)
    slides = deck((BOX, TITLE, IMAGE), (TITLE, IMAGE))
    (path.parent / "slides" / "first.pdf").write_bytes(slides)
    return path


def test_descriptions_of_pictures_that_are_not_there_are_told(course: Path) -> None:
    first, second = (build(course, only=("packet",)) for _ in range(2))

    lines = course.read_text().split("\n")
    found = {
        (lines[p.where.line - 1].strip().partition(":")[0], p.message)
        for p in first.problems
        if p.code == "alt-without-picture"
    }
    assert found == {
        ("1.2", "slide 1 of slides/first.pdf has no picture 2"),
        ("2 drawing", "slide 2 of slides/first.pdf has no drawing"),
        ("99", "slide 99 of slides/first.pdf has no picture 1"),
    }
    # what is taken from the cache is told of just the same
    assert second.problems == first.problems


def test_pictures_without_a_description_are_named(course: Path) -> None:
    built = build(course, only=("packet",))

    assert "figure without description (1: 2)" in built.notes[0]
