"""The main job on a real course: a schedule page becomes a handout and a packet."""

import io
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdf
import pytest

from tests.tagged import table_rows
from tests.verapdf import Verapdf

pytestmark = pytest.mark.needs("shared", "pdfinfo", "pdftotext", "qpdf", "java")

# What the page says, row by row; its guests without a topic are called by their names.
SCHEDULE = [
    ("Tue, Mar 28", "Introduction to Deep Learning"),
    ("Thu, Mar 30", "Lab: How to build image classifier"),
    ("Tue, Apr 4", "Components Overview of Deep Learning System"),
    ("Thu, Apr 6", "Backprop and Automatic Differentiation"),
    ("Tue, Apr 11", "Guest lecture by Alex Smola"),
    ("Thu, Apr 13", "Guest lecture by Soumith Chintala"),
    ("Tue, Apr 18", "Memory Optimization and Planning"),
    ("Thu, Apr 20", "Project Proposal Pitch"),
    ("Tue, Apr 25", "GPU Acceleration"),
    ("Thu, Apr 27", "Parallel Scheduling"),
    ("Wed, May 3", "ASICs, FPGA Acceleration"),
    ("Fri, May 5", "FPGA on datacenters"),
    ("Tue, May 9", "Distributed Training and Communication Primitives"),
    ("Thu, May 11", "Case Study of Existing Deep Learning Systems"),
    ("Tue, May 16", "Model Serving Systems"),
    ("Thu, May 18", "Guest lecture by Sharan Chetlur"),
    ("Tue, May 23", "Domain specific languages and Intermediate representation"),
    ("Thu, May 25", "Guest lecture by Yangqing Jia"),
    ("Tue, May 30", "Advanced topics"),
    ("Thu, June 1", "Project Presentation Talk"),
]
DEADLINE_MARKS = [
    ("Thu, Apr 6", "Assignment 1 out"),
    ("Thu, Apr 20", "Assignment 1 due"),
    ("Tue, Apr 25", "Assignment 2 out"),
    ("Thu, Apr 27", "Project proposal due"),
    ("Tue, May 9", "Assignment 2 due"),
]


@dataclass(frozen=True)
class Run:
    """A run of the program in the folder that the course was imported into."""

    folder: Path
    code: int
    out: str
    err: str


