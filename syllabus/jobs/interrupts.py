"""An interrupt from the keyboard that arrives, whatever code it comes upon.

KeyboardInterrupt is raised wherever the program happens to be: a library's bare
``except`` swallows it, and Python 3.11 makes a RuntimeError of one that comes upon the
making of a class. So it is raised again until it has got here.
"""

from __future__ import annotations

import signal
from threading import Timer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType

AGAIN_SECONDS = 0.25
"""So long an interrupt may take to arrive before it is raised again."""


class Interrupts:
    """What is done within this ends with KeyboardInterrupt if there was an interrupt.

    For the main thread. Where interrupts are ignored, as those of a process in the
    background are, they still are.
    """

    def __init__(self) -> None:
        self._came = self._over = False
        self._ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    def __enter__(self) -> Self:
        if not self._ignored:
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True
        if self._over:
            return
        again = Timer(AGAIN_SECONDS, self._raise_again)
        again.daemon = True
        again.start()
        raise KeyboardInterrupt

    def _raise_again(self) -> None:
        if not self._over:
            signal.raise_signal(signal.SIGINT)

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self._over = True
        if not self._ignored:
            signal.signal(signal.SIGINT, self._before)
        if self._came and not isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt from error
