"""A resolved course, as the program writes it out, back to a course file.

What a form of a course carries is read into `CourseData` first; this is the one way
back from there. A date stands only where the pattern would not give it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from syllabus.core.deadlines import KINDS
from syllabus.core.model import Course
from syllabus.core.schedule import class_slots, resolve, suits
from syllabus.core.words import counted
from syllabus.importers.data_text import course_file
from syllabus.importers.numbering import DEFAULT
from syllabus.importers.own_content import Writer, hours_text, kept
from syllabus.importers.own_dates import without_needless_dates
from syllabus.importers.own_order import file_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from syllabus.core.model import Pattern
    from syllabus.core.schedule import Meeting, Slot
    from syllabus.core.view.data import CourseData, MeetingData
    from syllabus.importers.account import Report

# Rounds in which hours and rooms settle: they can change which class of a day is meant.
_ROUNDS = 4


def fault_of(data: CourseData) -> str:
    """What keeps data, well formed as it is, from being a course; "" if nothing does.

    The program writes no such data, but a person may have changed it.
    """
    if not data.timetables:
        return "it has no schedule"
    alone = [data.model_copy(update={"timetables": (t,)}) for t in data.timetables]
    return next(filter(None, map(_fault_of_first, (data, *alone))), "")


def _fault_of_first(data: CourseData) -> str:
    """The same, but for the meetings of all timetables behind the first one."""
    meetings = data.timetables[0].meetings
    if not meetings:
        return "it has no meetings"
    strange = [meeting.kind for meeting in meetings if meeting.kind not in KINDS]
    if strange:
        return f"“{strange[0]}” is not a kind of meeting"
    try:
        content = Writer(data).content()
        for entry, meeting in zip(content["schedule"], meetings, strict=True):
            entry.update(_unlike(meeting, None), date=str(meeting.date))
        _validated(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return ""


def course_of_data(data: CourseData, report: Report, name: str) -> str:
    """The text of a course file that gives the same course.

    Args:
        data: The course. Of several timetables the first gives the entries.
        report: Takes what is found out, and what does not come back.
        name: The file that the data is from.
    """
    content = Writer(data).content()
    table, *others = data.timetables
    _declare_extra(content, table.meetings)
    order = file_order(table, content["schedule"])
    meetings = [table.meetings[n] for n in order]
    content["schedule"] = [content["schedule"][n] for n in order]
    numbered = _numbered(content["schedule"], meetings)
    days = [
        sorted(m.date for m in other.meetings if m.kind != "break") for other in others
    ]
    dates = [meeting.date for meeting in meetings]
    found = kept(content | ({} if numbered is None else {"numbered": numbered}))
    written = without_needless_dates(found, dates, days, report)
    names = [meeting.id for meeting in meetings]
    _write_hours_and_rooms(written, data, names)
    for section, count in _unlike_in_sections(written, data, names):
        told = f"{counted(count, 'meeting')} of “{section}” at other hours or elsewhere"
        report.find("Sections", f"{told}: the course file cannot say it")
    return course_file(written, name, missing=_MISSING)


_MISSING = "the look of the handout, and the slides' files"


def _validated(content: Mapping[str, Any]) -> Course:
    return Course.model_validate(kept(content))


def _declare_extra(content: dict[str, Any], meetings: Sequence[MeetingData]) -> None:
    """A meeting is extra that no class day gives as it is.

    Such are one off the pattern, a dated one that is not numbered among its kind, and
    one without the hours or the room of its class day.
    """
    course = _validated(content)
    patterns = resolve(course)[0].patterns
    kinds = {meeting.kind for meeting in meetings if meeting.number}
    by_day: dict[dt.date, list[Slot]] = {}
    for slot in class_slots(course, patterns):
        by_day.setdefault(slot.date, []).append(slot)
    for entry, meeting in zip(content["schedule"], meetings, strict=True):
        if meeting.kind == "break" or meeting.instead_of or meeting.partner:
            continue
        held = [
            patterns[slot.pattern]
            for slot in by_day.get(meeting.date, ())
            if suits(patterns, slot.pattern, meeting.kind)
        ]
        given = any(_can_give(pattern, meeting) for pattern in held)
        uncounted = meeting.kind in kinds and not meeting.number
        if (patterns and not given) or (meeting.pinned and uncounted):
            entry["date"] = str(meeting.date)
            entry["extra"] = "yes"


def _can_give(pattern: Pattern, meeting: MeetingData) -> bool:
    """Whether a meeting can have what its class day has: it cannot have less."""
    return bool(
        (meeting.starts or not pattern.hours) and (meeting.room or not pattern.room)
    )


def _numbered(
    entries: Sequence[Mapping[str, Any]], meetings: Sequence[MeetingData]
) -> list[str] | None:
    """The kinds that count as lectures; None where they are the usual ones."""
    pairs = zip(entries, meetings, strict=True)
    regular = [meeting for entry, meeting in pairs if "extra" not in entry]
    met = {meeting.kind for meeting in regular}
    kinds = {meeting.kind for meeting in regular if meeting.number}
    usual = kinds == met & set(DEFAULT)
    return None if usual else [kind for kind in KINDS if kind in kinds]


def _write_hours_and_rooms(
    content: dict[str, Any], data: CourseData, names: Sequence[str]
) -> None:
    """Write hours and rooms where they are others than the patterns give.

    Args:
        content: The content of the course file.
        data: What it has to give; what an entry says holds in every section.
        names: The names of the entries in the data, in their order.
    """
    entries = content["schedule"]
    for _ in range(_ROUNDS):
        changed = False
        for _, n, wrong in _compared(content, data, names):
            for key, value in wrong:
                changed |= entries[n].get(key) != value
                entries[n][key] = value
        if not changed:
            return


def _unlike_in_sections(
    content: Mapping[str, Any], data: CourseData, names: Sequence[str]
) -> Iterator[tuple[str, int]]:
    """The sections behind the first with how many meetings are not as they should."""
    wrong = Counter(section for section, _, _ in _compared(content, data, names))
    first = data.timetables[0].section
    yield from ((name, count) for name, count in wrong.items() if name != first)


def _compared(
    content: Mapping[str, Any], data: CourseData, names: Sequence[str]
) -> Iterator[tuple[str, int, list[tuple[str, str]]]]:
    """What is not as the data has it: the section, the entry, and its right values."""
    for table, timetable in zip(
        resolve(_validated(content)), data.timetables, strict=True
    ):
        told = {meeting.id: meeting for meeting in timetable.meetings}
        given = {meeting.entry: meeting for meeting in table.meetings}
        for n, name in enumerate(names):
            if name in told and (wrong := list(_unlike(told[name], given.get(n)))):
                yield timetable.section, n, wrong


def _unlike(meeting: MeetingData, given: Meeting | None) -> Iterator[tuple[str, str]]:
    if meeting.kind == "break":
        return
    if meeting.starts and meeting.ends:
        hours = given.hours if given else None
        if not hours or (hours.starts, hours.ends) != (meeting.starts, meeting.ends):
            yield "hours", hours_text(meeting.starts, meeting.ends)
    if meeting.room and meeting.room != (given.room if given else None):
        yield "room", meeting.room
