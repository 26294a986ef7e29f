"""Watch a course: build again whenever what the last build read is no longer so.

Files are looked at again and again instead of asking the system for notices: it is the
same on every system, over networks and into containers; nothing is missed between two
builds; and only what a build reads counts, wherever links lead, not the swap files of
editors. A look at a course costs a tenth of a millisecond.
"""

from __future__ import annotations

import gc
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from syllabus.errors import SyllabusError
from syllabus.jobs.build import Built, build_course
from syllabus.jobs.files import stamp_of
from syllabus.jobs.folder import slide_names, theme_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syllabus.jobs.build import Order
    from syllabus.jobs.files import Stamp
    from syllabus.jobs.workers import Crew

Outcome = Built | SyllabusError
"""How a build ended, or why it could not be."""

LOOK_SECONDS = 0.05
"""Between two looks at the files."""
_RAREST_SECONDS = 1.0
_SHARE = 20  # one part in so many of the time, at most, is spent on looking

QUIET_SECONDS = 0.1
"""So long nothing changes before there is a build: editors save in several steps."""
LONGEST_SECONDS = 2.0
"""After that there is one even so."""


class Seen(NamedTuple):
    """What a look found: the names in the folders of slides and theme, and digests."""

    names: tuple[str, ...]
    digests: Mapping[str, str | None]


class Sources:
    """The files that a course was built from, or that were looked for in vain.

    At first nothing is known but the course file.
    """

    def __init__(self, course: Path) -> None:
        self._folder = course.parent
        self._stamps: dict[str, Stamp | None] = {str(course.absolute()): None}
        self.pause = LOOK_SECONDS
        """How long to wait after the last look: on a slow disk looks are rarer."""

    def look(self) -> Seen:
        """What the files are like now."""
        began = time.monotonic()
        self._stamps = {
            path: stamp_of(Path(path), stamp) for path, stamp in self._stamps.items()
        }
        names = slide_names(self._folder) + theme_names(self._folder)
        spent = time.monotonic() - began
        self.pause = min(max(LOOK_SECONDS, _SHARE * spent), _RAREST_SECONDS)
        return Seen(names, _digests(self._stamps))

    def as_read(self, before: Seen, inputs: Mapping[str, Stamp | None]) -> Seen:
        """What a build read, where that was seen before it; looks go there from now."""
        self._stamps = dict(inputs)
        return Seen(before.names, _digests(inputs))

    def settled(self) -> Seen:
        """Wait until nothing changes any more, but not for ever; what there is then."""
        end = time.monotonic() + LONGEST_SECONDS
        seen = self.look()
        while time.monotonic() < end:
            time.sleep(QUIET_SECONDS)
            before, seen = seen, self.look()
            if before == seen:
                break
        return seen


def _digests(stamps: Mapping[str, Stamp | None]) -> dict[str, str | None]:
    return {path: stamp and stamp.digest for path, stamp in stamps.items()}


class _GivenUpError(Exception):
    """A build was given up: its course has changed meanwhile."""


class _Beside(Thread):
    """A build beside the watching, which can be given up until it writes.

    ``outcome`` is there when the thread has ended. A daemon, so that nobody who ends
    the program waits for it.
    """

    def __init__(self, order: Order, crew: Crew) -> None:
        super().__init__(daemon=True)
        self._order, self._crew = order, crew
        self.given_up = False
        self.outcome: Built | Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = build_course(self._order, self._go_on, self._crew)
        except Exception as error:  # noqa: BLE001 - told by the thread that watches
            self.outcome = error

    def _go_on(self, _step: str) -> None:
        if self.given_up:
            raise _GivenUpError


class Watch:
    """Builds a course again and again.

    Args:
        course: The course file.
        order: The order for these outputs, as of now; none stand for all.
        crew: Works for all builds.
        told: Is told how each build ended, in the order of their ends.
        first: These outputs are built first, in a moment; all of them then follow
            beside the watching. None for all at once.
    """

    def __init__(
        self,
        course: Path,
        order: Callable[[tuple[str, ...]], Order],
        crew: Crew,
        told: Callable[[Outcome], None],
        first: tuple[str, ...] = (),
    ) -> None:
        self._sources = Sources(course)
        self._order, self._crew, self._told, self._first = order, crew, told, first
        self._built: Seen | None = None
        self._beside: _Beside | None = None
        self._rest_is_due = False

    def run(self) -> None:
        """Watch until something ends it: KeyboardInterrupt, or a mistake of ours."""
        try:
            while True:
                self._turn()
                time.sleep(self._sources.pause)
        finally:
            self._give_up()

    def _turn(self) -> None:
        """Build if something has changed, and go on with the rest."""
        self._end_rest()
        if self._sources.look() != self._built:
            self._give_up()
            self._build(self._sources.settled())
        if self._rest_is_due and not self._beside:
            self._rest_is_due = False
            self._beside = _Beside(self._order(()), self._crew)

    def _give_up(self) -> None:
        if self._beside:
            self._beside.given_up = True

    def _build(self, seen: Seen) -> None:
        outcome: Outcome
        self._built, self._rest_is_due = seen, False
        try:
            outcome = build_course(self._order(self._first), crew=self._crew)
        except SyllabusError as error:
            outcome = error
        else:
            self._built = self._sources.as_read(seen, outcome.inputs)
            self._rest_is_due = bool(self._first) and not outcome.failed
        self._told(outcome)
        gc.collect()  # builds hardly do: one ends with what it made

    def _end_rest(self) -> None:
        """Tell how the rest ended, unless it is out of date."""
        beside = self._beside
        if beside is None or beside.is_alive():
            return
        self._beside = None
        outcome = beside.outcome
        if beside.given_up or outcome is None:
            return
        if not isinstance(outcome, Outcome):
            raise outcome
        self._told(outcome)
