"""Write an author's structure tree anew, in the form that decks are joined in.

Content that the tree leaves out is tagged and added where its page is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.tags.author import Content, Node, Reference, text_of
from syllabus.packet.tags.report import Rule
from syllabus.packet.tags.tree import (
    TreeWriter,
    form_content,
    new_tree,
    object_reference,
    set_kids,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pikepdf import Pdf

    from syllabus.packet.tags.author import AuthorTree, Key
    from syllabus.packet.tags.report import Findings

_PICTURES = frozenset({"Figure", "Formula"})
_DEEPEST = 6
_PARENTS = {
    # ISO 32000-1, 14.8.4.3; checked by ISO 14289-1, 7.2
    "LI": {"L"},
    "Lbl": {"LI", "Note", "BibEntry", "TOCI", "Figure", "Formula", "P", "Span"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
_KIDS = {
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "TR": {"TH", "TD"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TOC": {"TOC", "TOCI", "Caption"},
}


class AuthorWriter:
    """Writes one author's tree.

    Args:
        pdf: The deck.
        tree: The tree as read, without what is not there.
    """

    def __init__(self, pdf: Pdf, tree: AuthorTree) -> None:
        self._pdf = pdf
        self._tree = tree
        self.writer = new_tree(pdf)
        self._numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        self._forms: dict[Key, tuple[Object, list[Object | None]]] = {}
        self.top_kids = self._top_kids()
        self._last_of_page: dict[int, int] = {}

    def _top_kids(self) -> list[Node | Content | Reference]:
        """Give what stands below the Part that replaces the author's Document."""
        kids = self._tree.top.kids
        if len(kids) == 1 and isinstance(kids[0], Node):
            only = kids[0]
            if only.kind in {"Document", "Part"}:
                for key in ("/Lang", "/T", "/Alt"):
                    if key in only.obj:
                        self.writer.part[key] = only.obj[key]
                return only.kids
        return kids

    def write(self) -> None:
        """Write all elements; the kids of the Part come with `finish`."""
        self._carry_tables()
        top = Node(self.writer.part, "Part", None, self.top_kids)
        for node in top.walk():
            if node is not top:
                self._write_node(node)
            for kid in node.kids:
                if isinstance(kid, Node):
                    kid.obj["/P"] = node.obj
        for number, kid in enumerate(self.top_kids):
            for page in self._pages_below(kid):
                self._last_of_page[page] = number

    def _carry_tables(self) -> None:
        """Keep what elements refer to by name: roles, classes, name spaces."""
        root = self.writer.root
        old = self._tree.root
        roles = dict(self._tree.roles)
        for node in self._tree.top.walk():
            name = str(node.obj.get("/S", "/"))[1:]
            if node is self._tree.top or "/NS" in node.obj:
                continue
            if name not in {node.kind, *roles}:
                roles[name] = node.kind
        if roles:
            root["/RoleMap"] = Dictionary(
                {f"/{key}": Name(f"/{value}") for key, value in roles.items()}
            )
        for key, kind in (("/ClassMap", Dictionary), ("/Namespaces", Array)):
            if isinstance(old.get(key), kind):
                root[key] = old[key]

    def _write_node(self, node: Node) -> None:
        kids = [self._kid(node, kid) for kid in node.kids]
        if kids:
            set_kids(node.obj, kids)
        elif "/K" in node.obj:
            del node.obj["/K"]
        if "/Ref" in node.obj:  # other elements, perhaps of no tree any more
            del node.obj["/Ref"]
        self._note_names(node.obj)

    def _note_names(self, element: Object) -> None:
        """List what has a name, and what gives such names as headers."""
        if "/ID" in element:
            if isinstance(element["/ID"], String):
                self.writer.named.append(element)
            else:
                del element["/ID"]
        attributes = element.get("/A")
        if isinstance(attributes, Dictionary):
            element["/A"] = self._note_headers(attributes)
        elif isinstance(attributes, Array):
            element["/A"] = Array(
                [
                    self._note_headers(one) if isinstance(one, Dictionary) else one
                    for one in attributes
                ]
            )

    def _note_headers(self, attributes: Object) -> Object:
        """List attributes that name header cells; what is listed is indirect."""
        if "/Headers" not in attributes:
            return attributes
        if not attributes.is_indirect:
            attributes = self._pdf.make_indirect(attributes)
        self.writer.naming.append(attributes)
        return attributes

    def _kid(self, node: Node, kid: Node | Content | Reference) -> object:
        if isinstance(kid, Node):
            return kid.obj
        if isinstance(kid, Reference):
            self.writer.adopt(kid.annot, node.obj)
            return object_reference(kid.page, kid.annot)
        return self._content(node, kid)

    def _content(self, node: Node, content: Content) -> object:
        if content.form is not None:
            _, elements = self._forms.setdefault(content.holder, (content.form, []))
            _enter(elements, content.mcid, node.obj)
            return form_content(content.page, content.form, content.mcid)
        number = self._numbers[content.page.objgen]
        _enter(self.writer.pages[number], content.mcid, node.obj)
        own = node.obj.get("/Pg")
        if own is None:
            own = node.obj["/Pg"] = content.page
        if own.objgen == content.page.objgen:
            return content.mcid
        return Dictionary(Type=Name.MCR, Pg=content.page, MCID=content.mcid)

    def _pages_below(self, kid: Node | Content | Reference) -> set[int]:
        if not isinstance(kid, Node):
            return {self._numbers[kid.page.objgen]}
        return {
            self._numbers[below.page.objgen]
            for node in kid.walk()
            for below in node.kids
            if not isinstance(below, Node)
        }

    def finish(self, added: Mapping[int, list[Object]]) -> None:
        """Write the kids of the Part, with what was added to each page.

        Args:
            added: Elements by page; they follow the last that the page has.
        """
        after: dict[int, list[Object]] = {}
        last = -1
        for page in range(len(self.writer.pages)):
            last = self._last_of_page.get(page, last)
            after.setdefault(last, []).extend(added.get(page, ()))
        part = self.writer.part
        top = Node(part, "Part", None)
        kids: list[object] = list(after.get(-1, ()))
        for number, kid in enumerate(self.top_kids):
            kids.append(self._kid(top, kid))
            kids += after.get(number, ())
        part["/K"] = Array(kids)
        for form, elements in self._forms.values():
            self.writer.adopt_form(form, elements)


