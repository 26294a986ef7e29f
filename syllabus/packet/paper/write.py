"""Write the slides of a packet on sheets of paper, with all that leads to them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, String

from syllabus.packet.destinations import Destinations, explicit
from syllabus.packet.font import FooterFont, cut_font
from syllabus.packet.identity import (
    claims_ua,
    describe,
    finish_identifier,
    identifier,
    write_identifier,
)
from syllabus.packet.labels import page_span, write_labels
from syllabus.packet.pages import list_pages, rotation, visible_box
from syllabus.packet.paper.geometry import PageShape
from syllabus.packet.paper.ink import FONT_NAME, Ink, numbers
from syllabus.packet.paper.layout import LayoutKind
from syllabus.packet.paper.moved import Landing, Mover, lies_only_links
from syllabus.packet.paper.sheets import plan_sheets
from syllabus.packet.paper.slides import slide_form
from syllabus.packet.paper.tags import SheetTags
from syllabus.packet.plan import LabelRange, LabelStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.packet.pages import Box
    from syllabus.packet.paper.geometry import Sheet
    from syllabus.packet.paper.groups import SlideGroup
    from syllabus.packet.paper.layout import Layout


@dataclass(frozen=True, slots=True)
class ContentsLink:
    """The link at the foot of each sheet: its words and the packet's page.

    ``description`` is what is heard of it; empty: the words.
    """

    words: str
    page: int
    description: str = ""


def impose(
    packet: bytes | Path | Pdf,
    layout: Layout,
    groups: Iterable[SlideGroup],
    font: bytes | FooterFont,
    contents: ContentsLink | None = None,
) -> bytes:
    """Lay the slides of a packet out on sheets of paper.

    The arguments are those of `write_sheets`.
    """
    out = io.BytesIO()
    write_sheets(out, packet, layout, groups, font, contents)
    return out.getvalue()


def write_sheets(
    target: BinaryIO,
    packet: bytes | Path | Pdf,
    layout: Layout,
    groups: Iterable[SlideGroup],
    font: bytes | FooterFont,
    contents: ContentsLink | None = None,
) -> int:
    """Lay the slides of a packet out on sheets, written into an open file.

    Links, bookmarks, named destinations, layers, page labels and tags come along;
    what lies on slides is drawn with them. All pages in no group stay whole.

    Args:
        target: Open for reading and writing, empty.
        packet: A packet as `assemble` gives it; an open one stays as it is.
        layout: How slides are laid out.
        groups: Which pages are slides; each group begins on a new sheet.
        font: A TrueType or OpenType font file for numbers and words; or one that was
            cut down already, to the texts of the packet's plan and its labels.
        contents: Where the link at the foot of each sheet leads.

    Returns:
        How many pages were written: the printed sides of the sheets.

    Raises:
        ValueError: If the groups overlap or name pages that are not there.
    """
    groups = tuple(groups)
    if isinstance(packet, Pdf):
        packet = _bytes_of(packet)
    with packet.open("rb") if isinstance(packet, Path) else io.BytesIO(packet) as data:
        made_of = [
            hashlib.file_digest(data, "sha256").digest(),
            font.digest
            if isinstance(font, FooterFont)
            else hashlib.sha256(font).digest(),
            repr((layout, groups, contents)).encode(),
        ]
        with pikepdf.open(data) as pdf:
            sides = _lay_out(pdf, layout, groups, font, contents)
            _save(pdf, target, identifier(made_of))
            return sides


def _bytes_of(packet: Pdf) -> bytes:
    out = io.BytesIO()
    packet.save(out, static_id=True, fix_metadata_version=False)
    return out.getvalue()


def _lay_out(
    pdf: Pdf,
    layout: Layout,
    groups: tuple[SlideGroup, ...],
    font: bytes | FooterFont,
    contents: ContentsLink | None,
) -> int:
    """Replace the pages of a file by sheets, and count them."""
    if _needs_looks(pdf):
        pdf.generate_appearance_streams()
    pages = [page.obj for page in pdf.pages]
    labels = [page.label for page in pdf.pages]
    shapes = [_shape(page) for page in pages]
    plain = [lies_only_links(page) for page in pages]
    sheets = plan_sheets(shapes, groups, layout, plain)
    objects = [
        pages[sheet.kept] if sheet.kept is not None else _blank(pdf, sheet)
        for sheet in sheets
    ]
    landings = {
        placed.page: Landing(obj, placed)
        for sheet, obj in zip(sheets, objects, strict=True)
        for placed in sheet.placements
    }
    mover = Mover(pdf, Destinations(pdf), landings)
    mover.lead_document()
    cut = _font_for(sheets, labels, font, contents)
    ink = Ink(layout, labels, cut, contents.words if contents else "")
    tags = SheetTags(pdf)
    letters = cut.embed(pdf), cut.embed_words(pdf)
    printer = _Printer(pdf, pages, shapes, ink, *letters, mover, tags)
    if contents is not None:
        landing = landings.get(contents.page)
        printer.link_to(contents, landing.sheet if landing else pages[contents.page])
    for sheet, obj in zip(sheets, objects, strict=True):
        if sheet.kept is not None:
            _keep(obj, mover)
        else:
            printer.fill(obj, sheet)
    tags.carry()
    list_pages(pdf, objects)
    _label(pdf, sheets, labels)
    _describe_anew(pdf, layout, keeps_claim=tags.hold)
    return len(sheets)


def _needs_looks(pdf: Pdf) -> bool:
    """Whether fields have values that only a form viewer would draw."""
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, Dictionary) and form.get_bool("/NeedAppearances") is True


def _shape(page: Object) -> PageShape:
    unit = page.get_float("/UserUnit") or 1.0
    return PageShape(visible_box(page), rotation(page), unit if unit > 0 else 1.0)


def _font_for(
    sheets: Sequence[Sheet],
    labels: Sequence[str],
    font: bytes | FooterFont,
    contents: ContentsLink | None,
) -> FooterFont:
    """Cut the font down to what the sheets say, unless it is."""
    if isinstance(font, FooterFont):
        return font
    texts = {*labels, "–, "}
    texts.update(leaf.words for sheet in sheets for leaf in sheet.leaves)
    if contents is not None:
        texts.add(contents.words)
    return FooterFont(cut_font(font, texts))


def _blank(pdf: Pdf, sheet: Sheet) -> Object:
    """Make a sheet with nothing on it."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, sheet.width, sheet.height]),
            Resources=Dictionary(),
        )
    )


