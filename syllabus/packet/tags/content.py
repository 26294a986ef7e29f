"""Read what a content stream paints, and where in the stream it does so.

The reader follows matrices, fonts and the text position (ISO 32000-1, 8.4 and
9.4), and the marked content that is there already (14.6). It decides nothing:
what becomes of each item is settled when the whole deck is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from pikepdf import Dictionary, Name, Object, Stream

from syllabus.packet.tags.fonts import Font
from syllabus.packet.tags.scan import (
    DRAWING,
    INLINE,
    QUIET,
    instructions,
    leaves_path_open,
    name_of,
    numbers_of,
    strings_and_gaps,
    strings_and_moves,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syllabus.packet.tags.scan import Instruction

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ASCENT = 0.8
_DESCENT = 0.2
INVISIBLE = 3
"""The text rendering mode of text that lies under a scan."""


class Rect(NamedTuple):
    """A rectangle in the space of the page, corners in order."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Width by height."""
        return self.width * self.height

    def around(self, other: Rect) -> Rect:
        """Give the smallest rectangle that holds both."""
        return Rect(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def within(self, other: Rect) -> Rect:
        """Give the part of this rectangle inside another, or the other if none is."""
        part = Rect(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )
        return part if part.x0 <= part.x1 and part.y0 <= part.y1 else other

    def touches(self, other: Rect, gap: float = 0.0) -> bool:
        """Whether the two meet or lie no further apart than a gap."""
        return (
            self.x0 - gap <= other.x1
            and other.x0 - gap <= self.x1
            and self.y0 - gap <= other.y1
            and other.y0 - gap <= self.y1
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


class Kind(Enum):
    """What an item paints."""

    TEXT = auto()
    IMAGE = auto()
    FORM = auto()
    DRAWING = auto()
    SPAN = auto()
    """Content that carries words of its own for what it shows (/ActualText)."""


class Hold(Enum):
    """What marked content that is there already does to what lies within."""

    OPEN = auto()
    """Tags go inside: optional content, or none at all."""
    ARTIFACT = auto()
    """Decoration by the word of the author."""
    HIDDEN = auto()
    """A layer that is not shown: what a viewer does not see, none shall hear."""
    TAGGED = auto()
    """Part of the author's structure tree."""


class Place(NamedTuple):
    """Between which brackets of the stream an item lies.

    Two items can share one marked-content sequence only if all are equal.
    """

    text_object: int
    saved: int
    mark: int


@dataclass(slots=True)
class TextObject:
    """A stretch from BT to ET; ``first`` and ``last`` are its items."""

    start: int
    end: int
    place: Place
    first: int
    last: int = -1
    closed: bool = True


class Owner(NamedTuple):
    """What an item belongs to: a leaf of the tree, or nothing (``key`` < 0).

    ``tag`` is written in the content.
    """

    key: int
    tag: bytes


ARTIFACT = Owner(-1, b"/Artifact")
RUNNING = Owner(-1, b"/Artifact <</Type /Pagination>>")
"""Running heads and the like (ISO 32000-1, 14.8.2.2.2)."""


@dataclass(slots=True, eq=False)
class Item:
    """Something that is painted by the bytes from start to end.

    ``owner`` is what it was found to belong to; None leaves it alone.
    """

    kind: Kind
    start: int
    end: int
    place: Place
    hold: Hold
    box: Rect
    size: float = 0.0
    x: float = 0.0
    y: float = 0.0
    end_x: float = 0.0
    end_y: float = 0.0
    upright: bool = True
    invisible: bool = False
    font: Font | None = None
    count: int = 0
    shown: bytes = b""
    words: str | None = None
    target: Object | None = None
    opening_end: int = 0
    ctm: Matrix = IDENTITY
    order: int = 0
    owner: Owner | None = None

    @property
    def xobject(self) -> Object:
        """The form or image, or the property list, that the item is about."""
        if self.target is None:
            raise LookupError("the item paints no object")
        return self.target

    def text(self) -> str:
        """Give what the item says; gaps within a line of text become spaces."""
        if self.words is not None:
            return self.words
        if self.font is None:
            return ""
        return "".join(
            part if isinstance(part, str) else self.font.text(part)
            for part in strings_and_gaps(self.shown)
        )


@dataclass(slots=True)
class Mark:
    """A marked-content sequence of the author's that is open."""

    number: int
    hold: Hold
    instruction: Instruction
    kept: bool
    mcid: int = -1
    span: Item | None = None


@dataclass(slots=True)
class Reading:
    """What a stream paints, in order.

    ``dropped`` are stretches of bytes that only bear marks no tree knows.
    ``known`` are the MCIDs in the stream with the text that they hold.
    """

    content: bytes
    items: list[Item] = field(default_factory=list)
    text_objects: list[TextObject] = field(default_factory=list)
    dropped: list[tuple[int, int]] = field(default_factory=list)
    unclosed: int = 0
    ends_in_text: bool = False
    mark_ends: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    loose_text: int = 0
    unreadable: bool = False
    drawn_bytes: int = 0


_PAINTING = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"))
_PATHS = frozenset((b"re", b"m", b"l", b"c", b"v", b"y", b"h", b"W", b"W*", b"n"))


class _State(NamedTuple):
    """The part of the graphics state that q saves."""

    ctm: Matrix
    font: Font | None
    size: float
    char_space: float
    word_space: float
    stretch: float
    leading: float
    rise: float
    mode: int
    saved: int


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """Give the matrix that does first a, then b."""
    a0, a1, a2, a3, a4, a5 = a
    b0, b1, b2, b3, b4, b5 = b
    return (
        a0 * b0 + a1 * b2,
        a0 * b1 + a1 * b3,
        a2 * b0 + a3 * b2,
        a2 * b1 + a3 * b3,
        a4 * b0 + a5 * b2 + b4,
        a4 * b1 + a5 * b3 + b5,
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Take a point through a matrix."""
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def mapped(m: Matrix, x0: float, y0: float, x1: float, y1: float) -> Rect:
    """Give the upright rectangle around a rectangle taken through a matrix."""
    if not m[1] and not m[2]:  # nearly all text stands so
        left, right = x0 * m[0] + m[4], x1 * m[0] + m[4]
        low, high = y0 * m[3] + m[5], y1 * m[3] + m[5]
        return Rect(min(left, right), min(low, high), max(left, right), max(low, high))
    corners = [apply(m, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = zip(*corners, strict=True)
    return Rect(min(xs), min(ys), max(xs), max(ys))


class Lookup:
    """Finds what names in content mean, and remembers fonts over a whole deck.

    Args:
        hidden: The layers (objgen) that are off.
    """

    def __init__(self, hidden: frozenset[tuple[int, int]] = frozenset()) -> None:
        self.hidden = hidden
        self.fonts: dict[tuple[int, int], Font] = {}

    def font(self, resources: Object, name: str) -> Font | None:
        """Give the font of a name."""
        found = resource(resources, "/Font", name)
        if not isinstance(found, Dictionary):
            return None
        if not found.is_indirect:
            return Font(found)
        key = found.objgen
        if key not in self.fonts:
            self.fonts[key] = Font(found)
        return self.fonts[key]


def resource(resources: Object, kind: str, name: str) -> Object | None:
    """Look a name up among resources of a kind."""
    table = resources.get(kind)
    found = table.get(name) if isinstance(table, Dictionary) and name else None
    return found if isinstance(found, Object) else None


class ContentReader:
    """Reads one content stream.

    Args:
        content: The stream, unpacked.
        resources: What its names mean.
        lookup: Shared by the streams of a deck.
        ctm: Takes the stream's space to the page's.
        tree: MCIDs of this stream that the author's tree holds, if it is kept.
    """

    def __init__(
        self,
        content: bytes,
        resources: Object,
        lookup: Lookup,
        ctm: Matrix = IDENTITY,
        tree: frozenset[int] = frozenset(),
    ) -> None:
        self._content = content
        self._resources = resources
        self._lookup = lookup
        self._tree = tree
        self._reading = Reading(content)
        self._state = _State(ctm, None, 0, 0, 0, 1, 0, 0, 0, 0)
        self._stack: list[_State] = []
        self._fonts: dict[bytes, Font | None] = {}
        self._objects: dict[bytes, Object | None] = {}
        self._marks: list[Mark] = []
        self._serial = 0
        self._text_object = 0
        self._tm = self._line = IDENTITY
        self._path_start = -1
        self._hold = Hold.OPEN
        self._span: Item | None = None

    def read(self) -> Reading:
        """Read the stream to its end.

        Raises:
            UnreadableContent: If it is no content.
        """
        handlers = self._HANDLERS
        for instruction in instructions(self._content):
            handler = handlers.get(instruction[0])
            if handler is not None:
                handler(self, instruction)
        reading = self._reading
        if self._text_object:
            self._close_text_object(len(self._content))
            reading.text_objects[-1].closed = False
            reading.ends_in_text = True
        for mark in self._marks:
            if mark.span is not None:  # without an end; its words stay
                mark.span.end = len(self._content)
        reading.unclosed = sum(mark.kept for mark in self._marks)
        return reading

    # Places

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _place(self) -> Place:
        mark = self._marks[-1].number if self._marks else 0
        return Place(self._text_object, self._state.saved, mark)

    def _save(self, _: Instruction) -> None:
        self._stack.append(self._state)
        self._state = self._state._replace(saved=self._next())

    def _restore(self, _: Instruction) -> None:
        if self._stack:
            self._state = self._stack.pop()
        else:  # a Q too many: nothing may stretch over it
            self._state = self._state._replace(saved=self._next())

    def _concatenate(self, instruction: Instruction) -> None:
        if (m := _matrix(instruction.operands)) is not None:
            self._state = self._state._replace(ctm=multiply(m, self._state.ctm))

    # Text state and position

    def _begin_text(self, instruction: Instruction) -> None:
        if self._text_object:
            self._close_text_object(instruction.start)
            self._reading.text_objects[-1].closed = False
        place = self._place()
        self._text_object = self._next()
        self._tm = self._line = IDENTITY
        first = len(self._reading.items)
        self._reading.text_objects.append(
            TextObject(instruction.start, instruction.end, place, first)
        )

    def _end_text(self, instruction: Instruction) -> None:
        if self._text_object:
            self._close_text_object(instruction.end)

    def _close_text_object(self, end: int) -> None:
        text_object = self._reading.text_objects[-1]
        text_object.end = end
        text_object.last = len(self._reading.items) - 1
        self._text_object = 0

    def _set_font(self, instruction: Instruction) -> None:
        name, _, size = instruction.operands.strip().rpartition(b" ")
        operands = instruction.operands
        numbers = numbers_of(size) if name else numbers_of(operands.split(b"/")[-1])
        key = operands.split(b"/")[-1].split()[0] if b"/" in operands else b""
        if key not in self._fonts:
            self._fonts[key] = self._lookup.font(self._resources, name_of(b"/" + key))
        self._state = self._state._replace(
            font=self._fonts[key], size=numbers[-1] if numbers else 0.0
        )

    def _set_number(self, instruction: Instruction) -> None:
        numbers = numbers_of(instruction.operands)
        if numbers:
            key, scale = _TEXT_STATE[instruction.operator]
            changes: dict[str, Any] = {key: numbers[-1] * scale}
            self._state = self._state._replace(**changes)

    def _set_leading_and_move(self, instruction: Instruction) -> None:
        numbers = numbers_of(instruction.operands)
        if len(numbers) >= 2:
            self._state = self._state._replace(leading=-numbers[-1])
        self._move(instruction)

    def _move(self, instruction: Instruction) -> None:
        numbers = numbers_of(instruction.operands)
        if len(numbers) >= 2:
            self._move_by(numbers[-2], numbers[-1])

    def _move_by(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._line
        self._tm = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _set_matrix(self, instruction: Instruction) -> None:
        if (m := _matrix(instruction.operands)) is not None:
            self._tm = self._line = m

    def _next_line(self, _: Instruction) -> None:
        self._move_by(0, -self._state.leading)

    def _show_on_next_line(self, instruction: Instruction) -> None:
        if instruction.operator == b'"':
            numbers = numbers_of(instruction.operands.split(b"(")[0].split(b"<")[0])
            if len(numbers) >= 2:
                self._state = self._state._replace(
                    word_space=numbers[0], char_space=numbers[1]
                )
        self._next_line(instruction)
        self._show(instruction)

    def _show(self, instruction: Instruction) -> None:
        strings, moved = strings_and_moves(instruction.operands)
        codes = b"".join(strings)
        state = self._state
        font = state.font
        width = 0.0
        if font is not None:
            width = font.width(codes) * state.size
            count = len(codes) // font.code_length
            width += count * state.char_space
            if state.word_space and font.code_length == 1:
                width += codes.count(b" ") * state.word_space
        width = (width - moved * 0.001 * state.size) * state.stretch
        start = multiply(self._tm, state.ctm)
        a, b, c, d, e, f = self._tm
        self._tm = (a, b, c, d, width * a + e, width * b + f)
        if strings:  # even empty ones: validators take them for content
            self._add_text(instruction, start, width, codes)

    def _add_text(
        self, instruction: Instruction, m: Matrix, width: float, codes: bytes
    ) -> None:
        state = self._state
        size, rise = state.size, state.rise
        x, y = apply(m, 0, rise)
        end_x, end_y = apply(m, width, rise)
        item = Item(
            Kind.TEXT,
            instruction.start,
            instruction.end,
            self._place(),
            self._hold,
            mapped(m, 0, rise - _DESCENT * size, width, rise + _ASCENT * size),
            size=abs(size) * (m[2] ** 2 + m[3] ** 2) ** 0.5,
            x=x,
            y=y,
            end_x=end_x,
            end_y=end_y,
            upright=abs(m[1]) <= abs(m[0]),
            invisible=state.mode == INVISIBLE,
            font=state.font,
            shown=instruction.operands,
            count=len(codes),
        )
        self._add(item)

    # What is painted

    def _add(self, item: Item) -> None:
        if self._marks and self._hold is Hold.TAGGED:
            mcid = next(m.mcid for m in reversed(self._marks) if m.mcid >= 0)
            self._reading.known[mcid] += item.count
            return
        if item.kind is Kind.TEXT and self._hold is Hold.OPEN:
            self._reading.loose_text += item.count
        if self._span is not None:
            _widen(self._span, item)
            return
        self._reading.items.append(item)

    def _draw(self, instruction: Instruction) -> None:
        start = instruction.start if self._path_start < 0 else self._path_start
        self._path_start = -1
        if leaves_path_open(instruction.operands):
            self._path_start = start
        if instruction.operator is QUIET:
            return
        if self._path_start >= 0 and self._reading.items:
            self._path_start = instruction.end
        self._reading.drawn_bytes += instruction.end - start
        item = Item(
            Kind.DRAWING,
            start,
            instruction.end,
            self._place(),
            self._hold,
            Rect(*self._state.ctm[4:], *self._state.ctm[4:]),
        )
        self._add(item)

    def _draw_alone(self, instruction: Instruction) -> None:
        """Take drawing that a comment or the like keeps out of a run."""
        kind = DRAWING if instruction.operator in _PAINTING else QUIET
        whole = self._content[instruction.start : instruction.end]
        self._draw(instruction._replace(operator=kind, operands=whole))

    def _inline_image(self, instruction: Instruction) -> None:
        self._add(self._unit_square(Kind.IMAGE, instruction, None))

    def _paint_object(self, instruction: Instruction) -> None:
        key = instruction.operands
        if key not in self._objects:
            self._objects[key] = resource(self._resources, "/XObject", name_of(key))
        target = self._objects[key]
        if not isinstance(target, Stream):
            return
        if target.get("/Subtype") == Name.Form:
            self._add(self._form(instruction, target))
        elif _is_shown(target, self._lookup):
            self._add(self._unit_square(Kind.IMAGE, instruction, target))

    def _unit_square(
        self, kind: Kind, instruction: Instruction, target: Object | None
    ) -> Item:
        return Item(
            kind,
            instruction.start,
            instruction.end,
            self._place(),
            self._hold,
            mapped(self._state.ctm, 0, 0, 1, 1),
            target=target,
        )

    def _form(self, instruction: Instruction, target: Object) -> Item:
        matrix = form_matrix(target, self._state.ctm)
        shown = _is_shown(target, self._lookup)
        return Item(
            Kind.FORM,
            instruction.start,
            instruction.end,
            self._place(),
            self._hold if shown or self._hold is not Hold.OPEN else Hold.HIDDEN,
            mapped(matrix, *form_box(target)),
            target=target,
            ctm=self._state.ctm,
        )

    # Marked content

    def _begin_mark(self, instruction: Instruction) -> None:
        tag = name_of(instruction.operands)
        properties = self._properties(instruction)
        mark = Mark(self._next(), self._hold, instruction, kept=True)
        mcid = properties.get_int("/MCID") if properties is not None else None
        if mcid is not None and mcid in self._tree:
            # Within other tagged content, too: some writers nest it
            mark.hold, mark.mcid = Hold.TAGGED, mcid
            self._reading.known.setdefault(mcid, 0)
        elif self._hold is Hold.TAGGED:
            pass
        elif tag in {"/Artifact", "/OC"}:
            mark.hold = self._held_by(tag, properties)
        elif self._begin_span(instruction, properties, mark):
            pass
        else:
            mark.kept = False
            self._reading.dropped.append((instruction.start, instruction.end))
        self._marks.append(mark)
        self._hold = mark.hold

    def _held_by(self, tag: str, properties: Object | None) -> Hold:
        if self._hold is not Hold.OPEN:
            return self._hold
        if tag == "/Artifact":
            return Hold.ARTIFACT
        return Hold.HIDDEN if _is_hidden(properties, self._lookup) else Hold.OPEN

    def _begin_span(
        self, instruction: Instruction, properties: Object | None, mark: Mark
    ) -> bool:
        """Keep what the author says of content that no tree holds."""
        if properties is None or self._span is not None or self._hold is not Hold.OPEN:
            return False
        words = properties.get("/ActualText")
        if words is None or not str(words).strip():
            return False
        place = self._place()
        self._span = mark.span = Item(
            Kind.SPAN,
            instruction.start,
            instruction.start,
            place,
            self._hold,
            Rect(0, 0, 0, 0),
            words=str(words),
            target=properties,
            opening_end=instruction.end,
        )
        self._reading.items.append(self._span)
        return True

    def _end_mark(self, instruction: Instruction) -> None:
        if not self._marks:
            self._reading.dropped.append((instruction.start, instruction.end))
            return
        mark = self._marks.pop()
        self._hold = self._marks[-1].hold if self._marks else Hold.OPEN
        if not mark.kept:
            self._reading.dropped.append((instruction.start, instruction.end))
            return
        self._reading.mark_ends.append(instruction.end)
        if mark.span is not None:
            self._span = None
            mark.span.end = instruction.end

    def _properties(self, instruction: Instruction) -> Object | None:
        """Give the property list of BDC, written out or named."""
        if instruction.operator != b"BDC":
            return None
        _, _, rest = instruction.operands.strip().partition(b"/")
        found: object = None
        if b"<<" in rest:
            try:
                found = Object.parse(rest[rest.index(b"<<") :])
            except Exception:  # noqa: BLE001 -- a malformed list says nothing
                return None
        elif b"/" in rest:
            name = name_of(b"/" + rest.split(b"/")[-1])
            found = resource(self._resources, "/Properties", name)
        return found if isinstance(found, Dictionary) else None

    _HANDLERS: Mapping[bytes, Callable[[ContentReader, Instruction], None]] = {
        b"q": _save,
        b"Q": _restore,
        b"cm": _concatenate,
        b"BT": _begin_text,
        b"ET": _end_text,
        b"Tf": _set_font,
        b"Td": _move,
        b"TD": _set_leading_and_move,
        b"Tm": _set_matrix,
        b"T*": _next_line,
        b"Tc": _set_number,
        b"Tw": _set_number,
        b"Tz": _set_number,
        b"TL": _set_number,
        b"Ts": _set_number,
        b"Tr": _set_number,
        b"Tj": _show,
        b"TJ": _show,
        b"'": _show_on_next_line,
        b'"': _show_on_next_line,
        b"Do": _paint_object,
        **dict.fromkeys((*_PAINTING, *_PATHS), _draw_alone),
        DRAWING: _draw,
        QUIET: _draw,
        INLINE: _inline_image,
        b"BMC": _begin_mark,
        b"BDC": _begin_mark,
        b"EMC": _end_mark,
    }


_TEXT_STATE = {
    b"Tc": ("char_space", 1.0),
    b"Tw": ("word_space", 1.0),
    b"Tz": ("stretch", 0.01),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
    b"Tr": ("mode", 1.0),
}


def _matrix(operands: bytes) -> Matrix | None:
    numbers = numbers_of(operands)
    if len(numbers) < 6:
        return None
    a, b, c, d, e, f = numbers[-6:]
    return (a, b, c, d, e, f)


def _widen(span: Item, item: Item) -> None:
    """Take the place and size of a span from what it holds."""
    if span.size == 0 and not span.box.area:
        for key in ("box", "size", "x", "y", "end_x", "end_y", "upright"):
            setattr(span, key, getattr(item, key))
    else:
        span.box = span.box.around(item.box)
        span.end_x, span.end_y = item.end_x, item.end_y


def form_matrix(form: Object, ctm: Matrix) -> Matrix:
    """Give the matrix from a form's space to the page's."""
    numbers = _numbers(form.get("/Matrix"), 6)
    if numbers is None:
        return ctm
    a, b, c, d, e, f = numbers
    return multiply((a, b, c, d, e, f), ctm)


def form_box(form: Object) -> tuple[float, float, float, float]:
    """Give the /BBox of a form in its own space."""
    numbers = _numbers(form.get("/BBox"), 4) or [0.0] * 4
    x0, y0, x1, y1 = numbers
    return (x0, y0, x1, y1)


def _numbers(value: object, count: int) -> list[float] | None:
    try:
        numbers = [float(n) for n in value]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    return numbers if len(numbers) == count else None


def _is_shown(xobject: Object, lookup: Lookup) -> bool:
    """Whether an image or form is on no layer, or on one that is on."""
    return not _is_hidden(xobject.get("/OC"), lookup)


def _is_hidden(layer: object, lookup: Lookup) -> bool:
    """Whether a layer, or what a membership makes of several, is off.

    Only the common policy is followed: shown if any of the layers is on
    (ISO 32000-1, 8.11.2.2).
    """
    if not lookup.hidden or not isinstance(layer, Dictionary):
        return False
    groups = layer.get("/OCGs")
    if groups is None:
        return layer.is_indirect and layer.objgen in lookup.hidden
    listed = [groups] if isinstance(groups, Dictionary) else list(groups)
    states = [g.objgen in lookup.hidden for g in listed if isinstance(g, Dictionary)]
    if layer.get("/P") == Name.AllOn:
        return any(states)
    return bool(states) and all(states)
