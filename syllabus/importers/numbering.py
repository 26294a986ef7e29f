"""Which kinds of meeting a page counts as lectures, by the numbers it uses itself."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syllabus.importers.draft import DraftEntry

DEFAULT = ("lecture", "guest")
"""What the course file format takes where it is not said."""

_KINDS = ("lecture", "guest", "lab", "discussion", "exam", "presentation")
_CLAIM = re.compile(
    r"(?<![A-Za-z])(?:lectures?|lec|class)[-_ .]?#?0*(?P<number>[1-9]\d{0,2})(?!\d)"
    r"|^L[-_ ]?0*(?P<short>[1-9]\d{0,2})(?![\dA-Za-z])",
    re.IGNORECASE,
)


def claimed_number(texts: Iterable[str]) -> int | None:
    """The lecture's number in a deck's name or a link's words: “lecture7.pdf”."""
    for text in texts:
        if match := _CLAIM.search(text):
            return int(match["number"] or match["short"])
    return None


def infer_numbered(entries: Sequence[DraftEntry]) -> tuple[tuple[str, ...] | None, str]:
    """Find the kinds that count so that the page's numbers come out right.

    Returns:
        The kinds and the evidence; None where the page has no numbers, or none that
        agree, so that the format's default stands.
    """
    kinds = {entry.kind for entry in entries if entry.kind != "break"}
    claims = sum(bool(entry.claims) for entry in entries)
    if claims < 2:
        return None, ""
    open_kinds = [kind for kind in _KINDS[1:] if kind in kinds]
    choices = [
        ("lecture", *chosen)
        for size in range(len(open_kinds) + 1)
        for chosen in combinations(open_kinds, size)
    ]
    usual = tuple(kind for kind in DEFAULT if kind == "lecture" or kind in kinds)

    def right(choice: tuple[str, ...]) -> tuple[int, int, int]:
        unlike = len({*choice} ^ {*usual})
        return _agreeing(entries, choice), -unlike, -len(choice)

    best = max(choices, key=right)
    agreeing = right(best)[0]
    told = f"{agreeing} of the {claims} lecture numbers on the page"
    if agreeing < 0.8 * claims:
        return None, f"no choice of kinds fits them: at best {told}"
    if set(best) == set(usual):
        return None, f"the usual kinds (lecture, guest) fit {told}"
    return tuple(k for k in _KINDS if k in best), f"{', '.join(best)} fit {told}"


def _agreeing(entries: Sequence[DraftEntry], kinds: tuple[str, ...]) -> int:
    number = agreeing = 0
    for entry in entries:
        counts = entry.kind in kinds and not entry.extra
        number += counts
        agreeing += counts and number in entry.claims
    return agreeing
