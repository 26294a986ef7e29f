"""BibTeX, in the terms of CSL JSON."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from syllabus.core.literature import Entries, Reference, cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry

    from syllabus.core.diagnostics import Where
    from syllabus.core.source import Source

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "manual": "book",
    "mastersthesis": "thesis",
    "online": "webpage",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
}
_FIELDS = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("issue", "number"),
    "page": ("pages",),
    "edition": ("edition",),
    "genre": ("type",),
    "note": ("note",),
}
# Read as they stand: “%” and “_” are no LaTeX in them.
_ADDRESSES = {"DOI": ("doi",), "URL": ("url", "howpublished")}
# Commands for words that are written like them.
_LOGOS = re.compile(r"\\((?:Bib|La)?TeX)\b")
_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,{}()\"=]+)\s*,")
_WEB = re.compile(r"https?://[^\s{}]+")


def read_bibtex(source: Source) -> Entries:
    """Read the entries of a BibTeX file; a broken one costs no other."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import ParsingException

    entries = Entries()
    try:
        with _silence():
            text = re.sub(r"\r\n?", "\n", source.text)
            library = parse_string(_LOGOS.sub(r"\1", text))
            addresses = _addresses(library)
            library = _in_plain_text(library)
    except (ParsingException, RecursionError):
        where, message = source.at_line(1), "this is not BibTeX"
        entries.problems.append(source.problem(where, "bad-reference", message))
        return entries
    for block in library.failed_blocks:
        _tell(entries, source, block)
    for entry in library.entries:
        item = cleaned(_item(entry) | addresses.get(entry.start_line, {}))
        where = _where(source, entry)
        if "title" in item:
            entries.found.append(Reference(entry.key, where, item))
        else:
            entries.broken.add(entry.key)
            message = f"the entry “{entry.key}” has no title"
            entries.problems.append(source.problem(where, "bad-reference", message))
    return entries


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the library's own messages back: what they say is told as problems."""
    loggers = [logging.getLogger(name) for name in ("bibtexparser", "pylatexenc")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _in_plain_text(library: Library) -> Library:
    """Undo LaTeX's accents, then take names apart where “and” stands between them."""
    from bibtexparser.middlewares import (
        LatexDecodingMiddleware,
        SeparateCoAuthors,
        SplitNameParts,
    )

    # Braces are kept until names are apart: they hold one together.
    for step in (
        LatexDecodingMiddleware(keep_braced_groups=True),
        SeparateCoAuthors(),
        SplitNameParts(),
    ):
        library = step.transform(library)
    return library


def _addresses(library: Library) -> dict[int | None, dict[str, str]]:
    """The addresses of the entries, by their lines, before LaTeX is undone."""
    return {
        entry.start_line: {
            variable: address
            for variable, names in _ADDRESSES.items()
            if (address := _address(variable, entry, names))
        }
        for entry in library.entries
    }


def _address(variable: str, entry: Entry, names: tuple[str, ...]) -> str:
    text = re.sub(r"\\([%_&#~])", r"\1", _first(entry, names))
    if variable == "DOI":
        return text.strip("{} ")
    found = _WEB.search(text)
    return found[0] if found else ""


def _first(entry: Entry, names: tuple[str, ...]) -> str:
    """The text of the first field of these names that the entry has."""
    fields = {field.key.casefold(): field.value for field in entry.fields}
    return next((str(fields[name]) for name in names if name in fields), "")


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {"type": _TYPES.get(entry.entry_type.casefold(), "document")}
    for variable, names in _FIELDS.items():
        item[variable] = _without_braces(_first(entry, names))
    item["page"] = re.sub(r"\s*-+\s*", "–", item["page"])
    fields = {field.key.casefold(): field.value for field in entry.fields}
    for role in ("author", "editor"):
        people = fields.get(role)
        item[role] = [_name(person) for person in people or () if not _others(person)]
    date = _first(entry, ("year", "date"))
    return item | {"issued": {"literal": _without_braces(date)}}


def _others(person: Any) -> bool:
    """Whether this is BibTeX's “and others”, which is no name."""
    return isinstance(person, str) or [*person.first, *person.last] == ["others"]


def _name(person: Any) -> dict[str, str]:
    """A name of BibTeX; one that braces hold together is that of an institution."""
    last = " ".join(person.last)
    if last.startswith("{") and not person.first:
        return {"literal": _without_braces(last)}
    parts = {
        "family": last,
        "given": " ".join(person.first),
        "non-dropping-particle": " ".join(person.von),
        "suffix": " ".join(person.jr),
    }
    return {key: _without_braces(text) for key, text in parts.items()}


def _without_braces(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _where(source: Source, block: Block) -> Where:
    return source.at_line((block.start_line or 0) + 1)


def _tell(entries: Entries, source: Source, block: Any) -> None:
    """Tell of a block that is no entry."""
    from bibtexparser.model import DuplicateBlockKeyBlock

    match = _KEY.match(block.raw or "")
    key = match[1] if match else ""
    name = f"the entry “{key}”" if key else "this entry"
    if isinstance(block, DuplicateBlockKeyBlock):
        message, hint = f"{name} is here again", "the first one is taken"
    else:
        if key:
            entries.broken.add(key)
        why = getattr(block.error, "abort_reason", "") or str(block.error)
        message = f"{name} is not BibTeX: {why.partition('. Note:')[0]}"
        hint = "the other entries are taken"
    where = _where(source, block)
    entries.problems.append(source.problem(where, "bad-reference", message, hint))
