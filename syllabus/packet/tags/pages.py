"""Tag the pages of a deck from what they paint.

First every page is read, so that what repeats on most pages is known; then each
page's content gets its marks and the tree its elements.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.pages import rotation, visible_box
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
    reading_order,
    running_key,
    text_blocks,
)
from syllabus.packet.tags.leaves import Leaves
from syllabus.packet.tags.lists import ListRun, list_element, with_lists
from syllabus.packet.tags.lookup import Lookup, form_matrix
from syllabus.packet.tags.mark import mark_content
from syllabus.packet.tags.matrix import mapped
from syllabus.packet.tags.page import Page, Part, content_of
from syllabus.packet.tags.pictures import picture_blocks, picture_key
from syllabus.packet.tags.reader import ContentReader
from syllabus.packet.tags.report import Findings, Rule
from syllabus.packet.tags.scan import UnreadableContent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pikepdf import Pdf

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
            if not page.drawn_bytes or self._words_for(page, DRAWING) is not None:
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
        leaves = Leaves(page)
        blocks = [*page.texts, *page.whole_forms, *page.pictures]
        blocks.sort(key=_first_order)
        arranged = with_lists(reading_order(blocks, page.box))
        parts = (p.blocks() if isinstance(p, ListRun) else (p,) for p in arranged)
        for block in sorted(chain.from_iterable(parts), key=_first_order):
            leaves.add(block)
        self._mark(page, leaves)

        def made(part: Block | ListRun, above: Object) -> Object:
            if isinstance(part, ListRun):
                return list_element(page.obj, part, writer, above, made)
            element = self._element(page, part, writer, above)
            leaves.fill(part, element, writer)
            return element

        elements = [made(part, parent) for part in arranged]
        leaves.list_parents(writer)
        return elements

    def _mark(self, page: Page, leaves: Leaves) -> None:
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


def _first_order(block: Block) -> int:
    return block.items[0].order


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
