"""The web page ``syllabus.html``, back to a course file, by the data that it carries.

The page shows a schedule in weeks and words, made for people; what it shows stands in
it as data, too. That is taken only while the page still shows it: what a person has
changed in one place only is no course, nor is a page whose data somebody took out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where, one_line
from syllabus.importers.account import Report
from syllabus.importers.html_text import html_text, parse_html
from syllabus.importers.own_json import import_data, read_course_data
from syllabus.importers.page import plain_characters
from syllabus.importers.schedule_page import Imported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syllabus.core.view.data import CourseData

_DATA = re.compile(
    r"<script\b[^>]*\bid=[\"']?course-data\b[^>]*>\s*(?P<data>.*?)\s*</script>",
    re.DOTALL | re.IGNORECASE,
)

_OURS = re.compile(r"<ul class=.?meetings\b.{0,2000}?<div class=.?when\b", re.DOTALL)
"""A meeting as our page shows it."""


def import_own_html(raw: bytes, file: str) -> Imported | None:
    """Import a page with the data of a course; None for any other page.

    Args:
        raw: The bytes of the page.
        file: What it is called in the report.
    """
    text = raw.decode("utf-8-sig", "replace")
    match = _DATA.search(text)
    if match is None:
        return _without_data(file) if _OURS.search(text) else None
    where = Where(file, text.count("\n", 0, match.start()) + 1, 1)
    data = read_course_data(match["data"].encode(), file)
    if isinstance(data, Diagnostic):
        return Imported(None, Report(file), (data,))
    unlike = next(_not_shown(data, _shown(raw, file)), "")
    if unlike:
        message = f"this page was changed since it was written: {unlike}"
        hint = (
            "import syllabus.json of the same build, or change the course file itself"
        )
        problem = Diagnostic(where, "table-unreadable", one_line(message), hint)
        return Imported(None, Report(file), (problem,))
    return import_data(data, file, lambda _: where)


def _without_data(file: str) -> Imported:
    """A page of ours whose data is gone: its weeks would be read as loose lists."""
    problem = Diagnostic(
        Where(file),
        "table-unreadable",
        "this page, which syllabus wrote, has no data of its course any more",
        "import syllabus.json, syllabus.md or calendar.ics that were built with it",
    )
    return Imported(None, Report(file), (problem,))


@dataclass(frozen=True)
class _Shown:
    """What a page shows: all its words, without space, and the days of its times."""

    words: str
    days: frozenset[str]


def _shown(raw: bytes, file: str) -> _Shown:
    text = html_text(raw, file)
    root = None if isinstance(text, Diagnostic) else parse_html(text, file)
    if root is None or isinstance(root, Diagnostic):
        return _Shown("", frozenset())
    texts = root.xpath("//text()[not(ancestor::script or ancestor::style)]")
    days = frozenset(time.get("datetime", "")[:10] for time in root.iter("time"))
    return _Shown(_squeezed("".join(texts)), days)


def _squeezed(text: str) -> str:
    """A text as it compares: pages break lines where they like."""
    return "".join(plain_characters(text).split())


def _not_shown(data: CourseData, page: _Shown) -> Iterator[str]:
    """What the data has and the page does not show, and days of the page alone."""
    known = {str(holiday.first_day) for holiday in data.holidays}
    for table in data.timetables:
        for meeting in table.meetings:
            known.add(str(meeting.date))
            if str(meeting.date) not in page.days:
                yield f"it does not show {meeting.date}"
            if _squeezed(meeting.topic) not in page.words:
                yield f"it does not show “{meeting.topic}”"
        for work in table.assignments:
            known |= {str(at.date) for at in (work.out, work.due) if at}
            if _squeezed(work.title) not in page.words:
                yield f"it does not show “{work.title}”"
    yield from (f"its data has no {day}" for day in sorted(page.days - known))
