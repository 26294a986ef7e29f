"""The decks of a course: looked at and prepared apart, remembered by their bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
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


_SECOND_TRY = 2 / 3
"""The part of a task's time that is left for a deck without titles and tags."""


class ChangedMeanwhileError(SyllabusError):
    """A file was changed while the build read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed during the build")
        self.add_note("build again")


class DeckFailedError(Exception):
    """A deck that looked sound could not be prepared: it is to be left out.

    ``why`` is what is now known of it.
    """

    def __init__(self, file: str, why: DeckFile) -> None:
        super().__init__(file, why.reason)
        self.file, self.why = file, why


@dataclass(frozen=True)
class Begun:
    """A deck that is being prepared, and as what."""

    wish: Wish
    future: Future[Any]


@dataclass(frozen=True)
class Decks:
    """Deck files in a course folder, and what is needed to work on them.

    ``passwords`` are tried on locked decks. ``failed`` are the decks that looked sound
    and could not be prepared, as they are taken from then on.
    ``flatten_forms`` prints the fields of forms into the slides.
    """

    folder: Path
    inputs: Inputs
    cache: Cache
    workers: Workers
    passwords: tuple[str, ...] = ()
    failed: dict[str, DeckFile] = field(default_factory=dict)
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
        if failed := self.failed.get(file):
            return failed
        try:
            if self.inputs.read(path) is None:
                if path.is_dir():
                    return _missing("it is a folder", "folder")
                return _missing("there is no such file")
        except FileError as error:
            return _missing(str(error), "unreadable")
        known = self._stored_facts(file)
        if known and known.state is DeckState.LOCKED and self.passwords:
            return self._stored_facts(file, *self.passwords)
        return known

    def _stored_facts(self, file: str, *passwords: str) -> DeckFile | None:
        stored = self.cache.get(self._key("deck-facts", file, *passwords))
        return _deck_file(json.loads(stored)) if stored else None

    def _seen(self, file: str, future: Future[Any]) -> DeckFile:
        try:
            seen = future.result()
        except EndedError as ended:
            # Not remembered: on another day the machine may have the time.
            return _given_up(ended)
        self._check(file, seen.digest)
        self._keep_facts(seen.facts, file)
        if seen.opened is None:
            return _deck_file(seen.facts)
        self._keep_facts(seen.opened, file, *self.passwords)
        return _deck_file(seen.opened)

    def _keep_facts(self, facts: dict[str, Any], file: str, *passwords: str) -> None:
        key = self._key("deck-facts", file, *passwords)
        self.cache.put(key, json.dumps(facts).encode())

    def prepare(
        self, files: Iterable[str], tagging: Mapping[str, Tagging] | None = None
    ) -> dict[str, Begun | Prepared]:
        """Begin to make decks ready for the packet; `prepared` waits for one.

        Args:
            files: The decks.
            tagging: What each is tagged with; without it they get no tags.
        """
        begun: dict[str, Begun | Prepared] = {}
        for file in files:
            wish = Wish(self.flatten_forms, tagging=(tagging or {}).get(file))
            stored = self.cache.get(self._prepared_key(file, wish))
            begun[file] = (
                Prepared.stored(wish, stored)
                if stored
                else Begun(wish, self._begin(file, wish))
            )
        return begun

    def _begin(self, file: str, wish: Wish) -> Future[Any]:
        task = (str(self.folder / file), self.passwords, wish)
        # Both tries at a deck together take no longer than one task may
        share = _SECOND_TRY if wish.is_plain else 1 - _SECOND_TRY
        return self.workers.submit(f"{_WORK}:make_ready", *task, share=share)

    def prepared(self, file: str, begun: Begun | Prepared) -> Prepared:
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
            raise DeckFailedError(file, _deck_file(made.refused))
        self.cache.put(self._prepared_key(file, made.wish), made.to_store())
        return made

    def _made(self, file: str, begun: Begun) -> Prepared:
        """What a worker made of a deck.

        Titles and tags are read by other code. What goes wrong in it costs only them,
        and is remembered: the next build would wait for the same in vain.
        """
        made: Prepared
        try:
            made = begun.future.result()
        except EndedError as first:
            plain = Wish(self.flatten_forms, titles=False)
            try:
                made = self._begin(file, plain).result()
            except EndedError as ended:
                raise DeckFailedError(file, _given_up(ended)) from ended
            made = replace(made, wish=begun.wish, plain=str(first))
        return made

    def _prepared_key(self, file: str, wish: Wish) -> str:
        known = self._stored_facts(file) if self.passwords else None
        needs_none = known and known.state is not DeckState.LOCKED
        passwords = () if needs_none else self.passwords
        return self._key(f"prepared {wish!r}", file, *passwords)

    def _key(self, kind: str, file: str, *passwords: str) -> str:
        digest = self.inputs.digest(self.folder / file)
        return self.cache.key(kind, digest, *passwords)

    def _check(self, file: str, digest: str) -> None:
        path = self.folder / file
        if digest != self.inputs.digest(path):
            raise ChangedMeanwhileError(path)


def _deck_file(facts: Mapping[str, Any]) -> DeckFile:
    known = {key: facts[key] for key in ("pages", "reason", "fault", "mended")}
    return DeckFile(DeckState(facts["state"]), **known)


def _missing(reason: str, fault: str = "") -> DeckFile:
    return DeckFile(DeckState.MISSING, reason=reason, fault=fault)


def _given_up(ended: EndedError) -> DeckFile:
    reason = f"reading it was given up, {ended}"
    return DeckFile(DeckState.DAMAGED, reason=reason, fault="given-up")
