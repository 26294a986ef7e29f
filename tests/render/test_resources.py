"""A page loads files of its course and of the project, and nothing else."""

from pathlib import Path

import pytest

from syllabus.render import resources
from syllabus.render.pdf import render_pdf
from syllabus.render.resources import BlockedError, Resources

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder with pictures, and a secret beside it."""
    folder = tmp_path / "course"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "my logo.svg").write_text(SVG.format(""))
    (tmp_path / "secret.svg").write_text(SVG.format(""))
    return folder


def test_a_picture_of_the_course_is_found(course: Path) -> None:
    data, media_type = Resources(course).read("images/my%20logo.svg")

    assert data == SVG.format("").encode()
    assert media_type == "image/svg+xml"


def test_a_font_of_the_project_is_found() -> None:
    data, _ = Resources(None).read("syllabus:fonts/SourceSans3-Regular.otf")

    assert data[:4] == b"OTTO"


def test_a_course_folder_may_be_a_link_itself(course: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(course)

    assert Resources(tmp_path / "link").read("images/my%20logo.svg")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/logo.svg",
        "HTTPS://127.0.0.1:9/logo.svg",
        "ftp://127.0.0.1:9/logo.svg",
        "//127.0.0.1/logo.svg",
        "file:///etc/passwd",
        "/etc/passwd",
        "../secret.svg",
        "images/../../secret.svg",
        "images/%2e%2e/%2e%2e/secret.svg",
        "images/missing.svg",
        "images",
        "",
        "images/nul%00.svg",
        "syllabus:../pyproject.toml",
        "syllabus:/etc/passwd",
        "syllabus://host/fonts/SourceSans3-Regular.otf",
        "data:image/svg+xml,<svg/>",
        "link-out.svg",
        "folder-out/secret.svg",
        "loop.svg",
        "http://[bad",
    ],
)
def test_anything_else_is_refused_and_remembered(
    course: Path, tmp_path: Path, url: str
) -> None:
    (course / "link-out.svg").symlink_to(tmp_path / "secret.svg")
    (course / "folder-out").symlink_to(tmp_path)
    (course / "loop.svg").symlink_to("loop.svg")
    found = Resources(course)

    with pytest.raises(BlockedError):
        found.read(url)

    assert found.blocked == [url]


def test_a_file_that_is_too_large_is_refused(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "MAX_BYTES", 10)

    with pytest.raises(BlockedError):
        Resources(course).read("images/my%20logo.svg")


def test_without_a_course_folder_no_file_is_found() -> None:
    with pytest.raises(BlockedError):
        Resources(None).read("pyproject.toml")


@pytest.mark.parametrize(
    "page",
    [
        "<img src='{}' alt=x>",
        "<p style=\"background: url('{}')\">x</p>",
        "<style>@import url('{}');</style>",
        "<link rel=stylesheet href='{}'>",
        "<link rel=attachment href='{}'>",
        "<object data='{}'>x</object>",
    ],
)
def test_a_breach_is_reported_and_the_rest_is_printed(
    course: Path, weasyprint_log: list[str], page: str
) -> None:
    url = (course.parent / "secret.svg").as_uri()

    made = render_pdf(
        f"<html lang=en><title>x</title>{page.format(url)}", course_folder=course
    )

    assert made.blocked == (url,)
    assert made.warnings == ()
    assert made.data.startswith(b"%PDF-1.7")
    weasyprint_log.clear()


def test_a_picture_cannot_bring_in_what_the_page_may_not(
    course: Path, weasyprint_log: list[str]
) -> None:
    url = (course.parent / "secret.svg").as_uri()
    (course / "evil.svg").write_text(SVG.format(f'<image href="{url}"/>'))

    made = render_pdf(
        "<html lang=en><title>x</title><img src=evil.svg alt=x>", course_folder=course
    )

    assert made.blocked == (url,)
    weasyprint_log.clear()


def test_a_picture_can_stand_in_the_page_itself() -> None:
    resources = Resources(None)

    assert resources.read("data:image/png;base64,iVBORw==") == (b"\x89PNG", "image/png")
    assert resources.blocked == []


@pytest.mark.parametrize(
    "url", ["data:text/css;base64,YQ==", "data:image/png,a", "data:image/png;base64,<>"]
)
def test_nothing_else_can(url: str) -> None:
    resources = Resources(None)

    with pytest.raises(BlockedError):
        resources.read(url)
    assert resources.blocked == [url]
