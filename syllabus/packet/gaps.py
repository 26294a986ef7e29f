"""Links of a deck to those of its pages that a packet leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def drop_links_between(pages: Sequence[Object], kept: Collection[int]) -> None:
    """Take from the kept pages of a prepared deck the links to the others.

    What marks a link on the page stays; it leads nowhere.
    """
    gone = {page.objgen for n, page in enumerate(pages) if n not in kept}
    for number in kept:
        annots = pages[number].get("/Annots")
        for annot in annots if isinstance(annots, Array) else ():
            action = annot.get("/A") if isinstance(annot, Dictionary) else None
            if isinstance(action, Dictionary) and _target(action) in gone:
                del annot["/A"]


def _target(action: Object) -> tuple[int, int] | None:
    """Give the page that an action with an explicit destination leads to."""
    dest = action.get("/D")
    if isinstance(dest, Array) and len(dest) and isinstance(dest[0], Dictionary):
        return dest[0].objgen
    return None


def leads_nowhere(action: Object) -> bool:
    """Whether an action is a link to a page that was not brought along."""
    return action.get("/S") == Name.GoTo and _target(action) is None
