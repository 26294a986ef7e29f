from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given, settings

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.published import Published
from syllabus.core.view.calendar import calendar_events
from syllabus.core.view.resolved import course_data
from tests.core.courses import HEAD, Generated, courses, subject_of

if TYPE_CHECKING:
    from syllabus.core.view.calendar import Event
    from syllabus.core.view.data import CourseData

NOW = dt.datetime.fromisoformat("2017-03-01T12:00")
PUBLISHED_AT = dt.datetime(2017, 3, 2, 9, tzinfo=dt.UTC)
ENGLISH = Language.of("en")

COURSE = f"""{HEAD}
pattern: {{days: Tue/Thu, hours: 10:30-11:50, room: Hall 1}}
assignments:
  - {{id: a1, title: Assignment 1, due: 2017-04-11 at 17:00}}
holidays: {{2017-04-13: Spring holiday}}
schedule:
  - Introduction
  - Gradients
  - Memory
  - Review
  - Review
"""


def data_of(text: str) -> CourseData:
    subject = subject_of(text)
    return course_data(subject, page_map(subject, NOW), NOW, ENGLISH)


def publish(text: str, before: Published | None = None) -> Published:
    data = data_of(text)
    events = calendar_events(data, ENGLISH, before)
    later = dt.timedelta(days=1) if before else dt.timedelta()
    return Published(at=PUBLISHED_AT + later, course=data, events=events)


def events_of(text: str, published: Published | None = None) -> dict[str, Event]:
    events = calendar_events(data_of(text), ENGLISH, published)
    return {event.about: event for event in events}


def changed(before: Published, now: dict[str, Event]) -> set[str]:
    return {event.about for event in now.values() if event not in before.events}


def test_what_was_published_is_the_same_again() -> None:
    first = publish(COURSE)

    assert tuple(events_of(COURSE, first).values()) == first.events


def test_a_moved_lecture_is_one_changed_event() -> None:
    first = publish(COURSE)
    moved = COURSE.replace(
        "- Memory", "- {topic: Memory, date: 2017-04-05, instead_of: 2017-04-04}"
    )

    events = events_of(moved, first)

    assert changed(first, events) == {"lecture-memory"}
    [before] = [e for e in first.events if e.about == "lecture-memory"]
    after = events["lecture-memory"]
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.stamp == PUBLISHED_AT > before.stamp
    assert str(after.starts) == "2017-04-05 10:30:00"


def test_a_lecture_keeps_its_event_when_its_topic_is_reworded() -> None:
    first = publish(COURSE)

    events = events_of(COURSE.replace("Gradients", "Automatic differentiation"), first)

    [before] = [e for e in first.events if e.about == "lecture-gradients"]
    assert events["lecture-automatic-differentiation"].uid == before.uid


def test_two_swapped_lectures_keep_their_events() -> None:
    first = publish(COURSE)
    swapped = COURSE.replace("- Gradients\n  - Memory", "- Memory\n  - Gradients")

    events = events_of(swapped, first)

    was = {event.about: event for event in first.events}
    assert changed(first, events) == {"lecture-memory", "lecture-gradients"}
    for about in ("lecture-memory", "lecture-gradients"):
        assert events[about].uid == was[about].uid
    assert events["lecture-memory"].starts == was["lecture-gradients"].starts


def test_a_dropped_lecture_stays_as_cancelled_and_comes_back_as_itself() -> None:
    first = publish(COURSE)
    dropped = COURSE.replace("  - Memory\n", "")

    gone = events_of(dropped, first)["lecture-memory"]
    assert (gone.cancelled, gone.sequence, gone.stamp) == (True, 1, PUBLISHED_AT)

    second = publish(dropped, first)
    assert events_of(dropped, second)["lecture-memory"] == gone
    again = events_of(COURSE, second)["lecture-memory"]
    assert (again.uid, again.cancelled, again.sequence) == (gone.uid, False, 2)


def test_a_name_that_is_free_again_gives_a_new_event() -> None:
    first = publish(COURSE)
    renamed = COURSE.replace("Gradients", "Differentiation")
    second = publish(renamed, first)

    events = events_of(renamed + "  - Gradients\n", second)

    assert len({event.uid for event in events.values()}) == len(events)
    assert events["lecture-differentiation"] in second.events


def test_a_name_taken_over_from_a_cancelled_event_stays_with_its_new_bearer() -> None:
    dropped = COURSE.replace("  - Memory\n", "")
    renamed = dropped.replace("Gradients", "Memory")
    third = publish(renamed, publish(dropped, publish(COURSE)))
    assert len({event.uid for event in third.events}) == len(third.events)

    assert publish(renamed, third).events == third.events


