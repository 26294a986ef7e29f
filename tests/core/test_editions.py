import datetime as dt

import pytest

from syllabus.core.editions import (
    WHOLE,
    Choice,
    course_editions,
    parse_numbers,
    parse_range,
)
from syllabus.core.language import Language
from tests.core.courses import subject_of

TEXT = """\
title: Small
term: {name: Spring 2027, first_day: 2027-01-11, last_day: 2027-01-22}
pattern: {days: Mon/Wed}
numbered: [lecture]
packet: {split: SPLIT}
schedule:
  - {lecture: One, decks: a.pdf, part: Basics}
  - {lab: Two, decks: b.pdf}
  - {lecture: Three, decks: c.pdf, part: More}
  - lecture: Four
"""


def editions(by: str) -> list[tuple[str, str, set[int]]]:
    subject = subject_of(TEXT.replace("SPLIT", by))
    return [
        (edition.file, edition.title, set(edition.entries or ()))
        for edition in course_editions(subject.course, subject.tables[0])
    ]


def test_a_course_is_split_by_what_it_names() -> None:
    assert editions("week") == [
        ("packet-week-1.pdf", "Week 1", {0, 1}),
        ("packet-week-2.pdf", "Week 2", {2}),
    ]
    assert editions("part") == [
        ("packet-part-1.pdf", "Basics", {0, 1}),
        ("packet-part-2.pdf", "More", {2}),
    ]
    assert editions("lecture") == [
        ("packet-lecture-1.pdf", "Lecture 1", {0}),
        ("packet-2027-01-13-2.pdf", "Wed, Jan 13", {1}),
        ("packet-lecture-2.pdf", "Lecture 2", {2}),
    ]


def test_a_course_that_asks_for_nothing_has_one_packet() -> None:
    subject = subject_of(TEXT.replace("packet: {split: SPLIT}\n", ""))

    assert course_editions(subject.course, subject.tables[0]) == (WHOLE,)


@pytest.mark.parametrize(
    ("choice", "file", "title", "entries"),
    [
        (Choice(weeks=(1,)), "packet-week-1.pdf", "Week 1", {0, 1}),
        (Choice(weeks=(1, 2)), "packet-weeks-1-2.pdf", "Weeks 1-2", {0, 1, 2, 3}),
        (Choice(lectures=(1, 3)), "packet-lectures-1+3.pdf", "Lectures 1, 3", {0, 3}),
        (
            Choice(since=dt.date(2027, 1, 13)),
            "packet-since-2027-01-13.pdf",
            "Since Wed, Jan 13",
            {1, 2, 3},
        ),
        (
            Choice(weeks=(1,), since=dt.date(2027, 1, 12)),
            "packet-week-1-since-2027-01-12.pdf",
            "Week 1, Since Tue, Jan 12",
            {1},
        ),
    ],
)
def test_a_choice_takes_what_it_says(
    choice: Choice, file: str, title: str, entries: set[int]
) -> None:
    subject = subject_of(TEXT.replace("SPLIT", "week"))
    edition = choice.edition(subject.tables[0], Language.of("en"))

    assert (edition.file, edition.title) == (file, title)
    assert set(edition.entries or ()) == entries


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("3", (3,)), ("3,5-8", (3, 5, 6, 7, 8)), (" 2 , 1–2", (1, 2))],
)
def test_numbers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "0", "8-5", "a", "1,,2", "1-", "9999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not like"):
        parse_numbers(text)


def test_a_range_says_weeks_or_lectures() -> None:
    assert parse_range("Weeks 1-2") == Choice(weeks=(1, 2))
    assert parse_range("lecture 3") == Choice(lectures=(3,))
    with pytest.raises(ValueError, match="is not like"):
        parse_range("month 3")
