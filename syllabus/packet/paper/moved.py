"""What leads to slides and what lies on them, moved along to the sheets.

A link stays a link at the slide's place on its sheet; what leads to a slide leads
to that place. What else lies on a slide and has a look of its own is to be drawn
with the slide: paper needs no fields to fill in.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pikepdf import (
    Annotation,
    Array,
    Dictionary,
    Name,
    Object,
    ObjectSet,
    Stream,
    String,
)

from syllabus.packet.destinations import explicit
from syllabus.packet.pages import Box, box_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pikepdf import Pdf

    from syllabus.packet.destinations import Destinations, Target
    from syllabus.packet.paper.geometry import Matrix, Placement

_HIDDEN = 2
_NO_ROTATE = 16
_NO_VIEW = 32
_LEFT_BEHIND = frozenset(
    # what belongs to the page, to the tags, or to a look that is drawn
    {"/P", "/StructParent", "/AP", "/AS", "/Parent", "/Popup", "/IRT", "/RD"}
)
_POINTS = ("/QuadPoints", "/Vertices", "/L", "/CL")
_AIR = 6.0
"""Space shown above and beside a slide that a link leads to."""
_FONT_SIZE = re.compile(rb"(?:\d+\.?\d*|\.\d+)(?=\s+Tf\b)")
_MAX_STEPS = 200_000


class Landing(NamedTuple):
    """Where a page of the packet has gone: its sheet and its place there."""

    sheet: Object
    placement: Placement


class Looks(NamedTuple):
    """Something that lies on a page, to be drawn as a form XObject.

    ``number`` tells it from others of the page; ``content`` draws it under the name
    that `name` gives.
    """

    number: int
    annot: Object
    form: Object
    content: bytes
    layer: Object | None

    @property
    def name(self) -> str:
        """Its name among the page's resources."""
        return _looks_name(self.number)


def _looks_name(number: int) -> str:
    return f"/Lies{number}"


