"""What was sent to whom: written down before and after each call, in SQLite.

One row for each announcement, target and part (a recipient, or the one post of a site).
A row becomes ``sending`` before the target may take the message, so that whatever
happens afterwards, a message is never sent twice unasked: what a killed run leaves as
``sending`` is ``unknown`` to the next one.

To wait for the disk with each message takes longer than to send it. So some messages
are claimed together, on the disk, before the first of them is sent. What is written
then survives the end of the program, but perhaps not that of the machine: what was
claimed when the machine went down is ``unknown``, too.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

LEDGER = "ledger.sqlite"
"""Its name in the course's ``.syllabus`` folder."""

_VERSION = 1

_TABLE = """
create table if not exists deliveries (
    announcement text not null,
    target text not null,
    part text not null,
    state text not null,
    at text not null,
    note text not null default '',
    receipt text not null default '',
    again integer not null default 1,
    tries integer not null default 0,
    claim text not null default '',
    replaces text not null default '',
    primary key (announcement, target, part)
) without rowid
"""


class State(StrEnum):
    """What is known of a message."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class LedgerError(SyllabusError):
    """The ledger cannot be used; without it nothing is sent."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.add_note(
            "it knows who was sent what: put a backup in its place, do not delete it"
        )


@dataclass(frozen=True)
class Row:
    """A message to a part of a target.

    ``at`` is when it came to its state; ``note`` says why, ``receipt`` what the target
    answered; ``again`` is whether a failed one may be tried again; ``tries`` counts the
    calls. ``replaces`` is the announcement in whose place this one is put: its receipt
    stands here until it has one of its own.
    """

    announcement: str
    target: str
    part: str
    state: State
    at: str
    note: str
    receipt: str
    again: bool
    tries: int
    replaces: str


