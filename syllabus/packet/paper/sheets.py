"""Which pages of a packet stand on which sheet of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.packet.pages import Box
from syllabus.packet.paper.booklet import booklet
from syllabus.packet.paper.geometry import PageShape, Sheet
from syllabus.packet.paper.grid import best_grid, fill_pages, sheet_size, whole_leaf
from syllabus.packet.paper.groups import SlideGroup, check_groups, in_order
from syllabus.packet.paper.layout import Layout, LayoutKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.packet.paper.layout import Paper

_SAME_SIZE = 1.0
"""Sizes that differ by no more are the same paper, rounded differently."""


def plan_sheets(
    shapes: Sequence[PageShape],
    groups: Iterable[SlideGroup],
    layout: Layout,
    plain: Sequence[bool] = (),
) -> list[Sheet]:
    """Lay all pages of a packet out on sheets, in order.

    Args:
        shapes: The shape of each page.
        groups: Which of them are slides, in order; the others stay whole.
        layout: How slides are laid out.
        plain: Which whole pages can stay as they are if they have the paper's
            size; none if left out.

    Raises:
        ValueError: If the groups overlap or name pages that are not there.
    """
    groups = tuple(groups)
    check_groups(groups, len(shapes))
    slides = [shapes[page] for group in groups for page in group.slides]
    if layout.kind is LayoutKind.BOOKLET:
        return booklet(shapes, slides, groups, layout)
    grid = best_grid(slides, layout)
    width, height = sheet_size(layout.paper, wide=grid.wide)
    face = Box(0, 0, width, height)
    sheets: list[Sheet] = []
    for first, group in in_order(groups, len(shapes)):
        if group is None:
            keeps = bool(plain) and plain[first]
            sheets.append(_whole_sheet(shapes[first], first, layout.paper, keeps))
            continue
        leaves = fill_pages(shapes, group, grid, face, layout)
        sheets.extend(Sheet(width, height, (leaf,)) for leaf in leaves)
    return sheets


def _whole_sheet(shape: PageShape, page: int, paper: Paper, keeps: bool) -> Sheet:
    """Give a page a sheet of its own, upright or wide as it is."""
    wide = shape.shown_width > shape.shown_height
    width, height = sheet_size(paper, wide=wide)
    same = (
        abs(shape.shown_width - width) <= _SAME_SIZE
        and abs(shape.shown_height - height) <= _SAME_SIZE
    )
    if keeps and same:
        return Sheet(width, height, kept=page)
    return Sheet(width, height, (whole_leaf(shape, page, Box(0, 0, width, height)),))
