"""What was taken out of a deck, in words for its author.

The names of authors and programs, which every deck has, go without a word.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from syllabus.core.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = {
    ("script", ""): ("JavaScript",),
    ("automatic action", ""): ("OpenAction", "AA"),
    ("attached file", ""): ("EmbeddedFile",),
    ("link", " to other files"): ("Launch", "GoToR", "GoToE"),
    ("link", " without a web address"): ("URI",),
    ("link", " that leads nowhere"): ("unresolved destination",),
    ("player", " of films, sound or models"): (
        *("Movie", "Sound", "Screen", "RichMedia", "3D"),
        *("Rendition", "RichMediaExecute", "GoTo3DView"),
    ),
    ("form action", ""): ("SubmitForm", "ImportData", "ResetForm"),
    ("XFA form", ""): ("XFA",),
    ("bookmark", ""): ("bookmark",),
    ("broken picture", ""): ("broken image",),
}
_OTHER = ("other action", "")
_SILENT = frozenset(
    # of an attached file, its stream is counted
    {"Filespec", "FileAttachment"}
    | {"Metadata", "picture metadata", "TrapNet", "PrinterMark"}
)
_NAMED = {name: words for words, names in _WORDS.items() for name in names}


def removed_in_words(removed: Mapping[str, int]) -> str:
    """“1 script, 2 links to other files”; empty if nothing is worth a word.

    Args:
        removed: How often each was taken out, as `PreparedDeck` counts it. Names that
            are not known are the deck's own and are not repeated.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for name, count in removed.items():
        if name not in _SILENT:
            counts[_NAMED.get(name, _OTHER)] += count
    told = (words for words in (*_WORDS, _OTHER) if counts[words])
    return ", ".join(
        f"{counted(counts[noun, more], noun)}{more}" for noun, more in told
    )
