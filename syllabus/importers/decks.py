"""Where the decks of a page go: a file name in ``slides/`` for each address."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syllabus.importers.addresses import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\]")


def slide_files(hrefs: Iterable[str], placed: Mapping[str, str]) -> dict[str, str]:
    """Give every address a file of the course, no two paths the same one.

    Args:
        hrefs: The addresses, in the page's order.
        placed: Addresses whose file is in the course already, and where.
    """
    files: dict[str, str] = {}
    by_path: dict[str, str] = {}
    taken = {name.casefold() for name in placed.values()}
    for href in hrefs:
        path = _plain_path(href)
        if href in placed:
            files[href] = by_path[path] = placed[href]
        if path not in by_path:
            by_path[path] = _free_name(PurePosixPath(path), taken)
            taken.add(by_path[path].casefold())
        files.setdefault(href, by_path[path])
    return files


def _plain_path(href: str) -> str:
    parts = [part for part in path_of(href).split("/") if part not in {"", ".", ".."}]
    host = href.split("://", 1)[1].split("/", 1)[0] + "/" if "://" in href else ""
    return host + "/".join(parts) if parts else "deck.pdf"


def _free_name(path: PurePosixPath, taken: set[str]) -> str:
    """``slides/NAME``; of two decks with one name the second says its folder."""
    name = _UNSAFE.sub("-", path.name).strip(" ~") or "deck.pdf"
    folders = [_UNSAFE.sub("-", part) for part in path.parts[:-1]]
    names = [name] + [
        "-".join([*folders[-depth:], name]) for depth in range(1, len(folders) + 1)
    ]
    stem, dot, suffix = name.rpartition(".")
    number = 2
    while True:
        for candidate in names:
            if f"slides/{candidate}".casefold() not in taken:
                return f"slides/{candidate}"
        names = [f"{stem}-{number}{dot}{suffix}"]
        number += 1
