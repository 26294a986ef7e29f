"""The tags of a packet, led from its pages to the sheets they stand on.

A page's marked content now lies in a form XObject: the form takes the page's place
in the parent tree, and each reference to the content names it (ISO 32000-1,
14.7.4.2). What is heard, and in which order, stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, NumberTree, Object

from syllabus.packet.tags.tree import form_content, object_reference, set_kids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pikepdf import Pdf

    from syllabus.packet.paper.slides import Slide

Key = tuple[int, int]
_HIDDEN = 2
_ROLES = {"/Btn": "pb", "/Tx": "tv", "/Ch": "tv"}
"""What printed fields were, by their types (ISO 32000-1, 14.8.5.6)."""
_RADIO = 1 << 15
_PUSH = 1 << 16


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page has gone.

    ``key`` is its own in the parent tree. ``moved`` are the annotations that lie on the
    sheet, by those on the page; ``drawn`` numbers the marked content of those that the
    slide's form draws; ``known`` are all of the page.
    """

    key: int | None
    sheet: Object
    slide: Slide
    moved: dict[Key, Object]
    drawn: dict[Key, int]
    known: frozenset[Key]


class SheetTags:
    """Leads the tags of one file to its sheets.

    A tree that nothing leads back to (without a /ParentTree) is dropped.

    Args:
        pdf: The file, its pages and its tree as they were.
    """

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        root = pdf.Root.get("/StructTreeRoot")
        self._root = root if isinstance(root, Dictionary) else None
        self.are_there = self._root is not None and "/ParentTree" in self._root
        self.hold = self.are_there
        """Whether the tags are worth on paper what they were worth in the packet."""
        self._places: dict[Key, _Place] = {}
        self._added: list[tuple[Object, Object, Object]] = []
        self._groups: dict[Key, Object] = {}

    def place(
        self,
        page: Object,
        sheet: Object,
        slide: Slide,
        carried: Iterable[tuple[Object, Object]],
    ) -> None:
        """Note where a page has gone, and with it what lay on it."""
        if not self.are_there:
            return
        annots = page.get("/Annots")
        listed = list(annots) if isinstance(annots, Array) else []
        pairs = [(annot.objgen, copy) for annot, copy in carried]
        key = page.get_int("/StructParents")
        self._places[page.objgen] = _Place(
            key,
            sheet,
            slide,
            dict(pairs),
            {annot.objgen: n for n, annot in enumerate(slide.drawn)},
            frozenset(a.objgen for a in listed if isinstance(a, Dictionary)),
        )
        # What is drawn was not looked at as content is
        self.hold = self.hold and not slide.drawn
        if key is not None:
            slide.content["/StructParents"] = key
        for _, copy in pairs:
            self.add(copy, sheet, page)

    def add(self, annot: Object, sheet: Object, page: Object) -> None:
        """Give an annotation of a sheet an element, unless one comes to refer to it.

        Args:
            annot: The annotation.
            sheet: The sheet that it lies on.
            page: The page that it is heard after, or rather after its lecture.
        """
        if self.are_there:
            self._added.append((annot, sheet, page))

    def carry(self) -> None:
        """Lead the tree to the sheets, when all pages are placed."""
        if self._root is None or not self.are_there:
            for key in ("/StructTreeRoot", "/MarkInfo"):
                if key in self._pdf.Root:
                    del self._pdf.Root[key]
            return
        parents = NumberTree(self._root["/ParentTree"])
        for element, page in _elements(self._root):
            self._lead(element, page)
        new = [*self._drawn(parents), *self._elements_added(parents)]
        following = max(parents.keys(), default=-1) + 1
        for number, (holder, key, value) in enumerate(new, start=following):
            holder[key] = number
            parents[number] = value
        self._root["/ParentTreeNextKey"] = following + len(new)

    def _drawn(self, parents: NumberTree) -> Iterator[tuple[Object, str, Object]]:
        """Give the forms that draw annotations, with the elements of their content."""
        for place in self._places.values():
            if place.slide.drawn:
                elements = [_holder(parents, annot) for annot in place.slide.drawn]
                listed = self._pdf.make_indirect(Array(elements))
                yield place.slide.form, "/StructParents", listed

    def _elements_added(
        self, parents: NumberTree
    ) -> Iterator[tuple[Object, str, Object]]:
        """Give the annotations that nothing refers to, with new elements."""
        for annot, sheet, page in self._added:
            if "/StructParent" in annot or (annot.get_int("/F") or 0) & _HIDDEN:
                continue
            group = self._group_after(parents, self._places[page.objgen])
            kind = "Link" if annot.get("/Subtype") == Name.Link else "Annot"
            element = self._element(kind, group)
            element["/Pg"] = sheet
            element["/K"] = object_reference(sheet, annot)
            group["/K"].append(element)
            yield annot, "/StructParent", element

    def _lead(self, element: Object, page: Object | None) -> None:
        """Lead what an element refers to; ``page`` is the one that it stands on."""
        own = self._places.get(page.objgen) if page is not None else None
        kids = [led for kid in _kids(element) for led in self._led(element, kid, own)]
        if kids or "/K" in element:
            set_kids(element, kids)
        if own is not None and "/Pg" in element:
            element["/Pg"] = own.sheet

    def _led(
        self, element: Object, kid: object, own: _Place | None
    ) -> Iterator[object]:
        """Give what stands for a kid of an element."""
        if not isinstance(kid, Dictionary):
            if isinstance(kid, int) and own is not None:
                yield form_content(own.sheet, own.slide.content, kid)
            else:
                yield kid
            return
        page = kid.get("/Pg")
        place = self._places.get(page.objgen) if page is not None else own
        if "/S" in kid or place is None:
            yield kid
        elif "/Obj" in kid and kid["/Obj"].objgen in place.known:
            yield from _led_annotation(element, kid["/Obj"], place)
        else:
            kid["/Pg"] = place.sheet
            if "/MCID" in kid and "/Stm" not in kid:
                kid["/Stm"] = place.slide.content
            yield kid

    def _group_after(self, parents: NumberTree, place: _Place) -> Object:
        """Give the group that follows what is heard of a page's lecture.

        A page that has nothing to hear goes with its neighbours on the sheet.
        """
        assert self._root is not None  # noqa: S101 - only then is something added
        sheet = place.sheet.objgen
        near = (p for p in self._places.values() if p.sheet.objgen == sheet)
        found = (_first_element(parents, p.key) for p in (place, *near))
        element: object = next(filter(None, found), None)
        top = section = _top(self._root)
        while isinstance(element, Dictionary) and element.objgen != top.objgen:
            section, element = element, element.get("/P")
        if section.objgen not in self._groups:
            self._groups[section.objgen] = group = self._element("Div", section)
            group["/K"] = Array()
            section["/K"] = Array([*_kids(section), group])
        return self._groups[section.objgen]

    def _element(self, kind: str, parent: Object) -> Object:
        return self._pdf.make_indirect(Dictionary(S=Name("/" + kind), P=parent))


