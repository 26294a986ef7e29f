"""Which reader reads a file that is to be imported: by what its name says that it is.

A reader trusts no name: it refuses what is not of its kind.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from syllabus.core.diagnostics import Diagnostic
from syllabus.importers.archive import LARGEST_BOOK
from syllabus.importers.csv_text import read_csv
from syllabus.importers.folder import Candidate, choose
from syllabus.importers.html_page import read_html
from syllabus.importers.html_text import LARGEST_HTML
from syllabus.importers.ical import LARGEST_CALENDAR, read_ics
from syllabus.importers.markdown_page import read_page
from syllabus.importers.ods import read_ods
from syllabus.importers.own_json import LARGEST_DATA, read_json
from syllabus.importers.page import LARGEST
from syllabus.importers.series import series
from syllabus.importers.site import SITE_FILES, with_site
from syllabus.importers.xlsx import read_xlsx
from syllabus.importers.yaml_data import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syllabus.importers.folder import Folder
    from syllabus.importers.page import Page


class Reader(NamedTuple):
    """A reader of one kind of file, and the most bytes that it takes."""

    read: Callable[[bytes, str], tuple[Page, list[Diagnostic]]]
    largest: int = LARGEST


_PAGE = Reader(read_page)
_PAGES = {".md", ".markdown", ".qmd", ".rmd"}
_HTML = Reader(read_html, LARGEST_HTML)
_READERS = {
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".csv": Reader(read_csv),
    ".tsv": Reader(read_csv),
    ".ics": Reader(read_ics, LARGEST_CALENDAR),
    ".json": Reader(read_json, LARGEST_DATA),
    ".yml": Reader(read_yaml),
    ".yaml": Reader(read_yaml),
    ".xlsx": Reader(read_xlsx, LARGEST_BOOK),
    ".ods": Reader(read_ods, LARGEST_BOOK),
}


def reader_of(name: str, timezone: str = "") -> Reader:
    """The reader of a file of this name; of a Markdown page where it tells no other.

    Args:
        name: The file's.
        timezone: In which a calendar's hours are wanted; "" for its own.
    """
    if timezone and name.lower().endswith(".ics"):
        return Reader(partial(read_ics, zone=timezone), LARGEST_CALENDAR)
    return _READERS.get(PurePath(name).suffix.lower(), _PAGE)


def is_source(name: str) -> bool:
    """Whether a file of a folder is looked at; others are not of a kind with dates."""
    return name in SITE_FILES or _is_page(name)


def _is_page(name: str) -> bool:
    return PurePath(name).suffix.lower() in {*_READERS, *_PAGES}


def _each_alone(folder: Folder) -> Iterator[Candidate]:
    """Every file of the folder as a page of its own."""
    for file in filter(_is_page, folder.files):
        reader = reader_of(file)
        raw = folder.read(file, reader.largest)
        page, problems = reader.read(raw, folder.shown(file))
        yield Candidate((file,), page, tuple(problems))


def read_folder(folder: Folder) -> Candidate | Diagnostic:
    """Read the page of a folder that has its schedule, or say why there is none."""
    alone = list(_each_alone(folder))
    chosen = choose(folder, [*alone, *series(folder, alone)])
    if isinstance(chosen, Diagnostic):
        return chosen
    page = with_site(chosen.page, folder)
    return replace(chosen, page=page)
