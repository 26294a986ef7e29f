"""Which day a meeting off the pattern replaces, and what has to carry a date."""

import datetime as dt

from syllabus.core.diagnostics import Where
from syllabus.importers.draft import Draft, DraftEntry, DraftPattern
from syllabus.importers.placing import place


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
