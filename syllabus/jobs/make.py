"""Make the outputs of a course that has no errors: bytes out of a subject.

What was made before from the same is taken from the cache.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from syllabus.core.pages import page_map
from syllabus.core.view.handout import content_version, handout_view
from syllabus.core.view.packet import packet_view
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import OUTPUTS, PRINT_PAGE
from syllabus.jobs.files import digest_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.pages import PageMap
    from syllabus.core.view.packet import PacketView
    from syllabus.jobs.build import Order
    from syllabus.jobs.cache import Cache
    from syllabus.jobs.files import Inputs
    from syllabus.packet.plan import PacketPlan
    from syllabus.render.pdf import FrontMatter


class PacketWrongError(SyllabusError):
    """The packet, read back by another program, is not what it should be."""

    exit_code = ExitCode.BUG

    def __init__(self, differences: list[str]) -> None:
        super().__init__(f"the packet was made wrong: {'; '.join(differences[:3])}")
        self.add_note("the last good packet is kept; please report this")


class ChangedMeanwhileError(SyllabusError):
    """A file was changed while the build read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed during the build")
        self.add_note("build again")


class Made(NamedTuple):
    """Files to write, or the problems that were found only in making them."""

    files: dict[Path, bytes]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class _Bench:
    """What every step of the making needs."""

    subject: Subject
    folder: Path
    inputs: Inputs
    cache: Cache
    tell: Callable[[str], None]

    @property
    def images(self) -> list[str]:
        """The digests of the course's pictures: a page with them depends on them."""
        names = sorted(
            name for name, there in self.subject.files.images.items() if there
        )
        return [self.inputs.digest(self.folder / name) for name in names]


def make_outputs(
    subject: Subject,
    order: Order,
    inputs: Inputs,
    cache: Cache,
    tell: Callable[[str], None],
) -> Made:
    """Make what is ordered of a course.

    Raises:
        SyllabusError: A library is missing, or the packet came out wrong.
    """
    bench = _Bench(subject, order.course.parent, inputs, cache, tell)
    now = _local(order.now, subject)
    pages = page_map(subject, now)
    files: dict[Path, bytes] = {}
    problems: tuple[Diagnostic, ...] = ()
    if "packet" in order.only:
        files[order.folder / OUTPUTS["packet"]] = _packet(bench, pages, now)
    if "syllabus" in order.only:
        html, data, problems = _handout(bench, pages, now)
        files[order.folder / OUTPUTS["syllabus"]] = data
        if order.keep_html:
            files[order.folder / PRINT_PAGE] = html.encode()
    return Made(files, problems)


def _local(now: dt.datetime, subject: Subject) -> dt.datetime:
    """The moment as the clock of the course shows it."""
    return now.astimezone(ZoneInfo(subject.course.timezone)).replace(tzinfo=None)


def _handout(
    bench: _Bench, pages: PageMap, now: dt.datetime
) -> tuple[str, bytes, tuple[Diagnostic, ...]]:
    from syllabus.render.html import render_handout_html

    html = render_handout_html(handout_view(bench.subject, pages, now))
    key = bench.cache.key("handout", html, *bench.images)
    if data := bench.cache.get(key):
        return html, data, ()
    from syllabus.render.pdf import render_pdf

    bench.tell("typesetting the handout")
    made = render_pdf(html, course_folder=bench.folder)
    for warning in made.warnings:
        bench.tell(f"the renderer says: {warning}")
    problems = tuple(_blocked(bench.subject, address) for address in made.blocked)
    if not problems:
        bench.cache.put(key, made.data)
    return html, made.data, problems


def _blocked(subject: Subject, address: str) -> Diagnostic:
    """The problem of a picture that the renderer was not allowed to read."""
    from syllabus.core.prose import find_in_prose, prose_fields

    where = subject.at()
    for path, text in prose_fields(subject.course):
        for found in find_in_prose(text):
            if found.kind == "image" and address.endswith(found.target):
                where = subject.source.within(path, found.line)
    if (logo := subject.course.logo) and address.endswith(logo.file):
        where = subject.at("logo", "file")
    return subject.source.problem(
        where,
        "blocked-resource",
        f"{address} is not inside the course folder",
        "copy the file into the course folder; links that lead out are not followed",
    )


def _packet(bench: _Bench, pages: PageMap, now: dt.datetime) -> bytes:
    from syllabus.packet.layout import deck_files, plan_packet

    version = content_version(bench.subject)
    view = packet_view(bench.subject, pages, now, version)
    front = _front_matter(bench, view)
    plan = plan_packet(view, front.front_pages)
    files = deck_files(view)
    digests = [bench.inputs.digest(bench.folder / file) for file in files]
    key = bench.cache.key("packet", repr(plan), digest_of(front.data), *digests)
    if data := bench.cache.get(key):
        return data
    data = _join(bench, plan, front, files)
    bench.cache.put(key, data)
    return data


def _front_matter(bench: _Bench, view: PacketView) -> FrontMatter:
    from syllabus.render.html import render_packet_html

    key = bench.cache.key("front", render_packet_html(view), *bench.images)
    from syllabus.render.pdf import FrontMatter, render_packet_pdf

    if stored := bench.cache.get(key):
        head, _, data = stored.partition(b"\n")
        facts = json.loads(head)
        return FrontMatter(data, facts["front_pages"], tuple(facts["leaves"]))
    bench.tell("typesetting the front matter")
    front = render_packet_pdf(view, course_folder=bench.folder)
    facts = {"front_pages": front.front_pages, "leaves": front.leaves}
    bench.cache.put(key, json.dumps(facts).encode() + b"\n" + front.data)
    return front


def _join(
    bench: _Bench, plan: PacketPlan, front: FrontMatter, files: tuple[str, ...]
) -> bytes:
    from syllabus.packet.assemble import assemble
    from syllabus.packet.verify import read_back
    from syllabus.render.templates import footer_font

    decks = [_prepared(bench, file) for file in files]
    bench.tell("joining the packet")
    data = assemble(front.data, decks, plan, footer_font())
    bench.tell("reading the packet back")
    if differences := read_back(data, plan):
        raise PacketWrongError(differences)
    return data


def _prepared(bench: _Bench, file: str) -> bytes:
    path = bench.folder / file
    digest = bench.inputs.digest(path)
    key = bench.cache.key("prepared", digest)
    if data := bench.cache.get(key):
        return data
    from syllabus.packet.prepare import prepare_deck

    bench.tell(f"preparing {file}")
    raw = path.read_bytes()
    if digest_of(raw) != digest:
        raise ChangedMeanwhileError(path)
    data = prepare_deck(raw).data
    bench.cache.put(key, data)
    return data
