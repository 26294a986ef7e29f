"""Join the structure trees of front matter and decks into that of a packet.

One Document holds a Sect a lecture, and in it a Part a deck. Trees come in the
normal form that `tag_deck` writes: what must change is in their index, so that
a deck's tree is joined without a walk through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object, String

from syllabus.packet.tags.annotations import annotations_of
from syllabus.packet.tags.split import TreeSplitter
from syllabus.packet.tags.tree import (
    INDEX,
    mark_catalog,
    number_tree,
    object_reference,
    write_ids,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pikepdf import Pdf

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class TaggedSource:
    """A file whose pages are in the packet, tagged by `tag_deck`.

    ``pages`` holds the packet's page for each page of the file, or None.
    ``title`` names a deck; front matter has none, and no Part of its own.
    """

    pdf: Pdf
    pages: Sequence[Object | None]
    title: str = ""


@dataclass(frozen=True, slots=True)
class TaggedRun:
    """Consecutive pages of one source, in packet order.

    Runs side by side with one ``section`` (a lecture) come below one Sect.
    """

    source: int
    first: int
    count: int
    section: str = ""


@dataclass(slots=True)
class _Tree:
    """A source's tree, copied into the packet."""

    root: Object
    part: Object
    index: Object
    headings: list[tuple[Object, int]]
    runs: list[int] = field(default_factory=list)


def join_tags(
    packet: Pdf,
    sources: Sequence[TaggedSource],
    runs: Sequence[TaggedRun],
    language: str = "",
) -> None:
    """Give a packet the joined tree of its sources.

    Pages and footers must be in place. Links that no tree knows, those of the
    footers, get their elements here, after the deck that they stand in.

    Raises:
        ValueError: If a source has no tree in normal form.
    """
    _Joiner(packet, sources, runs, language).join()


