"""An announcement to a thousand recipients, against a bare loop of smtplib.

Both send the same bytes over one connection to the same small server, which runs in a
process of its own. Ours writes its ledger around each message.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import smtplib
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.announce.announcement import Announcement, Attachment, Sender
from syllabus.announce.deliver import Outgoing, deliver
from syllabus.announce.ledger import LEDGER, Ledger, State
from syllabus.announce.message import Letters
from syllabus.announce.secrets import Secrets
from syllabus.announce.target import Place
from syllabus.announce.targets import mail
from tests.announce.fake import NOON
from tests.announce.smtpd import Mailboxes
from tests.bench.timing import KILOBYTES, Comparison, Cost, Goal, NotMeasuredError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

RECIPIENTS = tuple(f"s{n}@class.example.edu" for n in range(1000))
HANDOUT = random.Random(1).randbytes(60_000)
"""As large as the sample's handout without its fonts."""

ANNOUNCEMENT = Announcement(
    id="week-3",
    subject="CSE 599G1, week 3: two guest lectures",
    text="Here is what week 3 brings.\n",
    html="<p>Here is what week 3 brings.</p>\n",
    at=NOON,
    language="en",
    sender=Sender("Course staff <staff@class.example.edu>", course="CSE 599G1"),
    attachments=(Attachment("syllabus.pdf", "application/pdf", HANDOUT),),
)


def comparisons(rounds: int, wanted: Callable[[str], bool]) -> Iterator[Comparison]:
    """Give the comparison, if it is wanted."""
    name = "1,000 mails / smtplib"
    if not wanted(name):
        return
    with _server() as port:
        yield Comparison(
            name,
            ours=_Timed(lambda: _ours(port)),
            other=_Timed(lambda: _bare(port)),
            rounds=rounds,
            start="prepared",
            goal=Goal(1.25),
        )


@dataclass(frozen=True)
class _Timed:
    """A function as something that can be run again and again."""

    job: Callable[[], float]

    def run(self) -> Cost:
        cpu = time.process_time()
        seconds = self.job()
        used = resource.getrusage(resource.RUSAGE_SELF)
        return Cost(seconds, time.process_time() - cpu, used.ru_maxrss * KILOBYTES)


def _ours(port: int) -> float:
    settings = mail.Settings.model_validate(
        {"server": f"127.0.0.1:{port}", "security": "none"}
    )
    folder = Path(tempfile.mkdtemp())
    target = mail.target(settings, Place("class", folder))
    outgoing = Outgoing("class", target, ANNOUNCEMENT, RECIPIENTS)
    secrets = Secrets(folder / "secrets.yaml", {})
    try:
        with Ledger(folder / LEDGER, lambda: NOON) as ledger:
            start = time.perf_counter()
            told = list(deliver(outgoing, ledger, secrets, lambda _: None))
            seconds = time.perf_counter() - start
    finally:
        shutil.rmtree(folder)
    if [one.state for one in told] != [State.SENT] * len(RECIPIENTS):
        raise NotMeasuredError("not all messages were sent")
    return seconds


def _bare(port: int) -> float:
    letters = Letters(ANNOUNCEMENT)
    messages = [(name, letters.to(name)) for name in RECIPIENTS]
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for name, message in messages:
            smtp.sendmail("staff@class.example.edu", [name], message)
    return time.perf_counter() - start


@contextmanager
def _server() -> Iterator[int]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,)
    )
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join()


def _serve(pipe: Connection) -> None:
    boxes = Mailboxes()
    pipe.send(boxes.port)
    pipe.recv()
    boxes.close()
