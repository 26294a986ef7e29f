"""What changed between two versions of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings

from syllabus.core.changes import apply, changes_between, facts_of
from tests.core.courses import Generated, courses
from tests.core.test_calendar import COURSE, data_of

if TYPE_CHECKING:
    from syllabus.core.changes import Change


def changes(text: str, *replacements: tuple[str, str]) -> tuple[Change, ...]:
    other = text
    for old, new in replacements:
        assert old in other
        other = other.replace(old, new)
    return changes_between(data_of(text), data_of(other))


def told(found: tuple[Change, ...]) -> dict[str, tuple[str, ...]]:
    return {change.name: change.fields for change in found}


@settings(max_examples=60)
@given(courses())
def test_nothing_changes_from_a_course_to_itself(course: Generated) -> None:
    assert changes_between(data_of(course.text), data_of(course.text)) == ()


@settings(max_examples=80)
@given(courses(), courses())
def test_the_changes_make_the_new_course_of_the_old_one(
    before: Generated, after: Generated
) -> None:
    old, new = data_of(before.text), data_of(after.text)

    assert apply(changes_between(old, new), facts_of(old)) == facts_of(new)


def test_a_topic_renamed_on_its_day_is_a_topic_renamed() -> None:
    [change] = changes(COURSE, ("- Gradients", "- Automatic differentiation"))

    assert change.fields == ("id", "topic")
    assert change.renamed == "lecture-automatic-differentiation"


def test_two_swapped_lectures_change_their_days_alone() -> None:
    found = changes(COURSE, ("- Gradients\n  - Memory", "- Memory\n  - Gradients"))

    assert told(found) == {"lecture-gradients": ("date",), "lecture-memory": ("date",)}


def test_an_inserted_lecture_is_new_and_those_after_it_move() -> None:
    found = changes(COURSE, ("- Gradients", "- Tensors\n  - Gradients"))

    by_name = {change.name: change for change in found}
    assert by_name.pop("lecture-tensors").before is None
    assert by_name.keys() == {
        *("lecture-gradients", "lecture-memory", "lecture-review", "lecture-review-2")
    }
    assert {change.fields for change in by_name.values()} == {("date",)}


def test_an_assignment_is_known_by_its_title_when_its_id_changes() -> None:
    [change] = changes(COURSE, ("id: a1", "id: hw1"))

    assert (change.what, change.name, change.renamed) == ("assignments", "a1", "hw1")


def test_comments_order_of_keys_and_what_follows_are_no_changes() -> None:
    written = ("{id: a1, title: Assignment 1,", "{title: Assignment 1, id: a1,")

    assert changes(COURSE, written, ("schedule:", "# soon\nschedule:")) == ()
