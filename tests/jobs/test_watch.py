"""What counts as a change of a course, and how long a watch waits for the next."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest

from syllabus.jobs import watch
from syllabus.jobs.build import Built, Order, build_course
from syllabus.jobs.watch import Sources, Watch
from syllabus.jobs.workers import Crew
from tests.jobs.small import COURSE, NOW, lay_down
from tests.packet.make import deck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syllabus.jobs.watch import Outcome, Seen


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with an included text and a deck that lies elsewhere."""
    course = lay_down(tmp_path / "place" / "small", COURSE + "policies:\n" + POLICY)
    (tmp_path / "elsewhere.pdf").write_bytes(deck(2))
    (course.parent / "slides" / "first.pdf").unlink()
    (course.parent / "slides" / "first.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (course.parent / "policies").mkdir()
    (course.parent / "policies" / "late.md").write_text("Late work is late.\n")
    return course


POLICY = "  - {title: Late work, include: late}\n"


def order_of(course: Path, only: tuple[str, ...] = ("html",)) -> Order:
    return Order(course, course.parents[1] / "build", NOW, only)


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    with Crew() as crew:
        yield crew


def built(course: Path, crew: Crew) -> tuple[Sources, Seen]:
    """The sources of the course, and what was read of them."""
    sources = Sources(course)
    before = sources.look()
    done = build_course(order_of(course), crew=crew)
    return sources, sources.as_read(before, done.inputs)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the course file": lambda f: (f / "course.yaml").write_text(COURSE),
    "no course file": lambda f: (f / "course.yaml").unlink(),
    "an included text": lambda f: (f / "policies" / "late.md").write_text("Never."),
    "a deck": lambda f: (f / "slides" / "third.pdf").write_bytes(deck(4)),
    "what a link leads to": lambda f: (f.parents[1] / "elsewhere.pdf").unlink(),
    "a new deck": lambda f: (f / "slides" / "new.pdf").write_bytes(deck(1)),
    "an institution's file": lambda f: (f.parent / "institution.yaml").write_text(""),
    "an own theme": lambda f: own_theme(f / "theme").write_text(""),
}


def own_theme(folder: Path) -> Path:
    folder.mkdir()
    return folder / "extra.css"


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_build_reads_or_misses_is_looked_at(
    course: Path, crew: Crew, change: str
) -> None:
    sources, before = built(course, crew)
    assert sources.look() == before

    CHANGES[change](course.parent)

    assert sources.look() != before


def test_what_no_build_reads_changes_nothing(course: Path, crew: Crew) -> None:
    sources, before = built(course, crew)
    folder = course.parent
    (folder / ".course.yaml.swp").write_text("swap")
    (folder / "slides" / "~first.pdf").write_text("swap")
    (folder / "notes.txt").write_text("notes")
    copy = folder / "copy"
    copy.write_bytes(course.read_bytes())
    copy.replace(course)

    assert sources.look() == before


def test_a_file_that_never_rests_is_built_even_so(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, now = Sources(course), itertools.count()
    versions = itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: next(now) / 100)
    monkeypatch.setattr(time, "sleep", lambda _: course.write_text(f"{next(versions)}"))

    sources.settled()  # comes to an end

    assert next(versions) > 1


def test_where_looking_takes_long_it_is_done_more_rarely(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources(course)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    sources.look()
    assert sources.pause == watch.LOOK_SECONDS

    now = itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: next(now) * 0.02)
    sources.look()

    assert sources.pause == pytest.approx(0.4)


class EnoughError(Exception):
    """The test has seen what it wanted."""


def test_the_rest_is_given_up_when_something_changes_meanwhile(
    course: Path, crew: Crew
) -> None:
    told: list[Built] = []
    ordered: list[tuple[str, ...]] = []

    def order(only: tuple[str, ...]) -> Order:
        ordered.append(only)
        if ordered == [("html",), ()]:
            # While the rest is begun: it reads the course as it is from now on.
            course.write_text(course.read_text().replace("Small", "Another"))
        return order_of(course, only or ("syllabus",))

    def tell(outcome: Outcome) -> None:
        assert isinstance(outcome, Built)
        told.append(outcome)
        if len(told) == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        Watch(course, order, crew, tell, ("html",)).run()

    assert ordered == [("html",), (), ("html",), ()]
    assert [path.name for built in told for path in built.outputs] == [
        *("syllabus.html", "syllabus.html", "syllabus.pdf")
    ]
