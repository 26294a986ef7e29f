"""Build a course: the handout and the packet, whole or not at all.

Only what a build with nothing to do needs is imported at the top. It compares files
with the record of the last build; all else is imported where it is used.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syllabus.jobs.cache import Cache
from syllabus.jobs.files import Inputs, Stamp, digest_of, stamp_of, write_files
from syllabus.jobs.folder import course_name, slide_names, theme_names
from syllabus.jobs.record import Record, read_record, record_path, write_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.editions import Choice
    from syllabus.jobs.decks import Decks
    from syllabus.jobs.typeset import Typesetter
    from syllabus.jobs.workers import Crew
    from syllabus.packet.paper.layout import Layout

    Tell = Callable[[str], None]

OUTPUTS = (
    *("syllabus", "packet", "html", "calendar", "latex", "word", "markdown", "json"),
    *("csv", "latex-pdf"),
)
"""What a build can make, by the names that the course file has for it."""

HANDOUT, PRINT_PAGE = "syllabus.pdf", "print.html"


@dataclass(frozen=True)
class Order:
    """What to build.

    Args:
        course: The course file.
        out: The folder that has a folder for each course.
        now: The moment by which decks are held back, aware.
        only: Keys of `OUTPUTS`; none for those that the course asks for.
        strict: Whether warnings keep the build from writing.
        keep_html: Whether the page that was printed is written too.
        choice: Some lectures for a packet of their own, instead of the course's.
        layout: How slides lie on paper, for packets of their own.
        passwords: Tried on decks that are locked. Never shown, never kept.
        flatten_forms: Whether the fields of forms are printed into the slides.
        theme: Takes the place of the theme that the course names.
    """

    course: Path
    out: Path
    now: dt.datetime
    only: tuple[str, ...] = ()
    strict: bool = False
    keep_html: bool = False
    choice: Choice | None = None
    layout: Layout | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)
    flatten_forms: bool = False
    theme: str | None = None

    @property
    def folder(self) -> Path:
        """The folder of this course's outputs."""
        return self.out / course_name(self.course)


@dataclass(frozen=True)
class Built:
    """How a build ended.

    ``outputs`` are the files that are up to date now. ``notes`` say, deck by deck, who
    made its tags and what falls short, where slides are tagged. ``inputs`` are the
    files that were read or looked for, by their absolute paths.
    """

    problems: tuple[Diagnostic, ...]
    outputs: tuple[Path, ...] = ()
    unchanged: bool = False
    notes: tuple[str, ...] = ()
    inputs: Mapping[str, Stamp | None] = field(default_factory=dict, repr=False)

    @property
    def failed(self) -> bool:
        """Whether nothing was written because of the problems."""
        return not self.outputs


def build_course(
    order: Order, tell: Tell = lambda _: None, crew: Crew | None = None
) -> Built:
    """Build a course, or find that nothing has changed since it was built.

    Args:
        order: What to build.
        tell: Is told each step before it is taken, for a progress display. What it
            raises ends the build with nothing written: the last step is to write.
        crew: Works for this build and is kept; without it, one is ended with the build.

    Raises:
        SyllabusError: Files or programs around the course prevent it.
    """
    cache = Cache()
    path = _record_path(order, cache)
    record = read_record(path)
    folder = order.course.parent
    names = slide_names(folder) + theme_names(folder)
    # A build with passwords leaves no record: nothing of them is to be kept.
    if record and not order.passwords and record.holds(cache.program, names, order.now):
        if order.strict and record.problems:
            return Built(record.problems, inputs=record.inputs)
        outputs = _paths(record.outputs)
        return Built(record.problems, outputs, unchanged=True, inputs=record.inputs)
    return _build(order, cache, path, record, tell, crew)


def _record_path(order: Order, cache: Cache) -> Path:
    """One record for a course, an output folder and a choice of outputs."""
    chosen = (
        order.only,
        order.keep_html,
        order.choice,
        order.layout,
        order.flatten_forms,
        order.theme,
    )
    places = (str(order.course.resolve()), str(order.folder.resolve()))
    return record_path(cache.folder, *places, repr(chosen))


def _paths(outputs: Mapping[str, Stamp | None]) -> tuple[Path, ...]:
    from pathlib import Path

    return tuple(map(Path, outputs))


