"""What the tags of a deck are worth: who made them and what falls short.

A claim of PDF/UA (ISO 14289-1) is a promise about the whole file, so that one
shortfall anywhere is enough to make none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_MOST_PLACES = 16


class Origin(StrEnum):
    """Who tagged a deck."""

    AUTHOR = "tagged by its author"
    HERE = "tagged here"


class Rule(StrEnum):
    """What a deck can fall short of. Each names its clause of ISO 14289-1."""

    FIGURE_WITHOUT_DESCRIPTION = "figure-without-description"
    """7.3: a figure has an alternative or a replacement text."""
    DRAWING_WITHOUT_DESCRIPTION = "drawing-without-description"
    """7.1: lines and shapes that may mean something were taken for decoration."""
    PAGE_WITHOUT_TEXT = "page-without-text"
    """7.1: a page shows something, and none of it is text."""
    TEXT_WITHOUT_UNICODE = "text-without-unicode"
    """7.21.7: every character code that is shown maps to Unicode."""
    GLYPH_MISSING = "glyph-missing"
    """7.21.8: text shows no .notdef glyph, which stands for one that is not there."""
    STRUCTURE_INVALID = "structure-invalid"
    """7.2, 7.5: an element of a list or table is out of place, or a header has no
    scope."""
    WIDTHS_UNPROVEN = "widths-unproven"
    """7.21.5: a font's dictionary and its program give equal widths. Looked at last,
    where nothing else falls short."""
    FONT_NOT_EMBEDDED = "font-not-embedded"
    """7.21.4.1: the programs of all fonts are in the file."""
    FONT_INCONSISTENT = "font-inconsistent"
    """7.21.6: a TrueType font has an encoding that its kind must not have."""
    FIELD_WITHOUT_NAME = "field-without-name"
    """7.18.4: a form field has a name for people (/TU)."""
    ANNOTATION_WITHOUT_DESCRIPTION = "annotation-without-description"
    """7.18.1: an annotation that shows has words that describe it."""
    NO_LANGUAGE = "no-language"
    """7.2: the natural language of the text is known."""
    CONTENT_UNREADABLE = "content-unreadable"
    """7.1: content that could not be read is out of reach of the tags."""
    TEXT_OUT_OF_TAGS = "text-out-of-tags"
    """7.1: the author's tags leave out text, which was added to them here."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A rule that is not met: on which page, counted from 0, and how often.

    ``page`` is None for what belongs to no one page, such as a font.
    """

    rule: Rule
    page: int | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class TagReport:
    """What `tag_deck` found and did.

    ``undescribed`` names the pictures that nobody described, as the keys of the
    alternatives would: page and picture, both counted from 0. ``unused`` are the keys
    of alternatives that name no picture.
    """

    origin: Origin
    shortfalls: tuple[Shortfall, ...] = ()
    undescribed: tuple[tuple[int, int], ...] = ()
    repaired: bool = False
    unused: tuple[tuple[int, int], ...] = ()

    @property
    def falls_short(self) -> dict[Rule, int]:
        """How often each rule is not met."""
        counts: Counter[Rule] = Counter()
        for shortfall in self.shortfalls:
            counts[shortfall.rule] += shortfall.count
        return dict(counts)

    def in_words(self) -> tuple[str, ...]:
        """What falls short, how often, and where: “(18: 3, 5.1, 5.2 …)”.

        Slides and pictures count from 1, as the keys that descriptions are written
        under do.
        """
        return tuple(
            f"{rule.replace('-', ' ')} ({count}{_listed(self._places(rule))})"
            for rule, count in self.falls_short.items()
        )

    def _places(self, rule: Rule) -> list[str]:
        if rule is Rule.FIGURE_WITHOUT_DESCRIPTION:
            on_page = Counter(page for page, _ in self.undescribed)
            return [
                f"{page + 1}" if on_page[page] == 1 and not n else f"{page + 1}.{n + 1}"
                for page, n in self.undescribed
            ]
        pages = (s.page for s in self.shortfalls if s.rule is rule)
        return [f"{page + 1}" for page in pages if page is not None]


def _listed(places: list[str]) -> str:
    """Places in a row; the first of many."""
    if not places:
        return ""
    more = len(places) - _MOST_PLACES
    return f": {', '.join(places[:_MOST_PLACES])}" + (
        f" … and {more} more" if more > 0 else ""
    )


def may_claim_ua(reports: Iterable[TagReport]) -> bool:
    """Whether a file made of these parts may say that it is PDF/UA.

    ISO 14289-1, clause 5: the identification stands only in a file that conforms
    in every part.
    """
    return all(not report.shortfalls for report in reports)


@dataclass(slots=True)
class Findings:
    """Shortfalls in the making."""

    counts: Counter[tuple[Rule, int | None]] = field(default_factory=Counter)
    undescribed: list[tuple[int, int]] = field(default_factory=list)
    repaired: bool = False

    def add(self, rule: Rule, page: int | None, count: int = 1) -> None:
        """Count something that falls short."""
        if count:
            self.counts[rule, page] += count

    def report(self, origin: Origin) -> TagReport:
        """Give what was found, by page."""
        ordered = sorted(
            self.counts.items(),
            key=lambda item: (-1 if item[0][1] is None else item[0][1], item[0][0]),
        )
        return TagReport(
            origin=origin,
            shortfalls=tuple(Shortfall(r, p, n) for (r, p), n in ordered),
            undescribed=tuple(sorted(self.undescribed)),
            repaired=self.repaired,
        )
