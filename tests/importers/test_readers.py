"""What a file's name says chooses its reader, and the reader believes no name."""

import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # no stubs
import pytest

from syllabus.jobs.importing import import_course

ROWS = [
    ["Date", "Topic", "Room"],
    ["2017-09-05", "Files", "A 1"],
    ["2017-09-07", "Caches", "A 1"],
    ["2017-09-12", "Locks", "A 1"],
]
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def book() -> bytes:
    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


TABLES = {
    "plan.csv": "\n".join(",".join(row) for row in ROWS).encode(),
    "plan.TSV": "\n".join("\t".join(row) for row in ROWS).encode(),
    "plan.xlsx": book(),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_becomes_a_course(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TABLES[name])
    result = import_course(tmp_path / name, tmp_path / "cs101")

    assert result.problems == ()
    assert result.refused == ()
    text = (tmp_path / "cs101" / "course.yaml").read_text("utf-8")
    assert text.index("Files") < text.index("Caches") < text.index("Locks")
    assert "days: Tue/Thu" in text
    assert "room: A 1" in text


def test_a_person_says_what_a_column_is_about(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("When,Title,Aim\n2017-09-05,Files,x\n2017-09-07,Caches,y\n")
    chosen = {"topic": "aim", "notes": "Title"}
    result = import_course(plan, tmp_path / "cs101", columns=chosen)

    assert result.problems == ()
    text = (tmp_path / "cs101" / "course.yaml").read_text("utf-8")
    assert "lecture: x" in text
    assert "notes: Files" in text


def test_a_column_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(TABLES["plan.csv"])
    result = import_course(
        tmp_path / "plan.csv", tmp_path / "cs101", columns={"date": "When"}
    )

    (problem,) = result.problems
    assert problem.code == "column-unknown"
    assert "Date, Topic, Room" in problem.hint
    assert not (tmp_path / "cs101").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("picture.csv", "table-unreadable"),
        ("picture.xlsx", "table-unreadable"),
        ("picture.ods", "table-unreadable"),
        ("picture.md", "not-utf8"),
        ("picture.qmd", "not-utf8"),
        ("picture.html", "table-unreadable"),
    ],
)
def test_a_picture_is_no_table_by_its_name(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / name).write_bytes(PICTURE)
    result = import_course(tmp_path / name, tmp_path / "cs101")

    assert [problem.code for problem in result.problems] == [code]
    assert not (tmp_path / "cs101").exists()


NAMES = ["large.csv", "large.xlsx", "large.ods", "large.md", "large.html"]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_50_megabytes_is_one_problem(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(50_000_000)
    result = import_course(tmp_path / name, tmp_path / "cs101")

    assert [problem.code for problem in result.problems] == ["file-too-large"]
