"""Packets of a part of the course, and packets on paper."""

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from click.testing import CliRunner

from syllabus.cli.build import command
from syllabus.core.editions import Choice
from syllabus.errors import ExitCode
from syllabus.jobs.make import NothingChosenError, NothingNewError
from syllabus.jobs.proving import verify_packet
from syllabus.jobs.published import NothingPublishedError
from syllabus.jobs.publishing import publish_course
from syllabus.packet.paper.layout import Layout, LayoutKind
from tests.jobs.small import COURSE, NOW, build, lay_down
from tests.packet.look import bookmarks
from tests.packet.make import deck


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "small")


def outputs(course: Path) -> dict[str, bytes]:
    folder = course.parents[1] / "build" / "small"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def split(course: Path, by: str) -> None:
    course.write_text(COURSE + f"packet: {{split: {by}}}\n")


@pytest.mark.parametrize(
    ("by", "files"),
    [
        ("week", ["packet-week-1.pdf", "packet-week-2.pdf"]),
        ("lecture", ["packet-lecture-1.pdf", "packet-lecture-3.pdf"]),
        ("part", ["packet-part-0.pdf"]),
    ],
)
def test_a_course_is_split_into_packets(
    course: Path, by: str, files: list[str]
) -> None:
    split(course, by)
    built = build(course)

    assert [path.name for path in built.outputs] == ["syllabus.pdf", *files]
    assert list(outputs(course)) == [*files, "syllabus.pdf"]


def test_each_packet_has_pages_and_contents_of_its_own(course: Path) -> None:
    split(course, "week")
    build(course)
    second = pypdf.PdfReader(io.BytesIO(outputs(course)["packet-week-2.pdf"]))

    assert second.page_labels == ["i", "ii", "1", "2", "3", "4"]
    assert "Third" in second.pages[1].extract_text()
    assert "First" not in second.pages[1].extract_text()
    assert second.metadata is not None
    assert second.metadata.title == "Small, Spring 2027, Week 2"


def test_the_handout_leads_into_the_packet_that_has_the_deck(course: Path) -> None:
    split(course, "week")
    build(course)

    assert handout_targets(outputs(course)["syllabus.pdf"]) == [
        "packet-week-1.pdf#deck-first",
        "packet-week-2.pdf#deck-third",
    ]


