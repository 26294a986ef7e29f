"""What goes out: the words and the files of an announcement to one target."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True)
class Attachment:
    """A file that goes along. ``name`` is what the reader sees, in any script."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Link:
    """A file that is linked instead of attached: its name, and where it is."""

    name: str
    address: str


@dataclass(frozen=True)
class Sender:
    """Who writes to whom about what course; empty where the course does not say.

    ``address`` and ``reply_to`` may have a name (``Teaching staff <staff@…>``);
    ``unsubscribe`` is a bare address; ``course`` is the name of the list.
    """

    address: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    course: str = ""


@dataclass(frozen=True)
class Announcement:
    """One announcement to one target.

    ``id`` comes from what it says and carries, so that the same announcement is known
    again; ``at`` is the moment it was planned, in the zone of the course; ``language``
    is a language tag. ``text`` and ``html`` say the same, ``links`` and all.
    """

    id: str
    subject: str
    text: str
    html: str
    at: dt.datetime
    language: str
    sender: Sender
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()


def announcement_id(about: str, *says: str) -> str:
    """Name an announcement by what it is about, and by all that it says and carries.

    Two that say the same are the same, whenever they are planned; so it can be refused
    to send one twice.
    """
    digest = hashlib.sha256("\0".join(says).encode()).hexdigest()
    return f"{about}-{digest[:12]}"
