"""What a content stream paints: items, and where in the stream each lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from syllabus.packet.tags.matrix import IDENTITY

if TYPE_CHECKING:
    from pikepdf import Object

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.fonts import Shown
    from syllabus.packet.tags.matrix import Matrix


class Kind(Enum):
    """What an item paints."""

    TEXT = auto()
    IMAGE = auto()
    FORM = auto()
    DRAWING = auto()
    SPAN = auto()
    """Content that carries words of its own for what it shows (/ActualText)."""


class Hold(Enum):
    """What marked content that is there already does to what lies within."""

    OPEN = auto()
    """Tags go inside: optional content, or none at all."""
    ARTIFACT = auto()
    """Decoration by the word of the author."""
    HIDDEN = auto()
    """A layer that is not shown: what a viewer does not see, none shall hear."""
    TAGGED = auto()
    """Part of the author's structure tree."""


class Place(NamedTuple):
    """Between which brackets of the stream an item lies.

    Two items can share one marked-content sequence only if all are equal.
    """

    text_object: int
    saved: int
    mark: int


@dataclass(slots=True)
class TextObject:
    """A stretch from BT to ET; ``first`` and ``last`` are its items."""

    start: int
    end: int
    place: Place
    first: int
    last: int = -1
    closed: bool = True


class Owner(NamedTuple):
    """What an item belongs to: a leaf of the tree, or nothing (``key`` < 0).

    ``tag`` is written in the content.
    """

    key: int
    tag: bytes


ARTIFACT = Owner(-1, b"/Artifact")
RUNNING = Owner(-1, b"/Artifact <</Type /Pagination>>")
"""Running heads and the like (ISO 32000-1, 14.8.2.2.2)."""


@dataclass(slots=True, eq=False)
class Item:
    """Something that is painted by the bytes from start to end.

    Text goes from ``x`` and ``y`` to ``end_x`` and ``end_y`` on its base line.
    ``owner`` is what it was found to belong to; None leaves it alone.
    """

    kind: Kind
    start: int
    end: int
    place: Place
    hold: Hold
    box: Box
    size: float = 0.0
    x: float = 0.0
    y: float = 0.0
    end_x: float = 0.0
    end_y: float = 0.0
    upright: bool = True
    invisible: bool = False
    shown: Shown | None = None
    count: int = 0
    words: str | None = None
    target: Object | None = None
    opening_end: int = 0
    ctm: Matrix = IDENTITY
    order: int = 0
    owner: Owner | None = None

    @property
    def xobject(self) -> Object:
        """The form or image, or the property list, that the item is about."""
        if self.target is None:
            raise LookupError("the item paints no object")
        return self.target

    def text(self) -> str:
        """Give what the item says; gaps within a line of text become spaces."""
        if self.words is not None:
            return self.words
        return self.shown.text if self.shown is not None else ""


@dataclass(slots=True)
class Reading:
    """What a stream paints, in order.

    ``dropped`` are stretches of bytes that only bear marks no tree knows.
    ``known`` are the MCIDs in the stream with the text that they hold.
    """

    content: bytes
    items: list[Item] = field(default_factory=list)
    text_objects: list[TextObject] = field(default_factory=list)
    dropped: list[tuple[int, int]] = field(default_factory=list)
    unclosed: int = 0
    ends_in_text: bool = False
    mark_ends: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    loose_text: int = 0
    unreadable: bool = False
    drawn_bytes: int = 0