class _Joiner:
    """Joins the trees of one packet."""

    def __init__(
        self,
        packet: Pdf,
        sources: Sequence[TaggedSource],
        runs: Sequence[TaggedRun],
        language: str,
    ) -> None:
        self._packet = packet
        self._sources = sources
        self._runs = runs
        self._language = language
        self._root = packet.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element("Document", self._root)
        self._values: list[Object] = []
        self._named: list[Object] = []
        self._level = 0

    def join(self) -> None:
        trees = [self._copied(number) for number in range(len(self._sources))]
        for number, run in enumerate(self._runs):
            trees[run.source].runs.append(number)
        parts = [self._parts_of(source, tree) for source, tree in enumerate(trees)]
        self._place(trees, parts)
        self._root["/K"] = Array([self._document])
        self._root["/ParentTree"] = number_tree(self._packet, self._values)
        self._root["/ParentTreeNextKey"] = len(self._values)
        write_ids(self._packet, self._root, self._named)
        self._packet.Root["/StructTreeRoot"] = self._root
        mark_catalog(self._packet, self._language)

    def _element(self, kind: str, parent: Object, **entries: object) -> Object:
        return self._packet.make_indirect(
            Dictionary(
                {"/S": Name("/" + kind), "/P": parent}
                | {"/" + key: value for key, value in entries.items()}
            )
        )

    # One source

    def _copied(self, number: int) -> _Tree:
        """Bring a source's tree into the packet and number what it holds."""
        source = self._sources[number]
        original = source.pdf.Root.get("/StructTreeRoot")
        if not isinstance(original, Dictionary) or INDEX not in original:
            raise ValueError(f"source {number} of the packet has no tags to join")
        root = self._packet.copy_foreign(original)
        index = root[INDEX]
        headings = list(
            zip(index["/Headings"], map(int, index["/Levels"]), strict=True)
        )
        tree = _Tree(root, root["/K"][0], index, headings)
        self._number(source, index)
        self._rename_ids(number, index)
        _join_tables(self._root, tree)
        return tree

    def _number(self, source: TaggedSource, index: Object) -> None:
        """Move the keys of pages, forms and annotations behind those so far."""
        base = len(self._values)
        values = list(index["/Values"])
        for number, page in enumerate(source.pages):
            if page is None:
                values[number] = Array()
            else:
                page["/StructParents"] = base + number
        self._values += values
        key = base + len(source.pages)
        for form in index["/Forms"]:
            form["/StructParents"] = key
            key += 1
        for annot in index["/Annots"]:
            annot["/StructParent"] = key
            key += 1

    def _rename_ids(self, number: int, index: Object) -> None:
        """Make the names of elements distinct (ISO 32000-1, 14.7.2)."""
        prefix = b"%d-" % number
        for element in index["/Named"]:
            element["/ID"] = String(prefix + bytes(element["/ID"]))
            self._named.append(element)
        for attributes in index["/Naming"]:
            listed = attributes.get("/Headers")
            names = list(listed) if isinstance(listed, Array) else []
            attributes["/Headers"] = Array(
                [String(prefix + bytes(n)) for n in names if isinstance(n, String)]
            )

    def _parts_of(self, source: int, tree: _Tree) -> dict[int, list[Object]]:
        """Give what a source brings to each of its runs."""
        given = self._sources[source]
        is_whole = len(tree.runs) == 1 and None not in given.pages
        if is_whole and given.title:
            return {tree.runs[0]: [self._titled(tree.part, source)]}
        groups = {}
        annots = set()
        for number in tree.runs:
            for page in self._pages_of(self._runs[number]):
                groups[page.objgen] = number
                annots |= {annot.objgen for annot in annotations_of(page)}
        split = TreeSplitter(self._packet, groups, annots).split(tree.part)
        if not given.title:
            return split
        return {
            number: [self._titled(self._wrapped(kids), source)]
            for number, kids in split.items()
        }

    def _wrapped(self, kids: list[Object]) -> Object:
        part = self._element("Part", self._document)
        _adopt(part, kids)
        return part

    def _titled(self, part: Object, source: int) -> Object:
        """Name a deck's Part, and its language where it is another."""
        part["/T"] = String(self._sources[source].title)
        language = str(self._sources[source].pdf.Root.get("/Lang", ""))
        if language and language != self._language and "/Lang" not in part:
            part["/Lang"] = String(language)
        return part

    # The whole

    def _place(
        self, trees: Sequence[_Tree], parts: Sequence[dict[int, list[Object]]]
    ) -> None:
        """Put everything in the order of the packet."""
        levels = [self._front_levels(source, tree) for source, tree in enumerate(trees)]
        top: list[Object] = []
        section: Object | None = None
        kids = top
        for number, run in enumerate(self._runs):
            before = self._runs[number - 1].section if number else ""
            if not run.section:
                section, kids = None, top
            elif section is None or run.section != before:
                _set(section, kids)
                section = self._element("Sect", self._document, T=String(run.section))
                top.append(section)
                kids = []
            parent = self._document if section is None else section
            for part in parts[run.source].get(number, ()):
                part["/P"] = parent
                kids.append(part)
            self._level = levels[run.source].get(number, self._level)
            self._shift(trees[run.source], run)
            kids += self._footer_links(run, parent, parts[run.source].get(number, ()))
            _set(section, kids)
        self._document["/K"] = Array(top)

    def _front_levels(self, source: int, tree: _Tree) -> dict[int, int]:
        """Give the level of the last heading that front matter has in each run."""
        if self._sources[source].title:
            return {}
        numbers = {
            page.objgen: number
            for number in tree.runs
            for page in self._pages_of(self._runs[number])
        }
        found: dict[int, int] = {}
        for heading, level in tree.headings:
            page = _page_of(heading)
            if page is not None and page.objgen in numbers:
                found[numbers[page.objgen]] = level
        return found

    def _pages_of(self, run: TaggedRun) -> Iterable[Object]:
        pages = self._sources[run.source].pages[run.first : run.first + run.count]
        return [page for page in pages if page is not None]

    def _shift(self, tree: _Tree, run: TaggedRun) -> None:
        """Bring a deck's headings below the last one of the front matter.

        ISO 14289-1, 7.4.2: levels begin with H1 and none is skipped.
        """
        if not self._sources[run.source].title or not self._level:
            return
        for heading, level in tree.headings:
            heading["/S"] = _heading_name(level + self._level)
        tree.headings = []

    def _footer_links(
        self, run: TaggedRun, parent: Object, parts: Sequence[Object]
    ) -> list[Object]:
        """Give the links that no tree knows their elements, after the deck.

        There they are reached without standing between the slides.
        """
        links = []
        group: Object | None = None
        for page in self._pages_of(run):
            annots = page.get("/Annots")
            last = annots[-1] if isinstance(annots, Array) and len(annots) else None
            if not isinstance(last, Dictionary) or "/StructParent" in last:
                continue
            if last.get("/Subtype") != Name.Link:
                continue
            if group is None:
                group = self._element("Div", parent)
            link = self._element("Link", group, Pg=page, K=object_reference(page, last))
            last["/StructParent"] = len(self._values)
            self._values.append(link)
            page["/Tabs"] = Name.S
            links.append(link)
        if group is None:
            return []
        group["/K"] = Array(links)
        if len(parts) == 1 and self._sources[run.source].title:
            group["/P"] = parts[0]
            parts[0]["/K"].append(group)
            return []
        return [group]


