"""When work is out and due: days that the page says, and none that it does not."""

import datetime as dt

import pytest

from syllabus.core.schedule import resolve, work_of
from syllabus.importers.moments import SaidMoment, moment_day, read_moment
from syllabus.importers.schedule_page import Imported
from tests.importers.importing import course_of, imported

MONDAY = dt.date(2025, 2, 3)


def page_with(*dues: str, head: str = "Due") -> Imported:
    """A Monday and Wednesday class of 2025 with these cells in its last column."""
    days = [MONDAY + dt.timedelta(7 * (i // 2) + 2 * (i % 2)) for i in range(len(dues))]
    rows = "".join(
        f"| {day:%a %b} {day.day} | Topic {i} | {due} |\n"
        for i, (day, due) in enumerate(zip(days, dues, strict=True))
    )
    return imported(f"# A 2025\n\n| Date | Topic | {head} |\n|--|--|--|\n{rows}")


def days_of_work(result: Imported) -> dict[str, tuple[str, str]]:
    """Each assignment's days, out and due, as the program reads the course."""
    course = course_of(result)
    (table,) = resolve(course)
    return {
        course.assignments[work.number].title: (
            f"{work.out.begins:%m-%d %H:%M}" if work.out else "",
            f"{work.due.ends:%m-%d %H:%M}" if work.due else "",
        )
        for work in work_of(course, table)
    }


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("HW1 due", "02-03 23:59"),
        ("HW1 due Sunday", "02-09 23:59"),
        ("HW1 due Monday at noon", "02-03 12:00"),
        ("HW1 due on Sun. 5pm", "02-09 17:00"),
        ("HW1 due this Friday", "02-07 23:59"),
        ("HW1 due next Monday", "02-10 23:59"),
        ("HW1 due 3/7 11:59pm", "03-07 23:59"),
        ("HW1 due at 17:00 on March 7", "03-07 17:00"),
        ("HW1 due midnight", "02-03 23:59"),
        ("HW1 due Friday, March 7, 5pm", "03-07 17:00"),
        ("**HW1** due Friday", "02-07 23:59"),
        ("HW1 (due Friday)", "02-07 23:59"),
        ("HW1, Fri 5pm", "02-07 17:00"),
        ("[HW1](https://example.org/1) by end of day Friday", "02-07 23:59"),
        ("HW1 due today", "02-03 23:59"),
    ],
)
def test_a_deadline_is_on_the_day_that_its_words_say(text: str, due: str) -> None:
    assert days_of_work(page_with(text, "")) == {"HW1": ("", due)}


@pytest.mark.parametrize(
    "text",
    [
        "HW1 due next Friday",
        "HW1 due in class",
        "HW1 due whenever it is done",
        "HW1 due Friday or Sunday",
        "HW1 due next week",
        "HW1 due 2/30",
        "HW1 due 25:00",
        "HW1 due 4/20-4/22",
        "HW1 due 12/24",
        "Sunday 5pm",
        "TBD",
    ],
)
@pytest.mark.parametrize("head", ["Due", "Assignments"])
def test_a_deadline_that_is_not_clear_is_a_note_and_no_assignment(
    text: str, head: str
) -> None:
    result = page_with(text, "", head=head)

    course = course_of(result)
    assert course.assignments == ()
    assert text in (course.schedule[0].notes or "")
    assert any(
        a.words == text for a in result.report.accounts if a.verdict == "not understood"
    )


def test_in_a_topic_too_no_day_is_guessed() -> None:
    result = imported(
        "# A 2025\n\n| Date | Topic |\n|--|--|\n"
        "| Mon Feb 3 | Files, HW1 due next Friday |\n"
        "| Wed Feb 5 | Pages HW2 due Sunday at 5pm |\n"
    )

    assert days_of_work(result) == {"HW2": ("", "02-09 17:00")}
    assert course_of(result).schedule[0].notes == "HW1 due next Friday"


def test_the_report_says_which_sunday_was_taken() -> None:
    result = page_with("HW1 due Sunday")

    (told,) = [a.as_what for a in result.report.accounts if "HW1" in a.words]
    assert told == "HW1 is due on Sun, Feb 9, the first Sunday from its row's day (hw1)"


def test_a_deadline_after_the_last_row_is_in_the_term_and_adds_no_class() -> None:
    course = course_of(page_with("", "", "", "Project 1 due Fri Mar 7"))

    (table,) = resolve(course)
    assert str(course.term.last_day) == "2025-03-07"
    assert [m.kind for m in table.meetings] == ["lecture"] * 4
    assert table.gaps == ()


def test_work_that_is_due_twice_is_due_first_and_the_other_is_a_note() -> None:
    result = page_with("HW1 due", "HW1 due")

    assert days_of_work(result) == {"HW1": ("", "02-03 23:59")}
    assert course_of(result).schedule[1].notes == "HW1 due"


def test_work_that_would_be_due_before_it_is_out_is_not_out() -> None:
    result = page_with("HW1 due", "HW1 out")

    assert days_of_work(result) == {"HW1": ("", "02-03 23:59")}
    assert any("before it is out" in a.as_what for a in result.report.accounts)


def test_a_deadline_called_by_a_wrong_weekday_is_a_warning() -> None:
    (problem,) = page_with("HW1 due Sun Mar 7", "").problems

    assert problem.code == "weekday-mismatch"


def test_numbers_of_a_deadline_are_read_as_those_of_the_rows() -> None:
    result = imported(
        "# A 2025\n\n| Date | Topic | Due |\n|--|--|--|\n| Mon 17/2 | Files | |\n"
        "| Wed 19/2 | Pages | HW1 due 5/3 |\n"
    )

    assert days_of_work(result) == {"HW1": ("", "03-05 23:59")}


def test_a_moment_reads_back() -> None:
    for text in ("Friday", "17:00", "Mar 7 at 5pm", "noon"):
        moment = read_moment(text)
        assert moment
        assert SaidMoment.of(moment.text) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [("next Monday", 10), ("next Friday", None), ("Monday", 3), ("this Sunday", 9)],
)
def test_next_is_taken_only_where_both_its_meanings_agree(
    text: str, day: int | None
) -> None:
    found, _ = moment_day(SaidMoment(text), MONDAY)

    assert (found and found.day) == day


