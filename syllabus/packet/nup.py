"""Handouts for paper: the slides of a finished packet laid out on sheets.

Each slide becomes one form XObject: its content is not read, only moved, cut to
what shows of the slide. Tags are not carried to the sheets, and the sheets claim
none.
"""

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
    describe,
    finish_identifier,
    identifier,
    write_identifier,
)
from syllabus.packet.labels import page_span, write_labels
from syllabus.packet.moved import Landing, Looks, Mover, lies_only_links, looks_on
from syllabus.packet.pages import (
    Box,
    content_streams,
    list_pages,
    rotation,
    visible_box,
)
from syllabus.packet.plan import LabelRange, LabelStyle
from syllabus.packet.sheets import LayoutKind, PageShape, plan_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from syllabus.packet.sheets import Layout, Leaf, Sheet, SlideGroup

_WORDS_SIZE = 8.0
_NUMBER_SIZE = 6.5
_NUMBER_DROP = 8.0
"""From the lower edge of a slide to the baseline of its number."""
_BORDER = 0.5
_RULE = 0.4
_GREY = "0.3 g"
_LINK_COLOR = "0.04 0.27 0.55 rg"
_FONT_NAME = "/SyllabusSheet"
_DROPPED_FROM_CATALOG = ("/StructTreeRoot", "/MarkInfo", "/AcroForm")


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
    font: bytes,
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
    font: bytes,
    contents: ContentsLink | None = None,
) -> None:
    """Lay the slides of a packet out on sheets, written into an open file.

    Links, bookmarks, named destinations, layers and page labels come along; what
    lies on slides is drawn with them. All pages in no group stay whole.

    Args:
        target: Open for reading and writing, empty.
        packet: A packet as `assemble` gives it; an open one stays as it is.
        layout: How slides are laid out.
        groups: Which pages are slides; each group begins on a new sheet.
        font: A TrueType or OpenType font file for numbers and words.
        contents: Where the link at the foot of each sheet leads.

    Raises:
        ValueError: If the groups overlap or name pages that are not there.
    """
    groups = tuple(groups)
    if isinstance(packet, Pdf):
        packet = _bytes_of(packet)
    with packet.open("rb") if isinstance(packet, Path) else io.BytesIO(packet) as data:
        made_of = [
            hashlib.file_digest(data, "sha256").digest(),
            hashlib.sha256(font).digest(),
            repr((layout, groups, contents)).encode(),
        ]
        with pikepdf.open(data) as pdf:
            _lay_out(pdf, layout, groups, font, contents)
            _save(pdf, target, identifier(made_of))


def _bytes_of(packet: Pdf) -> bytes:
    out = io.BytesIO()
    packet.save(out, static_id=True, fix_metadata_version=False)
    return out.getvalue()


def _lay_out(
    pdf: Pdf,
    layout: Layout,
    groups: tuple[SlideGroup, ...],
    font: bytes,
    contents: ContentsLink | None,
) -> None:
    """Replace the pages of a file by sheets."""
    if _needs_looks(pdf):
        pdf.generate_appearance_streams()
    pages = [page.obj for page in pdf.pages]
    labels = [page.label for page in pdf.pages]
    shapes = [_shape(page) for page in pages]
    plain = [lies_only_links(page) for page in pages]
    sheets = plan_sheets(shapes, groups, layout, plain)
    printer = _Printer(pdf, layout, labels, _font_for(sheets, labels, font, contents))
    objects = [
        pages[sheet.kept] if sheet.kept is not None else printer.blank(sheet)
        for sheet in sheets
    ]
    landings = {
        placed.page: Landing(obj, placed)
        for sheet, obj in zip(sheets, objects, strict=True)
        for placed in sheet.placements
    }
    mover = Mover(pdf, Destinations(pdf), landings)
    mover.lead_document()
    printer.link_to_contents(contents, pages, landings)
    for sheet, obj in zip(sheets, objects, strict=True):
        if sheet.kept is not None:
            _keep(obj, mover)
        else:
            printer.fill(obj, sheet, pages, shapes, mover)
    list_pages(pdf, objects)
    _label(pdf, sheets, labels)
    _describe_anew(pdf, layout)


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
    font: bytes,
    contents: ContentsLink | None,
) -> FooterFont:
    """Cut the font down to what the sheets say."""
    texts = {*labels, "–, "}
    texts.update(leaf.words for sheet in sheets for leaf in sheet.leaves)
    if contents is not None:
        texts.add(contents.words)
    return FooterFont(cut_font(font, texts))


