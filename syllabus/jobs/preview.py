"""What a course looks like in every theme: its handouts, on a contact sheet."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syllabus.core.editions import course_editions
from syllabus.core.pages import PageMap, page_map
from syllabus.core.theme import look_of
from syllabus.core.view.handout import handout_view
from syllabus.core.zones import local_time
from syllabus.jobs.cache import Cache
from syllabus.jobs.decks import Decks
from syllabus.jobs.files import Inputs, write_files
from syllabus.jobs.load import load_course
from syllabus.jobs.packets import Shop
from syllabus.jobs.typeset import Typesetter
from syllabus.jobs.workers import Workers
from syllabus.render.html import render_handout_html
from syllabus.render.themes import shipped_themes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from syllabus.core.checks.subject import Subject
    from syllabus.core.diagnostics import Diagnostic
    from syllabus.core.view.handout import HandoutView

_SHOWN_PAGES = 4
_THUMBNAIL_SCALE = 0.8
_SHEET_SCALE = 2.0


class Themed(NamedTuple):
    """A handout as PDF and the theme it is set in."""

    theme: str
    data: bytes


@dataclass(frozen=True)
class Previewed:
    """How a preview ended; ``file`` is None where the course has mistakes."""

    problems: tuple[Diagnostic, ...]
    file: Path | None = None


def preview_themes(
    course: Path, file: Path, now: dt.datetime, tell: Callable[[str], None]
) -> Previewed:
    """Lay the first pages of a course's handout in every theme on one sheet.

    The theme that the course names is as the course has it, the others are as they are
    by themselves.

    Args:
        course: The course file.
        file: What to write: a PDF, or a picture if its name ends in .png.
        now: The moment by which decks are held back, aware.
        tell: Is told each step.
    """
    cache = Cache()
    with Workers(patient=True) as readers, Workers() as printers:
        typesetter = Typesetter(course.parent, cache, printers, tell)
        typesetter.warm_up()
        decks = Decks(course.parent, Inputs(), cache, readers)
        loaded = load_course(course, decks)
        if loaded.subject is None or loaded.failed:
            return Previewed(tuple(loaded.problems))
        local = local_time(now, loaded.subject.course.timezone)
        shop = Shop(loaded.subject, local, decks, typesetter)
        handouts = list(_handouts(shop))
    tell("laying out the sheet")
    paper = loaded.subject.course.paper
    write_files({file: _sheet(handouts, paper, picture=file.suffix.lower() == ".png")})
    return Previewed(tuple(loaded.problems), file)


def course_view(subject: Subject, now: dt.datetime) -> HandoutView:
    """The handout of a course as a build lays it out; ``now`` is local, naive."""
    editions = course_editions(subject.course, subject.tables[0])
    maps = [page_map(subject, now, edition) for edition in editions]
    return handout_view(subject, PageMap.joined(maps), now)


def _handouts(shop: Shop) -> Iterator[Themed]:
    """Typeset the handout in every theme, side by side."""
    view = course_view(shop.subject, shop.now)
    begun = []
    for name in shipped_themes():
        themes = replace(shop.subject.files.themes, chosen=name)
        html = render_handout_html(view, look_of(shop.subject.course, themes))
        key = shop.page_key("handout", html)
        begun.append((name, key, shop.typesetter.begin_handout(key, html)))
    for name, key, page in begun:
        done = shop.typesetter.finish(key, page, f"the handout in the theme {name}")
        yield Themed(name, done.data)


def _sheet(handouts: Iterable[Themed], paper: str, *, picture: bool) -> bytes:
    from syllabus.render.pdf import render_pdf
    from syllabus.render.templates import environment

    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for themed in handouts:
            pictures = []
            for number, data in enumerate(page_pictures(themed.data, _SHOWN_PAGES)):
                pictures.append(f"{themed.theme}-{number + 1}.png")
                (Path(folder) / pictures[-1]).write_bytes(data)
            words = shipped_themes()[themed.theme].description
            rows.append((themed.theme, words, pictures))
        page = environment(()).get_template("contact.html.j2")
        html = page.render(rows=rows, paper=paper)
        data = render_pdf(html, course_folder=Path(folder)).data
    return next(page_pictures(data, 1, _SHEET_SCALE)) if picture else data


def page_pictures(
    data: bytes, most: int, scale: float = _THUMBNAIL_SCALE
) -> Iterator[bytes]:
    """The first pages of a PDF as PNG; with a scale of 1 a point is a pixel."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(most, len(pdf))):
            file = io.BytesIO()
            pdf[number].render(scale=scale).to_pil().save(file, "PNG", optimize=True)
            yield file.getvalue()
    finally:
        pdf.close()
