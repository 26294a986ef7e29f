"""Read what a content stream paints, and where in the stream it does so.

The reader follows matrices, fonts and the text position (ISO 32000-1, 8.4 and
9.4), and the marked content that is there already (14.6). It decides nothing:
what becomes of each item is settled when the whole deck is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Name, Object, Stream

from syllabus.packet.pages import Box
from syllabus.packet.tags.fonts import Font, Shown
from syllabus.packet.tags.items import Hold, Item, Kind, Place, Reading, TextObject
from syllabus.packet.tags.lookup import form_box, form_matrix, resource
from syllabus.packet.tags.marked import Marks
from syllabus.packet.tags.matrix import IDENTITY, mapped, multiply
from syllabus.packet.tags.scan import (
    DRAWING,
    INLINE,
    QUIET,
    instructions,
    leaves_path_open,
    name_of,
    numbers_of,
)
from syllabus.packet.tags.textstate import TEXT_NUMBERS, TextState, matrix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from syllabus.packet.tags.lookup import Lookup
    from syllabus.packet.tags.matrix import Matrix
    from syllabus.packet.tags.scan import Instruction
    from syllabus.packet.tags.textstate import TextSaved

_INVISIBLE = 3
"""The text rendering mode of text that lies under a scan."""
_PATH_TAIL = 40


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
        self._reading = Reading(content)
        self._marks = Marks(self._reading, resources, lookup, tree)
        self._ctm = ctm
        self._text = TextState()
        self._saved = 0
        self._stack: list[tuple[Matrix, int, TextSaved]] = []
        self._fonts: dict[bytes, tuple[Font | None, float]] = {}
        self._objects: dict[bytes, Object | None] = {}
        self._serial = 0
        self._text_object = 0
        self._place: Place | None = None
        self._path_start = -1

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
        if self._text_object:
            self._close_text_object(len(self._content))
            self._reading.text_objects[-1].closed = False
            self._reading.ends_in_text = True
        self._marks.finish()
        return self._reading

    # Brackets

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _here(self) -> Place:
        """Give between which brackets the next item lies."""
        if self._place is None:
            self._place = Place(self._text_object, self._saved, self._marks.number)
        return self._place

    def _save(self, _: Instruction) -> None:
        self._stack.append((self._ctm, self._saved, self._text.saved()))
        self._saved = self._next()
        self._place = None

    def _restore(self, _: Instruction) -> None:
        if self._stack:
            self._ctm, self._saved, text = self._stack.pop()
            self._text.restore(text)
        else:  # a Q too many: nothing may stretch over it
            self._saved = self._next()
        self._place = None

    def _begin_text(self, instruction: Instruction) -> None:
        if self._text_object:
            self._close_text_object(instruction.start)
            self._reading.text_objects[-1].closed = False
        reading = self._reading
        reading.text_objects.append(
            TextObject(
                instruction.start, instruction.end, self._here(), len(reading.items)
            )
        )
        self._text.begin()
        self._text_object = self._next()
        self._place = None

    def _end_text(self, instruction: Instruction) -> None:
        if self._text_object:
            self._close_text_object(instruction.end)

    def _close_text_object(self, end: int) -> None:
        text_object = self._reading.text_objects[-1]
        text_object.end = end
        text_object.last = len(self._reading.items) - 1
        self._text_object = 0
        self._place = None

    def _begin_mark(self, instruction: Instruction) -> None:
        self._marks.begin(instruction, self._next(), self._here())
        self._place = None

    def _end_mark(self, instruction: Instruction) -> None:
        self._marks.end(instruction)
        self._place = None

    # State

    def _concatenate(self, instruction: Instruction) -> None:
        if (m := matrix_of(instruction.operands)) is not None:
            self._ctm = multiply(m, self._ctm)

    def _set_font(self, instruction: Instruction) -> None:
        operands = instruction.operands
        known = self._fonts.get(operands)
        if known is None:
            known = self._fonts[operands] = self._font(operands)
        self._text.font, self._text.size = known

    def _font(self, operands: bytes) -> tuple[Font | None, float]:
        _, slash, last = operands.rpartition(b"/")
        words = last.split()
        name = name_of(b"/" + words.pop(0)) if slash and words else ""
        numbers = numbers_of(b" ".join(words))
        font = self._lookup.font(self._resources, name)
        return font, numbers[-1] if numbers else 0.0

    def _set_number(self, instruction: Instruction) -> None:
        self._text.set_number(instruction.operator, instruction.operands)

    def _set_leading_and_move(self, instruction: Instruction) -> None:
        numbers = numbers_of(instruction.operands)
        if len(numbers) >= 2:
            self._text.leading = -numbers[-1]
        self._move(instruction)

    def _move(self, instruction: Instruction) -> None:
        numbers = numbers_of(instruction.operands)
        if len(numbers) >= 2:
            self._text.move(numbers[-2], numbers[-1])

    def _set_matrix(self, instruction: Instruction) -> None:
        if (m := matrix_of(instruction.operands)) is not None:
            self._text.set_matrix(m)

    def _next_line(self, _: Instruction) -> None:
        self._text.move(0, -self._text.leading)

    # What is painted

    def _show_on_next_line(self, instruction: Instruction) -> None:
        if instruction.operator == b'"':
            numbers = numbers_of(instruction.operands.split(b"(")[0].split(b"<")[0])
            if len(numbers) >= 2:
                self._text.word_space, self._text.char_space = numbers[:2]
        self._next_line(instruction)
        self._show(instruction)

    def _show(self, instruction: Instruction) -> None:
        _, start, end, operands = instruction
        text = self._text
        font = text.font
        shown = font.shown(operands) if font is not None else Shown(None, operands)
        box, size, x, y, end_x, end_y, upright = text.show(shown, self._ctm)
        if shown.is_move:
            return
        item = Item(Kind.TEXT, start, end, self._here(), self._marks.hold, box)
        item.size, item.upright, item.shown = size, upright, shown
        item.x, item.y, item.end_x, item.end_y = x, y, end_x, end_y
        item.count, item.invisible = len(shown.codes), text.mode == _INVISIBLE
        self._marks.add(item)

    def _draw(self, instruction: Instruction) -> None:
        operator, start, end, _ = instruction
        if self._path_start >= 0:
            start = self._path_start
        tail = self._content[max(instruction.start, end - _PATH_TAIL) : end]
        self._path_start = start if leaves_path_open(tail) else -1
        if operator is QUIET:
            return
        if self._path_start >= 0 and self._reading.items:
            self._path_start = end
        if self._marks.hold is Hold.OPEN:
            self._reading.drawn_bytes += end - start
        x, y = self._ctm[4:]
        self._add(Kind.DRAWING, start, end, Box(x, y, x, y))

    def _inline_image(self, instruction: Instruction) -> None:
        box = mapped(self._ctm, 0, 0, 1, 1)
        self._add(Kind.IMAGE, instruction.start, instruction.end, box)

    def _add(self, kind: Kind, start: int, end: int, box: Box) -> None:
        self._marks.add(Item(kind, start, end, self._here(), self._marks.hold, box))

    def _paint_object(self, instruction: Instruction) -> None:
        key = instruction.operands
        if key not in self._objects:
            self._objects[key] = resource(self._resources, "/XObject", name_of(key))
        target = self._objects[key]
        if not isinstance(target, Stream):
            return
        is_shown = self._lookup.is_shown(target)
        hold = self._marks.hold
        if target.get("/Subtype") == Name.Form:
            kind = Kind.FORM
            box = mapped(form_matrix(target, self._ctm), *form_box(target))
            if hold is Hold.OPEN and not is_shown:
                hold = Hold.HIDDEN
        elif is_shown:
            kind, box = Kind.IMAGE, mapped(self._ctm, 0, 0, 1, 1)
        else:
            return
        _, start, end, _ = instruction
        item = Item(kind, start, end, self._here(), hold, box)
        item.target, item.ctm = target, self._ctm
        self._marks.add(item)

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
        **dict.fromkeys(TEXT_NUMBERS, _set_number),
        b"Tj": _show,
        b"TJ": _show,
        b"'": _show_on_next_line,
        b'"': _show_on_next_line,
        b"Do": _paint_object,
        DRAWING: _draw,
        QUIET: _draw,
        INLINE: _inline_image,
        b"BMC": _begin_mark,
        b"BDC": _begin_mark,
        b"EMC": _end_mark,
    }
