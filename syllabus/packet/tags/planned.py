"""What a packet's plan says of its tags: lectures, decks and their runs of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.packet.plan import FRONT
from syllabus.packet.tags.join import TaggedRun, TaggedSource, join_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pikepdf import Object, Pdf

    from syllabus.packet.plan import Bookmark, PacketPlan


def join_planned_tags(
    packet: Pdf,
    sources: Sequence[Pdf | None],
    pages: Sequence[Object],
    plan: PacketPlan,
) -> None:
    """Join the tags of a packet's sources.

    Args:
        packet: The packet, its pages and footers in place.
        sources: The front matter, or None, and the decks; all are tagged.
        pages: The packet's pages, in order.
        plan: The packet's plan.
    """
    own: list[list[Object | None]] = [
        [None] * (len(source.pages) if source is not None else 0) for source in sources
    ]
    for page, (source, number, _) in zip(pages, plan.pages(), strict=True):
        own[source][number] = page
    titles = _deck_titles(plan.bookmarks)
    given = [
        TaggedSource(source, own[n], "" if n == FRONT else titles.get(n, f"Deck {n}"))
        for n, source in enumerate(sources)
        if source is not None
    ]
    shift = int(bool(sources) and sources[FRONT] is None)
    join_tags(packet, given, list(_tagged_runs(plan, shift)), plan.language)


def _tagged_runs(plan: PacketPlan, shift: int) -> Iterator[TaggedRun]:
    """Give the plan's runs with their lectures.

    Args:
        plan: The plan.
        shift: How many sources before the decks are not there.
    """
    starts = sorted(_lecture_starts(plan.bookmarks))
    page = 0
    for run in plan.runs:
        begun = [title for start, title in starts if start <= page]
        section = begun[-1] if begun else ""
        yield TaggedRun(run.source - shift, run.first, run.count, section)
        page += run.count


def _lecture_starts(bookmarks: Sequence[Bookmark]) -> Iterator[tuple[int, str]]:
    """Give page and title of each bookmark that holds those of decks."""
    for bookmark in bookmarks:
        if any(child.deck is not None for child in bookmark.children):
            yield bookmark.page, bookmark.title
        yield from _lecture_starts(bookmark.children)


def _deck_titles(bookmarks: Sequence[Bookmark]) -> dict[int, str]:
    titles: dict[int, str] = {}
    for bookmark in bookmarks:
        if bookmark.deck is not None:
            titles[bookmark.deck] = bookmark.title
        titles |= _deck_titles(bookmark.children)
    return titles
