"""The packets of a course: one with everything, or several with a part of it each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """A packet: its file, what it is called, and its schedule entries (None: all)."""

    file: str
    title: str = ""
    entries: frozenset[int] | None = None

    def has(self, entry: int) -> bool:
        """Whether a schedule entry, counted from 0, is in it."""
        return self.entries is None or entry in self.entries


WHOLE = Edition("packet.pdf")
"""The packet with every deck."""
