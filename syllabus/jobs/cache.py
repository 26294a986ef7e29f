"""The user's cache folder: what was made before, under the hash of what went into it.

Anything in it can be deleted at any time. Nothing in it is needed to be right: a
damaged entry is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import syllabus
from syllabus.jobs.files import FileError, digest_of, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 2_000_000_000
"""What the cache may hold; the entries not used for longest go first."""

_OWNER_ONLY = 0o700


def cache_folder() -> Path:
    """The program's folder in the user's cache folder (XDG Base Directory)."""
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "syllabus"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/syllabus"
    if sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA")):
        return Path(base) / "syllabus" / "Cache"
    try:
        return Path.home() / ".cache" / "syllabus"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / "syllabus-cache"


def fingerprint() -> str:
    """A name for this very program: its files and the packages beside it.

    What one program made is nothing to another, so that a mended bug is not served from
    the cache. Looking at the files' times is quick; nothing is imported for it.
    """
    digest = hashlib.sha256(f"{syllabus.__version__} {sys.version}".encode())
    package = Path(syllabus.__file__).parent
    for folder in (package, package.parent / "templates"):
        for path, entry in _walk(folder):
            found = entry.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    for place in sys.path:
        # Installing or updating a package touches the folder that packages lie in.
        if place.endswith("site-packages") and Path(place).is_dir():
            digest.update(f"{place} {Path(place).stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _walk(folder: Path | str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    if not os.path.isdir(folder):  # noqa: PTH112 - on the path of every start
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _walk(entry.path)
            else:
                yield entry.path, entry


def _make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into, or make it such a folder."""
    folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != _OWNER_ONLY:
        folder.chmod(_OWNER_ONLY)


class Cache:
    """Bytes under keys. Keys of other versions of the program do not meet these."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder()
        self.program = fingerprint()

    def key(self, kind: str, *parts: str) -> str:
        """The key of something of a kind that is made from these parts."""
        return digest_of("\0".join((self.program, kind, *parts)).encode())

    def get(self, key: str) -> bytes | None:
        """What was put under the key; None if nothing was, or it is damaged."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        digest, data = stored[:32], stored[32:]
        if hashlib.sha256(data).digest() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep some bytes for their owner. A full disk or locked folder is no failure.

        Decks lie here as nobody else may see them: before their release, unlocked.
        """
        path = self._path(key)
        entry = {path: hashlib.sha256(data).digest() + data}
        with contextlib.suppress(FileError, OSError):
            for folder in (self.folder, path.parent.parent, path.parent):
                _make_private(folder)
            # What a power cut leaves of it is found damaged and made again.
            write_files(entry, flush=False, private=True)

    def _path(self, key: str) -> Path:
        return self.folder / "made" / key[:2] / key

    def prune(self) -> None:
        """Drop the entries not used for longest until the cache is small enough."""
        entries = []
        for path, entry in _walk(self.folder / "made"):
            with contextlib.suppress(OSError):
                found = entry.stat()
                entries.append((found.st_mtime, found.st_size, path))
        total = sum(size for _, size, _ in entries)
        for used, size, path in sorted(entries):
            if total <= MOST_BYTES or time.time() - used < 60:
                break
            with contextlib.suppress(OSError):
                Path(path).unlink()
            total -= size
