"""What holds for every course, and for every file that claims to be one."""

from __future__ import annotations

import copy
import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syllabus.core.pages import page_map
from syllabus.core.schedule import meeting_dates, resolve, week_of
from syllabus.core.view.handout import handout_view
from syllabus.core.view.packet import packet_view
from tests.core.courses import Generated, courses, diagnose, subject_of

NOW = dt.datetime(2017, 4, 1)  # noqa: DTZ001 - local time of the course

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
generated = settings(deadline=None, max_examples=60, suppress_health_check=SLOW)
often = settings(generated, max_examples=150)


@generated
@given(courses())
def test_a_course_without_mistakes_has_no_errors(course: Generated) -> None:
    assert [p for p in diagnose(course.text) if p.is_error] == []


@generated
@given(courses())
def test_every_entry_meets_on_the_day_that_the_rule_gives_it(course: Generated) -> None:
    for table in subject_of(course.text).tables:
        dated = {m.entry: m.date for m in table.meetings}

        assert tuple(dated[i] for i in range(len(dated))) == course.dates


@generated
@given(courses())
def test_only_breaks_are_on_holidays(course: Generated) -> None:
    for table in subject_of(course.text).tables:
        dates = {m.date for m in table.meetings if m.kind != "break"}

        assert not dates & course.holidays


@generated
@given(courses())
def test_undated_entries_keep_the_order_of_the_file(course: Generated) -> None:
    for table in subject_of(course.text).tables:
        flowing = [m.entry for m in table.meetings if not m.pinned]

        assert flowing == sorted(flowing)


@generated
@given(courses())
def test_every_class_day_is_met_replaced_or_a_gap(course: Generated) -> None:
    subject = subject_of(course.text)
    for table in subject.tables:
        met = [m.date for m in table.meetings if m.date in course.class_days]
        entries = subject.course.schedule
        replaced = [e.instead_of for e in entries if e.instead_of]
        gaps = [slot.date for slot in table.gaps]

        assert sorted(met + replaced + gaps) == sorted(course.class_days)


@generated
@given(courses())
def test_the_same_course_has_the_same_dates(course: Generated) -> None:
    subject = subject_of(course.text)

    assert resolve(subject.course) == resolve(subject_of(course.text).course)


@generated
@given(courses())
def test_numbers_count_without_holes(course: Generated) -> None:
    for table in subject_of(course.text).tables:
        numbers = [m.number for m in table.meetings if m.number is not None]
        kinds = {m.kind for m in table.meetings}

        assert numbers == list(range(1, len(numbers) + 1))
        for kind in kinds:
            of_kind = [m.of_kind for m in table.meetings if m.kind == kind]
            assert of_kind == list(range(1, len(of_kind) + 1))


@generated
@given(courses())
def test_weeks_begin_at_1_and_never_go_back(course: Generated) -> None:
    subject = subject_of(course.text)
    for table in subject.tables:
        weeks = [m.week for m in table.meetings]

        assert all(week >= 1 for week in weeks)
        assert all(one <= next_ for one, next_ in pairwise(weeks))
        assert all(
            m.week == week_of(subject.course.term, m.date) for m in table.meetings
        )


@generated
@given(courses())
def test_the_view_has_each_entry_once_and_each_mark_of_an_assignment(
    course: Generated,
) -> None:
    subject = subject_of(course.text)
    pages = page_map(subject, NOW)
    view = handout_view(subject, pages, NOW)
    for timetable in view.timetables:
        rows = [row for week in timetable.weeks for row in week.rows]
        anchors = [row.anchor for row in rows]
        marks = [mark for row in rows for mark in (*row.out, *row.due)]

        assert len(set(anchors)) == len(anchors)
        assert sum(a.startswith("meeting-") for a in anchors) == len(course.dates)
        assert [row.iso_date for row in rows] == sorted(row.iso_date for row in rows)
        assert len(marks) == 2 * len(course.data["assignments"])
        assert len(timetable.deadlines) == len(course.data["assignments"])
    assert len(packet_view(subject, pages, NOW).parts) == len(pages.parts)


@given(
    st.dates(dt.date(1901, 1, 1), dt.date(2198, 1, 1)),
    st.integers(0, 500),
    st.sets(st.integers(0, 6)),
    st.sets(st.integers(-5, 505), max_size=20),
)
def test_meeting_dates_are_the_days_that_a_calendar_shows(
    first: dt.date, length: int, weekdays: set[int], off: set[int]
) -> None:
    days = [first + dt.timedelta(days=n) for n in range(length + 1)]
    holidays = {first + dt.timedelta(days=n) for n in off}
    text = "title: T\nterm: {name: S, first_day: %s, last_day: %s}\nschedule: [a]"
    term = subject_of(text % (days[0], days[-1])).course.term

    assert meeting_dates(term, weekdays, holidays) == [
        day for day in days if day.weekday() in weekdays and day not in holidays
    ]


