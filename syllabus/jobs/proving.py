"""Verify a finished packet: held against its course and the decks it was made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.editions import PUBLISHED, choice_named, course_editions
from syllabus.core.language import Language
from syllabus.core.pages import page_map
from syllabus.core.view.packet import packet_view
from syllabus.core.zones import local_time
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import FileError, Inputs, read_file
from syllabus.jobs.load import load_course
from syllabus.jobs.published import new_slides
from syllabus.jobs.workers import EndedError, Workers
from syllabus.packet.layout import deck_files, plan_packet

if TYPE_CHECKING:
    import datetime as dt
    from concurrent.futures import Future

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.editions import Edition
    from syllabus.packet.plan import PacketPlan
    from syllabus.packet.proof import Proof
    from syllabus.packet.witness import Witness

_MOST_SECONDS = 600.0
_FOR_A_DECK = 0.2
"""The part of that time that one deck may take."""
_ON_PAPER = r"(.+)-(?:[1246]-up|3-notes|booklet)\.pdf"


class NotItsPacketError(SyllabusError):
    """A file is not a packet of the course."""

    exit_code = ExitCode.USAGE

    def __init__(self, file: Path, why: str, hint: str) -> None:
        super().__init__(f"{file} {why}")
        self.add_note(hint)


class NotVerifiedError(SyllabusError):
    """The comparison was given up."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"verifying {file} was given up, {why}")


@dataclass(frozen=True)
class Verified:
    """What was found of a packet; ``proof`` is None if its course has errors."""

    problems: tuple[Diagnostic, ...]
    proof: Proof | None = None


def verify_packet(
    file: Path, course: Path, now: dt.datetime, passwords: tuple[str, ...] = ()
) -> Verified:
    """Compare a packet, place by place, with what its course makes of its decks.

    Args:
        file: The packet, under the name that the build gave it.
        course: The course file.
        now: The moment by which decks are held back, aware.
        passwords: Tried on decks that are locked. Never shown, never kept.

    Raises:
        NotItsPacketError: The file is no packet of this course.
    """
    data = _read(file)
    folder = course.parent
    with Workers(seconds=_MOST_SECONDS) as workers:
        decks = Decks(folder, Inputs(), Cache(), workers, passwords)
        loaded = load_course(course, decks)
        if loaded.failed or loaded.subject is None:
            return Verified(tuple(loaded.problems))
        plan, files = _plan(file, data, loaded.subject, decks, now)
        proof = _proof(file, plan, decks, files)
    return Verified((), proof)


def _proof(file: Path, plan: PacketPlan, decks: Decks, names: tuple[str, ...]) -> Proof:
    """What a comparison with each deck found; each is a task of its own.

    A deck that cannot be compared costs the others nothing.
    """
    from syllabus.packet.proof import Proof

    packet = (str(file), plan, _is_on_paper(file))
    submit = decks.workers.submit
    pages: Proof
    try:
        pages = submit(f"{__name__}:proof_of_pages", *packet).result()
    except EndedError as ended:
        raise NotVerifiedError(file, str(ended)) from ended
    if not pages.comparable:
        return pages
    waiting = {}
    for number, name in enumerate(names, start=1):
        deck = (number, name, str(decks.folder / name), decks.passwords)
        task = (f"{__name__}:proof_of_deck", *packet, *deck)
        waiting[name] = submit(*task, share=_FOR_A_DECK)
    return Proof.joined((pages, *(_found(*item) for item in waiting.items())))


def _found(name: str, future: Future[Proof]) -> Proof:
    from syllabus.packet.proof import Proof

    try:
        return future.result()
    except EndedError as ended:
        return Proof((f"{name} cannot be compared: {ended}",))


def _read(file: Path) -> bytes:
    try:
        return read_file(file)
    except FileError as error:
        hint = "name a packet that `syllabus build` made"
        raise NotItsPacketError(file, "cannot be read", hint) from error


def _plan(
    file: Path, data: bytes, subject: Subject, decks: Decks, now: dt.datetime
) -> tuple[PacketPlan, tuple[str, ...]]:
    """What the packet is to be, and its decks in the order of their numbers."""
    from syllabus.packet.proof import front_page_count, packet_title, schedule_page

    front = front_page_count(data)
    if front is None:
        hint = "name a packet that `syllabus build` made"
        raise NotItsPacketError(file, "is no PDF that can be read", hint)
    local = local_time(now, subject.course.timezone)
    edition = _edition(file, subject, decks, local)
    view = packet_view(subject, page_map(subject, local, edition), local, edition)
    schedule = schedule_page(data) if view.schedule else None
    plan = plan_packet(view, front, schedule, on_paper=_is_on_paper(file))
    if (title := packet_title(data)) != plan.title:
        raise NotItsPacketError(
            file,
            f"is titled “{title}”, and the course's packet “{plan.title}”",
            "name its course after it, or build it again",
        )
    return plan, deck_files(view)


def _edition(file: Path, subject: Subject, decks: Decks, now: dt.datetime) -> Edition:
    """Which packet of the course a file is, by its name."""
    usual = course_editions(subject.course, subject.tables[0])
    laid_out = re.fullmatch(_ON_PAPER, file.name)
    name = f"{laid_out[1]}.pdf" if laid_out else file.name
    for edition in usual:
        if edition.file == name:
            return edition
    choice = choice_named(name)
    if choice is None:
        names = ", ".join(edition.file for edition in usual)
        hint = f"the packets of this course are {names}"
        raise NotItsPacketError(file, "is not named like a packet of the course", hint)
    new = new_slides(subject, decks, now) if choice.since == PUBLISHED else None
    return choice.edition(subject.tables[0], Language.of_course(subject.course), new)


def _is_on_paper(file: Path) -> bool:
    return re.fullmatch(_ON_PAPER, file.name) is not None


def proof_of_pages(file: str, plan: PacketPlan, on_paper: bool) -> Proof:
    """In a worker: compare a packet with its plan."""
    from syllabus.packet.proof import prove_pages

    return prove_pages(Path(file).read_bytes(), plan, on_paper=on_paper)


def proof_of_deck(
    file: str,
    plan: PacketPlan,
    on_paper: bool,
    number: int,
    name: str,
    path: str,
    passwords: tuple[str, ...],
) -> Proof:
    """In a worker: compare a packet with one of its decks."""
    from syllabus.jobs.deckwork import password_of
    from syllabus.packet.proof import prove_deck
    from syllabus.packet.witness import unlocked

    data = Path(path).read_bytes()
    if password := password_of(data, passwords):
        data = unlocked(data, password)
    return prove_deck(_opened(file), plan, number, name, data, on_paper=on_paper)


@cache
def _opened(file: str) -> Witness:
    """The packet, read once in each worker."""
    from syllabus.packet.witness import Witness

    return Witness(Path(file).read_bytes())