def _enter(elements: list[Object | None], mcid: int, element: Object) -> None:
    elements += [None] * (mcid + 1 - len(elements))
    elements[mcid] = element


def level_headings(tree: AuthorTree, writer: TreeWriter) -> None:
    """Number the headings without gaps, the first as H1 (ISO 14289-1, 7.4.2)."""
    level = 0
    for node in tree.top.walk():
        wanted = _heading_level(node)
        if not wanted:
            continue
        level = min(wanted, level + 1)
        if node.kind != f"H{level}":
            node.obj["/S"] = Name(f"/H{level}")
        writer.headings.append(node.obj)
        writer.levels.append(level)


def _heading_level(node: Node) -> int:
    """Give the level of a heading, 0 of what is none; H counts its sections."""
    if node.kind == "H":
        depth = 0
        above = node.parent
        while above is not None:
            depth += above.kind in {"Sect", "Art", "Part", "Div"}
            above = above.parent
        return min(max(depth, 1), _DEEPEST)
    if len(node.kind) == 2 and node.kind[0] == "H" and node.kind[1].isdigit():
        return int(node.kind[1])
    return 0


def describe_figures(
    tree: AuthorTree,
    numbers: Mapping[Key, int],
    alternatives: Mapping[tuple[int, int], str],
    findings: Findings,
) -> None:
    """Give figures the descriptions that people wrote; count those without."""
    on_page: dict[int, int] = {}
    for node in tree.top.walk():
        if node.kind not in _PICTURES:
            continue
        page = _page_number(node, numbers)
        number = on_page.get(page, 0)
        on_page[page] = number + 1
        words = alternatives.get((page, number), "")
        if words:
            node.obj["/Alt"] = String(words)
        elif not (text_of(node.obj.get("/Alt")) or "/ActualText" in node.obj):
            findings.add(Rule.FIGURE_WITHOUT_DESCRIPTION, page)
            findings.undescribed.append((page, number))


def check_nesting(
    tree: AuthorTree, numbers: Mapping[Key, int], findings: Findings
) -> None:
    """Count elements of lists and tables that are out of place."""
    for node in tree.top.walk():
        parent = node.parent.kind if node.parent is not None else ""
        kinds = {kid.kind for kid in node.kids if isinstance(kid, Node)}
        is_wrong = parent not in _PARENTS.get(node.kind, {parent})
        is_wrong |= not kinds <= _KIDS.get(node.kind, kinds)
        is_wrong |= node.kind == "TH" and not _has_scope(node.obj)
        if is_wrong:
            findings.add(Rule.STRUCTURE_INVALID, _page_number(node, numbers))


def _has_scope(cell: Object) -> bool:
    attributes = cell.get("/A")
    listed = list(attributes) if isinstance(attributes, Array) else [attributes]
    return "/ID" in cell or any(
        isinstance(a, Dictionary) and "/Scope" in a for a in listed
    )


def _page_number(node: Node, numbers: Mapping[Key, int]) -> int:
    for below in node.walk():
        if below.page is not None:
            return numbers[below.page.objgen]
        for kid in below.kids:
            if isinstance(kid, Content):
                return numbers[kid.page.objgen]
    return 0
