import datetime as dt
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from syllabus.jobs.decks import ChangedMeanwhileError, Decks
from syllabus.jobs.files import FileError
from syllabus.jobs.load import look_over
from syllabus.report import print_problems
from tests.jobs.small import COURSE, NOW, build, lay_down
from tests.packet.test_safe import bomb


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_down(tmp_path / "small")


def outputs(course: Path) -> dict[str, bytes]:
    folder = course.parents[1] / "build" / "small"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def codes(built: object) -> list[str]:
    return [problem.code for problem in built.problems]  # type: ignore[attr-defined]


def test_a_build_makes_the_handout_and_the_packet(course: Path) -> None:
    built = build(course)

    assert codes(built) == []
    assert [path.name for path in built.outputs] == ["syllabus.pdf", "packet.pdf"]
    assert list(outputs(course)) == ["packet.pdf", "syllabus.pdf"]
    labels = pypdf.PdfReader(io.BytesIO(outputs(course)["packet.pdf"])).page_labels
    assert labels == ["i", "ii", "iii", "1", "2", "3", "4", "5", "6", "7"]


def test_a_build_makes_every_form_unless_the_course_chooses(course: Path) -> None:
    build(course, only=())

    assert set(outputs(course)) == {
        *("syllabus.pdf", "packet.pdf", "syllabus.html", "calendar.ics"),
        *("syllabus.tex", "syllabus.docx", "syllabus.md", "syllabus.json"),
    }

    text = "outputs: [calendar, syllabus]\ncalendar: {feeds: deadlines}\n"
    course.write_text(course.read_text() + text)
    build(course, only=())
    made = outputs(course)
    assert set(made) == {"calendar.ics", "calendar-deadlines.ics", "syllabus.pdf"}
    assert made["calendar.ics"].count(b"BEGIN:VEVENT") == 4
    assert b"BEGIN:VEVENT" not in made["calendar-deadlines.ics"]


def test_nothing_links_to_a_packet_that_is_not_made(course: Path) -> None:
    course.write_text(course.read_text() + "outputs: [html, json, markdown]\n")
    build(course, only=())

    assert not any(b"packet" in made for made in outputs(course).values())


def test_a_calendar_without_a_time_zone_is_at_local_hours(course: Path) -> None:
    text = course.read_text().replace("timezone: America/Los_Angeles\n", "")
    course.write_text(text)
    build(course, only=("calendar",))

    assert b"DTSTART:20270111T103000\r\n" in outputs(course)["calendar.ics"]


def test_the_same_course_gives_the_same_bytes_wherever_it_lies(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(course)
    other = lay_down(tmp_path / "elsewhere" / "small")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other-cache"))
    build(other)

    assert outputs(other) == outputs(course)


def test_a_build_with_nothing_to_do_says_so_and_repeats_its_warnings(
    course: Path,
) -> None:
    (course.parent / "slides" / "stray.pdf").write_bytes(b"%PDF-1.7")
    first = build(course)
    second = build(course)

    assert codes(first) == codes(second) == ["unused-deck"]
    assert not first.unchanged
    assert second.unchanged
    assert second.problems == first.problems


def test_a_build_with_nothing_to_do_imports_nothing_heavy(course: Path) -> None:
    build(course, only=())
    heavy = {"weasyprint", "pikepdf", "pydantic", "pypdf", "jinja2", "yaml", "rich"}
    heavy |= {"babel"}
    script = f"""
import sys
from syllabus.cli import program

program.main(sys.argv[1:], standalone_mode=False)
print(*sorted({heavy!r} & set(sys.modules)))
"""
    out = str(course.parents[1] / "build")

    done = subprocess.run(
        [sys.executable, "-c", script, "build", str(course), "--out", out],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))},
        capture_output=True,
        text=True,
        check=True,
    )

    *said, heavy_ones = done.stdout.splitlines()
    assert said
    assert all(line.endswith(" is up to date") for line in said)
    assert heavy_ones == ""


def test_what_is_touched_but_not_changed_is_not_built_again(course: Path) -> None:
    build(course)
    for path in (course, course.parent / "slides" / "first.pdf"):
        path.touch()

    assert build(course).unchanged


@pytest.mark.parametrize("name", ["syllabus.pdf", "packet.pdf"])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"x")])
def test_an_output_that_is_gone_or_changed_is_mended(
    course: Path, name: str, spoil: object
) -> None:
    build(course)
    good = outputs(course)
    spoil(course.parents[1] / "build" / "small" / name)  # type: ignore[operator]

    assert not build(course).unchanged
    assert outputs(course) == good


