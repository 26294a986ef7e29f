"""What decides on the year, and what does not."""

import datetime as dt

import pytest

from syllabus.importers.clues import deck_clues, page_clues, path_clues
from syllabus.importers.dates import PageDate, read_dates
from syllabus.importers.markdown_page import read_page
from syllabus.importers.years import Clue, Strength, infer_year

TUE_THU = frozenset({1, 3})
DATES = [read_dates(text).dates[0] for text in ("Mar 28", "Mar 30", "Apr 4")]


def clue(year: int, strength: Strength) -> Clue:
    return Clue(year, strength, f"{strength.name.lower()} {year}")


def year_of(*clues: Clue, pattern: frozenset[int] | None = TUE_THU) -> int | None:
    return infer_year(DATES, [pattern] if pattern else [], clues).year


S = Strength
DECIDED = [
    ([(2017, S.PATH)], 2017),
    ([(2017, S.DECKS)], 2017),
    ([(2017, S.MENTIONED)], 2017),
    ([(2017, S.LONE)], 2017),
    ([], None),
    # weekdays are stronger than any clue but a stated term
    ([(2016, S.PATH), (2017, S.DECKS)], 2017),
    ([(2016, S.DECKS), (2017, S.PATH)], 2017),
    ([(2019, S.LONE), (2017, S.MENTIONED)], 2017),
    ([(2018, S.STATED)], None),
    ([(2018, S.STATED), (2017, S.DECKS)], None),
    # both fit the weekdays
    ([(2006, S.DECKS), (2017, S.STATED)], 2017),
    ([(2006, S.DECKS), (2017, S.PATH)], 2017),
    ([(2023, S.DECKS), (2017, S.PATH)], None),
    ([(2023, S.DECKS), (2017, S.DECKS), (2017, S.PATH)], 2017),
    ([(2006, S.PATH), (2017, S.STATED)], None),
    ([(2006, S.MENTIONED), (2017, S.PATH)], 2017),
    ([(2006, S.LONE), (2017, S.MENTIONED)], 2017),
    ([(2006, S.LONE), (2017, S.LONE)], None),
]


@pytest.mark.parametrize(("clues", "year"), DECIDED)
def test_the_strongest_clue_that_fits_the_weekdays_decides(
    clues: list[tuple[int, Strength]], year: int | None
) -> None:
    assert year_of(*(clue(*one) for one in clues)) == year


def test_without_weekdays_a_lone_number_decides_nothing() -> None:
    assert year_of(clue(2017, Strength.LONE), pattern=None) is None


def test_without_weekdays_a_firm_clue_decides() -> None:
    assert year_of(clue(2018, Strength.PATH), pattern=None) == 2018


def test_decks_of_two_years_alone_are_a_tie() -> None:
    found = infer_year(
        DATES, [], [clue(2016, Strength.DECKS), clue(2017, Strength.DECKS)]
    )

    assert (found.year, found.candidates) == (None, (2016, 2017))


def test_a_year_written_in_a_date_decides() -> None:
    dates = [PageDate(11, 28), PageDate(1, 9, 2018)]

    assert infer_year(dates, [], [clue(2016, Strength.STATED)]).year == 2017


def test_a_course_over_a_new_year_may_be_called_after_either() -> None:
    dates = [read_dates(text).dates[0] for text in ("Nov 28", "Dec 5", "Jan 9")]

    found = infer_year(dates, [], [clue(2018, Strength.PATH)])
    tuesdays = infer_year(dates, [frozenset({1})], [clue(2018, Strength.PATH)])

    assert found.candidates == (2017, 2018)
    assert tuesdays.year == 2017


def test_a_misspelt_weekday_is_resolved_by_the_dates() -> None:
    options = [frozenset({1, 3}), frozenset({3})]

    found = infer_year(DATES, options, [])

    assert found.candidates == (2000, 2006, 2017, 2023, 2028)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Deep Learning (Spring 2017)", [(2017, S.STATED)]),
        ("We teach this in Fall 2018.", [(2018, S.MENTIONED)]),
        ("Last change: March 1, 2017.", [(2017, S.MENTIONED)]),
        ("© 2019 The Department.", [(2019, S.LONE)]),
        ("This is CSE 2017, in room 12.", []),
        ("A paper from 2012.", [(2012, S.LONE)]),
        ("Call 555-2017 or see 10.2017/x.", []),
        ("---\ntitle: A\nyear: 2017\n---\n", [(2017, S.STATED)]),
        ("---\ntitle: A\ndate: 2017-03-01\n---\n", [(2017, S.MENTIONED)]),
        ("---\nlayout: page2017\norder: 2017\n---\n", []),
    ],
)
def test_the_clues_of_a_text(text: str, expected: list[tuple[int, Strength]]) -> None:
    page, _ = read_page(text.encode(), "page.md")

    assert [(c.year, c.strength) for c in page_clues(page)] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("courses/dlsys-2017/schedule.md", [(2017, S.PATH)]),
        ("cse446/17sp/schedule.md", [(2017, S.PATH)]),
        ("cse446-spring2017/schedule.md", [(2017, S.PATH)]),
        ("2016/cs101-2017/schedule.md", [(2017, S.PATH)]),
        ("cse2017/schedule.md", []),
        ("cse-2017/schedule.md", [(2017, S.LONE)]),
        ("2019/a/b/c/schedule.md", []),
        ("x/20170328/schedule.md", []),
    ],
)
def test_the_clue_of_a_path(path: str, expected: list[tuple[int, Strength]]) -> None:
    clues = path_clues(path.split("/"))

    assert [(c.year, c.strength) for c in clues] == expected


def test_a_deck_tells_the_year_only_near_its_lecture() -> None:
    lectures = [(PageDate(3, 28), 0, "near.pdf"), (PageDate(3, 30), 0, "far.pdf")]
    dates = {"near.pdf": [dt.date(2017, 4, 2)], "far.pdf": [dt.date(2016, 8, 1)]}

    assert [c.year for c in deck_clues(lectures, dates)] == [2017]


def test_a_deck_of_january_tells_the_year_in_which_the_course_began() -> None:
    lectures = [(PageDate(1, 9), 1, "a.pdf")]

    (found,) = deck_clues(lectures, {"a.pdf": [dt.date(2018, 1, 8)]})

    assert found.year == 2017


def test_of_several_dates_in_a_deck_the_last_that_is_near_counts() -> None:
    lectures = [(PageDate(4, 6), 0, "a.pdf")]
    made = [dt.date(2016, 4, 5), dt.date(2017, 4, 11)]

    (found,) = deck_clues(lectures, {"a.pdf": made})

    assert found.year == 2017
