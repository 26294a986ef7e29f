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
from syllabus.core.shift.draft import Draft, ShiftError
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
        ("04-04", "April 4, 2017 is neither cancelled nor a make-up day"),
    ],
)
def test_only_a_day_by_itself_is_given_back(when: str, message: str) -> None:
    text = f"{SIX}holidays: {{2017-03-27 to 2017-03-28: Long}}\n"

    with pytest.raises(ShiftError, match=message):
        shifted(text, ("restore", day(when)))


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
        assert apply_changes(new, [Change("restore", (day("03-28"),))]).text == form


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
    undo = undoing(old, new, [change])
    assert undo
    assert apply_changes(new, undo).text == old.text
    assert_untouched(old, new, most=2)


def assert_sound(old: Draft, new: Draft) -> None:
    """No class on a holiday, the order of the file kept, pins where they were."""
    for before, after in zip(old.tables, new.tables, strict=True):
        pins = {m.entry: m.date for m in before.meetings if m.pinned}
        for meeting in after.meetings:
            if meeting.pinned:
                assert meeting.date == pins[new.origin[meeting.entry] or 0]
            else:
                assert meeting.date not in new.holidays
        for labs in (True, False):  # they wait for each other in no course
            flowing = [
                m.entry
                for m in after.meetings
                if not m.pinned and (m.kind == "lab") == labs
            ]
            assert flowing == sorted(flowing)


def assert_untouched(old: Draft, new: Draft, most: int) -> None:
    """All old lines are there still, in their order, but for a few that changed."""
    before, after = old.text.splitlines(True), new.text.splitlines(True)
    changed = [
        line
        for line in difflib.ndiff(before, after)
        if line[0] in "-+" and line[2:].strip()
    ]
    assert len(changed) <= most
