from __future__ import annotations

import pytest

from syllabus.core.parse import parse_course
from tests.core.courses import CLASS, FILE, HEAD, codes, course_of, diagnose


def hints(text: str) -> list[str]:
    return [problem.hint for problem in diagnose(text) if problem.code == "unknown-key"]


@pytest.mark.parametrize(
    ("line", "guess"),
    [
        ("Schedule: []", "schedule"),
        ("time-zone: UTC", "timezone"),
        ("Time Zone: UTC", "timezone"),
        ("instructors: []", "staff"),
        ("assignements: []", "assignments"),
        ("holyday: []", "holidays"),
        ("university: X", "institution"),
    ],
)
def test_an_unknown_key_has_a_likely_one(line: str, guess: str) -> None:
    assert hints(f"{HEAD}{line}\nschedule: [a]\n") == [f"did you mean “{guess}”?"]


@pytest.mark.parametrize(
    ("key", "guess"),
    [
        *(("slides", "decks"), ("Guest", "guest"), ("lecturer", "speaker")),
        *(("reading", "readings"), ("labs", "lab"), ("insteadof", "instead_of")),
    ],
)
def test_a_key_of_an_entry_may_be_a_kind(key: str, guess: str) -> None:
    text = f"{HEAD}schedule:\n  - {{topic: a, date: 2017-03-28, {key}: b}}\n"

    assert hints(text) == [f"did you mean “{guess}”?"]


def test_a_key_like_no_other_is_answered_with_those_there_are() -> None:
    [hint] = hints(f"{HEAD}pattern: {{days: Tue, xyz: 1}}\nschedule: [a]\n")

    assert hint == "known here: days, hours, room, kind, first_day, last_day"


def test_an_entry_has_one_kind() -> None:
    [problem] = diagnose(
        f"{HEAD}schedule:\n  - {{lab: a, exam: b, date: 2017-03-28}}\n"
    )

    assert problem.message == "an entry has one kind; “exam” is another"


def test_the_deepest_problem_is_told_alone() -> None:
    text = f"{HEAD}schedule:\n  - topic: a\n    decks: [{{file: [a]}}]\n"

    [problem] = parse_course(text.encode(), FILE).problems

    assert (problem.where.line, problem.where.column) == (5, 20)


def test_a_bad_key_and_its_bad_value_are_both_told() -> None:
    text = f"{CLASS}holidays:\n  May 29:\nschedule: [a]\n"

    assert [p.code for p in parse_course(text.encode(), FILE).problems] == [
        "bad-value",
        "missing-value",
    ]


def test_every_mistake_is_told_at_once() -> None:
    text = "term: {name: S, first_day: x, last_day: y}\npaper: z\nschedule: {}\n"

    assert sorted(codes(text)) == sorted(
        ["bad-value", "bad-value", "bad-value", "missing-value", "wrong-type"]
    )


def test_a_key_without_a_value_counts_as_left_out() -> None:
    course = course_of(f"{HEAD}code:\npattern:\nschedule: [{{topic: a, room: }}]\n")

    assert course.code is None
    assert course.pattern == ()
    assert course.schedule[0].room is None


@pytest.mark.parametrize(
    "line",
    [
        "decks: a.pdf",
        "decks: [a.pdf]",
        "decks: {file: a.pdf}",
        "decks: [{file: a.pdf}]",
    ],
)
def test_plain_text_and_one_of_a_list_mean_the_same(line: str) -> None:
    course = course_of(f"{HEAD}schedule:\n  - topic: a\n    {line}\n")

    assert [deck.file for deck in course.schedule[0].decks] == ["a.pdf"]


@pytest.mark.parametrize(
    ("entry", "kind", "topic"),
    [
        ("Tensors", "lecture", "Tensors"),
        ("{topic: Tensors}", "lecture", "Tensors"),
        ("{lab: Tensors}", "lab", "Tensors"),
        ("{kind: lab, topic: Tensors}", "lab", "Tensors"),
        ("{exam: }", "exam", None),
        ("{kind: break}", "break", None),
        ("{guest: , speaker: Ada}", "guest", None),
    ],
)
def test_the_forms_of_an_entry(entry: str, kind: str, topic: str | None) -> None:
    parsed = course_of(f"{HEAD}schedule:\n  - {entry}\n").schedule[0]

    assert (parsed.kind, parsed.topic) == (kind, topic)


@pytest.mark.parametrize("paper", ["a4", "A4", "Letter"])
def test_paper_may_be_written_in_capitals(paper: str) -> None:
    assert course_of(f"{HEAD}paper: {paper}\nschedule: [a]\n").paper == paper.lower()


def test_one_broken_entry_leaves_the_others_to_be_judged() -> None:
    text = (
        f"{CLASS}schedule:\n  - {{topic: a, date: x}}\n"
        "  - {topic: b, date: 2016-01-01}\n  - {topic: c, date: 2017-03-29}\n"
    )

    assert codes(text) == ["bad-value", "meeting-outside-term", "meeting-off-pattern"]


def test_one_broken_policy_leaves_the_others_to_be_judged() -> None:
    text = (
        f"{HEAD}policies:\n  - {{title: a}}\n  - {{title: b, text: <b>x</b>}}\n"
        "schedule: [{topic: a, date: 2017-03-28}]\n"
    )

    assert codes(text) == ["missing-value", "raw-html"]


def test_an_unknown_key_silences_nothing() -> None:
    text = f"{CLASS}pattern_: x\nschedule:\n  - {{topic: a, date: 2017-03-29, xx: 1}}\n"

    assert [c for c in codes(text) if c != "pattern-gap"] == [
        "unknown-key",
        "meeting-off-pattern",
        "unknown-key",
    ]


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        (CLASS.replace("2017-06-01", "soon") + "schedule: [a]\n", "no-day-left"),
        (CLASS.replace("Tue/Thu", "Fooday") + "schedule: [a]\n", "no-day-left"),
        (CLASS + "assignments: [{id: a}]\nschedule: [{topic: x, due: a}]\n", "unknown"),
        (CLASS + "grading: {components: {a: x, b: 50}}\nschedule: [a]\n", "weights"),
        (HEAD.replace("06-01", "01-01") + "schedule: [a]\n", "no-day-left"),
    ],
)
def test_what_only_comes_from_a_broken_part_is_not_told(text: str, silent: str) -> None:
    assert [code for code in codes(text) if code.startswith(silent)] == []


@pytest.mark.parametrize("raw", [b"[]", b"text", b"- a\n- b\n", b"\xff"])
def test_what_is_no_course_at_all_has_one_problem(raw: bytes) -> None:
    assert len(codes(raw)) == 1
