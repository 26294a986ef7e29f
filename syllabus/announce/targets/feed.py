"""An Atom feed: a file that grows by an entry for each announcement."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from syllabus.announce import settings as common
from syllabus.announce.atom import Feed, NoFeedError
from syllabus.announce.target import AwayError, NotTakenError, RefusedError, Sent
from syllabus.core.announcing import Anywhere
from syllabus.core.values import Address, Number, Text, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Place, Refused

_ENTRIES = 50


class Settings(common.Settings):
    """Where a feed is."""

    to: Anywhere = Field(description="The file, relative to the course file")
    address: Address | None = Field(
        default=None, description="Where the file is on the web"
    )
    title: Text | None = Field(
        default=None, description="What a new feed is called; the course by default"
    )
    entries: Number | None = Field(
        default=None, description="How many announcements stay in it; 50 by default"
    )

    @model_validator(mode="after")
    def _keeps_some(self) -> Settings:
        if self.entries is not None and (self.entries < 1 or self.entries % 1):
            refuse("bad-value", "a feed keeps a whole number of entries, at least one")
        return self


@dataclass(frozen=True)
class FeedTarget:
    """Puts each announcement into a feed; files are linked."""

    path: Path
    settings: Settings
    attaches: bool = False
    seconds_between: float = 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One: a feed has no recipients."""
        del students
        return ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes of a feed with this entry alone."""
        return len(bytes(_with(None, announcement, self.settings)))

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Open]:
        """Nothing is to be opened."""
        del secrets
        yield _Open(self.path, self.settings, announcement)


@dataclass(frozen=True)
class _Open:
    path: Path
    settings: Settings
    announcement: Announcement

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        return [tuple(parts)]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Put the entry in; to put the same in again changes nothing."""
        old = self._read()
        feed = _with(self._feed(old), self.announcement, self.settings)
        self._write(old, bytes(feed), commit)
        return dict.fromkeys(parts, Sent(feed.id_of(self.announcement.id)))

    def find(self, part: str) -> Sent | None:
        """Whether the entry is there after all."""
        del part
        feed = self._feed(self._read())
        name = feed.id_of(self.announcement.id) if feed else ""
        return Sent(name) if name else None

    def withdraw(self, receipt: str) -> None:
        """Take the entry out."""
        del receipt
        old = self._read()
        feed = self._feed(old)
        if feed and feed.remove(self.announcement.id):
            self._write(old, bytes(feed), lambda: None)

    def _read(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RefusedError(f"{self.path}: {error.strerror}") from error

    def _feed(self, raw: bytes | None) -> Feed | None:
        try:
            return None if raw is None else Feed(raw)
        except NoFeedError as error:
            reason = f"{self.path} is no Atom feed and stays as it is: {error}"
            raise RefusedError(reason) from None

    def _write(self, old: bytes | None, new: bytes, commit: Callable[[], None]) -> None:
        """Write all of it or nothing; what others write meanwhile is not lost."""
        path = self.path.resolve()  # a link leads to it as before
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                part.chmod(stat.S_IMODE(path.stat().st_mode))
        except PermissionError as error:
            raise RefusedError(f"{error.filename} cannot be written") from error
        except OSError as error:
            raise AwayError(f"{error.filename}: {error.strerror}") from error
        if self._read() != old:
            raise AwayError(f"{self.path} was changed by somebody else meanwhile")
        commit()
        try:
            part.replace(path)
        except OSError as error:
            raise NotTakenError(f"{error.filename}: {error.strerror}") from error


def target(settings: Settings, place: Place) -> FeedTarget:
    """The feed that the settings name."""
    return FeedTarget(place.folder / settings.to, settings)


def _with(feed: Feed | None, announcement: Announcement, settings: Settings) -> Feed:
    address = settings.address or ""
    feed = feed or Feed.new(announcement, settings.title or "", address)
    feed.put(announcement, address, int(settings.entries or _ENTRIES))
    return feed
