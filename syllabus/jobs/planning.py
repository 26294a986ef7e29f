"""Drafts and plans of announcements as files; nothing here sends anything."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.announce.ledger import LEDGER, Ledger, State
from syllabus.announce.message import mail_message
from syllabus.announce.plan import (
    PLAN,
    PLANS,
    NoPlanError,
    Plan,
    PlannedLink,
    PlannedSender,
    PlannedTarget,
    parse_plan,
    planned_file,
)
from syllabus.announce.roster import read_roster
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import Order
from syllabus.jobs.composing import compose
from syllabus.jobs.files import read_file, write_files
from syllabus.jobs.publishing import next_published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syllabus.announce.ledger import Row
    from syllabus.announce.roster import Roster
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.jobs.composing import Addressed, Composed, Wish

PUBLISHED = "published.json"
"""In a plan's folder: the version of the course that the announcement tells."""


class NothingPlannedError(SyllabusError):
    """The course has no target to plan for."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__("the course names no way to the class")
        self.add_note(
            "name one under announce: in the course file, or use `announce draft`, "
            "which writes a message for your mail program"
        )


@dataclass(frozen=True)
class Drafted:
    """Drafts that were written, or the problems that prevented it."""

    problems: tuple[Diagnostic, ...]
    files: tuple[Path, ...] = ()
    composed: Composed | None = None


@dataclass(frozen=True)
class SentBefore:
    """Another announcement about the same, and how many of its messages went out."""

    subject: str
    messages: int
    day: str


@dataclass(frozen=True)
class Planned:
    """A plan that was written, or the problems that prevented it.

    ``roster`` is who takes the course, where the course says. ``sent`` counts the
    messages of this very announcement that went out before; ``before`` are others about
    the same.
    """

    problems: tuple[Diagnostic, ...]
    file: Path | None = None
    plan: Plan | None = None
    roster: Roster | None = None
    sent: int = 0
    before: tuple[SentBefore, ...] = ()


def draft_announcement(wish: Wish, out: Path | None = None) -> Drafted:
    """Write an announcement as messages that a mail program opens.

    Args:
        wish: What to announce.
        out: The folder to write to; beside the outputs by default.

    Raises:
        SyllabusError: As `compose` says.
    """
    composed = compose(wish)
    if composed.view is None or composed.draft is None:
        return Drafted(composed.problems)
    folder = out or Order(wish.course, wish.out, wish.now).folder
    stem = f"announcement-{_slug(composed.view.key)}"
    drafts = {f"{stem}.eml": _eml(composed.draft)}
    for name, addressed in composed.targets.items():
        content = _eml(addressed)
        if content not in drafts.values():
            drafts[f"{stem}-{_slug(name)}.eml"] = content
    files = {folder / name: content for name, content in drafts.items()}
    write_files(files)
    return Drafted(composed.problems, tuple(files), composed)


def _eml(addressed: Addressed) -> bytes:
    """The message as a draft: Outlook and Apple Mail open it ready to be sent."""
    message = mail_message(addressed.announcement)
    message["X-Unsent"] = "1"
    return message.as_bytes()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "message"


def plan_announcement(wish: Wish) -> Planned:
    """Write down what would go out, to be looked at and then sent.

    Raises:
        NothingPlannedError: The course has no target.
        SyllabusError: As `compose` says, or the roster cannot be read.
    """
    composed = compose(wish)
    if composed.view is None or composed.subject is None:
        return Planned(composed.problems)
    if not composed.targets:
        raise NothingPlannedError
    roster = _roster(wish, composed)
    name = next(iter(composed.targets.values())).announcement.id
    folder = wish.course.parent / PLANS / name
    contents: dict[Path, bytes] = {}
    targets = {
        name: _planned_target(name, addressed, roster, folder, contents)
        for name, addressed in composed.targets.items()
    }
    announcement = next(iter(composed.targets.values())).announcement
    plan = Plan(
        announcement=name,
        about=composed.view.key,
        subject=announcement.subject,
        at=announcement.at.replace(microsecond=0),
        language=announcement.language,
        sender=PlannedSender(**vars(announcement.sender)),
        targets=targets,
    )
    if told := next_published(wish.course, wish.now):
        contents[folder / PUBLISHED] = told.model_dump_json(indent=1).encode()
    # Last, so that a plan is never there without what it names.
    contents[folder / PLAN] = plan.text().encode()
    write_files(contents, private=True)
    rows = _sent(wish)
    return Planned(
        composed.problems,
        folder / PLAN,
        plan,
        roster,
        sum(row.announcement == plan.announcement for row in rows),
        tuple(_sent_before(wish, plan, rows)),
    )


def _roster(wish: Wish, composed: Composed) -> Roster | None:
    announce = composed.subject and composed.subject.course.announce
    if not announce or not announce.roster:
        return None
    path = wish.course.parent / announce.roster
    return read_roster(read_file(path), str(path))


def _planned_target(
    name: str,
    addressed: Addressed,
    roster: Roster | None,
    folder: Path,
    contents: dict[Path, bytes],
) -> PlannedTarget:
    """What a target gets; its words are added to what is written."""
    assert addressed.target  # noqa: S101 - only a draft has none
    announcement = addressed.announcement
    stem = _slug(name)
    words = {
        folder / f"{stem}.txt": (announcement.text.encode(), "text/plain"),
        folder / f"{stem}.html": (announcement.html.encode(), "text/html"),
    }
    contents |= {path: content for path, (content, _) in words.items()}
    text, html = (
        planned_file(path, folder, content, path.name, media_type)
        for path, (content, media_type) in words.items()
    )
    return PlannedTarget(
        kind=addressed.kind,
        recipients=addressed.target.parts(roster.students if roster else ()),
        message_bytes=addressed.target.wire_bytes(announcement),
        text=text,
        html=html,
        attached=tuple(
            planned_file(
                file.path.resolve(),
                folder.resolve(),
                file.content,
                file.path.name,
                file.attachment.media_type,
            )
            for file in addressed.attached
        ),
        linked=tuple(
            PlannedLink(
                title=one.enclosure.path.name, link=one.address or "-", why=one.why
            )
            for one in addressed.linked
        ),
    )


def _sent(wish: Wish) -> list[Row]:
    """All messages of the course that went out."""
    path = wish.course.parent / ".syllabus" / LEDGER
    if not path.exists():
        return []
    with Ledger(path, lambda: wish.now) as ledger:
        return [row for row in ledger.rows() if row.state is State.SENT]


def _sent_before(wish: Wish, plan: Plan, rows: list[Row]) -> Iterator[SentBefore]:
    """Announcements about the same in other words, such as of a week that changed."""
    messages = Counter(row.announcement for row in rows)
    del messages[plan.announcement]
    for name, count in messages.items():
        with contextlib.suppress(SyllabusError):  # a plan that was removed says nothing
            other = read_plan(wish.course.parent / PLANS / name / PLAN)
            if other.about == plan.about:
                days = (row.at[:10] for row in rows if row.announcement == name)
                yield SentBefore(other.subject, count, max(days))


def read_plan(path: Path) -> Plan:
    """Read a plan, or the plan in a folder.

    Raises:
        SyllabusError: There is none, or it is not one.
    """
    if path.is_dir():
        path = path / PLAN
        if not path.exists():
            raise NoPlanError(path.parent)
    return parse_plan(read_file(path), path)
