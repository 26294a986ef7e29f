"""A new course folder: laid down beside its place, then renamed to it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.files import FileError, link_file

if TYPE_CHECKING:
    from collections.abc import Container, Iterable


class FolderTakenError(SyllabusError):
    """A new course does not write over anything."""

    exit_code = ExitCode.USAGE

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is there and is not an empty folder")
        self.add_note("name a folder that is not there yet")


def refuse_taken(folder: Path) -> None:
    """Refuse a folder that has something in it, or another thing of its name.

    Raises:
        FolderTakenError: There is something.
        FileError: It cannot be looked at.
    """
    try:
        if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
            raise FolderTakenError(folder)
    except OSError as error:
        raise FileError(folder, error) from error


def lay_down(
    folder: Path,
    texts: dict[str, bytes],
    files: Iterable[str],
    source: Path,
    links: Container[str],
) -> tuple[int, int]:
    """Make a course folder; whatever fails, there is none of it.

    Args:
        folder: The new folder; not there, or empty.
        texts: The bytes of new files, by their names in the folder.
        files: Names of files to take from another folder.
        source: That folder.
        links: Those files that become links, where the system lets us.

    Returns:
        How many files were copied, and how many linked.

    Raises:
        FolderTakenError: Something came to be in the folder meanwhile.
        FileError: Something could not be read or written.
    """
    copied = linked = 0
    path, part = folder, None
    try:
        parent = folder.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(".part", f".syllabus-{folder.name}-", parent))
        for name in files:
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name in links and link_file(path, (source / name).resolve()):
                linked += 1
            else:
                shutil.copyfile(source / name, path)
                copied += 1
        for name, data in texts.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        path = folder
        _open_to_others(part)
        refuse_taken(folder)
        _put(part, folder)
    except OSError as error:
        raise FileError(path, error) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    return copied, linked


def _put(part: Path, folder: Path) -> None:
    """Give a folder its name, or what is in it to the empty one that has it.

    That one may be the folder that a shell is in, and is not made anew.
    """
    if not folder.is_dir():
        part.rename(folder)
        return
    for child in part.iterdir():
        child.rename(folder / child.name)


def _open_to_others(folder: Path) -> None:
    """Give a folder of `mkdtemp`, which only its owner can read, the usual mode."""
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