class Mover:
    """Moves links and bookmarks of one file to its sheets.

    Args:
        pdf: The file, its pages as they were.
        destinations: Resolves what leads to these pages.
        landings: Where pages have gone; those that stay are not in it.
    """

    def __init__(
        self, pdf: Pdf, destinations: Destinations, landings: Mapping[int, Landing]
    ) -> None:
        self._pdf = pdf
        self._destinations = destinations
        self._landings = landings
        self._led = ObjectSet()

    def lead_document(self) -> None:
        """Lead bookmarks and named destinations to the sheets."""
        root = self._pdf.Root
        self._lead_value(root, "/OpenAction")
        for item in _outline_items(root.get("/Outlines")):
            self.lead(item)
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            self._lead_name_tree(names.get("/Dests"))
        table = root.get("/Dests")
        if isinstance(table, Dictionary):
            for key in list(table.keys()):
                self._lead_value(table, key)

    def lead(self, holder: Object) -> None:
        """Lead what a link or bookmark does to the sheets."""
        self._lead_value(holder, "/Dest")
        pending = [holder.get("/A")]
        while pending:
            action = pending.pop()
            if isinstance(action, Array):
                pending.extend(list(action))
            elif isinstance(action, Dictionary) and self._is_new(action):
                if action.get("/S") == Name.GoTo:
                    self._lead_value(action, "/D")
                pending.append(action.get("/Next"))

    def _is_new(self, value: Object) -> bool:
        """Whether a value that many may share is met for the first time."""
        return not value.is_indirect or self._led.add(value)

    def _lead_value(self, holder: Object, key: str) -> None:
        """Replace an explicit destination; names stay, their values are led."""
        value = holder.get(key)
        if isinstance(value, Dictionary):
            if self._is_new(value):
                self._lead_value(value, "/D")
        elif isinstance(value, Array):
            moved = self._moved(value)
            if moved is not None:
                holder[key] = moved

    def _lead_name_tree(self, tree: object) -> None:
        seen = ObjectSet()
        pending = [tree]
        while pending:
            node = pending.pop()
            if not isinstance(node, Dictionary) or not seen.add(node):
                continue
            kids, pairs = node.get("/Kids"), node.get("/Names")
            pending += list(kids) if isinstance(kids, Array) else []
            if isinstance(pairs, Array):
                self._lead_pairs(pairs)

    def _lead_pairs(self, pairs: Object) -> None:
        for i in range(1, len(pairs), 2):
            value = pairs[i]
            if isinstance(value, Dictionary):
                self._lead_value(value, "/D")
            elif isinstance(value, Array):
                pairs[i] = self._moved(value) or value

    def _moved(self, dest: Object) -> Array | None:
        """Give the place on the sheet of what a destination shows, if it moved."""
        target = self._destinations.resolve(dest)
        landing = self._landings.get(target.page) if target else None
        if target is None or landing is None:
            return None
        return explicit(landing.sheet, _moved_view(target, landing))

    def carried(self, page: Object, landing: Landing) -> list[tuple[Object, Object]]:
        """Give what lay on a page, each with what is to lie on the sheet for it."""
        moved = ((annot, self._carry(annot, landing)) for annot in _carriable(page))
        return [(annot, copy) for annot, copy in moved if copy is not None]

    def _carry(self, annot: Object, landing: Landing) -> Object | None:
        rect = box_of(annot, "/Rect")
        placement = landing.placement
        if rect is None:
            return None
        rect, slide = _place_of(annot, rect, placement.matrix), placement.place
        if rect.x0 >= slide.x1 or rect.x1 <= slide.x0:
            return None  # it lies outside of what shows of the page
        if rect.y0 >= slide.y1 or rect.y1 <= slide.y0:
            return None
        self.lead(annot)
        # Careless writers let one link lie on many pages: each gets its own
        copy = Dictionary(dict(annot.items()))
        for key in copy.keys() & _LEFT_BEHIND:
            del copy[key]
        copy["/Rect"] = Array([round(v, 3) for v in rect.within(slide)])
        copy["/P"] = landing.sheet
        _scale(copy, placement.matrix)
        return self._pdf.make_indirect(copy)


def _outline_items(outlines: object) -> Iterator[Object]:
    """Give all bookmarks, however they are chained."""
    seen = ObjectSet()
    pending = [outlines.get("/First")] if isinstance(outlines, Dictionary) else []
    while pending and len(seen) < _MAX_STEPS:
        item = pending.pop()
        if isinstance(item, Dictionary) and seen.add(item):
            yield item
            pending += [item.get("/Next"), item.get("/First")]


def _moved_view(
    target: Target, landing: Landing
) -> tuple[str | int | Decimal | None, ...]:
    """Show a slide from its corner; a part that was to fill the window still does.

    Slides are small on a sheet: a place within one is not told from the slide.
    """
    place = landing.placement.place
    if target.view[0] == "/FitR":
        corners = [float(n) for n in target.view[1:] if isinstance(n, (int, Decimal))]
        part = on_sheet(landing.placement.matrix, Box(*corners)).within(place)
        return ("/FitR", *(round(n) for n in part))
    left, top = place.x0 - _AIR, place.y1 + _AIR
    return ("/XYZ", max(0, round(left)), round(top), None)


def on_sheet(matrix: Matrix, box: Box) -> Box:
    """Take a box of a page to its sheet."""
    (x0, y0), (x1, y1) = (_point(matrix, *p) for p in (box[:2], box[2:]))
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _place_of(annot: Object, rect: Box, matrix: Matrix) -> Box:
    """Give the place of an annotation on a sheet.

    One that does not turn with its page hangs upright from the page's corner of it
    that is upper left if the page is not turned (ISO 32000-1, 12.5.3).
    """
    if not (annot.get_int("/F") or 0) & _NO_ROTATE:
        return on_sheet(matrix, rect)
    scale = math.hypot(matrix[0], matrix[1])
    x, y = _point(matrix, rect.x0, rect.y1)
    return Box(x, y - scale * rect.height, x + scale * rect.width, y)


