"""The templates: how they are read."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2

from syllabus.render.figures import (
    mark_drawing,
    month_drawing,
    share_drawing,
    workload_drawing,
)
from syllabus.render.folder import templates_folder
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
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

# What neither HTML nor XML metadata can hold: controls, surrogates, noncharacters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def packet_template(name: str) -> jinja2.Template:
    """A template of the packet's own pages, else that of the base."""
    return _packet_environment().get_template(name)


@cache
def _packet_environment() -> jinja2.Environment:
    return environment(("packet",))


def environment(
    folders: Sequence[str],
    first: jinja2.BaseLoader | None = None,
    kind: type[jinja2.Environment] = jinja2.Environment,
) -> jinja2.Environment:
    """An environment in which undefined names are errors and all text is escaped.

    Args:
        folders: Where templates are looked for, before the base.
        first: What is asked for them before that.
        kind: Its class.
    """
    root = templates_folder()
    shipped = jinja2.FileSystemLoader([root / name for name in (*folders, "base")])
    environment = kind(
        loader=jinja2.ChoiceLoader([first, shipped]) if first else shipped,
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
        mark_drawing=mark_drawing,
        month_drawing=month_drawing,
        printed_grade=printed_grade,
        prose=prose_html,
        reference=_reference,
        prose_line=prose_line_html,
        share_drawing=share_drawing,
        shortened=shortened,
        shown_address=shown_address,
        unbroken_days=unbroken_days,
        workload_drawing=workload_drawing,
    )
    return environment


def _reference(item: Mapping[str, Any], language: str) -> Markup:
    from syllabus.render.citations import reference_html

    return reference_html(item, language)


def _printable(value: object) -> object:
    """Show a replacement for characters that no page can hold."""
    if not isinstance(value, str) or not _UNPRINTABLE.search(value):
        return value
    kind: type[str | Markup] = type(value)
    return kind(_UNPRINTABLE.sub("\ufffd", value))
