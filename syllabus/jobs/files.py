"""Files written whole or not at all, and whether files have changed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syllabus.errors import SyllabusError

if TYPE_CHECKING:
    from collections.abc import Mapping


class FileError(SyllabusError):
    """A file could not be read or written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: {error.strerror or error}")


class ChangedMeanwhileError(SyllabusError):
    """A file that is to be changed is no longer as it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed by somebody else meanwhile")
        self.add_note("nothing was written; call the command again")


class Stamp(NamedTuple):
    """What a file looked like: enough to see that it has not been touched.

    ``digest`` is the SHA-256 of its content, in hexadecimal.
    """

    size: int
    mtime_ns: int
    inode: int
    digest: str


_TICK_NS = 50_000_000
"""Longer than the step by which any common file system's times move."""

_NO_SUCH_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}

_PREFIX = ".syllabus-"
_SUFFIX = ".part"


def digest_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FileError: It is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(path, error) from error


def stamp_of(path: Path, known: Stamp | None = None) -> Stamp | None:
    """Stamp a file; None if it is not there, or not a file that can be read.

    Args:
        path: The file.
        known: An earlier stamp: where size, time and inode are still the same, its
            digest is taken on trust instead of reading the file.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        if known and known[:3] == (found.st_size, found.st_mtime_ns, found.st_ino):
            return known
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino, digest)


class Inputs:
    """Reads files and keeps the stamp of what was read, for the record of the build."""

    def __init__(self) -> None:
        self.stamps: dict[str, Stamp | None] = {}

    def read(self, path: Path, most: int | None = None) -> bytes | None:
        """The bytes of a file; None if it is not there or is not a file.

        Args:
            path: The file.
            most: Where it has more bytes than that, one more than that is read.

        Raises:
            FileError: It is there and cannot be read.
        """
        try:
            found = path.stat()
            # Not a device or a pipe: reading those may never end.
            data = _bytes_of(path, most) if stat.S_ISREG(found.st_mode) else None
        except OSError as error:
            if error.errno not in _NO_SUCH_FILE:
                raise FileError(path, error) from error
            data = None
        except ValueError:
            data = None  # a name that no file here can have
        if data is None:
            self.stamps[str(path.absolute())] = None
            return None
        # A file written a moment ago can change again without its time moving on.
        settled = time.time_ns() - found.st_mtime_ns > _TICK_NS
        mtime = found.st_mtime_ns if settled else 0
        stamp = Stamp(found.st_size, mtime, found.st_ino, digest_of(data))
        self.stamps[str(path.absolute())] = stamp
        return data

    def digest(self, path: Path) -> str:
        """The digest of a file that was read."""
        stamp = self.stamps[str(path.absolute())]
        return stamp.digest if stamp else ""


def _bytes_of(path: Path, most: int | None) -> bytes:
    with path.open("rb") as file:
        return file.read() if most is None else file.read(most + 1)


def link_file(target: Path, source: Path) -> bool:
    """Make a symbolic link to a file; False where the system does not let us."""
    try:
        address: str | Path = os.path.relpath(source, target.parent.resolve())
    except ValueError:  # another drive
        address = source
    try:
        target.symlink_to(address)
    except (OSError, NotImplementedError):  # no right to, or a system without links
        return False
    return True


def write_files(
    contents: Mapping[Path, bytes], *, flush: bool = True, private: bool = False
) -> None:
    """Write files so that each is the old one or the new one at any moment.

    All bytes are on the disk before the first name changes, so that what a killed
    program can leave apart are only the renames, which follow each other at once.

    Args:
        contents: The bytes of each file.
        flush: Whether to wait for the disk, so that a power cut leaves them whole too.
        private: Whether only their owner can read them.

    Raises:
        FileError: A file could not be written; those before it in the order given
            may have been.
    """
    waiting: list[tuple[str, Path]] = []
    path = Path()
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            _sweep(path)
            waiting.append((_write_part(path, data, flush, private), path))
        for part, path in waiting:
            os.replace(part, path)  # noqa: PTH105 - the name of a closed descriptor
    except OSError as error:
        raise FileError(path, error) from error
    finally:
        for part, _ in waiting:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(part)  # noqa: PTH108


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Give a file that a person keeps other bytes; a link leads to it as before.

    Raises:
        ChangedMeanwhileError: It does not hold the old bytes any more.
        FileError: It could not be read or written.
    """
    try:
        real = path.resolve(strict=True)
        mode = stat.S_IMODE(real.stat().st_mode)
        if real.read_bytes() != old:
            raise ChangedMeanwhileError(path)
        if not os.access(real, os.W_OK):  # a rename would not ask
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        part = Path(_write_part(real, new, flush=True, private=True))
        try:
            part.chmod(mode)
            part.replace(real)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(path, error) from error


def _write_part(path: Path, data: bytes, flush: bool, private: bool) -> str:
    descriptor, part = tempfile.mkstemp(
        _SUFFIX, f"{_PREFIX}{path.name}-", dir=path.parent
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if flush:
                file.flush()
                os.fsync(file.fileno())
            if not private:
                # mkstemp makes a file that only its owner can read; an output is as
                # open as any other file that the user writes.
                os.chmod(part, 0o666 & ~_umask())  # noqa: PTH101
    except BaseException:
        os.unlink(part)  # noqa: PTH108
        raise
    return part


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sweep(path: Path) -> None:
    """Remove what a killed build left beside an output, once it is an hour old."""
    newest = path.parent.stat().st_mtime - 3600
    for part in path.parent.glob(f"{_PREFIX}{path.name}-*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < newest:
                part.unlink()
