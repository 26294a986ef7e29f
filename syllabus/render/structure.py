"""What a listener hears of laid-out pages: one element of structure for each of HTML.

Read from WeasyPrint's boxes, of which an element has several: one a line, and again one
a page. Running heads, and table heads that are repeated on a further page, are put
aside as artifacts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeAlias

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from syllabus.render import roles
from syllabus.render.missing import TRUE_WORDS

POINTS_PER_PIXEL = 0.75

_IN_LISTS = {"li", "li::marker", "dt", "dd"}
_REPEATED = {"thead", "tfoot"}
_KEPT_EMPTY = {"TD", "TH"}


@dataclass(frozen=True, slots=True)
class Text:
    """Marked content of a page, counted from 0."""

    page: int
    mark: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a page that can be clicked."""

    page: int
    annotation: Any


@dataclass(slots=True)
class Node:
    """An element of the structure.

    ``attributes`` belong to the owner that PDF names for them (``O``); ``entries``
    stand in the element itself. ``words`` describe where a link leads; ``name`` is that
    of a note, of its own in the file; ``element`` is that of the page.
    """

    role: str
    words: str = ""
    name: str = ""
    element: Any = None
    attributes: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    kids: list[Kid] = field(default_factory=list)

    def add(self, role: str) -> Node:
        """A new last kid."""
        node = Node(role)
        self.kids.append(node)
        return node

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it can be read."""
        return self.role not in _KEPT_EMPTY and all(
            isinstance(kid, Node) and kid.is_empty for kid in self.kids
        )

    def settle(self) -> None:
        """Drop what is empty, and gather in paragraphs what stands in none."""
        self.kids = [k for k in self.kids if not (isinstance(k, Node) and k.is_empty)]
        for kid in self.kids:
            if isinstance(kid, Node):
                kid.settle()
        if self.role in roles.GROUPS:
            self._gather()
        elif self.role == "Link" and not self.leads_somewhere:
            self.role = "Span"

    def _gather(self) -> None:
        """Make paragraphs of words between blocks; of a plain box that has no blocks.

        Pictures alone stay as they are.
        """
        runs = [(key, list(run)) for key, run in groupby(self.kids, _is_inline)]
        if self.role == "Div" and [key for key, _ in runs] == [True]:
            if any(map(_has_words, self.kids)):
                self.role = "P"
            return
        self.kids = []
        for inline, run in runs:
            gathered = inline and any(map(_has_words, run))
            self.kids += [Node("P", kids=run)] if gathered else run

    @property
    def leads_somewhere(self) -> bool:
        """Whether there is a place in it that can be clicked."""
        return any(
            kid.leads_somewhere if isinstance(kid, Node) else isinstance(kid, Place)
            for kid in self.kids
        )


def _is_inline(kid: Kid) -> bool:
    return not isinstance(kid, Node) or kid.role in roles.INLINE


def _has_words(kid: Kid) -> bool:
    return not (isinstance(kid, Node) and kid.role in roles.PICTURES)


Kid: TypeAlias = "Node | Text | Place"
Marks: TypeAlias = "list[dict[Any, dict[str, Any]]]"
"""For each page its boxes with content, and the number that marks it (``mcid``)."""


class Structure:
    """The structure of a document.

    ``artifacts`` are the marks of each page that are not to be read; ``covered`` the
    annotations that lie over another of the same link; ``true_words`` what marks of
    each page stand for, ``unread`` those that no box of a page accounts for.
    """

    def __init__(self, document: Any, marks: Marks) -> None:
        self.root = Node("Document")
        self.unread = [dict(of_page) for of_page in marks]
        self.artifacts: list[set[int]] = [set() for _ in marks]
        self.true_words: list[dict[int, str]] = [{} for _ in marks]
        self.covered: list[Place] = []
        self._nodes: dict[tuple[int, str], Node] = {}
        self._items: dict[int, Node] = {}
        self._notes = 0
        self._first_pages: dict[int, int] = {}
        self._words_to_come: dict[int, str] = {}
        for self._page, page in enumerate(document.pages):
            self._height = page.height
            for child in page._page_box.children:  # noqa: SLF001 (see tags.py)
                if isinstance(child, boxes.MarginBox):
                    self._read_margin(child)
                else:
                    self._read(child, self.root)
        self.root.settle()

    def _read(self, box: Any, parent: Node) -> None:
        """Add what a box holds to its element's node, new ones within ``parent``."""
        box = placed(box)
        if self._is_unheard(box):
            self._put_aside(box)
            return
        node = self._node(box, parent)
        if mark := self.unread[self._page].pop(box, None):
            node.kids.append(Text(self._page, mark["mcid"]))
            if words := self._true_words(box):
                self.true_words[self._page][mark["mcid"]] = words
        if box.link_annotation:
            place = Place(self._page, box.link_annotation)
            # A box within a link has an annotation too, over that of the link.
            own = box.element_tag == "a"
            (node.kids if own else self.covered).append(place)
        for child in getattr(box, "children", ()):
            self._read(child, node)

    def _read_margin(self, box: Any) -> None:
        """Make artifacts of a margin, but for an element that is new to the page."""
        for child in box.children:
            if child.element is None or self._is_known(child):
                self._put_aside(child)
            else:
                self._read(child, self.root)

    def _is_known(self, box: Any) -> bool:
        return (id(box.element), box.element_tag) in self._nodes

    def _put_aside(self, box: Any) -> None:
        """Make artifacts of what a box holds, but for links: they can be followed."""
        box = placed(box)
        if box.link_annotation and box.element_tag == "a":
            self._repeat_link(box)
            return
        if box.link_annotation:
            self.covered.append(Place(self._page, box.link_annotation))
        if mark := self.unread[self._page].pop(box, None):
            self.artifacts[self._page].add(mark["mcid"])
        for child in getattr(box, "children", ()):
            self._put_aside(child)

    def _repeat_link(self, box: Any) -> None:
        """Add a link of its own for what is repeated on a page."""
        node = self.root.add("Link")
        node.words = roles.words(box.element)
        for part in map(placed, (box, *box.descendants())):
            if mark := self.unread[self._page].pop(part, None):
                node.kids.append(Text(self._page, mark["mcid"]))
            if part.link_annotation:
                place = Place(self._page, part.link_annotation)
                (node.kids if part is box else self.covered).append(place)

    def _true_words(self, box: Any) -> str:
        """What a line of boxes stands for."""
        element = box.element
        if element is None or not element.get(TRUE_WORDS):
            return ""
        words = self._words_to_come.get(id(element), element.get(TRUE_WORDS))
        self._words_to_come[id(element)] = words[len(box.text) :]
        return str(words[: len(box.text)])

    def _is_unheard(self, box: Any) -> bool:
        """Whether this is for the eye only, or was heard on a page before."""
        if box.element is None:
            return False
        return self._is_repeated(box) or roles.is_decoration(box.element)

    def _is_repeated(self, box: Any) -> bool:
        """Whether this is the head or foot of a table, again on a further page."""
        if box.element_tag not in _REPEATED:
            return False
        return self._first_pages.setdefault(id(box.element), self._page) != self._page

    def _node(self, box: Any, parent: Node) -> Node:
        """The node of a box's element; its parent's where it has none of its own."""
        if box.element is None:
            return parent
        tag = box.element_tag
        key = (id(box.element), tag)
        if key in self._nodes:
            return self._nodes[key]
        if "::footnote-" in tag:
            node = self._new_part_of_note(box, parent)
        elif tag not in _IN_LISTS and not roles.role_of(box):
            return parent
        elif tag == "div" and parent.role == "L":
            return parent  # it holds a term and its definitions together
        else:
            node = self._new_node(box, parent)
        node.element = box.element
        self._nodes[key] = node
        return node

    def _new_part_of_note(self, box: Any, parent: Node) -> Node:
        """The number of a footnote: where it is called, or before its words.

        The words are heard after the call, and found at the foot of the page.
        """
        tag, _, part = box.element_tag.partition("::footnote-")
        if part == "marker":
            return parent.add("Lbl")
        call = parent.add("Reference")
        note = self._nodes[id(box.element), tag] = self._new_note(parent)
        self._say_own(box.element, note)
        return call

    def _new_note(self, parent: Node) -> Node:
        self._notes += 1
        note = parent.add("Note")
        note.name = f"note-{self._notes:04}"
        return note

    def _new_node(self, box: Any, parent: Node) -> Node:
        role = roles.role_of(box)
        if box.element_tag in _IN_LISTS:
            node = self._new_node_of_list(box, parent)
        elif box.element_tag in {"html", "body"}:
            return parent
        else:
            node = self._new_note(parent) if role == "Note" else parent.add(role)
        self._say_own(box.element, node)
        self._describe(box, node)
        return node

    def _say_own(self, element: Any, node: Node) -> None:
        """Say of a node what its element says of itself."""
        for name, said in (
            ("Lang", roles.language(element)),
            ("ActualText", element.get(TRUE_WORDS)),
            ("E", roles.expansion(element)),
        ):
            if said:
                node.entries[name] = pydyf.String(said)

    def _new_node_of_list(self, box: Any, parent: Node) -> Node:
        """A list's parts: an item has a label and a body."""
        tag = box.element_tag
        if tag == "li":
            item = self._items[id(box.element)] = parent.add("LI")
            return item.add("LBody")
        if tag == "dt":
            return parent.add("LI").add("Lbl")
        if tag == "dd":
            return _body_of_term(parent).add("P")
        label = Node("Lbl")
        self._items[id(box.element)].kids.insert(0, label)
        return label

    def _describe(self, box: Any, node: Node) -> None:
        """Say of a node what only its box knows."""
        if node.role in _KEPT_EMPTY:
            node.attributes |= roles.cell_attributes(box, node.role)
        elif node.role == "L":
            node.attributes |= {
                "O": "/List",
                "ListNumbering": f"/{roles.numbering(box)}",
            }
        elif node.role in roles.PICTURES:
            node.entries["Alt"] = pydyf.String(roles.alternative(box.element))
            node.attributes |= {"O": "/Layout", "BBox": self._rectangle(box)}
        elif node.role == "Link":
            node.words = roles.words(box.element)

    def _rectangle(self, box: Any) -> Any:
        """Where a box stands, in points from the lower left corner of its page."""
        left, top = box.content_box_x(), self._height - box.content_box_y()
        corners = (left, top - box.height, left + box.width, top)
        return pydyf.Array([corner * POINTS_PER_PIXEL for corner in corners])


def placed(box: Any) -> Any:
    """A box itself, where what stands elsewhere on the page has left another."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001


def _body_of_term(terms: Node) -> Node:
    """The body of the last term of a list, made if there is none yet."""
    items = [kid for kid in terms.kids if isinstance(kid, Node)]
    item = items[-1] if items else terms.add("LI")
    last = item.kids[-1] if item.kids else None
    if isinstance(last, Node) and last.role == "LBody":
        return last
    return item.add("LBody")
