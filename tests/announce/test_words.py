"""What announcements say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from lxml.html import (  # type: ignore[import-untyped]  # no stubs
    document_fromstring,
)

from syllabus.core.view.announcement import ABOUT, NothingToSayError
from tests.announce.words import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.view.announcement import About

TERM = "term: {name: %s, first_day: 2027-01-11, last_day: 2027-02-12}\n"
ENGLISH = (
    """\
title: Operating Systems
code: CS 240
"""
    + TERM % "Winter 2027"
    + """\
pattern: {days: Mon/Wed, hours: 10:30-11:50, room: Hall 2}
holidays: {2027-01-18: Martin Luther King Jr. Day}
assignments:
  - {id: a1, title: Assignment 1, out: 2027-01-13, due: 2027-01-27 17:00}
  - {id: a2, title: Assignment 2, due: 2027-02-01, link: "https://example.edu/a2"}
  - {id: idea, title: Project idea, due: 2027-02-01}
schedule:
  - lecture: Processes
    readings: [Chapter 1, Chapter 2]
  - Threads
  - lab: Locks
  - Memory
  - guest: Caches
    speaker: the kernel group
    room: Hall 7
  - break: Study day
  - exam: Midterm
  - Files
  - presentation: Projects
"""
)
GERMAN = "language: de\n" + ENGLISH.replace(
    "Operating Systems", "Betriebssysteme"
).replace("Winter 2027", "Wintersemester 2026/27").replace(
    "Martin Luther King Jr. Day", "Dies academicus"
).replace("Assignment", "Übungsblatt").replace("Project idea", "Projektidee").replace(
    "Hall", "Hörsaal"
).replace("Processes", "Prozesse").replace("Memory", "Speicher").replace(
    "the kernel group", "der Kernel-Gruppe"
).replace("Study day", "Lesetag").replace("Files", "Dateien").replace(
    "Chapter", "Kapitel"
)
ARABIC = "language: ar\n" + ENGLISH.replace(
    "Operating Systems", "نظم التشغيل (Operating Systems)"
).replace("Winter 2027", "شتاء 2027").replace(
    "Martin Luther King Jr. Day", "عطلة"
).replace("Assignment", "الواجب").replace("Processes", "العمليات")
SECTIONS = (
    "title: Operating Systems\ncode: CS 240\n"
    + TERM % "Winter 2027"
    + """\
sections:
  - {name: Section A, pattern: {days: Mon/Wed, hours: 9:00-9:50}}
  - {name: Section B, pattern: {days: Tue/Thu, hours: 14:00-14:50}}
holidays: {2027-01-18: Martin Luther King Jr. Day}
assignments:
  - {id: a1, title: Assignment 1}
  - {id: a2, title: Assignment 2, due: 2027-02-05}
schedule:
  - Processes
  - lecture: Threads
    due: a1
  - Memory
  - Files
  - Networks
  - Security
"""
)

CASES: dict[str, tuple[str, About, dt.date]] = {
    f"{about}-{tag}": (text, about, dt.date(2027, 1, 25))
    for tag, text in (("en", ENGLISH), ("de", GERMAN), ("ar", ARABIC))
    for about in ABOUT
}
CASES |= {
    "week-with-a-holiday": (ENGLISH, "week", dt.date(2027, 1, 18)),
    "week-before-it-begins": (ENGLISH, "week", dt.date(2027, 1, 14)),
    "week-of-sections": (SECTIONS, "week", dt.date(2027, 1, 11)),
    "week-of-sections-with-a-holiday": (SECTIONS, "week", dt.date(2027, 1, 18)),
    "syllabus-of-sections": (SECTIONS, "syllabus", dt.date(2027, 1, 11)),
    "deadline-of-one-section": (SECTIONS, "deadline", dt.date(2027, 1, 11)),
    "deadline-of-all-sections": (SECTIONS, "deadline", dt.date(2027, 1, 20)),
    "cancel-of-one-section": (SECTIONS, "cancel", dt.date(2027, 1, 11)),
    "cancel-without-a-reason": (
        ENGLISH.replace("break: Study day", "kind: break"),
        "cancel",
        dt.date(2027, 1, 25),
    ),
    "deadline-of-two": (ENGLISH, "deadline", dt.date(2027, 1, 28)),
    "packet-after-changes": (ENGLISH, "packet", dt.date(2027, 1, 25)),
}


@pytest.mark.parametrize("name", CASES)
def test_an_announcement_reads_as_a_person_would_write_it(
    name: str, golden: Callable[[str, str], None]
) -> None:
    text, about, day = CASES[name]
    told = text
    if about in {"changes", "packet"} or name.startswith("week-d"):
        told = text.replace("room: Hall 7", "room: Hall 5")
        told = told.replace("room: Hörsaal 7", "room: Hörsaal 5")

    view, written = said(text, about, day, told)

    golden(f"announce/{name}.txt", f"Subject: {view.subject}\n\n{written.text}")


SAYS_NOTHING: dict[About, str] = {
    "week": "there is no class on 2027-03-01 or later",
    "deadline": "nothing is due on 2027-03-01 or later",
    "cancel": "there is class on every class day from 2027-03-01 on",
    "changes": "nothing changed since the class was last told",
}


@pytest.mark.parametrize("about", SAYS_NOTHING)
def test_where_there_is_nothing_to_say_it_is_said_why(about: About) -> None:
    with pytest.raises(NothingToSayError, match=SAYS_NOTHING[about]):
        said(ENGLISH, about, dt.date(2027, 3, 1))


def test_text_and_html_say_the_same() -> None:
    for text in (ENGLISH, GERMAN, ARABIC):
        _, written = said(text, "week", dt.date(2027, 1, 25))
        page = document_fromstring(written.html)
        for element in page.iter("p", "h2", "li"):
            for part in element.itertext():
                assert " ".join(part.split()) in " ".join(written.text.split())


def test_what_runs_the_other_way_stands_apart_in_a_subject() -> None:
    # Without the marks a mail program would take the Latin code for the direction.
    view, _ = said(ARABIC, "syllabus", dt.date(2027, 1, 11))

    assert view.subject.startswith(
        "\N{FIRST STRONG ISOLATE}CS 240\N{POP DIRECTIONAL ISOLATE}"
    )
