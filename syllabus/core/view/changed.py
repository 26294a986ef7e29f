"""What changed, for those who read it on a page or in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.core.change_words import Group
    from syllabus.core.language import Language
    from syllabus.core.view.data import CourseData


@dataclass(frozen=True)
class ChangedView:
    """The sentences about changes, in lists.

    Attributes:
        heading: What stands above all.
        course: Which course it is, and in which term.
        lists: Sentences, each list below its title; that is empty if there is no other.
        nothing: What is said if there are none, else empty.
        language: The tag of the words.
        direction: ltr or rtl.
    """

    heading: str
    course: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    nothing: str
    language: str
    direction: str


def changed_view(
    groups: Sequence[Group], course: CourseData, language: Language
) -> ChangedView:
    """What is shown of changes.

    Args:
        groups: The sentences; a single week needs no title.
        course: The newer version.
        language: Of the sentences.
    """
    name = f"{course.code} {course.title}".strip()
    several = len(groups) > 1
    return ChangedView(
        heading=language.text("What changed"),
        course=language.text("{course}, {term}", course=name, term=course.term.name),
        lists=tuple(
            (group.title if several else "", tuple(s.text for s in group.sentences))
            for group in groups
        ),
        nothing="" if groups else language.text("Nothing changed"),
        language=language.words,
        direction=language.direction,
    )
