"""The smaller form of a packet, made beside it when an announcement needs it."""

from __future__ import annotations

from pathlib import Path

from syllabus.jobs.cache import Cache
from syllabus.jobs.files import digest_of, read_file, write_files
from syllabus.jobs.workers import EndedError, Workers

_MOST_SECONDS = 300.0
"""A hundred photographs of a good camera take half a minute."""


def write_smaller(packet: Path) -> Path | None:
    """Write the smaller form of a packet beside it; None if there is none.

    Args:
        packet: The packet's file, which stays as it is.

    Raises:
        FileError: A file could not be read or written.
    """
    cache = Cache()
    key = cache.key("smaller", digest_of(read_file(packet)))
    made = cache.get(key)
    if made is None:
        # Its pictures are strangers' files.
        with Workers(1, _MOST_SECONDS) as workers:
            try:
                made = workers.submit(f"{__name__}:make_smaller", str(packet)).result()
            except EndedError:
                return None
        cache.put(key, made)
    if not made:
        return None
    path = packet.with_stem(f"{packet.stem}-smaller")
    write_files({path: made})
    return path


def make_smaller(packet: str) -> bytes:
    """In a worker: the smaller form of a packet; empty if there is none."""
    from syllabus.packet.smaller import smaller

    return smaller(Path(packet).read_bytes()) or b""
