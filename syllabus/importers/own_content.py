"""A resolved course as the keys of a course file: what there is to write, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from syllabus.core.identity import subject_name
from syllabus.core.language import Language
from syllabus.core.model import Course
from syllabus.core.schedule import week_of
from syllabus.core.values import WEEKDAYS
from syllabus.importers.own_order import place_among

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from syllabus.core.view.data import (
        AssignmentData,
        CourseData,
        DeckData,
        LinkData,
        MeetingData,
        MomentData,
        PatternData,
        TranslatedData,
    )

KEYS = (
    *("title", "code", "institution", "language", "second_language", "timezone"),
    *("term", "pattern", "sections", "holidays", "day_swaps", "numbered", "staff"),
    *("description", "outcomes", "prerequisites", "materials", "channels", "grading"),
    *("policies", "accessibility", "notices", "assignments", "schedule"),
)


def kept(content: Mapping[str, Any]) -> dict[str, Any]:
    """What has a value; that no kind is numbered is one."""
    return {
        key: content[key]
        for key in KEYS
        if content.get(key) or (key == "numbered" and key in content)
    }


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """What has a value; texts as the course file's reader takes them."""
    plain = {k: v.strip() if isinstance(v, str) else v for k, v in found.items()}
    return {key: value for key, value in plain.items() if value}


def _short(found: dict[str, Any], key: str) -> Any:
    """A thing as its one text, where it has no more."""
    return found[key] if list(found) == [key] else found


def _one_or_many(things: Iterable[Any]) -> Any:
    """A list, or its only thing, as a course file has it."""
    found = list(things)
    return found[0] if len(found) == 1 else found


class Writer:
    """Writes the parts of the data as a course file has them."""

    def __init__(self, data: CourseData) -> None:
        self._data, self._language = data, Language.of(data.language)

    def content(self) -> dict[str, Any]:
        """All keys; the entries in the order of their days."""
        data = self._data
        first = data.timetables[0]
        return {
            "title": data.title,
            "code": data.code,
            "institution": data.institution,
            "language": data.language if data.language != "en" else "",
            "second_language": data.second_language,
            "timezone": data.timezone if data.timezone != "UTC" else "",
            "term": self._term(),
            **self._patterns(),
            "holidays": {
                _days(one.first_day, one.last_day): self._said(one, "name", one.name)
                for one in data.holidays
            },
            "day_swaps": {str(swap.date): swap.follows for swap in data.day_swaps},
            "staff": [_short(_filled(p.model_dump()), "name") for p in data.staff],
            "description": data.description,
            "outcomes": data.outcomes,
            "prerequisites": data.prerequisites,
            "materials": [_short(self._link(i), "title") for i in data.materials],
            "channels": [_short(self._link(i), "title") for i in data.channels],
            "grading": self._grading(),
            "policies": [
                {"title": policy.title, "text": policy.text.strip()}
                for policy in data.policies
            ],
            "accessibility": data.accessibility and data.accessibility.text.strip(),
            "notices": data.notices,
            "assignments": [self._assignment(work) for work in first.assignments],
            "schedule": [self._entry(meeting) for meeting in first.meetings],
        }

    def _said(self, part: TranslatedData, key: str, text: str) -> Any:
        """A text, or the same in both languages."""
        again = part.in_second_language.get(key)
        if not again or not text:
            return text
        return {self._data.language: text, self._data.second_language: again}

    def _term(self) -> dict[str, Any]:
        term = self._data.term
        finals = term.finals
        return _filled(
            {
                "name": term.name,
                "first_day": str(term.first_day),
                "last_day": str(term.last_day),
                "finals": _days(finals.first_day, finals.last_day) if finals else "",
                "week_begins": _week_begins(self._data),
            }
        )

    def _patterns(self) -> dict[str, Any]:
        tables = self._data.timetables
        if len(tables) == 1 and not tables[0].section:
            return {"pattern": _one_or_many(map(_pattern, tables[0].patterns))}
        common = _common_start([table.patterns for table in tables])
        return {
            "pattern": _one_or_many(map(_pattern, tables[0].patterns[:common])),
            "sections": [
                _filled(
                    {
                        "name": self._said(table, "section", table.section),
                        "pattern": _one_or_many(map(_pattern, table.patterns[common:])),
                        "staff": table.staff,
                    }
                )
                for table in tables
            ],
        }

    def _grading(self) -> dict[str, Any]:
        grading = self._data.grading
        if grading is None:
            return {}
        return _filled(
            {
                "components": {s.name: _number(s.percent) for s in grading.components},
                "scale": {s.name: _number(s.percent) for s in grading.scale},
                "note": grading.note,
            }
        )

    def _link(self, link: LinkData) -> dict[str, Any]:
        title = self._said(link, "title", link.title)
        return _filled({"title": title, "link": link.link, "note": link.note})

    def _assignment(self, work: AssignmentData) -> dict[str, Any]:
        return _filled(
            {
                "id": work.id,
                "title": self._said(work, "title", work.title),
                "link": work.link,
                "out": _moment(work.out),
                "due": _moment(work.due),
                "weight": "" if work.weight is None else _number(work.weight),
                "note": self._said(work, "note", work.note),
            }
        )

    def _entry(self, meeting: MeetingData) -> dict[str, Any]:
        """An entry without hours and room, its date where it was written."""
        kind = meeting.kind
        named = {kind if kind != "lecture" else "topic": self._topic(meeting)}
        return _filled(
            {
                **(named if self._topic(meeting) else {"kind": kind}),
                "speaker": meeting.speaker,
                "affiliation": meeting.affiliation,
                "date": str(meeting.date) if _is_dated(meeting) else "",
                "instead_of": str(meeting.instead_of or ""),
                "partner": meeting.partner,
                "part": self._said(meeting, "part", meeting.part),
                "decks": _one_or_many(self._deck(d, meeting) for d in meeting.decks),
                "links": [self._link(link) for link in meeting.links],
                "readings": [_short(self._link(i), "title") for i in meeting.readings],
                "notes": self._said(meeting, "notes", meeting.notes),
            }
        )

    def _topic(self, meeting: MeetingData) -> Any:
        """What a meeting is about; empty where it is called by its kind and speaker.

        Its name tells: an entry without a topic is known by who speaks.
        """
        label = self._language.kind(meeting.kind)
        called = label
        if meeting.speaker:
            called = self._language.text(
                "{kind} by {speaker}", kind=label, speaker=meeting.speaker
            )
        about = subject_name(meeting.kind, meeting.topic)
        if (
            meeting.kind in {"lecture", "lab"}
            or meeting.topic != called
            or place_among(meeting.id, about)
        ):
            return self._said(meeting, "topic", meeting.topic)
        return ""

    def _deck(self, deck: DeckData, meeting: MeetingData) -> Any:
        number = meeting.decks.index(deck) + 1
        usual = self._language.text("Slides")
        if len(meeting.decks) > 1:
            usual = self._language.text("Slides {number}", number=number)
        title = "" if deck.title == usual else self._said(deck, "title", deck.title)
        found = _filled({"file": deck.file, "title": title, "link": deck.link})
        return _short(found, "file")


