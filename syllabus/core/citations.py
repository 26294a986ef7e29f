"""Citations: “@key, chapter 2” becomes what a reader understands.

The titles of readings and materials are replaced once, so that every output says the
same; which entry of the bibliography they stand for is kept beside them.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from syllabus.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.literature import Entries, Reference
    from syllabus.core.model import Course, Item
    from syllabus.core.source import Path, Source

_CITATION = re.compile(r"@([^\s,;]+)(?:\s*,\s*(.+))?", re.DOTALL)
_SHORTEST_TITLE = 40


@dataclass(frozen=True)
class Readings:
    """The literature of a course.

    ``listed`` are the entries of its reading list, in order. ``cited`` has the key of
    an entry by the path of the reading or material that cites it.
    """

    listed: tuple[Reference, ...] = ()
    cited: Mapping[Path, str] = field(default_factory=dict)

    @cached_property
    def anchors(self) -> dict[str, str]:
        """The places of the entries in the list, by their keys."""
        numbered = enumerate(self.listed, start=1)
        return {reference.key: f"reading-{number}" for number, reference in numbered}

    def anchor(self, path: Path) -> str:
        """The place of what a reading or material cites; empty if it cites nothing."""
        return self.anchors.get(self.cited.get(path, ""), "")


def parse_citation(title: object) -> tuple[str, str] | None:
    """The key and the rest of a citation; None for what is none."""
    found = _CITATION.fullmatch(title) if isinstance(title, str) else None
    return (found[1], found[2] or "") if found else None


def with_readings(
    course: Course, source: Source, entries: Entries
) -> tuple[Course, Readings, list[Diagnostic]]:
    """A course whose citations are in words, and its reading list.

    Args:
        course: As its file has it.
        source: Its file.
        entries: Those of all its bibliography files.
    """
    citing = [(p, i, c) for p, i in _items(course) if (c := parse_citation(i.title))]
    known = {reference.key: reference for reference in _distinct(entries.found)}
    cited: dict[Path, str] = {}
    words: dict[Path, str] = {}
    problems = []
    for path, _, (key, rest) in citing:
        if key in known:
            cited[path] = key
            words[path] = _in_words(known[key], rest, Language.of_course(course))
        elif key in entries.broken:
            # Told at its line already; here its name has to do.
            words[path] = f"{key}, {rest}" if rest else key
        else:
            problems.append(_unknown(course, source, path, key, known))
    settings = course.bibliography
    uses = list(dict.fromkeys(cited[path] for path, _, _ in citing if path in cited))
    used = [known[key] for key in uses]
    if settings and settings.show == "all":
        used += [reference for key, reference in known.items() if key not in uses]
    if not settings or settings.order == "alphabetical":
        used.sort(key=_sort_key)
    readings = Readings(tuple(used), cited)
    links = {path: known[key].address for path, key in cited.items()}
    return _replaced(course, words, links), readings, problems


def label(reference: Reference, language: Language) -> str:
    """An entry in short: “Knuth 1984”, “Aho and Ullman 1977”, “Dean et al. 2012”."""
    names = reference.names
    if len(names) > 2:
        who = language.text("{name} et al.", name=names[0])
    else:
        who = language.listed(names) if names else _short_title(reference)
    return f"{who} {reference.year}".strip()


def _in_words(reference: Reference, rest: str, language: Language) -> str:
    name = label(reference, language)
    return f"{name}, {rest}" if rest else name


def _short_title(reference: Reference) -> str:
    title = str(reference.item["title"])
    if len(title) <= _SHORTEST_TITLE:
        return title
    cut = title[: _SHORTEST_TITLE - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip()}…"


def _items(course: Course) -> Iterator[tuple[Path, Item]]:
    """What can cite: readings in the order of the schedule, then materials."""
    for i, entry in enumerate(course.schedule):
        for j, item in enumerate(entry.readings):
            yield ("schedule", i, "readings", j), item
    for j, item in enumerate(course.materials):
        yield ("materials", j), item


def _unknown(
    course: Course, source: Source, path: Path, key: str, known: Mapping[str, Any]
) -> Diagnostic:
    if course.bibliography is None:
        message = f"“@{key}” cites a bibliography, and the course has none"
        hint = "add bibliography: with a BibTeX or CSL JSON file"
    else:
        lower = {one.casefold(): one for one in known}
        near = difflib.get_close_matches(key.casefold(), lower, n=1)
        message = f"the bibliography has no entry “{key}”"
        hint = f"did you mean “@{lower[near[0]]}”?" if near else "add it to the file"
    where = source.at((*path, "title"))
    return source.problem(where, "unknown-reading", message, hint)


def _distinct(references: Iterable[Reference]) -> Iterator[Reference]:
    """References whose names and years tell them apart: 1984a, 1984b."""
    unique = {r.key: r for r in reversed(list(references))}  # the first one counts
    ordered = sorted(unique.values(), key=_sort_key)
    for (_, year), group in groupby(ordered, key=lambda r: (r.names, r.year)):
        same = list(group)
        for number, reference in enumerate(same):
            if len(same) == 1 or not (year and reference.names) or number >= 26:
                yield reference
                continue
            issued = {"literal": f"{year}{chr(ord('a') + number)}"}
            yield replace(reference, item={**reference.item, "issued": issued})


def _sort_key(reference: Reference) -> tuple[str, str, str, str]:
    """By author, year and title, accents aside (the order of most lists in Latin)."""
    who = " ".join(reference.names) or str(reference.item["title"])
    keys = (who, reference.year, str(reference.item["title"]))
    first, second, third = (_plain(key) for key in keys)
    return first, second, third, reference.key


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _replaced(
    course: Course, words: Mapping[Path, str], links: Mapping[Path, str]
) -> Course:
    if not words:
        return course

    def new(path: Path, item: Item) -> Item:
        if path not in words:
            return item
        link = item.link or links.get(path) or None
        update = {"title": words[path], "link": link}
        return item.model_copy(update=update)

    schedule = tuple(
        entry.model_copy(
            update={
                "readings": tuple(
                    new(("schedule", i, "readings", j), item)
                    for j, item in enumerate(entry.readings)
                )
            }
        )
        for i, entry in enumerate(course.schedule)
    )
    materials = tuple(
        new(("materials", j), item) for j, item in enumerate(course.materials)
    )
    return course.model_copy(update={"schedule": schedule, "materials": materials})