class _Printer:
    """Draws the sheets of one file."""

    def __init__(
        self, pdf: Pdf, layout: Layout, labels: Sequence[str], font: FooterFont
    ) -> None:
        self._pdf = pdf
        self._layout = layout
        self._labels = labels
        self._font = font
        self._font_object = font.embed(pdf)
        self._contents_words = self._contents_description = ""
        self._contents_action: Object | None = None

    def link_to_contents(
        self,
        contents: ContentsLink | None,
        pages: Sequence[Object],
        landings: dict[int, Landing],
    ) -> None:
        """Set where the link at the foot of the sheets leads."""
        if contents is None:
            return
        landing = landings.get(contents.page)
        page = landing.sheet if landing else pages[contents.page]
        self._contents_words = contents.words
        self._contents_description = contents.description or contents.words
        self._contents_action = self._pdf.make_indirect(
            Dictionary(S=Name.GoTo, D=explicit(page, ("/Fit",)))
        )

    def blank(self, sheet: Sheet) -> Object:
        """Make a sheet with nothing on it."""
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, sheet.width, sheet.height]),
                Resources=Dictionary(),
            )
        )

    def fill(
        self,
        obj: Object,
        sheet: Sheet,
        pages: Sequence[Object],
        shapes: Sequence[PageShape],
        mover: Mover,
    ) -> None:
        """Draw a sheet and put on it what lies on its slides."""
        forms = Dictionary()
        drawing: list[str] = []
        annots: list[Object] = []
        for placed in sheet.placements:
            page = pages[placed.page]
            name = f"/Slide{placed.page + 1}"
            forms[name] = form = _slide_form(self._pdf, page, shapes[placed.page])
            drawing.append(f"q {_numbers(placed.matrix)} cm {name} Do Q")
            annots += mover.carried(page, Landing(obj, placed))
            if "/Annots" in page:
                # Else they would be taken for fields that no form knows
                del page["/Annots"]
            if "/Group" in form:
                # Without it a reader blends the sheet's colours as a press would
                obj["/Group"] = Dictionary(
                    S=Name.Transparency, CS=Name.DeviceRGB, I=True
                )
        for leaf in sheet.leaves:
            words, links = self._words(leaf, obj)
            drawing += [*self._lines(leaf), *words]
            annots += links
        obj["/Resources"] = Dictionary(
            XObject=forms, Font=Dictionary({_FONT_NAME: self._font_object})
        )
        obj["/Contents"] = self._pdf.make_stream("\n".join(drawing).encode())
        if annots:
            obj["/Annots"] = Array(annots)
            obj["/Tabs"] = Name.R

    def _lines(self, leaf: Leaf) -> Iterator[str]:
        """Draw borders and note lines."""
        strokes = [
            _frame(placed.place)
            for placed in leaf.placements
            if placed.framed and self._layout.border
        ]
        if strokes:
            yield _artifact(f"q 0.55 G {_BORDER} w {' '.join(strokes)} Q")
        rules = [rule for box in leaf.notes for rule in self._rules(box)]
        if rules:
            yield _artifact(f"q 0.7 G {_RULE} w {' '.join(rules)} Q")

    def _rules(self, box: Box) -> Iterator[str]:
        """Rule a place for notes, the last line at its foot."""
        count = self._layout.note_lines
        for line in range(count):
            y = _number(box.y0 + line * box.height / count)
            yield f"{_number(box.x0)} {y} m {_number(box.x1)} {y} l S"

    def _words(self, leaf: Leaf, obj: Object) -> tuple[list[str], list[Object]]:
        """Write the numbers of a page's slides and the line at its foot."""
        texts = [*self._slide_numbers(leaf)]
        links = []
        if leaf.foot is not None:
            at_foot, link_area = self._foot(leaf, leaf.foot)
            texts += at_foot
            if link_area is not None:
                links.append(self._contents_link(obj, link_area))
        if not texts:
            return [], links
        return [
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC "
            f"BT {' '.join(texts)} ET EMC"
        ], links

    def _slide_numbers(self, leaf: Leaf) -> Iterator[str]:
        if not self._layout.numbers:
            return
        for page, _, place, framed in leaf.placements:
            if framed:
                text = self._labels[page]
                x = place.x1 - self._font.width(text) * _NUMBER_SIZE
                yield self._text(text, x, place.y0 - _NUMBER_DROP, _NUMBER_SIZE)

    def _foot(self, leaf: Leaf, foot: Box) -> tuple[list[str], Box | None]:
        """Write page numbers at the outer end, words at the other, the link between."""
        size = _WORDS_SIZE
        outer = foot.x0 if leaf.number_left else foot.x1
        inward = 1 if leaf.number_left else -1
        texts: list[str] = []
        link_area = None
        span = page_span([placed.page for placed in leaf.placements], self._labels)
        parts = [(span, _GREY), (self._contents_words, _LINK_COLOR)]
        for text, color in parts:
            if not text:
                continue
            width = self._font.width(text) * size
            x0, x1 = sorted((outer, outer + inward * width))
            texts.append(self._text(text, x0, foot.y0, size, color))
            if color == _LINK_COLOR:
                link_area = Box(x0, foot.y0 - 3, x1, foot.y0 + size)
            outer += inward * (width + 1.5 * size)
        room = (foot.x1 - outer if leaf.number_left else outer - foot.x0) / size
        words = self._font.fit(leaf.words, room)
        if words:
            end = foot.x1 - self._font.width(words) * size
            start = end if leaf.number_left else foot.x0
            texts.append(self._text(words, start, foot.y0, size))
        return texts, link_area

    def _text(
        self, text: str, x: float, y: float, size: float, color: str = _GREY
    ) -> str:
        shown, _ = self._font.set_text(text)
        return (
            f"{color} {_FONT_NAME} {_number(size)} Tf "
            f"1 0 0 1 {_number(x)} {_number(y)} Tm {shown} Tj"
        )

    def _contents_link(self, obj: Object, area: Box) -> Object:
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(v, 3) for v in area]),
                Border=Array([0, 0, 0]),
                F=4,
                P=obj,
                A=self._contents_action,
                Contents=String(self._contents_description),
            )
        )


