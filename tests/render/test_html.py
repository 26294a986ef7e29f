"""The HTML of the handout and of the packet's pages."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from syllabus.render.folder import footer_font, templates_folder
from syllabus.render.html import render_handout_html, render_packet_html
from syllabus.render.templates import environment
from tests.render import views

if TYPE_CHECKING:
    from collections.abc import Callable

HANDOUTS = {"dlsys": views.DLSYS, "hard": views.HARD, "bare": views.BARE}

# What is not text to be placed: structure, addresses and Markdown.
NOT_PLACED = {
    *("kind", "iso_date", "due_iso", "language", "paper", "anchor", "file", "name"),
    *("href", "page", "mail", "text", "notes", "notices", "note", "description"),
    *("prerequisites", "grading_note", "outcomes"),
}


def body(html: str) -> str:
    return html[html.index("<body>") :]


@pytest.mark.parametrize("name", HANDOUTS)
def test_the_handout_is_as_it_was(
    name: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"render/{name}.html", body(render_handout_html(HANDOUTS[name])))


def test_the_packets_pages_are_as_they_were(golden: Callable[[str, str], None]) -> None:
    golden("render/dlsys-packet.html", body(render_packet_html(views.DLSYS_PACKET)))


def with_text(part: Any, text: str) -> Any:
    """A view with the same text in every field that is placed as it is."""
    if isinstance(part, tuple):
        return tuple(with_text(one, text) for one in part)
    if isinstance(part, BaseModel):
        update = {
            name: text
            for name, value in part
            if isinstance(value, str) and name not in {"file", "mail", "page"}
        }
        return part.model_copy(update=update)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(
            part,
            **{
                field.name: with_text(getattr(part, field.name), text)
                for field in fields(part)
                if field.name not in NOT_PLACED
            },
        )
    return text if isinstance(part, str) and part else part


def tags(html: str) -> list[str]:
    return [str(element.tag) for element in parsed(html).iter()]


def parsed(html: str) -> Any:
    return tinyhtml5.parse(html, namespace_html_elements=False)


def few_rows(view: Any) -> Any:
    table = view.timetables[0]
    weeks = (
        replace(table.weeks[0], rows=tuple(views._hard_row(n) for n in (8, 9, 66))),
    )
    deadlines = table.deadlines[:1]
    return replace(view, timetables=(replace(table, weeks=weeks, deadlines=deadlines),))


# What HTML cannot hold.
UNPRINTABLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@pytest.mark.parametrize("page", ["handout", "packet"])
@given(text=st.text(min_size=1, max_size=60))
def test_any_text_in_any_field_stays_text(page: str, text: str) -> None:
    view: Any = few_rows(views.HARD)
    render: Any = render_handout_html
    if page == "packet":
        view, render = views.DLSYS_PACKET, render_packet_html
    html = render(with_text(view, text))

    assert tags(html) == tags(render(with_text(view, "x")))
    shown = UNPRINTABLE.sub("\ufffd", re.sub(r"\r\n?", "\n", text))
    assert shown in "".join(parsed(html).itertext())


def test_markup_in_a_field_is_seen_as_it_is() -> None:
    html = render_handout_html(replace(views.BARE, title="<b>&amp;</b>\"'"))

    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;&#34;&#39;" in html


def test_an_undefined_name_in_a_template_is_an_error() -> None:
    found = environment(())

    with pytest.raises(Exception, match="undefined"):
        found.from_string("{{ nothing }}").render()


@pytest.mark.parametrize("rows", [True, False])
def test_without_assignments_there_is_no_column_for_them(rows: bool) -> None:
    table = views.DLSYS.timetables[0]
    view = replace(
        views.DLSYS, timetables=(table if rows else replace(table, deadlines=()),)
    )

    assert ('<th scope="col">Assignments</th>' in render_handout_html(view)) is rows


def test_links_to_decks_are_relative_or_of_the_packets_own_scheme() -> None:
    handout, packet = map(
        body, (render_handout_html(views.DLSYS), render_packet_html(views.DLSYS_PACKET))
    )

    assert 'href="packet.pdf#deck-lecture1"' in handout
    assert 'href="packet:deck-lecture1"' in packet
    assert 'href="#deck-guest-5"' in packet
    assert "file:" not in handout + packet


def test_a_logo_without_words_is_left_out() -> None:
    assert views.HARD.logo is not None
    logo = views.HARD.logo.model_copy(update={"alt": None})

    assert "<img" not in render_handout_html(replace(views.HARD, logo=logo))


def test_templates_and_fonts_are_where_they_are_looked_for() -> None:
    assert (templates_folder() / "base" / "handout.html.j2").is_file()
    assert footer_font()[:4] == b"OTTO"


def test_each_font_has_its_licence_beside_it() -> None:
    folder = templates_folder() / "fonts"
    licences = {path.stem.removeprefix("OFL-") for path in folder.glob("OFL-*.txt")}

    assert {path.stem.partition("-")[0] for path in folder.glob("*.otf")} == licences
