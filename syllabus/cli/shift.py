"""``syllabus shift``."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import click

from syllabus.cli import options
from syllabus.core.shift.changes import Change, as_options, undoing
from syllabus.core.words import clock, short_day
from syllabus.errors import ExitCode
from syllabus.jobs.folder import course_file
from syllabus.report import print_problems, problem_data, shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from syllabus.core.shift.proposal import Row, Shifted, Time
    from syllabus.jobs.shifting import Shift

    _Decorator = Callable[[Callable[..., None]], Callable[..., None]]

_CHANGES = "changes"


def _asked(context: click.Context, option: click.Parameter, values: Any) -> None:
    """Note what is asked for, in the order of the options."""
    changes = context.meta.setdefault(_CHANGES, [])
    for value in values:
        words = value if isinstance(value, tuple) else (value,)
        changes.append(Change(str(option.name), words))


def _change(flag: str, kind: Any, metavar: str, text: str) -> _Decorator:
    """An option that is a change, and can be given several times."""
    return click.option(
        flag,
        type=kind,
        multiple=True,
        callback=_asked,
        expose_value=False,
        metavar=metavar,
        help=text,
    )


@click.command(
    "shift",
    epilog="""\b
Examples:
  syllabus shift cs101 --cancel 2027-01-25 --reason Snow
  syllabus shift cs101 --cancel 2027-01-25 --reason Snow --write
  syllabus shift cs101 --restore 2027-01-25 --write
  syllabus shift cs101 --cancel 2027-01-25 --makeup 2027-01-29
  syllabus shift cs101 --swap 2027-01-20 2027-01-27
