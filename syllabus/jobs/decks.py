"""The decks of a course: looked at and prepared apart, remembered by their bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syllabus.core.checks.subject import DeckFile, DeckState
from syllabus.errors import SyllabusError
from syllabus.jobs.files import FileError, digest_of
from syllabus.jobs.workers import EndedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from syllabus.jobs.cache import Cache
    from syllabus.jobs.files import Inputs
    from syllabus.jobs.workers import Workers


class ChangedMeanwhileError(SyllabusError):
    """A file was changed while the build read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed during the build")
        self.add_note("build again")


class DeckFailedError(SyllabusError):
    """A deck that looked sound could not be prepared."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} could not be prepared: {why}")
        self.add_note("export the deck again, or take it out of the schedule")


@dataclass(frozen=True)
class Decks:
    """Deck files in a course folder, and what is needed to work on them."""

    folder: Path
    inputs: Inputs
    cache: Cache
    workers: Workers

    def look(self, files: Iterable[str]) -> dict[str, DeckFile]:
        """Find out whether decks can be used and how long they are."""
        waiting: dict[str, Future[Any]] = {}
        found: dict[str, DeckFile] = {}
        for file in dict.fromkeys(files):
            known = self._known(file)
            if known:
                found[file] = known
            else:
                path = str(self.folder / file)
                waiting[file] = self.workers.submit(f"{__name__}:look_at", path)
        for file, future in waiting.items():
            found[file] = self._seen(file, future)
        return found

    def _known(self, file: str) -> DeckFile | None:
        """What can be said of a deck without opening it."""
        path = self.folder / file
        try:
            if self.inputs.read(path) is None:
                return DeckFile(DeckState.MISSING, reason="there is no such file")
        except FileError as error:
            return DeckFile(DeckState.MISSING, reason=str(error))
        stored = self.cache.get(self._key("deck-facts", file))
        return _deck_file(json.loads(stored)) if stored else None

    def _seen(self, file: str, future: Future[Any]) -> DeckFile:
        try:
            digest, facts = future.result()
        except EndedError as ended:
            # Not remembered: on another day the machine may have the time.
            return DeckFile(
                DeckState.DAMAGED, reason=f"reading it was given up, {ended}"
            )
        self._check(file, digest)
        self.cache.put(self._key("deck-facts", file), json.dumps(facts).encode())
        return _deck_file(facts)

    def prepare(self, files: Iterable[str]) -> dict[str, Future[Any] | bytes]:
        """Begin to make decks ready for the packet; `prepared` waits for one."""
        return {
            file: self.cache.get(self._key("prepared", file))
            or self.workers.submit(f"{__name__}:make_ready", str(self.folder / file))
            for file in files
        }

    def prepared(self, file: str, begun: Future[Any] | bytes) -> bytes:
        """The bytes of a deck that `prepare` began.

        Raises:
            ChangedMeanwhileError: The file is no longer what the course was read with.
            DeckFailedError: It could not be prepared.
        """
        if isinstance(begun, bytes):
            return begun
        try:
            digest, data = begun.result()
        except EndedError as ended:
            raise DeckFailedError(self.folder / file, str(ended)) from ended
        self._check(file, digest)
        self.cache.put(self._key("prepared", file), data)
        prepared: bytes = data
        return prepared

    def _key(self, kind: str, file: str) -> str:
        return self.cache.key(kind, self.inputs.digest(self.folder / file))

    def _check(self, file: str, digest: str) -> None:
        path = self.folder / file
        if digest != self.inputs.digest(path):
            raise ChangedMeanwhileError(path)


def _deck_file(facts: dict[str, Any]) -> DeckFile:
    return DeckFile(DeckState(facts["state"]), facts["pages"], facts["reason"])


def look_at(path: str) -> tuple[str, dict[str, Any]]:
    """In a worker: the digest of a deck and the facts about it, as JSON holds them."""
    from syllabus.packet.deck import inspect_deck

    data = Path(path).read_bytes()
    return digest_of(data), asdict(inspect_deck(data))


def make_ready(path: str) -> tuple[str, bytes]:
    """In a worker: the digest of a deck and the deck ready for the packet."""
    from syllabus.packet.prepare import prepare_deck

    data = Path(path).read_bytes()
    return digest_of(data), prepare_deck(data).data
