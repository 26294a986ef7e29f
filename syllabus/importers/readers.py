"""Which reader reads a file that is to be imported: by what its name says that it is.

A reader trusts no name: it refuses what is not of its kind.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from syllabus.importers.archive import LARGEST_BOOK
from syllabus.importers.csv_text import read_csv
from syllabus.importers.ical import LARGEST_CALENDAR, read_ics
from syllabus.importers.ods import read_ods
from syllabus.importers.page import LARGEST, read_page
from syllabus.importers.xlsx import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.importers.page import Page


class Reader(NamedTuple):
    """A reader of one kind of file, and the most bytes that it takes."""

    read: Callable[[bytes, str], tuple[Page, list[Diagnostic]]]
    largest: int = LARGEST


_PAGE = Reader(read_page)
_READERS = {
    ".csv": Reader(read_csv),
    ".tsv": Reader(read_csv),
    ".ics": Reader(read_ics, LARGEST_CALENDAR),
    ".xlsx": Reader(read_xlsx, LARGEST_BOOK),
    ".ods": Reader(read_ods, LARGEST_BOOK),
}


def reader_of(name: str) -> Reader:
    """The reader of a file of this name; of a Markdown page where it tells no other."""
    return _READERS.get(PurePath(name).suffix.lower(), _PAGE)
