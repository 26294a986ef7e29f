"""What not everyone can read is told by a build, at the line where it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.jobs.small import COURSE, build, lay_down

if TYPE_CHECKING:
    from syllabus.jobs.build import Built

NOTES = """\
policies:
  - title: Late work
    text: |
      Ask early.

      Some _words of *mine*_ that are not odd, and
      [here](https://example.org/late) is the form.
  - {title: Rules, file: rules.md}
"""
RULES = "Read\n[this](https://example.org/rules) twice.\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    course = lay_down(tmp_path / "small", COURSE + NOTES)
    (course.parent / "rules.md").write_text(RULES)
    return course


def own(course: Path, name: str, text: str) -> None:
    file = course.parent / "theme" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def told(built: Built, code: str) -> list[tuple[str, int]]:
    return [
        (Path(p.where.file).name, p.where.line)
        for p in built.problems
        if p.code == code
    ]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), start=1) if words in line)


def test_words_of_links_are_told_at_their_lines_again_and_again(course: Path) -> None:
    first, second = build(course), build(course)

    assert told(first, "vague-link") == [
        ("course.yaml", line_of(COURSE + NOTES, "[here]")),
        ("rules.md", 2),
    ]
    assert second.unchanged
    assert second.problems == first.problems
    for path in first.outputs:
        path.unlink()
    assert build(course).problems == first.problems  # from the cache


def test_a_link_that_the_rules_have_told_of_is_told_of_once(course: Path) -> None:
    link = "    links: {title: here, link: https://example.org/demo}\n"
    course.write_text(COURSE.replace("  - Second\n", f"  - lecture: Second\n{link}"))

    assert told(build(course), "vague-link") == [("course.yaml", 9)]


@pytest.mark.parametrize("colour", ["#999", "#999999"])
def test_a_pale_text_is_told_at_its_colour(course: Path, colour: str) -> None:
    own(course, "extra.css", f"h2 {{ color: #111 }}\np {{ color: {colour} }}\n")

    assert told(build(course), "faint-text") == [("extra.css", 2)]


def test_a_pale_text_whose_colour_has_a_name_is_told_at_its_words(course: Path) -> None:
    own(course, "extra.css", ".policy em { color: silver }\n")

    expected = ("course.yaml", line_of(NOTES, "words of") + COURSE.count("\n"))
    assert expected in told(build(course), "faint-text")


def test_a_template_that_breaks_a_rule_is_told_of(course: Path) -> None:
    own(course, "mark.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')
    own(
        course,
        "sections/policies.html.j2",
        "<h5>Small print</h5>\n<p><img src='theme/mark.svg'></p>\n"
        "<table><tr><td>One cell</table>\n"
        "<table><tr><th scope=col>Left head<th scope=col>b\n<tr><td>c</table>\n",
    )

    built = build(course)

    file = "policies.html.j2"
    assert told(built, "heading-skipped") == [(file, 1)]
    assert told(built, "image-without-description") == [(file, 2)]
    assert told(built, "table-without-heads") == [(file, 3)]
    assert built.failed  # for a picture without words is an error


def test_a_file_that_falls_short_is_written_and_told_of(course: Path) -> None:
    own(
        course,
        "sections/policies.html.j2",
        "\n<table><tr><th scope=col>Left head<th scope=col>b\n<tr><td>c</table>\n",
    )

    built = build(course)

    assert set(told(built, "falls-short")) == {("policies.html.j2", 2)}
    assert not built.failed


def test_a_handout_keeps_its_sources_if_it_is_to(course: Path) -> None:
    course.write_text(COURSE + NOTES + "embed: yes\nbibliography: books.bib\n")
    (course.parent / "books.bib").write_text("@book{a, title = {A}}\n")
    [handout, _] = build(course).outputs

    with pikepdf.open(handout) as pdf:
        files = {n: pdf.attachments[n].get_file().read_bytes() for n in pdf.attachments}

    assert files.pop("calendar.ics").startswith(b"BEGIN:VCALENDAR")
    assert files == {
        "course.yaml": course.read_bytes(),
        "rules.md": RULES.encode(),
        "books.bib": b"@book{a, title = {A}}\n",
    }
    course.write_text(
        course.read_text() + "# A remark is a change of what is inside.\n"
    )
    assert not build(course).unchanged
    with pikepdf.open(handout) as pdf:
        kept = pdf.attachments["course.yaml"].get_file().read_bytes()
    assert kept == course.read_bytes()
