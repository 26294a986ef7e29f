"""The decks of a course: looked at and prepared apart, remembered by their bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
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
                waiting[file] = self.workers.submit(f"{__name__}:look_at", *task)
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

    def prepare(self, files: Iterable[str]) -> dict[str, Future[Any] | bytes]:
        """Begin to make decks ready for the packet; `prepared` waits for one."""
        return {
            file: self.cache.get(self._prepared_key(file)) or self._begin(file)
            for file in files
        }

    def _begin(self, file: str, *, titles: bool = True) -> Future[Any]:
        task = (str(self.folder / file), self.passwords, self.flatten_forms, titles)
        return self.workers.submit(f"{__name__}:make_ready", *task)

    def prepared(self, file: str, begun: Future[Any] | bytes) -> bytes:
        """The bytes of a deck that `prepare` began.

        Raises:
            ChangedMeanwhileError: The file is no longer what the course was read with.
            DeckFailedError: It could not be prepared.
        """
        if isinstance(begun, bytes):
            return begun
        digest, data, why = self._made(file, begun)
        self._check(file, digest)
        if why:
            raise DeckFailedError(file, why)
        self.cache.put(self._prepared_key(file), data)
        return data

    def _made(self, file: str, begun: Future[Any]) -> tuple[str, bytes, str]:
        """What a worker made of a deck.

        Titles are read by another library. What goes wrong in it costs only them.
        """
        made: tuple[str, bytes, str]
        try:
            made = begun.result()
        except EndedError:
            try:
                made = self._begin(file, titles=False).result()
            except EndedError as ended:
                why = f"reading it was given up, {ended}"
                raise DeckFailedError(file, why) from ended
        return made

    def _prepared_key(self, file: str) -> str:
        return self._key("flat" if self.flatten_forms else "prepared", file)

    def _key(self, kind: str, file: str) -> str:
        digest = self.inputs.digest(self.folder / file)
        return self.cache.key(kind, digest, *self.passwords)

    def _check(self, file: str, digest: str) -> None:
        path = self.folder / file
        if digest != self.inputs.digest(path):
            raise ChangedMeanwhileError(path)


def _deck_file(facts: dict[str, Any]) -> DeckFile:
    return DeckFile(DeckState(facts["state"]), facts["pages"], facts["reason"])


def look_at(path: str, passwords: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """In a worker: the digest of a deck and the facts about it, as JSON holds them."""
    from syllabus.packet.deck import inspect_deck

    data = Path(path).read_bytes()
    facts = inspect_deck(data, _password_of(data, passwords))
    return digest_of(data), asdict(facts)


def make_ready(
    path: str, passwords: tuple[str, ...], flatten_forms: bool, titles: bool
) -> tuple[str, bytes, str]:
    """In a worker: the digest of a deck and the deck ready for the packet.

    Where it cannot be made ready, it is empty and why comes last.
    """
    from syllabus.packet.opening import DeckRefused
    from syllabus.packet.prepare import prepare_deck

    data = Path(path).read_bytes()
    try:
        prepared = prepare_deck(
            data,
            _password_of(data, passwords),
            titles=titles,
            flatten_forms=flatten_forms,
        )
    except DeckRefused as refused:
        return digest_of(data), b"", refused.reason
    return digest_of(data), prepared.data, ""


def _password_of(data: bytes, passwords: tuple[str, ...]) -> str:
    """The password that opens a deck; none for one that needs none, or has another."""
    from syllabus.packet.deck import inspect_deck

    tried = (p for p in passwords if inspect_deck(data, p).state != "locked")
    return next(tried, "") if inspect_deck(data).state == "locked" else ""