def test_with_an_error_nothing_is_written_and_the_last_good_outputs_stay(
    course: Path,
) -> None:
    build(course)
    good = outputs(course)
    course.write_text(COURSE + "  - lecture:\n")
    built = build(course)

    assert built.failed
    assert codes(built) == ["missing-value"]
    assert outputs(course) == good


def test_strict_lets_a_warning_fail_before_and_after_a_build(course: Path) -> None:
    (course.parent / "slides" / "first.pdf").unlink()

    assert build(course, strict=True).failed
    assert not (course.parents[1] / "build").exists()
    assert not build(course).failed
    assert build(course, strict=True).failed


def test_a_deck_that_comes_later_takes_the_place_of_its_placeholder(
    course: Path,
) -> None:
    deck = course.parent / "slides" / "first.pdf"
    away = deck.rename(deck.with_name("away.txt"))
    first = build(course)
    placeholder = text_of(outputs(course)["packet.pdf"])
    away.rename(deck)
    second = build(course)

    assert codes(first) == ["missing-deck"]
    assert "no such file" in placeholder
    assert codes(second) == []
    assert "no such file" not in text_of(outputs(course)["packet.pdf"])


def test_decks_are_held_back_until_their_moment(course: Path) -> None:
    course.write_text(
        COURSE.replace(
            "    decks: slides/third.pdf",
            "    decks: {file: slides/third.pdf, release: after class,"
            " link: https://example.org/third.pdf}",
        )
    )
    # The third class day is Wednesday the 20th: the 18th would be a Monday too, so
    # the pattern gives 11, 13, 18 and 20; the third lecture is on the 18th until 11:50
    # in Los Angeles, eight hours behind.
    before = dt.datetime(2027, 1, 18, 19, 49, tzinfo=dt.UTC)
    after = dt.datetime(2027, 1, 18, 19, 50, tzinfo=dt.UTC)
    build(course, now=before)
    held = outputs(course)
    still = build(course, now=before + dt.timedelta(seconds=30))
    due = build(course, now=after)
    given = outputs(course)

    assert "example.org" not in links_of(held["syllabus.pdf"])
    assert "after class" in text_of(held["syllabus.pdf"])
    assert pages_of(held["packet.pdf"]) == pages_of(given["packet.pdf"]) - 2
    assert still.unchanged
    assert not due.unchanged
    assert "example.org" in links_of(given["syllabus.pdf"])
    assert not build(course, now=before).unchanged, "the clock may be set back"


def test_only_what_is_asked_for_is_written(course: Path) -> None:
    build(course, only=("syllabus",), keep_html=True)

    assert list(outputs(course)) == ["print.html", "syllabus.pdf"]


def test_a_picture_behind_a_link_out_of_the_course_is_a_problem(course: Path) -> None:
    secret = course.parents[1] / "secret.png"
    shutil.copy(Path(__file__).parents[1] / "render" / "dot.png", secret)
    (course.parent / "dot.png").symlink_to(secret)
    course.write_text("description: |\n  A dot\n\n  ![a dot](dot.png)\n" + COURSE)
    built = build(course)

    assert built.failed
    assert codes(built) == ["blocked-resource"]
    assert built.problems[0].where.line == 4


@pytest.mark.parametrize("name", ["dot.png", "dot.svg"])
def test_a_picture_that_is_none_is_found_by_a_check(course: Path, name: str) -> None:
    (course.parent / name).write_bytes(b"<svg>not closed")
    course.write_text(f"logo: {{file: {name}, alt: A dot}}\n" + COURSE)
    problems = look_over(course).problems

    assert [problem.code for problem in problems] == ["unreadable-image"]
    assert problems[0].where.line == 1