SECTIONS = f"""{HEAD}
pattern: {{days: Tue/Thu, hours: 10:30-11:50, room: Hall 1}}
sections:
  - {{name: A, pattern: {{days: Mon, kind: lab, hours: 9:00-10:00}}}}
  - {{name: B, pattern: {{days: Fri, kind: lab, hours: 9:00-10:00}}}}
  - {{name: C, pattern: {{days: Fri, kind: lab, hours: 14:00-15:00}}}}
assignments:
  - {{id: a1, title: Project, due: 2017-04-14}}
schedule:
  - Introduction
  - lab: Tensors
  - lab: Autodiff
"""


def by_section(published: Published, about: str) -> dict[str, Event]:
    return {e.section: e for e in published.events if e.about == about}


def test_what_comes_to_differ_by_section_keeps_its_event_for_the_first() -> None:
    common = publish(SECTIONS)
    split = publish(SECTIONS.replace("due: 2017-04-14", "due: lab 2"), common)

    [before], after = by_section(common, "a1").values(), by_section(split, "a1")
    assert after.keys() == {"A", "B", "C"}
    assert (after["A"].uid, after["A"].sequence) == (before.uid, 1)
    assert [after["B"].sequence, after["C"].sequence] == [0, 0]
    assert not any(event.cancelled for event in split.events)

    joined = by_section(publish(SECTIONS, split), "a1")
    assert (joined[""].uid, joined[""].sequence) == (before.uid, 2)
    assert {s for s, event in joined.items() if event.cancelled} == {"B", "C"}


def test_meetings_that_come_to_differ_by_section_keep_their_events() -> None:
    def text(hours: str) -> str:
        return SECTIONS.replace("Fri", "Mon").replace("14:00-15:00", hours)

    common = publish(text("9:00-10:00"))
    split = publish(text("14:00-15:00"), common)

    [before], after = (
        by_section(common, "lab-tensors").values(),
        by_section(split, "lab-tensors"),
    )
    assert after.keys() == {"A", "B", "C"}
    assert (before.section, before.uid) == ("", after["A"].uid)
    back = by_section(publish(text("9:00-10:00"), split), "lab-tensors")
    assert back[""].uid == after["A"].uid


def test_an_assignment_keeps_its_event_when_its_name_or_its_title_changes() -> None:
    first = publish(COURSE)
    renamed = publish(COURSE.replace("id: a1", "id: hw1"), first)
    reworded = publish(
        COURSE.replace("id: a1, title: Assignment 1", "id: x, title: assignment 1"),
        renamed,
    )

    [was] = by_section(first, "a1").values()
    assert by_section(renamed, "hw1")[""].uid == was.uid
    assert by_section(reworded, "x")[""].uid == was.uid
    assert not any(event.cancelled for event in reworded.events)


def test_an_assignment_of_another_number_is_another() -> None:
    first = publish(COURSE)
    other = publish(
        COURSE.replace("id: a1, title: Assignment 1", "id: a2, title: Assignment 2"),
        first,
    )

    assert by_section(other, "a1")[""].cancelled
    assert not by_section(other, "a2")[""].cancelled


@settings(max_examples=60)
@given(courses(), courses())
def test_one_event_is_never_two(before: Generated, after: Generated) -> None:
    first = publish(before.text)

    second = publish(after.text, first)

    uids = [event.uid for event in second.events]
    assert len(set(uids)) == len(uids)
    assert {event.uid for event in first.events} <= set(uids)
    assert publish(after.text, second).events == second.events


def test_deadlines_and_holidays_take_no_time() -> None:
    events = events_of(COURSE)

    due, holiday = events["a1"], events["holiday-Spring holiday"]
    assert (str(due.starts), due.ends, due.busy) == ("2017-04-11 17:00:00", None, False)
    assert (str(holiday.starts), str(holiday.ends)) == ("2017-04-13", "2017-04-14")
    assert not holiday.busy


@settings(max_examples=60)
@given(courses())
def test_every_meeting_of_a_course_has_its_event(course: Generated) -> None:
    data = data_of(course.text)

    events = calendar_events(data, ENGLISH)

    assert len({event.uid for event in events}) == len(events)
    for table in data.timetables:
        for meeting in table.meetings:
            assert any(
                event.about == meeting.id
                and event.section in {"", table.section}
                and event.starts.isoformat().startswith(meeting.date.isoformat())
                for event in events
            )
    again = Published(at=PUBLISHED_AT, course=data, events=events)
    assert calendar_events(data, ENGLISH, again) == events


def test_topics_that_sound_alike_are_told_apart() -> None:
    entries = ["Review", "Review", "Review 2", "Review 2", "!", "?"]
    listed = "".join(f"  - '{topic}'\n" for topic in entries)

    events = events_of(COURSE[: COURSE.index("schedule:")] + f"schedule:\n{listed}")

    meetings = [about for about in events if about.startswith("lecture")]
    assert len(meetings) == len(entries)


def test_a_break_takes_its_whole_day_and_no_room() -> None:
    event = events_of(COURSE + "  - break: Snow\n")["break-snow"]

    assert (event.location, event.busy) == ("", False)
    assert not isinstance(event.starts, dt.datetime)
