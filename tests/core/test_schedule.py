from __future__ import annotations

import datetime as dt

import pytest

from syllabus.core.deadlines import parse_deadline, parse_release
from syllabus.core.schedule import (
    Moment,
    Timetable,
    meeting_dates,
    moment,
    release_moment,
    resolve,
    week_of,
    work_of,
)
from syllabus.core.values import WEEKDAYS
from tests.core.courses import CLASS, HEAD, course_of, subject_of

LABS = HEAD + (
    "pattern:\n"
    "  - {days: Tue/Thu, hours: 10:30-11:50, room: CSE 403}\n"
    "  - {days: Fri, hours: 14:00-14:50, room: CSE 022, kind: lab}\n"
)


def table_of(text: str, section: int = 0) -> Timetable:
    return subject_of(text).tables[section]


def days(text: str, section: int = 0) -> list[str]:
    """The month and day of each entry, in the order of the file; - without a day."""
    subject = subject_of(text)
    dated = {m.entry: f"{m.date:%m-%d}" for m in subject.tables[section].meetings}
    return [dated.get(i, "-") for i in range(len(subject.course.schedule))]


def test_undated_entries_take_the_class_days_in_order() -> None:
    assert days(f"{CLASS}schedule: [a, b, c]\n") == ["03-28", "03-30", "04-04"]


def test_the_term_begins_on_its_first_day() -> None:
    late = CLASS.replace("2017-03-28", "2017-03-29")

    assert days(f"{late}schedule: [a]\n") == ["03-30"]


def test_the_last_day_of_the_term_counts() -> None:
    short = CLASS.replace("2017-06-01", "2017-03-30")

    assert days(f"{short}schedule: [a, b, c]\n") == ["03-28", "03-30", "-"]


@pytest.mark.parametrize("where", [0, 1, 2, 3])
def test_undated_entries_flow_around_a_pin_wherever_it_stands(where: int) -> None:
    entries = ["a", "b", "c"]
    entries.insert(where, "{topic: pin, date: 2017-03-30}")
    found = days(f"{CLASS}schedule: [{', '.join(entries)}]\n")

    assert found.pop(where) == "03-30"
    assert found == ["03-28", "04-04", "04-06"]


def test_undated_entries_flow_around_holidays() -> None:
    text = f"{CLASS}holidays: {{2017-03-30 to 2017-04-05: H}}\nschedule: [a, b]\n"

    assert days(text) == ["03-28", "04-06"]


def test_undated_entries_do_not_meet_in_the_finals() -> None:
    finals = CLASS.replace("06-01}", "06-01, finals: 2017-03-30 to 2017-06-01}")

    assert days(f"{finals}schedule: [a, b]\n") == ["03-28", "-"]


def test_a_swapped_day_counts_as_the_day_that_it_follows() -> None:
    swaps = "day_swaps: {2017-03-29: Thu, 2017-03-30: Wed}\n"

    assert days(f"{CLASS}{swaps}schedule: [a, b, c]\n") == ["03-28", "03-29", "04-04"]


def test_a_holiday_goes_before_a_swap() -> None:
    text = f"{CLASS}day_swaps: {{2017-03-29: Thu}}\nholidays: {{2017-03-29: H}}\n"

    assert days(f"{text}schedule: [a, b]\n") == ["03-28", "03-30"]


def test_a_pin_on_a_swapped_day_takes_it() -> None:
    text = f"{CLASS}day_swaps: {{2017-03-29: Thu}}\n"

    assert days(f"{text}schedule: [a, b, {{topic: c, date: 2017-03-29}}]\n") == [
        *("03-28", "03-30", "03-29")
    ]


def test_a_moved_meeting_leaves_its_day_empty() -> None:
    moved = "{topic: m, date: 2017-03-31, instead_of: 2017-03-30}"

    assert days(f"{CLASS}schedule: [a, {moved}, b]\n") == ["03-28", "03-31", "04-04"]
    assert table_of(f"{CLASS}schedule: [a, {moved}, b]\n").gaps[0].date.day == 6


