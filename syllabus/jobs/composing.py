"""Compose an announcement: its words, its files, and what of them each target gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from syllabus.announce.announcement import (
    Announcement,
    Attachment,
    Link,
    Sender,
    announcement_id,
)
from syllabus.announce.settings import kind_module, read_settings
from syllabus.announce.target import Place
from syllabus.core.announcing import ATTACH_AT_MOST, Announce
from syllabus.core.change_words import sentences
from syllabus.core.changes import changes_between
from syllabus.core.editions import Choice
from syllabus.core.language import Language
from syllabus.core.telling.words import Words
from syllabus.core.theme import look_of
from syllabus.core.view.announced import BlockView, LineView
from syllabus.core.view.announcement import announcement_view
from syllabus.core.view.resolved import data_by_itself
from syllabus.core.zones import local_time
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.build import Order, build_course
from syllabus.jobs.files import Inputs, read_file
from syllabus.jobs.load import look_over
from syllabus.jobs.published import read_published
from syllabus.render.announcement import write_announcement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from syllabus.announce.target import Target
    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.telling.words import Sentence
    from syllabus.core.view.announcement import About, AnnouncementView
    from syllabus.render.announcement import Written

FILES: dict[About, tuple[str, ...]] = {
    "syllabus": ("syllabus", "packet"),
    "packet": ("packet",),
    "week": ("packet",),
    "changes": ("syllabus",),
    "deadline": (),
    "cancel": ("syllabus",),
}
"""What goes along with an announcement, by the names of a build's outputs."""

_PDF = "application/pdf"


