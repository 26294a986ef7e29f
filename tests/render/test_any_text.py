"""Any text in any field neither breaks a theme nor leaves its page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from syllabus.core.view.schedule import LinkView
from syllabus.render.html import render_handout_html
from syllabus.render.pdf import _layout
from syllabus.render.themes import shipped_themes, usual_look
from tests.render import views
from tests.render.pages import content, laid_out

if TYPE_CHECKING:
    from syllabus.core.view.handout import HandoutView

# What is not words: structure and addresses. Prose is Markdown, and words too.
_NOT_WORDS = {
    *("kind", "iso_date", "due_iso", "language", "second_language", "paper", "anchor"),
    *("href", "file", "mail", "page", "logo", "weight", "components", "scale"),
}
LONG_WORD = "W" * 10_000
SEEN = 0.7


def with_words(part: Any, text: str) -> Any:
    """A view with the same text in every field that holds words."""
    if isinstance(part, tuple):
        return tuple(with_words(one, text) for one in part)
    if isinstance(part, BaseModel):
        update = {
            name: text
            for name, value in part
            if isinstance(value, str) and name not in _NOT_WORDS
        }
        return part.model_copy(update=update)
    if isinstance(part, LinkView):
        return replace(part, text=text)  # its note is the program's
    if is_dataclass(part) and not isinstance(part, type):
        changed = {
            field.name: with_words(getattr(part, field.name), text)
            for field in fields(part)
            if field.name not in _NOT_WORDS and field.init
        }
        return replace(part, **changed)
    return text if isinstance(part, str) and part else part


def full_of(text: str) -> HandoutView:
    """A small handout with the same text in every field."""
    shares = ((text, "5 %"),)
    view: HandoutView = with_words(small(), text)
    return replace(view, components=shares, scale=shares)


def small() -> HandoutView:
    """A handout with something in every field, and little of it."""
    table = views.HARD.timetables[0]
    rows = tuple(views._hard_row(n) for n in (8, 9, 66))
    week = replace(table.weeks[0], rows=rows)
    one = replace(table, weeks=(week,), deadlines=table.deadlines[:2])
    return replace(
        views.HARD,
        logo=None,
        staff=views.HARD.staff[:2],
        timetables=(one,),
    )


def outside(pages: list[Any]) -> list[str]:
    """The texts that leave their page."""
    found = []
    for page in pages:
        left, top = page.content_box_x() - SEEN, page.content_box_y() - SEEN
        right, bottom = left + page.width + 2 * SEEN, top + page.height + 2 * SEEN
        found += [
            box.text
            for box in content(page)
            if type(box).__name__ == "TextBox"
            and box.text.strip()
            and (
                box.position_x < left
                or box.position_x + box.width > right
                or box.position_y + box.baseline > bottom
                or box.position_y + box.baseline < top
            )
        ]
    return found


@pytest.mark.parametrize(
    ("part", "theme"),
    list(
        zip(
            ("title", "description", "materials", "staff", "policies", "outcomes"),
            cycle(shipped_themes()),
            strict=False,
        )
    ),
)
def test_ten_thousand_letters_in_one_word_stay_on_the_page(
    part: str, theme: str
) -> None:
    view = full_of("Word")
    held = getattr(view, part)
    long: Any = {part: LONG_WORD if isinstance(held, str) else one_long(held)}
    page = render_handout_html(replace(view, **long), usual_look(theme))

    assert LONG_WORD in page
    assert outside(laid_out(page)) == []


def one_long(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first of some items with a long word in each of its fields."""
    return with_words(items[:1], LONG_WORD)  # type: ignore[no-any-return]  # a tuple too


@pytest.mark.parametrize("theme", shipped_themes())
def test_a_word_of_150_letters_in_every_field_stay_on_the_page(theme: str) -> None:
    page = render_handout_html(full_of("W" * 150), usual_look(theme))

    assert outside(laid_out(page)) == []


@pytest.mark.parametrize("theme", shipped_themes())
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(min_size=1, max_size=60)
    | st.text("<&>\"'{}%\\`*_[]()#|$~", min_size=1, max_size=60)
)
def test_any_text_is_printed(theme: str, text: str, weasyprint_log: list[str]) -> None:
    page = render_handout_html(full_of(text), usual_look(theme))

    with _layout(page, None) as (document, finish):
        pages = [page._page_box for page in document.pages]
        made = finish()

    assert made.data.startswith(b"%PDF")
    assert made.blocked == ()
    # A character that no font of this machine has.
    assert all(".notdef" in warning for warning in made.warnings)
    weasyprint_log.clear()
    assert outside(pages) == []
