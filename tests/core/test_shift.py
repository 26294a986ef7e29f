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
from syllabus.core.shift.choices import choices, stranded
from syllabus.core.shift.draft import Draft, ShiftError, designation
from syllabus.core.shift.proposal import Row, Time, compare, days_told
from syllabus.core.words import named
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
    ("reason", "told"),
    [((), "Tue, Apr 4: no class"), (("Snow",), "Tue, Apr 4: no class (Snow)")],
)
def test_a_day_off_is_told_with_its_name_if_it_has_one(
    reason: tuple[str, ...], told: str
) -> None:
    text = f"language: de\n{SIX}"

    assert days_told(draft(text), shifted(text, ("cancel", day("04-04"), *reason))) == [
        told
    ]


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
    try:
        new = apply_changes(old, changes)
    except (ShiftError, EditError) as error:
        assert str(error)  # noqa: PT017 - what has no place is refused in words
        return

    back = undoing(old, changes)

    if not back:
        assert any(has_no_way_back(old, new, entry) for entry in free)
        return
    assert apply_changes(new, back).text == old.text
    assert_sound(old, new, free=free)


def has_no_way_back(old: Draft, new: Draft, entry: int) -> bool:
    """A second move forgets what a meeting stood for; some have no own words."""
    place = new.holder(entry)
    forgotten = old.entry(entry).instead_of is not None
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

    assert_sound(old, new, free=frozenset({one, other} if verb == "merge" else ()))
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
        assert all(deck in new.entry(held).decks for deck in entry.decks)
        assert all(one in new.entry(held).readings for one in entry.readings)


WEEKS = (
    HEAD
    + """\
pattern:
  - {days: Tue/Thu, hours: 10:30-11:50}
  - {days: Fri, hours: 14:00-15:00, kind: lab}
numbered: [lecture]
assignments:
  - {id: a1, title: Sheet 1, out: lecture 2, due: 1 week after lecture 3 at 17:00}
  - {id: a2, title: Sheet 2, out: 2017-04-06, due: 2017-04-20}
schedule:
  - Alpha  # the first

  # the second
  - topic: Beta
    decks: slides/b.pdf
  - lab: Hands on
  - topic: Gamma
    decks: [slides/c.pdf]
    readings: [A book]
    out: []

  - exam: Midterm
    date: 2017-04-06
  - guest: Delta
    speaker: A guest
  - Epsilon, and more
"""
)
"""Lectures on March 28 and 30, April 4, 11 and 13, a lab on March 31, an exam."""


def test_the_course_of_these_tests_has_these_days() -> None:
    assert days(draft(WEEKS)) == {
        "Alpha": "03-28",
        "Beta": "03-30",
        "Hands on": "03-31",
        "Gamma": "04-04",
        "Midterm": "04-06",
        "Delta": "04-11",
        "Epsilon, and more": "04-13",
    }


def test_a_make_up_day_follows_the_schedule_of_the_day_that_was_lost() -> None:
    new = shifted(WEEKS, ("cancel", day("04-13"), "Snow"), ("makeup", day("04-12")))

    assert days(new)["Epsilon, and more"] == "04-12"
    assert "day_swaps:\n  2017-04-12: Thursday\n" in new.text


def test_a_make_up_day_for_what_lacks_a_day_is_one_of_its_kind() -> None:
    text = WEEKS.replace("06-01", "04-13").replace("Alpha", "lab: One\n  - lab: Two")

    new = shifted(text, ("makeup", day("04-10")))

    assert draft(text).tables[0].unplaced
    assert days(new)["Hands on"] == "04-10"
    assert new.course.day_swaps == {day("04-10"): 4}


def test_a_new_meeting_takes_its_day_and_the_rest_of_its_kind_slides() -> None:
    new = shifted(WEEKS, ("insert", day("03-30"), "guest: Torch: an introduction"))

    assert days(new) | {"Alpha": "", "Hands on": "", "Midterm": ""} == {
        "Torch: an introduction": "03-30",
        "Beta": "04-04",
        "Gamma": "04-11",
        "Delta": "04-13",
        "Epsilon, and more": "04-18",
        **dict.fromkeys(("Alpha", "Hands on", "Midterm"), ""),
    }
    line = "  - guest: 'Torch: an introduction'\n\n"
    assert new.text == WEEKS.replace("  # the second\n", f"{line}  # the second\n")


