"""Typesetting apart: the renderer warms up while the course is still being read.

WeasyPrint takes a quarter of a second to import; in a process of its own that time runs
beside the reading of the course and its decks.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syllabus.errors import ExitCode, SyllabusError
from syllabus.jobs.workers import EndedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from syllabus.jobs.cache import Cache
    from syllabus.jobs.workers import Workers
    from syllabus.render.audit import Finding


class TypesettingFailedError(SyllabusError):
    """The renderer gave up on a page of our own."""

    exit_code = ExitCode.BUG

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} could not be typeset: {why}")
        self.add_note("the last good files are kept")


@dataclass(frozen=True)
class Typeset:
    """A typeset page as a PDF.

    ``blocked`` are addresses that the renderer was not allowed to read, ``warnings``
    what it said besides, ``findings`` what not everyone can read; ``front_pages`` is
    how many pages come before the first divider, 0 for a handout, and ``schedule_page``
    which of them, from 0, the schedule begins on. ``notes`` say what there is to know
    of a packet's decks, and ``unused`` which pictures were described that are not in
    them: file, slide and number, both from 0.
    """

    data: bytes
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    front_pages: int = 0
    schedule_page: int | None = None
    notes: tuple[str, ...] = ()
    unused: tuple[tuple[str, int, int], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Typesetter:
    """Typesets a course's pages, or takes what it typeset before from the cache."""

    folder: Path
    cache: Cache
    workers: Workers
    tell: Callable[[str], None]

    def warm_up(self) -> None:
        """Get the renderer ready for a page that is expected."""
        self.workers.submit(f"{__name__}:get_ready")

    def begin_handout(
        self, key: str, html: str, attached: Mapping[str, bytes] | None = None
    ) -> Future[Any] | Typeset:
        """Begin to typeset a handout that the key stands for; `finish` waits for it.

        Args:
            key: What the cache knows it by.
            html: The page.
            attached: Files to keep inside, by their names.
        """
        return self._begin(key, "handout", html, attached)

    def begin_front(
        self, key: str, html: str, leaves: tuple[str, ...]
    ) -> Future[Any] | Typeset:
        """Begin to typeset a packet's front matter with its dividers' names."""
        return self._begin(key, "front_matter", html, leaves)

    def begin_words(
        self, key: str, texts: tuple[str, ...], language: str
    ) -> Future[Any] | Typeset:
        """Begin to set texts, each a page by itself, to be set into other pages."""
        return self._begin(key, "words", texts, language)

    def _begin(self, key: str, function: str, *page: object) -> Future[Any] | Typeset:
        if stored := self.cache.get(key):
            return _restored(stored)
        return self.workers.submit(f"{__name__}:{function}", str(self.folder), *page)

    def finish(self, key: str, begun: Future[Any] | Typeset, what: str) -> Typeset:
        """Wait for a page; keep it unless something was left out of it.

        Raises:
            SyllabusError: A library is missing, or the page cannot be typeset.
        """
        if isinstance(begun, Typeset):
            return begun
        self.tell(f"typesetting {what}")
        try:
            typeset: Typeset = begun.result()
        except EndedError as ended:
            raise TypesettingFailedError(what, str(ended)) from ended
        if not typeset.blocked:
            self.cache.put(key, _stored(typeset))
        return typeset


def _stored(typeset: Typeset) -> bytes:
    """A typeset page as it is kept: a line about it, and the PDF."""
    findings = [astuple(finding) for finding in typeset.findings]
    about = (typeset.warnings, findings, typeset.front_pages, typeset.schedule_page)
    return json.dumps(about).encode() + b"\n" + typeset.data


def _restored(stored: bytes) -> Typeset:
    from syllabus.render.audit import Finding

    head, _, data = stored.partition(b"\n")
    warnings, findings, front_pages, schedule_page = json.loads(head)
    return Typeset(
        data,
        warnings=tuple(warnings),
        front_pages=front_pages,
        schedule_page=schedule_page,
        findings=tuple(
            Finding(code, message, hint, tuple(traces))
            for code, message, hint, traces in findings
        ),
    )


def get_ready() -> None:
    """In a worker: import the renderer and load its fonts."""
    from syllabus.render.pdf import warm_up

    warm_up()


def handout(folder: str, html: str, attached: Mapping[str, bytes] | None) -> Typeset:
    """In a worker: typeset a handout."""
    from syllabus.render.pdf import render_pdf

    made = render_pdf(html, course_folder=Path(folder), attached=attached)
    return Typeset(made.data, made.blocked, made.warnings, findings=made.findings)


def words(folder: str, texts: tuple[str, ...], language: str) -> Typeset:  # noqa: ARG001 - as all are called
    """In a worker: set texts, each a page by itself."""
    from syllabus.render.words import render_words_pdf

    return Typeset(render_words_pdf(texts, language))


def front_matter(folder: str, html: str, leaves: tuple[str, ...]) -> Typeset:
    """In a worker: typeset a packet's front matter."""
    from syllabus.render.pdf import render_packet_pdf

    made = render_packet_pdf(html, leaves, course_folder=Path(folder))
    pages = (made.front_pages, made.schedule_page)
    found = made.findings
    return Typeset(made.data, made.blocked, made.warnings, *pages, findings=found)