def _heading_name(level: int) -> Name:
    return Name(f"/H{min(level, _DEEPEST)}")


def _page_of(element: Object) -> Object | None:
    """Give the page of an element or of the first below it that names one."""
    pending: list[object] = [element]
    while pending:
        node = pending.pop(0)
        if not isinstance(node, Dictionary):
            continue
        page = node.get("/Pg")
        if isinstance(page, Dictionary):
            return page
        kids = node.get("/K")
        pending += list(kids) if isinstance(kids, Array) else [kids]
    return None


def _set(section: Object | None, kids: list[Object]) -> None:
    if section is not None:
        section["/K"] = Array(kids)


def _adopt(parent: Object, kids: list[Object]) -> None:
    for kid in kids:
        kid["/P"] = parent
    parent["/K"] = Array(kids)


def _join_tables(joined: Object, tree: _Tree) -> None:
    """Join role map, class map and name spaces; rename what means another thing."""
    for key, entry in (("/RoleMap", "/S"), ("/ClassMap", "/C")):
        renamed = _merge(joined, tree.root, key)
        if renamed:
            _rename(tree.part, entry, renamed)
    spaces = tree.root.get("/Namespaces")
    if isinstance(spaces, Array):
        if "/Namespaces" not in joined:
            joined["/Namespaces"] = Array()
        joined["/Namespaces"].extend(list(spaces))


def _merge(joined: Object, root: Object, key: str) -> dict[str, str]:
    """Merge a table of names; give new names for those that are taken."""
    added = root.get(key)
    if not isinstance(added, Dictionary):
        return {}
    if key not in joined:
        joined[key] = Dictionary()
    table = joined[key]
    renamed: dict[str, str] = {}
    for name, value in added.items():
        if name not in table:
            table[name] = value
        elif table[name] != value:
            number = 2
            while f"{name}-{number}" in table:
                number += 1
            renamed[name] = f"{name}-{number}"
            table[renamed[name]] = value
    return renamed


def _rename(part: Object, entry: str, renamed: dict[str, str]) -> None:
    """Use new names throughout a deck's tree."""
    pending: list[object] = [part]
    while pending:
        node = pending.pop()
        if not isinstance(node, Dictionary) or "/S" not in node:
            continue
        value = node.get(entry)
        if isinstance(value, Name):
            node[entry] = Name(renamed.get(str(value), str(value)))
        elif isinstance(value, Array):
            node[entry] = Array(
                [
                    Name(renamed.get(str(v), str(v))) if isinstance(v, Name) else v
                    for v in value
                ]
            )
        kids = node.get("/K")
        pending += list(kids) if isinstance(kids, Array) else [kids]
