"""Check courses: each by itself, and against what is asked for."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from syllabus.core.checks.dates import ALL_DATES
from syllabus.core.checks.subject import DeckState
from syllabus.core.diagnostics import Where, in_order
from syllabus.core.words import counted
from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs import decklinks
from syllabus.jobs.cache import Cache
from syllabus.jobs.files import Inputs, read_file
from syllabus.jobs.folder import course_files
from syllabus.jobs.library import read_institution
from syllabus.jobs.load import look_over_all
from syllabus.jobs.workers import EndedError, Workers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.world.links import Link


@dataclass(frozen=True)
class World:
    """What courses are held against, besides themselves and each other.

    ``links`` asks the web for all addresses, ``holidays`` is what `read_holidays`
    takes, ``against`` is a page or file that has the assignments, too.
    """

    links: bool = False
    holidays: str | None = None
    against: Path | None = None


class ManyCoursesError(SyllabusError):
    """One page was to be compared with several courses."""

    exit_code = ExitCode.USAGE

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds several courses; a page is compared with one")
        self.add_note("name the course's own folder")


def check_courses(
    path: Path, world: World, now: dt.datetime, tell: Callable[[str], None]
) -> list[Diagnostic]:
    """The problems of a course, or of all courses below a folder, in order of place.

    Args:
        path: A course file or its folder, or a folder of courses.
        world: What else to hold them against.
        now: The moment, aware: what the web said a while ago is asked again.
        tell: Says what is being done.

    Raises:
        NoCourseError: There is none.
        ManyCoursesError: There are several to compare one page with.
        HolidaysError, NoHolidaysError, NoLibraryError: See `read_holidays`.
        FileError: A file cannot be read.
    """
    files = course_files(path)
    if world.against and len(files) > 1:
        raise ManyCoursesError(path)
    loaded = look_over_all(files)
    problems = [problem for one in loaded for problem in one.problems]
    subjects = [one.subject for one in loaded if one.subject]
    # Dates that rest on what could not be understood are not held against anything.
    dated = [subject for subject in subjects if not ALL_DATES & subject.broken]
    if len(dated) > 1:
        from syllabus.core.world.clashes import clashes

        problems += clashes(dated)
    if world.holidays:
        problems += _on_holidays(dated, world.holidays)
    if world.links:
        problems += problems_of_links(subjects, now, tell)
    if world.against:
        problems += _against(dated, world.against)
    return in_order(problems)


def _on_holidays(subjects: Sequence[Subject], source: str) -> Iterator[Diagnostic]:
    from syllabus.core.values import DateRange
    from syllabus.core.world.holidays import meetings_on_public_holidays
    from syllabus.jobs.holidays import read_holidays

    for subject in subjects:
        term = subject.course.term
        days = {m.date.weekday() for table in subject.tables for m in table.meetings}
        within = DateRange(term.first_day, term.last_day)
        public = read_holidays(source, within, days)
        yield from meetings_on_public_holidays(subject, public.days)


def problems_of_links(
    subjects: Sequence[Subject], now: dt.datetime, tell: Callable[[str], None]
) -> Iterator[Diagnostic]:
    """What the web says of the links of courses; see `check_courses`."""
    from syllabus.core.world.links import link_problem
    from syllabus.jobs.links import ask_all
    from syllabus.jobs.web import Web

    with Workers() as workers:
        links = [link for each in subjects for link in _links(each, workers)]
    addresses = {link.address for link in links}
    tell(f"asking the web for {counted(len(addresses), 'link')}")
    answers = ask_all(sorted(addresses), Web(), Cache(), now)
    for link in links:
        if problem := link_problem(link, answers[link.address]):
            yield problem


def _links(subject: Subject, workers: Workers) -> Iterator[Link]:
    """The links of a course: its own, its institution's, and those on its slides."""
    from syllabus.core.world.links import deck_links, links_of, written_links

    course, source = subject.course, subject.source
    folder = Path(source.file).parent
    ready = [f for f, d in subject.files.decks.items() if d.state is DeckState.READY]
    task = f"{decklinks.__name__}:links_in"
    waiting = {file: workers.submit(task, str(folder / file)) for file in ready}
    yield from links_of(subject)
    found, _ = read_institution(course, source, folder, Inputs())
    if found and found.institution:
        yield from written_links(found.institution, found.source)
    on_slides = {}
    for file, future in waiting.items():
        with contextlib.suppress(EndedError):  # the build says what is wrong with it
            on_slides[file] = future.result()
    yield from deck_links(subject, on_slides)


def _against(subjects: Sequence[Subject], file: Path) -> list[Diagnostic]:
    from syllabus.core.values import DateRange
    from syllabus.core.world.work import compare_work
    from syllabus.importers.readers import reader_of
    from syllabus.importers.stated import stated_work
    from syllabus.importers.work import work_id

    raw, name = read_file(file), file.absolute().as_posix()
    page, problems = reader_of(file.name).read(raw, name)
    if problems:
        return problems
    for subject in subjects:
        term = subject.course.term
        stated = stated_work(raw, page, DateRange(term.first_day, term.last_day))
        if not stated:
            where = Where(name, 1 if page.lines else 0, 1)
            message = "no assignment with a day is found here"
            hint = "name a page with a table like | Assignment | Due |"
            problems.append(page.problem(where, "nothing-to-compare", message, hint))
        else:
            problems += compare_work(subject, stated, work_id)
    return problems
