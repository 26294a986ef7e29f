"""Make the outputs of a course that has no errors: bytes out of a subject.

What was made before from the same is taken from the cache; what must be made is made in
workers, the two PDFs and the decks side by side.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from syllabus.core.diagnostics import in_order
from syllabus.core.editions import PUBLISHED, course_editions
from syllabus.core.language import Language
from syllabus.core.pages import PageMap, page_map
from syllabus.core.theme import look_of
from syllabus.core.view.handout import handout_view
from syllabus.core.zones import local_time
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import HANDOUT, PRINT_PAGE
from syllabus.jobs.files import digest_of
from syllabus.jobs.packets import Packet, Shop
from syllabus.jobs.published import new_slides
from syllabus.jobs.remarks import printing_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.editions import Edition
    from syllabus.core.view.handout import HandoutView
    from syllabus.jobs.build import Order
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.forms import Forms
    from syllabus.jobs.typeset import Typeset, Typesetter


class NothingNewError(SyllabusError):
    """The class has all slides as they are."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__("no slides are new or changed since the course was published")


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
    language = Language.of_course(subject.course)
    shop = Shop(
        subject, local_time(order.now, subject.course.timezone), decks, typesetter
    )
    usual = course_editions(subject.course, subject.tables[0])
    chosen = usual
    if choice := order.choice:
        new = None
        if choice.since == PUBLISHED:
            new = new_slides(subject, decks, shop.now)
            if not new.entries:
                raise NothingNewError
        chosen = (choice.edition(subject.tables[0], language, new),)
    unknown = order.choice.unknown(subject.tables[0]) if order.choice else []
    names = order.only or subject.course.outputs
    wanted = order.choice or order.only == ("packet",)
    if unknown or (wanted and not any(_has_decks(subject, e) for e in chosen)):
        raise NothingChosenError(unknown)
    told = _Told(shop, usual)
    handout = _Handout(shop, told) if "syllabus" in names else None
    packets = [
        Packet(shop, edition, order.layout)
        for edition in chosen
        # A course without slides has nothing to put into a packet.
        if "packet" in names and _has_decks(subject, edition)
    ]
    # While the workers print.
    forms = dict(_forms(told, names))
    done = {packet.file: packet.finish() for packet in packets}
    if handout:
        done = {HANDOUT: handout.finish(), **done}
    files = {order.folder / name: typeset.data for name, typeset in done.items()}
    files |= {order.folder / name: data for name, data in forms.items()}
    if handout and order.keep_html:
        files[order.folder / PRINT_PAGE] = handout.html.encode()
    problems = in_order(list(printing_problems(subject, done.values())))
    notes = dict.fromkeys(note for typeset in done.values() for note in typeset.notes)
    return Made(files, problems, tuple(notes))


def _has_decks(subject: Subject, edition: Edition) -> bool:
    entries = enumerate(subject.course.schedule)
    return any(entry.decks and edition.has(i) for i, entry in entries)


class _Told:
    """What every form of the course tells."""

    def __init__(self, shop: Shop, editions: Iterable[Edition]) -> None:
        maps = [page_map(shop.subject, shop.now, edition) for edition in editions]
        has_packet = "packet" in shop.subject.course.outputs
        self.shop, self.pages = shop, PageMap.joined(maps if has_packet else ())
        self._editions = editions
        self.look = look_of(shop.subject.course, shop.subject.files.themes)

    @cached_property
    def view(self) -> HandoutView:
        """The handout."""
        return handout_view(self.shop.subject, self.pages, self.shop.now)

    @cached_property
    def forms(self) -> Forms:
        """The forms beside the PDFs."""
        from syllabus.jobs.forms import Forms
        from syllabus.jobs.published import read_published

        shop, decks = self.shop, self.shop.decks
        return Forms(
            shop.subject,
            self.view,
            self.pages,
            shop.now,
            read_published(decks.folder, decks.inputs),
            sections=self.look.sections,
            beside=_beside(shop.subject, self._editions),
            folder=decks.folder,
        )


def _forms(told: _Told, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The forms that are wanted, by the names of their files."""
    from syllabus.jobs.forms import FILES

    for name in names:
        if name in FILES:
            yield from told.forms.files(name)


def _beside(
    subject: Subject, editions: Iterable[Edition]
) -> tuple[tuple[str, str], ...]:
    """The files that lie beside the course's page, with the words for them."""
    from syllabus.jobs.forms import FILES

    outputs, language = subject.course.outputs, Language.of_course(subject.course)
    calendar = (FILES["calendar"], language.text("Calendar"))
    packets = [
        (edition.file, edition.title or language.text("All slides (PDF)"))
        for edition in editions
        if _has_decks(subject, edition)
    ]
    return (
        *(
            [(HANDOUT, language.text("Printable syllabus (PDF)"))]
            if "syllabus" in outputs
            else []
        ),
        *(packets if "packet" in outputs else []),
        *([calendar] if "calendar" in outputs else []),
    )


def _sources(told: _Told) -> dict[str, bytes]:
    """The course file, what it includes and the calendar, by names for an archive."""
    shop = told.shop
    subject, files = shop.subject, shop.subject.files
    found = {"course.yaml": subject.source.text}
    found |= {name: text.text for name, text in files.texts.items() if text}
    found |= {
        f"{name}.md": shared.source.text
        for name, shared in files.library.texts.items()
        if shared
    }
    folder, inputs = shop.decks.folder, shop.decks.inputs
    literature = subject.course.bibliography
    names = literature.files if literature else ()
    read = {name: inputs.read(folder / name) for name in names}
    return {
        **{name: text.encode() for name, text in found.items()},
        **{name: data for name, data in read.items() if data is not None},
        "calendar.ics": told.forms.make("calendar"),
    }


class _Handout:
    """A handout that is being made from the moment it is named."""

    def __init__(self, shop: Shop, told: _Told) -> None:
        from syllabus.render.html import render_handout_html

        self.html = render_handout_html(told.view, told.look)
        self._shop = shop
        attached = _sources(told) if shop.subject.course.embed else {}
        of_files = "".join(f"{name}\0{digest_of(attached[name])}" for name in attached)
        self._key = shop.page_key(f"handout {of_files}".strip(), self.html)
        self._begun = shop.typesetter.begin_handout(self._key, self.html, attached)

    def finish(self) -> Typeset:
        """The handout."""
        return self._shop.typesetter.finish(self._key, self._begun, "the handout")
