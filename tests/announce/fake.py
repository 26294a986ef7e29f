"""A target that does what a test says."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from syllabus.announce.announcement import Announcement, Sender
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import Ledger
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Refused, Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syllabus.announce.deliver import Progress
    from syllabus.announce.roster import Student
    from syllabus.announce.target import Session, Target

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)

Answer = Sent | Refused | Exception


def announcement(name: str = "week-1") -> Announcement:
    """An announcement without files."""
    return Announcement(name, "Week 1", "Hello", "<p>Hello</p>", NOON, "en", Sender())


def ledger(folder: Path) -> Ledger:
    """A ledger in a folder, by a clock that stands still."""
    return Ledger(folder / "ledger.sqlite", lambda: NOON)


class Fake:
    """A target with an answer to each call, in order; afterwards it takes everything.

    ``committed`` answers come after `commit`, others before. ``taken`` is what it took.
    """

    attaches = True
    seconds_between = 0.0

    def __init__(
        self, *answers: Answer, committed: bool = True, together: int = 1
    ) -> None:
        self.answers = list(answers)
        self.committed, self.together = committed, together
        self.taken: list[str] = []
        self.opened = 0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        return tuple(student.mail for student in students)

    def wire_bytes(self, announcement: Announcement) -> int:
        return len(announcement.text)

    @contextlib.contextmanager
    def open(self, _announcement: Announcement, _secrets: Secrets) -> Iterator[Session]:
        self.opened += 1
        yield self

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        step = self.together
        return [tuple(parts[i : i + step]) for i in range(0, len(parts), step)]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        answer = self.answers.pop(0) if self.answers else Sent("taken")
        if self.committed:
            commit()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Sent):
            self.taken += parts
        return dict.fromkeys(parts, answer)


def send(
    target: Target,
    book: Ledger,
    parts: Sequence[str],
    waits: list[float] | None = None,
    *,
    retry_unknown: bool = False,
) -> list[Progress]:
    """Deliver to parts of a target; how long it waits is added to ``waits``."""
    outgoing = Outgoing("class", target, announcement(), tuple(parts))
    wait = (waits if waits is not None else []).append
    secrets = Secrets(file=_nowhere(), environment={})
    return list(deliver(outgoing, book, secrets, wait, retry_unknown=retry_unknown))


def _nowhere() -> Path:
    from pathlib import Path

    return Path("/no/secrets.yaml")
