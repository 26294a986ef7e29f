"""What the class was last told: a published version of a course.

It lies beside the course, in ``.syllabus/published.json``, and is input like the course
file: from it the calendar knows which events a change moves, and later messages what to
tell. It changes only when somebody publishes.
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from syllabus.core.view.calendar import Event
from syllabus.core.view.data import CourseData, Data

PUBLISHED = ".syllabus/published.json"
"""Where it lies, relative to the course file."""


class Published(Data):
    """A version that was published: its moment (UTC), its data and its calendar.

    ``slides`` are the digests (SHA-256) of the decks that the class was given, by file.
    """

    at: dt.datetime
    course: CourseData
    events: tuple[Event, ...]
    slides: dict[str, str] = Field(default_factory=dict)