def _annotations(page: Object) -> Iterator[Object]:
    annots = page.get("/Annots")
    for annot in annots if isinstance(annots, Array) else ():
        if isinstance(annot, Dictionary):
            yield annot


def lies_only_links(page: Object) -> bool:
    """Whether nothing but links lies on a page."""
    return all(a.get("/Subtype") == Name.Link for a in _annotations(page))


def _carriable(page: Object) -> Iterator[Object]:
    """Give links, and marks that readers draw by themselves."""
    for annot in _annotations(page):
        kind = annot.get("/Subtype")
        if kind == Name.Link or (
            kind not in (Name.Widget, Name.Popup) and _form_of(annot) is None
        ):
            yield annot


def looks_on(page: Object, turned: int) -> list[Looks]:
    """Give what lies on a page and shows there, lowest first."""
    found: list[Looks] = []
    for annot in _annotations(page):
        form = _form_of(annot)
        if form is None or annot.get("/Subtype") == Name.Popup:
            continue
        number = len(found)
        content = Annotation(annot).get_page_content_for_appearance(
            Name(_looks_name(number)), turned, forbidden_flags=_HIDDEN | _NO_VIEW
        )
        layer = annot.get("/OC")
        if content:
            found.append(
                Looks(number, annot, form, content, layer if _is_layer(layer) else None)
            )
    return found


def _is_layer(value: object) -> bool:
    return isinstance(value, Dictionary) and value.is_indirect


def _form_of(annot: Object) -> Object | None:
    """Give the form XObject that draws an annotation in the state it is in."""
    if not isinstance(annot.get("/AP"), Dictionary):
        return None
    form = Annotation(annot).get_appearance_stream(Name.N)
    if not isinstance(form, Stream):
        return None
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    return form


def _scale(annot: Object, matrix: Matrix) -> None:
    """Take an annotation's points and the width of its border to the sheet."""
    keys = annot.keys()
    for key in _POINTS:
        if key in keys:
            annot[key] = _moved_points(annot[key], matrix)
    ink = annot.get("/InkList")
    if isinstance(ink, Array):
        annot["/InkList"] = Array([_moved_points(path, matrix) for path in ink])
    scale = math.hypot(matrix[0], matrix[1])
    if isinstance(annot.get("/DA"), String):
        annot["/DA"] = String(_with_smaller_letters(bytes(annot["/DA"]), scale))
    style, border = annot.get("/BS"), annot.get("/Border")
    if isinstance(style, Dictionary):
        style = Dictionary(dict(style.items()))
        style["/W"] = _scaled(style.get("/W", 1), scale)
        annot["/BS"] = style
        return
    parts: list[object] = list(border) if isinstance(border, Array) else [0, 0, 1]
    if any(parts[:3]):
        annot["/Border"] = Array([*(_scaled(n, scale) for n in parts[:3]), *parts[3:]])


def _with_smaller_letters(appearance: bytes, scale: float) -> bytes:
    """Scale the size of letters in the words that readers set themselves."""
    return _FONT_SIZE.sub(
        lambda size: f"{float(size[0]) * scale:.3f}".encode(), appearance
    )


def _scaled(value: object, scale: float) -> object:
    return round(float(value) * scale, 3) if isinstance(value, (int, Decimal)) else 0


def _moved_points(values: object, matrix: Matrix) -> Array:
    """Take a run of x and y to the sheet; what is none goes."""
    items: list[object] = list(values) if isinstance(values, Array) else []
    numbers = [float(n) for n in items if isinstance(n, (int, Decimal))]
    points = zip(numbers[::2], numbers[1::2], strict=False)
    return Array([round(v, 3) for x, y in points for v in _point(matrix, x, y)])
