"""Literature: entries of a bibliography in the terms of CSL JSON.

Source: the CSL 1.0.2 specification and its JSON schema, as far as a reading list needs
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syllabus.core.diagnostics import Diagnostic, Where

TYPES = frozenset(
    {
        *("article", "article-journal", "article-magazine", "article-newspaper"),
        *("book", "broadcast", "chapter", "dataset", "document", "legislation"),
        *("manuscript", "motion_picture", "pamphlet", "paper-conference", "patent"),
        *("post", "post-weblog", "report", "review", "software", "song", "speech"),
        *("standard", "thesis", "webpage", "entry-encyclopedia", "entry-dictionary"),
    }
)
TEXTS = (
    *("title", "container-title", "publisher", "publisher-place", "volume", "issue"),
    *("page", "edition", "genre", "note", "DOI", "URL"),
)
"""The variables that are text; others are not printed."""

NAMES = ("author", "editor")
_PARTS_OF_NAMES = (
    *("family", "given", "literal", "suffix"),
    *("dropping-particle", "non-dropping-particle"),
)
_LONGEST = 1000
_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", re.IGNORECASE)


class Name(TypedDict, total=False):
    """A person, or an institution by its ``literal`` name."""

    family: str
    given: str
    literal: str


@dataclass(frozen=True)
class Reference:
    """An entry of a bibliography.

    ``item`` holds the variables `TEXTS`, `NAMES`, ``type`` and ``issued`` that it has.
    """

    key: str
    where: Where
    item: Mapping[str, Any]

    @property
    def address(self) -> str:
        """Where it is on the web; empty if it is not known."""
        if doi := self.item.get("DOI"):
            return f"https://doi.org/{_BEFORE_DOI.sub('', doi)}"
        return str(self.item.get("URL", ""))

    @property
    def year(self) -> str:
        """The year it was published in, as it is printed; empty if it is not known."""
        issued = self.item.get("issued", {})
        if "literal" in issued:
            return str(issued["literal"])
        return str(issued["date-parts"][0][0]) if issued else ""

    @property
    def names(self) -> list[str]:
        """Whom it is by, by family name: authors, else editors."""
        people = self.item.get("author") or self.item.get("editor") or []
        return [
            name.get("literal")
            or " ".join(
                filter(None, (name.get("non-dropping-particle"), name["family"]))
            )
            for name in people
        ]


@dataclass
class Entries:
    """The entries of a bibliography file.

    ``broken`` are the keys of entries that are there and cannot be used.
    """

    found: list[Reference] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    problems: list[Diagnostic] = field(default_factory=list)


def cleaned(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is known and well-formed of an entry in CSL JSON; the rest is left out."""
    item: dict[str, Any] = {}
    kind = raw.get("type")
    item["type"] = kind if kind in TYPES else "document"
    for key in TEXTS:
        if text := _text(raw.get(key)):
            item[key] = text
    for key in NAMES:
        given = raw.get(key)
        names = [_name(name) for name in given] if isinstance(given, list) else []
        if names := [name for name in names if name]:
            item[key] = names
    if issued := _date(raw.get("issued")):
        item["issued"] = issued
    return item


def _text(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""


def _name(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    name = {k: text for k in _PARTS_OF_NAMES if (text := _text(value.get(k)))}
    if "literal" in name:
        return {"literal": name["literal"]}
    if "family" not in name:
        # Someone who goes by one name.
        return {"literal": name["given"]} if "given" in name else None
    return name


def _date(value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    try:
        year, *_ = value["date-parts"][0]
        if -3000 < int(year) < 3000:
            return {"date-parts": [[int(year)]]}
    except (KeyError, IndexError, TypeError, ValueError):
        pass  # not in parts: perhaps in words
    words = _text(value.get("literal")) or _text(value.get("raw"))
    found = re.search(r"\b\d{4}\b", words)
    if found:
        return {"date-parts": [[int(found[0])]]}
    return {"literal": words} if words else None
