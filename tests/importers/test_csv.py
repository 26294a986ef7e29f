"""Tables as text: their encoding, their cells and places, and what is refused."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.importers.columns import MAPPED, with_columns
from syllabus.importers.csv_text import find_delimiter, read_csv, records
from syllabus.importers.page import LARGEST, Page
from syllabus.importers.schedule_page import Imported, Surroundings, import_page
from tests.importers.importing import check_table, course_of, dated

TABLES = Path(__file__).parent / "tables"
TEXTS = sorted(TABLES.glob("*.?sv"))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00"


def page_of(raw: bytes | str) -> Page:
    page, problems = read_csv(raw.encode() if isinstance(raw, str) else raw, "a.csv")
    assert problems == []
    return page


def imported(page: Page) -> Imported:
    return import_page(page, Surroundings((page.file,)))


def words(page: Page) -> list[list[str]]:
    (table,) = page.tables
    return [[cell.text for cell in row] for row in (table.head, *table.rows)]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_table_gives_its_course_and_report(
    path: Path, golden: Callable[[str, str], None]
) -> None:
    page, problems = read_csv(path.read_bytes(), path.name)

    assert problems == []
    check_table(page, path.stem, golden)


CELLS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=8
)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4),
    st.sampled_from("\t;,"),
)
def test_cells_are_read_as_they_were_written(
    rows: list[list[str]], delimiter: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    text = file.getvalue().replace("\r\n", "\n")

    read = list(records(text, delimiter))

    assert [[cell for _, _, cell in row] for row in read] == [
        [cell.strip() for cell in row] for row in rows
    ]
    lines = text.split("\n")
    for row in read:
        for line, column, _ in row:
            assert lines[line - 1][column - 1] == '"'


def test_a_place_is_the_line_and_column_where_a_cell_begins() -> None:
    read = list(records('a,"b\nc",d\ne,f\n', ","))

    assert [[place[:2] for place in row] for row in read] == [
        [(1, 1), (1, 3), (2, 4)],
        [(3, 1), (3, 3)],
    ]


def test_a_quote_that_is_never_closed_is_a_sign_like_any_other() -> None:
    read = list(records('Date,"Files\n2017-03-28,Caches', ","))

    assert [[cell for *_, cell in row] for row in read] == [
        ["Date", '"Files'],
        ["2017-03-28", "Caches"],
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Date;Topic\n1.2.;Sets, maps, bags\n3.2.;Trees", ";"),
        ("Date,Topic\n1/2,Sets; maps\n1/4,Trees", ","),
        ("Date\tTopic\n1/2\tSets, maps; bags, more\n", "\t"),
    ],
)
def test_what_divides_the_cells_is_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("Date,Topic\n2017-03-28,Größe".encode("utf-8-sig"), False),
        ("Date,Topic\n2017-03-28,Größe".encode("utf-16"), False),
        ("Date,Topic\n2017-03-28,Größe".encode(), False),
        ("Date,Topic\r\n2017-03-28,Größe".encode("cp1252"), True),
    ],
)
def test_every_encoding_of_the_rule_is_read(raw: bytes, told: bool) -> None:
    page = page_of(raw)

    assert words(page)[1] == ["2017-03-28", "Größe"]
    assert any("Windows-1252" in said for _, said in page.findings) == told


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (PNG, "table-unreadable"),
        (b"\xff\xfeD\x00a", "table-unreadable"),
        (b"Date,Topic\n" + b"2017-03-28,x\n" * (LARGEST // 10), "file-too-large"),
        (b"Date" + b"," * 300, "file-too-large"),
    ],
)
def test_what_is_no_table_is_one_problem(raw: bytes, code: str) -> None:
    page, problems = read_csv(raw, "a.csv")

    assert [problem.code for problem in problems] == [code]
    assert page.tables == ()


@pytest.mark.parametrize("text", ["", "\n\n", "just words", "a,b\n1,2\n"])
def test_a_table_without_dates_is_no_schedule(text: str) -> None:
    assert [p.code for p in imported(page_of(text)).problems] == ["no-schedule-table"]


def test_a_person_can_say_what_columns_are_about() -> None:
    text = "Held,Posted,Name,Title\n{}"
    rows = "".join(f"2017-09-{d:02},2017-08-0{d},Unit {d},T{d}\n" for d in (5, 7))
    page = page_of(text.format(rows))

    mapped = with_columns(page, {"date": "posted", "topic": "Name"})

    assert isinstance(mapped, Page)
    course = course_of(imported(mapped))
    assert [(str(day), topic) for day, topic in dated(course)] == [
        ("2017-08-05", "Unit 5"),
        ("2017-08-07", "Unit 7"),
    ]
    assert {"date", "topic", "room"} <= set(MAPPED)


def test_a_column_that_is_not_there_is_a_problem_that_lists_those_that_are() -> None:
    problem = with_columns(page_of("Date,Topic\n2017-03-28,x"), {"topic": "Thema"})

    assert not isinstance(problem, Page)
    assert problem.code == "column-unknown"
    assert "Date, Topic" in problem.hint
