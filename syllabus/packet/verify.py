"""Read a finished packet back with a second, independent parser."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from syllabus.packet.plan import FooterMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PdfReader

    from syllabus.packet.plan import Bookmark, PacketPlan

_SAMPLE = 50
"""About how many pages have their links read."""


def read_back(data: bytes, plan: PacketPlan) -> list[str]:
    """Compare a packet with its plan; give what differs, in words.

    Pages, outline, page labels and named destinations are compared in full;
    links on a sample of the pages.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = len(reader.pages)
        if pages != plan.page_count:
            return [f"the packet has {pages} pages, not {plan.page_count}"]
        return [
            *_outline_differences(reader, plan),
            *_label_differences(reader, plan),
            *_destination_differences(reader, plan),
            *_link_differences(reader, plan),
        ]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        # pypdf raises these on a file that is not what it should be
        return [f"the packet cannot be read back: {type(error).__name__}: {error}"]


def _outline_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    yield from _compare_level(reader, reader.outline, plan.bookmarks, "")


def _compare_level(
    reader: PdfReader, found: list[Any], wanted: tuple[Bookmark, ...], path: str
) -> Iterator[str]:
    """Compare the entries of one level and those below.

    A deck's own entries, which follow the planned ones, are not compared here.
    """
    entries: list[tuple[Any, list[Any]]] = []
    for item in found:
        if isinstance(item, list):
            if entries:
                entries[-1] = (entries[-1][0], item)
        else:
            entries.append((item, []))
    if len(entries) < len(wanted):
        yield f"the outline has {len(entries)} entries, not {len(wanted)}{path}"
        return
    for (item, below), bookmark in zip(entries, wanted, strict=False):
        where = f"{path}, below {bookmark.title!r}"
        if item.title != bookmark.title:
            yield f"a bookmark says {item.title!r}, not {bookmark.title!r}{path}"
        page = reader.get_destination_page_number(item)
        if page != bookmark.page:
            yield f"{bookmark.title!r} leads to page {page}, not {bookmark.page}"
        yield from _compare_level(reader, below, bookmark.children, where)


def _label_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    if not plan.labels:
        return
    labels = reader.page_labels
    for wanted in plan.labels:
        label = labels[wanted.start]
        if not label.startswith(wanted.prefix):
            yield f"page {wanted.start} is labelled {label!r}"
        elif wanted.style == "D" and label != f"{wanted.prefix}{wanted.first}":
            yield f"page {wanted.start} is labelled {label!r}, not {wanted.first}"


def _destination_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    named = reader.named_destinations
    for name, wanted in plan.destinations.items():
        dest = named.get(name)
        page = None if dest is None else reader.get_destination_page_number(dest)
        if page != wanted:
            yield f"destination {name!r} leads to page {page}, not {wanted}"


def _link_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    """Check on a sample of pages that each link leads to a page of the packet."""
    numbers = {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages)
        if page.indirect_reference is not None
    }
    footers = [footer for _, _, footer in plan.pages()]
    stamped = plan.footer_mode is not FooterMode.NONE and plan.contents_page is not None
    for number in range(0, plan.page_count, max(1, plan.page_count // _SAMPLE)):
        targets = [
            _linked_page(annot.get_object(), numbers)
            for annot in reader.pages[number].get("/Annots", ())
        ]
        if -1 in targets:
            yield f"a link on page {number} leads to no page of the packet"
        if stamped and footers[number] and plan.contents_page not in targets:
            yield f"page {number} does not lead to the contents"


def _linked_page(annot: Any, numbers: dict[int, int]) -> int | None:
    """Give the page that an annotation leads to, -1 if gone, None if no link."""
    action = annot.get("/A", {}).get_object() if "/A" in annot else {}
    if action.get("/S") != "/GoTo":
        return None
    dest = action["/D"]
    if not isinstance(dest, list) or not dest:
        return -1
    # Plain list access gives the reference, pypdf's own what it refers to
    return numbers.get(getattr(list.__getitem__(dest, 0), "idnum", 0), -1)
