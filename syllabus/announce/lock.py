"""One run at a time: who sends holds the lock, and whoever comes second is told."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from typing import TYPE_CHECKING

from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "announce.lock"
"""Its name in the course's ``.syllabus`` folder."""


class HeldError(SyllabusError):
    """Another run is sending announcements of this course."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another run is sending: {holder or 'it does not say which'}")
        self.add_note(
            "wait for it to end; `syllabus announce status` shows how far it is"
        )


@contextlib.contextmanager
def held(path: Path, now: dt.datetime) -> Iterator[None]:
    """Hold the lock. The system lets go of it however the program ends.

    Raises:
        HeldError: Somebody else holds it; the message says who.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldError(os.pread(descriptor, 1000, 0).decode()) from error
        since = now.isoformat(sep=" ", timespec="seconds")
        holder = f"process {os.getpid()} on {socket.gethostname()}, since {since}"
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder.encode(), 0)
        yield
    finally:
        # Not removed: whoever waits for the file would hold one that no name leads to.
        os.close(descriptor)