LONE = """# A 2025

{said}| Date | Topic | Due |
|--|--|--|
| Tue Jan 14 | One | |
| Thu Jan 16 | Two | |
| Fri Jan 17 | ***HW 1 due*** | |
| Tue Jan 21 | ***HW 2 out*** | |
| Thu Jan 23 | Four | |
| Tue Jan 28 | Five | |
| Fri Jan 31 | | HW 2 due at 5pm |
| Tue Feb 4 | Six | |
"""


@pytest.mark.parametrize("said", ["", "Class meets Tuesday and Thursday.\n\n"])
def test_a_day_off_the_pattern_with_nothing_but_work_is_no_class(said: str) -> None:
    result = imported(LONE.format(said=said))

    assert days_of_work(result) == {
        "HW 1": ("", "01-17 23:59"),
        "HW 2": ("01-21 00:00", "01-31 17:00"),
    }
    course = course_of(result)
    assert [pattern.days for pattern in course.pattern] == [(1, 3)]
    (table,) = resolve(course)
    shown = [
        (f"{m.date:%m-%d}", course.schedule[m.entry].topic) for m in table.meetings
    ]
    assert shown == [
        ("01-14", "One"),
        ("01-16", "Two"),
        ("01-21", "To be announced"),
        ("01-23", "Four"),
        ("01-28", "Five"),
        ("01-30", None),
        ("02-04", "Six"),
    ]


def test_the_report_counts_the_days_of_work_alone_and_the_class_without_a_topic() -> (
    None
):
    findings = imported(LONE.format(said="")).report.findings

    assert [told for told in findings if told[0] in {"Deadlines", "Topics"}] == [
        ("Topics", "line 8 has none; it says “To be announced”"),
        (
            "Deadlines",
            "2 rows with work and no class: "
            "line 7 (Fri, Jan 17), line 11 (Fri, Jan 31)",
        ),
    ]


def test_a_lone_deadline_with_a_link_or_a_topic_is_a_meeting() -> None:
    for more in ("Review", "[slides](a.pdf)", "[x](https://example.org/x)"):
        page = LONE.format(said="").replace("| | HW 2 due", f"| {more} | HW 2 due")

        (table,) = resolve(course_of(imported(page)))

        assert dt.date(2025, 1, 31) in {m.date for m in table.meetings}, more


def test_lone_deadlines_do_not_speak_against_the_weekdays_that_the_page_says() -> None:
    rows = "".join(f"| Sept {day} | | HW{day} due |\n" for day in (6, 13, 20, 27))
    page = (
        "# A\n\nFall 2024 or 2025. Class meets on Tuesdays.\n\n"
        "| Date | Topic | Due |\n|--|--|--|\n"
        f"| Sept 3 | One | |\n| Sept 10 | Two | |\n{rows}"
    )

    course = course_of(imported(page))

    assert str(course.term.first_day) == "2024-09-03"
    assert [pattern.days for pattern in course.pattern] == [(1,)]


def test_a_page_of_deadlines_alone_still_has_its_days() -> None:
    rows = "| Feb 3 | HW1 due |\n| Feb 5 | HW2 due |\n"
    page = f"# A 2025\n\n| Date | Due |\n|--|--|\n{rows}"

    course = course_of(imported(page))

    assert [entry.due for entry in course.schedule] == [("hw1",), ("hw2",)]
