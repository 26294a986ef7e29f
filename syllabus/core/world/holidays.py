"""Meetings on public holidays that the course does not know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.source import Path
    from syllabus.core.values import DateRange


def meetings_on_public_holidays(
    subject: Subject, public: Iterable[tuple[DateRange, str]]
) -> Iterator[Diagnostic]:
    """Nobody meets on a public holiday, or a person says that they do.

    Args:
        subject: The course; what is one of its own holidays has no meeting.
        public: The public holidays of the term, or of more, and their names.
    """
    days = list(public)
    for table in subject.tables:
        for meeting in table.meetings:
            name = next((n for span, n in days if meeting.date in span), None)
            if name is None or meeting.kind == "break":
                continue
            path: Path = ("schedule", meeting.entry)
            yield subject.problem(
                (*path, "date") if meeting.pinned else path,
                "meeting-on-public-holiday",
                f"{day_in_words(meeting.date)} is {name}, and this meets on it",
                f"if there is no class, add it to holidays: {meeting.date}: {name}",
            )
