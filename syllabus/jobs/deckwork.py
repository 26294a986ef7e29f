"""What a worker does with a deck.

A worker imports this and what it calls, and nothing of the course's model.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syllabus.jobs.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Tagging:
    """What a deck is tagged with.

    ``alternatives`` are the words for its pictures, by slide and place on it, from 0.
    """

    language: str
    alternatives: tuple[tuple[tuple[int, int], str], ...] = ()


@dataclass(frozen=True)
class Wish:
    """How a deck is to be prepared."""

    flatten_forms: bool = False
    titles: bool = True
    tagging: Tagging | None = None

    @property
    def is_plain(self) -> bool:
        """Whether neither titles nor tags are wished for."""
        return not self.titles and self.tagging is None


@dataclass(frozen=True)
class Prepared:
    """A deck ready for the packet.

    ``tagged`` says who made its tags, empty if it has none, and ``short`` how often
    they fall short of each rule. ``refused`` says why it could not be prepared.
    """

    wish: Wish
    digest: str
    data: bytes
    tagged: str = ""
    short: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""

    def to_store(self) -> bytes:
        """The bytes for the cache, whose key has all else."""
        head = [self.digest, self.tagged, dict(self.short)]
        return json.dumps(head).encode() + b"\n" + self.data

    @classmethod
    def stored(cls, wish: Wish, stored: bytes) -> Prepared:
        """What `to_store` gave."""
        head, _, data = stored.partition(b"\n")
        digest, tagged, short = json.loads(head)
        return cls(wish, digest, data, tagged, short)


def get_ready() -> None:
    """In a worker: import what the first deck will need."""
    from syllabus.packet import deck, prepare  # noqa: F401 - for what comes


def look_at(path: str, passwords: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """In a worker: the digest of a deck and the facts about it, as JSON holds them."""
    from syllabus.packet.deck import inspect_deck

    data = Path(path).read_bytes()
    facts = inspect_deck(data, password_of(data, passwords))
    return digest_of(data), asdict(facts)


def make_ready(path: str, passwords: tuple[str, ...], wish: Wish) -> Prepared:
    """In a worker: a deck ready for the packet, or why it cannot be made so."""
    from syllabus.packet.opening import DeckRefused
    from syllabus.packet.prepare import prepare_deck

    data = Path(path).read_bytes()
    digest = digest_of(data)
    try:
        made = prepare_deck(
            data,
            password_of(data, passwords),
            titles=wish.titles,
            flatten_forms=wish.flatten_forms,
            tagging=_wanted_tags(wish),
        )
    except DeckRefused as refused:
        return Prepared(wish, digest, b"", refused=refused.reason)
    if made.tags is None:
        return Prepared(wish, digest, made.data)
    short = {rule.value: count for rule, count in made.tags.falls_short.items()}
    return Prepared(wish, digest, made.data, made.tags.origin.value, short)


def _wanted_tags(wish: Wish) -> Any:
    if wish.tagging is None:
        return None
    from syllabus.packet.tags import deck as tags

    return tags.Tagging(wish.tagging.language, dict(wish.tagging.alternatives))


def password_of(data: bytes, passwords: tuple[str, ...]) -> str:
    """The password that opens a deck; none for one that needs none, or has another."""
    if not passwords:
        return ""
    from syllabus.packet.deck import inspect_deck

    tried = (p for p in passwords if inspect_deck(data, p).state != "locked")
    return next(tried, "") if inspect_deck(data).state == "locked" else ""
