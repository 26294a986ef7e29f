"""Tag the pages of a deck from what they paint.

First every page is read, so that what repeats on most pages is known; then each
page's content gets its marks and the tree its elements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.pages import content_streams, rotation, visible_box
from syllabus.packet.tags.forms import FormRole, Forms
from syllabus.packet.tags.items import (
    ARTIFACT,
    RUNNING,
    Hold,
    Item,
    Kind,
    Owner,
    Reading,
)
from syllabus.packet.tags.layout import (
    Block,
    Repeats,
    Role,
    body_size,
    find_title,
    picture_blocks,
    picture_key,
    reading_order,
    running_key,
    text_blocks,
)
from syllabus.packet.tags.lookup import Lookup, form_matrix
from syllabus.packet.tags.mark import mark_content
from syllabus.packet.tags.matrix import mapped
from syllabus.packet.tags.reader import ContentReader
from syllabus.packet.tags.report import Findings, Rule
from syllabus.packet.tags.scan import UnreadableContent
from syllabus.packet.tags.tree import form_content, set_kids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pikepdf import Pdf

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.annotations import PageLink
    from syllabus.packet.tags.matrix import Matrix
    from syllabus.packet.tags.tree import TreeWriter

DRAWING = -1
"""In place of a picture's number: the lines and shapes of a page as a whole."""
EVERY = -1
"""In place of a page's number: every page, for what is said of drawings."""

_TURNS: dict[int, Matrix] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 0),
    180: (-1, 0, 0, -1, 0, 0),
    270: (0, 1, -1, 0, 0, 0),
}
_DRAWN = 600
"""Bytes of drawing, beyond what all slides have, that may mean something."""
_SCAN = 0.7
"""A picture with its text laid under it covers this part of the page."""
_BLANK = 3


@dataclass(slots=True)
class Part:
    """A stream of a page: its own content, or that of a form drawn only there."""

    form: Object | None
    reading: Reading
    first_mcid: int = 0


@dataclass(slots=True)
class Page:
    """A page while it is tagged. Boxes are as the page is shown, upright."""

    number: int
    obj: Object
    box: Box
    turn: Matrix
    back: Matrix
    parts: list[Part] = field(default_factory=list)
    links: list[PageLink] = field(default_factory=list)
    texts: list[Block] = field(default_factory=list)
    pictures: list[Block] = field(default_factory=list)
    whole_forms: list[Block] = field(default_factory=list)
    drawings: list[Item] = field(default_factory=list)
    drawn_bytes: int = 0
    title: Block | None = None
    _middles: list[tuple[float, float, Item]] | None = None

    def text_middles(self) -> list[tuple[float, float, Item]]:
        """Give the middle of each piece of text on the page."""
        if self._middles is None:
            texts = (item for item in self.items() if item.kind is Kind.TEXT)
            self._middles = [(*item.box.middle, item) for item in texts]
        return self._middles

    def items(self) -> list[Item]:
        """Give what the page paints, in order; forms where they are drawn."""
        items = [item for part in self.parts for item in part.reading.items]
        if len(self.parts) > 1:
            items.sort(key=lambda item: item.order)
        return items


def content_of(page: Object) -> bytes:
    """Give a page's content as one stream; what cannot be unpacked is left out."""
    parts = []
    for stream in content_streams(page):
        try:
            parts.append(stream.read_bytes())
        except pikepdf.PdfError:
            continue
    return b"\n".join(parts)


