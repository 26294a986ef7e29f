"""What a packet is to be: its pages in order and what lies over them.

Pages count from 0, as code does; page labels and footers say what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FRONT = 0
"""The source number of the front matter; decks count from 1."""

LINK_SCHEME = "packet:"
"""A front-matter link to `packet:NAME` goes to the destination NAME."""


class FooterMode(StrEnum):
    """Where footers stand."""

    MARGIN = "margin"
    """On a strip below the slide, added to the page unless paper has a blank margin."""
    OVERLAY = "overlay"
    """On a strip over the lower edge of the slide; the page keeps its size."""
    NONE = "none"


class LabelStyle(StrEnum):
    """How the pages of a range are numbered, as PDF names it."""

    DECIMAL = "D"
    ROMAN = "r"
    ROMAN_CAPITAL = "R"
    LETTER = "a"
    LETTER_CAPITAL = "A"
    PREFIX_ONLY = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """The words below one slide; an empty one leaves its place empty."""

    left: str = ""
    middle: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive pages of one source, in packet order.

    ``footers`` holds one footer a page, or is None where pages carry their own. One
    that ``opens`` a lecture is its divider: on paper, a heading above the slides.
    """

    source: int
    first: int
    count: int
    footers: tuple[Footer, ...] | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An outline entry.

    The outline of source ``deck``, if given, follows ``children`` below it.
    """

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()
    deck: int | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class LabelRange:
    """Page labels from page ``start`` to the next range."""

    start: int
    style: LabelStyle
    first: int = 1
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """Everything about a packet but the bytes of its sources.

    ``destinations`` are the stable names under which other documents and the
    front matter (`packet:NAME`) reach pages. ``contents_page`` is where the
    words ``contents_link`` in each footer lead; ``contents_description`` is what is
    heard of this link.
    """

    title: str
    language: str
    runs: tuple[Run, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    labels: tuple[LabelRange, ...] = ()
    destinations: Mapping[str, int] = field(default_factory=dict)
    contents_page: int | None = None
    contents_link: str = "Contents"
    contents_description: str = "Contents"
    footer_mode: FooterMode = FooterMode.MARGIN

    @property
    def page_count(self) -> int:
        """The number of pages in the packet."""
        return sum(run.count for run in self.runs)

    def pages(self) -> Iterator[tuple[int, int, Footer | None]]:
        """Give source, page in the source and footer of each packet page."""
        for run in self.runs:
            for i in range(run.count):
                yield (
                    run.source,
                    run.first + i,
                    run.footers[i] if run.footers is not None else None,
                )

    def footer_texts(self) -> set[str]:
        """Give all texts of the footers, for which `cut_font` cuts their font."""
        texts = {self.contents_link}
        for run in self.runs:
            for footer in run.footers or ():
                texts |= {footer.left, footer.middle, footer.right}
        return texts

    def page_map(self) -> dict[tuple[int, int], int]:
        """Map (source, page in the source) to its packet page."""
        return {
            (source, page): number
            for number, (source, page, _) in enumerate(self.pages())
        }


def check_plan(plan: PacketPlan, source_pages: tuple[int, ...]) -> None:
    """Raise ValueError if the plan asks for what its sources do not have.

    Args:
        plan: The plan to check.
        source_pages: Page counts of the front matter and of each deck.
    """
    seen: set[tuple[int, int]] = set()
    for run in plan.runs:
        if not 0 <= run.source < len(source_pages):
            raise ValueError(f"the plan names source {run.source}, which is not given")
        if run.first < 0 or run.first + run.count > source_pages[run.source]:
            raise ValueError(
                f"source {run.source} has {source_pages[run.source]} pages, "
                f"not {run.first + run.count}"
            )
        if run.footers is not None and len(run.footers) != run.count:
            raise ValueError(
                f"{run.count} pages need as many footers, not {len(run.footers)}"
            )
        pages = {(run.source, run.first + i) for i in range(run.count)}
        if seen & pages:
            raise ValueError(f"a page of source {run.source} is used twice")
        seen |= pages
    _check_targets(plan)


def _check_targets(plan: PacketPlan) -> None:
    """Raise ValueError if something leads to a page that is not there."""
    targets = list(plan.destinations.values())
    targets += [label.start for label in plan.labels]
    if plan.contents_page is not None:
        targets.append(plan.contents_page)
    pending = list(plan.bookmarks)
    while pending:
        bookmark = pending.pop()
        targets.append(bookmark.page)
        pending.extend(bookmark.children)
    for page in targets:
        if not 0 <= page < plan.page_count:
            raise ValueError(f"the packet has {plan.page_count} pages, no page {page}")
