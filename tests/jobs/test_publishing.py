from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from syllabus.core.published import PUBLISHED
from syllabus.jobs.published import PublishedVersionError
from syllabus.jobs.publishing import publish_course
from tests.jobs.small import NOW, build, lay_down

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return lay_down(tmp_path / "courses" / "small")


def calendar(course: Path) -> bytes:
    build(course, only=("calendar",))
    return (course.parents[1] / "build" / "small" / "calendar.ics").read_bytes()


def revisions(text: bytes) -> dict[str, tuple[int, str]]:
    events = Calendar.from_ical(text).events
    return {
        str(e["summary"]): (int(str(e["sequence"])), str(e["status"])) for e in events
    }


def test_publishing_changes_no_byte_of_the_calendar(course: Path) -> None:
    before = calendar(course)

    assert publish_course(course, NOW).changed_events == 4
    assert calendar(course) == before
    again = publish_course(course, NOW + dt.timedelta(days=1))
    assert again.unchanged
    assert again.changed_events == 0


def test_a_change_after_publishing_is_a_revision_of_its_event(course: Path) -> None:
    publish_course(course, NOW)
    text = course.read_text()
    course.write_text(text.replace("- Second", "- {topic: Second, room: Hall 9}"))

    found = revisions(calendar(course))

    assert found["Small: Lecture: Second"] == (1, "CONFIRMED")
    assert found["Small: Lecture: First"] == (0, "CONFIRMED")


def test_what_is_dropped_after_publishing_is_cancelled(course: Path) -> None:
    publish_course(course, NOW)
    course.write_text(course.read_text().replace("  - Fourth\n", ""))

    assert revisions(calendar(course))["Small: Lecture: Fourth"] == (1, "CANCELLED")


def test_a_course_with_mistakes_is_not_published(course: Path) -> None:
    publish_course(course, NOW)
    kept = (course.parent / PUBLISHED).read_bytes()
    course.write_text("titel: Small\n")

    done = publish_course(course, NOW)

    assert done.published is None
    assert done.problems
    assert (course.parent / PUBLISHED).read_bytes() == kept


def test_a_published_version_that_cannot_be_read_stops_the_build(course: Path) -> None:
    (course.parent / PUBLISHED).parent.mkdir()
    (course.parent / PUBLISHED).write_text("{}")

    with pytest.raises(PublishedVersionError):
        calendar(course)
