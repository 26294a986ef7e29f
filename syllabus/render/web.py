"""A view as a web page: one file with everything inside, for screens of any size."""

from __future__ import annotations

import base64
import json
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from syllabus.render.folder import templates_folder
from syllabus.render.html import words_of
from syllabus.render.prose import prose_html, prose_line_html
from syllabus.render.resources import BlockedError, Resources
from syllabus.render.templates import environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import jinja2

    from syllabus.core.view.handout import HandoutView

_FONTS = (
    ("sans", "normal", "normal"),
    ("sans-italic", "normal", "italic"),
    ("sans-bold", "bold", "normal"),
    ("mono", "normal", "normal"),
)
"""Files of the fonts, their weights and styles."""
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
_PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")')


def render_web_html(
    view: HandoutView,
    linked_data: dict[str, Any],
    course_data: dict[str, Any],
    *,
    sections: Sequence[str],
    files: Sequence[tuple[str, str]],
    course_folder: Path,
) -> str:
    """The course as a page that needs no other file.

    Args:
        view: The course.
        linked_data: What programs read of it (schema.org).
        course_data: What this program reads of it; empty for a page without.
        sections: Their names, in order.
        files: Names and words of the outputs beside it.
        course_folder: Pictures are read from here.
    """
    page = _environment().get_template("web.html.j2")
    text = page.render(
        view=view,
        linked_data=linked_data,
        course_data=course_data,
        sections=sections,
        shown_sections=sections,
        schedule_form="weeks",
        files=files,
        fonts=_FONTS,
        **words_of(view.language, view.second_language),
    )
    return _with_pictures(text, Resources(course_folder))


def _with_pictures(page: str, resources: Resources) -> str:
    """Put pictures into the page; one that cannot be read leaves its words."""

    def inside(match: re.Match[str]) -> str:
        try:
            data, kind = resources.read(match[2])
        except BlockedError:
            return match[0]
        return match[1] + _data_address(data, kind) + match[3]

    return _PICTURE.sub(inside, page)


@cache
def _environment() -> jinja2.Environment:
    found = environment(("web",))
    # Browsers set formulas by themselves, in the reader's size and colours.
    found.filters["prose"] = partial(prose_html, formula=_formula)
    found.filters["prose_line"] = partial(prose_line_html, formula=_formula)
    found.filters["first_heading"] = _first_heading
    found.filters["json_in_html"] = _json_in_html
    found.filters["web_font"] = _web_font
    return found


def _formula(latex: str, display: bool) -> Markup:
    from syllabus.render.maths import formula_mathml

    return formula_mathml(latex, display=display)


def _first_heading(section: str) -> str:
    """The heading of a section, for the list of what is on the page."""
    heading = _HEADING.search(section)
    return Markup(heading[1]) if heading else ""  # noqa: S704 - escaped already


def _json_in_html(data: dict[str, Any]) -> str:
    """JSON that ends no script element and opens no comment."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - it has no markup any more


@cache
def _web_font(name: str) -> str:
    """A font of the project as an address that holds it."""
    data = (templates_folder() / "fonts" / "web" / f"{name}.woff2").read_bytes()
    return _data_address(data, "font/woff2")


def _data_address(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
