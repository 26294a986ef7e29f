"""A folder, such as the checkout of a website: the words, and the files with them."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pydantic import Field

from syllabus.announce import settings as common
from syllabus.announce.message import mail_message
from syllabus.announce.target import AwayError, RefusedError, Sent
from syllabus.core.announcing import Anywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syllabus.announce.announcement import Announcement
    from syllabus.announce.roster import Student
    from syllabus.announce.secrets import Secrets
    from syllabus.announce.target import Place, Refused


class Settings(common.Settings):
    """Where a folder is."""

    to: Anywhere = Field(description="The folder, relative to the course file")


@dataclass(frozen=True)
class FolderTarget:
    """Writes each announcement into a folder of its own, by its id."""

    path: Path
    attaches: bool = True
    seconds_between: float = 0.0

    def parts(self, students: Sequence[Student]) -> tuple[str, ...]:
        """One: a folder has no recipients."""
        del students
        return ("post",)

    def wire_bytes(self, announcement: Announcement) -> int:
        """The bytes that are written."""
        return sum(len(content) for content in _files(announcement).values())

    @contextlib.contextmanager
    def open(self, announcement: Announcement, secrets: Secrets) -> Iterator[_Open]:
        """Nothing is to be opened."""
        del secrets
        yield _Open(self.path, announcement)


@dataclass(frozen=True)
class _Open:
    path: Path
    announcement: Announcement

    def groups(self, parts: Sequence[str]) -> Iterable[tuple[str, ...]]:
        return [tuple(parts)]

    def send(
        self, parts: tuple[str, ...], commit: Callable[[], None]
    ) -> Mapping[str, Sent | Refused]:
        """Write the files; to write the same again changes nothing."""
        sent = self._write(self.path / self.announcement.id, commit)
        return dict.fromkeys(parts, sent)

    def revise(self, receipt: str, commit: Callable[[], None]) -> Sent:
        """Write into the same folder, so that its address stays."""
        return self._write(self._folder(receipt), commit)

    def _write(self, folder: Path, commit: Callable[[], None]) -> Sent:
        commit()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in _files(self.announcement).items():
                _replace(folder / name, content)
        except PermissionError as error:
            raise RefusedError(f"{error.filename} cannot be written") from error
        except OSError as error:
            raise AwayError(f"{error.filename}: {error.strerror}") from error
        return Sent(str(folder))

    def withdraw(self, receipt: str) -> None:
        """Remove what was written."""
        folder = self._folder(receipt)
        for name in _files(self.announcement):
            (folder / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()  # what somebody put beside it stays

    def _folder(self, receipt: str) -> Path:
        """The folder of an announcement, wherever the course lay when it was sent."""
        return self.path / PurePath(receipt).name


def target(settings: Settings, place: Place) -> FolderTarget:
    """The folder that the settings name."""
    return FolderTarget(place.folder / settings.to)


def _files(announcement: Announcement) -> dict[str, bytes]:
    own = {
        "announcement.txt": announcement.text.encode(),
        "announcement.html": announcement.html.encode(),
        "announcement.eml": mail_message(announcement).as_bytes(),
    }
    return own | {_safe(f.name): f.content for f in announcement.attachments}


def _safe(name: str) -> str:
    """A name that is one step of a path and no more."""
    return re.sub(r"[/\\\0]", "_", name).lstrip(".") or "file"


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
