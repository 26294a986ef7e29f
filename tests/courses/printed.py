"""Courses as the pages that a theme makes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.core.theme import look_of
from syllabus.jobs.load import look_over
from syllabus.jobs.preview import course_view
from syllabus.render.html import render_handout_html

if TYPE_CHECKING:
    from pathlib import Path

    from syllabus.core.checks.subject import Subject

NOW = dt.datetime(2026, 8, 1)  # noqa: DTZ001 - local, as views take it


def subject_in(file: Path) -> Subject:
    """A course without errors."""
    loaded = look_over(file)
    assert loaded.subject is not None
    assert not loaded.failed, loaded.problems
    return loaded.subject


def themed_page(
    subject: Subject, theme: str, paper: str | None = None, form: str = ""
) -> str:
    """The handout's HTML in a theme, on the course's paper or another.

    ``form`` is that of its schedule, where it is not the theme's.
    """
    view = course_view(subject, NOW)
    themes = replace(subject.files.themes, chosen=theme)
    look = look_of(subject.course, themes)
    return render_handout_html(
        replace(view, paper=paper or view.paper),
        replace(look, schedule=form or look.schedule),
    )
