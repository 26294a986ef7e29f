"""Import a page: read it and the decks beside it, and lay down a course folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.errors import ExitCode, SyllabusError
from syllabus.importers.account import Report
from syllabus.importers.addresses import path_of
from syllabus.importers.checking import course_errors
from syllabus.importers.columns import with_columns
from syllabus.importers.own import import_own
from syllabus.importers.readers import read_folder, reader_of
from syllabus.importers.rows import read_schedule
from syllabus.importers.schedule_page import (
    Imported,
    Surroundings,
    course_name,
    deck_addresses,
    import_page,
)
from syllabus.importers.site import SITE_FILES
from syllabus.jobs.files import FileError, link_file, write_files
from syllabus.jobs.folder import COURSE_FILE
from syllabus.jobs.schema import SCHEMA_FILE, schema_bytes, with_schema
from syllabus.jobs.sources import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from syllabus.importers.page import Page


class CourseTakenError(SyllabusError):
    """An import does not write over a course, or over other slides."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already, and an import never overwrites it")
        self.add_note("name another folder with -o")


class NoFolderNameError(SyllabusError):
    """Nothing in the page's place makes a name for the course folder."""

    exit_code = ExitCode.USAGE

    def __init__(self, page: Path) -> None:
        super().__init__(f"the place of {page} gives the course folder no name")
        self.add_note("name one with -o FOLDER")


@dataclass(frozen=True)
class ImportResult:
    """What an import did. ``course_file`` is None where an error kept it from writing.

    ``missing`` counts decks that the course names and that were not found. ``problems``
    are the page's; ``refused`` are errors of the course file that was written, for a
    person to mend there.
    """

    report: Report
    problems: tuple[Diagnostic, ...]
    course_file: Path | None = None
    refused: tuple[Diagnostic, ...] = ()
    copied: int = 0
    linked: int = 0
    missing: int = 0

    @property
    def failed(self) -> bool:
        """Whether nothing was written, or a course that cannot be built yet."""
        return self.course_file is None or bool(self.refused)


def import_course(
    page_file: Path,
    folder: Path | None = None,
    *,
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str = "",
    link: bool = False,
) -> ImportResult:
    """Import a schedule page into a course folder.

    Args:
        page_file: The page, or a folder that has it. Decks are looked for beside the
            page and in its site.
        folder: The course folder; None for one in the working directory with the name
            that the page's place gives.
        year: Of the first date; overrides all evidence.
        columns: The headings of columns, by what they are about (`columns.MAPPED`).
        timezone: Of the class: a calendar's hours are told in it.
        link: Make links to the decks where they lie instead of copies.

    Raises:
        CourseTakenError: The folder has a course, or other slides of the same name.
        NoFolderNameError: No folder was given, and none can be named.
        FileError: Something could not be read or written.
    """
    read = _read_source(page_file, timezone)
    if not isinstance(read, _Read):
        return ImportResult(Report(page_file.as_posix()), tuple(read))
    named = with_columns(read.page, columns or {})
    if isinstance(named, Diagnostic):
        return ImportResult(Report(read.page.file), (named,))
    page, place = replace(named, timezone=timezone or named.timezone), read.place
    folder = folder or _default_folder(page, place, page_file)
    if os.path.lexists(folder / COURSE_FILE):
        raise CourseTakenError(folder / COURSE_FILE)
    own = import_own(read.raw, page.file)
    hrefs = [] if own else deck_addresses(read_schedule(page))
    found = {h: path for h in hrefs if (path := find_deck(read.beside, h, read.top))}
    imported = own or import_page(page, _surroundings(place, folder, found), year)
    if imported.text is None:
        return ImportResult(imported.report, imported.problems)
    return _lay_down(imported, imported.text, folder, found, link=link)


@dataclass(frozen=True)
class _Read:
    """A source, read.

    ``place`` is where the page lies, ``beside`` the file that its addresses are looked
    for beside, both resolved; ``top`` the folder that was named, if it was one.
    ``raw`` are the bytes of a page that is a file; it has none if it is several.
    """

    page: Page
    place: Path
    beside: Path
    top: Path | None = None
    raw: bytes = b""