@pytest.mark.parametrize("when", ["04-06", "04-12", "07-01"])
def test_a_day_that_is_not_free_takes_no_new_meeting(when: str) -> None:
    with pytest.raises(ShiftError, match="has no class that a new lecture could take"):
        shifted(WEEKS, ("insert", day(when), "More"))


def test_what_is_dropped_goes_with_its_comment_and_the_rest_moves_up() -> None:
    new = shifted(WEEKS, ("drop", "beta"))

    gone = "  # the second\n  - topic: Beta\n    decks: slides/b.pdf\n"
    assert new.text == WEEKS.replace(gone, "")
    assert days(new)["Gamma"] == "03-30"


def test_two_meetings_are_held_as_one_with_all_that_they_have() -> None:
    new = shifted(WEEKS, ("merge", "Gamma", "lecture 2"))

    (place,) = {new.holder(1), new.holder(3)}
    entry = new.entry(place or 0)
    assert entry.topic == "Beta; Gamma"
    assert [deck.file for deck in entry.decks] == ["slides/b.pdf", "slides/c.pdf"]
    assert [reading.title for reading in entry.readings] == ["A book"]
    assert (
        "  - topic: Beta; Gamma\n    decks: [slides/b.pdf, slides/c.pdf]\n" in new.text
    )
    told = {row.name: row for row in rows(draft(WEEKS), new)}
    assert told["Gamma"].after == told["Beta"].after
    assert told["Gamma"].note == "together with “Beta”"


def test_a_plain_topic_takes_in_what_another_meeting_has() -> None:
    new = shifted(WEEKS, ("merge", "Alpha", "Beta"))

    merged = "  - topic: Alpha; Beta  # the first\n    decks: slides/b.pdf\n"
    assert merged in new.text
    new = shifted(WEEKS, ("merge", "Alpha", "Eps"))
    assert "  - 'Alpha; Epsilon, and more'  # the first\n" in new.text


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("Alpha", "Hands on", "is a lecture, and “Hands on” a lab"),
        ("Alpha", "lecture 1", "are the same meeting"),
        ("Midterm", "Quiz", "“Quiz” has date: and cannot be held in another's place"),
        ("Delta", "Zeta", "“Delta” and “Zeta” both have speaker:"),
    ],
)
def test_what_only_one_meeting_can_have_is_merged_by_hand(
    first: str, second: str, message: str
) -> None:
    more = "  - {exam: Quiz, date: 2017-04-20}\n  - {guest: Zeta, speaker: Another}\n"

    with pytest.raises(ShiftError, match=message):
        shifted(WEEKS + more, ("merge", first, second))


def test_two_meetings_change_places_with_all_that_belongs_to_them() -> None:
    new = shifted(WEEKS, ("swap", "Alpha", "Epsilon"))

    assert days(new)["Alpha"] == "04-13"
    assert days(new)["Epsilon, and more"] == "03-28"
    one, other = "  - Alpha  # the first\n", "  - Epsilon, and more\n"
    swapped = WEEKS.replace(one, "?").replace(other, one).replace("?", other)
    assert new.text == swapped


def test_two_pinned_meetings_change_days() -> None:
    text = f"{WEEKS}  - {{exam: Final, date: '2017-05-30'}}\n"

    new = shifted(text, ("swap", "Midterm", "Final"))

    assert days(new)["Midterm"] == "05-30"
    assert "{exam: Final, date: '2017-04-06'}" in new.text


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("Midterm", "Alpha", "“Midterm” is pinned to Thursday, April 6, 2017"),
        ("Alpha", "Hands on", "a lecture and a lab do not meet on the same days"),
        ("Alpha", "2017-03-28", "are the same meeting"),
        ("Alpha", "Omega", "the schedule has no “Omega”"),
        ("Alpha", "2017-04-05", "the schedule has no “2017-04-05”"),
        ("Alpha", "ta", "“ta” can be several meetings: Beta .Thu, Mar 30.; Delta"),
    ],
)
def test_meetings_that_cannot_change_places(
    first: str, second: str, message: str
) -> None:
    with pytest.raises(ShiftError, match=message):
        shifted(WEEKS, ("swap", first, second))


