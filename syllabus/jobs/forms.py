"""The forms of a course beside its PDFs: page, calendar, LaTeX, Word, Markdown, data.

All are made from one view and one set of data, so that they cannot disagree. What a
form needs is imported where it is made.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from syllabus.core.prose import plain_words
from syllabus.core.sections import SECTIONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from syllabus.core.checks.subject import Subject
    from syllabus.core.language import Language
    from syllabus.core.pages import PageMap
    from syllabus.core.published import Published
    from syllabus.core.view.blocks import Document, Line
    from syllabus.core.view.calendar import Event
    from syllabus.core.view.data import CourseData
    from syllabus.core.view.handout import HandoutView

FILES: Mapping[str, str] = {
    "html": "syllabus.html",
    "calendar": "calendar.ics",
    "latex": "syllabus.tex",
    "word": "syllabus.docx",
    "markdown": "syllabus.md",
    "json": "syllabus.json",
    "csv": "schedule.csv",
    "latex-pdf": "syllabus-latex.pdf",
}
"""The forms and their files."""


class Forms:
    """Makes forms of a course.

    Args:
        subject: The course, without errors.
        view: Its handout.
        pages: Where the decks stand in the packets.
        now: Local time of the course, naive.
        published: What the class was last told.
        sections: The sections of the handout, in order.
        beside: The files that lie beside the page, with the words for them.
        folder: Pictures are read from here.
    """

    def __init__(
        self,
        subject: Subject,
        view: HandoutView,
        pages: PageMap,
        now: dt.datetime,
        published: Published | None,
        *,
        sections: tuple[str, ...] = SECTIONS,
        beside: tuple[tuple[str, str], ...] = (),
        folder: Path,
    ) -> None:
        self._subject, self._view = subject, view
        self._pages, self._now, self._published = pages, now, published
        self._sections, self._beside, self._folder = sections, beside, folder
        self._makers: dict[str, Callable[[], bytes]] = {
            "html": self._html,
            "calendar": self._calendar,
            "latex": self._latex,
            "word": self._word,
            "markdown": self._markdown,
            "json": self._json,
            "csv": self._csv,
            "latex-pdf": self._latex_pdf,
        }

    def make(self, name: str) -> bytes:
        """The bytes of a form."""
        return self._makers[name]()

    def files(self, name: str) -> Iterator[tuple[str, bytes]]:
        """The files of a form; a calendar can have feeds beside it."""
        yield FILES[name], self.make(name)
        for feed in self._subject.course.calendar.feeds if name == "calendar" else ():
            stem = FILES[name].removesuffix(".ics")
            yield f"{stem}-{feed}.ics", self._calendar(feed)

    @cached_property
    def language(self) -> Language:
        """What the course is in."""
        from syllabus.core.language import Language

        return Language.of_course(self._subject.course)

    @cached_property
    def data(self) -> CourseData:
        """The resolved course."""
        from syllabus.core.view.resolved import course_data

        return course_data(self._subject, self._pages, self._now, self.language)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its calendar."""
        from syllabus.core.view.calendar import calendar_events

        return calendar_events(self.data, self.language, self._published)

    @cached_property
    def _document(self) -> Document:
        from syllabus.core.view.document import handout_document

        return handout_document(
            self._view, self._sections, self.language, tuple(self._references())
        )

    def _references(self) -> Iterator[Line]:
        """The reading list as it is printed, each entry with its address."""
        if not self._view.references:
            return
        from syllabus.core.view.blocks import Run
        from syllabus.render.citations import reference_pieces

        for reference in self._view.references:
            pieces = reference_pieces(reference.item, self.language.tag)
            runs = tuple(Run(text, italic=italic) for text, italic in pieces)
            address = (Run(" "), Run(reference.href, reference.href))
            yield (*runs, *(address if reference.href else ()))

    def _html(self) -> bytes:
        from syllabus.core.view.linked import linked_data
        from syllabus.render.web import render_web_html

        page = render_web_html(
            self._view,
            linked_data(self.data, self.events, plain_words(self._view.description)),
            self._data_of_page(),
            sections=self._sections,
            files=self._beside,
            course_folder=self._folder,
        )
        return page.encode()

    def _data_of_page(self) -> dict[str, Any]:
        """The data that the page shows, for the importer; none without a schedule."""
        if "schedule" not in self._sections:
            return {}
        return self.data.shown(self._sections).told()

    def _calendar(self, feed: str = "") -> bytes:
        """The events of a feed; all of them where none is named."""
        from syllabus.render.ics import render_ics

        course = self._subject.course
        events = [event for event in self.events if feed in {"", event.group}]
        name = f"{course.code or course.title}, {course.term.name}"
        # A zone that nobody named would put every class at a wrong hour.
        zone = course.timezone if "timezone" in course.model_fields_set else ""
        return render_ics(events, name=name, zone=zone)

    def _latex(self) -> bytes:
        from syllabus.render.latex import render_latex

        return render_latex(self._document).encode()

    def _latex_pdf(self) -> bytes:
        from syllabus.jobs.latex import latex_pdf

        return latex_pdf(self._latex())

    def _word(self) -> bytes:
        from syllabus.render.word import render_docx

        return render_docx(self._document)

    def _markdown(self) -> bytes:
        from syllabus.render.markdown import render_markdown

        return render_markdown(self._document).encode()

    def _csv(self) -> bytes:
        from syllabus.core.view.sheet import HEADINGS, sheet_rows
        from syllabus.render.sheet import render_csv

        return render_csv(HEADINGS, sheet_rows(self.data))

    def _json(self) -> bytes:
        return self.data.text().encode()