def _slide_form(pdf: Pdf, page: Object, shape: PageShape) -> Object:
    """Make a page a form XObject that shows what shows of the page."""
    box = Array([round(v, 4) for v in shape.box])
    form = _content_as_form(pdf, page)
    form["/BBox"] = box
    form["/Resources"] = page["/Resources"]
    if isinstance(page.get("/Group"), Dictionary):
        form["/Group"] = page["/Group"]
    looks = looks_on(page, shape.turned)
    return _with_looks(pdf, form, looks) if looks else form


def _content_as_form(pdf: Pdf, page: Object) -> Object:
    """Take a page's content as it is, or joined if it lies in several streams."""
    streams = content_streams(page)
    form: Object
    if len(streams) == 1:
        form = pdf.make_stream(streams[0].read_raw_bytes())
        for key in ("/Filter", "/DecodeParms"):
            if key in streams[0]:
                form[key] = streams[0][key]
    else:
        form = pdf.make_stream(b"\n".join(part.read_bytes() for part in streams))
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    return form


def _with_looks(pdf: Pdf, slide: Object, looks: Sequence[Looks]) -> Object:
    """Draw over a slide what lies on it; a layer hides what it hid."""
    forms, layers = Dictionary({"/Slide": slide}), Dictionary()
    content = [b"/Slide Do"]
    for one in looks:
        forms[one.name] = one.form
        if one.layer is None:
            content.append(one.content)
        else:
            layers[one.name] = one.layer
            content += [f"/OC {one.name} BDC".encode(), one.content, b"EMC"]
    return pdf.make_stream(
        b"\n".join(content),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=slide["/BBox"],
        Resources=Dictionary(XObject=forms, Properties=layers),
    )


def _keep(page: Object, mover: Mover) -> None:
    """Leave a page as it is but for where its links lead, and its tags."""
    if "/StructParents" in page:
        del page["/StructParents"]
    annots = page.get("/Annots")
    for annot in annots if isinstance(annots, Array) else ():
        mover.lead(annot)
        if "/StructParent" in annot:
            del annot["/StructParent"]


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


def _describe_anew(pdf: Pdf, layout: Layout) -> None:
    """Say of the sheets what the packet said of itself, but for its tags."""
    root = pdf.Root
    for key in _DROPPED_FROM_CATALOG:
        if key in root:
            del root[key]
    facts = pdf.trailer.get("/Info")
    title = facts.get("/Title") if isinstance(facts, Dictionary) else None
    language = root.get("/Lang")
    describe(pdf, str(title or ""), str(language or ""))
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


def _frame(place: Box) -> str:
    """Give the rectangle whose line runs just outside of a slide."""
    out = _BORDER / 2
    corner = (place.x0 - out, place.y0 - out)
    return f"{_numbers((*corner, place.width + _BORDER, place.height + _BORDER))} re S"


def _artifact(drawing: str) -> str:
    return f"/Artifact <</Type /Layout>> BDC {drawing} EMC"


def _number(value: float) -> str:
    """Write a number as short as its millionths allow."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _numbers(values: Iterable[float]) -> str:
    return " ".join(map(_number, values))
