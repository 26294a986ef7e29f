"""Spreadsheet files are ZIP archives of XML: opened with limits, whatever they say.

A small archive can unpack to gigabytes; how large its parts are stands in its
directory, and nothing is unpacked before that has been looked at.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from syllabus.core.diagnostics import Diagnostic, Where
from syllabus.importers.csv_text import no_table

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_BOOK = 20_000_000
"""Bytes that a spreadsheet file may have; it can hold pictures."""

LARGEST_PARTS = 15_000_000
"""Bytes that the text of its cells may have, unpacked; a term's plan has under 1 MB."""

# Compound files: what a spreadsheet with a password is wrapped in, and old ones are.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def open_book(
    raw: bytes, file: str, needed: str, counted: Iterable[str]
) -> zipfile.ZipFile | Diagnostic:
    """Open a spreadsheet file whose parts are of bearable size.

    Args:
        raw: Its bytes.
        file: What it is called in problems.
        needed: The part without which it is none.
        counted: How the names of the parts begin that are read.

    Returns:
        The archive, or the problem of the file.
    """
    if len(raw) > LARGEST_BOOK:
        return too_large(file)
    if raw.startswith(_COMPOUND):
        return no_table(file, "it has a password, or is of an old format (.xls)")
    try:
        book = zipfile.ZipFile(io.BytesIO(raw))
        sizes = {part.filename: part.file_size for part in book.infolist()}
        locked = any(part.flag_bits & 1 for part in book.infolist())
    # What zipfile raises for what is no archive, is cut short, or of another format.
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return no_table(file, "it is no spreadsheet, or a broken one")
    if needed not in sizes:
        return no_table(file, "it is no spreadsheet, or a broken one")
    if locked:
        return no_table(file, "it has a password")
    starts = tuple(counted)
    total = sum(size for name, size in sizes.items() if name.startswith(starts))
    return too_large(file) if total > LARGEST_PARTS else book


def too_large(file: str) -> Diagnostic:
    """The problem of a spreadsheet with more than a course can have."""
    return Diagnostic(
        Where(file),
        "file-too-large",
        "this spreadsheet is larger than any schedule",
        "save the rows of one course as a spreadsheet of their own",
    )
