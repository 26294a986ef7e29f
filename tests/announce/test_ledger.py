"""The ledger survives the end of a run, and is its owner's alone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from syllabus.announce.ledger import LEDGER, Ledger, LedgerError, State
from syllabus.announce.lock import LOCK, HeldError, held
from syllabus.announce.target import AwayError, Sent
from tests.announce.fake import NOON, Fake, ledger, send

if TYPE_CHECKING:
    from pathlib import Path


def test_what_a_killed_run_was_sending_is_unknown(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.add("week-1", "class", ["a", "b"])
        book.sending("week-1", "class", ["a"])
    with ledger(tmp_path) as book:
        assert book.take_over() == 1
        found = {row.part: (row.state, row.tries) for row in book.rows("week-1")}

    assert found == {"a": (State.UNKNOWN, 1), "b": (State.NEW, 0)}


def test_what_was_claimed_when_the_machine_went_down_is_unknown(
    tmp_path: Path,
) -> None:
    path = tmp_path / LEDGER
    with Ledger(path, lambda: NOON, "first start") as book:
        book.add("week-1", "class", "abc")
        book.claim("week-1", "class", "ab")
        book.became(("week-1", "class", "a"), State.SENT)
    with Ledger(path, lambda: NOON, "first start") as book:
        assert book.take_over() == 0  # the program alone was ended
    with Ledger(path, lambda: NOON, "second start") as book:
        assert book.take_over() == 1
        assert [row.state for row in book.rows()] == ["sent", "unknown", "new"]


def test_what_a_run_leaves_unsent_is_claimed_by_nobody(tmp_path: Path) -> None:
    path = tmp_path / LEDGER
    with Ledger(path, lambda: NOON, "first start") as book:
        send(Fake(Sent(), *[AwayError("gone")] * 9, committed=False), book, "abc")
    with Ledger(path, lambda: NOON, "second start") as book:
        assert book.take_over() == 0


def test_a_message_is_taken_up_once(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.add("week-1", "class", ["a"])
        book.became(("week-1", "class", "a"), State.SENT, receipt="250 queued")
        book.add("week-1", "class", ["a", "b"])

        assert [(r.part, r.state, r.receipt) for r in book.rows()] == [
            ("a", State.SENT, "250 queued"),
            ("b", State.NEW, ""),
        ]


def test_nobody_else_can_read_its_files(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        with ledger(tmp_path / "new") as book:
            book.add("week-1", "class", ["a"])
            modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.glob("new/*")}
    finally:
        os.umask(mask)

    assert len(modes) == 3  # with the log and its index
    assert set(modes.values()) == {0o600}


def test_the_sending_is_on_the_disk_before_the_call_and_another_run_sees_it(
    tmp_path: Path,
) -> None:
    with ledger(tmp_path) as writing, ledger(tmp_path) as reading:
        writing.add("week-1", "class", ["a"])
        writing.sending("week-1", "class", ["a"])

        assert reading.rows()[0].state is State.SENDING


def test_a_broken_ledger_is_one_clear_error_and_is_not_touched(tmp_path: Path) -> None:
    path, content = tmp_path / LEDGER, b"this was a ledger, once" * 30
    path.write_bytes(content)

    with pytest.raises(LedgerError, match="not a database"):
        Ledger(path, lambda: NOON)
    assert path.read_bytes() == content


def test_a_ledger_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / LEDGER) as base:
        base.execute("pragma user_version = 99")

    with pytest.raises(LedgerError, match="later version"):
        ledger(tmp_path)


HOLD = """
import datetime, pathlib, sys
from syllabus.announce.lock import held
with held(pathlib.Path(sys.argv[1]), datetime.datetime(2026, 11, 25, 12, 0)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_of_two_runs_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / LOCK
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        other.stdout.readline()
        who = rf"process {other.pid} on \S+, since 2026-11-25 12:00:00"
        with pytest.raises(HeldError, match=who), held(path, NOON):
            pass
        other.kill()
    with held(path, NOON):
        pass  # the system let go of it
