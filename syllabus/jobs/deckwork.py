"""What a worker does with a deck.

A worker imports this and what it calls, and nothing of the course's model.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syllabus.jobs.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
class Seen:
    """What a look at a deck showed: the facts, as JSON holds them.

    ``opened`` are those that a password brought to light, None if none was tried.
    """

    digest: str
    facts: dict[str, Any]
    opened: dict[str, Any] | None = None


@dataclass(frozen=True)
class Prepared:
    """A deck ready for the packet.

    ``tagged`` says who made its tags, empty if it has none, ``short`` of what they fall
    short, in words, and ``unused`` which described pictures, as slide and number from
    0, are not there; ``removed`` counts what was taken out of it. ``plain``
    says why it has neither titles nor tags though they were wished for. ``refused`` are
    the facts about a deck that could not be prepared.
    """

    wish: Wish
    digest: str
    data: bytes
    tagged: str = ""
    short: Sequence[str] = ()
    unused: Sequence[Sequence[int]] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    plain: str = ""
    refused: Mapping[str, Any] = field(default_factory=dict)

    def to_store(self) -> bytes:
        """The bytes for the cache, whose key has all else."""
        tags = [self.tagged, self.short, self.unused]
        head = [self.digest, *tags, self.removed, self.plain]
        return json.dumps(head).encode() + b"\n" + self.data

    @classmethod
    def stored(cls, wish: Wish, stored: bytes) -> Prepared:
        """What `to_store` gave."""
        head, _, data = stored.partition(b"\n")
        digest, *rest = json.loads(head)
        return cls(wish, digest, data, *rest)


def get_ready() -> None:
    """In a worker: import what the first deck will need."""
    from syllabus.packet import deck, prepare  # noqa: F401 - for what comes


def look_at(path: str, passwords: tuple[str, ...]) -> Seen:
    """In a worker: the digest of a deck and the facts about it."""
    from syllabus.packet.deck import DeckState, inspect_deck

    data = Path(path).read_bytes()
    facts = inspect_deck(data)
    opened = None
    if facts.state is DeckState.LOCKED and passwords:
        opened = asdict(inspect_deck(data, password_of(data, passwords)))
    return Seen(digest_of(data), asdict(facts), opened)


def make_ready(path: str, passwords: tuple[str, ...], wish: Wish) -> Prepared:
    """In a worker: a deck ready for the packet, or why it cannot be made so."""
    from syllabus.packet.deck import DeckFacts
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
        return Prepared(wish, digest, b"", refused=asdict(DeckFacts.of(refused)))
    ready = Prepared(wish, digest, made.data, removed=made.removed)
    if made.tags is None:
        return ready
    tags = made.tags
    return replace(
        ready, tagged=tags.origin.value, short=tags.in_words(), unused=tags.unused
    )


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
