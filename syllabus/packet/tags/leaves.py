"""Keep account of which marked content belongs to which element."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syllabus.packet.tags.items import Item, Kind, Owner
from syllabus.packet.tags.layout import Block, Role
from syllabus.packet.tags.tree import form_content, set_kids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object

    from syllabus.packet.tags.page import Page, Part
    from syllabus.packet.tags.tree import TreeWriter


class _Leaf(NamedTuple):
    """One marked-content sequence of a block; ``link`` is a number or -1."""

    order: int
    part: Part
    mcid: int
    link: int


class Leaves:
    """Which marked content belongs to which element of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys: dict[tuple[int, int], int] = {}
        self._owners: list[tuple[int, int]] = []
        self._content: dict[int, list[_Leaf]] = {}
        self._parents: dict[int, list[Object | None]] = {}

    def add(self, block: Block) -> None:
        """Give the items of a block their owner: the block, or a link within it."""
        tag = b"/" + str(block.role).encode()
        near = list(self._links_over(block))
        owner = Owner(self._key(block, -1), tag)
        for item in block.items:
            link = self._link_under(block, item, near) if near else -1
            item.owner = owner if link < 0 else Owner(self._key(block, link), b"/Link")

    def _key(self, block: Block, link: int) -> int:
        known = self._keys.setdefault((id(block), link), len(self._owners))
        if known == len(self._owners):
            self._owners.append((id(block), link))
        return known

    def _links_over(self, block: Block) -> Iterator[int]:
        """Give the links that can lie over a block's items."""
        if block.role is not Role.FIGURE:
            for number, link in enumerate(self._page.links):
                if link.box.touches(block.box):
                    yield number

    def _link_under(self, block: Block, item: Item, near: list[int]) -> int:
        """Find the link that lies over an item's middle; it is in one block only."""
        if item.kind is Kind.FORM:
            return -1
        for number in near:
            link = self._page.links[number]
            if link.box.holds(*item.box.middle) and link.block in {None, id(block)}:
                link.block = id(block)
                link.items.append(item)
                return number
        return -1

    def note(self, part: Part, owners: list[tuple[int, int]]) -> None:
        """Take down what each MCID of a stream belongs to."""
        self._parents[id(part)] = [None] * len(owners)
        for mcid, (key, order) in enumerate(owners, start=part.first_mcid):
            block, link = self._owners[key]
            self._content.setdefault(block, []).append(_Leaf(order, part, mcid, link))

    def fill(self, block: Block, element: Object, writer: TreeWriter) -> None:
        """Write the kids of a block's element, links among them, in order."""
        kids: list[object] = []
        of_links: dict[int, tuple[Object, list[object]]] = {}
        for leaf in sorted(self._content.get(id(block), ()), key=lambda f: f.order):
            owner, into = element, kids
            if leaf.link >= 0:
                if leaf.link not in of_links:
                    made = self._page.links[leaf.link].element(writer, element)
                    of_links[leaf.link] = made, []
                    kids.append(made)
                owner, into = of_links[leaf.link]
            numbers = self._parents[id(leaf.part)]
            numbers[leaf.mcid - leaf.part.first_mcid] = owner
            into.append(self._kid(leaf.part, leaf.mcid))
        for number, (made, content) in of_links.items():
            set_kids(made, [*content, self._page.links[number].reference()])
        if kids:
            set_kids(element, kids)

    def _kid(self, part: Part, mcid: int) -> object:
        if part.form is None:
            return mcid
        return form_content(self._page.obj, part.form, mcid)

    def list_parents(self, writer: TreeWriter) -> None:
        """Enter the elements in the lists that become the parent tree."""
        for part in self._page.parts:
            elements = self._parents.get(id(part))
            if part.form is None:
                writer.pages[self._page.number] += elements or []
            elif elements:
                writer.adopt_form(part.form, elements, part.first_mcid)
