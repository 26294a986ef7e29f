"""Which pages of a packet stand side by side on sheets: the slides of a lecture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syllabus.packet.plan import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.packet.plan import PacketPlan, Run


@dataclass(frozen=True, slots=True)
class SlideGroup:
    """Consecutive slides of the packet that begin on a new sheet, as a lecture does.

    ``words`` stand at the foot of their sheets. Where the group is ``headed``, its
    first page is a strip that stands above the first slides.
    """

    first: int
    count: int
    words: str = ""
    headed: bool = False

    @property
    def slides(self) -> range:
        """The pages that are slides."""
        return range(self.first + self.headed, self.first + self.count)


def slide_groups(plan: PacketPlan) -> tuple[SlideGroup, ...]:
    """Group the slides of a packet by lecture; all other pages stay whole.

    A lecture is opened by its divider, and what stands for a missing deck is among
    its slides. Without a divider, decks belong together if they follow each other and
    have the same words at the left of their footers.
    """
    groups: list[SlideGroup] = []
    start = 0
    for run in plan.runs:
        words = run.footers[0].left if run.footers else ""
        last = groups[-1] if groups else None
        if run.opens:
            groups.append(SlideGroup(start, run.count, headed=True))
        elif last is not None and _belongs(run, start, words, last):
            count = last.count + run.count
            groups[-1] = replace(last, count=count, words=last.words or words)
        elif run.source != FRONT and run.count:
            groups.append(SlideGroup(start, run.count, words))
        start += run.count
    return tuple(groups)


def _belongs(run: Run, start: int, words: str, group: SlideGroup) -> bool:
    """Whether the run that begins at a page goes on with a group."""
    if group.first + group.count != start:
        return False
    if group.headed:
        return True
    return run.source != FRONT and bool(words) and group.words == words


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
