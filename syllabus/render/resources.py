"""What a page may load: files of its course and of the project, and nothing else."""

from __future__ import annotations

import base64
import mimetypes
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syllabus.render.folder import templates_folder

if TYPE_CHECKING:
    from pathlib import Path

PROJECT_SCHEME = "syllabus"
"""`syllabus:fonts/Some.otf` is a file of the project's templates."""

MAX_BYTES = 64 * 1024 * 1024

# A picture within the page itself; there is nothing to look for.
_EMBEDDED = re.compile(r"data:(image/[a-z+]+);base64,([A-Za-z0-9+/]*={0,2})")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.+-]*):")


class BlockedError(ValueError):
    """A page asked for something that it may not load."""

    def __init__(self, url: str) -> None:
        super().__init__(f"not loaded: {url}")


@dataclass(slots=True)
class Resources:
    """Finds what a page may load, and remembers what it was refused.

    Args:
        course_folder: Relative addresses are files in here; with None there are none.
    """

    course_folder: Path | None
    blocked: list[str] = field(default_factory=list)

    def read(self, url: str) -> tuple[bytes, str]:
        """Give the bytes behind an address and their media type.

        Raises:
            BlockedError: It is neither a file of the course folder nor of the project,
                or cannot be read. `blocked` holds the address then.
        """
        if embedded := _EMBEDDED.fullmatch(url):
            return base64.b64decode(embedded[2]), embedded[1]
        found = self._find(url)
        data = _content(found) if found else None
        if found is None or data is None:
            self.blocked.append(url)
            raise BlockedError(url)
        return data, mimetypes.guess_type(found.name)[0] or "application/octet-stream"

    def _find(self, url: str) -> Path | None:
        """The file that an address names, if it lies where it may lie."""
        scheme = _SCHEME.match(url)
        if scheme and scheme[1].lower() != PROJECT_SCHEME:
            return None
        folder = templates_folder() if scheme else self.course_folder
        if folder is None:
            return None
        try:
            parts = urlsplit(url)
            if parts.netloc:
                return None
            root = folder.resolve(strict=True)
            # Links are followed first, so that none leads out.
            path = (root / unquote(parts.path)).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            return None
        return path if path.is_relative_to(root) else None


def _content(path: Path) -> bytes | None:
    """The bytes of a plain file that is not too large."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
