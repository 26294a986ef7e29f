"""HTML as PDF/UA. The only module that imports WeasyPrint, and only when it is used."""

from __future__ import annotations

import gc
import hashlib
import io
import logging
import warnings
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from syllabus.errors import ExitCode, SyllabusError
from syllabus.render.breaks import break_long_words
from syllabus.render.folder import templates_folder
from syllabus.render.fonts import add_scripts
from syllabus.render.libraries import (
    MissingLibrariesError,
    loading_by_name_only,
    missing_libraries,
)
from syllabus.render.missing import characters_without_glyph, replace_characters
from syllabus.render.resources import Resources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from syllabus.render.audit import Finding

# Of a scheme that no one resolves: relative addresses reach `Resources` as they are,
# and those in links stay relative in the PDF.
_BASE_URL = "course:"
_VARIANT = "pdf/ua-1"


@dataclass(frozen=True)
class PdfResult:
    """A PDF and what went wrong with it.

    ``blocked`` are the addresses that the page asked for and did not get;
    ``warnings`` what WeasyPrint had to say besides; ``findings`` what not everyone can
    read.
    """

    data: bytes
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class LayoutError(SyllabusError):
    """The pages did not come out as they must: a mistake of this program."""

    exit_code = ExitCode.BUG


def render_pdf(
    html: str,
    *,
    course_folder: Path | None = None,
    attached: Mapping[str, bytes] | None = None,
) -> PdfResult:
    """Print a page.

    Title and language are those of the page. The same page and pictures give the same
    bytes.

    Args:
        html: The page, as `syllabus.render.html` makes it.
        course_folder: Pictures come from here, by relative addresses.
        attached: Files to keep inside, by their names; with them it is PDF/A-3a too.

    Raises:
        MissingLibrariesError: WeasyPrint cannot load a library of the system.
    """
    return _print(html, course_folder, attached=attached)


@dataclass(frozen=True)
class FrontMatter:
    """The packet's own pages as a PDF.

    ``front_pages`` are the cover, the contents and the schedule, which begins on
    ``schedule_page``, from 0, if there is one. ``leaves`` names the pages after them,
    in order: the parts for their dividers, absent decks for their placeholders.
    """

    data: bytes
    front_pages: int
    leaves: tuple[str, ...]
    schedule_page: int | None = None
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def render_packet_pdf(
    html: str, leaves: tuple[str, ...], *, course_folder: Path | None = None
) -> FrontMatter:
    """Print the packet's front matter.

    Args:
        html: The page, by `syllabus.render.html.render_packet_html`.
        leaves: Its dividers and placeholders, by `syllabus.render.html.leaf_names`.
        course_folder: Where its pictures are.

    Raises:
        LayoutError: The cover, a divider or a placeholder is not exactly one page.
        MissingLibrariesError: WeasyPrint cannot load a library of the system.
    """
    anchors: list[set[str]] = []

    def check(document: Any) -> None:
        anchors[:] = [set(page.anchors) for page in document.pages]
        _check_pages(anchors, leaves)

    done = _print(html, course_folder, check)
    schedule = (n for n, found in enumerate(anchors) if "schedule" in found)
    return FrontMatter(
        done.data,
        len(anchors) - len(leaves),
        leaves,
        next(schedule, None),
        done.blocked,
        done.warnings,
        done.findings,
    )


def _check_pages(anchors: list[set[str]], leaves: tuple[str, ...]) -> None:
    """See that the contents begin on the second page, and each leaf has one page."""
    front = len(anchors) - len(leaves)
    if front < 2 or "contents" not in anchors[1]:
        raise LayoutError("the cover of the packet is not one page")
    # What goes on on a second page has its anchor there, too.
    for page, found in enumerate(anchors):
        expected = (
            set(leaves[page - front : page - front + 1]) if page >= front else set()
        )
        if found & set(leaves) != expected:
            raise LayoutError(
                f"{', '.join(sorted(found))} of the packet is not one page"
            )


@dataclass(frozen=True)
class _Engine:
    """WeasyPrint, with the shipped fonts loaded once for all pages of a process."""

    weasyprint: Any
    fonts: Any
    font_faces: Any
    fetcher: Any


@cache
def _usual_engine() -> _Engine:
    return _new_engine()


def _engine(html: str) -> _Engine:
    """The engine for a page: one of its own where the page brings fonts along.

    A page that comes after it in this process must not find them.
    """
    return _new_engine() if "@font-face" in html else _usual_engine()