def _read_source(path: Path, timezone: str) -> _Read | list[Diagnostic]:
    """Read a file, or that of a folder which has the schedule."""
    if not path.is_dir():
        reader = reader_of(path.name, timezone)
        raw = _read(path, reader.largest)
        if isinstance(raw, Diagnostic):
            return [raw]
        page, problems = reader.read(raw, path.as_posix())
        place = path.resolve()
        return problems or _Read(page, place, place, raw=raw)
    opened = open_folder(path)
    if isinstance(opened, Diagnostic):
        return [opened]
    chosen = read_folder(opened)
    if isinstance(chosen, Diagnostic):
        return [chosen]
    top, file = path.resolve(), chosen.files[0]
    if len(chosen.files) > 1:
        beside = top / file
        return _Read(chosen.page, beside.parent, beside, top)
    raw = opened.read(file, reader_of(file).largest)
    return _Read(chosen.page, top / file, top / file, top, raw)


def _read(path: Path, largest: int) -> bytes | Diagnostic:
    """The bytes of the page, no more than tell that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except FileNotFoundError:
        return _no_page(path)
    except OSError as error:
        raise FileError(path, error) from error


def _no_page(path: Path) -> Diagnostic:
    shown = path.as_posix()
    if web := re.match(r"(https?):/+", shown):  # a path folds the slashes
        address = f"{web[1]}://{shown[web.end() :]}"
        return Diagnostic(
            Where(shown),
            "file-missing",
            f"{address} is on the web, and pages are read from files",
            "save the page first (its Markdown, or with a browser), then import that",
        )
    return Diagnostic(Where(shown), "file-missing", "there is no such page")


def _default_folder(page: Page, place: Path, page_file: Path) -> Path:
    name = course_name(page, place.parts)
    if not name:
        raise NoFolderNameError(page_file)
    folder = Path(name)
    # A course file amid the site's own sources would be a surprise.
    if folder.is_dir() and folder.resolve() in (place.parent, *place.parents):
        folder = Path(f"{name}-course")
    return folder


def find_deck(page: Path, href: str, top: Path | None = None) -> Path | None:
    """Find the file that a link on a page names; None if it is not there.

    An address is looked for beside the page, from the top of its site, and by its bare
    name beside the page (a page saved without its folders). Files outside the site are
    never looked at, whatever the page says.

    Args:
        page: The page, resolved.
        href: The link's address as the page has it.
        top: The folder that is imported, if a folder is.
    """
    top = _site_top(page, top)
    path = path_of(href)
    name = PurePosixPath(path).name
    if "\0" in path or not name:
        return None
    candidates = [page.parent / name]
    if "://" not in href and not href.startswith("//"):
        inside = path.lstrip("/")
        candidates = [page.parent / inside, top / inside, *candidates]
    for candidate in candidates:
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            resolved = candidate.resolve()
            if resolved.is_relative_to(top) and resolved.is_file():
                return resolved
    return None


def _site_top(page: Path, named: Path | None) -> Path:
    """The folder where addresses like /pdf/a.pdf begin."""
    for folder in list(page.parents)[:6]:
        if any((folder / mark).is_file() for mark in SITE_FILES):
            return folder
    return named or page.parent


def _surroundings(place: Path, folder: Path, found: Mapping[str, Path]) -> Surroundings:
    inside = folder.resolve()
    return Surroundings(
        path=place.parts,
        deck_dates={href: deck_dates(path) for href, path in found.items()},
        placed={
            href: path.relative_to(inside).as_posix()
            for href, path in found.items()
            if path.is_relative_to(inside)
        },
    )


_PDF_DATE = re.compile(r"\s*(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")
_IN_TITLE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(\d{2})[-_. ]?(\d{2})(?!\d)")


def deck_dates(path: Path) -> list[dt.date]:
    """The dates inside a PDF: when it was made and changed, and a day in its title.

    A file that is damaged, locked or no PDF has none.
    """
    import pikepdf

    unreadable = (pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError)
    dates = []
    try:
        with pikepdf.open(path) as pdf:
            texts = list(_date_texts(pdf))
    except (*unreadable, OSError, ValueError, TypeError, LookupError, RuntimeError):
        return []
    for pattern, text in texts:
        if match := pattern.search(text):
            with contextlib.suppress(ValueError):
                dates.append(dt.date(int(match[1]), int(match[2]), int(match[3])))
    return [day for day in dates if 1990 <= day.year < 2100]


def _date_texts(pdf: object) -> Iterator[tuple[re.Pattern[str], str]]:
    """The texts of a PDF that can hold a date (ISO 32000-2, 14.3)."""
    info = getattr(pdf, "docinfo", {})
    for key, pattern in (
        ("/CreationDate", _PDF_DATE),
        ("/ModDate", _PDF_DATE),
        ("/Title", _IN_TITLE),
    ):
        with contextlib.suppress(KeyError, ValueError, TypeError, RuntimeError):
            yield pattern, str(info[key])
    with contextlib.suppress(AttributeError, KeyError, ValueError, RuntimeError):
        metadata = pdf.Root.Metadata.read_bytes()[:200_000]  # type: ignore[attr-defined]
        for value in re.findall(
            rb"xmp:(?:Create|Modify)Date\W{1,2}([\dT:-]+)", metadata
        ):
            yield _PDF_DATE, value.decode("ascii")


def _lay_down(
    imported: Imported,
    text: str,
    folder: Path,
    found: Mapping[str, Path],
    *,
    link: bool,
) -> ImportResult:
    """Put the decks into the folder, then the course file, so that it comes last."""
    text = with_schema(text)
    wanted = {
        folder / file: found[href]
        for href, file in imported.decks.items()
        if href in found and not _is_there(folder / file, found[href])
    }
    for target in wanted:
        if os.path.lexists(target):
            raise CourseTakenError(target)
    refused = copied = 0
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, source in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if link and link_file(path, source):
                continue
            refused += link
            copied += 1
            _write_new(path, partial(shutil.copyfile, source))
        write_files({folder / SCHEMA_FILE: schema_bytes()})
        path = folder / COURSE_FILE
        _write_new(path, lambda part: part.write_bytes(text.encode()))
    except FileExistsError as error:
        raise CourseTakenError(path) from error
    except OSError as error:
        raise FileError(path, error) from error
    report = imported.report
    if refused:
        report.find("Decks", f"no link could be made here: {refused} copied instead")
    absent = sorted({f for href, f in imported.decks.items() if href not in found})
    _tell_decks(report, imported, found, absent)
    return ImportResult(
        report,
        imported.problems,
        path,
        tuple(course_errors(text, path.as_posix())),
        copied=copied,
        linked=len(wanted) - copied,
        missing=len(absent),
    )


def _tell_decks(
    report: Report,
    imported: Imported,
    found: Mapping[str, Path],
    absent: Iterable[str],
) -> None:
    for file in absent:
        report.find("Decks", f"{file} was not found, and is named all the same")
    for href, file in imported.decks.items():
        if href in found and found[href].name != PurePosixPath(file).name:
            report.find("Decks", f"{file} is {href}")


def _is_there(target: Path, source: Path) -> bool:
    """Whether a deck is in the course already, from an import that was interrupted."""
    try:
        return target.samefile(source) or filecmp.cmp(target, source, shallow=False)
    except OSError:
        return False


def _write_new(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file that is not there yet; it appears whole or not at all.

    Raises:
        FileExistsError: It is there.
    """
    handle, name = tempfile.mkstemp(".part", f".syllabus-{target.name}-", target.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        try:
            os.link(part, target)  # unlike a renaming, it never replaces a file
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if os.path.lexists(target):
                raise FileExistsError(target) from None
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