def test_a_meeting_moved_to_a_class_day_takes_both() -> None:
    moved = "{topic: m, date: 2017-04-04, instead_of: 2017-03-30}"

    assert days(f"{CLASS}schedule: [a, {moved}, b]\n") == ["03-28", "04-04", "04-06"]


def test_a_moved_meeting_keeps_the_hours_and_room_it_had() -> None:
    moved = "{topic: m, date: 2017-03-31, instead_of: 2017-03-30}"
    meeting = table_of(f"{CLASS}schedule: [{moved}]\n").meetings[0]

    assert meeting.room == "CSE 403"
    assert meeting.hours


@pytest.mark.parametrize("more", ["", ", instead_of: 2017-03-30"])
def test_a_joint_session_has_the_hours_and_room_of_its_partner(more: str) -> None:
    joint = f"{{topic: m, date: 2017-03-31, partner: CSE 548{more}}}"
    meeting = table_of(f"{CLASS}schedule: [{joint}]\n").meetings[0]

    assert (meeting.room, meeting.hours) == (None, None)


def test_a_joint_session_on_a_class_day_takes_it() -> None:
    joint = "{topic: m, date: 2017-03-28, partner: CSE 548}"

    assert days(f"{CLASS}schedule: [{joint}, a]\n") == ["03-28", "03-30"]


def test_an_extra_meeting_takes_no_class_day() -> None:
    extra = "{topic: m, date: 2017-03-28, extra: yes, hours: 18:00-19:00}"
    table = table_of(f"{CLASS}schedule: [{extra}, a]\n")

    assert [(m.entry, m.date.day, m.room) for m in table.meetings] == [
        (1, 28, "CSE 403"),
        (0, 28, None),
    ]


def test_a_break_takes_a_day_and_has_no_number() -> None:
    table = table_of(f"{CLASS}schedule: [a, {{break: b}}, c]\n")

    assert [(m.date.day, m.number) for m in table.meetings] == [
        *((28, 1), (30, None), (4, 2))
    ]


def test_labs_take_the_days_of_their_own_pattern() -> None:
    text = f"{LABS}schedule: [a, b, {{lab: c}}, d, {{lab: e}}, f]\n"

    assert days(text) == ["03-28", "03-30", "03-31", "04-04", "04-07", "04-06"]


def test_labs_without_a_pattern_take_the_days_of_the_class() -> None:
    assert days(f"{CLASS}schedule: [a, {{lab: b}}]\n") == ["03-28", "03-30"]


def test_neither_labs_nor_lectures_wait_for_the_others() -> None:
    assert days(f"{LABS}schedule: [{{lab: a}}, b]\n") == ["03-31", "03-28"]


def test_a_cancelled_class_moves_no_lab() -> None:
    text = f"{LABS}schedule: [a, {{lab: b}}, c, {{lab: d}}, e]\n"
    snow = f"holidays: {{2017-03-30: Snow}}\n{text}"

    assert days(text) == ["03-28", "03-31", "03-30", "04-07", "04-04"]
    assert days(snow) == ["03-28", "03-31", "04-04", "04-07", "04-06"]


def test_a_pattern_can_begin_later_and_end_earlier_than_the_term() -> None:
    late = LABS.replace("kind: lab", "kind: lab, first_day: 2017-04-01")
    short = LABS.replace("kind: lab", "kind: lab, last_day: 2017-04-08")

    assert days(f"{late}schedule: [{{lab: a}}, {{lab: b}}]\n")[0] == "04-07"
    labs = ", ".join(["{lab: a}"] * 4)
    assert days(f"{short}schedule: [{labs}]\n") == ["03-31", "04-07", "-", "-"]


