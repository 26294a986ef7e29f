"""Read a finished packet back with a second, independent parser."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from syllabus.packet.labels import labels_of_pages, pages_in_span
from syllabus.packet.plan import FRONT, FooterMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def read_back_sheets(data: bytes, plan: PacketPlan) -> list[str]:
    """Compare a packet that was laid out on paper with its plan.

    Which sheet has a page is known from the sheets' labels. Bookmarks and named
    destinations are compared in full, links on a sample of the sheets.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        moved = plan_on_sheets(plan, reader.page_labels)
        return [
            *_outline_differences(reader, moved),
            *_destination_differences(reader, moved),
            *_sheet_link_differences(reader, plan, moved),
        ]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        # pypdf raises these on a file that is not what it should be, and we where a
        # page is on no sheet
        return [f"the sheets cannot be read back: {type(error).__name__}: {error}"]


def plan_on_sheets(plan: PacketPlan, labels: Sequence[str]) -> PacketPlan:
    """Give a plan whose bookmarks and destinations name sheets instead of pages.

    Args:
        plan: The packet's plan.
        labels: The sheets' labels.

    Raises:
        ValueError: If a page is on no sheet, or on two.
    """
    sheet_of = sheets_of_pages(plan, labels)
    contents = plan.contents_page
    return replace(
        plan,
        bookmarks=tuple(_moved(one, sheet_of) for one in plan.bookmarks),
        destinations={name: sheet_of[page] for name, page in plan.destinations.items()},
        contents_page=None if contents is None else sheet_of[contents],
        labels=(),
    )


def sheets_of_pages(plan: PacketPlan, labels: Sequence[str]) -> list[int]:
    """Give the sheet of each page of a packet.

    Raises:
        ValueError: If a page is on no sheet, or on two.
    """
    own = labels_of_pages(plan.labels, plan.page_count)
    placed = sorted(
        (page, sheet)
        for sheet, words in enumerate(labels)
        for page in pages_in_span(words, own)
    )
    if [page for page, _ in placed] != list(range(plan.page_count)):
        raise ValueError("not every page is on one sheet")
    return [sheet for _, sheet in placed]


def _moved(bookmark: Bookmark, sheet_of: Sequence[int]) -> Bookmark:
    children = tuple(_moved(child, sheet_of) for child in bookmark.children)
    return replace(bookmark, page=sheet_of[bookmark.page], children=children)


def _sheet_link_differences(
    reader: PdfReader, plan: PacketPlan, moved: PacketPlan
) -> Iterator[str]:
    """Check on a sample of sheets that links lead to sheets, and to the contents."""
    numbers = _page_numbers(reader)
    slides = {
        number for number, (source, _, _) in enumerate(plan.pages()) if source != FRONT
    }
    sheets = sheets_of_pages(plan, reader.page_labels)
    with_slides = {sheets[number] for number in slides}
    count = len(reader.pages)
    for number in range(0, count, max(1, count // _SAMPLE)):
        targets = _targets(reader, number, numbers)
        if -1 in targets:
            yield f"a link on sheet {number} leads to no sheet"
        if number in with_slides and moved.contents_page not in targets:
            yield f"sheet {number} does not lead to the contents"


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
    wanted = labels_of_pages(plan.labels, plan.page_count)
    for page, pair in enumerate(zip(reader.page_labels, wanted, strict=True)):
        if pair[0] != pair[1]:
            yield f"page {page} is labelled {pair[0]!r}, not {pair[1]!r}"


def _destination_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    named = reader.named_destinations
    for name, wanted in plan.destinations.items():
        dest = named.get(name)
        page = None if dest is None else reader.get_destination_page_number(dest)
        if page != wanted:
            yield f"destination {name!r} leads to page {page}, not {wanted}"


def _link_differences(reader: PdfReader, plan: PacketPlan) -> Iterator[str]:
    """Check on a sample of pages that each link leads to a page of the packet."""
    numbers = _page_numbers(reader)
    footers = [footer for _, _, footer in plan.pages()]
    stamped = plan.footer_mode is not FooterMode.NONE and plan.contents_page is not None
    for number in range(0, plan.page_count, max(1, plan.page_count // _SAMPLE)):
        targets = _targets(reader, number, numbers)
        if -1 in targets:
            yield f"a link on page {number} leads to no page of the packet"
        if stamped and footers[number] and plan.contents_page not in targets:
            yield f"page {number} does not lead to the contents"


def _page_numbers(reader: PdfReader) -> dict[int, int]:
    """Give the number of each page by that of its object."""
    return {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages)
        if page.indirect_reference is not None
    }


def _targets(reader: PdfReader, page: int, numbers: dict[int, int]) -> list[int | None]:
    """Give where the annotations of a page lead."""
    return [
        _linked_page(annot.get_object(), numbers)
        for annot in reader.pages[page].get("/Annots", ())
    ]


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