def test_a_policy_behind_a_link_out_of_the_course_is_not_read(
    course: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("canary")
    (course.parent / "policy.md").symlink_to(tmp_path / "secret")
    course.write_text(COURSE + "policies: [{title: P, file: policy.md}]\n")
    built = build(course)

    assert codes(built) == ["outside-course"]
    assert built.problems[0].where.line == 12


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert build(course).outputs
    assert not build(course).unchanged


def test_warnings_are_repeated_with_the_path_from_where_one_is(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.parent / "slides" / "stray.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.chdir(course.parents[1])
    build(course)
    monkeypatch.chdir(course.parent)
    again = build(course)
    print_problems(again.problems)

    assert again.unchanged
    assert capsys.readouterr().err.startswith("course.yaml:5:1: warning: ")


def test_an_output_whose_place_is_taken_leaves_the_others_as_they_are(
    course: Path,
) -> None:
    build(course)
    good = outputs(course)["syllabus.pdf"]
    packet = course.parents[1] / "build" / "small" / "packet.pdf"
    packet.unlink()
    packet.mkdir()
    course.write_text(COURSE.replace("Small", "Another"))

    with pytest.raises(FileError):
        build(course)
    assert packet.with_name("syllabus.pdf").read_bytes() == good


def test_slides_are_tagged_unless_the_course_wants_none(course: Path) -> None:
    first = build(course)
    tagged = outputs(course)["packet.pdf"]
    again = build(course, keep_html=True)
    course.write_text(COURSE + "packet: {tags: no}\n")
    untagged = build(course)

    assert [note.partition(":")[0] for note in first.notes] == [
        "slides/first.pdf",
        "slides/third.pdf",
    ]
    assert all("tagged here" in note for note in first.notes)
    assert again.notes == first.notes, "what comes from the cache says the same"
    with pikepdf.open(io.BytesIO(tagged)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
    assert untagged.notes == ()
    assert outputs(course)["packet.pdf"] != tagged


def lock(path: Path, password: str) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=password))


def test_a_locked_deck_opens_with_a_password_that_is_never_kept(
    course: Path, cache_home: Path
) -> None:
    lock(course.parent / "slides" / "first.pdf", "canary-7193")
    locked = build(course)
    without = outputs(course)
    opened = build(course, passwords=("wrong", "canary-7193"))

    assert codes(locked) == ["locked-deck"]
    assert "locked" in text_of(without["packet.pdf"])
    assert codes(opened) == []
    assert (
        pages_of(outputs(course)["packet.pdf"]) == pages_of(without["packet.pdf"]) + 1
    )
    assert "canary" not in repr(opened)
    for path in [*cache_home.rglob("*"), *course.parents[1].rglob("*")]:
        assert not path.is_file() or b"canary-7193" not in path.read_bytes()


def test_a_deck_that_only_preparing_shows_to_be_bad_gets_a_placeholder(
    course: Path,
) -> None:
    (course.parent / "slides" / "first.pdf").write_bytes(bomb())
    built = build(course)

    assert codes(built) == ["unreadable-deck"]
    assert "a page unpacks to more than 128 MB" in built.problems[0].message
    said = " ".join(text_of(outputs(course)["packet.pdf"]).split())
    assert "The file is too large when unpacked." in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Die Datei ist leer."),
        (b"PK\x03\x04" + bytes(50), "Die Datei ist ein Office-Dokument, kein PDF."),
    ],
)
def test_a_placeholder_says_what_the_problem_says_in_the_course_s_language(
    course: Path, data: bytes, said: str
) -> None:
    (course.parent / "slides" / "first.pdf").write_bytes(data)
    course.write_text(f"language: de\n{COURSE}")
    build(course, only=("packet",))

    assert said in " ".join(text_of(outputs(course)["packet.pdf"]).split())


def test_characters_that_no_font_has_are_one_warning_at_the_first(course: Path) -> None:
    # For private use: no font of the system has them.
    course.write_text(COURSE.replace("Second", "Second \U000f0600\U000f0601"))
    first, second = build(course), build(course)

    assert codes(first) == codes(second) == ["missing-glyph"]
    assert (first.problems[0].where.line, first.problems[0].where.column) == (8, 12)
    assert second.unchanged
    assert build(course, strict=True).failed


def test_a_deck_changed_during_the_build_is_not_mixed_in(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = course.parent / "slides" / "first.pdf"
    prepare = Decks.prepare

    def change_and_prepare(*given: Any) -> Any:
        deck.write_bytes(deck.read_bytes() + b"\n")
        return prepare(*given)

    monkeypatch.setattr(Decks, "prepare", change_and_prepare)

    with pytest.raises(ChangedMeanwhileError):
        build(course)
    assert not (course.parents[1] / "build").exists()


def text_of(data: bytes) -> str:
    return "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages)


def pages_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def links_of(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return " ".join(
            str(annotation.A.get("/URI", ""))
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation
        )


def test_nothing_but_outputs_lies_in_the_output_folder(course: Path) -> None:
    build(course)

    assert sorted(p.name for p in course.parent.iterdir()) == ["course.yaml", "slides"]
