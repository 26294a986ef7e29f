"""Sending: each part of each target once, with the ledger written around every call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.announce.ledger import State
from syllabus.announce.target import (
    AwayError,
    DeliveryError,
    Finding,
    NotTakenError,
    Refused,
    RefusedError,
    Revising,
    Sent,
    ThrottledError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.ledger import Ledger, Row
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Session, Target

_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds to wait before each new try where a target is away: 38 s in all."""

_AHEAD = 50
"""Calls whose parts are claimed together: as many may be unknown after a power cut."""

_MOST_PATIENCE = 120.0
"""Seconds that a target may ask us to wait; beyond that, `resume` is for a person."""


@dataclass(frozen=True)
class Outgoing:
    """An announcement to a target, and the parts that it is for."""

    name: str
    target: Target
    announcement: Announcement
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """What became of a part just now."""

    target: str
    part: str
    state: State
    note: str = ""


def deliver(
    outgoing: Outgoing,
    ledger: Ledger,
    secrets: Secrets,
    wait: Callable[[float], None],
    *,
    retry_unknown: bool = False,
) -> Iterator[Progress]:
    """Send to one target what is not sent yet, and say what becomes of each part.

    What is sent, unknown or refused for good is left alone. A target that is away is
    tried again for half a minute; what is left then stays new.

    Args:
        outgoing: What to send.
        ledger: Of the course; the caller holds the lock.
        secrets: Where the target's password is asked for.
        wait: Sleeps for some seconds.
        retry_unknown: Whether to send again what may have been sent, too.

    Raises:
        LedgerError: The ledger cannot be written: nothing more is sent.
    """
    ledger.add(outgoing.announcement.id, outgoing.name, outgoing.parts)
    run = _Run(outgoing, ledger, secrets, wait, retry_unknown=retry_unknown)
    try:
        yield from _until_done(run, wait)
    finally:
        ledger.release(outgoing.announcement.id, outgoing.name)


def _until_done(run: _Run, wait: Callable[[float], None]) -> Iterator[Progress]:
    """Try again and again, with pauses, while something is left."""
    pauses = iter(_PAUSES)
    while left := run.left():
        try:
            yield from run.once(left)
        except RefusedError as error:
            yield from run.give_up(run.left(), str(error), State.FAILED)
        except AwayError as error:
            if len(run.left()) < len(left):
                pauses = iter(_PAUSES)  # it took some: not the same trouble as before
            pause = next(pauses, None)
            if pause is not None and isinstance(error, ThrottledError):
                pause = error.seconds if error.seconds is not None else pause
            if pause is None or pause > _MOST_PATIENCE:
                yield from run.give_up(run.left(), str(error), State.NEW)
            else:
                wait(pause)


