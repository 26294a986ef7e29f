"""Changes of a running course: its days, its text, and the way back."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syllabus.core.edit import EditError
from syllabus.core.shift.changes import Change, apply_changes, undoing
from syllabus.core.shift.draft import Draft, ShiftError, designation
from syllabus.core.shift.proposal import Row, compare
from tests.core.courses import CLASS, FILE, HEAD, Generated, courses
from tests.core.test_properties import generated

if TYPE_CHECKING:
    from collections.abc import Callable

WAYS = st.sampled_from(
    [
        str,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "  # kept\n", 3),
    ]
)
"""How editors leave a file: line ends, no newline at the end, a mark, remarks."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2017-{text}")


def draft(text: str) -> Draft:
    return Draft.of(text, FILE)


def shifted(text: str, *changes: tuple[Any, ...]) -> Draft:
    asked = [
        Change(str(verb), words)
        for verb, *words_ in changes
        for words in [tuple(words_)]
    ]
    return apply_changes(draft(text), asked)


def days(course: Draft) -> dict[str, str]:
    """The day, MM-DD, of each dated entry of the first timetable."""
    return {
        str(course.entry(m.entry).topic): f"{m.date:%m-%d}"
        for m in course.tables[0].meetings
    }


def rows(old: Draft, new: Draft) -> list[Row]:
    return [row for part in compare(old, new) for row in part.meetings]


SIX = CLASS.replace("06-01", "04-13") + "schedule: [A, B, C, D, E]\n"
"""Five lectures on six class days: March 28 and 30, April 4, 6, 11 and 13."""


def test_what_is_cancelled_slides_and_so_does_all_after_it() -> None:
    new = shifted(SIX, ("cancel", day("04-04"), "Snow"))

    assert days(new) == dict(
        zip("ABCDE", ("03-28", "03-30", "04-06", "04-11", "04-13"), strict=True)
    )
    below = "room: CSE 403}\n"
    assert new.text == SIX.replace(below, f"{below}holidays:\n  2017-04-04: Snow\n")


def test_a_pinned_meeting_stays() -> None:
    text = SIX.replace("[A, B, C, D, E]", "[A, B, C, {topic: D, date: 2017-04-06}, E]")

    new = shifted(text, ("cancel", day("04-04")))

    assert days(new)["D"] == "04-06"
    assert days(new)["C"] == "04-11"
    (pinned,) = (row for row in rows(draft(text), new) if row.fixed)
    assert (pinned.name, pinned.moves) == ("D", False)
    assert (pinned.number_before, pinned.number_after) == (4, 3)


def test_without_a_reason_the_day_is_called_as_days_without_class_are() -> None:
    new = shifted(f"language: de\n{SIX}", ("cancel", day("04-04")))

    assert new.holidays.name(day("04-04")) == "Keine Veranstaltung"


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("04-05", "no class meets on Wednesday, April 5, 2017"),
        ("06-06", "no class meets on Tuesday, June 6, 2017"),
        ("03-28", "Tuesday, March 28, 2017 is a holiday already: Long"),
    ],
)
def test_a_day_without_class_cannot_be_cancelled(when: str, message: str) -> None:
    text = f"{SIX}holidays: {{2017-03-27 to 2017-03-28: Long}}\n"

    with pytest.raises(ShiftError, match=message):
        shifted(text, ("cancel", day(when)))


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("03-28", "March 28, 2017 is one of the days of Long"),
        ("04-04", "April 4, 2017 nothing is cancelled, made up for or moved"),
    ],
)
def test_only_a_day_by_itself_is_given_back(when: str, message: str) -> None:
    text = f"{SIX}holidays: {{2017-03-27 to 2017-03-28: Long}}\n"

    with pytest.raises(ShiftError, match=message):
        shifted(text, ("restore", str(day(when))))


@pytest.mark.parametrize(
    "text",
    [
        SIX,
        SIX.replace("schedule", "\n\n# What we do\nschedule"),
        SIX.replace("schedule", "# Their days\nschedule"),
        SIX.replace(
            "pattern: {days: Tue/Thu, hours: 10:30-11:50, room: CSE 403}",
            "pattern:\n  days: Tue/Thu # both\n",
        ),
        f"{SIX}holidays:\n  # far\n  2017-04-13: End  # of it\n\n# after\n",
        f"{SIX}holidays: {{2017-04-13: End}} # of it\n",
        f"{SIX}holidays: {{}}\n",
        f"{HEAD}schedule: [A]\nsections:\n  name: X\n  pattern: {{days: Tue}}\n\n\n",
    ],
)
def test_a_day_cancelled_and_given_back_leaves_the_file(text: str) -> None:
    for form in (text, text.replace("\n", "\r\n"), text.rstrip("\n"), f"\ufeff{text}"):
        new = shifted(form, ("cancel", day("03-28"), "Snow"))

        assert new.text != form
        assert apply_changes(new, [Change("restore", ("2017-03-28",))]).text == form


def test_a_holiday_that_an_alias_repeats_is_refused() -> None:
    text = f"{SIX}holidays: &days {{2017-04-13: End}}\nday_swaps: *days\n"

    with pytest.raises((EditError, ShiftError)):
        shifted(text, ("cancel", day("03-28")))


