"""Bring links, form fields and other annotations into the tree.

ISO 14289-1, 7.18: each annotation that shows has an element (Link, Form or
Annot) that refers to it, words that describe it, and its place in the order in
which the tab key goes through the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, String

from syllabus.packet.tags.layout import joined_text
from syllabus.packet.tags.matrix import mapped
from syllabus.packet.tags.report import Findings, Rule
from syllabus.packet.tags.tree import object_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syllabus.packet.pages import Box
    from syllabus.packet.tags.items import Item
    from syllabus.packet.tags.matrix import Matrix
    from syllabus.packet.tags.page import Page
    from syllabus.packet.tags.tree import TreeWriter

_HIDDEN = 2
_UNTAGGED = frozenset({"/Popup", "/PrinterMark", "/TrapNet"})
"""Shown by other annotations, or no part of the document (7.18.2, 7.18.8)."""
_KINDS = {"/Link": "Link", "/Widget": "Form"}
_COMMANDS = {
    "/NextPage": "Next slide",
    "/PrevPage": "Previous slide",
    "/FirstPage": "First slide",
    "/LastPage": "Last slide",
    "/GoBack": "Back",
    "/GoForward": "Forward",
    "/GoToPage": "Go to slide",
    "/Find": "Find",
}
_MAX_FIELD_DEPTH = 32
_LONGEST = 300


@dataclass(slots=True, eq=False)
class PageLink:
    """A link on a page, with the text that it lies over."""

    annot: Object
    page: Object
    box: Box
    items: list[Item] = field(default_factory=list)
    block: int | None = None
    made: Object | None = None

    def element(self, writer: TreeWriter, parent: Object) -> Object:
        """Make the link's element."""
        self.made = writer.element("Link", parent, Pg=self.page)
        writer.adopt(self.annot, self.made)
        return self.made

    def reference(self) -> Dictionary:
        """Refer to the link from its element."""
        return object_reference(self.page, self.annot)


def annotations_of(page: Object) -> Iterator[Object]:
    """Give the annotations of a page."""
    annots = page.get("/Annots")
    for annot in annots if isinstance(annots, Array) else ():
        if isinstance(annot, Dictionary) and annot.is_indirect:
            yield annot


def links_of(page: Object, turn: Matrix, known: ObjectSet) -> list[PageLink]:
    """Give the links of a page that no element refers to."""
    return [
        PageLink(annot, page, mapped(turn, *_rect(annot)))
        for annot in annotations_of(page)
        if annot.get("/Subtype") == Name.Link and annot not in known
    ]


def _rect(annot: Object) -> tuple[float, float, float, float]:
    try:
        x0, y0, x1, y1 = (float(n) for n in annot["/Rect"])
    except (KeyError, TypeError, ValueError):
        return (0.0, 0.0, 0.0, 0.0)
    return (x0, y0, x1, y1)


class AnnotationTagger:
    """Tags the annotations of one deck.

    Args:
        pages: The deck's pages, sorted out.
        known: Annotations that the author's tree holds.
        findings: Takes what falls short.
    """

    def __init__(
        self, pages: Sequence[Page], known: ObjectSet, findings: Findings
    ) -> None:
        self._pages = {page.obj.objgen: page for page in pages}
        self._seen = known
        self._findings = findings

    def tag_page(self, page: Page, writer: TreeWriter, parent: Object) -> list[Object]:
        """Give elements for the annotations of a page that have none yet."""
        made = []
        links = {link.annot.objgen: link for link in page.links}
        present = False
        for annot in annotations_of(page.obj):
            present = True
            link = links.get(annot.objgen)
            self._describe(page, annot, link)
            if not self._seen.add(annot) or _is_exempt(annot):
                continue
            if link is not None and link.made is not None:
                continue
            made.append(_annotation_element(page, annot, writer, parent))
        if present:
            page.obj["/Tabs"] = Name.S
        return made

    def _describe(self, page: Page, annot: Object, link: PageLink | None) -> None:
        """See that an annotation has words, and say so if it has none."""
        kind = str(annot.get("/Subtype"))
        if kind == "/Popup":  # shown by a note; the standard wants it tagged, too
            self._findings.add(Rule.ANNOTATION_WITHOUT_DESCRIPTION, page.number)
        if _is_exempt(annot):
            return
        if kind == "/Widget":
            if not _field_name(annot):
                self._findings.add(Rule.FIELD_WITHOUT_NAME, page.number)
        elif not str(annot.get("/Contents", "")).strip():
            words = self._link_words(page, annot, link) if kind == "/Link" else ""
            if words:
                annot["/Contents"] = String(words[:_LONGEST])
            else:
                self._findings.add(Rule.ANNOTATION_WITHOUT_DESCRIPTION, page.number)

    def _link_words(self, page: Page, annot: Object, link: PageLink | None) -> str:
        """Say what a link is: the text below it, else where it leads."""
        items = link.items if link is not None else []
        if not items and link is not None:
            x0, y0, x1, y1 = link.box
            middles = page.text_middles()
            items = [i for x, y, i in middles if x0 <= x <= x1 and y0 <= y <= y1]
        words = joined_text(items)
        if any(map(str.isalnum, words)) and "\ufffd" not in words:
            return words
        return self._target_words(annot.get("/A")) or words.replace("\ufffd", "")

    def _target_words(self, action: object) -> str:
        """Say where an action leads, in the words of its target."""
        if not isinstance(action, Dictionary):
            return ""
        kind = str(action.get("/S"))
        if kind == "/URI":
            return bytes(action.get("/URI") or b"").decode("utf-8", "replace")
        if kind == "/Named":
            return _COMMANDS.get(str(action.get("/N")), "")
        dest = action.get("/D")
        if kind == "/GoTo" and isinstance(dest, Array) and len(dest):
            page = self._pages.get(getattr(dest[0], "objgen", (0, 0)))
            if page is not None:
                title = page.title.text() if page.title is not None else ""
                return title or f"Slide {page.number + 1}"
        return ""


def _is_exempt(annot: Object) -> bool:
    """Whether an annotation needs no tag: it does not show, or not by itself."""
    if str(annot.get("/Subtype")) in _UNTAGGED:
        return True
    return bool((annot.get_int("/F") or 0) & _HIDDEN)


def _annotation_element(
    page: Page, annot: Object, writer: TreeWriter, parent: Object
) -> Object:
    kind = _KINDS.get(str(annot.get("/Subtype")), "Annot")
    element = writer.element(
        kind, parent, Pg=page.obj, K=object_reference(page.obj, annot)
    )
    writer.adopt(annot, element)
    return element


def _field_name(widget: Object) -> str:
    """Give the name for people of the field that a widget shows."""
    node: object = widget
    for _ in range(_MAX_FIELD_DEPTH):
        if not isinstance(node, Dictionary):
            break
        name = str(node.get("/TU", "")).strip()
        if name:
            return name
        node = node.get("/Parent")
    return ""
