"""Booklets: sheets that are printed on both sides and folded once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syllabus.packet.pages import Box
from syllabus.packet.paper.geometry import Leaf, Sheet
from syllabus.packet.paper.grid import Grid, fill_pages, sheet_size, whole_leaf
from syllabus.packet.paper.groups import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syllabus.packet.paper.geometry import PageShape
    from syllabus.packet.paper.groups import SlideGroup
    from syllabus.packet.paper.layout import Layout

BOOKLET_MARGIN = 0.8
"""Margins of a booklet's page, of those of a whole sheet."""
_PAGES_PER_FOLD = 4


def booklet(
    shapes: Sequence[PageShape],
    slides: Sequence[PageShape],
    groups: Sequence[SlideGroup],
    layout: Layout,
) -> list[Sheet]:
    """Lay out a booklet: sheets to be folded once, stapled in the fold.

    Two wide slides stand on a page, or one upright one. Blank pages at the end
    fill the last sheet. Signatures follow each other, each a stack of its own.
    """
    width, height = sheet_size(layout.paper, wide=True)
    halves = (Box(0, 0, width / 2, height), Box(width / 2, 0, width, height))
    wide = sum(1 for s in slides if s.shown_width > s.shown_height)
    grid = Grid(1, 2) if 2 * wide >= len(slides) else Grid(1, 1)
    leaves: list[Leaf] = []
    for first, group in in_order(groups, len(shapes)):
        if group is None:
            leaves.append(whole_leaf(shapes[first], first, halves[_half(len(leaves))]))
            continue
        sides = [
            list(fill_pages(shapes, group, grid, half, layout, BOOKLET_MARGIN))
            for half in halves
        ]
        for left, right in zip(*sides, strict=True):
            on_right = _half(len(leaves)) == 1
            leaves.append(right if on_right else replace(left, number_left=True))
    leaves += [Leaf()] * (-len(leaves) % _PAGES_PER_FOLD)
    return [
        Sheet(width, height, (leaves[left], leaves[right]))
        for left, right in folded_order(len(leaves), layout.signature)
    ]


def _half(page: int) -> int:
    """Give the half of a sheet on which a booklet's page comes: the first right."""
    return (page + 1) % 2


def folded_order(pages: int, signature: int = 0) -> list[tuple[int, int]]:
    """Give the left and right page of each side of a booklet's sheets.

    Front and back of a sheet follow each other, the outermost sheet of a signature
    first.

    Args:
        pages: How many there are; a multiple of 4.
        signature: How many sheets are folded into each other, at most; 0: all.
    """
    thick = _PAGES_PER_FOLD * signature or pages
    sides = []
    for first in range(0, pages, thick or 1):
        last = min(first + thick, pages) - 1
        for n in range((last + 1 - first) // 2):
            low, high = first + n, last - n
            sides.append((low, high) if n % 2 else (high, low))
    return sides
