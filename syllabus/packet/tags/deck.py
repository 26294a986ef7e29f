"""Give a deck tags that hold: the author's own, or new ones from its content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, PdfError, Stream

from syllabus.packet.tags.annotations import AnnotationTagger, links_of
from syllabus.packet.tags.author import Content, read_author_tree
from syllabus.packet.tags.lookup import Lookup
from syllabus.packet.tags.page import content_of
from syllabus.packet.tags.pages import PageTagger
from syllabus.packet.tags.reader import ContentReader
from syllabus.packet.tags.repair import (
    AuthorWriter,
    check_nesting,
    describe_figures,
    level_headings,
)
from syllabus.packet.tags.report import Findings, Origin, Rule
from syllabus.packet.tags.scan import UnreadableContent
from syllabus.packet.tags.tree import mark_catalog, new_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pikepdf import Pdf

    from syllabus.packet.tags.author import AuthorTree, Key
    from syllabus.packet.tags.report import TagReport
    from syllabus.packet.tags.tree import TreeWriter

_NONE: Mapping[tuple[int, int], str] = MappingProxyType({})
_WRAPPED = re.compile(rb"\s*(/[^\s/]+)\s+Do\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""As BCP 47 writes languages."""
_ENOUGH = 0.5
"""The part of the text that a tree must reach to be worth keeping."""


