"""A course in another term: its days, its text, and what is left to decide."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syllabus.core.edit import EditError
from syllabus.core.model import Course
from syllabus.core.rollover.text import RolledOver, WhichPatternError, Wish, roll_over
from syllabus.core.rollover.todo import (
    Point,
    links_of_last_time,
    new_problems,
    new_subject,
    points,
    rows,
)
from syllabus.core.schedule import Holidays
from syllabus.core.values import DateRange
from tests.core.courses import CLASS, FILE, HEAD, Generated, courses, subject_of
from tests.core.test_properties import generated

DATE = re.compile(r"\d{4}-\d\d-\d\d")
WEEK = dt.timedelta(days=7)
SPRING = Wish("Spring 2018", dt.date(2018, 3, 27), dt.date(2018, 5, 31))


def rolled(text: str, wish: Wish = SPRING) -> RolledOver:
    subject = subject_of(text)
    return roll_over(subject.course, subject.source, wish)


def course(over: RolledOver) -> Course:
    return new_subject(over.text, FILE).course


def days(over: RolledOver) -> list[tuple[str, str]]:
    """The dated entries, MM-DD."""
    found = rows(over, new_subject(over.text, FILE))
    return [(f"{row.day:%m-%d}" if row.day else "", row.topic) for row in found]


def to_do(over: RolledOver, group: str) -> list[Point]:
    found = points(over, new_subject(over.text, FILE), ())
    return [point for point in found if point.group == group]


def messages(over: RolledOver, group: str) -> list[str]:
    return [point.message for point in to_do(over, group)]


def holiday(first: str, last: str = "", name: str = "Holiday") -> Any:
    one = dt.date.fromisoformat(first)
    return DateRange(one, dt.date.fromisoformat(last) if last else one), name


@generated
@given(courses())
def test_the_same_term_is_the_same_file(generated: Generated) -> None:
    subject = subject_of(generated.text)
    term, old = subject.course.term, subject.course
    same = Wish(term.name, term.first_day, term.last_day)
    named = Wish(*(same.term, same.first_day, same.last_day), None, _holidays(old))

    for wish in (same, named):
        over = roll_over(old, subject.source, wish)

        assert over.text == generated.text
        assert new_problems(over, new_subject(over.text, FILE)) == []
        assert {p.group for p in points(over, subject, ())} <= {
            *("pinned", "deadlines", "guests", "rooms", "staff")
        }


def _holidays(course: Course) -> tuple[tuple[DateRange, str], ...]:
    return tuple((days, str(name)) for days, name in course.holidays.items())


@generated
@given(courses(), st.integers(-120, 120), st.data())
def test_nothing_but_breaks_meets_on_a_holiday_and_the_order_is_kept(
    generated: Generated, weeks: int, draw: st.DataObject
) -> None:
    subject = subject_of(generated.text)
    term = subject.course.term
    first, last = term.first_day + weeks * WEEK, term.last_day + weeks * WEEK
    off = draw.draw(st.lists(st.dates(first, last), max_size=3, unique=True))
    named = tuple((DateRange(day, day), "Off") for day in off)

    over = roll_over(
        subject.course, subject.source, Wish("New", first, last, None, named)
    )

    new = new_subject(over.text, FILE)
    assert set(new.course.holidays) == {days for days, _ in named}
    away = Holidays(new.course)
    for table in new.tables:
        for labs in (True, False):  # they wait for each other in no course
            flowing = [
                m.entry
                for m in table.meetings
                if not m.pinned and (m.kind == "lab") == labs
            ]
            assert flowing == sorted(flowing)
        held = {m.date for m in table.meetings if m.kind != "break"}
        assert not {day for day in held if day in away}


@generated
@given(courses(), st.integers(-60, 60))
def test_only_lines_with_a_date_change(generated: Generated, weeks: int) -> None:
    subject = subject_of(generated.text)
    term = subject.course.term
    wish = Wish(term.name, term.first_day + weeks * WEEK, None)

    over = roll_over(subject.course, subject.source, wish)

    kept = _without_days_off(generated.text)
    now = _without_days_off(over.text)
    assert len(kept) == len(now)
    for before, after in zip(kept, now, strict=True):
        assert before == after or DATE.sub("", before) == DATE.sub("", after)


def _without_days_off(text: str) -> list[str]:
    """The lines, less the two mappings that may lose some."""
    found, skip = [], False
    for line in text.split("\n"):
        if line.startswith(("holidays:", "day_swaps:")):
            skip = True
        elif line[:1].isalpha():
            skip = False
        if not skip:
            found.append(line)
    return found


def test_undated_entries_flow_and_holidays_of_the_year_before_are_dropped() -> None:
    text = CLASS + "holidays: {2017-05-29: Memorial Day}\nschedule: [One, Two, Three]\n"

    over = rolled(text)

    assert days(over) == [("03-27", "One"), ("03-29", "Two"), ("04-03", "Three")]
    assert "holidays: {}" in over.text
    assert messages(over, "holidays") == [
        "dropped: 2017-05-29: Memorial Day",
        "no holiday of the new term is known",
    ]


def test_pins_keep_week_and_weekday_and_follow_changed_weekdays_of_the_class() -> None:
    text = CLASS + (
        "schedule:\n"
        "  - {exam: Midterm, date: 2017-04-20}\n"
        "  - {topic: Joint, date: 2017-05-05, instead_of: 2017-05-04, partner: X 1}\n"
    )

    assert [e.date for e in course(rolled(text)).schedule] == [
        dt.date(2018, 4, 19),
        dt.date(2018, 5, 4),
    ]
    over = rolled(text, Wish("S", dt.date(2018, 3, 26), None, "Mon/Wed"))
    midterm, joint = course(over).schedule
    assert midterm.date == dt.date(2018, 4, 18)  # Thursday's class is Wednesday's now
    assert (joint.date, joint.instead_of) == (dt.date(2018, 5, 4), dt.date(2018, 5, 2))
    assert [p.hint for p in to_do(over, "pinned")] == [
        "ask when and where the exam is held",
        "ask X 1 for the new day",
    ]


def test_a_pin_moves_off_a_holiday_to_a_class_day_that_no_other_has() -> None:
    text = CLASS + (
        "schedule:\n"
        "  - {exam: First, date: 2017-04-04}\n"
        "  - {exam: Second, date: 2017-04-06}\n"
        "  - {topic: Away, date: 2017-04-05, extra: yes}\n"
        "  - {break: Rest, date: 2017-05-09}\n"
    )
    off = (holiday("2018-04-03", "2018-04-04"), holiday("2018-05-08"))

    over = rolled(text, Wish("S", SPRING.first_day, SPRING.last_day, None, off))

    found = [f"{entry.date:%m-%d}" for entry in course(over).schedule]
    assert found == ["04-10", "04-05", "04-06", "05-08"]


def test_the_days_of_all_kinds_of_deadline_text_move() -> None:
    text = CLASS + (
        "assignments:\n"
        "  - {id: a, title: A, out: 2017-04-04, due: '2017-04-14 at noon'}\n"
        "  - {id: b, title: B, out: lecture 1, due: 1 week after 2017-04-05 at 17:00}\n"
        "  - {id: c, title: C, out: lecture 2, due: Friday of week 3}\n"
        "schedule:\n"
        "  - {topic: One, decks: {file: a.pdf, release: 2017-04-20 9:00}}\n"
        "  - Two\n"
    )

    over = rolled(text)

    a, b, c = course(over).assignments
    assert a.out is not None
    assert (a.out.text, a.due and a.due.text) == ("2018-04-03", "2018-04-13 at noon")
    assert "due: '2018-04-13 at noon'" in over.text
    assert b.due is not None
    assert b.due.text == "1 week after 2018-04-04 at 17:00"
    assert c.due is not None
    assert c.due.text == "Friday of week 3"
    assert "release: 2018-04-19 9:00" in over.text
    assert messages(over, "deadlines") == [
        "A is out: Tue, Apr 3, 2018 (was Tue, Apr 4, 2017)",
        "A is due: Fri, Apr 13, 2018 (was Fri, Apr 14, 2017)",
        "B is due: Wed, Apr 4, 2018 (was Wed, Apr 5, 2017)",
        "a.pdf is released: Thu, Apr 19, 2018 (was Thu, Apr 20, 2017)",
    ]


def test_deadlines_on_a_holiday_on_a_weekend_or_after_the_term_are_listed() -> None:
    text = CLASS + (
        "assignments:\n"
        "  - {id: a, title: A, out: lecture 1, due: 2017-05-29}\n"
        "  - {id: b, title: B, out: lecture 1, due: 1 day after lecture 2}\n"
        "  - {id: c, title: C, out: lecture 1, due: 2017-06-01}\n"
        "schedule: [One, Two, Three]\n"
    )
    off = (holiday("2018-05-28", name="Memorial Day"),)

    over = rolled(text, Wish("S", SPRING.first_day, dt.date(2018, 5, 30), None, off))

    assert messages(over, "problems")[1:] == [
        "Monday, May 28, 2018 is Memorial Day",
        "Thursday, May 31, 2018 is not a day of S",
    ]
    friday = rolled(text, Wish("S", SPRING.first_day, SPRING.last_day, "Tue/Fri"))
    assert "B is due on a weekend: Sat, Mar 31, 2018" in messages(friday, "deadlines")
    assert "weekend" not in " ".join(messages(over, "deadlines"))


def test_what_fits_no_longer_and_days_left_empty_are_listed() -> None:
    text = CLASS + "schedule: [One, Two, Three]\n"

    shorter = rolled(text, Wish("S", SPRING.first_day, SPRING.first_day))
    longer = messages(rolled(text), "problems")

    assert days(shorter) == [("03-27", "One"), ("", "Two"), ("", "Three")]
    assert "no class day is left for this entry and 1 more" in messages(
        shorter, "problems"
    )
    assert longer == ["17 class days have no entry: " + longer[0].partition(": ")[2]]


def test_finals_keep_their_distance_from_the_end_and_take_exams_along() -> None:
    text = HEAD.replace("06-01}", "06-09, finals: 2017-06-05 to 2017-06-09}") + (
        "pattern: {days: Tue/Thu, first_day: 2017-04-04, last_day: 2017-05-30}\n"
        "schedule:\n  - {exam: Final, date: 2017-06-07}\n"
    )

    over = rolled(text, Wish("S", dt.date(2018, 1, 9), dt.date(2018, 5, 11)))

    assert "finals: 2018-05-07 to 2018-05-11" in over.text
    assert "first_day: 2018-01-16, last_day: 2018-03-13" in over.text
    assert course(over).schedule[0].date == dt.date(2018, 5, 9)


def test_a_day_that_followed_another_weekday_counts_as_that_weekday() -> None:
    text = CLASS.replace("Tue/Thu", "Mon/Thu") + (
        "day_swaps: {2017-04-18: Monday}\n"
        "schedule:\n  - {exam: Midterm, date: 2017-04-18}\n"
    )

    over = rolled(text)

    assert course(over).schedule[0].date == dt.date(2018, 4, 16)
    assert "day_swaps: {}" in over.text
    assert messages(over, "holidays") == ["dropped: 2017-04-18 followed Monday"]


def test_given_holidays_replace_the_old_and_equal_ones_keep_their_line() -> None:
    text = CLASS + (
        "holidays:\n  2018-05-28: My Own Name  # kept\n  2017-05-29: Old\n"
        "schedule: [One]\n"
    )
    given = (
        holiday("2018-05-28", name="Memorial Day"),
        holiday("2018-04-16", "2018-04-17", "Spring: a break"),
        holiday("2018-07-04", name="After the term"),
    )

    over = rolled(text, Wish("S", SPRING.first_day, SPRING.last_day, None, given))

    assert "  2018-05-28: My Own Name  # kept\n" in over.text
    assert "  2018-04-16 to 2018-04-17: 'Spring: a break'\n" in over.text
    assert len(course(over).holidays) == 2


def test_holidays_are_put_into_a_course_that_had_none() -> None:
    given = (holiday("2018-05-28", name="Memorial Day"),)
    wish = Wish("S", SPRING.first_day, SPRING.last_day, None, given)
    for text in (CLASS + "schedule: [One]\n", CLASS + "holidays:\nschedule: [One]\n"):
        assert dict(course(rolled(text, wish)).holidays) == dict(given)


def test_guests_rooms_and_staff_are_listed_at_their_lines() -> None:
    text = CLASS + (
        "staff: [{name: Instructor, role: Instructor, hours: Mon 14-15}]\n"
        "schedule:\n"
        "  - guest: A view\n    speaker: Guest\n    affiliation: Elsewhere\n"
        "  - topic: Two\n    room: CSE 305\n    hours: 9:00-10:00\n"
    )

    over = rolled(text)

    assert messages(over, "guests") == ["Guest, Elsewhere (A view): Tue, Mar 27"]
    assert messages(over, "rooms") == [
        "Tuesday and Thursday: CSE 403, 10:30-11:50",
        "Two: CSE 305, 9:00-10:00",
    ]
    assert messages(over, "staff") == ["Instructor, Instructor, office hours Mon 14-15"]
    assert [over.text.split("\n")[p.where.line - 1] for p in to_do(over, "rooms")][
        1
    ] == "    room: CSE 305"


@pytest.mark.parametrize(
    ("line", "group", "word"),
    [
        ("notices: In Spring 2017 all was well", "words", "Spring 2017"),
        ("notices: The final is on June 5", "words", "June 5"),
        ("notices: The final is on 5. June", "words", "5. June"),
        ("notices: '[page](https://a.edu/17sp/x)'", "links", "17sp"),
        ("notices: '[page](https://a.edu/x-spring17.html)'", "links", "spring17"),
        ("# made 2017-05-05", "words", "2017"),
    ],
)
def test_words_and_links_of_the_old_term_are_listed(
    line: str, group: str, word: str
) -> None:
    over = rolled(CLASS + line + "\nschedule: [One]\n")

    (point,) = to_do(over, group)
    assert point.message.startswith(f"“{word}”: ")
    assert over.text.split("\n")[point.where.line - 1] == line


def test_weekdays_in_words_are_listed_where_those_of_the_class_change() -> None:
    text = CLASS + "notices: We meet on Tuesdays.\nschedule: [One]\n"

    assert messages(rolled(text), "words") == []
    over = rolled(text, Wish("S", SPRING.first_day, SPRING.last_day, "MWF"))
    assert messages(over, "words") == ["“Tuesdays”: notices: We meet on Tuesdays."]


def test_numbers_that_are_no_year_of_the_term_are_not_listed() -> None:
    text = CLASS + "notices: 12017 of 20170 since 1998, room 17\nschedule: [One]\n"

    assert messages(rolled(text), "words") == []


def test_weekdays_are_for_the_one_pattern_of_the_class() -> None:
    patterns = "pattern: [{days: Tue}, {days: Fri, kind: lab}]\n"
    wish = Wish("S", SPRING.first_day, SPRING.last_day, "Mon/Wed")

    over = rolled(HEAD + patterns + "schedule: [One]\n", wish)

    assert "[{days: Mon/Wed}, {days: Fri, kind: lab}]" in over.text
    twice = HEAD + "pattern: [{days: Tue}, {days: Thu}]\nschedule: [One]\n"
    for text, found in ((twice, "2 patterns"), (HEAD + "schedule: [One]\n", "no")):
        with pytest.raises(WhichPatternError, match=found):
            rolled(text, wish)


def test_a_day_that_an_alias_shares_is_refused() -> None:
    text = CLASS + (
        "schedule:\n"
        "  - {topic: One, date: &day 2017-04-04, hours: 8:00-9:00}\n"
        "  - {topic: Two, date: *day}\n"
    )
    with pytest.raises(EditError, match="alias"):
        rolled(text)


def test_an_address_in_a_comment_is_no_link() -> None:
    text = f"# (https://…)\n{CLASS}materials: [{{title: A, link: 'https://a.edu/'}}]\n"
    over = rolled(f"{text}schedule: [A]\n")

    (point,) = links_of_last_time(new_subject(over.text, FILE))

    assert point.message == "1 link of last time"
    assert point.where.line > 1