def _led_annotation(element: Object, annot: Object, place: _Place) -> Iterator[object]:
    """Refer to an annotation where it lies on the sheet and where it is drawn."""
    copy, drawn = place.moved.get(annot.objgen), place.drawn.get(annot.objgen)
    if copy is not None:
        copy["/StructParent"] = annot["/StructParent"]
        yield object_reference(place.sheet, copy)
    if drawn is not None:
        yield form_content(place.sheet, place.slide.form, drawn)
        if element.get("/S") == Name.Form:
            element["/A"] = Dictionary(O=Name.PrintField, Role=Name("/" + _role(annot)))
        elif copy is None:
            element["/S"] = Name.Span
            if annot.get("/Contents"):
                element["/Alt"] = annot["/Contents"]


def _role(field: Object) -> str:
    """Say what a printed field was."""
    kind = str(_inherited(field, "/FT"))
    flags = _inherited(field, "/Ff")
    flags = int(flags) if isinstance(flags, int) else 0
    if kind == "/Btn" and not flags & _PUSH:
        return "rb" if flags & _RADIO else "cb"
    return _ROLES.get(kind, "tv")


def _inherited(field: Object, key: str) -> object:
    node: object = field
    for _ in range(32):
        if not isinstance(node, Dictionary):
            break
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _kids(element: Object) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _elements(root: Object) -> Iterator[tuple[Object, Object | None]]:
    """Give the elements below a root, each with the page that it stands on."""
    pending: list[tuple[object, Object | None]] = [(kid, None) for kid in _kids(root)]
    while pending:
        element, page = pending.pop()
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        page = element.get("/Pg", page)
        pending += [(kid, page) for kid in _kids(element)]
        yield element, page


def _top(root: Object) -> Object:
    """Give the one element that holds all others."""
    return next(kid for kid in _kids(root) if isinstance(kid, Dictionary))


def _first_element(parents: NumberTree, key: int | None) -> Object | None:
    """Give the element of the first content of a page that has one."""
    listed = parents.get(key) if key is not None else None
    elements = list(listed) if isinstance(listed, Array) else []
    return next((e for e in elements if isinstance(e, Dictionary)), None)


def _holder(parents: NumberTree, annot: Object) -> Object | None:
    """Give the element that an annotation belongs to."""
    return (
        parents.get(int(annot["/StructParent"])) if "/StructParent" in annot else None
    )
