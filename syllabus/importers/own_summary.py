"""What the events of our own calendar are called: course, section, kind and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syllabus.core.deadlines import KINDS
from syllabus.core.language import Language, languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True)
class Summaries:
    """Reads what events are called, as `syllabus.core.view.calendar` writes it."""

    course: str
    term: str
    language: Language

    def parted(self, summary: str, kind: str) -> tuple[str, str]:
        """The section (empty for all) and the words of an event of a kind."""
        return next(self._ways(summary, kind), ("", summary))

    def reads(self, summary: str, kind: str) -> bool:
        """Whether an event is called so in this course and language."""
        return any(self._ways(summary, kind))

    def _ways(self, summary: str, kind: str) -> Iterator[tuple[str, str]]:
        """Every way to part a summary, that with the shortest section first."""
        if not summary.startswith(self.course):
            return
        rest = summary[len(self.course) :]
        for match in re.finditer(": ", rest):
            section = rest[: match.start()]
            words = self._words(rest[match.end() :], kind)
            if words and (not section or section.startswith(", ")):
                yield section.removeprefix(", "), words

    def _words(self, text: str, kind: str) -> str:
        """What an event is about; "" if it is not called as one of its kind."""
        if kind == "deadline":
            around = self.language.text("{title} due", title="\n").split("\n")
        else:
            label = self.language.kind("break" if kind == "holiday" else kind)
            if text == label:
                return text
            around = [f"{label}: ", ""]
        before, after = around
        if text.startswith(before) and text.endswith(after):
            return text[len(before) : len(text) - len(after)]
        return ""


def summaries_of(name: str, said: Sequence[tuple[str, str]]) -> Summaries | None:
    """What reads the events of a calendar; None where they are none of ours.

    Args:
        name: What the calendar is called: its course and term.
        said: What its events are called, and of which kind they are.
    """
    known = {*KINDS, "deadline", "holiday"}
    if not said or any(kind not in known for _, kind in said):
        return None
    cuts = [match.start() for match in re.finditer(", ", name)]
    ways = [
        Summaries(name[:cut], name[cut + 2 :], Language.of(tag))
        for cut in reversed(cuts)
        for tag in languages()
    ]
    reading = {way: sum(way.reads(*one) for one in said) for way in ways}
    best = max(ways, key=lambda way: reading[way], default=None)
    return best if best and reading[best] == len(said) else None
