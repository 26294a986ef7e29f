"""Write a structure tree in the one form that decks are joined in.

The normal form of a prepared deck: one Part below the root; the parent tree
(ISO 32000-1, 14.7.4.4) has a key for each page, in order, then one for each
annotation and form XObject. What a join has to change is listed beside the
tree, so that joining need not walk it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pikepdf import Pdf

INDEX = "/SyllabusIndex"
"""A deck's private list of what a join changes; it does not reach the packet."""
_LEAF = 128


@dataclass(slots=True)
class TreeWriter:
    """A structure tree in the making.

    ``pages`` and ``forms`` hold the element of each MCID; ``holders`` are the
    annotations with their elements; ``levels`` are those of the headings;
    ``named`` are elements with an /ID, ``naming`` attributes that name such.
    """

    pdf: Pdf
    root: Object
    part: Object
    pages: list[list[Object | None]]
    holders: list[tuple[Object, Object]] = field(default_factory=list)
    forms: dict[tuple[int, int], tuple[Object, list[Object | None]]] = field(
        default_factory=dict
    )
    headings: list[Object] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    named: list[Object] = field(default_factory=list)
    naming: list[Object] = field(default_factory=list)

    def element(self, kind: str, parent: Object, **entries: object) -> Object:
        """Make an element; its parent must be told."""
        return self.pdf.make_indirect(
            Dictionary(
                {"/S": Name("/" + kind), "/P": parent}
                | {"/" + key: value for key, value in entries.items()}
            )
        )

    def adopt(self, annot: Object, element: Object) -> None:
        """Note to what element an annotation belongs."""
        self.holders.append((annot, element))

    def adopt_form(
        self, form: Object, elements: list[Object | None], start: int = 0
    ) -> None:
        """Note to what elements the content of a form belongs, by MCID."""
        _, known = self.forms.setdefault(form.objgen, (form, []))
        end = start + len(elements)
        known += [None] * (end - len(known))
        known[start:end] = elements

    def finish(self) -> None:
        """Write the parent tree and the numbers that lead into it."""
        write_index(self)


def new_tree(pdf: Pdf) -> TreeWriter:
    """Start a tree in place of whatever tree a file has."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    part = pdf.make_indirect(Dictionary(S=Name.Part, P=root, K=Array()))
    root["/K"] = Array([part])
    pdf.Root["/StructTreeRoot"] = root
    return TreeWriter(pdf, root, part, [[] for _ in pdf.pages])


def write_index(writer: TreeWriter) -> None:
    """Write parent tree and index, and number pages and holders."""
    pdf = writer.pdf
    values: list[Object] = []
    for number, (page, elements) in enumerate(
        zip(pdf.pages, writer.pages, strict=True)
    ):
        # A page without tags has its key too: keys are places in a list
        values.append(pdf.make_indirect(Array(elements)))
        page.obj["/StructParents"] = number
    for form, elements in writer.forms.values():
        form["/StructParents"] = len(values)
        values.append(pdf.make_indirect(Array(elements)))
    for annot, element in writer.holders:
        annot["/StructParent"] = len(values)
        values.append(element)
    write_ids(pdf, writer.root, writer.named)
    writer.root["/ParentTree"] = number_tree(pdf, values)
    writer.root["/ParentTreeNextKey"] = len(values)
    writer.root[INDEX] = pdf.make_indirect(
        Dictionary(
            Values=Array(values),
            Forms=Array([form for form, _ in writer.forms.values()]),
            Annots=Array([annot for annot, _ in writer.holders]),
            Headings=Array(writer.headings),
            Levels=Array(writer.levels),
            Named=Array(writer.named),
            Naming=Array(writer.naming),
        )
    )


def write_ids(pdf: Pdf, root: Object, named: Iterable[Object]) -> None:
    """Write the tree of elements by their /ID (ISO 32000-1, 14.7.2)."""
    by_id = {bytes(element["/ID"]): element for element in named}
    if not by_id:
        return
    names: list[object] = []
    for key in sorted(by_id):
        names += [String(key), by_id[key]]
    root["/IDTree"] = pdf.make_indirect(Dictionary(Names=Array(names)))


def number_tree(pdf: Pdf, values: Sequence[Object]) -> Object:
    """Write a number tree of values with keys from 0 (ISO 32000-1, 7.9.7)."""
    leaves = []
    for start in range(0, len(values), _LEAF):
        part = values[start : start + _LEAF]
        numbered = [x for pair in enumerate(part, start=start) for x in pair]
        leaves.append(
            Dictionary(
                Limits=Array([start, start + len(part) - 1]), Nums=Array(numbered)
            )
        )
    if len(leaves) <= 1:
        nums = leaves[0]["/Nums"] if leaves else Array()
        return pdf.make_indirect(Dictionary(Nums=nums))
    return pdf.make_indirect(
        Dictionary(Kids=Array([pdf.make_indirect(leaf) for leaf in leaves]))
    )


def mark_catalog(pdf: Pdf, language: str = "") -> None:
    """Say in the catalog that the file is tagged (ISO 14289-1, 7.1 and 7.2)."""
    pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
    if language:
        pdf.Root["/Lang"] = String(language)


def object_reference(page: Object, target: Object) -> Dictionary:
    """Refer to an annotation from the tree (ISO 32000-1, 14.7.4.3)."""
    return Dictionary(Type=Name.OBJR, Pg=page, Obj=target)


def form_content(page: Object, form: Object, mcid: int) -> Dictionary:
    """Refer to marked content within a form XObject (14.7.4.2)."""
    return Dictionary(Type=Name.MCR, Pg=page, Stm=form, MCID=mcid)


def set_kids(element: Object, kids: Iterable[object]) -> None:
    """Give an element its kids; a single one stands alone."""
    listed = list(kids)
    element["/K"] = listed[0] if len(listed) == 1 else Array(listed)
