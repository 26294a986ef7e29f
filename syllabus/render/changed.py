"""What changed, as Markdown, as a page, and as a part of a message in HTML."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from syllabus.render.markdown import paragraph
from syllabus.render.templates import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import jinja2

    from syllabus.core.view.changed import ChangedView


def changed_markdown(view: ChangedView) -> str:
    """What changed, in Markdown."""
    return "\n\n".join(_blocks(view)) + "\n"


def changed_page(view: ChangedView) -> str:
    """What changed, as a page that needs no other file."""
    return _environment().get_template("changed.html.j2").render(view=view)


def changed_fragment(view: ChangedView) -> str:
    """What changed, without a heading of its own: a part of a page or of a message."""
    return _environment().get_template("changed-lists.html.j2").render(view=view)


def _blocks(view: ChangedView) -> Iterator[str]:
    yield f"# {paragraph(view.heading)}"
    yield from (paragraph(text) for text in (view.course, view.nothing) if text)
    for title, sentences in view.lists:
        if title:
            yield f"## {paragraph(title)}"
        yield "\n".join(f"- {paragraph(text)}" for text in sentences)


@cache
def _environment() -> jinja2.Environment:
    return environment(("changed", "web"))
