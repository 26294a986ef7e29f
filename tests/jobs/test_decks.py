"""Decks as a build makes them ready: forms printed, titles read, none lost by it."""

import io
import os
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from syllabus.jobs import decks, deckwork
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Begun, DeckFailedError, Decks
from syllabus.jobs.deckwork import Prepared, Tagging, Wish
from syllabus.jobs.files import Inputs
from syllabus.jobs.packets import _notes
from syllabus.jobs.workers import Workers
from tests.jobs.small import build, lay_down
from tests.jobs.test_build import lock
from tests.needs import ROOT
from tests.packet.look import bookmarks
from tests.packet.make import deck
from tests.packet.test_layers_and_forms import form_deck
from tests.packet.test_safe import put_everywhere
from tests.packet.test_titles import deck_of, slide

HERE = __name__


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "small")


def packet(course: Path) -> bytes:
    return (course.parents[1] / "build" / "small" / "packet.pdf").read_bytes()


def fields(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.Root.AcroForm.Fields) if "/AcroForm" in pdf.Root else 0


def test_forms_are_printed_into_the_packet_only_when_asked(course: Path) -> None:
    (course.parent / "slides" / "first.pdf").write_bytes(form_deck("Ada"))

    build(course)
    assert fields(packet(course)) == 1
    build(course, flatten_forms=True)
    assert fields(packet(course)) == 0
    build(course)
    assert fields(packet(course)) == 1


def test_titles_of_slides_are_bookmarks_of_the_packet(course: Path) -> None:
    file = course.parent / "slides" / "first.pdf"
    file.write_bytes(deck_of(slide("Joins"), slide("Joins"), slide("Plans")))

    build(course)

    assert [mark for mark in bookmarks(packet(course)) if mark[0] == 4] == []
    assert [mark[1:] for mark in bookmarks(packet(course)) if mark[0] == 3] == [
        ("Joins", 4),
        ("Plans", 6),
    ]


def make_ready(path: str, passwords: tuple[str, ...], wish: Wish) -> Prepared:
    if wish.titles or "first" in path:
        os._exit(11)
    return deckwork.make_ready(path, passwords, wish)


def decks_of(course: Path, workers: Workers, *passwords: str) -> Decks:
    """The decks of a course, whose files were read."""
    some = Decks(course.parent, Inputs(), Cache(), workers, passwords)
    for file in ("slides/first.pdf", "slides/third.pdf"):
        some.inputs.read(course.parent / file)
    return some


def test_a_crash_in_reading_titles_costs_only_the_titles(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(decks, "_WORK", HERE)
    with Workers(1) as workers:
        some = decks_of(course, workers)
        begun = some.prepare(["slides/first.pdf", "slides/third.pdf"])

        third = some.prepared("slides/third.pdf", begun["slides/third.pdf"])
        assert third.data.startswith(b"%PDF")
        with pytest.raises(DeckFailedError, match="given up, it crashed"):
            some.prepared("slides/first.pdf", begun["slides/first.pdf"])


def sleep_over_titles(path: str, passwords: tuple[str, ...], wish: Wish) -> Prepared:
    time.sleep(0 if wish.is_plain else 60)
    return deckwork.make_ready(path, passwords, wish)


def test_a_deck_whose_titles_take_too_long_is_tried_within_the_same_time(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = []
    submit = Workers.submit

    def begin(workers: Workers, name: str, *task: Any, share: float = 1) -> Future[Any]:
        shares.append(share)
        # The first try is let run out of its time at once
        name = name.replace("make_ready", "sleep_over_titles")
        return submit(
            workers, name, *task, share=share / (20 if len(shares) == 1 else 1)
        )

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(decks, "_WORK", HERE)
    monkeypatch.setattr(Workers, "submit", begin)
    with Workers(1) as workers:
        some = decks_of(course, workers)
        begun = some.prepare(["slides/third.pdf"])
        third = some.prepared("slides/third.pdf", begun["slides/third.pdf"])

    assert third.data.startswith(b"%PDF")
    assert len(shares) == 2
    assert sum(shares) == 1


def test_a_deck_that_could_only_be_made_plain_is_not_tried_again(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(decks, "_WORK", HERE)
    tagging = {"slides/third.pdf": Tagging("en")}
    with Workers(1) as workers:
        some = decks_of(course, workers)
        begun = some.prepare(tagging, tagging)
        made = some.prepared("slides/third.pdf", begun["slides/third.pdf"])
        again = some.prepare(tagging, tagging)["slides/third.pdf"]

    assert isinstance(again, Prepared)
    assert again.to_store() == made.to_store()
    assert (made.tagged, made.plain) == ("", "it crashed")


def test_a_password_is_part_of_a_locked_deck_only(course: Path) -> None:
    lock(course.parent / "slides" / "first.pdf", "sesame")
    files = ("slides/first.pdf", "slides/third.pdf")
    with Workers(1) as workers:
        none = decks_of(course, workers)
        found = none.look(files)
        assert [found[file].state for file in files] == ["locked", "ready"]
        none.prepared(files[1], none.prepare(files[1:])[files[1]])

        some = decks_of(course, workers, "sesame")
        assert [deck.state for deck in some.look(files).values()] == ["ready", "ready"]
        begun = some.prepare(files)
        first, third = (begun[file] for file in files)
        assert isinstance(first, Begun)
        assert isinstance(third, Prepared)
        assert some.prepared(files[0], first).data.startswith(b"%PDF")
        # What the right password brought to light is not shown to those without it
        assert decks_of(course, workers).look(files)[files[0]].state == "locked"
        wrong = decks_of(course, workers, "wrong")
        assert wrong.look(files)[files[0]].state == "locked"
        assert isinstance(wrong.prepare(files)[files[0]], Begun)


def test_why_a_deck_cannot_be_had_is_told_apart(course: Path) -> None:
    (course.parent / "slides" / "folder.pdf").mkdir()
    with Workers(1) as workers:
        found = decks_of(course, workers).look(["slides/none.pdf", "slides/folder.pdf"])

    assert [(d.state, d.fault) for d in found.values()] == [
        ("missing", ""),
        ("missing", "folder"),
    ]


def test_a_build_says_what_it_took_out_of_a_deck(course: Path) -> None:
    (course.parent / "slides" / "first.pdf").write_bytes(deck(2, put_everywhere))
    course.write_text(course.read_text() + "packet: {tags: no}\n")
    built = build(course, only=("packet",))

    assert len(built.notes) == 1
    assert built.notes[0].startswith("slides/first.pdf: taken out: ")
    assert "1 attached file" in built.notes[0]


def test_why_a_deck_has_no_tags_is_noted() -> None:
    wish = Wish(tagging=Tagging("en"))
    plain = Prepared(wish, "", b"", removed={"JavaScript": 2}, plain="it crashed")
    tagged = Prepared(wish, "", b"", "tagged here", ["no language (1)"])

    assert list(_notes({"a.pdf": plain, "b.pdf": tagged})) == [
        "a.pdf: not tagged: it crashed; taken out: 2 scripts",
        "b.pdf: tagged here; falls short: no language (1)",
    ]
