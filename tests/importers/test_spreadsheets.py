"""Spreadsheets: what a cell says, its place, and what is refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # no stubs
import pytest
from openpyxl.styles import Font  # type: ignore[import-untyped]  # no stubs

from syllabus.importers import archive
from syllabus.importers.ods import read_ods
from syllabus.importers.page import Page
from syllabus.importers.schedule_page import Imported, Surroundings, import_page
from syllabus.importers.xlsx import read_xlsx
from tests.importers.importing import check_table

Reader = Callable[[bytes, str], tuple[Page, list[Any]]]


def workbook() -> Any:
    """A book with most of what people put into one."""
    book = openpyxl.Workbook()
    plan = book.active
    plan.title = "Plan"
    plan.append(["CS 240 Systems"])
    plan.append([])
    plan.append(["Week", "Date", "Topic", "Slides", "Time", "Assignment", "To do"])
    plan.append([1, dt.date(2017, 9, 5), "Files", "Slides", "10:30-11:50", "HW1 out"])
    plan.append(
        [
            None,
            dt.datetime.fromisoformat("2017-09-07"),
            "Caches",
            None,
            None,
            None,
            "copy!",
        ]
    )
    plan.append([2, dt.date(2017, 9, 12), "Locks, twice"])
    plan.append([None, dt.date(2017, 9, 14), None, None, None, "HW1 due"])
    plan.append([None, dt.date(2017, 9, 15), "Ask the dean about rooms"])
    plan.append([3, 42997, "Review"])
    plan["A1"].font = Font(bold=True)
    plan["D4"].hyperlink = "https://example.org/files.pdf"
    plan["B9"].number_format = "General"
    plan.merge_cells("A4:A5")
    plan.merge_cells("C6:C7")
    plan.row_dimensions[8].hidden = True
    plan.column_dimensions["G"].hidden = True
    staff = book.create_sheet("Office hours")
    staff.append(["Who", "Where"])
    staff.append(["Instructor", "CSE 305"])
    notes = book.create_sheet("Old")
    notes.append(["Never mind"])
    notes.sheet_state = "hidden"
    return book


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell(text: str = "", **more: str) -> str:
    """A cell of an OpenDocument table."""
    told = "".join(
        f' {key.replace("__", ":").replace("_", "-")}="{value}"'
        for key, value in more.items()
    )
    inside = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell{told}>{inside}</table:table-cell>"


def day(date: str, shown: str) -> str:
    return cell(shown, office__value_type="date", office__date_value=date)


LINK = '<text:a xlink:href="https://example.org/files.pdf">Slides</text:a>'
EMPTY = '<table:table-cell table:number-columns-repeated="1000"/>'
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
NUMBER = {"office__value_type": "float", "office__value": "1"}
PLAN = (
    (cell("CS 240 Systems"), EMPTY),
    (EMPTY,),
    (cell("Week"), cell("Date"), cell("Topic"), cell("Slides"), cell("Assignment")),
    (cell("1", table__number_rows_spanned="2", **NUMBER), day("2017-09-05", "Tue"),
     cell("Files<text:line-break/>and<text:s/>pages"), cell(LINK), cell("HW1 out")),
    ("<table:covered-table-cell/>", day("2017-09-07T00:00:00", "7.9."),
     cell("Caches<office:annotation><text:p>sure?</text:p></office:annotation>")),
    (cell(), day("2017-09-12", "12.9."), cell("Locks", table__number_rows_spanned="2")),
    (cell(), day("2017-09-14", "14.9."), "<table:covered-table-cell/>", cell(),
     cell("HW1 due")),
)  # fmt: skip


def opened(*rows: tuple[str, ...], hidden: str = "") -> bytes:
    """An OpenDocument spreadsheet with a sheet; ``hidden`` are rows not shown."""
    shown = "".join(
        f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows
    )
    content = (
        f'<office:document-content {SPACES} xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<office:body><office:spreadsheet><table:table table:name="Plan">'
        f"{shown}{hidden}"
        '<table:table-row table:number-rows-repeated="1048000">'
        f"{EMPTY}</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"content.xml": content})


def packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file.getvalue()


HIDDEN = (
    '<table:table-row table:visibility="collapse">'
    f"{cell()}{day('2017-09-15', '15.9.')}{cell('Ask the dean')}</table:table-row>"
)
BOOKS: dict[str, tuple[Reader, Callable[[], bytes]]] = {
    "plan.xlsx": (read_xlsx, lambda: saved(workbook())),
    "plan.ods": (read_ods, lambda: opened(*PLAN, hidden=HIDDEN)),
}


def imported(page: Page) -> Imported:
    return import_page(page, Surroundings((page.file,)))


@pytest.mark.parametrize("name", BOOKS)
def test_a_spreadsheet_gives_its_course_and_report(
    name: str, golden: Callable[[str, str], None]
) -> None:
    read, make = BOOKS[name]
    page, problems = read(make(), name)

    assert problems == []
    check_table(page, name.replace(".", "-"), golden)


def places(page: Page) -> dict[str, str]:
    cells = (
        c for table in page.tables for row in (table.head, *table.rows) for c in row
    )
    return {str(c.where): c.text for c in cells if c.text}


def test_a_place_is_a_sheet_and_a_cell() -> None:
    page, _ = read_xlsx(saved(workbook()), "plan.xlsx")

    assert places(page)["plan.xlsx:Plan!D4"] == "Slides"
    assert places(page)["plan.xlsx:Office hours!B2"] == "CSE 305"
    assert places(page)["plan.xlsx:Plan!B9"] == "2017-09-19"


def test_what_is_hidden_is_left_out_and_listed() -> None:
    for read, make in BOOKS.values():
        page, _ = read(make(), "plan")
        hidden = [a.text for a in page.asides if a.what.startswith("hidden")]

        assert any("Ask the dean" in text for text in hidden)
        assert not any("Ask" in text for text in places(page).values())
    assert "copy!" not in places(read_xlsx(saved(workbook()), "plan")[0]).values()


def test_days_count_from_1904_where_the_book_says_so() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Date", "Topic"])
    book.active.append([dt.date(2017, 3, 28), "Files"])
    book.active.append([41362, "Caches"])

    page, _ = read_xlsx(saved(book), "a.xlsx")

    assert [row[0].text for row in page.tables[0].rows] == ["2017-03-28", "2017-03-30"]


def test_numbers_are_dates_only_where_all_of_a_column_of_dates_can_be() -> None:
    book = openpyxl.Workbook()
    for row in (["Date", "Seats"], [42822, 42822], [7, 42824]):
        book.active.append(row)

    page, _ = read_xlsx(saved(book), "a.xlsx")

    assert set(places(page).values()) == {"Date", "Seats", "42822", "7", "42824"}


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
WORKSHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)
ENTITIES = (
    "<!DOCTYPE a [<!ENTITY a '"
    + "x" * 999
    + "'>"
    + "".join(
        f"<!ENTITY {b} '{('&' + a + ';') * 99}'>"
        for a, b in zip("abcd", "bcde", strict=True)
    )
    + "]><a>&e;</a>"
)


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def with_part(raw: bytes, name: str, text: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = {n: book.read(n).decode("utf-8", "replace") for n in book.namelist()}
    return packed({**parts, name: text})


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "no spreadsheet"),
        (b"Date,Topic\n2017-03-28,Files\n", "no spreadsheet"),
        (LOCKED, "password"),
        (cut(saved(workbook())), "no spreadsheet"),
        (packed({"word/document.xml": ""}), "no spreadsheet"),
        (packed({"xl/workbook.xml": "", "content.xml": ""}), "broken"),
        (packed({"xl/workbook.xml": "<a>", "content.xml": "<a>"}), "broken"),
        (packed({"xl/workbook.xml": ENTITIES, "content.xml": ENTITIES}), "broken"),
    ],
)
def test_what_is_no_spreadsheet_is_one_problem(raw: bytes, reason: str) -> None:
    for read in (read_xlsx, read_ods):
        page, (problem,) = read(raw, "a.xlsx")

        assert problem.code == "table-unreadable"
        assert reason in problem.message
        assert page.tables == ()


def test_a_locked_opendocument_spreadsheet_says_so() -> None:
    locked = with_part(opened(*PLAN), "META-INF/manifest.xml", "<encryption-data/>")

    (problem,) = read_ods(locked, "a.ods")[1]

    assert "password" in problem.message


def test_macros_are_never_looked_at() -> None:
    book = with_part(saved(workbook()), "xl/vbaProject.bin", "Sub Auto_Open()")

    page, problems = read_xlsx(book, "a.xlsm")

    assert problems == []
    assert page.tables == read_xlsx(saved(workbook()), "a.xlsm")[0].tables


def test_a_table_that_unpacks_to_50_megabytes_is_one_problem() -> None:
    rows = WORKSHEET + "<sheetData>" + "<row><c><v>1</v></c></row>" * 2_000_000
    excel = with_part(saved(workbook()), "xl/worksheets/sheet1.xml", rows)
    oasis = packed({"content.xml": "<a>" + " " * 50_000_000})

    assert len(excel) < 1_000_000
    for read, raw in ((read_xlsx, excel), (read_ods, oasis)):
        page, problems = read(raw, "a.xlsx")
        assert [problem.code for problem in problems] == ["file-too-large"]
        assert page.tables == ()


def test_a_file_of_50_megabytes_is_not_even_opened() -> None:
    for read in (read_xlsx, read_ods):
        (problem,) = read(bytes(archive.LARGEST_BOOK + 1), "a.xlsx")[1]
        assert problem.code == "file-too-large"


def test_a_far_cell_costs_nothing_and_too_far_a_one_is_a_problem() -> None:
    book = workbook()
    book["Plan"]["XFD1048576"] = "far"
    book["Plan"]["XFD1048576"].value = None  # formatted, but empty
    assert read_xlsx(saved(book), "a.xlsx")[1] == []

    book["Plan"]["XFD9"] = "far"

    assert [p.code for p in read_xlsx(saved(book), "a.xlsx")[1]] == ["file-too-large"]


def test_cells_that_are_repeated_without_end_are_a_problem() -> None:
    wide = cell("x", table__number_columns_repeated="16384")
    tall = f'<table:table-row table:number-rows-repeated="1048576">{cell("x")}'

    assert [p.code for p in read_ods(opened((wide,)), "a.ods")[1]] == ["file-too-large"]
    (problem,) = read_ods(opened(hidden=f"{tall}</table:table-row>"), "a.ods")[1]
    assert problem.code == "file-too-large"
