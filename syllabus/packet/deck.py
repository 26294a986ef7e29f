"""Look at a deck without changing it: can it be used, and how long is it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary, Object, ObjectSet

from syllabus.packet.opening import DeckRefused, DeckState, open_or_mend

if TYPE_CHECKING:
    from pathlib import Path

    from pikepdf import Pdf

__all__ = ["DeckFacts", "DeckState", "inspect_deck"]

_MAX_BOOKMARKS = 50_000


@dataclass(frozen=True, slots=True)
class DeckFacts:
    """What a look at a deck shows.

    Every field is a value that JSON holds. ``reason`` is a sentence for the
    author, without a stop, empty if the deck is ready; ``fault`` names it for the
    placeholder page (`Fault`). ``mended`` says that the file was damaged.
    """

    state: DeckState
    pages: int = 0
    reason: str = ""
    fault: str = ""
    mended: bool = False
    tagged: bool = False
    bookmarks: int = 0

    @classmethod
    def of(cls, refused: DeckRefused) -> DeckFacts:
        """The facts about a deck that cannot become pages."""
        return cls(refused.state, reason=refused.reason, fault=refused.fault)

    @property
    def ready(self) -> bool:
        """Whether the deck becomes pages."""
        return self.state is DeckState.READY


def inspect_deck(data: bytes | Path, password: str = "") -> DeckFacts:
    """Look at a deck; whatever the bytes are, the answer is facts."""
    try:
        pdf, mended = open_or_mend(data, password)
        with pdf:
            return DeckFacts(
                state=DeckState.READY,
                pages=len(pdf.pages),
                mended=mended,
                tagged=_is_tagged(pdf),
                bookmarks=_count_bookmarks(pdf),
            )
    except DeckRefused as refused:
        return DeckFacts.of(refused)
    except pikepdf.PdfError:
        return DeckFacts(
            DeckState.DAMAGED, reason="the file is damaged and could not be repaired"
        )


def _is_tagged(pdf: Pdf) -> bool:
    """Whether the author's program wrote tags."""
    marks = pdf.Root.get("/MarkInfo")
    tree = pdf.Root.get("/StructTreeRoot")
    return (
        isinstance(marks, Dictionary)
        and marks.get_bool("/Marked") is True
        and isinstance(tree, Dictionary)
        and "/K" in tree
    )


def _count_bookmarks(pdf: Pdf) -> int:
    """Count the entries of the outline, however it is damaged."""
    root = pdf.Root.get("/Outlines")
    if not isinstance(root, Dictionary):
        return 0
    seen = ObjectSet()
    pending: list[Object | None] = [root.get("/First")]
    while pending and len(seen) < _MAX_BOOKMARKS:
        item = pending.pop()
        if isinstance(item, Dictionary) and seen.add(item):
            pending += [item.get("/Next"), item.get("/First")]
    return len(seen)