class NoTargetError(SyllabusError):
    """A target was asked for that the course does not have."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, known: Mapping[str, object]) -> None:
        super().__init__(f"the course has no target “{name}”")
        there = f"it has {', '.join(known)}" if known else "it has none"
        self.add_note(f"{there}; they stand under announce: in the course file")


@dataclass(frozen=True)
class Wish:
    """What is to be announced.

    Args:
        course: The course file.
        out: The folder of builds, where the files are.
        now: The moment, aware.
        about: What it is about.
        to: Names of targets; none for all.
        day: The day it is about, in the place of today.
    """

    course: Path
    out: Path
    now: dt.datetime
    about: About
    to: tuple[str, ...] = ()
    day: dt.date | None = None


@dataclass(frozen=True)
class Enclosure:
    """A file of an announcement: what it is in words, where it lies, its bytes."""

    title: str
    path: Path
    content: bytes = field(repr=False)

    @property
    def attachment(self) -> Attachment:
        """The file as it goes along."""
        return Attachment(self.path.name, _PDF, self.content)


@dataclass(frozen=True)
class Linked:
    """A file that is linked instead of attached, or neither (no address), and why."""

    enclosure: Enclosure
    address: str
    why: str


@dataclass(frozen=True)
class Addressed:
    """What one target gets."""

    kind: str
    target: Target | None
    announcement: Announcement
    attached: tuple[Enclosure, ...]
    linked: tuple[Linked, ...]


@dataclass(frozen=True)
class Composed:
    """How composing ended: what each target gets, or the problems that prevent it.

    ``draft`` is what a mail program would show, whatever targets there are.
    """

    problems: tuple[Diagnostic, ...]
    view: AnnouncementView | None = None
    subject: Subject | None = None
    draft: Addressed | None = None
    targets: Mapping[str, Addressed] = field(default_factory=dict)


def compose(wish: Wish) -> Composed:
    """Compose an announcement, building its files first if they are not up to date.

    Raises:
        NoTargetError: A target was named that there is not.
        NothingToSayError: There is nothing to announce of that kind.
        SyllabusError: A file could not be read or built.
    """
    loaded = look_over(wish.course)
    problems = tuple(loaded.problems)
    if loaded.subject is None or loaded.failed:
        return Composed(problems)
    subject = loaded.subject
    course = subject.course
    announce = course.announce or Announce()
    settings, _ = read_settings(announce, subject.source)
    for name in wish.to:
        if name not in settings:
            raise NoTargetError(name, settings)
    local, language = local_time(wish.now, course.timezone), Language.of_course(course)
    told = _told(subject, wish, local, language)
    view = announcement_view(subject, wish.about, told, local, language, wish.day)
    built = build_course(Order(wish.course, wish.out, wish.now))
    if built.failed:
        return Composed(built.problems)
    most = announce.attach_at_most or ATTACH_AT_MOST
    writer = _Writer(wish, subject, announce, view, language)
    files = writer.files()
    targets = {
        name: kind_module(announce.targets[name].kind).target(
            one, Place(name, wish.course.parent)
        )
        for name, one in settings.items()
        if not wish.to or name in wish.to
    }
    return Composed(
        problems,
        view,
        subject,
        writer.addressed("mail", None, files, most),
        {
            name: writer.addressed(
                announce.targets[name].kind,
                target,
                files,
                settings[name].attach_at_most or most,
            )
            for name, target in targets.items()
        },
    )


def _told(
    subject: Subject, wish: Wish, local: dt.datetime, language: Language
) -> tuple[Sentence, ...]:
    """What changed since the class was last told; nothing if it never was."""
    published = read_published(wish.course.parent, Inputs())
    if published is None:
        return ()
    changes = changes_between(published.course, data_by_itself(subject, wish.now))
    week_begins = subject.course.term.week_begins
    groups = sentences(changes, language, wish.day or local.date(), week_begins)
    return tuple(sentence for group in groups for sentence in group.sentences)


@dataclass(frozen=True)
class _Writer:
    """Writes an announcement for each target."""

    wish: Wish
    subject: Subject
    announce: Announce
    view: AnnouncementView
    language: Language

    def files(self) -> tuple[Enclosure, ...]:
        """What is to go along, as it was built."""
        folder = Order(self.wish.course, self.wish.out, self.wish.now).folder
        names = {
            "syllabus": ("syllabus.pdf", self.language.text("The syllabus")),
            "packet": ("packet.pdf", self.language.text("The slides")),
        }
        wanted = [names[one] for one in FILES[self.wish.about]]
        return tuple(
            Enclosure(title, folder / name, read_file(folder / name))
            for name, title in wanted
            if (folder / name).exists()
        )

    def addressed(
        self,
        kind: str,
        target: Target | None,
        files: tuple[Enclosure, ...],
        most: int,
    ) -> Addressed:
        """What one target gets: what fits is attached, the rest is linked."""
        attached: tuple[Enclosure, ...] = ()
        linked: tuple[Linked, ...] = ()
        for file in files:
            for one in self._forms(file):
                if self._fits(target, (*attached, one), most):
                    attached = (*attached, one)
                    break
            else:
                linked = (*linked, self._linked(target, file, most))
        announcement = self._announcement(files, attached, linked)
        return Addressed(kind, target, announcement, attached, linked)

    def _forms(self, file: Enclosure) -> Iterator[Enclosure]:
        """A file, and what may go in its place where it is too large."""
        yield file
        if file.path.name == "packet.pdf" and self.announce.too_large == "split":
            yield from self._packet_of_the_week()
        if file.path.name == "packet.pdf" and self.announce.too_large == "smaller":
            from syllabus.jobs.smaller import write_smaller

            if path := write_smaller(file.path):
                yield Enclosure(file.title, path, read_file(path))

    def _packet_of_the_week(self) -> Iterator[Enclosure]:
        if not self.view.week:
            return
        choice = Choice(weeks=(self.view.week,))
        order = Order(
            self.wish.course, self.wish.out, self.wish.now, ("packet",), choice=choice
        )
        title = self.language.text("The slides of week {number}", number=self.view.week)
        for path in build_course(order).outputs:
            yield Enclosure(title, path, read_file(path))

    def _fits(
        self, target: Target | None, files: tuple[Enclosure, ...], most: int
    ) -> bool:
        if target is None:
            return True
        if not target.attaches:
            return False
        return target.wire_bytes(self._announcement(files, files, ())) <= most

    def _linked(self, target: Target | None, file: Enclosure, most: int) -> Linked:
        address = self.announce.files_at or ""
        if address:
            base = address if address.endswith("/") else f"{address}/"
            address = urljoin(base, quote(file.path.name))
        if target and not target.attaches:
            return Linked(file, address, "this target takes no files")
        size = f"{len(file.content) / 1e6:.1f} MB"
        return Linked(file, address, f"{size}, and {most / 1e6:g} MB may be sent")

    def _announcement(
        self,
        files: tuple[Enclosure, ...],
        attached: tuple[Enclosure, ...],
        linked: tuple[Linked, ...],
    ) -> Announcement:
        written = self._written(attached, linked)
        digests = (file.attachment.digest for file in files)
        bare = self._written((), ()).text
        course, announce = self.subject.course, self.announce
        return Announcement(
            id=announcement_id(self.wish.about, self.view.subject, bare, *digests),
            subject=self.view.subject,
            text=written.text,
            html=written.html,
            at=self.wish.now.astimezone(ZoneInfo(course.timezone)),
            language=self.language.tag,
            sender=Sender(
                announce.sender or "",
                announce.reply_to or "",
                announce.unsubscribe or "",
                course.code or course.title,
            ),
            attachments=tuple(file.attachment for file in attached),
            links=tuple(
                Link(one.enclosure.path.name, one.address)
                for one in linked
                if one.address
            ),
        )

    def _named(self, file: Enclosure) -> str:
        title, name = file.title, file.path.name
        words = Words(self.language, ())
        return words.text("{what} ({which})", what=title, which=name)

    def _written(
        self, attached: tuple[Enclosure, ...], linked: tuple[Linked, ...]
    ) -> Written:
        say = self.language.text
        blocks = (
            BlockView(
                say("Attached"),
                tuple(LineView(self._named(file)) for file in attached),
            ),
            BlockView(
                say("On the web"),
                tuple(
                    LineView(one.enclosure.title, link=one.address)
                    for one in linked
                    if one.address
                ),
            ),
        )
        look = look_of(self.subject.course, self.subject.files.themes)
        signature, _ = parseaddr(self.announce.sender or "")
        shown = [block for block in blocks if block.lines]
        return write_announcement(self.view, shown, signature, look)
