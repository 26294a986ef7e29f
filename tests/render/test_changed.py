"""What changed, in Markdown and HTML: the same sentences, whatever stands in them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st

from syllabus.core.change_words import sentences
from syllabus.core.changes import changes_between
from syllabus.core.language import Language, languages
from syllabus.core.prose import parser
from syllabus.core.view.changed import ChangedView, changed_view
from syllabus.render.changed import changed_fragment, changed_markdown, changed_page
from tests.core.courses import WORDS
from tests.core.test_calendar import data_of
from tests.core.test_change_words import COURSE, RICH, changed

if TYPE_CHECKING:
    from pathlib import Path


def view_of(tag: str) -> ChangedView:
    old, new = data_of(COURSE), data_of(changed(COURSE, *RICH))
    language = Language.of(tag)
    return changed_view(sentences(changes_between(old, new), language), new, language)


def said(html: str) -> list[str]:
    """The texts of the headings, paragraphs and items of a page, in order."""
    page: Any = tinyhtml5.parse(html, namespace_html_elements=False)
    wanted = {"h1", "h2", "p", "li"}
    return ["".join(one.itertext()) for one in page.iter() if one.tag in wanted]


def all_of(view: ChangedView) -> list[str]:
    below = [text for title, some in view.lists for text in (title, *some) if text]
    return [text for text in (view.heading, view.course, view.nothing) if text] + below


@pytest.mark.parametrize("tag", languages())
def test_a_page_says_all_and_no_more(tag: str) -> None:
    view = view_of(tag)

    assert said(changed_page(view)) == all_of(view)
    assert said(changed_fragment(view)) == all_of(view)[2:]


def test_a_page_runs_as_its_language_does() -> None:
    assert '<html lang="ar" dir="rtl">' in changed_page(view_of("ar"))
    assert '<div lang="ar" dir="rtl">' in changed_fragment(view_of("ar"))


def test_a_fragment_has_nothing_that_mail_programs_take_out() -> None:
    """No styles, scripts, pictures or links: they are dropped or blocked."""
    page: Any = tinyhtml5.parse(changed_fragment(view_of("en")))
    tags = {one.tag.rpartition("}")[2] for one in page.find("{*}body").iter()}

    assert tags == {"body", "div", "h2", "ul", "li"}


VIEWS = st.builds(
    ChangedView,
    heading=WORDS,
    course=WORDS,
    lists=st.lists(
        st.tuples(WORDS, st.lists(WORDS, min_size=1).map(tuple)), min_size=1
    ).map(tuple),
    nothing=st.just(""),
    language=st.just("en"),
    direction=st.just("ltr"),
)


@settings(max_examples=80)
@given(VIEWS)
def test_no_text_is_taken_for_markup(view: ChangedView) -> None:
    plain = [" ".join(text.split()) for text in all_of(view)]
    html = parser().render(changed_markdown(view))

    assert [" ".join(text.split()) for text in said(html)] == plain
    assert [" ".join(text.split()) for text in said(changed_page(view))] == plain


@pytest.mark.needs("shared")
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_page_passes_the_lint(tag: str, shared: Path, tmp_path: Path) -> None:
    page = tmp_path / "changes.html"
    page.write_text(changed_page(view_of(tag)), "utf-8")
    tool = shared / "tools" / "lint_html.py"

    done = subprocess.run(
        [sys.executable, "-W", "ignore", tool, page], capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (0, "\n")
