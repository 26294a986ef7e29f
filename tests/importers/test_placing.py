"""Which day a meeting off the pattern replaces, and what has to carry a date."""

import datetime as dt

from syllabus.core.diagnostics import Where
from syllabus.core.values import DateRange
from syllabus.importers.draft import Draft, DraftEntry, DraftPattern
from syllabus.importers.numbering import infer_numbered
from syllabus.importers.placing import (
    bound_patterns,
    free_holidays,
    patterns_of,
    place,
)


def draft_of(*days: int) -> Draft:
    """A Tuesday and Thursday class of May 2017 that meets on these days."""
    entries = [
        DraftEntry(dt.date(2017, 5, day), Where("page.md"), f"Topic {day}")
        for day in days
    ]
    return Draft(
        first_day=entries[0].date,
        last_day=entries[-1].date,
        patterns=[DraftPattern((1, 3))],
        entries=entries,
    )


def replaced(draft: Draft) -> dict[int, int]:
    return {e.date.day: e.instead_of.day for e in draft.entries if e.instead_of}


def pinned(draft: Draft) -> list[int]:
    return [entry.date.day for entry in draft.entries if entry.pinned]


def test_a_moved_meeting_replaces_the_nearest_free_day_of_its_week() -> None:
    draft = draft_of(2, 4, 12, 16)

    place(draft)

    assert replaced(draft) == {12: 11}


def test_two_moved_meetings_of_a_week_replace_its_two_days() -> None:
    draft = draft_of(2, 4, 10, 12, 16)

    place(draft)

    assert replaced(draft) == {10: 9, 12: 11}


def test_without_a_free_day_it_is_a_meeting_beside_the_pattern() -> None:
    draft = draft_of(2, 4, 5, 9)

    place(draft)

    assert [entry.date.day for entry in draft.entries if entry.extra] == [5]


def test_a_class_day_without_a_row_becomes_a_break_and_nothing_is_pinned() -> None:
    draft = draft_of(2, 4, 9, 16, 18)

    place(draft)

    assert [e.date.day for e in draft.entries if e.kind == "break"] == [11]
    assert pinned(draft) == []


def test_where_most_class_days_have_no_row_dates_are_pinned_instead() -> None:
    draft = draft_of(2, 11, 23)

    place(draft)

    assert not any(entry.kind == "break" for entry in draft.entries)
    assert pinned(draft) == [11, 23]


def with_labs(*days: int) -> Draft:
    """The Tuesdays and Thursdays of May 2017 up to the 25th, and labs on these days."""
    draft = draft_of(2, 4, 9, 11, 16, 18, 23, 25)
    draft.entries += [
        DraftEntry(dt.date(2017, 5, day), Where("page.md"), f"Lab {day}", "lab")
        for day in days
    ]
    draft.entries.sort(key=lambda entry: entry.date)
    draft.patterns = patterns_of(draft.entries, None)
    return draft


def test_labs_of_their_own_days_carry_no_date_and_keep_no_lecture_waiting() -> None:
    draft = with_labs(5, 12, 19)

    bound_patterns(draft)
    place(draft)

    assert [(p.days, p.kind) for p in draft.patterns] == [((1, 3), ""), ((4,), "lab")]
    assert pinned(draft) == []


def test_labs_that_begin_later_have_a_pattern_that_does() -> None:
    draft = with_labs(12, 19, 26)
    draft.last_day = dt.date(2017, 6, 2)

    bound_patterns(draft)
    place(draft)

    lectures, labs = draft.patterns
    assert (lectures.first_day, str(lectures.last_day)) == (None, "2017-05-25")
    assert (str(labs.first_day), str(labs.last_day)) == ("2017-05-12", "2017-05-26")
    assert not any(entry.kind == "break" for entry in draft.entries)
    assert pinned(draft) == []


def test_a_lab_that_is_left_out_is_a_break_on_its_own_day() -> None:
    draft = with_labs(5, 12, 26)
    draft.last_day = dt.date(2017, 5, 26)

    place(draft)

    assert [e.date.day for e in draft.entries if e.kind == "break"] == [19]
    assert pinned(draft) == [19]


def test_a_holiday_on_which_the_class_meets_is_divided() -> None:
    draft = draft_of(2, 4, 9)
    week = DateRange(dt.date(2017, 5, 1), dt.date(2017, 5, 5))
    draft.holidays = {week: "Break"}

    assert [day.day for day in free_holidays(draft)] == [2, 4]
    assert [(d.first.day, d.last.day) for d in draft.holidays] == [
        (1, 1),
        (3, 3),
        (5, 5),
    ]


def test_a_meeting_beside_the_pattern_has_no_lecture_number() -> None:
    draft = draft_of(2, 4, 5, 9)
    for entry, claim in zip(draft.entries, ([1], [2], [], [3]), strict=True):
        entry.claims = claim
    place(draft)

    _, told = infer_numbered(draft.entries)

    assert told.endswith("fit 3 of the 3 lecture numbers on the page")
