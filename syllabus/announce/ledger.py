"""What was sent to whom: written down before and after each call, in SQLite.

One row for each announcement, target and part (a recipient, or the one post of a site).
A row becomes ``sending`` on the disk before the target may take the message, so that
whatever happens afterwards, a message is never sent twice unasked: what a killed run
leaves as ``sending`` is ``unknown`` to the next one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

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
    calls.
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


class Ledger:
    """The ledger of a course, open to write.

    Args:
        path: The file; made if it is not there, readable by its owner only.
        clock: Gives the present moment, aware.

    Raises:
        LedgerError: The file cannot be read or written, or is of a later version.
    """

    def __init__(self, path: Path, clock: Callable[[], dt.datetime]) -> None:
        self._path, self._clock = path, clock
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

    def take_over(self) -> int:
        """Call unknown what a run that ended in the middle left as sending.

        Only who holds the lock may do this. Returns how many there were.
        """
        with self._failing(), self._transaction(durable=True):
            done = self._base.execute(
                "update deliveries set state = ?, at = ?, note = ? where state = ?",
                (
                    State.UNKNOWN,
                    self._now(),
                    "the program was ended while it was being sent",
                    State.SENDING,
                ),
            )
        return done.rowcount

    def sending(self, announcement: str, target: str, parts: Iterable[str]) -> None:
        """Write down, and onto the disk, that these are being sent from now on."""
        rows = [
            (State.SENDING, self._now(), announcement, target, part) for part in parts
        ]
        statement = (
            "update deliveries set state = ?, at = ?, note = '', tries = tries + 1"
            " where announcement = ? and target = ? and part = ?"
        )
        with self._failing(), self._transaction(durable=True):
            self._base.executemany(statement, rows)

    def became(
        self,
        row: tuple[str, str, str],
        state: State,
        *,
        note: str = "",
        receipt: str = "",
        again: bool = True,
    ) -> None:
        """Write down what became of a message.

        Not forced onto the disk: what a power cut takes away of it was ``sending``
        there, and becomes unknown.
        """
        statement = (
            "update deliveries set state = ?, at = ?, note = ?, receipt = ?, again = ?"
            " where announcement = ? and target = ? and part = ?"
        )
        values = (state, self._now(), note, receipt, again, *row)
        with self._failing(), self._transaction(durable=False):
            self._base.execute(statement, values)

    def rows(self, announcement: str | None = None) -> tuple[Row, ...]:
        """What is known of an announcement, or of all, in order of target and part."""
        with self._failing():
            found = self._base.execute(
                "select announcement, target, part, state, at, note, receipt, again,"
                " tries from deliveries where :one is null or announcement = :one"
                " order by announcement, target, part",
                {"one": announcement},
            ).fetchall()
        return tuple(
            Row(a, t, p, State(s), at, note, receipt, bool(again), tries)
            for a, t, p, s, at, note, receipt, again, tries in found
        )

    @contextlib.contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[None]:
        # In write-ahead mode NORMAL survives the end of the program, FULL a power cut.
        # Source: https://www.sqlite.org/pragma.html#pragma_synchronous
        mode = "full" if durable else "normal"
        self._base.execute(f"pragma synchronous = {mode}")
        self._base.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
