"""Tell pictures from specks, and put together what programs cut to pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.packet.tags.items import Item, Kind
from syllabus.packet.tags.layout import Block, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syllabus.packet.pages import Box

_TINY_SIDE = 4.0
_TINY_AREA = 0.001
_TOUCH = 1.0
_MOSAIC = 4
"""Copies of one picture on a page that are heard as one."""


def picture_blocks(items: Iterable[Item], page: Box) -> tuple[list[Block], list[Item]]:
    """Tell pictures from specks; give pictures with their numbers, and specks.

    Programs cut large pictures into strips: what touches is one picture. A
    picture's number depends on its own page alone, so that a description stays
    with its picture when other slides change.
    """
    pictures: list[Block] = []
    for item in items:
        if pictures and _is_strip_of(pictures[-1], item):
            whole = pictures[-1]
        elif (same := _mosaic(pictures, item)) is not None:
            whole = same
        else:
            pictures.append(Block(Role.FIGURE, [item], item.box))
            continue
        whole.items.append(item)
        whole.box = whole.box.around(item.box)
    specks: list[Item] = []
    kept: list[Block] = []
    for block in pictures:
        if _is_speck(block.box, page):
            specks += block.items
        else:
            block.picture = len(kept)
            kept.append(block)
    return kept, specks


def _mosaic(pictures: list[Block], item: Item) -> Block | None:
    """Find the picture that is strewn over the page in copies, this one too."""
    if item.target is None:
        return None
    key = item.target.objgen
    alike = [
        b
        for b in pictures
        if b.items[0].target is not None and b.items[0].target.objgen == key
    ]
    if sum(len(b.items) for b in alike) < _MOSAIC:
        return None
    first, *others = alike
    for other in others:
        first.items += other.items
        first.box = first.box.around(other.box)
        pictures.remove(other)
    return first


def _is_strip_of(block: Block, item: Item) -> bool:
    """Whether an image goes on with the one before: same width or height, edge on."""
    last = block.items[-1]
    if Kind.IMAGE is not last.kind or Kind.IMAGE is not item.kind:
        return False
    if not last.box.touches(item.box, _TOUCH):
        return False
    one, other = last.box, item.box
    stacked = (
        abs(one.x0 - other.x0) <= _TOUCH
        and abs(one.x1 - other.x1) <= _TOUCH
        and min(abs(one.y0 - other.y1), abs(one.y1 - other.y0)) <= _TOUCH
    )
    side_by_side = (
        abs(one.y0 - other.y0) <= _TOUCH
        and abs(one.y1 - other.y1) <= _TOUCH
        and min(abs(one.x0 - other.x1), abs(one.x1 - other.x0)) <= _TOUCH
    )
    return stacked or side_by_side


def _is_speck(box: Box, page: Box) -> bool:
    if min(box.width, box.height) < _TINY_SIDE or not box.touches(page):
        return True
    return box.area < _TINY_AREA * page.area


def picture_key(block: Block) -> object:
    """Give what a picture is known by on other pages."""
    target = block.items[0].target
    what = None
    if target is not None:  # by its size: careless writers bring it again and again
        what = tuple(target.get_int(k) for k in ("/Width", "/Height", "/Length"))
    return ("picture", what, tuple(round(v) for v in block.box))
