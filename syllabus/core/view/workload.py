"""The workload: how much is due in each week of the term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.schedule import week_of, work_of
from syllabus.core.values import in_language
from syllabus.core.view.schedule import section_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.schedule import Timetable


@dataclass(frozen=True)
class WeekLoadView:
    """What is due in a week: the size of each piece, and all of it as a number.

    ``number`` is that of the week, ``total`` is empty where nothing is due.
    """

    number: str
    pieces: tuple[float, ...]
    total: str


@dataclass(frozen=True)
class WorkloadView:
    """The weeks of the term for the sections whose work is due in the same weeks.

    ``sections`` names them; empty where the course has none, or all have these weeks.
    ``measure`` says what the numbers are; ``counted`` is whether each piece is one, not
    a share of the grade. ``description`` says what is due when.
    """

    sections: str
    measure: str
    counted: bool
    weeks: tuple[WeekLoadView, ...]
    description: str


def workload_views(subject: Subject, language: Language) -> tuple[WorkloadView, ...]:
    """The weeks of the term, once for each group of sections that share them.

    None where work is due in fewer than two weeks: there is nothing to compare.
    """
    shared: dict[tuple[tuple[int, ...], ...], list[str]] = {}
    for table in subject.tables:
        due = _due_by_week(subject, table)
        if sum(bool(week) for week in due) > 1:
            name = in_language(section_name(subject, table), language.tag)
            shared.setdefault(due, []).append(name)
    return tuple(
        _workload(
            subject, due, names if len(names) < len(subject.tables) else [], language
        )
        for due, names in shared.items()
    )


def _due_by_week(subject: Subject, table: Timetable) -> tuple[tuple[int, ...], ...]:
    """The assignments (their places in the file) that are due in each week."""
    term = subject.course.term
    weeks: list[list[int]] = [[] for _ in range(week_of(term, term.last_day))]
    for work in sorted(work_of(subject.course, table), key=lambda work: work.due_key):
        if work.due:
            weeks[week_of(term, work.due.date) - 1].append(work.number)
    return tuple(tuple(week) for week in weeks)


def _workload(
    subject: Subject,
    due: tuple[tuple[int, ...], ...],
    sections: Sequence[str],
    language: Language,
) -> WorkloadView:
    """Weigh the work by its share of the grade; count it if a piece has no share."""
    assignments = subject.course.assignments
    weights = [assignments[number].weight for week in due for number in week]
    weighted = None not in weights and any(weights)
    pieces = [
        tuple((assignments[n].weight or 0.0) if weighted else 1.0 for n in week)
        for week in due
    ]
    measure = (
        language.text("Share of the grade that is due in each week, in percent")
        if weighted
        else language.text("Assignments that are due in each week")
    )
    return WorkloadView(
        language.listed(sections),
        measure,
        not weighted,
        tuple(
            WeekLoadView(
                language.number(number),
                of_week,
                language.number(round(sum(of_week), 6)) if of_week else "",
            )
            for number, of_week in enumerate(pieces, start=1)
        ),
        " ".join(_sentences(subject, due, pieces if weighted else (), language)),
    )


def _sentences(
    subject: Subject,
    due: Sequence[Sequence[int]],
    shares: Sequence[Sequence[float]],
    language: Language,
) -> Iterator[str]:
    """Such as “Week 3: Homework 1 (10%) and Essay (20%)”, for each week with work."""
    for number, week in enumerate(due):
        titles = [
            in_language(subject.course.assignments[n].title, language.tag) for n in week
        ]
        if shares:
            titles = [
                f"{title} ({language.percent(share)})"
                for title, share in zip(titles, shares[number], strict=True)
            ]
        if titles:
            yield language.text(
                "Week {n}: {work}.",
                n=language.number(number + 1),
                work=language.listed(titles),
            )
