"""Where the words of a page were written: the course file, its texts or its theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Where
    from syllabus.core.source import Source


def place_of(subject: Subject, traces: Iterable[str]) -> tuple[Source, Where] | None:
    """The first place where one of some texts stands, its markup apart.

    Args:
        subject: The course.
        traces: Texts of a page, the surest first: each is looked for everywhere before
            the next one is.
    """
    for trace in traces:
        pattern = _pattern(trace)
        for source in _sources(subject) if pattern else ():
            if pattern and (found := pattern.search(source.text)):
                return source, source.at_offset(found.start())
    return None


def _pattern(trace: str) -> re.Pattern[str] | None:
    """What matches the words of a text, whatever stands between them."""
    words = map(re.escape, re.findall(r"\w+", trace))
    pattern = r"[\W_]+".join(words)
    if not pattern:
        return None
    return re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])", re.IGNORECASE)


def _sources(subject: Subject) -> Iterator[Source]:
    files = subject.files
    yield subject.source
    yield from filter(None, files.texts.values())
    yield from (text.source for text in files.library.texts.values() if text)
    yield from files.themes.own.values()