def test_an_extra_meeting_has_no_number() -> None:
    extra = "{topic: m, date: 2017-03-29, extra: yes}"
    table = table_of(f"{CLASS}schedule: [a, {extra}, b]\n")

    assert [meeting.number for meeting in table.meetings] == [1, None, 2]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2 weeks after out", "2017-04-11"),
        ("Friday after out at 17:00", "2017-03-31"),
        ("Tuesday after lecture 1", "2017-04-04"),
        ("Friday after 2017-03-30", "2017-03-31"),
        ("out", "2017-03-28"),
    ],
)
def test_a_deadline_counts_from_when_work_is_out(due: str, day: str) -> None:
    work = f"assignments: [{{id: a, title: A, out: lecture 1, due: {due}}}]\n"
    course = course_of(f"{CLASS}{work}schedule: [a]\n")
    [only] = work_of(course, resolve(course)[0])

    assert only.due
    assert str(only.due.date) == day


def test_a_pinned_break_takes_the_lab_of_its_day_too() -> None:
    text = f"{LABS}schedule: [a, b, {{break: x, date: 2017-03-31}}, {{lab: c}}]\n"

    assert days(text) == ["03-28", "03-30", "03-31", "04-07"]


def test_each_meeting_has_the_hours_and_room_of_its_pattern() -> None:
    table = table_of(f"{LABS}schedule: [a, {{lab: b, room: X}}]\n")

    assert [(m.room, m.hours and m.hours.starts.hour) for m in table.meetings] == [
        ("CSE 403", 10),
        ("X", 14),
    ]


def test_a_class_can_meet_twice_a_day() -> None:
    text = HEAD + "pattern:\n  - {days: Tue, hours: 14:00-15:00}\n"
    text += "  - {days: Tue, hours: 10:00-11:00}\nschedule: [a, b, c]\n"

    hours = [
        (m.date.day, m.hours and m.hours.starts.hour) for m in table_of(text).meetings
    ]
    assert hours == [(28, 10), (28, 14), (4, 10)]


def test_sections_have_dates_of_their_own() -> None:
    text = HEAD + (
        "sections:\n  - {name: A, pattern: {days: Mon/Wed}}\n"
        "  - {name: B, pattern: {days: Tue/Thu}}\nschedule: [a, b]\n"
    )

    assert days(text, 0) == ["03-29", "04-03"]
    assert days(text, 1) == ["03-28", "03-30"]


def test_a_course_without_a_pattern_has_only_its_pins() -> None:
    table = table_of(f"{HEAD}schedule: [{{topic: a, date: 2017-04-01}}, b]\n")

    assert [m.entry for m in table.meetings] == [0]
    assert table.unplaced == (1,)


def test_which_kinds_are_numbered_is_a_setting() -> None:
    entries = "[a, {lab: b}, {guest: c}, {exam: d}, {break: f}, e]"
    usual = table_of(f"{CLASS}schedule: {entries}\n")
    other = table_of(f"{CLASS}numbered: [lab, break, exam]\nschedule: {entries}\n")

    assert [m.number for m in usual.meetings] == [1, None, 2, None, None, 3]
    assert [m.number for m in other.meetings] == [None, 1, None, 2, None, None]


def test_lectures_are_numbered_by_date_not_by_line() -> None:
    table = table_of(f"{CLASS}schedule: [{{topic: a, date: 2017-04-04}}, b]\n")

    assert [(m.entry, m.number) for m in table.meetings] == [(1, 1), (0, 2)]


@pytest.mark.parametrize(
    ("day", "week"),
    [("03-27", 1), ("03-28", 1), ("04-02", 1), ("04-03", 2), ("03-26", 0)],
)
def test_weeks_run_from_monday_to_sunday(day: str, week: int) -> None:
    term = course_of(f"{CLASS}schedule: [a]\n").term

    assert week_of(term, dt.date.fromisoformat(f"2017-{day}")) == week