class Ledger:
    """The ledger of a course, open to write.

    Args:
        path: The file; made if it is not there, readable by its owner only.
        clock: Gives the present moment, aware.
        machine: Names the machine since it was started; by default as the system says.

    Raises:
        LedgerError: The file cannot be read or written, or is of a later version.
    """

    def __init__(
        self, path: Path, clock: Callable[[], dt.datetime], machine: str = ""
    ) -> None:
        self._path, self._clock = path, clock
        self._machine = machine or _this_machine()
        self._durable: bool | None = None
        try:
            _make_private(path)
            self._base = sqlite3.connect(path, isolation_level=None, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(path, str(error)) from error
        try:
            self._set_up()
        except BaseException:
            self._base.close()
            raise

    def _set_up(self) -> None:
        with self._failing():
            self._base.execute("pragma journal_mode = wal")
            version = self._base.execute("pragma user_version").fetchone()[0]
            if version > _VERSION:
                raise LedgerError(self._path, "a later version of the program wrote it")
            self._base.execute(_TABLE)
            self._base.execute(f"pragma user_version = {_VERSION}")
        # SQLite gives its side files the rights of the ledger itself.

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(self._path, str(error)) from error

    def add(self, announcement: str, target: str, parts: Iterable[str]) -> None:
        """Take up what is to be sent; what is known already stays as it is."""
        now = self._now()
        rows = [(announcement, target, part, State.NEW, now) for part in parts]
        statement = (
            "insert or ignore into deliveries (announcement, target, part, state, at)"
            " values (?, ?, ?, ?, ?)"
        )
        with self._failing(), self._transaction(durable=True):
            self._base.executemany(statement, rows)

    def replace(self, old: str, new: str, target: str, parts: Iterable[str]) -> int:
        """Take up what goes in the place of what was sent, and count it.

        Args:
            old: The announcement that was sent.
            new: That which goes in its place.
            target: Where.
            parts: What of it; those that were not sent are left alone.
        """
        statement = (
            "insert into deliveries"
            " (announcement, target, part, state, at, receipt, replaces)"
            " select ?, target, part, ?, ?, receipt, announcement from deliveries"
            " where announcement = ? and target = ? and part = ? and state = ?"
            " on conflict (announcement, target, part) do update"
            " set receipt = excluded.receipt, replaces = excluded.replaces"
            " where state in (?, ?)"
        )
        head, tail = (new, State.NEW, self._now(), old, target), (State.SENT,)
        rows = [(*head, part, *tail, State.NEW, State.FAILED) for part in parts]
        with self._failing(), self._transaction(durable=True):
            return self._base.executemany(statement, rows).rowcount

    def take_over(self) -> int:
        """Call unknown what a run that ended in the middle may have sent.

        Only who holds the lock may do this. Returns how many there were.
        """
        statement = (
            "update deliveries set state = :unknown, at = :now, note = :why, claim = ''"
            " where state = :sending"
            " or state = :new and claim <> '' and claim <> :machine"
        )
        values = {
            "unknown": State.UNKNOWN,
            "now": self._now(),
            "why": "the program was ended while it was being sent",
            "sending": State.SENDING,
            "new": State.NEW,
            "machine": self._machine,
        }
        with self._failing(), self._transaction(durable=True):
            return self._base.execute(statement, values).rowcount

    def claim(self, announcement: str, target: str, parts: Iterable[str]) -> None:
        """Write onto the disk that these may be sent from now on."""
        rows = [(self._machine, announcement, target, part) for part in parts]
        statement = (
            "update deliveries set claim = ?"
            " where announcement = ? and target = ? and part = ?"
        )
        with self._failing(), self._transaction(durable=True):
            self._base.executemany(statement, rows)

    def release(self, announcement: str, target: str) -> None:
        """Give up what was claimed and is still new: it was not sent."""
        statement = (
            "update deliveries set claim = '' where announcement = ? and target = ?"
        )
        with self._failing(), self._transaction(durable=True):
            self._base.execute(statement, (announcement, target))

    def sending(self, announcement: str, target: str, parts: Iterable[str]) -> None:
        """Write down that these, which were claimed, are being sent from now on."""
        rows = [
            (State.SENDING, self._now(), announcement, target, part) for part in parts
        ]
        statement = (
            "update deliveries set state = ?, at = ?, note = '', tries = tries + 1"
            " where announcement = ? and target = ? and part = ?"
        )
        with self._failing(), self._transaction(durable=False):
            self._base.executemany(statement, rows)

    def became(
        self,
        row: tuple[str, str, str],
        state: State,
        *,
        note: str = "",
        receipt: str = "",
        again: bool = True,
        replaces: str = "",
    ) -> None:
        """Write down what became of a message.

        Args:
            row: Its announcement, target and part.
            state: What is known of it now.
            note: Why.
            receipt: What the target answered; what stood there stays without one.
            again: Whether it may be tried again.
            replaces: The announcement in whose place it is now.
        """
        statement = (
            "update deliveries set state = ?, at = ?, note = ?,"
            " receipt = coalesce(nullif(?, ''), receipt), again = ?"
            " where announcement = ? and target = ? and part = ?"
        )
        now = self._now()
        values: list[tuple[object, ...]] = [(state, now, note, receipt, again, *row)]
        if replaces:
            why = f"replaced by {row[0]}"
            values.append((State.FAILED, now, why, "", False, replaces, *row[1:]))
        with self._failing(), self._transaction(durable=False):
            self._base.executemany(statement, values)

    def rows(self, announcement: str | None = None) -> tuple[Row, ...]:
        """What is known of an announcement, or of all, in order of target and part."""
        with self._failing():
            found = self._base.execute(
                "select announcement, target, part, state, at, note, receipt, again,"
                " tries, replaces from deliveries"
                " where :one is null or announcement = :one"
                " order by announcement, target, part",
                {"one": announcement},
            ).fetchall()
        return tuple(
            Row(a, t, p, State(s), at, note, receipt, bool(again), tries, replaces)
            for a, t, p, s, at, note, receipt, again, tries, replaces in found
        )

    @contextlib.contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[None]:
        # In write-ahead mode NORMAL survives the end of the program, FULL a power cut.
        # Source: https://www.sqlite.org/pragma.html#pragma_synchronous
        if durable is not self._durable:
            mode = "full" if durable else "normal"
            self._base.execute(f"pragma synchronous = {mode}")
            self._durable = durable
        self._base.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _this_machine() -> str:
    """A name of the machine since it was started; of this process where it has none.

    Source: random(4), ``/proc/sys/kernel/random/boot_id``.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return uuid.uuid4().hex


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
