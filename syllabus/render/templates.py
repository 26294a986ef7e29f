"""The templates: where they lie and how they are read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from syllabus.render.prose import (
    course_file_url,
    length_class,
    printed_grade,
    prose_html,
    prose_line_html,
    shortened,
    shown_address,
    unbroken_days,
)

if TYPE_CHECKING:
    from markupsafe import Markup

# What neither HTML nor XML metadata can hold: controls, surrogates, noncharacters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@cache
def templates_folder() -> Path:
    """The folder of templates: in the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def footer_font() -> bytes:
    """The font file of the packet's footers."""
    return (templates_folder() / "fonts" / "SourceSans3-Regular.otf").read_bytes()


def template(kind: str, name: str) -> jinja2.Template:
    """A template of a kind of page (a theme, the packet), else that of the base."""
    return _environment(kind).get_template(name)


@cache
def _environment(kind: str) -> jinja2.Environment:
    """Undefined names are errors; all text is escaped."""
    folder = templates_folder()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder / kind, folder / "base"]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        course_file_url=course_file_url,
        length_class=length_class,
        printed_grade=printed_grade,
        prose=prose_html,
        prose_line=prose_line_html,
        shortened=shortened,
        shown_address=shown_address,
        unbroken_days=unbroken_days,
    )
    return environment


def _printable(value: object) -> object:
    """Show a replacement for characters that no page can hold."""
    if not isinstance(value, str) or not _UNPRINTABLE.search(value):
        return value
    kind: type[str | Markup] = type(value)
    return kind(_UNPRINTABLE.sub("\ufffd", value))
