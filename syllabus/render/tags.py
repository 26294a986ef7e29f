"""Write the structure of a PDF as a listener needs it, in place of WeasyPrint's own.

WeasyPrint 70 makes an element of each box, so that what crosses a page is cut in two;
its running heads and repeated table heads are read out as text, its links are described
by their address, and its header cells do not say what they head.

What this relies on in WeasyPrint is checked on each run (`TagsMovedError`): marks are
kept by box while a page is painted, tags are the last objects but the metadata, and the
operators of a page can still be changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pydyf

from syllabus.errors import ExitCode, SyllabusError
from syllabus.render.structure import Node, Place, Structure, Text

if TYPE_CHECKING:
    from syllabus.render.structure import Kid, Marks

_TAG_TYPES = {"/StructElem", "/OBJR", "/StructTreeRoot"}
_CLAIM = re.compile(rb' pdf(?:ua|a)id:(?:part|conformance)="\w"')
_NO_TEXT = re.compile(rb"^(<[0-9a-f]+> )<>$")
_PAGINATION = b"<</Type /Pagination>>"


class TagsMovedError(SyllabusError):
    """WeasyPrint does not do what the structure relies on: has it changed?"""

    exit_code = ExitCode.BUG

    def __init__(self, what: str) -> None:
        super().__init__(f"the structure of the PDF cannot be mended: {what}")


def keep_marks(document: Any) -> Marks:
    """Arrange that painting a document's pages leaves behind how they were marked."""
    marks: Marks = []
    for page in document.pages:
        _keep_marks_of(page, marks)
    return marks