def test_on_a_day_of_another_meeting_it_changes_its_place_in_the_order() -> None:
    new = shifted(WEEKS, ("move", "Alpha", day("04-11")))

    told = days(new)
    assert (told["Beta"], told["Gamma"], told["Delta"]) == ("03-28", "03-30", "04-04")
    assert (told["Alpha"], told["Midterm"], told["Hands on"]) == (
        *("04-11", "04-06", "03-31"),
    )


def test_on_any_other_day_it_is_pinned_and_nothing_else_moves() -> None:
    new = shifted(WEEKS, ("move", "Epsilon", day("04-12")))

    pinned = "  - date: 2017-04-12\n    instead_of: 2017-04-13\n    topic: Epsilon"
    assert new.text == WEEKS.replace("  - Epsilon", pinned)
    assert days(new) == days(draft(WEEKS)) | {"Epsilon, and more": "04-12"}
    back = shifted(new.text, ("restore", "2017-04-12"))
    assert back.text == WEEKS


def test_a_pinned_meeting_that_is_moved_stands_for_the_day_it_had() -> None:
    new = shifted(WEEKS, ("move", "Midterm", day("04-07")))

    assert "    date: 2017-04-07\n    instead_of: 2017-04-06\n" in new.text
    assert days(new) == days(draft(WEEKS)) | {"Midterm": "04-07"}
    assert shifted(new.text, ("move", "Midterm", day("04-06"))).text == WEEKS


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("03-28", "Alpha meets on that day already"),
        ("06-02", "Friday, June 2, 2017 is not a day of Spring 2017"),
        ("04-13", "Thursday, April 13, 2017 is a holiday: Off"),
    ],
)
def test_days_to_which_nothing_is_moved(when: str, message: str) -> None:
    with pytest.raises(ShiftError, match=message):
        shifted(f"{WEEKS}holidays: {{2017-04-13: Off}}\n", ("move", "Alpha", day(when)))


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("04-11", "is a class day already"),
        ("06-02", "is no teaching day"),
        ("05-31", "is no teaching day"),
        ("04-19", "is a holiday: Off"),
    ],
)
def test_days_that_make_up_for_nothing(when: str, message: str) -> None:
    text = WEEKS.replace("06-01}", "06-01, finals: 2017-05-31 to 2017-06-01}")
    with pytest.raises(ShiftError, match=message):
        shifted(f"{text}holidays: {{2017-04-19: Off}}\n", ("makeup", day(when)))


def test_deadlines_follow_their_meetings_and_a_number_that_changes_hands_is_told() -> (
    None
):
    old, new = draft(WEEKS), shifted(WEEKS, ("drop", "Beta"))

    (part,) = compare(old, new)
    told = {row.name: row for row in part.deadlines}
    assert told["Sheet 1, out"].note == "“lecture 2” is now “Gamma”, and was “Beta”"
    due = told["Sheet 1, due"]
    assert due.before == Time(day("04-11"), dt.time(17))
    assert due.after == Time(day("04-18"), dt.time(17))
    assert told["Sheet 2, out"].fixed
    assert not told["Sheet 2, out"].moves


FULL = WEEKS.replace("06-01", "04-13").replace("1 week after lecture 3", "lecture 3")


def test_every_choice_helps_and_each_kind_is_offered() -> None:
    changes = (Change("cancel", (day("03-30"), "Snow")),)
    old = draft(FULL)
    new = apply_changes(old, changes)

    found = choices(old, new, changes)

    assert [named(new.entry(entry)) for entry in stranded(old, new)] == [
        "Epsilon, and more"
    ]
    assert {choice.changes[-1].verb for choice in found} == {"makeup", "merge", "drop"}
    for choice in found:
        assert stranded(old, apply_changes(old, choice.changes)) == ()


