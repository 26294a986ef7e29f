"""Themes as files: the course's own folder, copies, and the sheet of all themes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from syllabus.cli import program
from syllabus.jobs.build import Built, Order, build_course
from syllabus.jobs.themes import NoThemeError, ThemeThereError, copy_theme
from syllabus.render.themes import theme_folders
from tests.jobs.small import NOW, lay_down


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "small")


def build(course: Path, theme: str | None = None) -> Built:
    order = Order(course, course.parent.parent / "out", NOW, ("syllabus",), theme=theme)
    return build_course(order)


def own(course: Path, name: str, text: str) -> Path:
    file = course.parent / "theme" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_touched_theme_file_is_an_input(course: Path) -> None:
    build(course)
    own(course, "extra.css", "h1 { color: #123456 }")
    assert not build(course).unchanged
    assert build(course).unchanged
    own(course, "extra.css", "h1 { color: #654321 }")
    assert not build(course).unchanged
    (course.parent / "theme" / "extra.css").unlink()
    assert not build(course).unchanged


def test_a_template_of_the_course_goes_first(course: Path) -> None:
    own(course, "sections/schedule.html.j2", "<p>{{ view.title }}: none yet</p>")
    order = Order(course, course.parent.parent / "out", NOW, ("syllabus",))

    built = build_course(Order(**{**vars(order), "keep_html": True}))

    page = next(path for path in built.outputs if path.suffix == ".html")
    assert "Small: none yet" in page.read_text()


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("extra.css", "p { color: red }\n{{ view.nothing }}", 2),
        ("extra.css", "{% if %}", 1),
        ("sections/schedule.html.j2", "\n\n{{ 1 / 0 }}", 3),
        ("sections/schedule.html.j2", "{{ ''.__class__.__mro__ }}", 1),
        ("sections/schedule.html.j2", "{% include '../../course.yaml' %}", 1),
        (
            "handout.html.j2",
            "{% extends 'page.html.j2' %}\n{% block body %}{{ a.b }}",
            2,
        ),
        ("macros.html.j2", "", 0),
    ],
)
def test_a_mistake_in_a_template_is_a_problem_at_its_line(
    course: Path, name: str, text: str, line: int
) -> None:
    good = build(course).outputs[0].read_bytes()
    file = own(course, name, text)

    built = build(course)

    [problem] = [p for p in built.problems if p.is_error]
    assert built.failed
    assert problem.code == "bad-template"
    assert (Path(problem.where.file), problem.where.line) == (file, line)
    assert (course.parent.parent / "out/small/syllabus.pdf").read_bytes() == good


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("p {}\nh1 { flavour: sweet }", "print-warning", 2),
        ("\np { background: url(https://example.org/a.png) }", "blocked-resource", 2),
        ("p { background: url(theme/no.png) }", "blocked-resource", 1),
    ],
)
def test_a_mistake_in_a_style_is_a_problem_at_its_line(
    course: Path, text: str, code: str, line: int, weasyprint_log: list[str]
) -> None:
    file = own(course, "extra.css", text)

    [problem] = build(course).problems

    assert (problem.code, problem.where.line) == (code, line)
    assert Path(problem.where.file) == file
    weasyprint_log.clear()


def test_a_declaration_of_the_courses_own_says_what_can_be_set(course: Path) -> None:
    own(
        course,
        "theme.yaml",
        "description: Ours\nsettings:\n"
        "  accent: {type: colour, default: '#111', description: Headings}\n"
        "  size: {type: length, default: 10pt, description: Size}\n"
        "  depth: {type: length, default: 10mm, description: Depth}\n",
    )
    own(course, "extra.css", "h1 { margin-top: {{ theme.depth }} }")
    course.write_text(course.read_text() + "theme: {depth: 12mm, dept: 1mm}\n")

    [problem] = build(course).problems

    assert problem.code == "unknown-key"
    assert problem.hint == "did you mean “depth”?"


def test_a_wrong_declaration_is_a_problem_of_its_file(course: Path) -> None:
    file = own(course, "theme.yaml", "description: Ours\ncolors: {}\n")

    [problem] = build(course).problems

    assert (problem.code, Path(problem.where.file)) == ("unknown-key", file)


def test_what_leads_out_of_the_course_is_not_read(course: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("{{ nothing }}")
    own(course, "a.css", "")
    (course.parent / "theme" / "extra.css").symlink_to(tmp_path / "secret.css")

    assert build(course).problems == ()


def test_another_theme_is_built_without_the_courses_own(course: Path) -> None:
    own(course, "extra.css", "{{ nothing }}")

    assert build(course).failed
    assert not build(course, "modern").failed
    with pytest.raises(NoThemeError, match="modren"):
        build(course, "modren")


@pytest.mark.parametrize("name", ["modern", "large"])
def test_a_copied_theme_gives_the_same_handout(course: Path, name: str) -> None:
    course.write_text(course.read_text() + f"theme: {name}\n")
    before = build(course).outputs[0].read_bytes()

    files = copy_theme(name, course.parent)
    build(course)

    assert build(course).outputs[0].read_bytes() == before
    assert len(files) == sum(f.is_file() for f in theme_folders()[name].rglob("*"))
    with pytest.raises(ThemeThereError):
        copy_theme(name, course.parent)


def test_the_list_for_scripts_is_names_alone() -> None:
    printed = CliRunner().invoke(program, ["theme", "list", "--quiet"]).stdout

    assert printed.split() == ["classic", "compact", "large", "modern"]


def test_the_sheet_shows_every_theme(course: Path, tmp_path: Path) -> None:
    picture, again = tmp_path / "themes.png", tmp_path / "again.png"
    for file in (picture, again):
        run = CliRunner().invoke(
            program, ["theme", "preview", str(course), "-o", str(file)]
        )
        assert run.exit_code == 0, run.output

    assert picture.read_bytes() == again.read_bytes()
    with Image.open(io.BytesIO(picture.read_bytes())) as image:
        rows = [
            min(image.crop((0, top, image.width, top + 20)).convert("L").tobytes())
            for top in range(0, image.height, 20)
        ]
    # Every fourth of the sheet has print on it.
    fourth = len(rows) // 4
    assert all(min(rows[n * fourth : (n + 1) * fourth]) < 128 for n in range(4))