class PageTagger:
    """Tags the pages of one deck.

    Args:
        pdf: The deck.
        lookup: Fonts and layers of the deck.
        alternatives: Descriptions of pictures by page and picture number.
        findings: Takes what falls short.
        trees: The MCIDs that the author's tree holds, by page or form; None for a
            deck without one.
    """

    def __init__(
        self,
        pdf: Pdf,
        lookup: Lookup,
        alternatives: Mapping[tuple[int, int], str],
        findings: Findings,
        trees: Mapping[tuple[int, int], frozenset[int]] | None = None,
    ) -> None:
        self._pdf = pdf
        self._lookup = lookup
        self._alternatives = alternatives
        self._findings = findings
        self._is_authored = trees is not None
        self._trees = trees or {}
        self._forms = Forms(pdf, lookup, self._trees.keys())
        self._unfolded: set[tuple[int, int]] = set()
        self._has_heading = False
        self.pages = [self._read(n, p.obj) for n, p in enumerate(pdf.pages)]

    # Reading

    def _read(self, number: int, obj: Object) -> Page:
        box = visible_box(obj)
        degrees = rotation(obj)
        turn = _TURNS[degrees]
        page = Page(
            number, obj, mapped(turn, *box), turn, _TURNS[(360 - degrees) % 360]
        )
        tree = self._trees.get(obj.objgen, frozenset())
        try:
            reading = ContentReader(
                content_of(obj), obj["/Resources"], self._lookup, turn, tree
            ).read()
        except UnreadableContent:
            reading = self._rewritten(page, tree)
        page.parts.append(Part(None, reading))
        self._forms.count(reading)
        return page

    def _rewritten(self, page: Page, tree: frozenset[int]) -> Reading:
        """Read content that qpdf has taken apart and written anew."""
        try:
            parsed = pikepdf.parse_content_stream(pikepdf.Page(page.obj))
            content = pikepdf.unparse_content_stream(parsed)
            return ContentReader(
                content, page.obj["/Resources"], self._lookup, page.turn, tree
            ).read()
        except (UnreadableContent, pikepdf.PdfError, ValueError):
            self._findings.add(Rule.CONTENT_UNREADABLE, page.number)
            return Reading(b"", unreadable=True)

    # Sorting

    def sort(self) -> None:
        """Find out what everything on every page is."""
        for page in self.pages:
            self._unfold_forms(page)
            self._gather(page)
        repeats = Repeats()
        for page in self.pages:
            repeats.add_page(
                {running_key(b, page.box) for b in page.texts} - {None}
                | {picture_key(b) for b in page.pictures}
            )
        for page in self.pages:
            self._set_apart(page, repeats)
        if self._is_authored:
            return
        body = body_size(b for page in self.pages for b in page.texts)
        for page in self.pages:
            page.title = find_title(page.texts, page.box, body, first=page.number == 0)
            if page.title is not None:
                page.title.role = Role.TITLE
        self._report_drawings()

    def _unfold_forms(self, page: Page) -> None:
        """Read the forms that are tagged within, and settle the others."""
        order = 0
        pending = [iter(page.parts[0].reading.items)]
        while pending:
            item = next(pending[-1], None)
            if item is None:
                pending.pop()
                continue
            item.order = order = order + 1
            if self._unfolds(item, page):
                page.parts.append(self._read_form(page, item))
                pending.append(iter(page.parts[-1].reading.items))

    def _unfolds(self, item: Item, page: Page) -> bool:
        """Whether a form is tagged within; none can be more than once."""
        if item.kind is not Kind.FORM or item.hold is not Hold.OPEN:
            return False
        if self._forms.role(item, page.box) is not FormRole.UNFOLDED:
            return False
        is_first = item.xobject.objgen not in self._unfolded
        self._unfolded.add(item.xobject.objgen)
        return is_first

    def _read_form(self, page: Page, item: Item) -> Part:
        form = item.xobject
        reading = ContentReader(
            form.read_bytes(),
            _resources(form, page.obj),
            self._lookup,
            form_matrix(form, item.ctm),
            self._trees.get(form.objgen, frozenset()),
        ).read()
        return Part(form, reading)

    def _gather(self, page: Page) -> None:
        texts = []
        images = []
        for item in page.items():
            if item.hold is Hold.HIDDEN:
                item.owner = ARTIFACT
            elif item.hold is not Hold.OPEN:
                continue
            elif item.kind is Kind.TEXT or item.kind is Kind.SPAN:
                texts.append(item)
            elif item.kind is Kind.DRAWING:
                item.owner = ARTIFACT
                page.drawings.append(item)
            elif item.kind is Kind.IMAGE:
                images.append(item)
            else:
                self._gather_form(page, item, images)
        page.texts = [b for b in text_blocks(texts) if not _is_blank(b)]
        page.pictures, specks = picture_blocks(images, page.box)
        for item in specks:
            item.owner = ARTIFACT
        page.drawn_bytes += sum(part.reading.drawn_bytes for part in page.parts)

    def _gather_form(self, page: Page, item: Item, images: list[Item]) -> None:
        role = self._forms.role(item, page.box)
        if role is FormRole.PICTURE:
            images.append(item)
        elif role is FormRole.TEXT:
            page.whole_forms.append(Block(Role.TEXT, [item], item.box))
        elif role is FormRole.DECORATION:
            item.owner = ARTIFACT
            page.drawings.append(item)
            page.drawn_bytes += self._forms.drawn_bytes(item)

    def _set_apart(self, page: Page, repeats: Repeats) -> None:
        """Take running heads and decoration out of what is read."""
        for block in page.texts:
            key = running_key(block, page.box)
            if key is not None and repeats.is_running(key):
                _own(block, RUNNING)
        page.texts = [b for b in page.texts if b.items[0].owner is None]
        for block in page.pictures:
            given = self._words_for(page, block.picture)
            is_decoration = given is None and (
                repeats.is_running(picture_key(block)) or _is_scan(block, page)
            )
            if is_decoration or given == "":
                _own(block, ARTIFACT)
        page.pictures = [b for b in page.pictures if b.items[0].owner is None]
        if page.drawings and self._words_for(page, DRAWING):
            self._make_picture_of_drawings(page)

    def _words_for(self, page: Page, picture: int) -> str | None:
        """Give what a person says of a picture; of drawings, that of the deck too."""
        given = self._alternatives.get((page.number, picture))
        if given is None and picture == DRAWING:
            return self._alternatives.get((EVERY, DRAWING))
        return given

    def _make_picture_of_drawings(self, page: Page) -> None:
        block = Block(Role.FIGURE, list(page.drawings), page.box, picture=DRAWING)
        for item in block.items:
            item.owner = None
        page.pictures.append(block)

    def _report_drawings(self) -> None:
        """Say on which pages lines and shapes go beyond the deck's design."""
        drawn = [page.drawn_bytes for page in self.pages]
        design = min(drawn) if len(drawn) > 2 else 0
        for page in self.pages:
            has_words = bool(page.texts or page.whole_forms or page.pictures)
            if self._words_for(page, DRAWING) is not None:
                continue
            if not has_words and page.drawn_bytes > design:
                self._findings.add(Rule.PAGE_WITHOUT_TEXT, page.number)
            elif page.drawn_bytes > design + _DRAWN:
                self._findings.add(Rule.DRAWING_WITHOUT_DESCRIPTION, page.number)

    # Writing

    def write_page(
        self, page: Page, writer: TreeWriter, parent: Object
    ) -> list[Object]:
        """Mark a page's content; give its elements in reading order."""
        leaves = _Leaves(page)
        blocks = [*page.texts, *page.whole_forms, *page.pictures]
        blocks.sort(key=lambda b: b.items[0].order)
        for block in blocks:
            leaves.add(block)
        self._mark(page, leaves)
        elements = []
        for block in reading_order(blocks, page.box):
            element = self._element(page, block, writer, parent)
            leaves.fill(block, element, writer)
            elements.append(element)
        leaves.list_parents(writer)
        return elements

    def _mark(self, page: Page, leaves: _Leaves) -> None:
        for part in page.parts:
            if part.reading.unreadable:
                continue
            marked = mark_content(part.reading, part.first_mcid)
            leaves.note(part, marked.owners)
            if part.form is None:
                if marked.content != part.reading.content:
                    page.obj["/Contents"] = self._pdf.make_stream(marked.content)
            else:
                part.form.write(marked.content)
        for item in page.items():
            if item.kind is Kind.FORM and item.owner is not None:
                self._forms.clear_marks(item)

    def _element(
        self, page: Page, block: Block, writer: TreeWriter, parent: Object
    ) -> Object:
        kind = str(block.role)
        if block.role is Role.TITLE:
            kind = "H2" if self._has_heading else "H1"
            self._has_heading = True
        element = writer.element(kind, parent, Pg=page.obj)
        if block.role is Role.TITLE:
            writer.headings.append(element)
            writer.levels.append(2 if kind == "H2" else 1)
        elif block.role is Role.FIGURE:
            self._describe(page, block, element)
        return element

    def _describe(self, page: Page, block: Block, element: Object) -> None:
        """Give a figure its place and, if a person wrote one, its description."""
        box = mapped(page.back, *block.box.within(page.box))
        element["/A"] = Dictionary(
            O=Name.Layout,
            BBox=Array([round(v, 2) for v in box]),
            Placement=Name.Block,
        )
        if words := self._words_for(page, block.picture):
            element["/Alt"] = String(words)
        else:
            self._findings.add(Rule.FIGURE_WITHOUT_DESCRIPTION, page.number)
            self._findings.undescribed.append((page.number, block.picture))


class _Leaf(NamedTuple):
    """One marked-content sequence of a block; ``link`` is a number or -1."""

    order: int
    part: Part
    mcid: int
    link: int


class _Leaves:
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


def _own(block: Block, owner: Owner) -> None:
    for item in block.items:
        item.owner = owner


def _resources(form: Object, page: Object) -> Object:
    """Give a form's resources; old files leave them to the page (7.8.3)."""
    own = form.get("/Resources")
    return own if isinstance(own, Dictionary) else page["/Resources"]


def _is_blank(block: Block) -> bool:
    """Whether a block shows nothing but spaces; it is then no part of the text."""
    if sum(item.count for item in block.items) > _BLANK or block.text():
        return False
    if any(item.kind is Kind.SPAN for item in block.items):
        return False
    _own(block, ARTIFACT)
    return True


def _is_scan(block: Block, page: Page) -> bool:
    """Whether a picture is a scan whose text lies under it, as OCR leaves it."""
    hidden = sum(i.count for b in page.texts for i in b.items if i.invisible)
    shown = sum(i.count for b in page.texts for i in b.items if not i.invisible)
    return hidden > shown and block.box.area >= _SCAN * page.box.area
