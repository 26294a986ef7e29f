"""What all ways to the class have in common: the one protocol of `announce.targets`.

A target is a module of `syllabus.announce.targets`, named as its kind is written in the
course file. It has a `Settings` model for its part of the course file, and a function
`target(settings, place)`, which gives a `Target`. Nothing else knows what kinds there
are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from syllabus.errors import ExitCode, SyllabusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets


class DeliveryError(SyllabusError):
    """A target did not take the announcement."""

    exit_code = ExitCode.DELIVERY


class AwayError(DeliveryError):
    """The target cannot be reached, or breaks off: it may be tried again later.

    Raised before `commit`, nothing was sent; after it, nobody knows.
    """


class NotTakenError(AwayError):
    """It is certain, even after `commit`, that nothing was taken."""


class ThrottledError(NotTakenError):
    """The target asks for patience: ``seconds`` of it, None if it does not say."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class RefusedError(DeliveryError):
    """The target refuses all of it: a password, a right. Nothing was sent."""


@dataclass(frozen=True)
class Sent:
    """The target took it. ``receipt`` is its answer, or what it calls what it took."""

    receipt: str = ""


@dataclass(frozen=True)
class Refused:
    """The target will not have it. ``again``: it may do so later (SMTP's 4xx)."""

    reason: str
    again: bool = False


@dataclass(frozen=True)
class Place:
    """Where a target belongs: its name in the course file, and the course's folder."""

    name: str
    folder: Path


class Session(Protocol):
    """An open target."""

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        """Say which parts go in one call; mostly each by itself."""

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Send to some parts, and say what became of each.

        Args:
            parts: One of the `groups`.
            commit: To be called once, right before the step after which the target may
                have taken it. It writes to the disk that this is going on. Whatever the
                target sees before that must be harmless if it is done twice.

        Raises:
            DeliveryError: As each of its kinds says.
        """


class Target(Protocol):
    """A way to the class, set up as the course file says. Making one asks nobody."""

    @property
    def attaches(self) -> bool:
        """Whether files can go along; else they are linked."""

    @property
    def seconds_between(self) -> float:
        """The least time from one call to the next."""

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """What the ledger has a row for: mail addresses, or ``("post",)``.

        Args:
            students: Who takes the course; empty where there is no roster.

        Raises:
            SyllabusError: The target needs a roster and there is none.
        """

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of one message as it is sent."""

    def open(
        self, announcement: Announcement, secrets: Secrets
    ) -> AbstractContextManager[Session]:
        """Reach the target and log in.

        Raises:
            RefusedError: It does not let us in.
            AwayError: It does not answer.
        """


@runtime_checkable
class Finding(Protocol):
    """A session that can look whether something was posted after all."""

    def find(self, part: str) -> Sent | None:
        """What an earlier try posted whose answer nobody heard; None if nothing."""


@runtime_checkable
class Withdrawing(Protocol):
    """A session that can take back what it posted."""

    def withdraw(self, receipt: str) -> None:
        """Delete what a receipt stands for; what is gone already is no mistake."""


@runtime_checkable
class Revising(Protocol):
    """A session that can put the announcement in the place of an earlier one."""

    def revise(self, receipt: str, commit: Callable[[], None]) -> Sent | Refused:
        """Replace what a receipt stands for."""
