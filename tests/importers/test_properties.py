"""Schedules made at random: written as a page and imported, they come back."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from syllabus.core.source import read_source
from syllabus.importers.course_text import key_value, scalar
from syllabus.importers.dates import read_dates
from syllabus.importers.markdown_page import read_page
from syllabus.importers.schedule_page import import_page
from syllabus.importers.years import IN_SIGHT
from tests.importers.importing import course_of, dated, imported, lost_words

FORMS = [
    lambda day: f"{day:%b} {day.day}",
    lambda day: f"{day:%B} {day.day}th",
    lambda day: f"{day.day} {day:%B}",
    lambda day: f"{day:%a} {day.month}/{day.day}",
    lambda day: f"{day:%A}, {day:%b}. {day.day}",
    lambda day: day.isoformat(),
]


@st.composite
def class_days(draw: st.DrawFn) -> list[dt.date]:
    """Days of a class that meets on some weekdays, with gaps and moved days."""
    year = draw(st.sampled_from(IN_SIGHT))
    first = dt.date(year, 1, 1) + dt.timedelta(draw(st.integers(0, 364)))
    weekdays = draw(st.sets(st.integers(0, 4), min_size=1, max_size=3))
    span = draw(st.integers(7, 110))
    days = [first + dt.timedelta(i) for i in range(span)]
    days = [day for day in days if day.weekday() in weekdays and day.year == year]
    days = days or [first]
    left_out = draw(st.sets(st.sampled_from(days), max_size=len(days) // 2))
    moved = draw(st.sets(st.sampled_from(days), max_size=2)) if len(days) > 4 else set()
    kept = {day for day in days if day not in left_out}
    kept |= {day + dt.timedelta(1) for day in moved}
    return sorted(day for day in kept if day.year == year) or [first]


@settings(deadline=None, max_examples=200)
@given(days=class_days(), form=st.sampled_from(FORMS), said=st.booleans())
def test_the_dates_of_a_schedule_come_back(
    days: list[dt.date], form: object, said: bool
) -> None:
    rows = "".join(f"| {form(day)} | Topic {i} |\n" for i, day in enumerate(days))  # type: ignore[operator]
    page = f"# Course {days[0].year}\n\n| Date | Topic |\n|---|---|\n{rows}"

    course = course_of(imported(page, year=days[0].year if said else None))

    found = [
        date
        for (date, _), entry in zip(dated(course), course.schedule, strict=True)
        if entry.kind != "break"
    ]
    assert found == days


MARKS = st.sampled_from(
    [
        *("", "HW1 out", "HW1 due", "HW1 due Sunday", "HW2 out; HW1 due at 5pm"),
        *("HW1 due 5/12", "HW2 due 1/3", "HW2 released 4/9", "HW3 due midnight"),
        *("No class", "Thanksgiving", "Spring break", "Lab: pipes", "Finals week"),
        *("HW2 out noon", "HW2 due 9am", "(joint with CS1)", "Recitation: x"),
    ]
)
SPANS = st.one_of(
    st.dates(dt.date(2017, 3, 20), dt.date(2017, 6, 9)).map(
        lambda day: f"{day:%b} {day.day}"
    ),
    st.sampled_from(["Mar 27 - 31", "Apr 3 - Apr 14", "June 5 - 9", "", "Feb 30"]),
)


@settings(deadline=None, max_examples=300)
@given(rows=st.lists(st.tuples(SPANS, MARKS, MARKS), min_size=1, max_size=14))
@example(rows=[("Mar 28", "HW1 due", ""), ("Mar 30", "HW1 due", "HW1 out")])
@example(rows=[("Mar 27 - 31", "Spring break", ""), ("Mar 29", "", "HW1 due 5/12")])
@example(rows=[("", "HW2 due 1/3", "HW2 released 4/9")])
def test_no_page_gives_a_course_with_errors(rows: list[tuple[str, str, str]]) -> None:
    lines = ["# A 2017", "", "| Date | Topic | Due |", "|---|---|---|"]
    lines += [
        f"| {date} | Topic {i} {topic} | {due} |"
        for i, (date, topic, due) in enumerate(rows)
    ]
    lines += [f"| {date} | {topic} | {due} |" for date, topic, due in rows]
    page, problems = read_page("\n".join(lines).encode(), "page.md")
    assert problems == []

    result = import_page(page, year=2017)

    if result.text is not None:
        course = course_of(result)
        assert len(dated(course)) == len(course.schedule)
        assert lost_words(page, result.report) == {}


PROSE = st.sampled_from(
    [
        *(
            "text",
            "# Head",
            "> quote",
            "1. one",
            "```",
            "    indented ",
            "<b>",
            "`<i>`",
        ),
        *(
            "[x](http://)",
            "[x](javascript:1)",
            "[x](<a b>)",
            "http://[",
            "[m](mailto:)",
        ),
        *("![](a.png)", "![p][r]", "[a][r]", "[r]: /foo", "[r]: http://", "![a\n](b)"),
        *("<https://e.org>", '[a](http://e.org "t")', "[![i](b.png)](http://e.org)"),
        *("![x]( http://e.org/a.png )", "- item ![q](z.png)", "\\![a](b)", "&lt;b>"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    parts=st.lists(
        st.tuples(PROSE, st.sampled_from(["\n", " ", "\n\n", ""])), max_size=8
    ),
    head=PROSE,
)
@example(parts=[("[x](http://)", "\n")], head="")
@example(parts=[("<b>", " "), ("<b>", "\n")], head="")
def test_no_prose_gives_a_course_with_errors(
    parts: list[tuple[str, str]], head: str
) -> None:
    prose = "".join(text + tie for text, tie in parts)
    table = "| Date | Topic |\n|-|-|\n| Mar 28 | X |\n"
    front = f"---\ndescription: '{head}'\n---\n" if "\n" not in head else ""

    result = imported(f"{front}# A 2017\n\n{prose}\n\n## {head}\n\n{table}")

    if result.text is not None:
        course_of(result)


WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=30
)
PARTS = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "***assignment 1 out***",
            "[slides](a.pdf)",
            "[x](https://example.org/a_(b))",
            "<b>bold</b>",
            "`a|b`",
            "Guest lecture by Ada Lovelace (Lab)",
            "(joint with CS1)",
            "**room: 12",
            "{{ page.x }}",
            "HW1 due 4/20",
            "HW1 due Sunday",
            "HW1 out",
            "due next Friday",
            "HW2 due",
            "Mar 30",
            "Spring break",
            "[Paper](https://example.org/p), KR 2 and [RFC](https://example.org/r)",
            "no class",
            "- ",
            "10:30-11:50",
            "[a][b]",
            "![p](q.png)",
            "Week 2",
            "&amp;",
        ]
    ),
)
CELL = st.lists(PARTS, max_size=4).map(" ".join)
HEAD = st.sampled_from(
    ["Date", "Topic", "", "Slides", "Due", "Readings", "Week", "Room", "X", "Speaker"]
)


@settings(deadline=None, max_examples=300)
@given(
    head=st.lists(HEAD, min_size=2, max_size=4),
    rows=st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=5),
)
@example(head=["Date", "Room"], rows=[["|", "0://"]])
@example(head=["Date", "Date"], rows=[["no class [slides](a.pdf)"]])
@example(head=["Date", ""], rows=[["(joint"], ["*", "***a***b, ; HW1 due"]])
def test_any_table_is_a_course_that_accounts_for_its_cells(
    head: list[str], rows: list[list[str]]
) -> None:
    lines = ["| " + " | ".join([*head]) + " |", "|" + "---|" * len(head)]
    lines.append("| Mar 28 | Welcome |")
    lines += ["| Mar 30 | " + " | ".join(row) + " |" for row in rows]
    page, problems = read_page("\n".join(lines).encode(), "page.md")
    assert problems == []

    result = import_page(page, year=2017)

    if result.text is None:
        assert result.problems
        return
    course_of(result)
    assert lost_words(page, result.report) == {}


@settings(deadline=None, max_examples=300)
@given(text=st.text(max_size=300))
@example("a: b")
@example("- a")
@example("#a")
@example("null")
@example("a\u2028b\x85\ufeff")
@example("'\"\\")
@example(" ".join(["word"] * 60))
@example("a\n\n  b\n")
def test_a_value_reads_back_as_it_was_written(text: str) -> None:
    text = "".join(char for char in text if not "\ud800" <= char <= "\udfff").strip()
    if not text:
        return
    lines = ["top:", *key_value("key", text, 2), *key_value("- item", text, 2)[:0]]

    source, problems = read_source(("\n".join(lines) + "\n").encode(), "x.yaml")

    assert problems == []
    assert source.data["top"]["key"].strip() == text.strip()


@settings(deadline=None)
@example(ids=["?0"])
@given(ids=st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3))
def test_a_list_in_brackets_reads_back(ids: list[str]) -> None:
    ids = ["".join(c for c in one if not "\ud800" <= c <= "\udfff") for one in ids]
    line = f"key: [{', '.join(scalar(one, flow=True) for one in ids)}]\n"

    source, problems = read_source(line.encode(), "x.yaml")

    assert problems == []
    assert source.data["key"] == ids


@settings(deadline=None, max_examples=300)
@given(text=st.text(alphabet="Mar28/-., 4thFeb:()TueJ\u2013&", max_size=25))
def test_reading_dates_never_fails_and_invents_no_day(text: str) -> None:
    for date in read_dates(text).dates:
        assert date.in_year(date.year or 2000)


SPOILT = (
    b"# A 2017\n\n| Date | Topic |\n|--|--|\n"
    b"| Mar 28 | X [s](a.pdf) |\n| Mar 30 | Y |\n"
)


@settings(deadline=None, max_examples=300)
@given(raw=st.binary(max_size=200), start=st.integers(0, 80), end=st.integers(0, 80))
@example(raw=b"", start=0, end=0)
@example(raw=b"", start=0, end=80)
@example(raw=b"\xff", start=9, end=9)
def test_any_bytes_are_a_course_or_one_problem_that_is_an_error(
    raw: bytes, start: int, end: int
) -> None:
    for given_bytes in (raw, SPOILT[:start] + raw + SPOILT[max(start, end) :]):
        page, problems = read_page(given_bytes, "page.md")
        result = None if problems else import_page(page)

        if result and result.text is not None:
            course_of(result)
            assert not any(problem.is_error for problem in result.problems)
        else:
            found = [*problems, *(result.problems if result else ())]
            assert sum(problem.is_error for problem in found) == 1