def assert_bearable(text: str | bytes) -> None:
    """Whatever the file is, its problems are told, at places that it has."""
    raw = text.encode() if isinstance(text, str) else text
    decoded = raw.decode("utf-8-sig", "replace")
    lines = decoded.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in diagnose(text):
        where = problem.where
        if where.line == 0:
            continue
        assert where.line <= len(lines)
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1
        if problem.code != "not-utf8":
            assert problem.excerpt == lines[where.line - 1]
        assert "\n" not in problem.message + problem.hint
        assert problem.message


@generated
@given(st.binary(max_size=300))
def test_any_bytes_can_be_diagnosed(raw: bytes) -> None:
    assert_bearable(raw)


@generated
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_can_be_diagnosed(text: str) -> None:
    assert_bearable(text)


PIECES = (
    *("title", "term", "schedule", "pattern", "date", "days", "hours", "holidays"),
    *("2017-03-28", "2017-02-30", "Tue/Thu", "10:30-11:50", "lecture 1", "a", "~"),
    *(": ", ":", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "#", "&a "),
    *("*a", "!!int ", "|", ">", "|\n", "'", '"', "\t", "\r\n", "---", "<<", "?", "é"),
    *("\u2028", "\x85", "\ufeff", "%", "@", "\U0001f600", "\x0c"),
)


@generated
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_anything_that_looks_like_yaml_can_be_diagnosed(text: str) -> None:
    assert_bearable(text)


JUNK = st.recursive(
    st.sampled_from(
        [
            *(
                None,
                "",
                " ",
                "x",
                "0",
                "-1",
                "9" * 50,
                "true",
                "2017-04-04",
                "2017-13-01",
            ),
            *("9999-12-31", "1899-12-31", "2017-01-01 to 2199-12-31", "Tue", "Mon/Tue"),
            *("lecture 99", "lab 0", "Friday of week 99", "999 weeks after 2199-12-31"),
            *("999 weeks before 1900-01-01", "never", "after class", "break", "lab"),
            *(
                "25:00",
                "11:50-10:30",
                "../x",
                "/dev/zero",
                "a\0b",
                "<b>x</b>",
                "![](a b)",
            ),
            *(
                "![x](%2e%2e/y)",
                "http://[",
                "https://x:99999/",
                "mailto:@",
                "\ufffe",
                "é",
            ),
            *(
                "a" * 5000,
                "schedule",
                "guest",
                "٣",
                "100",
                "letter",
                "A4",
                "٢٠١٧-٠٣-٢٨",
            ),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)

KEYS = st.sampled_from(
    [
        *("title", "topic", "kind", "date", "instead_of", "extra", "hours", "room"),
        *(
            "partner",
            "decks",
            "links",
            "readings",
            "notes",
            "out",
            "due",
            "file",
            "alt",
        ),
        *("release", "weight", "lab", "break", "exam", "finals", "logo", "policies"),
        *("grading", "components", "scale", "note", "numbered", "language", "paper"),
        *("day_swaps", "holidays", "sections", "pattern", "timezone", "staff", "id"),
        *("2017-03-28", "Topic", "", "<<"),
    ]
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in some data."""
    steps: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        steps = list(data.items())
    elif isinstance(data, list):
        steps = list(enumerate(data))
    return [path, *(p for key, inner in steps for p in places(inner, (*path, key)))]


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A course in which some parts were replaced, removed or added."""
    data: Any = {"": copy.deepcopy(draw(courses()).data)}
    for _ in range(draw(st.integers(1, 4))):
        *above, key = draw(st.sampled_from(places(data, ())[1:]))
        holder = data
        for step in above:
            holder = holder[step]
        way = draw(st.sampled_from(("replace", "remove", "add")))
        if way == "replace" or (way == "remove" and key == ""):
            holder[key] = draw(JUNK)
        elif way == "remove":
            del holder[key]
        elif isinstance(holder[key], dict):
            holder[key][draw(KEYS)] = draw(JUNK)
        elif isinstance(holder[key], list):
            holder[key].insert(0, draw(JUNK))
    return yaml.safe_dump(data[""], sort_keys=False, allow_unicode=draw(st.booleans()))


@often
@given(spoilt())
def test_a_spoilt_course_can_be_diagnosed(text: str) -> None:
    assert_bearable(text)


@often
@given(spoilt())
def test_a_course_without_errors_can_be_shown(text: str) -> None:
    if any(problem.is_error for problem in diagnose(text)):
        return
    subject = subject_of(text)
    pages = page_map(subject, NOW)

    assert handout_view(subject, pages, NOW).title
    assert packet_view(subject, pages, NOW).title


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~", "---\n...\n"])
def test_an_empty_file_lacks_all_that_is_required(text: str) -> None:
    messages = [p.message for p in diagnose(text)]

    assert messages == [
        "there is no “schedule”",
        "there is no “term”",
        "there is no “title”",
    ]
