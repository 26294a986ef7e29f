"""Make the outputs of a course that has no errors: bytes out of a subject.

What was made before from the same is taken from the cache; what must be made is made in
workers, the two PDFs and the decks side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from syllabus.core.diagnostics import in_order
from syllabus.core.editions import course_editions
from syllabus.core.language import Language
from syllabus.core.pages import PageMap, page_map
from syllabus.core.theme import look_of
from syllabus.core.view.handout import handout_view
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import HANDOUT, PRINT_PAGE
from syllabus.jobs.packets import Packet, Shop
from syllabus.jobs.remarks import printing_problems

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.editions import Edition
    from syllabus.jobs.build import Order
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.typeset import Typeset, Typesetter


class NothingChosenError(SyllabusError):
    """What was chosen is not there, or has no slides."""

    exit_code = ExitCode.USAGE

    def __init__(self, unknown: list[str]) -> None:
        super().__init__(
            f"the course has no {', no '.join(unknown)}"
            if unknown
            else "no lecture with slides is among those chosen"
        )
        self.add_note("lectures and weeks are numbered as the handout prints them")


class Made(NamedTuple):
    """Files to write, and the problems that were found only in making them."""

    files: dict[Path, bytes]
    problems: list[Diagnostic]
    notes: tuple[str, ...] = ()


def make_outputs(
    subject: Subject, order: Order, decks: Decks, typesetter: Typesetter
) -> Made:
    """Make what is ordered of a course.

    Raises:
        SyllabusError: A library is missing, or the packet came out wrong.
    """
    shop = Shop(subject, _local(order.now, subject), decks, typesetter)
    language = Language.of_course(subject.course)
    usual = course_editions(subject.course, subject.tables[0])
    chosen = (
        (order.choice.edition(subject.tables[0], language),) if order.choice else usual
    )
    unknown = order.choice.unknown(subject.tables[0]) if order.choice else []
    wanted = order.choice or "syllabus" not in order.only
    if unknown or (wanted and not any(_has_decks(subject, e) for e in chosen)):
        raise NothingChosenError(unknown)
    handout = _Handout(shop, usual) if "syllabus" in order.only else None
    packets = [
        Packet(shop, edition, order.layout)
        for edition in chosen
        # A course without slides has nothing to put into a packet.
        if "packet" in order.only and _has_decks(subject, edition)
    ]
    done = {packet.file: packet.finish() for packet in packets}
    if handout:
        done = {HANDOUT: handout.finish(), **done}
    files = {order.folder / name: typeset.data for name, typeset in done.items()}
    if handout and order.keep_html:
        files[order.folder / PRINT_PAGE] = handout.html.encode()
    problems = in_order(list(printing_problems(subject, done.values())))
    notes = dict.fromkeys(note for typeset in done.values() for note in typeset.notes)
    return Made(files, problems, tuple(notes))


def _has_decks(subject: Subject, edition: Edition) -> bool:
    entries = enumerate(subject.course.schedule)
    return any(entry.decks and edition.has(i) for i, entry in entries)


def _local(now: dt.datetime, subject: Subject) -> dt.datetime:
    """The moment as the clock of the course shows it."""
    return now.astimezone(ZoneInfo(subject.course.timezone)).replace(tzinfo=None)


class _Handout:
    """A handout that is being made from the moment it is named."""

    def __init__(self, shop: Shop, editions: Iterable[Edition]) -> None:
        from syllabus.render.html import render_handout_html

        maps = [page_map(shop.subject, shop.now, edition) for edition in editions]
        view = handout_view(shop.subject, PageMap.joined(maps), shop.now)
        look = look_of(shop.subject.course, shop.subject.files.themes)
        self.html = render_handout_html(view, look)
        self._shop = shop
        self._key = shop.page_key("handout", self.html)
        self._begun = shop.typesetter.begin_handout(self._key, self.html)

    def finish(self) -> Typeset:
        """The handout."""
        return self._shop.typesetter.finish(self._key, self._begun, "the handout")
