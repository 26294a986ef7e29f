"""The packet's own pages: their links and tags, after the pages were moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.destinations import Destinations, explicit
from syllabus.packet.plan import LINK_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pikepdf import Pdf

_SCHEME = LINK_SCHEME.encode()


def name_pages_in_links(front: Pdf) -> None:
    """Make the links within the front matter name their pages."""
    destinations = Destinations(front)
    pages = [page.obj for page in front.pages]
    for link in _links(pages):
        holder = link.get("/A", link)
        key = "/D" if "/A" in link else "/Dest"
        target = destinations.resolve(holder.get(key))
        if target is not None:
            holder[key] = explicit(pages[target.page], target.view)


def lead_links_into_packet(
    pages: Iterable[Object], destinations: Mapping[str, Object]
) -> None:
    """Replace links to `packet:NAME` by links to the destinations' pages.

    Args:
        pages: Pages of the packet that came from the front matter.
        destinations: Explicit destinations by name.

    Raises:
        ValueError: If a link's name is no destination.
    """
    for link in _links(pages):
        action = link.get("/A")
        if not isinstance(action, Dictionary):
            continue
        uri = action.get("/URI")
        if not isinstance(uri, String) or not bytes(uri).startswith(_SCHEME):
            continue
        name = bytes(uri)[len(_SCHEME) :].decode("utf-8", "replace")
        if name not in destinations:
            raise ValueError(
                f"the front matter links to {name!r}, which is no destination"
            )
        link["/A"] = Dictionary(S=Name.GoTo, D=destinations[name])


def _links(pages: Iterable[Object]) -> Iterator[Object]:
    for page in pages:
        annots = page.get("/Annots")
        for annot in annots if isinstance(annots, Array) else ():
            if isinstance(annot, Dictionary) and annot.get("/Subtype") == Name.Link:
                yield annot