class _Run:
    """Sending to one target: its parts in the ledger."""

    def __init__(
        self,
        outgoing: Outgoing,
        ledger: Ledger,
        secrets: Secrets,
        wait: Callable[[float], None],
        *,
        retry_unknown: bool,
    ) -> None:
        self._outgoing, self._ledger, self._secrets = outgoing, ledger, secrets
        self._wait, self._retry_unknown = wait, retry_unknown
        self._tried: set[str] = set()
        """What the target has answered in this run is not asked again in it."""
        self._broke: Counter[str] = Counter()
        """How often the connection broke at a part: it does not hold up the others."""
        rows = self._rows()
        self._standing = {part: row for part, row in rows.items() if row.replaces}
        """What goes in the place of what was sent, with the receipt of that."""
        self._unknown = {
            part for part, row in rows.items() if row.state is State.UNKNOWN
        }
        """What may have been sent before: it stays unknown until it is sent or found,
        whatever becomes of another try."""

    def _rows(self) -> dict[str, Row]:
        return {
            row.part: row
            for row in self._ledger.rows(self._outgoing.announcement.id)
            if row.target == self._outgoing.name
        }

    def left(self) -> tuple[str, ...]:
        """The parts still to be sent, as they were planned; what broke comes last."""
        rows = self._rows()
        parts = (part for part in self._outgoing.parts if part not in self._tried)
        found = (part for part in parts if self._open(rows[part]))
        return tuple(sorted(found, key=self._broke.__getitem__))

    def _open(self, row: Row) -> bool:
        again = row.state is State.FAILED and row.again
        unknown = row.state is State.UNKNOWN and self._retry_unknown
        return row.state is State.NEW or again or unknown

    def once(self, parts: tuple[str, ...]) -> Iterator[Progress]:
        """Open the target and send to these parts, until it breaks off."""
        target = self._outgoing.target
        with target.open(self._outgoing.announcement, self._secrets) as session:
            if isinstance(session, Finding):
                yield from self._found(session, parts)
                parts = tuple(part for part in parts if part not in self._tried)
            revised = [(part,) for part in parts if part in self._standing]
            others = [part for part in parts if part not in self._standing]
            groups = [*revised, *(session.groups(others) if others else ())]
            for number, group in enumerate(groups):
                if number % _AHEAD == 0:
                    self._claim(groups[number : number + _AHEAD])
                if number and target.seconds_between:
                    self._wait(target.seconds_between)
                yield from self._send(session, group)

    def _claim(self, groups: list[tuple[str, ...]]) -> None:
        parts = [part for group in groups for part in group]
        name = self._outgoing.announcement.id
        self._ledger.claim(name, self._outgoing.name, parts)

    def _found(self, session: Finding, parts: tuple[str, ...]) -> Iterator[Progress]:
        """Look for what may have been posted before it is posted again."""
        for part in parts:
            if part in self._unknown and (found := session.find(part)):
                yield from self._answered({part: found})

    def _send(self, session: Session, group: tuple[str, ...]) -> Iterator[Progress]:
        committed = False

        def commit() -> None:
            nonlocal committed
            self._ledger.sending(
                self._outgoing.announcement.id, self._outgoing.name, group
            )
            committed = True

        try:
            answers = self._call(session, group, commit)
        except NotTakenError as error:
            self._broke.update(group)
            if committed:
                for part in group:
                    self._became(part, State.NEW, str(error))
            raise
        except DeliveryError as error:
            if not committed:
                self._broke.update(group)
                raise
            yield from self._settle(group, State.UNKNOWN, str(error))
            if isinstance(error, AwayError):
                raise
            return
        yield from self._answered(answers)

    def _call(
        self, session: Session, group: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        standing = self._standing.get(group[0])
        if standing is None:
            return session.send(group, commit)
        if not isinstance(session, Revising):
            return {group[0]: Refused("what was sent there cannot be changed")}
        return {group[0]: session.revise(standing.receipt, commit)}

    def _answered(self, answers: Mapping[str, Sent | Refused]) -> Iterator[Progress]:
        for part, answer in answers.items():
            self._tried.add(part)
            if isinstance(answer, Sent):
                yield self._became(part, State.SENT, receipt=answer.receipt)
            else:
                yield self._became(
                    part, State.FAILED, answer.reason, again=answer.again
                )

    def give_up(
        self, parts: Iterable[str], reason: str, state: State
    ) -> Iterator[Progress]:
        """Leave the rest for another run, and say why."""
        yield from self._settle(parts, state, reason)

    def _settle(
        self, parts: Iterable[str], state: State, note: str
    ) -> Iterator[Progress]:
        for part in parts:
            self._tried.add(part)
            yield self._became(part, state, note)

    def _became(
        self,
        part: str,
        state: State,
        note: str = "",
        *,
        receipt: str = "",
        again: bool = True,
    ) -> Progress:
        if part in self._unknown and state is not State.SENT:
            state = State.UNKNOWN
        row = (self._outgoing.announcement.id, self._outgoing.name, part)
        standing = self._standing.get(part) if state is State.SENT else None
        self._ledger.became(
            row,
            state,
            note=note,
            receipt=receipt,
            again=again,
            replaces=standing.replaces if standing else "",
        )
        return Progress(self._outgoing.name, part, state, note)
