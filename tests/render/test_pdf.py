"""The handout as a PDF: what is on its pages and in its links."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syllabus.core.view.handout import PolicyView
from syllabus.core.view.schedule import WeekView
from syllabus.render.html import render_handout_html
from syllabus.render.libraries import LIBRARIES
from syllabus.render.pdf import PdfResult, render_pdf
from tests.needs import ROOT
from tests.render import views
from tests.render.pages import content, laid_out, link_annotations, pdf_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.verapdf import Verapdf

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<circle cx="4.5" cy="4.5" r="4"/></svg>'
)
VIEWS = {"dlsys": views.DLSYS, "hard": views.HARD, "bare": views.BARE}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "logo.svg").write_text(LOGO)
    return folder


@pytest.fixture(scope="module")
def made(course: Path) -> dict[str, PdfResult]:
    """The handouts as PDFs."""
    return {
        name: render_pdf(render_handout_html(view), course_folder=course)
        for name, view in VIEWS.items()
    }


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("name", VIEWS)
def test_the_text_of_the_handout_is_as_it_was(
    name: str, made: dict[str, PdfResult], golden: Callable[[str, str], None]
) -> None:
    golden(f"render/{name}.txt", pdf_text(made[name].data, "-layout"))


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_blocked_or_warned_of(name: str, made: dict[str, PdfResult]) -> None:
    assert made[name].blocked == ()
    assert made[name].warnings == ()


@pytest.mark.needs("shared", "java")
def test_handouts_pass_a_validator(
    made: dict[str, PdfResult], verapdf: Verapdf, tmp_path: Path
) -> None:
    paths = []
    for name, result in made.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(result.data)

    for report in verapdf.check(paths):
        assert report["compliant"], report


@pytest.mark.needs("shared")
@pytest.mark.parametrize("name", ["dlsys", "bare"])
def test_handouts_pass_the_lint(
    name: str, shared: Path, tmp_path: Path, course: Path
) -> None:
    page = course / f"{name}.html"
    page.write_text(render_handout_html(VIEWS[name]))

    run = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            str(shared / "tools" / "lint_html.py"),
            str(page),
        ],
        capture_output=True,
        text=True,
    )

    assert (run.returncode, run.stdout) == (0, "\n")


@pytest.mark.needs("qpdf")
def test_the_file_is_sound(made: dict[str, PdfResult], tmp_path: Path) -> None:
    path = tmp_path / "handout.pdf"
    path.write_bytes(made["hard"].data)

    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)


def test_title_language_and_bookmarks_are_set(made: dict[str, PdfResult]) -> None:
    with pikepdf.open(io.BytesIO(made["dlsys"].data)) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "CSE 599W Deep Learning Systems, Spring 2017"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
        assert outline.root[0].title == "CSE 599W Deep Learning Systems"
        assert {"Staff", "Policies", "Schedule", "Deadlines"} <= set(titles)


@pytest.mark.parametrize(
    ("paper", "size"), [("letter", (612, 792)), ("a4", (595.28, 841.89))]
)
def test_the_paper_is_the_courses(paper: str, size: tuple[float, float]) -> None:
    html = render_handout_html(replace(views.BARE, paper=paper))

    with pikepdf.open(io.BytesIO(render_pdf(html).data)) as pdf:
        box = [float(number) for number in pdf.pages[0].mediabox]

    assert box == pytest.approx([0, 0, *size], abs=0.01)


def test_links_to_slides_are_relative_and_named(made: dict[str, PdfResult]) -> None:
    links = link_annotations(made["dlsys"].data)

    assert {
        "contents": "Slides for lecture 1",
        "uri": "packet.pdf#deck-lecture1",
        "dest": "",
    } in links
    assert all(
        re.match(r"https?://|mailto:|packet\.pdf#", link["uri"]) for link in links
    )


def test_no_path_of_this_machine_is_in_the_file(
    made: dict[str, PdfResult], course: Path
) -> None:
    with pikepdf.open(io.BytesIO(made["hard"].data)) as pdf:
        plain = b"".join(
            obj.read_bytes() if isinstance(obj, pikepdf.Stream) else obj.unparse()
            for obj in pdf.objects
        )

    for path in ("file:", "course:", "syllabus:", str(course), str(ROOT)):
        assert path.encode() not in plain


RENDER = """
import sys
from pathlib import Path
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import render_pdf
from tests.render import views
html = render_handout_html(views.HARD)
sys.stdout.buffer.write(render_pdf(html, course_folder=Path(sys.argv[1])).data)
"""


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_another_process_makes_the_same_bytes(
    made: dict[str, PdfResult], course: Path, zone: str
) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RENDER, str(course)],
        cwd=ROOT,
        env={"TZ": zone, "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )

    assert run.stderr == b""
    assert hashlib.sha256(run.stdout).hexdigest() == (
        hashlib.sha256(made["hard"].data).hexdigest()
    )


def rows_by_page(pages: list[Any]) -> Iterator[tuple[int, Any]]:
    for number, page in enumerate(pages):
        for box in content(page):
            if type(box).__name__ == "TableRowBox" and box.element is not None:
                yield number, box.element


MANY = replace(
    views.HARD,
    logo=None,
    timetables=tuple(
        replace(
            table,
            weeks=tuple(
                WeekView(week.number, week.rows)
                for week in views._hard_weeks(45 + shift)
            ),
        )
        for shift, table in enumerate(views.HARD.timetables)
    ),
)


@pytest.mark.parametrize("description", range(0, 40, 8))
def test_no_row_is_torn(description: int) -> None:
    # More and more text before the schedule, so that pages break at other places.
    html = render_handout_html(replace(MANY, description="word\n\n" * description))
    pages = laid_out(html)
    where: dict[Any, set[int]] = {}
    for number, row in rows_by_page(pages):
        where.setdefault(row, set()).add(number)

    torn = [row for row, on in where.items() if len(on) > 1]
    # A head is repeated, which is not a tear.
    assert [row for row in torn if row.find("td") is not None] == []


@pytest.mark.parametrize("lines", range(4))
def test_no_heading_is_left_behind(lines: int) -> None:
    policies = tuple(PolicyView(f"Policy {i}", "Its text.") for i in range(99))
    notices = ("A line.",) * lines

    pages = laid_out(
        render_handout_html(replace(views.BARE, notices=notices, policies=policies))
    )

    assert len(pages) > 2
    for page in pages:
        texts = [box for box in content(page) if type(box).__name__ == "TextBox"]
        assert not re.fullmatch(r"h\d|caption", texts[-1].element_tag)


@pytest.mark.parametrize("name", VIEWS)
def test_no_text_stands_outside_of_the_page(name: str, course: Path) -> None:
    for page in laid_out(render_handout_html(VIEWS[name]), course):
        left = page.content_box_x() - 0.5
        right = page.content_box_x() + page.width + 0.5
        bottom = page.content_box_y() + page.height + 0.5
        for box in content(page):
            if type(box).__name__ == "TextBox":
                assert left <= box.position_x, box.text
                assert box.position_x + box.width <= right, box.text
                assert box.position_y + box.height <= bottom, box.text


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(min_size=1, max_size=40)
    | st.text("ab<&é", min_size=1).map(lambda t: t * 500)
)
def test_any_text_is_printed(text: str, weasyprint_log: list[str]) -> None:
    row = replace(
        views._hard_row(8), headline=text, byline=text, notes=text, links=(), due=()
    )
    table = replace(views.HARD.timetables[0], weeks=(WeekView(1, (row,)),))
    view = replace(
        views.BARE, title=text, description=text, term=text, timetables=(table,)
    )

    made = render_pdf(render_handout_html(view))

    assert made.data.startswith(b"%PDF")
    assert made.blocked == ()
    # A character that no font of this machine has.
    assert all(".notdef" in warning for warning in made.warnings)
    weasyprint_log.clear()


@pytest.mark.needs("pdftotext")
def test_numbers_and_dates_are_read_in_the_order_of_their_row(
    made: dict[str, PdfResult],
) -> None:
    text = pdf_text(made["dlsys"].data, "-raw")
    expected = [
        (row.day, row.headline) for week in views.DLSYS_WEEKS for row in week.rows
    ]

    place = text.index("Assignments\n")
    for words in (word for pair in expected for word in pair):
        found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(
            text, place
        )
        assert found, words
        place = found.end()


MISSING = """
import ctypes, sys
from cffi import FFI

def fail(self, name, *rest):
    raise OSError(f"cannot load library {name!r}")

FFI.dlopen = fail
from syllabus.render import pdf
pdf.missing_libraries = lambda: list(pdf_libraries)
from syllabus.render.libraries import LIBRARIES as pdf_libraries
try:
    pdf.render_pdf("<p>x")
except pdf.MissingLibrariesError as error:
    print(error, *error.__notes__)
"""


def test_a_missing_library_is_named() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MISSING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    # The one that is only wanted is not asked for.
    required = [one.debian_package for one in LIBRARIES if one.required]
    assert run.stdout.startswith(f"cannot load {', '.join(required)} to install:")


def test_making_html_imports_no_layout_engine() -> None:
    code = (
        "import sys, syllabus.render.html as h, tests.render.views as v\n"
        "h.render_handout_html(v.BARE)\n"
        "import syllabus.render.pdf\n"
        "assert not {'weasyprint', 'pydyf', 'fontTools'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
