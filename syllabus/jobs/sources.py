"""The files of a folder that is to be imported."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.folder import MOST_FILES, Folder
from syllabus.importers.readers import is_source
from syllabus.jobs.files import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUILT = {"_site", "node_modules", "__pycache__"}
"""Folders of what programs wrote or fetched: a page there is a copy of another."""


def open_folder(path: Path) -> Folder | Diagnostic:
    """The files of a folder that readers know; hidden ones and links are left alone.

    Raises:
        FileError: The folder cannot be read.
    """
    files = sorted(_files(path), key=in_order)
    if len(files) > MOST_FILES:
        message = f"this folder has {len(files):,} files that could be read"
        hint = "name the page with the schedule"
        return Diagnostic(Where(path.as_posix()), "file-too-large", message, hint)

    def read(file: str, largest: int) -> bytes:
        try:
            with (path / file).open("rb") as opened:
                return opened.read(largest + 1)
        except OSError as error:
            raise FileError(path / file, error) from error

    return Folder(path.as_posix(), tuple(files), read)


def _files(path: Path) -> Iterator[str]:
    def fail(error: OSError) -> None:
        raise FileError(Path(error.filename or path), error) from error

    for place, folders, names in os.walk(path, onerror=fail):
        folders[:] = [n for n in folders if not n.startswith(".") and n not in _BUILT]
        for name in names:
            file = Path(place, name)
            if not name.startswith(".") and is_source(name) and not file.is_symlink():
                yield file.relative_to(path).as_posix()


def in_order(file: str) -> list[tuple[int, str]]:
    """Numbers in names count as numbers: week 2 comes before week 10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part)
        for part in re.split(r"(\d+)", file)
    ]