""",
)
@options.course_argument
@_change("--cancel", options.DAY, "DATE", "No class on this day; the rest slides.")
@_change("--restore", str, "DATE", "Take back a cancelled or make-up day, or a move.")
@_change("--makeup", options.DAY, "DATE", "Hold class on this day, too.")
@_change(
    "--insert",
    (options.DAY, str),
    "DATE TOPIC",
    "One more meeting; what was on that day slides.",
)
@_change("--drop", str, "MEETING", "Leave a meeting out; what follows moves up.")
@_change("--merge", (str, str), "MEETING MEETING", "Hold two meetings as one.")
@_change("--swap", (str, str), "MEETING MEETING", "Let two meetings change places.")
@_change("--move", (str, options.DAY), "MEETING DATE", "Hold a meeting another day.")
@click.option("--reason", metavar="TEXT", help="What a cancelled day is called.")
@click.option("--write", is_flag=True, help="Write it into the course file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the proposal is printed.",
)
@click.pass_context
def command(
    context: click.Context, course: Path, reason: str | None, write: bool, form: str
) -> None:
    """Change the calendar of a running course: propose it, or write it.

    The proposal has every meeting and deadline that moves on its old and its new day,
    what stays pinned, and what no longer fits. Changes are made in the order of their
    options, each in the calendar that the one before leaves.

    A MEETING is named by its day, its number (“lecture 4”) or its topic.
    """
    from syllabus.jobs.shifting import propose, write_shift

    changes = _with_reason(context.meta[_CHANGES], reason)
    path = course_file(course)
    shift = propose(path, changes)
    if shift.new is None or shift.old is None:
        print_problems(shift.problems, "json" if form == "json" else "text")
        raise click.exceptions.Exit(ExitCode.PROBLEMS)
    if write and shift.fits:
        write_shift(path, shift)
    told = _Told(course, changes, shift, written=write and shift.fits)
    if form == "json":
        click.echo(json.dumps(told.data(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(told.text()))
        print_problems(shift.problems)
    if not shift.fits:
        raise click.exceptions.Exit(ExitCode.PROBLEMS)


def _with_reason(changes: list[Change], reason: str | None) -> list[Change]:
    if not changes:
        raise click.UsageError("say what changes, such as --cancel 2027-01-25")
    if reason is None:
        return changes
    if all(change.verb != "cancel" for change in changes):
        raise click.UsageError("--reason is for --cancel")
    return [
        Change(c.verb, (*c.words, reason)) if c.verb == "cancel" else c for c in changes
    ]


class _Told:
    """A proposal in words, and for programs."""

    def __init__(
        self, course: Path, changes: list[Change], shift: Shift, *, written: bool
    ) -> None:
        self.course = course
        self.changes = changes
        self.shift = shift
        self.written = written

    def _command(self, changes: Sequence[Change]) -> str:
        """The command that makes these changes."""
        course = shlex.quote(shown_path(self.course))
        return f"syllabus shift {course} {as_options(changes)}"

    def _undo(self) -> str:
        back = undoing(self.shift.old, self.changes) if self.shift.old else []
        return f"{self._command(back)} --write" if back else ""

    def text(self) -> Iterator[str]:
        """The dates side by side, what does not fit, and the next step."""
        yield from self.shift.days
        if self.shift.days:
            yield ""
        for part in self.shift.shifted or ():
            yield from _part(part)
        if self.written:
            yield f"written to {shown_path(course_file(self.course))}"
            undo = self._undo()
            yield f"to take it back: {undo}" if undo else "no shift takes it back"
        elif self.shift.fits:
            yield f"nothing is written yet: {self._command(self.changes)} --write"
        else:
            yield from self._choices()
            yield "nothing can be written as it stands"

    def _choices(self) -> Iterator[str]:
        """What lacks a day, and what can be done about it."""
        if self.shift.stranded:
            names = " and ".join(f"“{name}”" for name in self.shift.stranded)
            each = " for each" if len(self.shift.stranded) > 1 else ""
            yield f"There is no day for {names}. Choose what to do{each}, such as:"
        for choice in self.shift.choices:
            yield f"  {choice.message}"
            yield f"    {self._command(choice.changes)}"
        if self.shift.stranded:
            yield ""

    def data(self) -> dict[str, Any]:
        """The proposal for programs; days are ISO 8601, numbers of lines from 1."""
        return {
            "course": shown_path(course_file(self.course)),
            "days": list(self.shift.days),
            "schedules": [
                {
                    "sections": list(filter(None, part.sections)),
                    "meetings": [_meeting_data(row) for row in part.meetings],
                    "deadlines": [_row_data(row) for row in part.deadlines],
                }
                for part in self.shift.shifted or ()
            ],
            "problems": [problem_data(problem) for problem in self.shift.problems],
            "no_day": list(self.shift.stranded),
            "choices": [
                {"message": choice.message, "command": self._command(choice.changes)}
                for choice in self.shift.choices
            ],
            "fits": self.shift.fits,
            "written": self.written,
            "undo": self._undo() or None,
        }


def _part(part: Shifted) -> Iterator[str]:
    """The meetings, then the deadlines of a timetable, or that nothing moves."""
    whose = ", ".join(filter(None, part.sections))
    for title, rows in (("Meetings", part.meetings), ("Deadlines", part.deadlines)):
        if rows:
            yield f"{title}{f', {whose}' if whose else ''}"
            yield from _lines(rows)
            yield ""
    if not part.meetings and not part.deadlines:
        yield f"{f'{whose}: ' if whose else ''}nothing moves"
        yield ""


def _lines(rows: tuple[Row, ...]) -> Iterator[str]:
    """The rows in columns: the old day, the new one, and what it is about."""
    cells = [_cells(row) for row in rows]
    left, right = (max(map(len, column)) for column in zip(*cells, strict=True))
    for row, (before, after) in zip(rows, cells, strict=True):
        notes = ["pinned"] if row.fixed else []
        if row.number_before and row.number_after != row.number_before:
            notes.append(f"lecture {row.number_before} becomes {row.number_after}")
        notes += [row.note] if row.note else []
        note = f" ({', '.join(notes)})" if notes and row.after else ""
        arrow = "→" if row.moves else " "
        yield f"  {before:<{left}} {arrow} {after:<{right}}  {row.name}{note}"


def _cells(row: Row) -> tuple[str, str]:
    before = "new" if row.new else "no day"
    after = "dropped" if row.dropped else "no day left"
    return (
        _in_words(row.before) if row.before else before,
        "stays" if not row.moves else _in_words(row.after) if row.after else after,
    )


def _in_words(time: Time) -> str:
    return short_day(time.date) + (f" {clock(time.at)}" if time.at else "")


def _meeting_data(row: Row) -> dict[str, Any]:
    numbers = {
        "number_before": row.number_before,
        "number_after": row.number_after,
        "new": row.new,
        "dropped": row.dropped,
    }
    return _row_data(row) | numbers


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "before": _iso(row.before) if row.before else None,
        "after": _iso(row.after) if row.after else None,
        "pinned": row.fixed,
        "note": row.note,
    }


def _iso(time: Time) -> str:
    return f"{time.date}T{time.at:%H:%M}" if time.at else str(time.date)