@pytest.mark.parametrize(
    ("day", "week"),
    [("03-26", 1), ("03-28", 1), ("04-01", 1), ("04-02", 2), ("03-25", 0)],
)
def test_weeks_begin_with_the_day_that_the_term_names(day: str, week: int) -> None:
    text = CLASS.replace("last_day:", "week_begins: Sunday, last_day:")
    course = course_of(f"{text}schedule: [a]\n")
    date = dt.date.fromisoformat(f"2017-{day}")

    assert week_of(course.term, date) == week
    name = WEEKDAYS[date.weekday()]
    if week:
        deadline = parse_deadline(f"{name} of week {week}")
        assert moment(deadline, course, resolve(course)[0]) == Moment(date)


def test_holidays_outside_the_term_change_nothing() -> None:
    term = course_of(f"{CLASS}schedule: [a]\n").term
    outside = {dt.date(2016, 3, 29), dt.date(2018, 3, 29)}

    assert meeting_dates(term, [1, 3], outside) == meeting_dates(term, [1, 3])


DATED = f"{CLASS}schedule: [a, {{lab: b}}, {{guest: c}}, {{exam: d}}, e]\n"
"""Tuesday March 28, Thursday 30, Tuesday April 4, Thursday 6, Tuesday 11."""


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("2017-04-20", "04-20", None),
        ("2017-04-20 17:00", "04-20", 17),
        ("lecture 1", "03-28", None),
        ("lecture 2", "04-04", None),
        ("lecture 3 at 9:00", "04-11", 9),
        ("lab 1", "03-30", None),
        ("guest 1", "04-04", None),
        ("1 day before exam 1", "04-05", None),
        ("1 week after lecture 2 at 17:00", "04-11", 17),
        ("two weeks before 2017-04-20", "04-06", None),
        ("Monday of week 1", "03-27", None),
        ("Friday of week 3 at 23:00", "04-14", 23),
        ("1 week after Friday of week 3", "04-21", None),
    ],
)
def test_when_a_deadline_falls(text: str, day: str, at: int | None) -> None:
    subject = subject_of(DATED)
    found = moment(parse_deadline(text), subject.course, subject.tables[0])

    assert found == Moment(
        dt.date.fromisoformat(f"2017-{day}"), None if at is None else dt.time(at)
    )


@pytest.mark.parametrize("text", ["lecture 4", "lecture 0", "lab 2", "discussion 1"])
def test_a_deadline_at_a_meeting_that_there_is_not_never_falls(text: str) -> None:
    subject = subject_of(DATED)

    assert moment(parse_deadline(text), subject.course, subject.tables[0]) is None


def test_the_farthest_deadlines_still_are_days() -> None:
    subject = subject_of(DATED)
    for text in ("999 weeks after 2199-12-31", "999 weeks before 1900-01-01"):
        assert moment(parse_deadline(text), subject.course, subject.tables[0])


def test_deadlines_follow_each_sections_dates() -> None:
    text = HEAD + (
        "sections:\n  - {name: A, pattern: {days: Mon}}\n"
        "  - {name: B, pattern: {days: Tue}}\n"
        "assignments: [{id: a, title: A, due: 1 week after lecture 1}]\n"
        "schedule: [a]\n"
    )
    subject = subject_of(text)
    due = [work_of(subject.course, table)[0].due for table in subject.tables]

    assert due == [Moment(dt.date(2017, 4, 10)), Moment(dt.date(2017, 4, 4))]


def test_a_day_with_the_assignment_goes_before_a_mark() -> None:
    text = f"{CLASS}assignments: [{{id: a, title: A, due: 2017-03-28 17:00}}]\n"
    subject = subject_of(f"{text}schedule: [{{topic: x, out: a, due: a}}]\n")
    [work] = work_of(subject.course, subject.tables[0])

    assert work.out == Moment(dt.date(2017, 3, 28))
    assert work.due == Moment(dt.date(2017, 3, 28), dt.time(17))
    assert (work.out_entry, work.due_entry) == (0, 0)


