"""The decks of a course: looked at and prepared apart, remembered by their bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syllabus.core.checks.subject import DeckFile, DeckState
from syllabus.errors import SyllabusError
from syllabus.jobs import deckwork
from syllabus.jobs.deckwork import Prepared, Wish
from syllabus.jobs.files import FileError
from syllabus.jobs.workers import EndedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from syllabus.jobs.cache import Cache
    from syllabus.jobs.deckwork import Tagging
    from syllabus.jobs.files import Inputs
    from syllabus.jobs.workers import Workers


_WORK = deckwork.__name__


_SECOND_TRY = 0.25
"""The part of a task's time that is left for a deck without titles and tags."""


class ChangedMeanwhileError(SyllabusError):
    """A file was changed while the build read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed during the build")
        self.add_note("build again")


class DeckFailedError(Exception):
    """A deck that looked sound could not be prepared: it is to be left out."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why)
        self.file, self.why = file, why


@dataclass(frozen=True)
class Decks:
    """Deck files in a course folder, and what is needed to work on them.

    ``passwords`` are tried on locked decks. ``failed`` are the decks that looked sound
    and could not be prepared, with why; they are taken as damaged from then on.
    ``flatten_forms`` prints the fields of forms into the slides.
    """

    folder: Path
    inputs: Inputs
    cache: Cache
    workers: Workers
    passwords: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    flatten_forms: bool = False

    def warm_up(self) -> None:
        """Get a worker ready for decks that are expected."""
        self.workers.submit(f"{_WORK}:get_ready")

    def look(self, files: Iterable[str]) -> dict[str, DeckFile]:
        """Find out whether decks can be used and how long they are."""
        waiting: dict[str, Future[Any]] = {}
        found: dict[str, DeckFile] = {}
        for file in dict.fromkeys(files):
            known = self._known(file)
            if known:
                found[file] = known
            else:
                task = (str(self.folder / file), self.passwords)
                waiting[file] = self.workers.submit(f"{_WORK}:look_at", *task)
        for file, future in waiting.items():
            found[file] = self._seen(file, future)
        return found

    def _known(self, file: str) -> DeckFile | None:
        """What can be said of a deck without opening it."""
        path = self.folder / file
        if why := self.failed.get(file):
            return DeckFile(DeckState.DAMAGED, reason=why)
        try:
            if self.inputs.read(path) is None:
                what = "it is a folder" if path.is_dir() else "there is no such file"
                return DeckFile(DeckState.MISSING, reason=what)
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

    def prepare(
        self, files: Iterable[str], tagging: Mapping[str, Tagging] | None = None
    ) -> dict[str, Future[Any] | Prepared]:
        """Begin to make decks ready for the packet; `prepared` waits for one.

        Args:
            files: The decks.
            tagging: What each is tagged with; without it they get no tags.
        """
        begun: dict[str, Future[Any] | Prepared] = {}
        for file in files:
            wish = Wish(self.flatten_forms, tagging=(tagging or {}).get(file))
            stored = self.cache.get(self._prepared_key(file, wish))
            begun[file] = (
                Prepared.stored(wish, stored) if stored else self._begin(file, wish)
            )
        return begun

    def _begin(self, file: str, wish: Wish) -> Future[Any]:
        task = (str(self.folder / file), self.passwords, wish)
        # Both tries at a deck together take no longer than one task may
        share = _SECOND_TRY if wish.is_plain else 1 - _SECOND_TRY
        return self.workers.submit(f"{_WORK}:make_ready", *task, share=share)

    def prepared(self, file: str, begun: Future[Any] | Prepared) -> Prepared:
        """A deck that `prepare` began.

        Raises:
            ChangedMeanwhileError: The file is no longer what the course was read with.
            DeckFailedError: It could not be prepared.
        """
        if isinstance(begun, Prepared):
            return begun
        made = self._made(file, begun)
        self._check(file, made.digest)
        if made.refused:
            raise DeckFailedError(file, made.refused)
        self.cache.put(self._prepared_key(file, made.wish), made.to_store())
        return made

    def _made(self, file: str, begun: Future[Any]) -> Prepared:
        """What a worker made of a deck.

        Titles and tags are read by other code. What goes wrong in it costs only them.
        """
        made: Prepared
        try:
            made = begun.result()
        except EndedError:
            plain = Wish(self.flatten_forms, titles=False)
            try:
                made = self._begin(file, plain).result()
            except EndedError as ended:
                why = f"reading it was given up, {ended}"
                raise DeckFailedError(file, why) from ended
        return made

    def _prepared_key(self, file: str, wish: Wish) -> str:
        return self._key(f"prepared {wish!r}", file)

    def _key(self, kind: str, file: str) -> str:
        digest = self.inputs.digest(self.folder / file)
        return self.cache.key(kind, digest, *self.passwords)

    def _check(self, file: str, digest: str) -> None:
        path = self.folder / file
        if digest != self.inputs.digest(path):
            raise ChangedMeanwhileError(path)


def _deck_file(facts: dict[str, Any]) -> DeckFile:
    return DeckFile(DeckState(facts["state"]), facts["pages"], facts["reason"])