def _days(first: dt.date, last: dt.date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def hours_text(starts: dt.time, ends: dt.time) -> str:
    """Hours as a course file has them: 10:30-11:50."""
    return f"{starts:%H:%M}-{ends:%H:%M}"


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _is_dated(meeting: MeetingData) -> bool:
    return meeting.pinned or meeting.instead_of is not None


def _moment(at: MomentData | None) -> str:
    if at is None:
        return ""
    return f"{at.date} {at.time:%H:%M}" if at.time else f"{at.date}"


def _pattern(pattern: PatternData) -> dict[str, str]:
    hours = pattern.starts and pattern.ends and hours_text(pattern.starts, pattern.ends)
    return _filled(
        {
            "days": "/".join(day[:3] for day in pattern.days),
            "hours": hours,
            "room": pattern.room,
            "kind": pattern.kind,
            "first_day": str(pattern.first_day or ""),
            "last_day": str(pattern.last_day or ""),
        }
    )


_Thing = TypeVar("_Thing")


def _common_start(lists: Sequence[Sequence[_Thing]]) -> int:
    """How many things all lists begin with, one of each list left over."""
    most = min(map(len, lists)) - 1
    same = (len({str(each[n]) for each in lists}) == 1 for n in range(max(most, 0)))
    # One section alone cannot tell what is common.
    return next((n for n, one in enumerate(same) if not one), max(most, 0)) * (
        len(lists) > 1
    )


def _week_begins(data: CourseData) -> str:
    """The weekday that weeks begin on, where it is not Monday: by their numbers."""
    term = Course.model_validate(
        {
            "title": "-",
            "term": {
                "name": "-",
                "first_day": str(data.term.first_day),
                "last_day": str(data.term.last_day),
            },
            "schedule": ["-"],
        }
    ).term
    weeks = {(m.date, m.week) for table in data.timetables for m in table.meetings}
    for day in range(7):
        begun = term.model_copy(update={"week_begins": day})
        if all(week_of(begun, date) == week for date, week in weeks):
            return WEEKDAYS[day] if day else ""
    return ""
