"""Read the structure tree that a deck's author left, however it is damaged.

What the tree says is kept; what leads nowhere (content that is not there, a
kid that is its own parent, a second claim to the same content) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Stream, String

from syllabus.packet.tags.annotations import annotations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Pdf

Key = tuple[int, int]
_MAX_NODES = 300_000
_MAX_DEPTH = 200
_MAX_ROLES = 40
_STANDARD = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private "
    "P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot "
    "Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP "
    "Warichu WT WP Figure Formula Form"
)
STANDARD = frozenset(_STANDARD.split())
"""The structure types of ISO 32000-1, 14.8.4."""


@dataclass(slots=True, eq=False)
class Content:
    """Marked content: on a page, or in a form that the page draws."""

    page: Object
    form: Object | None
    mcid: int

    @property
    def holder(self) -> Key:
        """The stream that holds the content, by its page or form."""
        # Streams count as false
        return (self.page if self.form is None else self.form).objgen


@dataclass(slots=True, eq=False)
class Reference:
    """An annotation that the tree refers to."""

    page: Object
    annot: Object


@dataclass(slots=True, eq=False)
class Node:
    """An element, with what of its kids makes sense. ``kind`` is standard."""

    obj: Object
    kind: str
    page: Object | None
    kids: list[Node | Content | Reference] = field(default_factory=list)
    parent: Node | None = None

    def walk(self) -> Iterator[Node]:
        """Give the element and all below it, in order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending += [kid for kid in reversed(node.kids) if isinstance(kid, Node)]


@dataclass(slots=True)
class AuthorTree:
    """A tree as read; ``damaged`` counts what was left out."""

    root: Object
    top: Node
    roles: dict[str, str]
    damaged: int = 0

    def contents(self) -> Iterator[tuple[Node, Content]]:
        """Give all content with its element."""
        for node in self.top.walk():
            for kid in node.kids:
                if isinstance(kid, Content):
                    yield node, kid

    def mcids(self) -> dict[Key, set[int]]:
        """Give the MCIDs of each page or form."""
        found: dict[Key, set[int]] = {}
        for _, content in self.contents():
            found.setdefault(content.holder, set()).add(content.mcid)
        return found

    def references(self) -> Iterator[tuple[Node, Reference]]:
        """Give all annotations with their elements."""
        for node in self.top.walk():
            for kid in node.kids:
                if isinstance(kid, Reference):
                    yield node, kid


def read_author_tree(pdf: Pdf) -> AuthorTree | None:
    """Read the tree of a file; None if there is none with anything in it."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary) or "/K" not in root:
        return None
    tree = _Reader(pdf, root).read()
    return tree if any(tree.contents()) or any(tree.references()) else None


class _Reader:
    """Reads one tree, without recursion."""

    def __init__(self, pdf: Pdf, root: Object) -> None:
        self._pdf = pdf
        self._root = root
        self._pages = {page.obj.objgen: page.obj for page in pdf.pages}
        self._annots = {
            annot.objgen: page.obj
            for page in reversed(list(pdf.pages))
            for annot in annotations_of(page.obj)
        }
        self._seen = ObjectSet()
        self._claimed: set[tuple[Key, int]] = set()
        self._roles = _role_map(root)
        self._damaged = 0

    def read(self) -> AuthorTree:
        top = Node(self._root, "StructTreeRoot", None)
        pending: list[tuple[Node, object, int]] = [
            (top, kid, 0) for kid in reversed(_listed(self._root.get("/K")))
        ]
        count = 0
        while pending and count < _MAX_NODES:
            parent, value, depth = pending.pop()
            count += 1
            kid = self._kid(parent, value)
            if kid is None or (isinstance(kid, Node) and depth > _MAX_DEPTH):
                self._damaged += 1
                continue
            parent.kids.append(kid)
            if isinstance(kid, Node):
                below = _listed(kid.obj.get("/K"))
                pending += [(kid, v, depth + 1) for v in reversed(below)]
        return AuthorTree(self._root, top, self._roles, self._damaged)

    def _kid(self, parent: Node, value: object) -> Node | Content | Reference | None:
        if isinstance(value, int):
            return self._content(parent.page, None, value)
        if not isinstance(value, Dictionary):
            return None
        kind = str(value.get("/Type", ""))
        if kind == "/MCR":
            mcid = value.get_int("/MCID")
            page = self._page_of(value) or parent.page
            return self._content(page, value.get("/Stm"), mcid)
        if kind == "/OBJR":
            return self._reference(value)
        if "/S" not in value:
            return None
        return self._node(parent, value)

    def _node(self, parent: Node, value: Object) -> Node | None:
        if not isinstance(value.get("/S"), Name):
            return None
        if not value.is_indirect:
            value = self._pdf.make_indirect(value)
        if not self._seen.add(value):
            return None
        page = self._page_of(value) or parent.page
        return Node(value, self._kind(value), page, parent=parent)

    def _kind(self, value: Object) -> str:
        """Follow the role map to a standard type (ISO 32000-1, 14.7.3)."""
        name = str(value["/S"])[1:]
        for _ in range(_MAX_ROLES):
            if name in STANDARD:
                break
            name = self._roles.get(name, "")
        return name or "NonStruct"

    def _page_of(self, value: Object) -> Object | None:
        page = value.get("/Pg")
        if not isinstance(page, Dictionary):
            return None
        return self._pages.get(page.objgen)

    def _content(
        self, page: Object | None, form: object, mcid: int | None
    ) -> Content | None:
        if page is None or mcid is None or mcid < 0:
            return None
        stream = form if isinstance(form, Stream) else None
        if form is not None and stream is None:
            return None
        if stream is not None and "/Subtype" not in stream:
            stream = None  # the page's own content, named for nothing
        content = Content(page, stream, mcid)
        key = (content.holder, mcid)
        if key in self._claimed:
            return None
        self._claimed.add(key)
        return content

    def _reference(self, value: Object) -> Reference | None:
        annot = value.get("/Obj")
        if not isinstance(annot, Dictionary) or annot.objgen not in self._annots:
            return None
        if not self._seen.add(annot):
            return None
        return Reference(self._annots[annot.objgen], annot)


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _role_map(root: Object) -> dict[str, str]:
    """Read the role map, without what would change standard types."""
    found = root.get("/RoleMap")
    if not isinstance(found, Dictionary):
        return {}
    return {
        key[1:]: str(value)[1:]
        for key, value in found.items()
        if isinstance(value, Name) and key[1:] not in STANDARD
    }


def text_of(value: object) -> str:
    """Give a text string, "" if it is none."""
    return str(value).strip() if isinstance(value, String) else ""
