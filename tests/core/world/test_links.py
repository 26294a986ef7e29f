"""The links of a course, each at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syllabus.core.checks.subject import Inventory
from syllabus.core.citations import Readings
from syllabus.core.diagnostics import CODES, Where
from syllabus.core.library import Library, LibraryText
from syllabus.core.literature import Reference
from syllabus.core.source import Source
from syllabus.core.world.links import (
    FINE,
    Answer,
    Link,
    deck_links,
    link_problem,
    links_of,
)
from tests.core.courses import CLASS, subject_of

COURSE = (
    CLASS
    + """\
description: |
  See [the notes](https://a.test/notes#week-2), or
  <https://b.test/x>.
staff: {name: Instructor, page: https://a.test/staff, mail: me@a.test}
notices: Ask me at https://plain.test or [mail](mailto:me@a.test).
materials:
  - {title: Book, link: https://a.test/book}
assignments:
  - {id: a1, title: One, link: https://a.test/a1, note: "[how](https://a.test/how)"}
policies:
  - {title: Late work, file: late.md}
  - {title: Integrity, include: integrity}
  - {title: Ours, include: ours, fields: {form: https://a.test/form}}
schedule:
  - topic: One
    room: https://meet.test/room
    decks: {file: slides/a.pdf, link: https://a.test/a.pdf}
    readings:
      - {title: Paper, link: https://a.test/paper}
    links: {title: Code, link: http://a.test/code}
  - guest: Two
    readings: [{title: Same, link: https://a.test/paper}]
"""
)

FILES = Inventory(
    texts={"late.md": Source("late.md", "# Late\n\nSee [it](https://a.test/late).\n")},
    library=Library(
        {
            "integrity": LibraryText(
                Source("shipped.md", "[Rules](https://rules.test/)"), shipped=True
            ),
            "ours": LibraryText(
                Source(
                    "ours.md",
                    "[Form](https://a.test/{{form}}), [more](https://a.test/more)",
                )
            ),
        }
    ),
)


def test_every_link_to_the_web_is_found_at_its_place() -> None:
    found = {
        (link.address, link.where.file, link.where.line, link.where.column)
        for link in links_of(subject_of(COURSE, FILES))
    }

    lines = COURSE.split("\n")
    for address, file, line, column in found:
        if file == "course.yaml" and "rules" not in address:
            assert lines[line - 1][column - 1 :].startswith(address), address
    assert {(address, file, line) for address, file, line, _ in found} == {
        ("https://a.test/notes", "course.yaml", 5),
        ("https://b.test/x", "course.yaml", 6),
        ("https://a.test/staff", "course.yaml", 7),
        ("https://a.test/book", "course.yaml", 10),
        ("https://a.test/a1", "course.yaml", 12),
        ("https://a.test/how", "course.yaml", 12),
        ("https://a.test/late", "late.md", 3),
        ("https://rules.test/", "course.yaml", 15),
        ("https://a.test/form", "course.yaml", 16),
        ("https://a.test/more", "ours.md", 1),
        ("https://meet.test/room", "course.yaml", 19),
        ("https://a.test/a.pdf", "course.yaml", 20),
        ("https://a.test/paper", "course.yaml", 22),
        ("http://a.test/code", "course.yaml", 23),
        ("https://a.test/paper", "course.yaml", 25),
    }


def test_what_is_no_address_of_the_web_is_no_link() -> None:
    text = CLASS + "notices: Mail <me@a.test>.\nschedule: [https, One]\n"

    assert links_of(subject_of(text)) == []


def test_what_is_added_to_a_course_is_not_its_own_link() -> None:
    subject = subject_of(CLASS + "schedule: [One]\n")
    course = subject.course.model_copy(update={"institution": "https://a.test/"})

    assert links_of(replace(subject, course=course)) == []


def test_literature_is_linked_where_it_is_listed() -> None:
    where = Where("readings.bib", 3, 1)
    listed = (Reference("a", where, {"title": "A", "DOI": "10.1000/1"}),)
    files = Inventory(readings=Readings(listed=listed))

    found = links_of(subject_of(CLASS + "schedule: [One]\n", files))

    assert found == [Link("https://doi.org/10.1000/1", where)]


def test_an_address_is_told_once_for_a_deck() -> None:
    subject = subject_of(CLASS + "schedule: [{topic: One, decks: [a.pdf, b.pdf]}]\n")
    slides = [
        (2, "https://a.test/x#1"),
        (3, "https://a.test/x"),
        (4, "mailto:a@b.test"),
    ]

    found = list(deck_links(subject, {"a.pdf": slides}))

    assert [(link.slide, link.address) for link in found] == [(2, "https://a.test/x")]


LINK = Link("https://a.test/x", Where("course.yaml", 3, 7), "link: https://a.test/x")


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("link-")])
def test_each_code_has_its_words(code: str) -> None:
    problem = link_problem(LINK, Answer(code, "WHY", "https://new.test/"))

    assert problem
    assert problem.where == LINK.where
    assert problem.excerpt == LINK.excerpt
    assert "https://a.test/x" in problem.message
    assert ("https://new.test/" if code == "link-moved" else "WHY") in problem.message
    assert problem.hint


def test_a_good_answer_is_no_problem() -> None:
    assert link_problem(LINK, FINE) is None


def test_what_a_host_says_stays_on_its_line() -> None:
    problem = link_problem(LINK, Answer("link-soft-404", "its title is “\n\x1b[31mX”"))

    assert problem
    assert problem.message.isprintable()