def _new_engine() -> _Engine:
    weasyprint = _import_weasyprint()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Hands `Resources` to WeasyPrint."""

        def __init__(self, resources: Resources) -> None:
            super().__init__(allowed_protocols=())
            self._resources = resources

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            data, media_type = self._resources.read(url)
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    fonts = FontConfiguration()
    add_scripts()
    font_faces = weasyprint.CSS(
        string=(templates_folder() / "base" / "fonts.css").read_text("utf-8"),
        base_url=_BASE_URL,
        url_fetcher=Fetcher(Resources(None)),
        font_config=fonts,
    )
    return _Engine(weasyprint, fonts, font_faces, Fetcher)


def _import_weasyprint() -> Any:
    """Import WeasyPrint the fast way, or else the thorough one."""
    # It prints what it misses.
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        # Said of a library that is wanted, not needed.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            with loading_by_name_only():
                import weasyprint
        except OSError:
            try:
                import weasyprint
            except OSError as error:
                missing = [one for one in missing_libraries() if one.required]
                raise MissingLibrariesError(missing) from error
    return weasyprint


def _print(
    html: str,
    course_folder: Path | None,
    check: Callable[[Any], None] = lambda document: None,  # noqa: ARG005
    attached: Mapping[str, bytes] | None = None,
) -> PdfResult:
    """Print a page; once more with boxes for characters that turn out to have no glyph.

    Args:
        html: The page.
        course_folder: Where its pictures are.
        check: Looks at the pages before they are written.
        attached: Files to keep inside.
    """

    def print_once(missing: Collection[str]) -> PdfResult:
        layout = _layout(html, course_folder, missing, attached)
        with _not_collecting(), layout as (document, finish):
            check(document)
            return finish()

    done = print_once(())
    missing = characters_without_glyph(done.warnings)
    if not missing:
        return done
    again = print_once(missing)
    warnings = tuple(dict.fromkeys(done.warnings + again.warnings))
    return replace(again, warnings=warnings)


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Let the boxes of a page live to its end.

    To look among them for what could go, again and again, takes a tenth of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _layout(
    html: str,
    course_folder: Path | None,
    missing: Collection[str] = (),
    attached: Mapping[str, bytes] | None = None,
) -> Iterator[tuple[Any, Callable[[], PdfResult]]]:
    """Lay out a page, and give a function that makes a file of it.

    Args:
        html: The page.
        course_folder: Where its pictures are.
        missing: The characters that boxes stand in for.
        attached: Files to keep inside.
    """
    engine, resources = _engine(html), Resources(course_folder)
    with _collected_log() as messages:
        page = engine.weasyprint.HTML(
            string=html, base_url=_BASE_URL, url_fetcher=engine.fetcher(resources)
        )
        replace_characters(page.etree_element, missing)
        break_long_words(page.etree_element)
        document = page.render(
            font_config=engine.fonts,
            stylesheets=[engine.font_faces],
            pdf_variant=_VARIANT,
        )

        def whole() -> bool:
            return not characters_without_glyph(messages)

        def finish() -> PdfResult:
            # These need WeasyPrint, which is there by now.
            from syllabus.render.audit import audit
            from syllabus.render.lint import lint

            files = attached or {}
            profiles = ("ua1", "3a") if files else ("ua1",)
            data, elements = _write(document, html, files, keeps_claims=whole)
            findings = [
                finding
                for profile in (profiles if whole() else ())
                for finding in audit(data, elements, profile)
            ]
            if findings:
                data, _ = _write(document, html, files, keeps_claims=lambda: False)
            blocked = tuple(dict.fromkeys(resources.blocked))
            other = (m for m in messages if not any(url in m for url in blocked))
            return PdfResult(
                data,
                blocked,
                tuple(dict.fromkeys(other)),
                (*lint(page.etree_element, document), *findings),
            )

        yield document, finish


@contextmanager
def laid_out_plainly(html: str) -> Iterator[tuple[Any, list[str]]]:
    """Lay out pages without tags or pictures; give them and what is warned of."""
    engine = _usual_engine()
    styles = {"font_config": engine.fonts, "stylesheets": [engine.font_faces]}
    with _collected_log() as messages:
        page = engine.weasyprint.HTML(string=html, base_url=_BASE_URL)
        yield page.render(**styles), messages


def _write(
    document: Any,
    html: str,
    attached: Mapping[str, bytes],
    keeps_claims: Callable[[], bool],
) -> tuple[bytes, dict[int, Any]]:
    """Write a file; give its elements too, by the numbers of their objects.

    Args:
        document: The pages, laid out.
        html: What they were made of.
        attached: Files to keep inside.
        keeps_claims: Says of the painted pages whether the file keeps what it claims.
    """
    content = [html.encode("utf-8", "replace"), *attached.values()]
    identifier = hashlib.sha256(b"\0".join(content)).hexdigest()[:32]
    from syllabus.render.archive import (
        VARIANT,
        attachments,
        bearing_an_open_file,
        claim_ua,
    )
    from syllabus.render.tags import (
        disclaim,
        keep_marks,
        metadata_of,
        name_all_glyphs,
        write_structure,
    )

    marks = keep_marks(document)
    elements: dict[int, Any] = {}

    def finisher(document: Any, pdf: Any) -> None:
        name_all_glyphs(pdf)
        elements.update(write_structure(document, pdf, marks))
        if attached:
            claim_ua(metadata_of(pdf))
        if not keeps_claims():
            disclaim(pdf)

    with bearing_an_open_file():
        data: bytes = document.write_pdf(
            pdf_variant=VARIANT if attached else _VARIANT,
            attachments=attachments(attached),
            pdf_identifier=identifier,
            finisher=finisher,
        )
    return data, elements


@contextmanager
def _collected_log() -> Iterator[list[str]]:
    """Collect what WeasyPrint warns of."""
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)


def warm_up() -> None:
    """Import WeasyPrint, load the fonts and print a word, before there is a page.

    What the first page of a process waits for is then done: a sixth of its time.
    """
    render_pdf("<html lang=en><title>-</title><h1>-</h1>")
