"""The plan: exactly what will go out, as a file to read before anything is sent.

A plan lies in a folder of its own in the course's ``.syllabus`` folder: ``plan.yaml``
and, for each target, the words as text and as HTML. Files that go along stay where
they are; the plan has their digests, and what has changed since is not sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import Field, ValidationError

from syllabus.announce.announcement import Announcement, Attachment, Link, Sender
from syllabus.core.base import Model
from syllabus.core.parse import deepest, problem_of
from syllabus.core.source import read_source
from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.diagnostics import Diagnostic

PLANS = Path(".syllabus") / "announcements"
"""Where plans lie in a course's folder, each in a folder by the announcement's id."""

PLAN = "plan.yaml"

_HEAD = """\
# What `syllabus announce send` will send. Nothing was sent by making this plan.
# To change what is said, change the course and plan again; to leave somebody out,
# remove the line. Files that change after this are refused, not sent.
"""

_Bytes = Annotated[int, Field(ge=0)]


class PlannedFile(Model):
    """A file as it was when the plan was made; ``file`` is seen from the plan."""

    file: str
    name: str
    media_type: str
    bytes: _Bytes
    sha256: str


class PlannedLink(Model):
    """What is linked instead of attached (“-”: it has no address), and why."""

    title: str
    link: str
    why: str


class PlannedTarget(Model):
    """What one target gets. ``recipients`` are the parts that the ledger has rows for.

    ``message_bytes`` is the size of one message on the wire.
    """

    kind: str
    recipients: tuple[str, ...]
    message_bytes: _Bytes
    text: PlannedFile
    html: PlannedFile
    attached: tuple[PlannedFile, ...] = ()
    linked: tuple[PlannedLink, ...] = ()
    left_out: tuple[str, ...] = ()


class PlannedSender(Model):
    """Who writes; see `announcement.Sender`."""

    address: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    course: str = ""


class Plan(Model):
    """An announcement as it will go out."""

    announcement: str
    about: str
    subject: str
    at: dt.datetime
    language: str
    sender: PlannedSender
    targets: dict[str, PlannedTarget]
    notes: tuple[str, ...] = ()

    @property
    def recipients(self) -> int:
        """How many messages go out, over all targets."""
        return sum(len(target.recipients) for target in self.targets.values())

    def text(self) -> str:
        """The plan as YAML, to be read by people first."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        written = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=88)
        return _HEAD + str(written)


class BadPlanError(SyllabusError):
    """A plan that is none."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: Path, problems: list[Diagnostic]) -> None:
        super().__init__(f"{path} is no plan of an announcement")
        for problem in problems:
            self.add_note(f"{problem.where}: {problem.message}")


class NoPlanError(SyllabusError):
    """There is no plan where one was looked for."""

    exit_code = ExitCode.USAGE

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no plan of an announcement")
        self.add_note("`syllabus announce plan` makes one, and says where it is")


class ChangedSincePlanError(SyllabusError):
    """What is to go out is not what was planned."""

    exit_code = ExitCode.DELIVERY

    def __init__(self, files: list[str]) -> None:
        names = ", ".join(files)
        super().__init__(f"changed since the plan was made: {names}; nothing was sent")
        self.add_note("look at it, and plan again: `syllabus announce plan`")


@dataclass(frozen=True)
class Folder:
    """A plan's folder: reads the files of the plan, and holds them to it."""

    path: Path
    read: Callable[[Path], bytes]

    def announcement(self, plan: Plan, target: str) -> Announcement:
        """What a target gets, from files that are as they were planned.

        Raises:
            ChangedSincePlanError: One is not.
        """
        planned = plan.targets[target]
        wanted = (planned.text, planned.html, *planned.attached)
        contents = [self._content(file) for file in wanted]
        changed = [
            file.name
            for file, content in zip(wanted, contents, strict=True)
            if content is None
        ]
        if changed:
            raise ChangedSincePlanError(changed)
        text, html, *files = [content or b"" for content in contents]
        return Announcement(
            id=plan.announcement,
            subject=plan.subject,
            text=text.decode(),
            html=html.decode(),
            at=plan.at,
            language=plan.language,
            sender=Sender(**plan.sender.model_dump()),
            attachments=tuple(
                Attachment(file.name, file.media_type, content)
                for file, content in zip(planned.attached, files, strict=True)
            ),
            links=tuple(
                Link(one.title, one.link) for one in planned.linked if one.link != "-"
            ),
        )

    def _content(self, file: PlannedFile) -> bytes | None:
        try:
            content = self.read(self.path / file.file)
        except (OSError, SyllabusError):
            return None
        return content if digest(content) == file.sha256 else None


def planned_file(
    path: Path, folder: Path, content: bytes, name: str, media_type: str
) -> PlannedFile:
    """A file for a plan.

    Args:
        path: Where it lies.
        folder: The plan's folder.
        content: Its bytes.
        name: What readers see.
        media_type: What it is.
    """
    return PlannedFile(
        file=Path(os.path.relpath(path, folder)).as_posix(),
        name=name,
        media_type=media_type,
        bytes=len(content),
        sha256=digest(content),
    )


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_plan(raw: bytes, path: Path) -> Plan:
    """Read a plan.

    Raises:
        BadPlanError: It is none; the notes say where and why.
    """
    source, problems = read_source(raw, path.name)
    if not problems:
        data: Any = {} if source.data is None else source.data
        try:
            return Plan.model_validate(data)
        except ValidationError as error:
            errors = deepest(error.errors(include_url=False))
            problems = [problem_of(source, e, Plan) for e in errors]
    raise BadPlanError(path, problems)
