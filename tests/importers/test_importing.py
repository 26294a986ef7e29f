"""Import as a job: the files it reads, copies, links, writes and leaves alone."""

import os
from pathlib import Path

import pikepdf
import pytest

from syllabus.errors import SyllabusError
from syllabus.jobs import importing
from syllabus.jobs.importing import ImportResult, deck_dates, find_deck, import_course

PAGE = """# Systems

Class meets on Tuesdays and Thursdays.

| Date | Topic |
| --- | --- |
| Mar 28 | Files [slides](pdf/a.pdf) |
| Mar 30 | Pages [slides](pdf/b.pdf) |
"""


def make_pdf(path: Path, **info: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for key, value in info.items():
            pdf.docinfo[f"/{key}"] = value
        pdf.save(path)
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    make_pdf(site / "pdf" / "a.pdf", CreationDate="D:20170329120000Z")
    make_pdf(site / "pdf" / "b.pdf")
    path = site / "schedule.md"
    path.write_text(PAGE, "utf-8")
    return path


def written(result: ImportResult) -> str:
    assert result.course_file, result.problems
    return result.course_file.read_text("utf-8")


def test_decks_are_copied_into_slides(page: Path, tmp_path: Path) -> None:
    result = import_course(page, tmp_path / "mine")

    copy = tmp_path / "mine" / "slides" / "a.pdf"
    assert copy.read_bytes() == (page.parent / "pdf" / "a.pdf").read_bytes()
    assert (result.copied, result.linked, result.missing) == (2, 0, 0)
    assert "file: slides/a.pdf" in written(result)


def test_with_link_they_stay_where_they_are(page: Path, tmp_path: Path) -> None:
    result = import_course(page, tmp_path / "mine", link=True)

    link = tmp_path / "mine" / "slides" / "a.pdf"
    assert link.is_symlink()
    assert link.resolve() == (page.parent / "pdf" / "a.pdf").resolve()
    assert result.linked == 2


def test_a_link_that_is_refused_becomes_a_copy_and_the_report_says_so(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("a privilege is not held")

    monkeypatch.setattr(Path, "symlink_to", refuse)

    result = import_course(page, tmp_path / "mine", link=True)

    assert (result.copied, result.linked) == (2, 0)
    assert any("copied instead" in text for _, text in result.report.findings)


def test_decks_inside_the_course_folder_are_named_where_they_lie(page: Path) -> None:
    result = import_course(page, page.parent)

    assert "file: pdf/a.pdf" in written(result)
    assert result.copied == 0


def test_a_course_file_is_never_written_over(page: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "course.yaml").write_text("mine", "utf-8")

    with pytest.raises(SyllabusError, match="never overwrites"):
        import_course(page, tmp_path / "mine")

    assert (tmp_path / "mine" / "course.yaml").read_text("utf-8") == "mine"


def test_a_course_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "course.yaml"

    with pytest.raises(FileExistsError):
        importing._write_new(target, lambda _: target.write_text("mine", "utf-8"))

    assert [p.name for p in tmp_path.iterdir()] == ["course.yaml"]
    assert target.read_text("utf-8") == "mine"


def test_other_slides_are_never_written_over(page: Path, tmp_path: Path) -> None:
    other = make_pdf(tmp_path / "mine" / "slides" / "a.pdf", Title="other")
    before = other.read_bytes()

    with pytest.raises(SyllabusError, match="never overwrites"):
        import_course(page, tmp_path / "mine")

    assert other.read_bytes() == before
    assert not (tmp_path / "mine" / "course.yaml").exists()


def test_an_interrupted_import_can_be_run_again(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    write_new = importing._write_new

    def killed(target: Path, write: object) -> None:
        if target.name == "course.yaml":
            raise KeyboardInterrupt
        write_new(target, write)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_write_new", killed)
        with pytest.raises(KeyboardInterrupt):
            import_course(page, folder)
    assert not (folder / "course.yaml").exists()

    written(import_course(page, folder))
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == [
        "a.pdf",
        "b.pdf",
        "course.schema.json",
        "course.yaml",
    ]


def test_an_error_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE.replace("slides", "no"), "utf-8")

    result = import_course(path, tmp_path / "mine")

    assert result.failed
    assert not (tmp_path / "mine").exists()


def test_the_same_page_gives_the_same_bytes_whatever_its_time(
    page: Path, tmp_path: Path
) -> None:
    first = written(import_course(page, tmp_path / "one"))
    for path in [page, *page.parent.rglob("*.pdf")]:
        os.utime(path, (1_600_000_000, 1_600_000_000))

    assert written(import_course(page, tmp_path / "two")) == first


def test_the_folder_is_named_after_the_place_of_the_page(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = page.parent / "cs240.md"
    page.rename(named)

    assert import_course(named).course_file == Path("cs240/course.yaml")


@pytest.mark.parametrize(
    ("place", "title", "folder"),
    [
        ("x/site/schedule.md", "CS 240: Systems", "cs240"),
        ("x/site/schedule.md", "Systems", "x"),
        ("systems/lecture-schedule.md", "Operating", "systems"),
        ("a/docs/_pages/schedule.md", "Systems of Today", "systems-of-today"),
        ("home/src/os.md", "Systems", "os"),
    ],
)
def test_the_folder_is_named_by_the_course_s_code_then_the_nearest_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    title: str,
    folder: str,
) -> None:
    home = tmp_path / "work"
    home.mkdir()
    monkeypatch.chdir(home)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(PAGE.replace("# Systems", f"# {title}"), "utf-8")

    result = import_course(path, year=2017)

    assert result.course_file == Path(folder) / "course.yaml"


def test_it_is_not_the_folder_of_the_page_itself(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = page.parent.rename(tmp_path / "cs240")
    monkeypatch.chdir(tmp_path)

    result = import_course(home / "schedule.md")

    assert result.course_file == Path("cs240-course/course.yaml")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-utf8"),
        ("Überblick".encode("latin-1"), "not-utf8"),
        (b"a" * 50_000_000, "file-too-large"),
        (b"", "no-schedule-table"),
        (b"\0" * 1000, "no-schedule-table"),
        (b"just text", "no-schedule-table"),
    ],
    ids=["picture", "latin-1", "50 MB", "empty", "zeros", "text"],
)
def test_wrong_input_is_one_problem(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(raw)

    result = import_course(path, tmp_path / "mine")

    assert [problem.code for problem in result.problems] == [code]
    assert not (tmp_path / "mine").exists()


def test_a_page_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    result = import_course(tmp_path / "no.md", tmp_path / "mine")

    assert [problem.code for problem in result.problems] == ["file-missing"]


@pytest.mark.parametrize(
    "info",
    [
        {"CreationDate": "D:20170329120000Z"},
        {"ModDate": "D:20170329"},
        {"Title": "2017_03_29_files"},
        {"Title": "20170329"},
    ],
)
def test_the_dates_inside_a_deck_are_found(
    tmp_path: Path, info: dict[str, str]
) -> None:
    path = make_pdf(tmp_path / "a.pdf", **info)

    assert [str(day) for day in deck_dates(path)] == ["2017-03-29"]


def test_the_dates_of_xmp_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            meta["xmp:CreateDate"] = "2017-03-29T10:00:00Z"
        pdf.save(path)

    assert [str(day) for day in deck_dates(path)] == ["2017-03-29"]


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"CreationDate": "yesterday"},
        {"CreationDate": "D:20171399"},
        {"CreationDate": "D:00010101"},
        {"Title": "Room 2017"},
    ],
)
def test_a_deck_without_a_date_has_none(tmp_path: Path, info: dict[str, str]) -> None:
    assert deck_dates(make_pdf(tmp_path / "a.pdf", **info)) == []


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4\nbroken", b"<html>", b"\0" * 99])
def test_a_damaged_deck_is_no_evidence_and_no_failure(
    page: Path, tmp_path: Path, raw: bytes
) -> None:
    (page.parent / "pdf" / "b.pdf").write_bytes(raw)

    assert deck_dates(page.parent / "pdf" / "b.pdf") == []
    assert "first_day: 2017-03-28" in written(import_course(page, tmp_path / "mine"))