def _keep_marks_of(page: Any, marks: Marks) -> None:
    paint = page.paint

    def paint_and_keep(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        marks.append(dict(stream._tags))  # noqa: SLF001

    page.paint = paint_and_keep


def write_structure(document: Any, pdf: Any, marks: Marks) -> dict[int, Any]:
    """Replace the structure that WeasyPrint wrote: its `finisher`.

    Returns:
        The elements of the page by the numbers of their objects in the file.

    Args:
        document: The pages, laid out and painted.
        pdf: The file before it is written.
        marks: What `keep_marks` kept.

    Raises:
        TagsMovedError: WeasyPrint does not do what this relies on.
    """
    if len(marks) != len(document.pages):
        raise TagsMovedError("its pages are not painted one by one")
    structure = Structure(document, marks)
    if any(structure.unread):
        raise TagsMovedError("some content belongs to no box")
    _remove_tags(pdf)
    writer = _Writer(pdf, [len(of_page) for of_page in marks])
    writer.uncover(structure.covered)
    writer.write(structure.root)
    for page, artifacts in enumerate(structure.artifacts):
        writer.change_marks(page, artifacts, structure.true_words[page])
    return writer.elements


def name_all_glyphs(pdf: Any) -> None:
    """Give a glyph that is only a part of a letter a word joiner for its text.

    Fonts of Arabic have such parts; WeasyPrint gives the letter to one of them and
    nothing to the others, which not every reader takes for a text.
    """
    for font in pdf.objects:
        if isinstance(font, dict) and (reference := font.get("ToUnicode")):
            lines = _found(pdf, reference).stream
            lines[:] = [_NO_TEXT.sub(rb"\1<2060>", line) for line in lines]


def disclaim(pdf: Any) -> None:
    """Take the claim to be PDF/UA, or PDF/A, out of a file's metadata."""
    metadata = metadata_of(pdf)
    (content,) = metadata.stream
    honest, found = _CLAIM.subn(b"", content)
    metadata.stream = [honest]
    if not found:
        raise TagsMovedError("its metadata do not claim what they did")


def metadata_of(pdf: Any) -> Any:
    """The metadata of a file that is not written yet."""
    return _found(pdf, pdf.catalog.get("Metadata"))


def _remove_tags(pdf: Any) -> None:
    """Take WeasyPrint's tags out of the file; its metadata follow them."""
    root = _found(pdf, pdf.catalog.get("StructTreeRoot"))
    metadata = metadata_of(pdf)
    # The parent tree comes first and has no type.
    first = root.number - 1
    tags = pdf.objects[first : metadata.number]
    known = [tag.get("Type") in _TAG_TYPES for tag in tags[1:] if isinstance(tag, dict)]
    if metadata is not pdf.objects[-1] or len(known) != len(tags) - 1 or not all(known):
        raise TagsMovedError("its tags are not the last objects but the metadata")
    del pdf.objects[first:]
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


def _found(pdf: Any, reference: Any) -> Any:
    """The object that a reference in the catalogue names."""
    if not isinstance(reference, bytes):
        raise TagsMovedError("the catalogue has no structure or no metadata")
    return pdf.objects[int(reference.split()[0])]


class _Writer:
    """Writes a structure into a file.

    Args:
        pdf: The file.
        mark_counts: How many marks each page has.
    """

    def __init__(self, pdf: Any, mark_counts: list[int]) -> None:
        self._pdf = pdf
        self._page_references = pdf.page_references
        numbers = (int(reference.split()[0]) for reference in self._page_references)
        self._pages = [pdf.objects[number] for number in numbers]
        # For each mark of each page the element that it belongs to, for readers that
        # come from the page.
        self._parents: list[list[Any]] = [["null"] * count for count in mark_counts]
        self._parents_of_links: list[Any] = []
        self._named: list[tuple[str, bytes]] = []
        self.elements: dict[int, Any] = {}

    def uncover(self, places: list[Place]) -> None:
        """Remove annotations from their pages."""
        for place in places:
            self._pages[place.page]["Annots"].remove(place.annotation.reference)

    def write(self, root: Node) -> None:
        """Write a structure and what leads to it."""
        parent_tree = pydyf.Dictionary()
        self._pdf.add_object(parent_tree)
        tree = pydyf.Dictionary(
            {"Type": "/StructTreeRoot", "ParentTree": parent_tree.reference}
        )
        self._pdf.add_object(tree)
        tree["K"] = pydyf.Array([self._write(root, tree)])
        numbers = pydyf.Array()
        by_page = [pydyf.Array(of_page) for of_page in self._parents]
        for number, parent in enumerate((*by_page, *self._parents_of_links)):
            numbers.extend((number, parent))
        parent_tree["Nums"] = numbers
        if self._named:
            pairs = [(pydyf.String(name), node) for name, node in sorted(self._named)]
            names = pydyf.Array(one for pair in pairs for one in pair)
            tree["IDTree"] = pydyf.Dictionary({"Names": names})
        self._pdf.catalog["StructTreeRoot"] = tree.reference

    def _write(self, node: Node, parent: Any) -> bytes:
        """Write a node and those in it, and give the reference to it."""
        element = pydyf.Dictionary(
            {"Type": "/StructElem", "S": f"/{node.role}", "P": parent.reference}
        )
        self._pdf.add_object(element)
        self.elements[element.number] = node.element
        element.update(node.entries)
        if node.name:
            element["ID"] = pydyf.String(node.name)
            self._named.append((node.name, element.reference))
        if node.attributes:
            element["A"] = pydyf.Dictionary(node.attributes)
        page = next((k.page for k in node.kids if not isinstance(k, Node)), None)
        if page is not None:
            element["Pg"] = self._page_references[page]
        kids = [self._write_kid(kid, element, node, page) for kid in node.kids]
        element["K"] = pydyf.Array(kids)
        reference: bytes = element.reference
        return reference

    def _write_kid(self, kid: Kid, element: Any, node: Node, page: int | None) -> Any:
        if isinstance(kid, Node):
            return self._write(kid, element)
        if isinstance(kid, Text):
            self._parents[kid.page][kid.mark] = element.reference
            if kid.page == page:
                return kid.mark
            return self._reference(kid.page, "MCR", MCID=kid.mark)
        kid.annotation["StructParent"] = len(self._parents) + len(
            self._parents_of_links
        )
        kid.annotation["Contents"] = pydyf.String(node.words)
        self._parents_of_links.append(element.reference)
        return self._reference(kid.page, "OBJR", Obj=kid.annotation.reference)

    def _reference(self, page: int, kind: str, **what: Any) -> Any:
        """Refer to something on a page, which need not be the element's own."""
        return pydyf.Dictionary(
            {"Type": f"/{kind}", "Pg": self._page_references[page], **what}
        )

    def change_marks(
        self, page: int, artifacts: set[int], true_words: dict[int, str]
    ) -> None:
        """Mark content of a page as nothing to be read, or as standing for words."""
        stream = self._pdf.objects[int(self._pages[page]["Contents"].split()[0])]
        operators, found = stream.stream, set()
        for i, operator in enumerate(operators):
            if operator != b"BDC" or not isinstance(operators[i - 1], dict):
                continue
            mark = operators[i - 1]["MCID"]
            if mark in artifacts:
                operators[i - 2 : i] = ["/Artifact", _PAGINATION]
                found.add(mark)
            elif mark in true_words:
                operators[i - 1]["ActualText"] = pydyf.String(true_words[mark])
                found.add(mark)
        if found != artifacts | true_words.keys():
            raise TagsMovedError("the marks of a page are not among its operators")
