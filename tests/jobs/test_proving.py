"""`syllabus packet verify`: which packet a file is, and how the check ends."""

import datetime as dt
import os
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pikepdf import Array, Name

from syllabus.cli.packet import command
from syllabus.core.editions import Choice, choice_named
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs import proving
from syllabus.jobs.proving import NotItsPacketError, verify_packet
from syllabus.jobs.workers import Workers
from syllabus.packet.paper.layout import Layout, LayoutKind
from syllabus.packet.proof import Proof
from tests.jobs.small import COURSE, NOW, build, lay_down
from tests.jobs.test_build import lock
from tests.needs import ROOT
from tests.packet.make import named_deck, opened, saved

HERE = __name__


@pytest.fixture
def course(tmp_path: Path) -> Path:
    path = lay_down(tmp_path / "small")
    (path.parent / "slides" / "first.pdf").write_bytes(named_deck({"a": 1, "b": 2}))
    return path


def packet(course: Path, name: str = "packet.pdf") -> Path:
    return course.parents[1] / "build" / "small" / name


def run(*arguments: object) -> Result:
    words = ["verify", *map(str, arguments)]
    return CliRunner().invoke(command, words, standalone_mode=True)


def test_a_packet_as_built_is_verified(course: Path) -> None:
    build(course)
    done = run(packet(course), course)

    assert done.output == "6 slides, 2 links and 0 bookmarks are in their places\n"
    assert done.exit_code == ExitCode.OK


def test_a_wrong_link_is_said_and_fails(course: Path) -> None:
    build(course)
    file = packet(course)
    with opened(file.read_bytes()) as pdf:
        pdf.pages[4].obj.Annots[0].A.D = Array([pdf.pages[4].obj, Name.Fit])
        data = saved(pdf)
    file.write_bytes(data)
    done = run(file, course.parent)

    assert done.stderr.splitlines() == [
        "slides/first.pdf, slide 1, link 1 leads to page 2, not to page 3",
        "1 difference",
    ]
    assert done.stdout == ""
    assert done.exit_code == ExitCode.PROBLEMS


def test_a_deck_that_changed_since_is_noticed(course: Path) -> None:
    build(course)
    (course.parent / "slides" / "first.pdf").write_bytes(named_deck({"a": 2, "b": 2}))
    proof = verify_packet(packet(course), course, NOW).proof

    assert proof
    assert len(proof.differences) == 1


@pytest.mark.parametrize("by", ["week", "lecture"])
def test_each_packet_of_a_split_course_is_known_by_its_name(
    course: Path, by: str
) -> None:
    course.write_text(COURSE + f"packet: {{split: {by}}}\n")
    built = build(course, only=("packet",))

    proofs = [verify_packet(file, course, NOW).proof for file in built.outputs]
    assert [(p.differences, p.slides) for p in proofs if p] == [((), 3), ((), 3)]


def test_a_chosen_packet_is_known_by_its_name(course: Path) -> None:
    choice = Choice((1, 2), (3,), dt.date(2027, 1, 12))
    (file,) = build(course, only=("packet",), choice=choice).outputs

    assert choice_named(file.name) == choice
    proof = verify_packet(file, course, NOW).proof
    assert proof
    assert (proof.differences, proof.slides) == ((), 3)


@pytest.mark.parametrize(
    "name",
    [
        "packet.pdf",
        "packet-.pdf",
        "packet-week-0.pdf",
        "packet-weeks-4-1.pdf",
        "packet-since-2027-02-30.pdf",
        "packet-part-1.pdf",
        "notes.pdf",
    ],
)
def test_other_names_are_of_no_choice(name: str) -> None:
    assert choice_named(name) is None


@pytest.mark.parametrize("kind", LayoutKind)
def test_a_packet_on_paper_is_verified(course: Path, kind: LayoutKind) -> None:
    layout = Layout(kind, signature=1 if kind is LayoutKind.BOOKLET else 0)
    (file,) = build(course, only=("packet",), layout=layout).outputs
    proof = verify_packet(file, course, NOW).proof

    assert proof
    assert (proof.differences, proof.slides, proof.links) == ((), 6, 2)


def test_a_wrong_link_on_paper_is_said(course: Path) -> None:
    layout = Layout(LayoutKind.ONE)
    (file,) = build(course, only=("packet",), layout=layout).outputs
    with opened(file.read_bytes()) as pdf:
        # the slide's second link, before that to the contents
        pdf.pages[3].obj.Annots[-2].A.D = Array([pdf.pages[3].obj, Name.Fit])
        data = saved(pdf)
    file.write_bytes(data)
    proof = verify_packet(file, course, NOW).proof

    assert proof
    assert proof.differences == (
        "slides/first.pdf, slide 1: no link of its sheet leads to page 4",
    )


def test_a_locked_deck_is_verified_with_its_password(
    course: Path, tmp_path: Path
) -> None:
    lock(course.parent / "slides" / "first.pdf", "canary-7193")
    build(course, passwords=("canary-7193",))
    passwords = tmp_path / "passwords.txt"
    passwords.write_text("wrong\ncanary-7193\n")

    done = run(packet(course), course, "--password-file", passwords)
    without = run(packet(course), course)

    assert done.output == "6 slides, 2 links and 0 bookmarks are in their places\n"
    assert without.exit_code == ExitCode.PROBLEMS
    assert "canary" not in done.output + without.output


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda file: file.unlink(), "cannot be read"),
        (lambda file: file.write_bytes(b"%PDF-1.7"), "is no PDF"),
        (lambda file: file.rename(file.with_name("mine.pdf")), "cannot be read"),
    ],
)
def test_what_is_no_packet_is_refused(course: Path, make: object, why: str) -> None:
    build(course, only=("packet",))
    make(packet(course))  # type: ignore[operator]

    with pytest.raises(NotItsPacketError, match=why) as raised:
        verify_packet(packet(course), course, NOW)
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_packet_of_another_course_or_name_is_refused(
    course: Path, tmp_path: Path
) -> None:
    build(course, only=("packet",))
    other = lay_down(tmp_path / "other" / "large", COURSE.replace("Small", "Large"))

    with pytest.raises(SyllabusError, match="titled “Small, Spring 2027”, and the"):
        verify_packet(packet(course), other, NOW)
    renamed = packet(course).rename(packet(course, "mine.pdf"))
    with pytest.raises(SyllabusError, match="not named like a packet"):
        verify_packet(renamed, course, NOW)


def test_a_course_with_errors_verifies_nothing(course: Path) -> None:
    build(course, only=("packet",))
    course.write_text(COURSE.replace("Mon/Wed", "Monday or so"))
    done = run(packet(course), course)

    assert done.exit_code == ExitCode.PROBLEMS
    assert "nothing was verified" in done.stderr


def proof_of_deck(*task: Any) -> Proof:
    if "slides/first.pdf" in task:
        os._exit(11)
    return proving.proof_of_deck(*task)


def test_a_deck_that_cannot_be_compared_costs_the_others_nothing(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(course, only=("packet",))
    submit = Workers.submit

    def begin(workers: Workers, name: str, *task: Any, **more: Any) -> Future[Any]:
        if name.endswith(":proof_of_deck"):
            name = f"{HERE}:proof_of_deck"
        return submit(workers, name, *task, **more)

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(Workers, "submit", begin)
    done = run(packet(course), course)

    assert done.stderr.splitlines() == [
        "slides/first.pdf cannot be compared: it crashed",
        "1 difference",
    ]
    assert done.exit_code == ExitCode.PROBLEMS
    proof = verify_packet(packet(course), course, NOW).proof
    assert proof
    assert proof.slides == 3