@pytest.mark.parametrize(
    ("text", "released"),
    [
        ("never", None),
        ("after class", "2017-03-28T11:50"),
        ("2017-04-20", "2017-04-20T00:00"),
        ("2017-04-20 17:00", "2017-04-20T17:00"),
        ("1 day after lecture 2", "2017-04-05T00:00"),
        ("lecture 99", None),
    ],
)
def test_when_a_deck_is_released(text: str, released: str | None) -> None:
    subject = subject_of(DATED)
    table, when = subject.tables[0], parse_release(text).when
    found = release_moment(when, subject.course, table, table.meetings[0])

    assert found == (released and dt.datetime.fromisoformat(released))


def test_after_a_class_without_hours_is_at_midnight() -> None:
    subject = subject_of(f"{HEAD}schedule: [{{topic: a, date: 2017-03-28}}]\n")
    table = subject.tables[0]
    found = release_moment("after class", subject.course, table, table.meetings[0])

    assert found == dt.datetime.fromisoformat("2017-03-29T00:00")


TWICE = HEAD + (
    "pattern:\n  - {days: Tue, hours: 10:00-11:00}\n"
    "  - {days: Tue, hours: 14:00-15:00}\n"
)


def clock_of(text: str) -> list[tuple[str, int | None]]:
    """When each entry meets, in the order of the file: its day and hour."""
    meetings = sorted(table_of(text).meetings, key=lambda m: m.entry)
    return [
        (f"{m.date:%m-%d}", m.hours.starts.hour if m.hours else None) for m in meetings
    ]


def test_a_pin_takes_one_of_two_classes_of_a_day() -> None:
    text = f"{TWICE}schedule: [a, {{topic: b, date: 2017-03-28}}, c]\n"

    assert clock_of(text) == [("03-28", 14), ("03-28", 10), ("04-04", 10)]


def test_two_pins_take_both_classes_of_a_day() -> None:
    pins = "{topic: a, date: 2017-03-28}, {topic: b, date: 2017-03-28}"

    assert clock_of(f"{TWICE}schedule: [{pins}, c]\n") == [
        *(("03-28", 10), ("03-28", 14), ("04-04", 10))
    ]


def test_hours_tell_which_of_two_classes_is_meant() -> None:
    pin = "{topic: a, date: 2017-03-28, hours: 14:00-15:00}"

    assert clock_of(f"{TWICE}schedule: [{pin}, b]\n") == [("03-28", 14), ("03-28", 10)]


def test_a_moved_meeting_replaces_one_of_two_classes_of_a_day() -> None:
    moved = "{topic: a, date: 2017-03-29, instead_of: 2017-03-28}"

    assert clock_of(f"{TWICE}schedule: [{moved}, b]\n") == [
        ("03-29", 10),
        ("03-28", 14),
    ]


def test_a_meeting_moved_to_a_class_day_has_the_hours_of_that_day() -> None:
    text = HEAD + (
        "pattern:\n  - {days: Tue, hours: 10:00-11:00}\n"
        "  - {days: Thu, hours: 14:00-15:00}\n"
        "schedule: [{topic: a, date: 2017-03-30, instead_of: 2017-03-28}]\n"
    )

    assert clock_of(text) == [("03-30", 14)]


def test_sections_share_the_pattern_of_the_course_and_add_their_own() -> None:
    subject = subject_of("""\
title: Systems
term: {name: Spring 2017, first_day: 2017-03-27, last_day: 2017-03-31}
pattern: {days: Tue/Thu}
sections:
  - {name: A, pattern: {days: Wed, kind: lab}}
  - {name: B, pattern: {days: Fri, kind: lab}}
schedule:
  - First
  - lab: Tensors
    date: 2017-03-29
  - Second
""")
    dates = [
        [(meeting.entry, meeting.date.day) for meeting in table.meetings]
        for table in subject.tables
    ]

    assert dates == [[(0, 28), (1, 29), (2, 30)], [(0, 28), (1, 29), (2, 30)]]
    assert [table.section for table in subject.tables] == [0, 1]
    assert [[gap.date.day for gap in table.gaps] for table in subject.tables] == [
        [],
        [31],
    ]