def _build(
    order: Order,
    cache: Cache,
    path: Path,
    known: Record | None,
    tell: Tell,
    crew: Crew | None,
) -> Built:
    from syllabus.jobs.decks import DeckFailedError, Decks
    from syllabus.jobs.serving import collect_rarely
    from syllabus.jobs.typeset import Typesetter
    from syllabus.jobs.workers import Crew

    collect_rarely()
    with nullcontext(crew) if crew else Crew() as crew:
        typesetter = Typesetter(order.course.parent, cache, crew.printers, tell)
        given = (order.course.parent, Inputs(), cache, crew.readers, order.passwords)
        decks = Decks(*given, flatten_forms=order.flatten_forms)
        if _changed(known, order.course):
            typesetter.warm_up()
        if _changed(known, *_known_decks(known)):
            decks.warm_up()
        while True:
            try:
                built = _build_with(order, decks, typesetter, path, known)
                return replace(built, inputs=decks.inputs.stamps)
            except DeckFailedError as failed:
                # Once more, with a page in its place that says so.
                decks.failed[failed.file] = failed.why


def _changed(known: Record | None, *files: Path) -> bool:
    """Whether files are others than the last build read, or there was none.

    Then pages will probably have to be typeset, and decks prepared.
    """
    if known is None:
        return True
    for file in files:
        stamp = known.inputs.get(str(file.absolute()))
        found = stamp_of(file, stamp)
        if not stamp or not found or stamp.digest != found.digest:
            return True
    return False


def _known_decks(known: Record | None) -> Iterator[Path]:
    """The decks that the last build read."""
    from pathlib import Path

    for name, stamp in known.inputs.items() if known else ():
        if stamp and name.endswith(".pdf"):
            yield Path(name)


def _build_with(
    order: Order,
    decks: Decks,
    typesetter: Typesetter,
    path: Path,
    known: Record | None,
) -> Built:
    from syllabus.jobs.load import load_course
    from syllabus.jobs.make import make_outputs
    from syllabus.jobs.remarks import template_problem
    from syllabus.render.themes import OwnTemplateError

    typesetter.tell("reading the course")
    loaded = load_course(order.course, decks, order.theme)
    if loaded.subject is None or loaded.failed or (order.strict and loaded.problems):
        return Built(tuple(loaded.problems))
    try:
        made = make_outputs(loaded.subject, order, decks, typesetter)
    except OwnTemplateError as fault:
        return Built((*loaded.problems, template_problem(loaded.subject, fault)))
    problems = (*loaded.problems, *made.problems)
    if any(p.is_error for p in problems) or (order.strict and problems):
        return Built(problems)
    typesetter.tell("writing")
    write_files(made.files)
    built = Built(problems, tuple(made.files), notes=made.notes)
    if not order.passwords:
        _keep_record(path, order, decks, loaded.subject, built, made.files)
    _remove_outdated(known, made.files)
    decks.cache.prune()
    return built


def _remove_outdated(known: Record | None, files: Mapping[Path, bytes]) -> None:
    """Remove what the last build of this kind wrote and this one did not.

    A packet of a week that is no longer there would go on being handed out. What
    somebody changed since is left alone.
    """
    from pathlib import Path

    new = {str(file.absolute()) for file in files}
    for name, stamp in known.outputs.items() if known else ():
        found = stamp_of(Path(name), stamp)
        if name not in new and found and stamp and found.digest == stamp.digest:
            Path(name).unlink()


def _keep_record(
    path: Path,
    order: Order,
    decks: Decks,
    subject: Subject,
    built: Built,
    files: Mapping[Path, bytes],
) -> None:
    from zoneinfo import ZoneInfo

    from syllabus.core.pages import releases

    zone = ZoneInfo(subject.course.timezone)
    moments = (at.replace(tzinfo=zone) for at in releases(subject))
    later = [at for at in moments if at > order.now]
    outputs: dict[str, Stamp | None] = {}
    for file, data in files.items():
        stamp = stamp_of(file)
        # What another program wrote meanwhile is not what this build made.
        outputs[str(file.absolute())] = stamp and stamp._replace(digest=digest_of(data))
    write_record(
        path,
        Record(
            program=decks.cache.program,
            inputs=decks.inputs.stamps,
            outputs=outputs,
            names=subject.files.slides + theme_names(order.course.parent),
            problems=built.problems,
            made_at=order.now,
            good_until=min(later, default=None),
        ),
    )