@dataclass(slots=True)
class _Printer:
    """Fills the sheets of one file.

    ``font`` is the embedded font of the ink, ``words`` the forms that draw texts.
    """

    pdf: Pdf
    pages: Sequence[Object]
    shapes: Sequence[PageShape]
    ink: Ink
    font: Object
    words: dict[str, Object]
    mover: Mover
    tags: SheetTags
    description: str = ""
    to_contents: Object | None = None

    def link_to(self, contents: ContentsLink, page: Object) -> None:
        """Set where the link at the foot of the sheets leads."""
        self.description = contents.description or contents.words
        self.to_contents = self.pdf.make_indirect(
            Dictionary(S=Name.GoTo, D=explicit(page, ("/Fit",)))
        )

    def fill(self, obj: Object, sheet: Sheet) -> None:
        """Draw a sheet and put on it what lies on its slides."""
        forms = Dictionary(self.words)
        drawing: list[str] = []
        annots: list[Object] = []
        for placed in sheet.placements:
            page = self.pages[placed.page]
            name = f"/Slide{placed.page + 1}"
            slide = slide_form(self.pdf, page, self.shapes[placed.page])
            forms[name] = slide.form
            drawing.append(f"q {numbers(placed.matrix)} cm {name} Do Q")
            carried = self.mover.carried(page, Landing(obj, placed))
            annots += [copy for _, copy in carried]
            self.tags.place(page, obj, slide, carried)
            if "/Annots" in page:
                # Else they would be taken for fields that no form knows
                del page["/Annots"]
            if "/Group" in slide.form:
                # Without it a reader blends the sheet's colours as a press would
                obj["/Group"] = Dictionary(
                    S=Name.Transparency, CS=Name.DeviceRGB, I=True
                )
        for leaf in sheet.leaves:
            drawn = self.ink.draw(leaf)
            drawing += drawn.content
            if drawn.link_area is not None:
                link = self._link(obj, drawn.link_area)
                annots.append(link)
                self.tags.add(link, obj, self.pages[leaf.placements[-1].page])
        obj["/Resources"] = Dictionary(
            XObject=forms, Font=Dictionary({FONT_NAME: self.font})
        )
        obj["/Contents"] = self.pdf.make_stream("\n".join(drawing).encode())
        if annots:
            obj["/Annots"] = Array(annots)
            obj["/Tabs"] = Name.S if self.tags.are_there else Name.R

    def _link(self, obj: Object, area: Box) -> Object:
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(v, 3) for v in area]),
                Border=Array([0, 0, 0]),
                F=4,
                P=obj,
                A=self.to_contents,
                Contents=String(self.description),
            )
        )


def _keep(page: Object, mover: Mover) -> None:
    """Leave a page as it is but for where its links lead."""
    annots = page.get("/Annots")
    for annot in annots if isinstance(annots, Array) else ():
        mover.lead(annot)


def _label(pdf: Pdf, sheets: Sequence[Sheet], labels: Sequence[str]) -> None:
    """Label each sheet with the labels of the pages on it."""
    write_labels(
        pdf,
        [
            LabelRange(
                number, LabelStyle.PREFIX_ONLY, prefix=page_span(sheet.pages, labels)
            )
            for number, sheet in enumerate(sheets)
        ],
    )


def _describe_anew(pdf: Pdf, layout: Layout, *, keeps_claim: bool) -> None:
    """Say of the sheets what the packet said of itself."""
    root = pdf.Root
    claims = keeps_claim and claims_ua(pdf)
    if "/AcroForm" in root:
        del root["/AcroForm"]
    facts = pdf.trailer.get("/Info")
    title = facts.get("/Title") if isinstance(facts, Dictionary) else None
    language = root.get("/Lang")
    describe(pdf, str(title or ""), str(language or ""), claims_ua=claims)
    # What is measured for a sheet must not be fitted to it once more
    root["/ViewerPreferences"]["/PrintScaling"] = Name("/None")
    if layout.kind is LayoutKind.BOOKLET:
        root["/ViewerPreferences"]["/Duplex"] = Name.DuplexFlipShortEdge


def _save(pdf: Pdf, target: BinaryIO, value: bytes) -> None:
    """Write the sheets with an identifier."""
    write_identifier(pdf, value)
    pdf.save(
        target,
        static_id=True,
        fix_metadata_version=False,
        object_stream_mode=ObjectStreamMode.generate,
    )
    finish_identifier(target, value)