class _Asked(dict[tuple[int, int], str]):
    """Descriptions that remember for which pictures they were asked."""

    def __init__(self, given: Mapping[tuple[int, int], str]) -> None:
        super().__init__(given)
        self.asked: set[tuple[int, int]] = set()

    def get(self, key: tuple[int, int], default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def unused(self) -> tuple[tuple[int, int], ...]:
        """The pictures that are not there."""
        return tuple(sorted(self.keys() - self.asked))


@dataclass(frozen=True, slots=True)
class Tagging:
    """What a deck is tagged with; see `tag_deck`."""

    language: str = ""
    alternatives: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthorsTags:
    """What a deck says of itself that preparation takes out of its catalog."""

    tree: Object | None
    language: str

    @classmethod
    def of(cls, pdf: Pdf) -> AuthorsTags:
        """Read them before the deck is prepared."""
        tree = pdf.Root.get("/StructTreeRoot")
        language = str(pdf.Root.get("/Lang", ""))
        return cls(
            tree if isinstance(tree, Dictionary) else None,
            language if _LANGUAGE.fullmatch(language) else "",
        )

    def tag(self, pdf: Pdf, tagging: Tagging) -> TagReport:
        """Tag the prepared deck; its own word on its language counts first."""
        if self.tree is not None:
            tree = self.tree
            pdf.Root["/StructTreeRoot"] = (
                tree if tree.is_indirect else pdf.make_indirect(tree)
            )
        language = self.language or tagging.language
        return tag_deck(pdf, tagging.alternatives, language)


def tag_deck(
    pdf: Pdf,
    alternatives: Mapping[tuple[int, int], str] = _NONE,
    language: str = "",
    *,
    for_claim: bool = True,
) -> TagReport:
    """Tag a deck in place; keep what tags its author gave it.

    Pages must carry their own attributes (see `prepare`).

    Args:
        pdf: The deck.
        alternatives: What a person says that a picture shows, by page and picture,
            both counted from 0. `DRAWING` as picture stands for the lines and
            shapes of the page, with `EVERY` as page for those of the whole deck.
            Empty words make a picture decoration.
        language: The language of the deck, as BCP 47 has it, if it is known.
        for_claim: Whether PDF/UA may be claimed for it, so that what takes long is
            looked at, too: the widths in fonts.
    """
    alternatives = _Asked(alternatives)
    tree = read_author_tree(pdf)
    lookup = Lookup(hidden_layers(pdf))
    kept = _keep(pdf, tree, lookup, alternatives, language) if tree else None
    if kept is None:  # what was read of fonts in vain counts no more
        lookup = Lookup(hidden_layers(pdf))
    origin, findings = kept or _tag_here(pdf, lookup, alternatives, language)
    if for_claim and not findings.counts:
        for font in lookup.fonts.values():
            findings.add(Rule.WIDTHS_UNPROVEN, None, font.unproven_widths())
    return replace(findings.report(origin), unused=alternatives.unused())


def _tag_here(
    pdf: Pdf,
    lookup: Lookup,
    alternatives: Mapping[tuple[int, int], str],
    language: str,
) -> tuple[Origin, Findings]:
    """Tag a deck from what its pages paint."""
    findings = Findings()
    tagger = PageTagger(pdf, lookup, alternatives, findings)
    tagger.sort()
    writer = new_tree(pdf)
    for page in tagger.pages:
        page.links = links_of(page.obj, page.turn, ObjectSet())
    annotations = AnnotationTagger(tagger.pages, ObjectSet(), findings)
    slides = []
    for page in tagger.pages:
        slide = writer.element("Sect", writer.part)
        kids = tagger.write_page(page, writer, slide)
        kids += annotations.tag_page(page, writer, slide)
        if kids:
            slide["/K"] = Array(kids)
            slides.append(slide)
    writer.part["/K"] = Array(slides)
    _finish(pdf, writer, lookup, language, findings)
    return Origin.HERE, findings


def _keep(
    pdf: Pdf,
    tree: AuthorTree,
    lookup: Lookup,
    alternatives: Mapping[tuple[int, int], str],
    language: str,
) -> tuple[Origin, Findings] | None:
    """Keep an author's tree, mended; None if it reaches too little to be kept."""
    findings = Findings()
    _follow_wrapped_pages(pdf, tree)
    trees = {key: frozenset(mcids) for key, mcids in tree.mcids().items()}
    tagger = PageTagger(pdf, lookup, _NONE, findings, trees)
    tagger.sort()
    known = _known_content(tagger, tree, lookup)
    reached = sum(sum(found.values()) for found in known.values())
    loose = [sum(p.reading.loose_text for p in page.parts) for page in tagger.pages]
    if reached < _ENOUGH * (reached + sum(loose)) or not known:
        return None
    _drop_missing(tree, known)
    writer = AuthorWriter(pdf, tree)
    writer.write()
    level_headings(tree, writer.writer)
    _add_loose(tagger, tree, writer, findings)
    for page, count in enumerate(loose):
        findings.add(Rule.TEXT_OUT_OF_TAGS, page, int(count > 0))
    numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
    describe_figures(tree, numbers, alternatives, findings)
    check_nesting(tree, numbers, findings)
    _finish(pdf, writer.writer, lookup, language, findings)
    findings.repaired = tree.damaged > 0 or any(loose)
    return Origin.AUTHOR, findings


def _follow_wrapped_pages(pdf: Pdf, tree: AuthorTree) -> None:
    """Look for a page's tags in the form that preparation moved its content to."""
    moved: dict[Key, Object] = {}
    for page in pdf.pages:
        match = _WRAPPED.fullmatch(content_of(page.obj))
        if match is None:
            continue
        xobjects = page.obj["/Resources"].get("/XObject")
        form = (xobjects or Dictionary()).get(match[1].decode("latin-1"))
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
            moved[page.obj.objgen] = form
    for _, content in tree.contents():
        if content.form is None:
            content.form = moved.get(content.page.objgen)


def _known_content(
    tagger: PageTagger, tree: AuthorTree, lookup: Lookup
) -> dict[Key, dict[int, int]]:
    """Give the marked content that is there, by page or form, with its text."""
    known: dict[Key, dict[int, int]] = {}
    for page in tagger.pages:
        for part in page.parts:
            holder = page.obj if part.form is None else part.form
            known[holder.objgen] = part.reading.known
    for _, content in tree.contents():
        if content.form is not None and content.holder not in known:
            known[content.holder] = _marks_in(content.form, lookup, content.mcid)
    return {key: found for key, found in known.items() if found}


def _marks_in(form: Object, lookup: Lookup, mcid: int) -> dict[int, int]:
    """Give the marks in a form that a page draws within other tags."""
    tree = frozenset(range(mcid + 1000))
    try:
        return (
            ContentReader(form.read_bytes(), Dictionary(), lookup, tree=tree)
            .read()
            .known
        )
    except (UnreadableContent, PdfError):
        return {}


def _drop_missing(tree: AuthorTree, known: dict[Key, dict[int, int]]) -> None:
    """Drop from a tree what leads to content that is not there."""
    for node in tree.top.walk():
        kept = [
            kid
            for kid in node.kids
            if not isinstance(kid, Content) or kid.mcid in known.get(kid.holder, ())
        ]
        tree.damaged += len(node.kids) - len(kept)
        node.kids[:] = kept


def _add_loose(
    tagger: PageTagger, tree: AuthorTree, writer: AuthorWriter, findings: Findings
) -> None:
    """Add to an author's tree the content and annotations that it leaves out."""
    known = ObjectSet(reference.annot for _, reference in tree.references())
    annotations = AnnotationTagger(tagger.pages, known, findings)
    added = {}
    for page in tagger.pages:
        page.links = links_of(page.obj, page.turn, known)
        for part in page.parts:
            part.first_mcid = max(part.reading.known, default=-1) + 1
        if page.parts[0].form is None:
            part = page.parts[0]
            elements = writer.writer.pages[page.number]
            part.first_mcid = max(part.first_mcid, len(elements))
            if part.first_mcid > len(elements):
                elements += [None] * (part.first_mcid - len(elements))
        kids = tagger.write_page(page, writer.writer, writer.writer.part)
        kids += annotations.tag_page(page, writer.writer, writer.writer.part)
        added[page.number] = kids
    writer.finish(added)


def _finish(
    pdf: Pdf,
    writer: TreeWriter,
    lookup: Lookup,
    language: str,
    findings: Findings,
) -> None:
    """Write what belongs to the deck as a whole, and look at its fonts."""
    writer.finish()
    mark_catalog(pdf, language)
    for font in lookup.fonts.values():
        if font.used and not font.is_embedded():
            findings.add(Rule.FONT_NOT_EMBEDDED, None)
        if font.used and not font.is_consistent():
            findings.add(Rule.FONT_INCONSISTENT, None)
        font.mend(pdf)
        findings.add(Rule.TEXT_WITHOUT_UNICODE, None, font.unknown_codes())
        findings.add(Rule.GLYPH_MISSING, None, font.missing_glyphs())
    if not str(pdf.Root.get("/Lang", "")):
        findings.add(Rule.NO_LANGUAGE, None)


def hidden_layers(pdf: Pdf) -> frozenset[tuple[int, int]]:
    """Give the layers that are off as the file opens (ISO 32000-1, 8.11.4.3)."""
    properties = pdf.Root.get("/OCProperties")
    config = properties.get("/D") if isinstance(properties, Dictionary) else None
    if not isinstance(config, Dictionary) or not isinstance(properties, Dictionary):
        return frozenset()
    off = _groups(config.get("/OFF"))
    if config.get("/BaseState") == Name.OFF:
        off |= _groups(properties.get("/OCGs")) - _groups(config.get("/ON"))
    return off


def _groups(value: object) -> frozenset[tuple[int, int]]:
    groups = list(value) if isinstance(value, Array) else []
    return frozenset(g.objgen for g in groups if isinstance(g, Dictionary))
