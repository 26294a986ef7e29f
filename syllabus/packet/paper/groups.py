"""Which pages of a packet stand side by side on sheets: the slides of a lecture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.packet.plan import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.packet.plan import PacketPlan


@dataclass(frozen=True, slots=True)
class SlideGroup:
    """Consecutive slides of the packet that begin on a new sheet, as a lecture does.

    ``words`` stand at the foot of their sheets.
    """

    first: int
    count: int
    words: str = ""


def slide_groups(plan: PacketPlan) -> tuple[SlideGroup, ...]:
    """Group the slides of a packet by lecture; all other pages stay whole.

    The decks of a lecture follow each other and have the same words at the left of
    their footers.
    """
    runs: list[tuple[int, int, str | None]] = []
    start = 0
    for run in plan.runs:
        if run.source != FRONT and run.count:
            words = run.footers[0].left if run.footers else None
            runs.append((start, run.count, words))
        start += run.count
    groups: list[SlideGroup] = []
    for first, count, words in runs:
        last = groups[-1] if groups else None
        follows = last is not None and last.first + last.count == first
        if last is not None and follows and words is not None and last.words == words:
            groups[-1] = SlideGroup(last.first, last.count + count, words)
        else:
            groups.append(SlideGroup(first, count, words or ""))
    return tuple(groups)


def check_groups(groups: Sequence[SlideGroup], pages: int) -> None:
    """Raise ValueError if groups overlap or name pages that are not there."""
    end = 0
    for group in groups:
        if group.first < end or group.count < 0 or group.first + group.count > pages:
            raise ValueError(
                f"slides {group.first} to {group.first + group.count} do not follow "
                f"page {end} within {pages} pages"
            )
        end = group.first + group.count


def in_order(
    groups: Sequence[SlideGroup], pages: int
) -> Iterator[tuple[int, SlideGroup | None]]:
    """Give the groups and, as page and None, the whole pages between them."""
    page = 0
    for group in (*groups, SlideGroup(pages, 0)):
        for whole in range(page, group.first):
            yield whole, None
        if group.count:
            yield group.first, group
        page = group.first + group.count
