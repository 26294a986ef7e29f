"""A view as the HTML of printed pages."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from syllabus.core.language import Language
from syllabus.render.prose import shortened
from syllabus.render.templates import packet_template
from syllabus.render.themes import render_themed, usual_look

if TYPE_CHECKING:
    from collections.abc import Callable

    from syllabus.core.theme import Look
    from syllabus.core.view.handout import HandoutView
    from syllabus.core.view.packet import PacketView

_WIDEST_DAY = 24
# Sections with tables and figures that take the width of the page in every theme.
_WIDE = {"glance", "workload", "schedule", "deadlines"}


def render_handout_html(view: HandoutView, look: Look | None = None) -> str:
    """The handout as one page of HTML with its print style.

    Pictures have addresses relative to the course folder, slides relative to the
    folder that the handout and the packet lie in.

    Args:
        view: What it says.
        look: How it looks; left out, as the usual theme by itself.

    Raises:
        OwnTemplateError: A template of the course's own is at fault.
    """
    look = look or usual_look()
    running_title = shortened(f"{view.code} {view.title}", look.running)
    context = {
        "view": view,
        "shown_sections": look.sections,
        "runs": [(wide, list(run)) for wide, run in groupby(look.sections, _is_wide)],
        "running_title": running_title,
        "letters_of_a_day": _letters_of_a_day(view),
    }
    return render_themed(
        look, "handout.html.j2", context | words_of(view.language, view.second_language)
    )


def _is_wide(section: str) -> bool:
    return section in _WIDE


def _letters_of_a_day(view: HandoutView) -> int:
    """The most letters of a day that stand on one line of the schedule.

    A range of days goes on on a second line; what is longer than any day is broken.
    """
    days = (
        part
        for table in view.timetables
        for week in table.weeks
        for row in week.rows
        for part in row.day.split(" – ")
    )
    return min(max(map(len, days), default=0), _WIDEST_DAY)


def render_packet_html(view: PacketView) -> str:
    """The packet's front matter as HTML: cover, contents, dividers and placeholders.

    Links to decks are `packet:NAME`; the assembler leads them to the deck's pages.
    """
    page = packet_template("front.html.j2")
    return page.render(view=view, **words_of(view.language))


def words_of(
    tag: str, second_tag: str = ""
) -> dict[str, Callable[..., str] | Language]:
    """What templates take their words from, by the names that gettext has for them.

    A template that is imported gets them by ``{% import … with context %}``. ``again``
    marks words of the second language; ``both`` and ``both_in`` give a message in both,
    where there are two.
    """
    language = Language.of(tag)
    second = Language.of(second_tag) if second_tag else language

    def text(message: str, **fields: object) -> str:
        if not any(isinstance(field, Markup) for field in fields.values()):
            return language.text(message, **fields)
        escaped = {name: escape(field) for name, field in fields.items()}
        # Messages are ours and hold no markup.
        return Markup(language.text(message, **escaped))  # noqa: S704

    def again(text: str, unless: str = "") -> str:
        if not text or text == unless:
            return ""
        return Markup(' <span class="second" lang="{}" dir="{}">{}</span>').format(
            second.tag, second.direction, text
        )

    def both(message: str) -> str:
        first = language.text(message)
        return escape(first) + again(second.text(message), first)

    def both_in(context: str, message: str) -> str:
        first = language.text_in(context, message)
        return escape(first) + again(second.text_in(context, message), first)

    return {
        "language": language,
        "second": second,
        "_": text,
        "ngettext": language.plural,
        "pgettext": language.text_in,
        "again": again,
        "both": both,
        "both_in": both_in,
    }


def leaf_names(view: PacketView) -> tuple[str, ...]:
    """The dividers and placeholders in the order of their pages."""
    return tuple(
        name
        for part in view.parts
        for name in (part.name, *(deck.name for deck in part.decks if deck.absence))
    )
