from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given, settings

from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.published import Published
from syllabus.core.view.calendar import calendar_events
from syllabus.core.view.data import course_data
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
