"""A worker's own side: answers calls until there are no more.

This is run as a program (`python -m syllabus.jobs.serving`). It takes pickled calls on
its standard input and answers on its standard output; both ends are ours. What it
imports, every worker waits for.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING

from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    from typing import BinaryIO

MOST_MEMORY = 4_000_000_000
"""Bytes of address space that a worker may have, where the system can limit it."""

_RARELY = 100_000
"""New objects after which the collector looks at them; Python's own is 700."""


def collect_rarely() -> None:
    """Look less often for what can be freed: a tenth of the time, and next to none can.

    What a build makes lives until it is written.
    """
    gc.set_threshold(_RARELY)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def serve(calls: BinaryIO, answers: BinaryIO) -> None:
    """Answer calls until there are no more."""
    _limit_memory()
    collect_rarely()
    while True:
        try:
            function, task = pickle.load(calls)  # noqa: S301 - from our own parent
        except EOFError:
            return
        module, _, name = function.partition(":")
        try:
            result = getattr(importlib.import_module(module), name)(*task)
            answer = ("done", result)
        except SyllabusError as error:
            notes = getattr(error, "__notes__", [])
            answer = ("failed", (str(error), notes, error.exit_code))
        except MemoryError:
            answer = ("ended", f"it took over {MOST_MEMORY // 10**9} GB of memory")
        except Exception as error:  # noqa: BLE001 - our mistake costs one task
            what = f"{type(error).__name__}: {error}"
            answer = ("ended", f"this program failed on it, please report it ({what})")
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    # Ctrl-C reaches the whole group; the parent decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "patient" in sys.argv and hasattr(os, "nice"):
        os.nice(5)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)
