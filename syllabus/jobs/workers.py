"""Processes that do one task after another and can be ended without harm to the rest.

A deck is a stranger's file. What reads it runs apart, with a limit on its time and
memory: a file that hangs, crashes or swells costs one worker, which is replaced.

The other side of the pipe is `syllabus.jobs.serving`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, Timer
from typing import Any, BinaryIO, Self

from syllabus.errors import ExitCode, SyllabusError

MOST_SECONDS = 60.0
"""What one task may take; the slowest real deck takes a few seconds."""

_PRINTERS = 2  # the handout and the packet's own pages
_MOST_TASKS = 200  # a renderer keeps a megabyte or two of every page
_SOON_SECONDS = 0.15
_PROGRAM = "syllabus.jobs.serving"


class EndedError(Exception):
    """A task was ended, or failed by our mistake; the message says why."""


class Workers:
    """A few workers, started when there is something to do.

    Args:
        count: How many run at once; by default one for each core.
        seconds: What one task may take.
        patient: Whether others go first where cores are few: decks are ready long
            before the page that they wait for.
    """

    def __init__(
        self,
        count: int | None = None,
        seconds: float = MOST_SECONDS,
        *,
        patient: bool = False,
    ) -> None:
        self._patient = patient
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._starting = Lock()
        self._started = False
        self._ended = False
        self._workers: set[_Worker] = set()
        self._threads = ThreadPoolExecutor(count or os.cpu_count() or 2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers at once: nobody waits any more for what they still do."""
        with self._starting:
            self._ended = True
        for worker in tuple(self._workers):
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        # A thread whose start was interrupted is not waited for, and drops its own.
        for worker in tuple(self._workers):
            worker.end()

    def submit(self, function: str, *task: Any, share: float = 1.0) -> Future[Any]:
        """Call a function in a worker.

        The future's result is the function's, or raises what it raised where that is a
        `SyllabusError`, or `EndedError`.

        Args:
            function: “module:name” of a function whose arguments and result pickle.
            task: Its arguments.
            share: Which part of the time of a task it may take.
        """
        seconds = share * self._seconds
        return self._threads.submit(self._call, function, task, seconds)

    def _call(self, function: str, task: tuple[Any, ...], seconds: float) -> Any:
        worker = self._free_worker()
        try:
            result = worker.call(function, task, seconds)
        except EndedError:
            self._drop(worker)
            raise
        except SyllabusError:
            self._keep(worker)
            raise
        self._keep(worker)
        return result

    def _keep(self, worker: _Worker) -> None:
        """Let a worker do more, unless it has done so much that it has grown large."""
        if worker.tasks < _MOST_TASKS:
            self._idle.put(worker)
        else:
            self._drop(worker)

    def _drop(self, worker: _Worker) -> None:
        worker.end()
        self._workers.discard(worker)

    def _free_worker(self) -> _Worker:
        """A worker that has nothing to do, or a new one where none is free soon.

        Starting one costs as much as many small tasks.
        """
        with self._starting:
            first, self._started = not self._started, True
        try:
            return self._idle.get(timeout=0.001 if first else _SOON_SECONDS)
        except queue.Empty:
            return self._new_worker()

    def _new_worker(self) -> _Worker:
        with self._starting:
            if self._ended:
                raise EndedError("the work was ended")
            worker = _Worker(patient=self._patient)
            self._workers.add(worker)
            return worker


class Crew:
    """The workers of a build: those that read decks, and those that typeset.

    A crew can outlive a build. What its workers have imported is then there for the
    next one.
    """

    def __init__(self) -> None:
        self.readers = Workers(patient=True)
        self.printers = Workers(_PRINTERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for workers in (self.readers, self.printers):
            workers.__exit__()


class _FailedError(SyllabusError):
    """A failure of the world that a worker met."""

    def __init__(self, message: str, notes: list[str], exit_code: ExitCode) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        for note in notes:
            self.add_note(note)


class _Worker:
    def __init__(self, *, patient: bool) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            # -P: the folder we are in may be a stranger's, with modules of its own.
            [sys.executable, "-P", "-m", _PROGRAM, *(["patient"] if patient else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What a library prints about a broken file is not for our user.
            stderr=subprocess.DEVNULL,
        )
        self._late = False
        self.tasks = 0

    def call(self, function: str, task: tuple[Any, ...], seconds: float) -> Any:
        timer = Timer(seconds, self._run_out)
        timer.daemon = True
        timer.start()
        self.tasks += 1
        try:
            pickle.dump((function, task), _pipe(self._process.stdin))
            _pipe(self._process.stdin).flush()
            answer, result = pickle.load(_pipe(self._process.stdout))  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            why = f"it took over {seconds:g} seconds" if self._late else "it crashed"
            raise EndedError(why) from error
        finally:
            timer.cancel()
        if answer == "failed":
            raise _FailedError(*result)
        if answer == "ended":
            raise EndedError(result)
        return result

    def _run_out(self) -> None:
        self._late = True
        self.kill()

    def kill(self) -> None:
        """End the process; whoever waits for its answer is told that it crashed."""
        self._process.kill()

    def end(self) -> None:
        """End the worker and whatever it is doing."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        self._process.wait()


def _pipe(pipe: Any) -> BinaryIO:
    stream: BinaryIO = pipe
    return stream