def handout_targets(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        actions: list[Any] = [
            annotation.A for page in pdf.pages for annotation in page.get("/Annots", [])
        ]
        return [
            f"{action.F.UF}#{action.D}" if action.S == "/GoToR" else str(action.URI)
            for action in actions
        ]


def test_what_a_course_no_longer_asks_for_is_removed_unless_touched(
    course: Path,
) -> None:
    build(course)
    split(course, "week")
    build(course)
    assert "packet.pdf" not in outputs(course)

    touched = course.parents[1] / "build" / "small" / "packet-week-2.pdf"
    touched.write_bytes(b"mine now")
    course.write_text(COURSE)
    build(course)

    assert list(outputs(course)) == ["packet-week-2.pdf", "packet.pdf", "syllabus.pdf"]
    assert touched.read_bytes() == b"mine now"


def test_a_choice_makes_a_packet_beside_the_others(course: Path) -> None:
    build(course)
    usual = outputs(course)
    built = build(course, only=("packet",), choice=Choice(weeks=(2,)))

    assert [path.name for path in built.outputs] == ["packet-week-2.pdf"]
    assert outputs(course).keys() == {*usual, "packet-week-2.pdf"}
    assert build(course, only=("packet",), choice=Choice(weeks=(2,))).unchanged


def test_a_choice_of_nothing_is_refused(course: Path) -> None:
    with pytest.raises(NothingChosenError):
        build(course, only=("packet",), choice=Choice(lectures=(9,)))


def test_slides_lie_on_paper(course: Path) -> None:
    layout = Layout(LayoutKind.TWO)
    build(course, only=("packet",), layout=layout)
    sheets = pypdf.PdfReader(io.BytesIO(outputs(course)["packet-2-up.pdf"]))

    # cover, contents, schedule; two and three slides, a heading above the first
    assert len(sheets.pages) == 3 + 1 + 2
    sizes = {
        tuple(sorted(round(float(side)) for side in page.mediabox[2:]))
        for page in sheets.pages
    }
    assert sizes == {(612, 792)}


@pytest.mark.parametrize(
    ("signature", "note"),
    [
        (0, "2 sheets of paper, printed on both sides"),
        (1, "2 sheets of paper, printed on both sides, folded 1 at a time"),
    ],
)
def test_a_booklet_says_how_much_paper_it_takes(
    course: Path, signature: int, note: str
) -> None:
    layout = Layout(LayoutKind.BOOKLET, signature=signature)
    built = build(course, only=("packet",), layout=layout)
    sides = pypdf.PdfReader(io.BytesIO(outputs(course)["packet-booklet.pdf"])).pages

    assert built.notes[-1] == f"packet-booklet.pdf: {note}"
    assert len(sides) == 2 * 2


def test_a_course_without_slides_has_no_packet(course: Path) -> None:
    course.write_text(re.sub(r"    decks: .*\n", "", COURSE))
    built = build(course)

    assert [path.name for path in built.outputs] == ["syllabus.pdf"]
    with pytest.raises(NothingChosenError):
        build(course, only=("packet",))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--layout", "booklet", "--signature", "1"], ""),
        (["--layout", "2", "--order", "column", "--no-borders"], ""),
        (["--layout", "2", "--signature", "1"], "--signature goes with"),
        (["--order", "column"], "--order and --borders go with"),
        (["--layout", "booklet", "--signature", "0"], "--signature"),
    ],
)
def test_options_for_paper_are_taken_or_refused(
    course: Path, options: list[str], words: str
) -> None:
    out = str(course.parents[1] / "build")
    done = CliRunner().invoke(command, [str(course), "--out", out, *options])

    assert words in done.output
    assert done.exit_code == (ExitCode.USAGE if words else ExitCode.OK)


def since_published(course: Path) -> list[str]:
    """The lectures of the packet of what is new."""
    choice = Choice(since="published")
    (file,) = build(course, only=("packet",), choice=choice).outputs
    assert file.name == "packet-since-published.pdf"
    proof = verify_packet(file, course, NOW).proof
    assert proof
    assert proof.differences == ()
    marks = bookmarks(file.read_bytes())
    return [title for depth, title, _ in marks if depth == 1]


def test_what_is_new_since_the_course_was_published_is_a_packet(course: Path) -> None:
    publish_course(course, NOW)
    (course.parent / "slides" / "first.pdf").write_bytes(deck(4))

    assert since_published(course) == ["Lecture 1: First"]
    more = course.read_text().replace("- Second", "- {topic: Second, decks: new.pdf}")
    course.write_text(more)
    (course.parent / "new.pdf").write_bytes(deck(1))
    assert since_published(course) == ["Lecture 1: First", "Lecture 2: Second"]
    publish_course(course, NOW)
    with pytest.raises(NothingNewError):
        since_published(course)


def test_a_deck_that_is_held_back_is_new_only_when_it_may_be_had(course: Path) -> None:
    text = course.read_text()
    course.write_text(
        text.replace(
            "- Second", "- {topic: Second, decks: {file: n.pdf, release: never}}"
        )
    )
    (course.parent / "n.pdf").write_bytes(deck(1))
    publish_course(course, NOW)
    with pytest.raises(NothingNewError):
        since_published(course)

    course.write_text(text.replace("- Second", "- {topic: Second, decks: n.pdf}"))
    assert since_published(course) == ["Lecture 2: Second"]


def test_what_is_new_is_not_known_before_a_course_is_published(course: Path) -> None:
    with pytest.raises(NothingPublishedError):
        since_published(course)