def test_a_locked_deck_is_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(make_pdf(tmp_path / "a.pdf", CreationDate="D:20170329")) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))

    assert deck_dates(path) == []


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("pdf/a.pdf", "pdf/a.pdf"),
        ("/pdf/a.pdf", "pdf/a.pdf"),
        ("pdf/a.pdf?raw=true#page=2", "pdf/a.pdf"),
        ("pdf/a%2Epdf", "pdf/a.pdf"),
        ("../pdf/a.pdf", None),
        ("https://example.org/x/a.pdf", None),
        ("pdf/", None),
        ("pdf/\0.pdf", None),
        ("//[", None),
    ],
)
def test_a_deck_is_found_beside_the_page(
    page: Path, href: str, found: str | None
) -> None:
    path = find_deck(page.resolve(), href)

    assert path == ((page.parent / found).resolve() if found else None)


def test_a_deck_is_found_from_the_top_of_the_site(page: Path) -> None:
    (page.parent / "_config.yml").touch()
    below = page.parent / "_pages" / "schedule.md"
    below.parent.mkdir()
    page.rename(below)

    assert find_deck(below.resolve(), "/pdf/a.pdf")
    assert find_deck(below.resolve(), "../pdf/a.pdf")


def test_no_file_outside_the_site_is_looked_at(page: Path, tmp_path: Path) -> None:
    secret = make_pdf(tmp_path / "secret.pdf")
    (page.parent / "pdf" / "link.pdf").symlink_to(secret)

    assert find_deck(page.resolve(), "../secret.pdf") is None
    assert find_deck(page.resolve(), str(secret)) is None
    assert find_deck(page.resolve(), "pdf/link.pdf") is None


def test_two_decks_of_one_name_get_two(tmp_path: Path) -> None:
    for week, title in ((1, "one"), (2, "two")):
        make_pdf(tmp_path / f"week{week}" / "slides.pdf", Title=title)
    path = tmp_path / "cs1.md"
    path.write_text(
        "# A 2017\n\n| Date | Topic |\n|---|---|\n"
        "| Mar 28 | Files [slides](week1/slides.pdf) |\n"
        "| Mar 30 | Pages [slides](week2/slides.pdf) [again](week1/slides.pdf) |\n",
        "utf-8",
    )

    text = written(import_course(path, tmp_path / "mine"))

    assert text.count("file: slides/slides.pdf") == 2
    assert text.count("file: slides/week2-slides.pdf") == 1