@generated
@given(courses(), WAYS, st.data())
def test_a_cancelled_day_has_no_class_keeps_order_and_pins_and_can_be_undone(
    course: Generated, way: Callable[[str], str], draw: st.DataObject
) -> None:
    old = draft(way(course.text))
    held = sorted(
        {m.date for table in old.tables for m in table.meetings if m.kind != "break"}
    )
    assume(held)
    change = Change("cancel", (draw.draw(st.sampled_from(held)), "Snow: much #1"))

    new = apply_changes(old, [change])

    assert_sound(old, new)
    undo = undoing(old, [change])
    assert undo
    assert apply_changes(new, undo).text == old.text
    assert_untouched(old, new, most=2)


def assert_sound(old: Draft, new: Draft, *, free: frozenset[int] = frozenset()) -> None:
    """No class on a holiday, the order of the file kept, pins where they were.

    Args:
        old: The course before.
        new: The course after.
        free: Entries of the old one that were asked to go elsewhere.
    """
    for before, after in zip(old.tables, new.tables, strict=True):
        pins = {m.entry: m.date for m in before.meetings if m.pinned}
        flowing: dict[bool, list[int]] = {True: [], False: []}
        for meeting in after.meetings:
            origin = new.origin[meeting.entry]
            if not meeting.pinned:
                assert meeting.date not in new.holidays
                # Labs and the rest wait for each other in no course.
                flowing[meeting.kind == "lab"] += [e for e in origin if e not in free]
            for entry in origin:
                if entry in pins and entry not in free:
                    assert meeting.date == pins[entry]
        assert all(entries == sorted(entries) for entries in flowing.values())


def assert_untouched(old: Draft, new: Draft, most: int) -> None:
    """All old lines are there still, in their order, but for a few that changed."""
    before, after = old.text.splitlines(True), new.text.splitlines(True)
    changed = [
        line
        for line in difflib.ndiff(before, after)
        if line[0] in "-+" and line[2:].strip()
    ]
    assert len(changed) <= most


@generated
@given(courses(), WAYS, st.data())
def test_every_change_can_be_taken_back_byte_for_byte(
    course: Generated, way: Callable[[str], str], draw: st.DataObject
) -> None:
    old = draft(way(course.text))
    changes, free = draw.draw(asked(old))
    day_asked = changes[0].words[-1]
    try:
        new = apply_changes(old, changes)
    except (ShiftError, EditError) as error:
        assert str(error)  # noqa: PT017 - what has no place is refused in words
        return

    back = undoing(old, changes)

    if not back:
        assert any(has_no_way_back(old, new, entry, day_asked) for entry in free)
        return
    assert apply_changes(new, back).text == old.text
    assert_sound(old, new, free=free)


def has_no_way_back(old: Draft, new: Draft, entry: int, day: object) -> bool:
    """A second move forgets what a meeting stood for; some have no words of their own."""
    forgotten = old.entry(entry).instead_of not in (None, day)
    place = new.holder(entry)
    return forgotten or place is None or not designation(new, place)


@st.composite
def asked(draw: st.DrawFn, old: Draft) -> tuple[list[Change], frozenset[int]]:
    """A change that has a way back, and the entries that it is to move."""
    term = old.course.term
    day = draw(st.dates(term.first_day, term.last_day) | st.sampled_from(days_on(old)))
    places = st.integers(0, len(old.course.schedule) - 1)
    one, other = draw(places), draw(places)
    first, second = designation(old, one), designation(old, other)
    verb = draw(st.sampled_from(("makeup", "insert", "swap", "move")))
    change = {
        "makeup": Change("makeup", (day,)),
        "insert": Change("insert", (day, draw(st.sampled_from(NEW)))),
        "swap": Change("swap", (first, second)),
        "move": Change("move", (first, day)),
    }[verb]
    free = {"swap": {one, other}, "move": {one}}.get(verb, set())
    return [change], frozenset(free)


NEW = ("A topic that is new", "guest: Nobody was here: yet", "lab: 7 # of them")


def days_on(course: Draft) -> list[dt.date]:
    return sorted({m.date for table in course.tables for m in table.meetings})


@generated
@given(courses(), st.data())
def test_what_is_dropped_or_merged_moves_nothing_back_and_loses_nothing_else(
    course: Generated, draw: st.DataObject
) -> None:
    old = draft(course.text)
    places = st.integers(0, len(old.course.schedule) - 1)
    one, other = draw.draw(places), draw.draw(places)
    first, second = designation(old, one), designation(old, other)
    verb = draw.draw(st.sampled_from(("drop", "merge")))
    words = (first,) if verb == "drop" else (first, second)
    try:
        new = apply_changes(old, [Change(verb, words)])
    except (ShiftError, EditError):
        return

    assert_sound(old, new)
    assert undoing(old, [Change(verb, words)]) == []
    if verb == "drop":
        assert [e for origin in new.origin for e in origin] == [
            entry for entry in range(len(old.origin)) if entry != one
        ]
        assert set(new.text.splitlines()) <= set(old.text.splitlines())
        return
    held = new.holder(one)
    assert held is not None
    assert held == new.holder(other)
    for entry in (old.entry(one), old.entry(other)):
        assert str(entry.topic) in str(new.entry(held).topic)
        assert set(entry.decks) <= set(new.entry(held).decks)
        assert set(entry.readings) <= set(new.entry(held).readings)
