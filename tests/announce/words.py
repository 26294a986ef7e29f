"""Announcements in words, without what is built for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from syllabus.core.change_words import sentences
from syllabus.core.changes import changes_between
from syllabus.core.language import Language
from syllabus.core.theme import Themes, look_of
from syllabus.core.view.announcement import announcement_view
from syllabus.core.view.resolved import data_by_itself
from syllabus.render.announcement import write_announcement
from syllabus.render.themes import shipped_themes
from tests.core.courses import subject_of

if TYPE_CHECKING:
    from syllabus.core.telling.words import Sentence
    from syllabus.core.view.announcement import About, AnnouncementView
    from syllabus.render.announcement import Written


def said(
    text: str, about: About, day: dt.date, told: str = ""
) -> tuple[AnnouncementView, Written]:
    """What is announced of a course.

    Args:
        text: The course file.
        about: What it is about.
        day: Today.
        told: The course file that the class knows; the same by default.
    """
    subject = subject_of(text)
    language = Language.of_course(subject.course)
    now = dt.datetime.combine(day, dt.time(8))
    changes = _changes(told or text, text, day)
    view = announcement_view(subject, about, changes, now, language)
    look = look_of(subject.course, Themes(shipped_themes()))
    return view, write_announcement(view, (), "", look)


def _changes(before: str, after: str, day: dt.date) -> tuple[Sentence, ...]:
    subject = subject_of(after)
    at = dt.datetime.combine(day, dt.time(8), ZoneInfo("UTC"))
    changes = changes_between(
        data_by_itself(subject_of(before), at), data_by_itself(subject, at)
    )
    language = Language.of_course(subject.course)
    groups = sentences(changes, language, day, subject.course.term.week_begins)
    return tuple(sentence for group in groups for sentence in group.sentences)