def syllabus(folder: Path, *words: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "syllabus.cli", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(folder, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("main")
    page = shared / "courses" / "dlsys-2017" / "schedule.md"
    imported = syllabus(folder, "import", str(page), "-o", "mine")
    assert imported.code == 0, imported.err
    return syllabus(folder, "build", "mine", "--keep-html")


@pytest.fixture(scope="module")
def handout(built: Run) -> Path:
    return built.folder / "build" / "mine" / "syllabus.pdf"


@pytest.fixture(scope="module")
def packet(built: Run) -> Path:
    return built.folder / "build" / "mine" / "packet.pdf"


@pytest.fixture(scope="module")
def rows(handout: Path) -> list[list[str]]:
    """The schedule's rows: week, date, number, what is taught, assignments."""
    found = [row for row in table_rows(handout) if len(row) == 5]
    return [row for row in found if row[1] != "Date"]


def test_the_build_ends_well_with_two_missing_decks(built: Run) -> None:
    codes = re.findall(r": (error|warning): .* \[([\w-]+)\]$", built.err, re.MULTILINE)

    assert built.code == 0
    assert codes == [
        ("warning", "assignment-never-out"),  # the proposal
        ("warning", "missing-deck"),
        ("warning", "missing-deck"),
    ]


def test_strict_fails_on_them(built: Run) -> None:
    strict = syllabus(built.folder, "build", "mine", "--strict")

    assert strict.code == 1
    assert "nothing was written" in strict.err


def test_the_handout_has_exactly_the_rows_of_the_page(rows: list[list[str]]) -> None:
    pairs = [(day, what.partition("\n")[0]) for _, day, _, what, _ in rows]

    # Its kind is said before the pitch, which the word itself does not say.
    assert [(day, w.removeprefix("Presentation: ")) for day, w in pairs] == SCHEDULE


def test_the_rows_read_the_same_on_paper(handout: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", handout, "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    schedule = text.partition("Schedule")[2].partition("Deadlines")[0]
    days = r"(?:Tue|Wed|Thu|Fri), (?:Mar|Apr|May|June) \d+"
    lines = re.findall(
        rf"^[\d ]*\s({days})\s+(?:\d+ )?\s*(\S.*?)(?: {{2}}|$)", schedule, re.MULTILINE
    )

    assert [day for day, _ in lines] == [day for day, _ in SCHEDULE]
    for (_, printed), (_, topic) in zip(lines, SCHEDULE, strict=True):
        assert topic.startswith(printed.removeprefix("Presentation: "))


def test_the_deadlines_stand_on_their_days(rows: list[list[str]]) -> None:
    marks = [
        (day, mark.strip("○● "))
        for _, day, _, _, work in rows
        for mark in filter(None, work.split("\n"))
    ]

    assert marks == DEADLINE_MARKS


def test_the_deadlines_are_listed_by_day(handout: Path) -> None:
    listed = [row[:4] for row in table_rows(handout) if len(row) != 5]

    assert listed == [
        ["Due", "Week", "Assignment", "Out"],
        ["Thu, Apr 20", "4", "Assignment 1", "Thu, Apr 6"],
        ["Thu, Apr 27", "5", "Project proposal", "not set"],
        ["Tue, May 9", "7", "Assignment 2", "Tue, Apr 25"],
    ]


def test_room_changes_and_joint_sessions_are_said(rows: list[list[str]]) -> None:
    def days_with(words: str) -> list[str]:
        return [row[1] for row in rows if words in row[3]]

    assert days_with("Room: CSE 305") == ["Thu, May 18", "Thu, May 25"]
    assert days_with("Joint with CSE548") == ["Wed, May 3", "Fri, May 5"]
    assert days_with("Instead of Tue, May 2") == ["Wed, May 3"]
    assert days_with("Instead of Thu, May 4") == ["Fri, May 5"]


def test_weeks_and_lectures_are_numbered_as_the_page_numbers_them(
    rows: list[list[str]],
) -> None:
    numbers = {row[1]: row[2] for row in rows}

    assert [row[0] for row in rows if row[0]] == [str(n) for n in range(1, 11)]
    assert numbers["Tue, Apr 18"] == "7"
    assert numbers["Thu, Apr 20"] == ""
    assert numbers["Tue, Apr 25"] == "8"
    assert numbers["Tue, May 16"] == "14"


def test_every_printed_packet_page_is_where_the_deck_begins(
    handout: Path, packet: Path
) -> None:
    reader = pypdf.PdfReader(packet)
    named = reader.named_destinations
    with pikepdf.open(handout) as pdf:
        actions = [a.A for page in pdf.pages for a in page.get("/Annots", [])]
        links = [str(a.D if a.S == "/GoToR" else a.get("/URI", "")) for a in actions]
    names = [link.partition("#")[2] or link for link in links if "deck-" in link]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(handout).pages)
    numbers = re.findall(r"\(packet\s+p\.\s+(\d+)\)", text)
    pages = [reader.get_destination_page_number(named[name]) for name in names]

    assert len(names) == 12
    assert [reader.page_labels[page or 0] for page in pages] == numbers


def test_the_packet_has_every_slide_in_order_and_a_page_for_what_is_missing(
    shared: Path, packet: Path
) -> None:
    decks = shared / "courses" / "dlsys-2017" / "pdf"
    reader = pypdf.PdfReader(packet)
    text = [page.extract_text() for page in reader.pages]
    slides = sum(len(pypdf.PdfReader(path).pages) for path in decks.glob("*.pdf"))
    missing = [n for n, words in enumerate(text) if "no such file" in words]

    assert slides == 476
    # cover, contents, schedule, a divider for each of twelve lectures, two placeholders
    assert len(reader.pages) == slides + 3 + 12 + 2
    assert len(missing) == 2
    assert "ASICs, FPGA Acceleration" in text[missing[0]]
    assert "FPGA on datacenters" in text[missing[1]]


def test_both_files_are_sound(handout: Path, packet: Path) -> None:
    for path in (handout, packet):
        done = subprocess.run(
            ["qpdf", "--check", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_handout_is_accessible(
    shared: Path, built: Run, handout: Path, verapdf: Verapdf
) -> None:
    (found,) = verapdf.check([handout], "ua1")
    lint = subprocess.run(
        [
            sys.executable,
            shared / "tools" / "lint_html.py",
            handout.with_name("print.html"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found["failures"] == []
    assert found["compliant"]
    assert (lint.returncode, lint.stdout.strip()) == (0, "")


def test_no_file_address_is_in_any_output(handout: Path, packet: Path) -> None:
    for path in (handout, packet):
        with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
            for page in pdf.pages:
                for annotation in page.get("/Annots", []):
                    if "/A" in annotation:
                        address = str(annotation.A.get("/URI", ""))
                        assert not address.startswith(("file:", "/"))


def test_a_second_build_is_the_same_to_the_byte(
    built: Run, handout: Path, packet: Path, tmp_path: Path
) -> None:
    # This test has another cache than the fixture: everything is made anew.
    again = syllabus(built.folder, "build", "mine", "--out", str(tmp_path))
    idle = syllabus(built.folder, "build", "mine", "--out", str(tmp_path))

    assert again.code == 0
    files = list((built.folder / "build" / "mine").iterdir())
    assert {handout.name, packet.name} < {path.name for path in files}
    for path in files:
        if path.name != "print.html":
            assert (tmp_path / "mine" / path.name).read_bytes() == path.read_bytes()
    assert idle.out.count("is up to date") == len(files) - 1
    assert idle.err == built.err
