"""Killed anywhere and resumed: every mailbox has one copy, or the ledger does not know.

The server kills the sender: at a word of the conversation, before it answers. So every
moment has its turn, and no clock decides.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from typing import TYPE_CHECKING

import pytest

from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import LEDGER, Ledger, State
from syllabus.announce.lock import LOCK, held
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place
from syllabus.announce.targets import mail
from tests.announce.fake import NOON
from tests.announce.postoffice import DOMAIN
from tests.announce.smtpd import Mailboxes
from tests.announce.test_mail import LETTER

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from tests.announce.postoffice import PostOffice

RECIPIENTS = tuple(f"s{n}@{DOMAIN}" for n in range(1, 101))
TIMES = 200
WORDS = 4 * len(RECIPIENTS) + 2
"""What a whole run says: a greeting, four words a message, a farewell."""

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def run(folder: Path, port: int) -> None:
    """Send to everybody, as `syllabus announce send` and `resume` do."""
    settings = mail.Settings.model_validate(
        {"server": f"127.0.0.1:{port}", "security": "none"}
    )
    target = mail.target(settings, Place("class", folder))
    secrets = Secrets(folder / "secrets.yaml", {})
    outgoing = Outgoing("class", target, LETTER, RECIPIENTS)
    with held(folder / LOCK, NOON), Ledger(folder / LEDGER, lambda: NOON) as ledger:
        ledger.take_over()
        for _ in deliver(outgoing, ledger, secrets, lambda _: None):
            pass


def started(folder: Path, port: int) -> ForkServerProcess:
    process = _context.Process(target=run, args=(folder, port))
    process.start()
    return process


def states(folder: Path) -> dict[str, State]:
    with Ledger(folder / LEDGER, lambda: NOON) as ledger:
        return {row.part: row.state for row in ledger.rows()}


def test_killed_at_random_two_hundred_times_nothing_is_sent_twice_or_forgotten(
    tmp_path: Path,
) -> None:
    chance, unknown = random.Random(2017), 0
    for number in range(TIMES):
        folder, last = tmp_path / str(number), chance.randint(1, WORDS)
        folder.mkdir()
        processes: list[ForkServerProcess] = []

        def kill(
            heard: int, last: int = last, of: list[ForkServerProcess] = processes
        ) -> None:
            if heard == last:
                os.kill(of[0].pid or 0, signal.SIGKILL)
                of[0].join()

        boxes = Mailboxes(kill)
        processes.append(started(folder, boxes.port))
        processes[0].join()
        again = started(folder, boxes.port)
        again.join()
        boxes.close()

        assert processes[0].exitcode != 0
        assert again.exitcode == 0
        found = states(folder)
        assert found.keys() == set(RECIPIENTS)
        assert set(found.values()) <= {State.SENT, State.UNKNOWN}
        for recipient, state in found.items():
            copies = boxes.taken[recipient]
            assert copies == 1 if state is State.SENT else copies <= 1
        unknown += list(found.values()).count(State.UNKNOWN)

    # What was killed between the dot and what is written of its answer, and no other.
    assert 0 < unknown <= TIMES


@pytest.mark.needs("postfix")
@pytest.mark.needs("dovecot")
@pytest.mark.needs("openssl")
@pytest.mark.needs("root")
def test_killed_while_a_real_server_takes_them_every_mailbox_has_one_copy(
    office: PostOffice, tmp_path: Path
) -> None:
    chance = random.Random(599)
    for _ in range(10):
        process = started(tmp_path, office.plain)
        process.join(chance.uniform(0, 0.3))
        process.kill()
        process.join()
    process = started(tmp_path, office.plain)
    process.join()
    office.settle()

    assert process.exitcode == 0
    for recipient, state in states(tmp_path).items():
        copies = len(office.messages(recipient.partition("@")[0]))
        assert copies == 1 if state is State.SENT else copies <= 1