def test_a_break_to_come_can_be_given_up() -> None:
    changes = (Change("cancel", (day("03-30"), "Snow")),)
    old = draft(FULL.replace("guest: Delta\n    speaker: A guest", "break: Reading"))

    found = choices(old, apply_changes(old, changes), changes)

    assert "leave out “Reading”, or another meeting" in [c.message for c in found]


def test_what_is_pinned_to_a_cancelled_day_is_moved_or_dropped() -> None:
    changes = (Change("cancel", (day("04-06"), "Snow")),)
    old = draft(FULL)
    new = apply_changes(old, changes)

    assert stranded(old, new) == (4,)
    found = choices(old, new, changes)
    assert found[0].message == "hold “Midterm” on Mon, Apr 10"
    assert found[0].changes == (Change("move", ("Midterm", day("04-10"))),)
    assert found[-1].changes == (*changes, Change("drop", ("Midterm",)))


def test_what_is_pinned_to_a_cancelled_day_has_no_day_left() -> None:
    old = draft(FULL)
    new = apply_changes(old, [Change("cancel", (day("04-06"), "Snow"))])

    (lost,) = (row for row in rows(old, new) if row.name == "Midterm")
    assert (lost.before, lost.after) == (Time(day("04-06")), None)


def test_what_had_no_day_before_is_no_news() -> None:
    old = draft(FULL.replace("04-13", "04-12"))
    new = apply_changes(old, [Change("makeup", (day("04-10"),))])

    assert old.tables[0].unplaced
    assert stranded(old, new) == ()


def test_a_choice_that_does_not_help_is_not_offered() -> None:
    changes = (Change("cancel", (day("03-31"), "Snow")),)
    old = draft(WEEKS.replace("kind: lab", "kind: lab, last_day: 2017-04-01"))

    found = choices(old, apply_changes(old, changes), changes)

    # Lectures that are held as one, or days after the labs, give the lab no day.
    assert [choice.changes[-1].verb for choice in found] == ["drop"]
    assert found[0].message == "leave out “Hands on”, or another meeting"


def test_a_choice_that_brings_another_error_is_not_offered() -> None:
    work = "  - {id: a3, title: Sheet 3}\nschedule:"
    pitch = "  - presentation: Pitch\n    out: a3\n  - topic: Gamma\n    due: a3\n"
    text = FULL.replace("schedule:", work).replace("  - topic: Gamma\n", pitch)
    text = text.replace("  - guest: Delta\n    speaker: A guest\n", "")
    changes = (Change("cancel", (day("03-28"), "Snow")),)

    found = choices(draft(text), apply_changes(draft(text), changes), changes)

    merged = [c.changes[-1].words for c in found if c.changes[-1].verb == "merge"]
    assert merged == [("Alpha", "Beta")]  # not Beta and Gamma: due before it is out


def test_a_move_past_a_pinned_meeting_leaves_it_where_it_stands_in_the_file() -> None:
    change = Change("move", ("Gamma", day("04-11")))

    new = apply_changes(draft(WEEKS), [change])

    topics = [entry.topic for entry in new.course.schedule]
    assert topics[3:] == ["Delta", "Midterm", "Gamma", "Epsilon, and more"]
    assert undoing(draft(WEEKS), [change]) == [Change("move", ("Gamma", day("04-04")))]


def test_only_what_is_pinned_meanwhile_is_told_to_stay() -> None:
    old = draft(WEEKS)

    near = rows(old, shifted(WEEKS, ("swap", "Alpha", "Gamma")))
    past = rows(old, shifted(WEEKS, ("swap", "Gamma", "Delta")))

    assert [row.name for row in near] == ["Gamma", "Alpha"]
    assert [row.name for row in past] == ["Delta", "Midterm", "Gamma"]
