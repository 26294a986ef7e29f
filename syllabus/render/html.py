"""A view as the HTML of printed pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syllabus.core.language import Language
from syllabus.core.sections import SECTIONS
from syllabus.render.prose import shortened
from syllabus.render.templates import template

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.view.handout import HandoutView
    from syllabus.core.view.packet import PacketView

THEME = "classic"
_RUNNING_LENGTH = 90


def render_handout_html(view: HandoutView) -> str:
    """The handout as one page of HTML with its print style.

    Pictures have addresses relative to the course folder, slides relative to the
    folder that the handout and the packet lie in.
    """
    running_title = shortened(f"{view.code} {view.title}", _RUNNING_LENGTH)
    page = template(THEME, "handout.html.j2")
    return page.render(
        view=view,
        sections=SECTIONS,
        running_title=running_title,
        **words_of(view.language),
    )


def render_packet_html(view: PacketView) -> str:
    """The packet's front matter as HTML: cover, contents, dividers and placeholders.

    Links to decks are `packet:NAME`; the assembler leads them to the deck's pages.
    """
    page = template("packet", "front.html.j2")
    return page.render(view=view, **words_of(view.language))


def words_of(tag: str) -> dict[str, Callable[..., str] | Language]:
    """What templates take their words from, by the names that gettext has for them.

    A template that is imported gets them by ``{% import … with context %}``.
    """
    language = Language.of(tag)
    return {
        "language": language,
        "_": language.text,
        "ngettext": language.plural,
        "pgettext": language.text_in,
    }


def leaf_names(view: PacketView) -> tuple[str, ...]:
    """The dividers and placeholders in the order of their pages."""
    return tuple(
        name
        for part in view.parts
        for name in (part.name, *(deck.name for deck in part.decks if deck.absence))
    )
